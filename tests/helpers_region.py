"""A small region as files: an office with a roster, counties that pack the small sound workspace,
changed or not."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import samples
from helpers_outputs import call

from scoring.documents.data import score_data
from scoring.submission import pack
from scoring.workspace import open_workspace

DAY = date(2026, 11, 22)
NAMES = {"990101": "甲子县", "990102": "乙丑县", "990103": "丙寅县", "990104": "丁卯县"}

REGION = """\
name: 示例省
round: "2026"
tree: sample
terms: {as_of: 2026-11-20, window: {from: 2025-01-01, to: 2026-10-31}, round: 2026-self}
due: 2026-11-25
bands: [90, 80, 60]
counties:
"""

Files = Mapping[str, str | bytes]


def office(
    folder: Path, names: Mapping[str, str] = NAMES, more: str = "", text: str = REGION
) -> Path:
    """The folder of an office that expects these counties; ``more`` is added to ``region.yaml``."""
    lines = "".join(f'  "{code}": {{name: {name}, level: 县}}\n' for code, name in names.items())
    files: dict[str, str | bytes] = {
        "region.yaml": text + (lines or "  {}\n") + more,
        "indicators/sample.yaml": samples.SOUND["indicators/sample.yaml"],
    }
    samples.write(folder, files)
    (folder / "incoming").mkdir(exist_ok=True)
    return folder


def county(folder: Path, name: str, files: Files = samples.SOUND, code: str | None = None) -> Path:
    """A county's workspace: the sound one under another name, or the files given."""
    own = dict(files)
    head = own["workspace.yaml"]
    assert isinstance(head, str)
    own["workspace.yaml"] = head.replace("name: 示例县", f"name: {name}", 1)
    if code:
        own["workspace.yaml"] += f'code: "{code}"\n'
    return samples.write(folder, own)


def packed(
    tmp: Path,
    region: Path,
    name: str,
    files: Files = samples.SOUND,
    *,
    code: str | None = None,
    day: date = DAY,
    file: str | None = None,
    score: Callable[[Any], Any] = lambda data: data,
) -> Path:
    """A county's package in the region's drop folder."""
    number = sum(1 for _ in tmp.glob("county-*"))
    workspace = open_workspace(county(tmp / f"county-{number}", name, files, code)).whole()
    target = region / "incoming" / (file or f"{name}-{number}.zip")
    computed = score(score_data(workspace.assess()))
    return pack(workspace, target, day, score=computed).path


def finding(code: str, text: str) -> dict[str, str | bytes]:
    """The sound workspace with another finding for one of its leaves."""
    old = {"1.1": '"1.1": {done: 9, of: 10}', "1.2": '"1.2": {met: true}'}[code]
    return samples.changed("rounds/2026-self.yaml", old, f'"{code}": {text}')


def region(folder: Path, *args: str) -> tuple[int, str, str]:
    """One command of the region in this folder: exit code, output, error output."""
    # The command of a group of its own stands before the folder: region work print -w …
    words = 2 if args[0] in {"work", "roster"} else 1
    return call("region", *args[:words], "-w", str(folder), *args[words:])


def answer(folder: Path, *args: str) -> Any:
    """The JSON of a reading command of the region."""
    code, out, err = region(folder, *args, "--format", "json")
    assert code in {0, 1}, err
    return json.loads(out)


def collect(folder: Path, *args: str, today: str = "2026-11-22") -> dict[str, dict[str, Any]]:
    """What ``collect`` says of each file, by file name."""
    rows = answer(folder, "collect", *args, "--today", today, "--workers", "1")["rows"]
    return {row["file"]: row for row in rows}


def status(folder: Path) -> list[dict[str, Any]]:
    """The rows of ``status``."""
    rows: list[dict[str, Any]] = answer(folder, "status")["rows"]
    return rows


def verdicts(folder: Path) -> dict[str, str]:
    """The verdict of each line of the roster, by name."""
    return {row["name"]: row["verdict"] for row in status(folder)}


def rewritten(
    package: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], target: Path
) -> Path:
    """A package with other entries, its manifests left as they were."""
    with zipfile.ZipFile(package) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in change(entries).items():
            archive.writestr(name, data)
    return target


def resealed(entries: dict[str, bytes]) -> dict[str, bytes]:
    """The entries with manifests that fit them: what somebody makes who knows the format."""
    import hashlib

    top = next(name for name in entries if name.endswith("/bagit.txt")).removesuffix("bagit.txt")
    own = {name.removeprefix(top): data for name, data in entries.items()}
    own.pop("tagmanifest-sha256.txt", None)
    own.pop("manifest-sha256.txt", None)

    def lines(paths: list[str]) -> bytes:
        return "".join(
            f"{hashlib.sha256(own[path]).hexdigest()}  {path}\n" for path in sorted(paths)
        ).encode()

    own["manifest-sha256.txt"] = lines([path for path in own if path.startswith("data/")])
    own["tagmanifest-sha256.txt"] = lines([path for path in own if not path.startswith("data/")])
    return {top + path: data for path, data in own.items()}
