"""A short run of the fuzzers over every door; the long one is ``make fuzz``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fuzz import fuzz_doors
from fuzz.fuzz_doors import DOORS, Bench, Step, attempt


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.close()


@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_comes_through_a_door_breaks_anything(bench: Bench, door: str) -> None:
    assert attempt(door, 1, bench) is None


def told(code: int = 0, text: str = "") -> Callable[..., tuple[int, str, str]]:
    return lambda *_: (code, text, "")


def touched(bench: Bench) -> Step:
    return lambda: os.utime(bench.outside / "mine.txt", (1, 1))


def written(bench: Bench) -> Step:
    return lambda: (bench.folder / "new.txt").touch()


def refused(bench: Bench) -> Step:
    raise ZeroDivisionError


FAULTS: dict[str, tuple[str, Callable[[Bench], Step]]] = {
    "a time outside": ("outside", touched),
    "a file outside": ("outside", written),
    "a fault of our own": ("ZeroDivisionError", lambda bench: lambda: refused(bench)),
    "work without end": ("given up", lambda bench: lambda: time.sleep(5)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fuzzer_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    what, step = FAULTS[fault]
    monkeypatch.setitem(DOORS, "x", lambda bench, home, chance: [step(bench)])
    monkeypatch.setattr(fuzz_doors, "GIVEN_UP", 0.2)
    finding = attempt("x", 1, Bench(tmp_path))
    assert finding is not None
    assert what in finding.what


@pytest.mark.parametrize(
    ("code", "text", "what"),
    [
        (70, "", "exit 70"),
        (5, "", "exit 5"),
        (0, "\x1b[31m", "on the terminal"),
        (0, "a\u202eb", "on the terminal"),
        (0, "", None),
    ],
)
def test_it_notices_codes_and_what_steers_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, text: str, what: str | None
) -> None:
    monkeypatch.setitem(DOORS, "x", lambda bench, home, chance: [["check"]])
    monkeypatch.setattr(fuzz_doors, "call", told(code, text))
    finding = attempt("x", 1, Bench(tmp_path))
    assert (finding is None) if what is None else (finding is not None and what in finding.what)


@pytest.mark.parametrize(("name", "most", "what"), [("SLOW", 0, "seconds"), ("LARGE", 20, "MB")])
def test_it_measures_seconds_and_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int, what: str
) -> None:
    monkeypatch.setitem(DOORS, "x", lambda bench, home, chance: [lambda: time.sleep(0.6)])
    monkeypatch.setattr(fuzz_doors, name, most)
    monkeypatch.setattr(fuzz_doors, "_peak", 0)
    finding = attempt("x", 1, Bench(tmp_path))
    assert finding is not None
    assert what in finding.what
