"""Reading a package entry by entry: what is sound comes back, what is not is refused with its
reason."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import samples
from helpers_region import resealed

from scoring.submission import RefusedError, contents, pack, read_package, reading
from scoring.workspace import open_workspace

Entries = dict[str, bytes]
TOP = "submission-2026-self/"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The package of the sample, with its evidence."""
    folder = tmp_path_factory.mktemp("county")
    workspace = open_workspace(samples.write(folder / "c", samples.SOUND)).whole()
    score = {"total": {"claimed": "9.40"}}
    target = folder / "a.zip"
    pack(workspace, target, date(2026, 11, 22), score=score, with_evidence=True)
    return target.read_bytes()


def entries_of(raw: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries: Entries) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return raw.getvalue()


def changed(raw: bytes, change: Callable[[Entries], None], *, seal: bool = True) -> bytes:
    """The package with other entries, its manifests made to fit."""
    entries = entries_of(raw)
    change(entries)
    return zipped(resealed(entries) if seal else entries)


def test_a_sound_package_comes_back_as_it_was_packed(sound: bytes) -> None:
    package = read_package(sound)
    assert package.statement.name == "示例县"
    assert package.files["workspace.yaml"] == samples.SOUND["workspace.yaml"].encode()
    assert package.score == {"total": {"claimed": "9.40"}}
    assert package.facts["E0001"].state == "ok"
    assert package.tree is None, "the county's own tree is a file of its workspace"
    tags = entries_of(sound)[f"{TOP}tagmanifest-sha256.txt"]
    assert package.fingerprint == hashlib.sha256(tags).hexdigest()


