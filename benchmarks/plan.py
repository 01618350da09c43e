"""Measures the plan: ``python -m benchmarks.plan [--times N]``. Ends with 1 when the promise is not
kept.

200 and 500 open items with efforts of their own, every seventh waiting for an earlier one, in a
workspace of as many indicators with 40 lead units; the whole command, from opening the files to the
last of the prices, beside ``score`` on the same workspace. The target lies two thirds of the way
from the present score to the highest. The promise is held against CPU time, so that other work on
the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.make_workspace import Sizes, make_workspace
from benchmarks.measure import median, shifan

DATES = ("--today", "2026-11-22", "--by", "2027-03-31")
PROMISES = {200: 2.0, 500: None}
EFFORTS = ("1", "2", "3", "5", "8", "13", "0.5")


def with_efforts(folder: Path) -> None:
    """Gives the items of the ledger efforts, and every seventh an item to wait for."""
    path = folder / "rectification.yaml"
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        lines.append(line)
        if line.startswith("- id: R"):
            at = int(line[7:])
            lines.append(f"  effort: {EFFORTS[at * 5 % len(EFFORTS)]}")
            if at % 7 == 0:
                lines.append(f"  after: [R{at - 3:04d}]")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def target_of(folder: Path) -> str:
    """A target that takes many of the items."""
    command = shifan("-w", str(folder), "plan", "--target", "99", *DATES, "--format", "json")
    said = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    now, highest = (float(said["total"][key]) for key in ("before", "highest"))
    return f"{now + (highest - now) * 2 / 3:.2f}"


def measured(home: Path, items: int, times: int) -> Iterator[bool]:
    """Prints the cost of the command for so many items; yields whether each promise is kept."""
    folder = home / str(items)
    make_workspace(folder, Sizes(items * 5 // 4, items, items))
    with_efforts(folder)
    target = target_of(folder)
    score = median(shifan("-w", str(folder), "score"), times, accepted=(0, 1))
    for goal in (("--target", target), ("--criterion", "C1"), ("--target", target, "--days", "50")):
        cost = median(shifan("-w", str(folder), "plan", *goal, *DATES), times, accepted=(0, 1))
        promise = PROMISES[items]
        kept = promise is None or cost.cpu < promise
        print(
            f"{items} items, {' '.join(goal)}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s, "
            f"{cost.memory:.0f} MB"
            f" (score alone: CPU {score.cpu:.2f} s)"
            + ("" if promise is None else f", promised {promise:g} s")
        )
        yield kept


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; ends with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="runs of which the median is taken")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="shifan-bench-") as name:
        kept = [fine for items in PROMISES for fine in measured(Path(name), items, given.times)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
