"""Measures ``score --robust``: ``python -m benchmarks.robust [--leaves 1500] [--draws 10000]``.

The simulation alone on a three-level tree, in this process, without opening the workspace; then the
whole command as a process of its own. Ends with 1 when the simulation takes 3 s or more, or the
command 200 MB or more.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.make_workspace import Sizes, make_workspace
from benchmarks.measure import median, shifan
from benchmarks.run import machine

SECONDS, MEGABYTES = 3.0, 200.0
INNER = 1.12
"""Nodes for each leaf in the trees of ``make_workspace``, about."""


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 when one is beyond its promise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robust", description=__doc__)
    parser.add_argument("--leaves", type=int, default=1500)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3, help="runs of which the median is taken")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="shifan-bench-") as name:
        folder = Path(name) / "large"
        make_workspace(folder, Sizes(round(given.leaves * INNER), given.records))
        leaves, wall, cpu = simulation(folder, given.draws, given.times)
        command = shifan(
            "-w", str(folder), "score", "--robust", "--draws", str(given.draws), "--format", "json"
        )
        whole = median(command, given.times)
    print(f"{machine()}; {leaves} scored leaves, {given.draws} draws, medians of {given.times}")
    print(f"simulation alone: {wall:.2f} s wall, {cpu:.2f} s CPU (promise {SECONDS:g} s)")
    print(
        f"score --robust:   {whole.wall:.2f} s wall, {whole.cpu:.2f} s CPU, {whole.memory:.0f} MB "
        f"(promise {MEGABYTES:g} MB)"
    )
    return 1 if min(wall, cpu) >= SECONDS or whole.memory >= MEGABYTES else 0


def simulation(folder: Path, draws: int, times: int) -> tuple[int, float, float]:
    """The number of scored leaves, and the wall and CPU seconds of a simulation of the
    workspace.
    """
    from scoring.engine.sensitivity import simulate
    from scoring.workspace import open_workspace

    assessment = open_workspace(folder).whole().assess()
    costs = []
    for _ in range(times + 1):
        begin, busy = perf_counter(), process_time()
        simulate(assessment, draws=draws)
        costs.append((perf_counter() - begin, process_time() - busy))
    walls, busies = zip(*costs[1:], strict=True)
    return len(assessment.leaves()), statistics.median(walls), statistics.median(busies)


if __name__ == "__main__":
    sys.exit(main())
