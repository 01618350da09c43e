"""A workspace to scan into, and what a scan left behind."""

import datetime
import hashlib
import zipfile

import samples

from scoring.evidence.intake import Wishes, scan
from scoring.storage import verify_journal
from scoring.workspace import open_workspace
from scoring.yamlio import parse

TODAY = datetime.date(2026, 11, 22)


def empty(folder):
    """The sound workspace without evidence."""
    files = {name: text for name, text in samples.SOUND.items() if not name.startswith("evidence/")}
    workspace = samples.write(
        folder, {**files, "evidence/register.yaml": "# 佐证登记表，专班维护\n"}
    )
    (workspace / "evidence/files").mkdir()
    return workspace


def notice(number):
    """A text of its own for each number, not alike to any other."""
    digests = "".join(hashlib.sha256(f"{number}-{part}".encode()).hexdigest() for part in range(4))
    return f"关于第{number}件事项的通知\n{digests}\n示例县司法局\n2026年3月{number % 28 + 1}日\n"


def run(workspace, *paths, tell=None, **wishes):
    """One scan without OCR and in one process, unless told otherwise."""
    opened = open_workspace(workspace).whole()
    wanted = Wishes(TODAY, **{"ocr": "off", "workers": 1, **wishes})
    return scan(workspace, opened.tree, opened.records, paths, wanted, tell)


def register(workspace):
    """The records as the file has them."""
    data, _, problems = parse((workspace / "evidence/register.yaml").read_text("utf-8"), "register")
    assert problems == []
    return data or []


def assert_whole(workspace):
    """The register has no error, no id and no file twice, and the journal's chain holds."""
    assert [item for item in open_workspace(workspace).problems if item.severity == "error"] == []
    records = register(workspace)
    for key in ("id", "file"):
        values = [record[key] for record in records]
        assert len(values) == len(set(values)), key
    assert verify_journal(workspace / "journal.jsonl") == []


def contents(folder):
    """Every file below a folder with its bytes and its time."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def gb_zip(path, members):
    """A zip whose names are GB18030 without any mark, as old Windows programs write them."""
    names = [name.encode("gb18030") for name, _ in members]
    stand_ins = [bytes([97 + at]) * len(name) for at, name in enumerate(names)]
    with zipfile.ZipFile(path, "w") as archive:
        for stand_in, (_, data) in zip(stand_ins, members, strict=True):
            archive.writestr(stand_in.decode(), data)
    raw = path.read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        raw = raw.replace(stand_in, name)
    path.write_bytes(raw)
    return path
