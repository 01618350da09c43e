"""Measures the import of official documents: ``python -m benchmarks.imports [--quick]``.

A Word table of 125 rows, a workbook of 5,000 rows and a ruled PDF of 200 pages, each by the command
that users call. Ends with 1 when a promise is not kept. ``--quick`` measures each once.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.measure import Cost, median, shifan

DAY = date(2026, 11, 22)
PAGES, COPIED = 200, 20
"""The PDF has so many pages; so many are laid out, and repeated until there are enough."""
PROMISES = {"Word table, 125 rows": 1.0, "workbook, 5,000 rows": 3.0, f"PDF, {PAGES} pages": 30.0}
HEADINGS = (
    "一级指标",
    "二级指标",
    "序号",
    "三级指标",
    "分值",
    "评分标准",
    "佐证材料",
    "牵头单位",
    "责任单位",
    "完成时限",
)


def rows(count: int) -> list[tuple[str, ...]]:
    """So many rows of an index of three levels, four third-level indicators under each second-level
    one.
    """
    return [
        (
            f"板块{at // 16 + 1}职责履行到位",
            f"板块{at // 16 + 1}第{at % 16 // 4 + 1}组机制健全",
            str(at + 1),
            f"示例事项{at + 1}按清单办理，结果当年公开",
            "0.8",
            "缺一项扣0.2分，扣完为止；办理率达到100%得满分",
            "清单文本、公开页面",
            f"县第{at % 9 + 1}局",
            "县司法局、县财政局",
            "2026年10月底前",
        )
        for at in range(count)
    ]


def office_files(folder: Path) -> tuple[Path, Path]:
    """The Word table and the workbook."""
    from scoring.documents.layout import Page, word_page
    from scoring.documents.workbook import workbook
    from scoring.views.sheet import Column, Sheet, runs

    columns = tuple(Column(heading) for heading in HEADINGS)
    made = []
    for name, count in (("a.docx", 125), ("a.xlsx", 5_000)):
        body = rows(count)
        merges = tuple(run for at in (0, 1) for run in runs(body, at))
        sheet = Sheet("指标", "示例县法治建设指标体系", columns, tuple(body), merges)
        made.append(folder / name)
        page = Page(sheet.title, "示例县", "sheets.html.j2", {}, None, (sheet,), tables=True)
        table = name.endswith(".xlsx")
        made[-1].write_bytes(
            workbook([sheet], title=sheet.title, issuer="示例县", day=DAY)
            if table
            else word_page(page, None, day=DAY)
        )
    return made[0], made[1]


def pdf(folder: Path) -> Path:
    """A ruled table of ``PAGES`` pages with a text layer."""
    import pikepdf
    from weasyprint import HTML

    head = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
    tables = [
        f"<table><tr>{head}</tr>"
        + "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
            for row in rows(COPIED * 8)[at : at + 8]
        )
        + "</table>"
        for at in range(0, COPIED * 8, 8)
    ]
    style = (
        "@page{size:A4 landscape;margin:10mm} "
        "table{page-break-after:always;border-collapse:collapse;font-size:8pt}"
        "td,th{border:1px solid black;padding:2mm}"
    )
    laid = HTML(
        string=f"<style>{style}</style><h1>示例县法治建设指标体系</h1>{''.join(tables)}"
    ).write_pdf()
    with pikepdf.open(io.BytesIO(laid)) as source, pikepdf.new() as target:
        for _ in range(PAGES // COPIED):
            target.pages.extend(source.pages[:COPIED])
        target.save(folder / "a.pdf")
    return folder / "a.pdf"


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 when one is beyond its promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure each once")
    wanted = parser.parse_args(arguments)
    late = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = (*office_files(folder), pdf(folder))
        for path, (work, limit) in zip(files, PROMISES.items(), strict=True):
            command = shifan("indicators", "import", str(path), "--format", "json")
            # Numbers that start again on the copied pages are faults of the data, and told with 1.
            cost: Cost = median(
                command, 1 if wanted.quick else 3, warm=not wanted.quick, accepted=(0, 1)
            )
            late += cost.cpu > limit and cost.wall > limit
            print(
                f"{work}: {cost.wall:.2f} s wall, {cost.cpu:.2f} s CPU, {cost.memory:.0f} MB "
                f"(promise {limit:g} s)"
            )
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
