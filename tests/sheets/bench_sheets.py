"""How long forty unit workbooks take, out and back in, on a generated workspace: a measure to run
by hand.

    python tests/sheets/bench_sheets.py [--kind findings] [--nodes 1500] [--records 3000]

Prints the seconds of ``sheet export --all-units`` and of the import of all of them with a change in
every workbook. The promises are 10 s and 15 s.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST = {"findings": ("备注", "已核"), "evidence": ("文号", "示测发〔2026〕0号")}


def shifan(*args: str) -> float:
    """The seconds of one command as a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, "-c", "from scoring.cli import main; main()", *args]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(kind: str, nodes: int, records: int) -> tuple[int, float, float]:
    """Number of workbooks, seconds of the export, seconds of the import."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.make_workspace import Sizes, make_workspace

    with tempfile.TemporaryDirectory() as name:
        folder, sheets = Path(name) / "w", Path(name) / "sheets"
        make_workspace(folder, Sizes(nodes, records))
        out = shifan(
            "-w",
            str(folder),
            "sheet",
            "export",
            kind,
            "--all-units",
            str(sheets),
            "--today",
            "2026-11-22",
        )
        heading, value = FIRST[kind]
        for path in sheets.iterdir():
            book = openpyxl.load_workbook(path)
            page = book.worksheets[0]
            column = next(cell.column for cell in page[2] if cell.value == heading)
            page.cell(3, column).value = value
            book.save(path)
        paths = sorted(map(str, sheets.iterdir()))
        back = shifan("-w", str(folder), "sheet", "import", *paths, "--today", "2026-11-22")
        return len(paths), out, back


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure workbooks out and back in.")
    parser.add_argument("--kind", choices=list(FIRST), default="findings")
    for name, value in (("nodes", 1500), ("records", 3000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    count, out, back = measure(given.kind, given.nodes, given.records)
    print(f"{given.kind}: {count} workbooks, export {out:.2f} s, import {back:.2f} s")


if __name__ == "__main__":
    main()
