"""Which program reckoned: a digest of the sources on which a score depends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoring.region import program
from scoring.region.program import program_digest


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small installation in which this module lies."""
    home = tmp_path / "scoring"
    for name in ("region/program.py", "engine/totals.py", "workbench/app.py", "cli/app.py"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x = 1\n", "utf-8")
    monkeypatch.setattr(program, "__file__", str(home / "region/program.py"))
    program_digest.cache_clear()
    yield home
    program_digest.cache_clear()


def again() -> str:
    program_digest.cache_clear()
    return program_digest()


def change(name: str) -> Callable[[Path], None]:
    return lambda home: (home / name).write_text("x = 2\n", "utf-8")  # type: ignore[return-value]


def move(home: Path) -> None:
    (home / "engine/totals.py").rename(home / "engine/sums.py")


@pytest.mark.parametrize(
    "act",
    [change("engine/totals.py"), change("engine/new.py"), move],
    ids=["changed", "new", "moved"],
)
def test_a_change_of_what_reckons_is_another_program(
    installed: Path, act: Callable[[Path], None]
) -> None:
    before = again()
    assert re.fullmatch("[0-9a-f]{64}", before)
    act(installed)
    assert again() != before


@pytest.mark.parametrize(
    "name", ["workbench/app.py", "cli/app.py", "documents/page.py", "engine/notes.txt"]
)
def test_another_wording_on_a_page_scores_nobody_anew(installed: Path, name: str) -> None:
    before = again()
    (installed / name).parent.mkdir(exist_ok=True)
    change(name)(installed)
    assert again() == before


def test_another_version_is_another_program(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = again()
    monkeypatch.setattr(program, "__version__", "99.0.0")
    assert again() != before
