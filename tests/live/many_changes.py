"""Thousands of random changes of every kind to a workspace that stays open, each held against a
fresh opening.

    python -m live.many_changes --changes 5000      # in tests/; ends with 1 where a kind of change never took effect

Prints how often each kind took effect. What differs ends the run, with the seed and the last steps.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import strategies
from random_changes import Player, dice, workspace

from scoring.engine import gaps
from scoring.live import Session
from scoring.workspace import open_workspace

STEPS = 50
"""Changes to one workspace before the next one is made."""
VIEWS = ("unit", "level", "cause", "method")
MUST_HAPPEN = frozenset(
    [
        *(f"rule {kind}" for kind in strategies.BASE_RULES),
        *(f"policy {policy}" for policy in (*strategies.POLICIES, "{give: 1.5}")),
        *("leaf base", "leaf bonus", "leaf penalty", "leaf in a folded block"),
        *(
            "not_applicable",
            "evidence",
            "item",
            "veto",
            "several",
            "at_once",
            "stale",
            "move_item",
            "move_part",
        ),
        *(
            "move_records",
            "comment",
            "drop_record",
            "double_record",
            "switch_round",
            "evidence_file",
            "break_file",
            "settings",
        ),
        *("add_record", "points", "answer Saved", "answer Conflict", "answer Refused"),
    ]
)
"""What a long run has to have done, each with effect."""


def play(folder: Path, seed: int, steps: int) -> Counter[str]:
    """Makes ``steps`` changes to a workspace of this seed; how often each kind took effect."""
    d = dice(seed)
    space = workspace(d, folder, seed)
    with Session(folder, watch=False) as session:
        player = Player(session, space, d)
        done = [f"seed {seed}"]
        for _ in range(steps):
            done.append(player.step())
            session.refresh()
            compare(session, done)
    return player.tally


def compare(session: Session, done: list[str]) -> None:
    """Raises where the session and the files differ in anything that somebody could read."""
    last = [done[0], *done[1:][-5:]]
    opening = open_workspace(session.path)
    fresh, snapshot = opening.workspace, session.snapshot
    if fresh is None:
        assert session.trouble == opening.problems, last
        return
    assert session.trouble == (), last
    assert snapshot.workspace == fresh, last
    assert snapshot.problems == fresh.problems, last
    assessment = fresh.assess()
    assert snapshot.assessment == assessment, last
    for view in VIEWS:
        rows = gaps(assessment, view, fresh.units)  # type: ignore[arg-type]
        kept = snapshot.gaps(view)  # type: ignore[arg-type]
        assert [(row.key, row.losses) for row in rows] == [(row.key, row.losses) for row in kept], (
            last
        )


def missing(tally: Mapping[str, int]) -> list[str]:
    """The kinds of change that never took effect."""
    return sorted(kind for kind in MUST_HAPPEN if not tally.get(kind))


def main() -> int:
    """The long run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--changes", type=int, default=5000)
    parser.add_argument(
        "--seed", type=int, default=1000, help="of the first workspace; each next one has the next"
    )
    wanted = parser.parse_args()
    tally: Counter[str] = Counter()
    begun, made, seed = time.process_time(), 0, wanted.seed
    while made < wanted.changes:
        with tempfile.TemporaryDirectory() as folder:
            tally += play(Path(folder), seed, STEPS)
        made, seed = made + STEPS, seed + 1
    for kind, count in sorted(tally.items()):
        print(f"{count:6}  {kind}")
    print(
        f"{made} changes in {seed - wanted.seed} workspaces, each equal; "
        f"{time.process_time() - begun:.0f} s of CPU"
    )
    if left_out := missing(tally):
        print(f"never took effect: {', '.join(left_out)}", file=sys.stderr)
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
