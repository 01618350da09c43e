"""Runs a command as a process of its own and says what it took."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """``wall`` and ``cpu`` in seconds, children included; ``memory`` the peak of the largest
    process, in MB.
    """

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], *, accepted: Sequence[int] = (0,)) -> Cost:
    """What one run of ``command`` costs. Raises ``RuntimeError`` with its messages when it ends
    with another code.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    begin = perf_counter()
    started = subprocess.Popen(
        list(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    )
    assert started.stderr is not None
    said = started.stderr.read()
    _, status, usage = os.wait4(started.pid, 0)
    wall = perf_counter() - begin
    started.returncode = os.waitstatus_to_exitcode(status)
    started.stderr.close()
    if started.returncode not in accepted:
        raise RuntimeError(
            f"{' '.join(command)} ended with {started.returncode}: {said.decode(errors='replace')}"
        )
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return Cost(wall, usage.ru_utime + usage.ru_stime, kilobytes / 1024)


def median(
    command: Sequence[str], times: int, *, warm: bool = True, accepted: Sequence[int] = (0,)
) -> Cost:
    """The median of ``times`` runs, each figure by itself; ``warm`` puts one uncounted run in
    front.
    """
    if warm:
        run(command, accepted=accepted)
    costs = [run(command, accepted=accepted) for _ in range(times)]
    return Cost(
        *(
            statistics.median(getattr(cost, name) for cost in costs)
            for name in ("wall", "cpu", "memory")
        )
    )


def floor(*arguments: str) -> list[str]:
    """The command of one floor."""
    return [sys.executable, "-m", "benchmarks.floors", *arguments]


def shifan(*arguments: str) -> list[str]:
    """A command of ours, by the entry point that users call."""
    return [sys.executable, "-c", "from scoring.cli import main; main()", *arguments]
