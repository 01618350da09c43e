"""Measures the promises on speed and memory, each against its floor in the same run: ``python -m
benchmarks.run``.

Ends with 1 when a promise is not kept. Times are medians of processes of their own, with one
uncounted run before.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.make_workspace import Sizes, make_workspace
from benchmarks.measure import ROOT, Cost, floor, median, run, shifan

HEADINGS = ("work", "wall s", "CPU s", "MB", "floor s", "ratio", "promise", "kept")
HELP_RATIO = 3.0
BUSY = 1.5
"""Wall above this many times the CPU time: other work ran beside it, and the wall times say
little."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. ``seconds`` and ``megabytes`` are the promise, ``ratio`` one against
    the floor.
    """

    work: str
    cost: Cost
    floor: Cost | None = None
    seconds: float | None = None
    megabytes: float | None = None
    ratio: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where there is none."""
        if self.seconds is self.megabytes is self.ratio is None:
            return None
        times = self.cost.wall / self.floor.wall if self.floor else 0
        return (
            (self.seconds is None or self.cost.wall < self.seconds)
            and (self.megabytes is None or self.cost.memory < self.megabytes)
            and (self.ratio is None or times < self.ratio)
        )

    def cells(self) -> list[str]:
        """The line as text under ``HEADINGS``."""
        wanted = [
            f"< {limit:g}{unit}"
            for limit, unit in ((self.seconds, " s"), (self.megabytes, " MB"), (self.ratio, "x"))
            if limit is not None
        ]
        return [
            self.work,
            f"{self.cost.wall:.2f}",
            f"{self.cost.cpu:.2f}",
            f"{self.cost.memory:.0f}",
            f"{self.floor.wall:.2f}" if self.floor else "",
            f"{self.cost.wall / self.floor.wall:.1f}" if self.floor else "",
            ", ".join(wanted),
            "" if self.kept is None else "yes" if self.kept else "NO",
        ]


def start(times: int) -> Iterator[Line]:
    """The start of the program: what every call pays."""
    bare = median(floor("empty"), times)
    yield Line("python alone", bare)
    click = median(floor("click"), times)
    yield Line("click, one command, --help", click, bare)
    yield Line("shifan --help", median(shifan("--help"), times), click, ratio=HELP_RATIO)


def workspace(folder: Path, sizes: Sizes, times: int) -> Iterator[Line]:
    """Check and score of one large workspace with unchanged files."""
    make_workspace(folder, sizes)
    name = f"{sizes.nodes} nodes, {sizes.records} records"
    read = median(floor("read", str(folder)), times)
    yield Line(f"YAML and pydantic alone, {name}", read)
    digests = median(floor("digests", str(folder)), times)
    yield Line(f"SHA-256 of {sizes.records} files alone", digests)
    least = Cost(read.wall + digests.wall, read.cpu + digests.cpu, max(read.memory, digests.memory))
    for words in (("check",), ("score",), ("score", "--format", "json"), ("gaps", "--by", "unit")):
        # The answer of last time is kept for files that are as they were: that is another promise.
        cost = median(shifan("--fresh", "-w", str(folder), *words), times)
        promised = words[0] in ("check", "score")
        yield Line(
            f"shifan {' '.join(words)}, {name}",
            cost,
            least,
            seconds=1 if promised else None,
            megabytes=150 if promised else None,
        )
    for word in ("check", "score"):
        again = median(shifan("-w", str(folder), word), times)
        yield Line(f"shifan {word} again, {name}", again, seconds=0.1)


def ledger(folder: Path, items: int, times: int) -> Iterator[Line]:
    """The rectification list, ten events for each item, in a workspace that is small but for it."""
    make_workspace(folder, Sizes(100, 100, items))
    cost = median(shifan("-w", str(folder), "rectify", "list", "--today", "2026-11-22"), times)
    yield Line(f"shifan rectify list, {items} items of 10 events", cost, seconds=1)


def document(
    folder: Path, work: str, times: int, *, seconds: float | None = None
) -> Iterator[Line]:
    """The self-assessment as PDF, from a cold process, against WeasyPrint as it comes on the same
    page.
    """
    page = folder.parent / f"{folder.name}.html"
    run(floor("page", str(folder), str(page)))
    stock = median(floor("pdf", str(page)), times, warm=False)
    target = folder.parent / f"{folder.name}.pdf"
    command = shifan(
        "-w", str(folder), "report", "self", "-o", str(target), "--today", "2026-11-22"
    )
    cost = median(command, times, warm=False, accepted=(0, 1))
    yield Line(work, cost, stock, seconds=seconds)


def as_table(lines: list[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [list(HEADINGS), ["---", *["---:"] * 5, "---", "---"], *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    """What was measured on, without naming the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, Python "
        f"{platform.python_version()}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; ``--write`` puts it into ``benchmarks/RESULTS.md`` as well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--nodes", type=int, default=1500)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--items", type=int, default=500, help="rectification items")
    parser.add_argument("--times", type=int, default=5, help="runs of which the median is taken")
    parser.add_argument("--leaves", type=int, default=500, help="nodes of the large document")
    parser.add_argument(
        "--no-pdf", action="store_true", help="leave the documents out (they take minutes)"
    )
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    given = parser.parse_args(arguments)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="shifan-bench-") as name:
        home = Path(name)
        sizes = Sizes(given.nodes, given.records, given.items)
        steps = [start(given.times), workspace(home / "large", sizes, given.times)]
        steps.append(ledger(home / "ledger", given.items, given.times))
        if not given.no_pdf:
            example = home / "example"
            shutil.copytree(ROOT / "evidence" / "example-county", example)
            make_workspace(home / "pages", Sizes(given.leaves, 2 * given.leaves))
            steps += [
                document(
                    example, "report self, the worked example", min(3, given.times), seconds=10
                ),
                document(home / "pages", f"report self, {given.leaves} nodes", 1),
            ]
        for step in steps:
            for line in step:
                lines.append(line)
                print("  ".join(filter(None, line.cells())), file=sys.stderr, flush=True)
    busy = sum(line.cost.wall > BUSY * line.cost.cpu for line in lines)
    note = (
        f" The machine was busy with other work in {busy} of {len(lines)} lines: go by the CPU "
        "time."
        if busy
        else ""
    )
    result = f"{machine()}; medians of {given.times} processes.{note}\n\n{as_table(lines)}\n"
    print(result)
    if given.write:
        (ROOT / "benchmarks" / "RESULTS.md").write_text(
            f"# Measured\n\n`python -m benchmarks.run` on {result}", "utf-8"
        )
    return 1 if any(line.kept is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
