"""The note of a write under way: believed under this user's seal alone, and only for drafts that
lie beside their files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from scoring.problems import CannotError
from scoring.storage import disk, note
from scoring.storage.note import (
    OLD_PENDING,
    PENDING,
    Note,
    PlannedFile,
    notes_left,
    sweep_notes,
    take_away,
    target_of,
    write_note,
)

FILE = PlannedFile("rounds/a.yaml", ".a.yaml.abcdefgh", None, "1" * 64)
NOTE = Note(12, "0" * 64, '{"by":"王敏"}\n'.encode(), (FILE,))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "rounds").mkdir()
    (tmp_path / ".shifan").mkdir()
    return tmp_path


def test_a_note_is_read_as_it_was_written_until_it_is_taken_away(workspace: Path) -> None:
    path = write_note(workspace, NOTE)
    assert list(notes_left(workspace)) == [(path, NOTE)]
    take_away(path)
    assert list(notes_left(workspace)) == []


def test_lines_of_any_bytes_that_a_journal_can_hold_come_back(workspace: Path) -> None:
    odd = Note(0, "", '{"by":"\ud800"}\n'.encode("utf-8", "surrogatepass"), ())
    write_note(workspace, odd)
    assert [left for _, left in notes_left(workspace)] == [odd]


def test_the_oldest_write_comes_first_and_what_is_not_ours_before_it(workspace: Path) -> None:
    later = write_note(workspace, Note(500, "", b"", ()))
    earlier = write_note(workspace, Note(12, "", b"", ()))
    strange = workspace / ".shifan" / f"{PENDING}{'0' * 16}"
    strange.write_bytes(b"{}")
    assert [path for path, _ in notes_left(workspace)] == [strange, earlier, later]
    assert dict(notes_left(workspace))[strange] is None


def test_a_note_under_the_name_of_old_versions_is_nobodys(workspace: Path) -> None:
    path = write_note(workspace, NOTE)
    old = path.rename(path.with_name(OLD_PENDING))
    assert list(notes_left(workspace)) == [(old, None)]


def test_a_link_to_a_note_of_ours_is_nobodys(workspace: Path, tmp_path: Path) -> None:
    """Somebody keeps notes of ours to have them carried out again."""
    path = write_note(workspace, NOTE)
    kept = path.rename(tmp_path / "kept")
    path.symlink_to(kept)
    assert list(notes_left(workspace)) == [(path, None)]


def test_what_is_called_otherwise_is_no_note(workspace: Path) -> None:
    for name in ("pending-", f"{PENDING}{'0' * 15}", f"{PENDING}{'g' * 16}", "hashes.json"):
        (workspace / ".shifan" / name).write_bytes(b"")
    assert list(notes_left(workspace)) == []


def test_a_note_too_big_to_be_ours_is_not_read(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_note(workspace, NOTE)
    monkeypatch.setattr(note, "_MOST_BYTES", path.stat().st_size)
    assert list(notes_left(workspace)) == [(path, NOTE)]
    monkeypatch.setattr(note, "_MOST_BYTES", path.stat().st_size - 1)
    assert list(notes_left(workspace)) == [(path, None)]


@pytest.mark.parametrize(
    "draft",
    [
        "a.yaml",
        ".a.yaml.",
        ".a.yaml.abcdefghi",
        ".a.yaml.ABCDEFGH",
        ".b.yaml.abcdefgh",
        ".a.yaml.x/../../y",
        "../.a.yaml.abcdefgh",
        "",
    ],
)
def test_a_note_moves_nothing_but_drafts_of_its_file(workspace: Path, draft: str) -> None:
    path = write_note(workspace, Note(0, "", b"", (PlannedFile(FILE.name, draft, None, ""),)))
    assert list(notes_left(workspace)) == [(path, None)]


@pytest.mark.parametrize("name", ["../a.yaml", "/etc/passwd", "rounds/../../a.yaml", "outside/a"])
def test_a_note_names_no_file_outside(workspace: Path, tmp_path: Path, name: str) -> None:
    (workspace / "outside").symlink_to(tmp_path.parent)
    draft = f".{Path(name).name}.abcdefgh"
    path = write_note(workspace, Note(0, "", b"", (PlannedFile(name, draft, None, ""),)))
    assert list(notes_left(workspace)) == [(path, None)]


def test_a_file_and_its_draft_lie_behind_a_link_that_stays_inside(workspace: Path) -> None:
    (workspace / "rounds" / "a.yaml").symlink_to("../real.yaml")
    (workspace / "real.yaml").touch()
    home = Path(os.path.realpath(workspace))
    assert FILE.target_in(workspace) == home / "real.yaml"
    assert FILE.draft_in(workspace) == home / FILE.draft
    assert target_of(workspace, "rounds/b.yaml") == workspace / "rounds" / "b.yaml"
    (workspace / "c.yaml").symlink_to("/etc/passwd")
    with pytest.raises(CannotError):
        target_of(workspace, "c.yaml")


def test_a_note_that_cannot_be_flushed_is_not_left_behind(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a write that was refused would be looked for later."""

    def failing(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "sync_folder", failing)
    with pytest.raises(OSError, match="Input/output error"):
        write_note(workspace, NOTE)
    assert list((workspace / ".shifan").iterdir()) == []


def test_drafts_of_notes_are_swept_and_nothing_else(workspace: Path) -> None:
    folder = workspace / ".shifan"
    draft = folder / f".{PENDING}{'0' * 16}.abcdefgh"
    others = [folder / ".hashes.abcdefgh", folder / f"{PENDING}{'0' * 16}", folder / ".pending"]
    for path in (draft, *others):
        path.touch()
    sweep_notes(workspace)
    assert sorted(folder.iterdir()) == sorted(others)
