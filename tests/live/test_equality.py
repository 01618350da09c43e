"""After any sequence of changes a session holds exactly what a fresh opening and scoring of the
files gives.

``make thorough`` plays five thousand changes and more (``many_changes.py``), the usual run some
hundred.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from many_changes import MUST_HAPPEN, missing, play

SEEDS = range(6)
STEPS = 25


@pytest.mark.parametrize("seed", SEEDS)
def test_a_session_equals_a_fresh_opening_after_each_of_many_changes(
    tmp_path: Path, seed: int
) -> None:
    play(tmp_path, seed, STEPS)


def test_what_has_to_happen_is_named_by_kind() -> None:
    """So that a change of the dice cannot quietly leave a kind of change out of the long run."""
    assert missing({}) == sorted(MUST_HAPPEN)
    assert missing(dict.fromkeys(MUST_HAPPEN, 1)) == []
    assert len([kind for kind in MUST_HAPPEN if kind.startswith("rule ")]) == 14
