"""What says that a file was changed: its time, its size, its identity."""

from __future__ import annotations

import os
import time
from pathlib import Path

from samples import SOUND, write

from scoring.live.watch import mark, marks, settling

HOUR = 3_600_000_000_000


def test_every_file_that_says_something_about_the_score_is_watched(tmp_path: Path) -> None:
    write(tmp_path, {**SOUND, "rounds/2026-self.support.json": "{}", "reports/自评.json": "{}"})
    watched = marks(tmp_path, (tmp_path / "elsewhere.yaml",))
    names = {Path(name).relative_to(tmp_path).as_posix() for name in watched}
    assert names == {
        "workspace.yaml",
        "indicators/sample.yaml",
        "evidence/register.yaml",
        "rectification.yaml",
        "rounds/2026-self.yaml",
        "rounds/2026-self.support.json",
        "elsewhere.yaml",
    }
    assert watched[str(tmp_path / "elsewhere.yaml")] is None


def test_a_folder_without_rounds_is_watched_too(tmp_path: Path) -> None:
    assert set(marks(tmp_path).values()) == {None}


def test_a_file_written_again_has_another_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    assert mark(path) is None
    path.write_text("a: 1\n")
    first = mark(path)
    path.write_text("a: 10\n")
    os.utime(path, ns=(first[0], first[0]) if first else None)
    assert mark(path) != first, "another size"
    (tmp_path / "b").write_text("a: 10\n")
    second = mark(path)
    os.utime(tmp_path / "b", ns=(second[0], second[0]) if second else None)
    (tmp_path / "b").replace(path)
    assert mark(path) != second, "another file of the same size and time"
    assert mark(Path("a\0b")) is None


def test_what_was_written_a_moment_ago_may_be_written_again_unseen() -> None:
    now = time.time_ns()
    assert settling({"a": (now, 1, 1)})
    assert settling({"a": (now - HOUR, 1, 1), "b": (now, 1, 1)})
    assert not settling({"a": (now - HOUR, 1, 1), "b": None})
    assert not settling({})