def test_it_reads_the_same_from_a_file(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "改了名字.zip"
    path.write_bytes(sound)
    assert read_package(path) == read_package(sound)


def evidence_of(entries: Entries) -> str:
    return next(name for name in entries if "/data/evidence/" in name)


def test_evidence_is_compared_where_it_is_asked_for(sound: bytes) -> None:
    def other(entries: Entries) -> None:
        entries[evidence_of(entries)] = b"other"

    raw = changed(sound, other, seal=False)
    assert read_package(raw, evidence=False).statement.with_evidence
    with pytest.raises(RefusedError, match=r"佐证文件.*不符"):
        read_package(raw)


def test_evidence_larger_than_any_file_is_not_read_to_its_end(
    sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(samples.PROOF.encode())
    monkeypatch.setattr(reading, "LARGEST_EVIDENCE", size)
    read_package(sound)
    monkeypatch.setattr(reading, "LARGEST_EVIDENCE", size - 1)
    with pytest.raises(RefusedError, match="太大"):
        read_package(sound)


@pytest.mark.parametrize(
    ("bound", "message"),
    [("MOST_FILE", "展开后太大"), ("MOST_TOTAL", "展开后太大"), ("MOST_ENTRIES", "太多|超过上限")],
)
def test_what_goes_beyond_a_bound_is_refused(
    sound: bytes, monkeypatch: pytest.MonkeyPatch, bound: str, message: str
) -> None:
    monkeypatch.setattr(contents, "MOST_EVIDENCE", 0)
    monkeypatch.setattr(contents, bound, 4)
    with pytest.raises(RefusedError, match=message):
        read_package(sound)


def test_the_bounds_are_those_of_one_file_and_of_all_together(
    sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [len(data) for name, data in entries_of(sound).items() if "/data/evidence/" not in name]
    for bound, size in (("MOST_FILE", max(sizes)), ("MOST_TOTAL", sum(sizes))):
        with monkeypatch.context() as patch:
            patch.setattr(contents, bound, size)
            read_package(sound)
            patch.setattr(contents, bound, size - 1)
            with pytest.raises(RefusedError, match="展开后太大"):
                read_package(sound)


def test_files_of_the_workspace_are_counted(sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    number = sum("/data/workspace/" in name for name in entries_of(sound))
    monkeypatch.setattr(contents, "MOST_ENTRIES", number)
    read_package(sound)
    monkeypatch.setattr(contents, "MOST_ENTRIES", number - 1)
    with pytest.raises(RefusedError, match=f"{number} 个文件，超过上限 {number - 1} 个"):
        read_package(sound)


@pytest.mark.parametrize(
    ("line", "bomb"),
    [(b'{"by": "%d", "do": "finding"}\n', False), (b'{"by": "%.0s"}\n', True)],
    ids=["a long journal", "the same line again and again"],
)
def test_a_large_file_has_to_be_worth_its_size(sound: bytes, line: bytes, bomb: bool) -> None:
    text = b"".join(line % (number if b"%d" in line else b"x") for number in range(120_000))
    assert len(text) > reading.CHUNK

    def other(entries: Entries) -> None:
        entries[f"{TOP}data/workspace/journal.jsonl"] = text

    raw = changed(sound, other)
    if bomb:
        with pytest.raises(RefusedError, match="不相称"):
            read_package(raw)
    else:
        assert read_package(raw).files["journal.jsonl"] == text


@pytest.mark.parametrize("gone", ["bagit.txt", "submission.json"])
def test_a_zip_of_something_else_is_no_package(sound: bytes, gone: str) -> None:
    def other(entries: Entries) -> None:
        del entries[TOP + gone]

    with pytest.raises(RefusedError, match="不是报送包"):
        read_package(changed(sound, other, seal=False))


def test_rounds_are_counted(sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_ROUNDS", 1)
    read_package(sound)
    monkeypatch.setattr(contents, "MOST_ROUNDS", 0)
    with pytest.raises(RefusedError, match="1 个轮次文件，超过上限 0 个"):
        read_package(sound)


def test_records_are_counted_before_they_are_parsed(
    sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_RECORDS", 2)
    read_package(sound)
    monkeypatch.setattr(contents, "MOST_RECORDS", 1)
    with pytest.raises(RefusedError, match="超过 1 条"):
        read_package(sound)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("bagit.txt", b"BagIt-Version: 2.0\n", "声明文件"),
        ("data/files.json", b"[]", "files.json 的内容不对"),
        ("data/files.json", b'{"E0001": {"state": "ok", "more": 1}}', "files.json 的内容不对"),
        ("data/score.json", b"{", "score.json 不是完整的 JSON"),
        ("submission.json", b"[]", "submission.json 的内容不对"),
        ("submission.json", b'{"version": 2}', "更新版本的 shifan"),
        ("submission.json", b'{"version": true}', "submission.json 的内容不对"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_its_name(
    sound: bytes, name: str, data: bytes, message: str
) -> None:
    def other(entries: Entries) -> None:
        entries[TOP + name] = data

    with pytest.raises(RefusedError, match=message):
        read_package(changed(sound, other))


def test_a_score_that_is_none_is_no_score(sound: bytes) -> None:
    def other(entries: Entries) -> None:
        entries[f"{TOP}data/score.json"] = b"[1]"

    def without(entries: Entries) -> None:
        del entries[f"{TOP}data/score.json"], entries[f"{TOP}data/files.json"]

    assert read_package(changed(sound, other)).score == {}
    package = read_package(changed(sound, without))
    assert (package.score, package.facts) == ({}, {})


@pytest.mark.parametrize(
    "line",
    [
        b"abc  data/x\n",
        b"%s data/x\n" % (b"1" * 64),
        b"%s *data/x\n" % (b"1" * 64),
        b"%s  data/\xff\n" % (b"1" * 64),
        b"%s  \n" % (b"1" * 64),
        b"\n",
    ],
)
def test_a_manifest_in_another_form_is_refused(sound: bytes, line: bytes) -> None:
    def other(entries: Entries) -> None:
        entries[f"{TOP}tagmanifest-sha256.txt"] += line

    with pytest.raises(RefusedError, match="校验清单"):
        read_package(changed(sound, other, seal=False))


def test_a_path_stands_in_a_manifest_once(sound: bytes) -> None:
    def other(entries: Entries) -> None:
        first = entries[f"{TOP}tagmanifest-sha256.txt"].splitlines(keepends=True)[0]
        entries[f"{TOP}tagmanifest-sha256.txt"] += first

    with pytest.raises(RefusedError, match="自相矛盾"):
        read_package(changed(sound, other, seal=False))


@pytest.mark.parametrize("gone", ["data/workspace/rectification.yaml", "bag-info.txt"])
def test_what_a_manifest_names_has_to_be_there(sound: bytes, gone: str) -> None:
    def other(entries: Entries) -> None:
        del entries[TOP + gone]

    with pytest.raises(RefusedError, match=r"缺少|对不上"):
        read_package(changed(sound, other, seal=False))


def test_folders_of_the_archive_are_no_files(sound: bytes) -> None:
    def other(entries: Entries) -> None:
        entries[f"{TOP}data/"] = b""

    assert read_package(changed(sound, other, seal=False)) == read_package(sound)


def test_the_statement_may_say_who_packed(sound: bytes) -> None:
    def other(entries: Entries) -> None:
        statement = json.loads(entries[f"{TOP}submission.json"])
        entries[f"{TOP}submission.json"] = json.dumps({**statement, "by": "王敏"}).encode()

    assert read_package(changed(sound, other)).statement.by == "王敏"
