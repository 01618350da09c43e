"""A short run of the fuzzers over every door; the long one is ``make fuzz``."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_doors import DOORS, attempt


@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_comes_through_a_door_breaks_anything(tmp_path: Path, door: str) -> None:
    for seed in range(2):
        assert attempt(door, seed, tmp_path) is None
