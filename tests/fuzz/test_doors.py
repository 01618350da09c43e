"""A short run of the fuzzers over every door; the long one is ``make fuzz``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fuzz.fuzz_doors import DOORS, Bench, attempt


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.close()


@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_comes_through_a_door_breaks_anything(bench: Bench, door: str) -> None:
    assert attempt(door, 1, bench) is None
