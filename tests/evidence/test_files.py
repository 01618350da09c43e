"""Evidence files: inside the workspace, there, readable, unchanged. Nothing leads out, blocks or
raises."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from samples import write

from scoring.evidence import files
from scoring.evidence.files import FileFact, HashCache, inside, look
from scoring.evidence.model import Evidence

TEXT = "材料"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def state(workspace: Path, file: str, sha256: str | None = None) -> FileFact:
    return look([Evidence(id="E1", file=file, sha256=sha256)], workspace)["E1"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "w/evidence/files/a.txt": TEXT,
            "w/evidence/files/空.txt": "",
            "w/workspace.yaml": "x: 1",
            "secret.txt": "密",
        },
    )
    return tmp_path / "w"


def test_a_file_that_is_there_and_unchanged(workspace: Path) -> None:
    assert state(workspace, "files/a.txt", DIGEST) == FileFact("ok", DIGEST, 6)
    assert state(workspace, "files/a.txt") == FileFact("ok", DIGEST, 6)
    assert state(workspace, "files/../files/./a.txt", DIGEST).state == "ok"


def test_a_file_that_changed(workspace: Path) -> None:
    assert state(workspace, "files/a.txt", "0" * 64) == FileFact("changed", DIGEST, 6)


def test_an_empty_file_cannot_be_opened_by_anyone(workspace: Path) -> None:
    assert state(workspace, "files/空.txt") == FileFact("unreadable", size=0)


@pytest.mark.parametrize(
    "name",
    [
        "files/没有.txt",
        "files",
        "files/a.txt/b.txt",
        ".",
        "x" * 300,
        "files/" + "长" * 100 + ".pdf",
    ],
)
def test_what_is_no_file_is_missing(workspace: Path, name: str) -> None:
    assert state(workspace, name) == FileFact("missing")


@pytest.mark.parametrize(
    "name",
    [
        "../workspace.yaml",
        "../../secret.txt",
        "../../../../../../../../etc/passwd",
        "files/../../workspace.yaml",
        "/etc/passwd",
        "C:/Windows/win.ini",
        "C:secret.txt",
        "\\\\server\\share\\a.txt",
        "files\\a.txt",
        "files/a\0.txt",
    ],
)
def test_paths_never_leave_the_evidence_folder(workspace: Path, name: str) -> None:
    assert state(workspace, name).state == "outside"


def test_links_that_lead_out(workspace: Path) -> None:
    folder = workspace / "evidence" / "files"
    (folder / "link.txt").symlink_to(workspace.parent / "secret.txt")
    (folder / "out").symlink_to(workspace.parent)
    (folder / "up.txt").symlink_to("../../workspace.yaml")
    for name in ("files/link.txt", "files/out/secret.txt", "files/up.txt"):
        assert state(workspace, name).state == "outside", name


def test_links_that_stay_inside(workspace: Path) -> None:
    (workspace / "evidence" / "files" / "same.txt").symlink_to("a.txt")
    assert state(workspace, "files/same.txt", DIGEST).state == "ok"


def test_an_evidence_folder_that_is_itself_a_link_out(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/a.txt": TEXT, "w/workspace.yaml": "x: 1"})
    (tmp_path / "w" / "evidence").symlink_to(tmp_path / "elsewhere")
    assert state(tmp_path / "w", "a.txt").state == "outside"


def test_links_in_a_circle(workspace: Path) -> None:
    (workspace / "evidence" / "files" / "loop").symlink_to("loop")
    assert state(workspace, "files/loop").state in ("missing", "outside")


def test_a_pipe_in_place_of_a_file_does_not_block(workspace: Path) -> None:
    os.mkfifo(workspace / "evidence" / "files" / "pipe.pdf")
    assert state(workspace, "files/pipe.pdf").state == "missing"


def test_a_file_that_may_not_be_read(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may read everything: the refusal of the system is played."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "open", refuse, raising=False)
    assert state(workspace, "files/a.txt", DIGEST) == FileFact("unreadable", size=6)


def test_a_folder_that_may_not_be_entered(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "stat", refuse)
    assert state(workspace, "files/a.txt").state == "unreadable"


def test_a_link_has_no_file_to_look_at(workspace: Path) -> None:
    records = [Evidence(id="E1", url="https://example.com/"), Evidence(id="E2")]
    assert {ident: fact.state for ident, fact in look(records, workspace).items()} == {
        "E1": "link",
        "E2": "missing",
    }


def test_no_evidence_folder_at_all(tmp_path: Path) -> None:
    assert state(tmp_path, "files/a.txt").state == "missing"


def test_inside_is_asked_of_a_resolved_folder(workspace: Path) -> None:
    home = workspace / "evidence"
    assert inside("files/没有的.pdf", home)
    assert not inside("../evidence2/a.pdf", home)


def test_digests_are_kept_and_reused_while_size_and_time_stand(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"
    assert HashCache(workspace).entries["files/a.txt"][0] == DIGEST

    def refuse(*_: object) -> None:
        raise AssertionError("an unchanged file is not read again")

    monkeypatch.setattr(files, "open", refuse, raising=False)
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"


def test_a_change_of_the_same_size_is_seen(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    path = workspace / "evidence" / "files" / "a.txt"
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"
    path.write_text("换了", "utf-8")
    os.utime(path, ns=(1, 1))
    assert state(workspace, "files/a.txt", DIGEST).state == "changed"


def test_a_swapped_file_is_read_again_although_size_and_time_are_those_of_the_old_one(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    path = workspace / "evidence" / "files" / "a.txt"
    before = path.stat()
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert state(workspace, "files/a.txt", DIGEST).state == "changed"


def test_a_cache_that_somebody_else_made_is_not_believed(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"
    assert HashCache(workspace).entries
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path_factory.mktemp("another")))
    assert HashCache(workspace).entries == {}


def test_little_work_leaves_no_cache_behind(workspace: Path) -> None:
    state(workspace, "files/a.txt", DIGEST)
    assert not (workspace / ".shifan").exists()


@pytest.mark.parametrize(
    "content", ["", "[1]", "{", '{"files/a.txt": 5}', '{"files/a.txt": [1, 2]}', "[" * 100_000]
)
def test_a_broken_cache_counts_as_none(workspace: Path, content: str) -> None:
    write(workspace, {".shifan/hashes": content})
    assert state(workspace, "files/a.txt", DIGEST).state == "ok"


def test_a_cache_that_cannot_be_written_is_no_fault(workspace: Path) -> None:
    write(workspace, {".shifan": "不是文件夹"})
    cache = HashCache(workspace)
    cache.hashed = files.WORTH_KEEPING
    cache.keep()
    assert (workspace / ".shifan").read_text("utf-8") == "不是文件夹"
