"""A workspace kept open, at 1,500 nodes, 3,000 records and 500 items with nine conditions: CPU of
each kind of change.

    python -m benchmarks.live                  # ends with 1 when a promise is broken
    python -m benchmarks.live --times 10       # ten times as large, for the growth

Times are CPU, medians of the changes made. A calibration of plain Python stands beside them: on a
machine with nothing else to do it takes about 0.35 s, and a loaded one takes longer for everything
alike.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.make_workspace import Sizes, make_workspace
from scoring.collection import own_process
from scoring.live import Session
from scoring.workspace import open_workspace
from scoring.workspace.changes import Author, Change, Saved

CONDITIONS = """\
criteria:
- {type: total, min: 90}
- {type: rate, level: 1, min: 80%}
- {type: rate, level: 3, min: 60%}
- {type: binding}
- {type: count, codes: ["1", "2", "3"], at_least: 2, rest: 85%}
- {type: completeness, min: 100%}
- {type: evidence, min: 95%}
- {type: no_veto, months: 12}
- {type: rectified}
"""
AUTHOR = Author("张三", date(2026, 11, 22), via="web", stated=False)
ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"
CHANGES = 15
PROMISES = dict.fromkeys(
    ("finding saved", "record saved", "item saved", "finding by hand", "record by hand"), 10.0
)
"""CPU milliseconds, for the usual size: 5 to judge, score and show, and 5 more to store."""
READY, MEMORY = 1.5, 150.0


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of CPU of this process."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(session: Session) -> dict[str, float]:
    """The median of each kind of change."""

    def save(change: Change) -> Callable[[], object]:
        def work() -> None:
            outcome = session.submit([change], AUTHOR, save_id=f"{change.file}{change.fields}")
            assert isinstance(outcome, Saved), outcome

        return work

    def edit(name: str, old: str, new: str) -> Callable[[], object]:
        path = session.path / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        return session.refresh

    kinds: dict[str, Callable[[int], Callable[[], object]]] = {
        "finding saved": lambda at: save(Change("finding", ROUND, "1.1.4", {"done": str(40 + at)})),
        "record saved": lambda at: save(
            Change("evidence", REGISTER, "E01500", {"title": f"材料 {at}"})
        ),
        "item saved": lambda at: save(Change("item", LEDGER, "R0100", {"problem": f"问题 {at}"})),
        "finding by hand": lambda at: edit(ROUND, "done: 93", f"done: {50 + at}"),
        "record by hand": lambda at: edit(REGISTER, f"第{at + 2}号", f"第{at + 2}之一号"),
    }
    figures: dict[str, float] = {}
    for name, kind in kinds.items():
        figures[name] = statistics.median(cpu(kind(at)) for at in range(CHANGES))
    return figures


def main() -> int:
    """Prints the figures; 1 where a promise is broken or the session is not what a fresh opening
    gives.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1)
    times = parser.parse_args().times
    own_process()  # as the workbench does
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "w"
        make_workspace(home, Sizes(1500 * times, 3000 * times, 500 * times))
        tree = home / "indicators" / "bench.yaml"
        lines = tree.read_text("utf-8").splitlines(keepends=True)
        others = [line for line in lines if not line.startswith("criteria:")]
        tree.write_text("".join(others) + CONDITIONS, "utf-8")
        print(f"calibration {cpu(lambda: sum(range(20_000_000))) / 1000:.2f} s")
        begun = time.process_time()
        with Session(home, watch=False) as session:
            ready = time.process_time() - begun
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures = measured(session)
            assert len(session.snapshot.assessment.verdicts) == CONDITIONS.count("type:")
            fresh = open_workspace(home).whole()
            same = (
                fresh == session.snapshot.workspace
                and fresh.assess() == session.snapshot.assessment
                and fresh.problems == session.snapshot.problems
            )
    print(f"ready           {ready:6.2f} s  ({READY} s)")
    print(f"memory          {memory:6.0f} MB ({MEMORY:.0f} MB)")
    for name, value in figures.items():
        print(f"{name:16}{value:6.1f} ms ({PROMISES[name]:.0f} ms)")
    print("equal to a fresh opening" if same else "NOT equal to a fresh opening")
    broken = times == 1 and (
        ready > READY
        or memory > MEMORY
        or any(value > PROMISES[name] for name, value in figures.items())
    )
    return 1 if broken or not same else 0


if __name__ == "__main__":
    sys.exit(main())
