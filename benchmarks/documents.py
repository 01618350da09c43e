"""Measures the printing of long documents, each beside two peers in the same run: ``python -m
benchmarks.documents``.

A self-assessment of 8 blocks, 31 sections and 125 indicators is printed with 750, 3,000 and 7,500
records of evidence: cold, again unchanged, and after one finding was changed; then the same page by
WeasyPrint as it comes, in one process, and by a headless Chromium where there is one (it leaves the
page numbers of the contents empty). One process is measured for each figure; memory is the peak of
the largest process. ``--write`` puts the table into ``benchmarks/RESULTS-documents.md``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from benchmarks.make_workspace import RULES
from benchmarks.measure import ROOT, Cost, floor, run, shifan
from benchmarks.run import machine

BLOCKS, SECTIONS, LEAVES = 8, 31, 125
RECORDS = 750
DAY = "2026-11-22"
HEADINGS = ("document", "printed by", "pages", "wall s", "CPU s", "MB", "file MB", "target", "kept")
TEXT = (
    "按照法定权限和程序办理，结果在部门网站和办事大厅公开，群众可以查询；未公开、"
    "超过时限或者台账不全的，"
    "按规则计分。材料由牵头单位收集，责任单位核对，专班每季度抽查一次，抽查结果通报并限期改正。"
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``seconds`` and ``megabytes`` are what RENDERING asks for, where it
    asks.
    """

    document: str
    way: str
    cost: Cost
    pages: int | None = None
    size: int | None = None
    seconds: float | None = None
    megabytes: float | None = None

    def cells(self) -> list[str]:
        """The line as text under ``HEADINGS``."""
        wanted = [f"≤ {self.seconds:.2g} s"] if self.seconds else []
        wanted += [f"≤ {self.megabytes:g} MB"] if self.megabytes else []
        kept = (self.seconds is None or self.cost.wall <= self.seconds) and (
            self.megabytes is None or self.cost.memory <= self.megabytes
        )
        return [
            self.document,
            self.way,
            str(self.pages or ""),
            f"{self.cost.wall:.2f}",
            f"{self.cost.cpu:.2f}",
            f"{self.cost.memory:.0f}",
            f"{self.size / 1e6:.2f}" if self.size else "",
            ", ".join(wanted),
            ("yes" if kept else "NO") if wanted else "",
        ]


