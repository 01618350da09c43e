"""Measures what a child process for strangers' files adds: ``python -m benchmarks.confined [--times
5]``.

A document from an office's own template, a workbook that came back and a scan with archives, each
by the command that users call and, in the same run, with the same work done inside the command
itself. CPU seconds, children included. Ends with 1 when a child adds more than is promised.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks.measure import median, shifan

PROMISE = 0.2
"""CPU seconds that a child may add to a document or a scan."""
HOUSE = Path(__file__).resolve().parents[1]
TODAY = "2026-11-22"
INSIDE = """\
import importlib
def direct(function, *arguments, classes=(), errors=(), limits=None, progress=None):
    module, name = function.split(":")
    work = getattr(importlib.import_module(module), name)
    return work(*arguments, progress) if progress else work(*arguments)
class Direct:
    def __init__(self, *_, **__): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def start(self, *_): pass
    def end(self): pass
    def call(self, *arguments, **options): return direct(*arguments, **options)
import scoring.confined as room
room.confined, room.Confined = direct, Direct
"""
"""The same command without children: what would be called in a child is called here."""
FRESH = (
    "import shutil; shutil.rmtree({home!r}, ignore_errors=True); shutil.copytree({kept!r}, "
    "{home!r})\n"
)
RUN = "from scoring.cli import main\nmain()\n"


class Work:
    """A command in a workspace that is as new before each run."""

    def __init__(self, folder: Path, title: str, workspace: str, *words: str) -> None:
        kept, home = folder / f"{title}-kept", folder / title
        shutil.copytree(HOUSE / "evidence" / workspace, kept)
        self.kept, self.title = kept, title
        self._fresh = FRESH.format(home=str(home), kept=str(kept))
        self._words = ["-w", str(home), *words]

    def command(self, how: str = "") -> list[str]:
        """The command line; ``how`` is what is done before it."""
        return [sys.executable, "-X", "utf8", "-c", f"{self._fresh}{how}{RUN}", *self._words]


def own_templates(folder: Path) -> Work:
    """A report from a template of the office's own."""
    work = Work(
        folder, "own template", "two-level", "report", "brief", "--to", "html", "--today", TODAY
    )
    (work.kept / "templates").mkdir(exist_ok=True)
    shutil.copy(HOUSE / "templates" / "brief.html.j2", work.kept / "templates" / "brief.html.j2")
    return work


def archives(folder: Path) -> Work:
    """A scan of three archives."""
    for number in range(3):
        with zipfile.ZipFile(folder / f"包{number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for at in range(40):
                archive.writestr(
                    f"通知{number}-{at}.txt", f"关于第{number * 40 + at}件事的通知\n" * 40
                )
    sent = [str(folder / f"包{number}.zip") for number in range(3)]
    return Work(
        folder,
        "three archives",
        "two-level",
        "evidence",
        "scan",
        *sent,
        "--ocr",
        "off",
        "--today",
        TODAY,
    )


def workbook(folder: Path) -> Work:
    """The tree of a workspace, sent out as a workbook and looked at when it came back."""
    book = str(folder / "tree.xlsx")
    home = str(HOUSE / "evidence" / "two-level")
    subprocess.run(
        [*shifan("-w", home, "sheet", "export", "tree", "-o", book, "--today", TODAY)], check=True
    )
    return Work(
        folder, "workbook", "two-level", "sheet", "import", book, "--preview", "--today", TODAY
    )


def main() -> int:
    """1 where a child adds more than is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    broken = False
    with tempfile.TemporaryDirectory(prefix="shifan-confined-") as name:
        folder = Path(name)
        for prepare in (own_templates, archives, workbook):
            work = prepare(folder)
            with_child = median(work.command(), times, accepted=(0, 1))
            without = median(work.command(INSIDE), times, accepted=(0, 1))
            added = with_child.cpu - without.cpu
            broken |= added >= PROMISE
            print(
                f"{work.title}: {with_child.cpu:.2f} s CPU, without a child {without.cpu:.2f} s, "
                f"added {added:.2f} s"
            )
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
