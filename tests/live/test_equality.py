"""After any sequence of changes a session holds exactly what a fresh opening and scoring of the
files gives.

``make thorough`` plays five thousand changes and more (``many_changes.py``), the usual run some
hundred.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from many_changes import MUST_HAPPEN, missing, play

from scoring.live import Session
from scoring.workspace import open_workspace

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


SWITCHED = """\
round: 2027-self
kind: self
as_of: 2026-11-20
findings:
  1.1: {done: 8, of: 10}
"""


def test_another_current_round_leaves_the_marks_of_the_earlier_one_behind(tmp_path: Path) -> None:
    """2026-self is verified by a mock round, 2027-self by none: after the switch the session has no
    verified score, and after the way back it has the old one."""
    home = samples.write(
        tmp_path / "w",
        {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK, "rounds/2027-self.yaml": SWITCHED},
    )
    head = home / "workspace.yaml"
    text = head.read_text("utf-8")
    with Session(home, watch=False) as session:
        first = session.snapshot.assessment
        assert first.totals["verified"] is not None
        head.write_text(text.replace("round: 2026-self", "round: 2027-self"), "utf-8")
        session.refresh()
        assert session.snapshot.assessment.totals["verified"] is None
        assert session.snapshot.assessment == open_workspace(home).whole().assess()
        head.write_text(text, "utf-8")
        session.refresh()
        assert session.snapshot.assessment == first
