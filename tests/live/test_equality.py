"""After any sequence of changes a session holds exactly what a fresh opening and scoring of the files gives.

``SHIFAN_THOROUGH=1`` tries thousands of changes, the usual run some hundred.
"""

from __future__ import annotations

from pathlib import Path

import profiles
import pytest
from random_changes import Player, dice, workspace

from scoring.engine import gaps
from scoring.live import Session
from scoring.workspace import open_workspace

THOROUGH = profiles.EXAMPLES > 100
SEEDS = range(100 if THOROUGH else 6)
STEPS = 60 if THOROUGH else 25


@pytest.mark.parametrize("seed", SEEDS)
def test_a_session_equals_a_fresh_opening_after_each_of_many_changes(tmp_path: Path, seed: int) -> None:
    d = dice(seed)
    space = workspace(d, tmp_path)
    with Session(tmp_path, watch=False) as session:
        player = Player(session, space, d)
        done: list[str] = []
        for _ in range(STEPS):
            done.append(player.step())
            session.refresh()
            compare(session, done)


def compare(session: Session, done: list[str]) -> None:
    opening = open_workspace(session.path)
    fresh, snapshot = opening.workspace, session.snapshot
    if fresh is None:
        assert session.trouble == opening.problems, done[-5:]
        return
    assert session.trouble == (), done[-5:]
    assert snapshot.workspace == fresh, done[-5:]
    assert snapshot.problems == fresh.problems, done[-5:]
    assessment = fresh.assess()
    assert snapshot.assessment == assessment, done[-5:]
    for view in ("unit", "level", "cause", "method"):
        rows = gaps(assessment, view, fresh.units)  # type: ignore[arg-type]
        kept = snapshot.gaps(view)  # type: ignore[arg-type]
        assert [(row.key, row.losses) for row in rows] == [(row.key, row.losses) for row in kept], done[-5:]
