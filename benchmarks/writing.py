"""Writing at once: changes of single records from threads and processes, none lost, and what one costs.

    python -m benchmarks.writing [seconds]

20 threads of one process and 4 processes of one writer each write into one workspace of the capacity promised. Each
asks for its turn again as soon as its write stands. Printed are the writes in a second and the CPU that one costs; the
run fails when one that was acknowledged is not there.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.make_workspace import Sizes, make_workspace
from scoring.storage import Author, RecordChanges, verify_journal, write_records
from scoring.storage.changeset import Cut
from scoring.storage.layout import REGISTER
from scoring.yamlio import parse

THREADS, PROCESSES = 20, 4
DAY = date(2026, 11, 22)


def write(folder: Path, name: str, until: float, done: list[str], kept: Cut) -> None:
    """Notes on pieces of evidence, one after the other, until the time is over; ``done`` are those acknowledged."""
    number = 0
    while time.monotonic() < until:
        mark = f"{name}-{number}"
        ident = f"E{number % 50 + 1:05d}"

        def plan(changes: RecordChanges, ident: str = ident, mark: str = mark) -> None:
            stored = changes.record(REGISTER, ident)
            assert stored is not None
            known = str(stored.data.get("doc_no", ""))
            changes.edit(REGISTER, ident, {"doc_no": f"{known} {mark}".strip()})

        write_records(folder, Author(name, DAY, via="web"), "evidence describe", plan, kept=kept)
        done.append(mark)
        number += 1


def process(folder: Path, name: str, until: float, answers: multiprocessing.Queue[list[str]]) -> None:
    """A writer of its own process."""
    done: list[str] = []
    write(folder, name, until, done, {})
    answers.put(done)


def run(folder: Path, seconds: float) -> tuple[int, float]:
    """Writes for so many seconds; how many there were, and the CPU seconds of this process for one of its own."""
    until = time.monotonic() + seconds
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[list[str]] = context.Queue()
    names = [f"p{number}" for number in range(PROCESSES)]
    processes = [context.Process(target=process, args=(folder, name, until, answers)) for name in names]
    kept: Cut = {}  # used under the workspace's lock alone, as a session does
    parts: list[list[str]] = [[] for _ in range(THREADS)]
    threads = [
        threading.Thread(target=write, args=(folder, f"t{number}", until, part, kept))
        for number, part in enumerate(parts)
    ]
    begun = time.process_time()
    for worker in [*processes, *threads]:
        worker.start()
    for thread in threads:
        thread.join()
    done = [mark for part in parts for mark in part]
    spent = (time.process_time() - begun) / max(1, len(done))
    for _ in processes:
        done += answers.get()
    for other in processes:
        other.join()
    check(folder, done)
    return len(done), spent


def check(folder: Path, done: list[str]) -> None:
    """Every acknowledged write is there, once, and the journal has a line for each."""
    data, _, problems = parse((folder / REGISTER).read_text("utf-8"), REGISTER)
    assert problems == []
    marks = Counter(mark for record in data for mark in str(record.get("doc_no", "")).split() if "-" in mark)
    assert [mark for mark in done if marks[mark] != 1] == []
    assert verify_journal(folder / "journal.jsonl") == []


def main() -> None:
    """Prints the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    with TemporaryDirectory() as name:
        folder = Path(name) / "w"
        make_workspace(folder, Sizes(1500, 3000, 500))
        count, spent = run(folder, seconds)
    print(f"{count} writes in {seconds:.0f} s, {count / seconds:.1f} a second, {1000 * spent:.1f} ms CPU each")


if __name__ == "__main__":
    main()
