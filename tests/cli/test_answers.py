"""Answers that are kept: the same as reckoned anew, gone with whatever they follow from, believed
from nobody else.

Each command runs as a process of its own, on files that were written long enough ago.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.cli import answers

LONG_AGO = time.time() - 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settled(write(tmp_path / "w", SOUND))


def settled(folder: Path) -> Path:
    """The folder as if it had been written an hour ago; the time of a change of state cannot be set
    back."""
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def run(folder: Path, *args: str, **environment: str) -> tuple[int, str, str]:
    code = (
        "import scoring.cli.answers as a; a.WORTH = 0; a.SETTLED = 0; from scoring.cli import "
        "main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, "-w", str(folder), *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "SHIFAN_CACHE": str(folder.parent / "user"), **environment},
    )
    return done.returncode, done.stdout, done.stderr


def kept(folder: Path) -> list[Path]:
    place = folder / answers.FOLDER
    return sorted(place.iterdir()) if place.is_dir() else []


@pytest.mark.slow
@pytest.mark.parametrize(
    "args", [("check",), ("score",), ("gaps", "--by", "unit"), ("score", "--format", "json")]
)
def test_a_kept_answer_is_the_answer(folder: Path, args: tuple[str, ...]) -> None:
    first = run(folder, *args)
    assert len(kept(folder)) == 1
    assert run(folder, *args) == first
    assert run(folder, "--fresh", *args) == first
    assert len(kept(folder)) == 1


@pytest.mark.slow
def test_whatever_an_answer_follows_from_makes_it_another_question(folder: Path) -> None:
    run(folder, "score")
    round_ = folder / "rounds" / "2026-self.yaml"
    for change in (
        lambda: round_.write_bytes(b"\n" + round_.read_bytes()),
        lambda: (folder / "indicators" / "further.yaml").write_text("id: x\n", "utf-8"),
        lambda: next((folder / "evidence" / "files").rglob("*.*")).write_bytes(b"x"),
    ):
        before = len(kept(folder))
        change()
        run(folder, "score")
        assert len(kept(folder)) == before + 1
    before = len(kept(folder))
    run(folder, "score", "--level", "1")
    run(folder, "score", SHIFAN_ANYTHING="1")
    assert len(kept(folder)) == before + 2


@pytest.mark.slow
def test_an_edit_that_keeps_size_and_time_is_seen(folder: Path) -> None:
    first = run(folder, "score")
    path = folder / "workspace.yaml"
    info = path.stat()
    path.write_bytes(path.read_bytes().replace("示例县".encode(), "范例县".encode()))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert path.stat().st_size == info.st_size
    run(folder, "score")
    assert len(kept(folder)) == 2
    assert first[0] == 0


@pytest.mark.slow
def test_an_answer_that_was_altered_or_came_with_the_folder_is_not_believed(
    folder: Path, tmp_path: Path
) -> None:
    first = run(folder, "score")
    (answer,) = kept(folder)
    answer.write_bytes(answer.read_bytes().replace(b"out", b"err"))
    assert run(folder, "score") == first
    (answer,) = kept(folder)
    assert run(folder, "score", SHIFAN_CACHE=str(tmp_path / "somebody")) == first


def test_an_exit_code_and_the_error_stream_are_part_of_the_answer(folder: Path) -> None:
    path = folder / "rounds" / "2026-self.yaml"
    path.write_text(path.read_text("utf-8") + "nonsense: 1\n", "utf-8")
    settled(folder)
    first = run(folder, "score")
    assert first[0] == 1
    assert "注意" in first[2]
    assert run(folder, "score") == first


@pytest.mark.slow
def test_what_writes_a_file_or_was_refused_is_never_kept(folder: Path, tmp_path: Path) -> None:
    run(folder, "score", "-o", str(tmp_path / "x.json"), "--format", "json")
    run(folder, "explain", "9.9.9")
    run(folder, "evidence", "list")
    assert kept(folder) == []


def test_a_quick_answer_leaves_no_trace(folder: Path) -> None:
    code = "from scoring.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, "-w", str(folder), "explain", "9.9"],
        capture_output=True,
        check=False,
    )
    assert not (folder / answers.FOLDER).exists()


def test_a_link_inside_the_workspace_keeps_nothing(folder: Path) -> None:
    (folder / "evidence" / "link.txt").symlink_to(folder / "workspace.yaml")
    run(folder, "score")
    assert kept(folder) == []


def test_a_file_that_was_written_just_now_keeps_nothing(folder: Path) -> None:
    (folder / "evidence" / "new.txt").write_text("x", "utf-8")
    asked = answers.question(["-w", str(folder), "score"])
    assert asked is not None
    with answers.Recorder() as recorder:
        asked.begun -= 10
        recorder.keep(asked, 0)
    assert kept(folder) == []