def shares(whole: int, among: int) -> list[int]:
    """``whole`` in ``among`` parts that differ by one at most."""
    marks = [whole * at // among for at in range(among + 1)]
    return [end - start for start, end in pairwise(marks)]


def make(folder: Path, records: int) -> None:
    """Writes the workspace. Everything follows from the number of records, without chance and
    without the clock.
    """
    (folder / "indicators").mkdir(parents=True)
    (folder / "rounds").mkdir()
    (folder / "evidence").mkdir()
    leaves: list[str] = []
    tree = [
        "id: long",
        "title: 测算用指标体系",
        'edition: "2026"',
        "levels: [一级指标, 二级指标, 三级指标]",
    ]
    tree += [
        "points: {basis: estimate, source: 测算}",
        "grades: [{name: 优秀, from: 90}]",
        "indicators:",
    ]
    sizes = shares(LEAVES, SECTIONS)
    starts = [0, *accumulate(shares(SECTIONS, BLOCKS))]
    for block in range(BLOCKS):
        tree += [
            f'- code: "{block + 1}"',
            f"  name: 第{block + 1}部分工作依法全面履行",
            "  children:",
        ]
        for at, section in enumerate(range(starts[block], starts[block + 1]), 1):
            tree += [
                f'  - code: "{block + 1}.{at}"',
                f"    name: 第{section + 1}项任务落实到位",
                "    children:",
            ]
            for leaf in range(sizes[section]):
                code = f"{block + 1}.{at}.{leaf + 1}"
                tree += _leaf(code, len(leaves))
                leaves.append(code)
    units = "".join(f"  县测算{at:02d}局: {{}}\n" for at in range(1, 31))
    head = f"name: 示例县\nlevel: 县\ntree: indicators/long.yaml\nround: 2026-self\nunits:\n{units}"
    (folder / "workspace.yaml").write_text(head, "utf-8")
    (folder / "indicators" / "long.yaml").write_text("\n".join(tree) + "\n", "utf-8")
    (folder / "rounds" / "2026-self.yaml").write_text(
        _round(leaves, "以系统导出的数据为准"), "utf-8"
    )
    (folder / "evidence" / "register.yaml").write_text(
        "".join(_records(folder, leaves, records)), "utf-8"
    )


def _leaf(code: str, at: int) -> list[str]:
    return [
        f'    - code: "{code}"',
        f"      name: 事项{code}办理时限压缩并向社会公开",
        "      points: 0.8",
        f"      text: 事项{code}{TEXT}",
        "      methods: [材料审查, 实地核验]",
        f"      rule: {RULES[at % len(RULES)][0].replace('points: 0.5', 'points: 0.2')}",
        "      evidence:",
        f"      - {{name: 办理清单{at + 1}, kinds: [文件, 统计表, 说明], min: 2}}",
        f"      - {{name: 公开情况{at + 1}, kinds: [文件, 统计表, 说明]}}",
        f"      - {{name: 抽查记录{at + 1}, kinds: [文件, 统计表, 说明]}}",
        f"      lead: [县测算{at % 30 + 1:02d}局]",
        f"      support: [县测算{(at + 7) % 30 + 1:02d}局, 县测算{(at + 13) % 30 + 1:02d}局]",
        "      due: 2026-10-31",
    ]


def _round(leaves: list[str], note: str) -> str:
    lines = ["round: 2026-self", "kind: self", "tree: long", "as_of: 2026-11-20"]
    lines += [
        "window: {from: 2025-01-01, to: 2026-10-31}",
        "assessor: 示例县依法治县办",
        "findings:",
    ]
    for at, code in enumerate(leaves):
        lines.append(f'  "{code}": {RULES[at % len(RULES)][1][:-1]}, note: {note}}}')
    return "\n".join(lines) + "\n"


def _records(folder: Path, leaves: list[str], records: int) -> Iterator[str]:
    files = folder / "evidence" / "files"
    files.mkdir()
    for at in range(records):
        leaf = at % len(leaves)
        content = f"第{at + 1}号材料".encode()
        (files / f"材料{at + 1:05d}.txt").write_bytes(content)
        item = ("办理清单", "公开情况", "抽查记录")[at // len(leaves) % 3]
        proof = (
            f'{{indicator: "{leaves[leaf]}", item: {item}{leaf + 1}, locate: 第{at % 9 + 1}页, '
            f"what: 时限压缩过半}}"
        )
        yield (
            f"- id: E{at + 1:05d}\n  file: files/材料{at + 1:05d}.txt\n  kind: 文件\n"
            f"  sha256: {hashlib.sha256(content).hexdigest()}\n  size: {len(content)}\n"
            f"  title: 关于印发第{at + 1}号事项办理时限压缩清单及其公开办法的通知\n"
            f"  doc_no: 示测发〔2026〕{at + 1}号\n  issuer: 县测算{leaf % 30 + 1:02d}局\n"
            f"  date: 2026-{at % 9 + 1:02d}-{at % 28 + 1:02d}\n  unit: "
            f"县测算{leaf % 30 + 1:02d}局\n"
            f"  proves: [{proof}]\n  review: {{state: accepted, by: 方静怡, on: 2026-10-09}}\n"
        )


def change(folder: Path) -> None:
    """Change the finding of one indicator in the middle, so that its score, its block and all
    totals change.
    """
    path = folder / "rounds" / "2026-self.yaml"
    text = path.read_text("utf-8")
    assert text.count('"4.2.2"') == 1
    lines = [
        '  "4.2.2": {met: false, note: 复核时发现台账不全}' if '"4.2.2"' in line else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def measured(home: Path, times: int, *, peers: bool) -> Iterator[Line]:
    """All ways to print one size."""
    name = f"{RECORDS * times:,} records"
    folder, target = home / f"x{times}", home / f"x{times}.pdf"
    make(folder, RECORDS * times)
    page = home / f"x{times}.html"
    opening = run(floor("page", str(folder), str(page)))
    yield Line(name, "opening, assessing and filling the template alone", opening)
    command = shifan("-w", str(folder), "report", "self", "-o", str(target), "--today", DAY)
    run(shifan("-w", str(folder), "check"), accepted=(0, 1))
    most = {1: 6.0, 10: 30.0}.get(times)
    cold = run(command, accepted=(0, 1))
    first = target.read_bytes()
    yield Line(
        name, "shifan, cold", cold, pages(target), len(first), most and most + opening.wall, 600
    )
    again = run(command, accepted=(0, 1))
    if target.read_bytes() != first:
        raise RuntimeError("the second print differs from the first")
    yield Line(
        name, "shifan, nothing changed", again, pages(target), len(first), 0.4 + opening.wall
    )
    change(folder)
    edited = run(command, accepted=(0, 1))
    whole, alone = (
        edited.wall / cold.wall,
        (edited.wall - opening.wall) / (cold.wall - opening.wall),
    )
    way = f"shifan, one finding changed ({whole:.0%} of the cold run, {alone:.0%} without opening)"
    yield Line(name, way, edited, pages(target), target.stat().st_size, cold.wall / 4)
    shutil.rmtree(folder / ".shifan" / "parts")
    run(command, accepted=(0, 1))
    if not peers:
        return
    out = Path(f"{page}.pdf")
    yield Line(
        name,
        "WeasyPrint as it comes, one process",
        run(floor("pdf", str(page))),
        pages(out),
        out.stat().st_size,
    )
    if browser := next(filter(None, map(shutil.which, CHROMIUM)), None):
        yield _browser(name, browser, page)


def _browser(name: str, browser: str, page: Path) -> Line:
    """The same page and faces by a headless browser."""
    from scoring.documents.assets import print_sheets
    from scoring.pdf.fonts import environment

    links = "".join(
        f'<link rel="stylesheet" href="{sheet.resolve().as_uri()}">' for sheet in print_sheets()
    )
    styled, out = (
        page.with_name(f"{page.stem}-browser.html"),
        page.with_name(f"{page.stem}-browser.pdf"),
    )
    styled.write_text(page.read_text("utf-8").replace("</head>", f"{links}</head>", 1), "utf-8")
    os.environ.update(environment(None))
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={out}",
    ]
    options += [f"--user-data-dir={page.parent / 'profile'}", "--timeout=600000"]
    cost = run([browser, *options, styled.as_uri()])
    return Line(name, "Chromium, headless", cost, pages(out), out.stat().st_size)


def pages(path: Path) -> int:
    """The number of pages of a file."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def as_table(lines: list[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [
        list(HEADINGS),
        ["---", "---", *["---:"] * 5, "---", "---"],
        *(line.cells() for line in lines),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; ends with 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument(
        "--times", type=int, nargs="+", default=[1, 4, 10], help="multiples of 750 records"
    )
    parser.add_argument(
        "--no-peers", action="store_true", help="leave WeasyPrint alone and Chromium out"
    )
    parser.add_argument(
        "--write", action="store_true", help="write benchmarks/RESULTS-documents.md"
    )
    given = parser.parse_args(arguments)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="shifan-bench-") as name:
        for times in given.times:
            for line in measured(Path(name), times, peers=not given.no_peers):
                lines.append(line)
                print("  ".join(filter(None, line.cells())), file=sys.stderr, flush=True)
    busy = (
        "A target in seconds is that of the printing plus the opening, measured in the first line "
        "of each size."
    )
    result = f"{machine()}. {busy}\n\n{as_table(lines)}\n"
    print(result)
    if given.write:
        path = ROOT / "benchmarks" / "RESULTS-documents.md"
        path.write_text(
            f"# Printing of long documents\n\n`python -m benchmarks.documents` on {result}", "utf-8"
        )
    return 1 if any(line.cells()[-1] == "NO" for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
