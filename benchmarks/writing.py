"""Writing at once: changes of single records from threads and processes, none lost, and what one
costs.

    python -m benchmarks.writing [seconds] [changes a second]

20 threads save through one session, as the pages of the workbench do, and 4 processes write beside
it, as commands do, into one workspace of the capacity promised, together 20 changes a second where
nothing else is said (0: as fast as they can). Printed are the changes in a second, how long an
answer took, and the CPU that one costs; the run fails when one that was acknowledged is not there,
or fewer came through than were asked for.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.make_workspace import Sizes, make_workspace
from scoring.live import Session
from scoring.storage import Author, Busy, RecordChanges, Saved, verify_journal, write_records
from scoring.storage.changeset import Cut
from scoring.storage.layout import REGISTER
from scoring.workspace.changes import Change
from scoring.yamlio import parse

THREADS, PROCESSES, RATE = 20, 4, 20
DAY = date(2026, 11, 22)


class Ticks:
    """When a worker's next change is due, so that all together keep to a rate."""

    def __init__(self, number: int, rate: float, until: float) -> None:
        self._every = (THREADS + PROCESSES) / rate if rate else 0.0
        self._next = time.monotonic() + number * self._every / (THREADS + PROCESSES)
        self._until = until

    def __iter__(self) -> Iterator[int]:
        count = 0
        while time.monotonic() < self._until:
            time.sleep(max(0.0, self._next - time.monotonic()))
            yield count
            self._next += self._every
            count += 1


def save(session: Session, name: str, ticks: Ticks, done: list[str], waits: list[float]) -> None:
    """What a thread does: one more indicator that a piece proves, each time; ``done`` are those
    acknowledged.
    """
    for count in ticks:
        mark = f"{name}-{count}"
        ident = f"E{count % 50 + 1:05d}"
        change = Change(
            "evidence", REGISTER, ident, add={"proves": [{"indicator": "1.1.1", "what": mark}]}
        )
        begun = time.monotonic()
        outcome = session.submit([change], Author(name, DAY, via="web"), save_id=mark)
        assert isinstance(outcome, Saved), outcome
        waits.append(time.monotonic() - begun)
        done.append(mark)


def process(
    folder: Path, name: str, ticks: Ticks, answers: multiprocessing.Queue[list[str]]
) -> None:
    """What a process does: a note on a piece, each time, by the lock that all share."""
    done: list[str] = []
    kept: Cut = {}
    for count in ticks:
        mark = f"{name}-{count}"
        ident = f"E{count % 50 + 1:05d}"

        def plan(changes: RecordChanges, ident: str = ident, mark: str = mark) -> None:
            stored = changes.record(REGISTER, ident)
            assert stored is not None
            known = str(stored.data.get("doc_no", ""))
            changes.edit(REGISTER, ident, {"doc_no": f"{known} {mark}".strip()})

        try:
            write_records(
                folder, Author(name, DAY, via="cli"), "evidence describe", plan, kept=kept
            )
        except Busy:
            continue  # told so, with nothing written
        done.append(mark)
    answers.put(done)


def run(folder: Path, seconds: float, rate: float) -> tuple[int, float, list[float]]:
    """Writes for so many seconds: how many changes there were, the CPU seconds of this process for
    one of its own, and how long each answer of the session took.
    """
    until = time.monotonic() + seconds
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[list[str]] = context.Queue()
    processes = [
        context.Process(
            target=process,
            args=(folder, f"p{number}", Ticks(THREADS + number, rate, until), answers),
        )
        for number in range(PROCESSES)
    ]
    for other in processes:  # before there are threads
        other.start()
    parts: list[list[str]] = [[] for _ in range(THREADS)]
    waits: list[float] = []
    with Session(folder) as session:
        begun = time.process_time()
        threads = [
            threading.Thread(
                target=save, args=(session, f"t{number}", Ticks(number, rate, until), part, waits)
            )
            for number, part in enumerate(parts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.process_time() - begun
    done = [mark for part in parts for mark in part]
    each = spent / max(1, len(done))
    for _ in processes:
        done += answers.get()
    for other in processes:
        other.join()
    check(folder, done)
    return len(done), each, waits


def check(folder: Path, done: list[str]) -> None:
    """Every acknowledged write is there, once, and the journal has a line for each."""
    data, _, problems = parse((folder / REGISTER).read_text("utf-8"), REGISTER)
    assert problems == []
    marks = Counter(
        mark for record in data for mark in str(record.get("doc_no", "")).split() if "-" in mark
    )
    marks += Counter(
        str(proof.get("what", "")) for record in data for proof in record.get("proves", [])
    )
    assert [mark for mark in done if marks[mark] != 1] == []
    assert verify_journal(folder / "journal.jsonl") == []


def main() -> int:
    """Prints the figures; 1 where fewer changes came through than were asked for."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else RATE
    with TemporaryDirectory() as name:
        folder = Path(name) / "w"
        make_workspace(folder, Sizes(1500, 3000, 500))
        count, spent, waits = run(folder, seconds, rate)
    waits.sort()
    half, most = (waits[len(waits) * part // 100] if waits else 0.0 for part in (50, 95))
    print(
        f"{count} changes in {seconds:.0f} s, {count / seconds:.1f} a second, {1000 * spent:.1f} "
        "ms CPU each; none lost"
    )
    print(f"an answer after {1000 * half:.0f} ms (median), {1000 * most:.0f} ms (95 of 100)")
    return 1 if count < 0.95 * rate * seconds else 0


if __name__ == "__main__":
    sys.exit(main())
