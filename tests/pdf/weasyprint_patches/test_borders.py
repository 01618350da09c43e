"""The lines of tables are drawn once, and look as if every cell had drawn its own."""

from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from rendering_apart import rendered_apart

from scoring.data_files import data_folder
from scoring.documents import assets
from scoring.documents.layout import body
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.page import self_page
from scoring.pdf import printer
from scoring.pdf.weasyprint_patches import borders
from scoring.workspace import open_workspace

BY_CELL = """
import sys
from pathlib import Path
from scoring.pdf.weasyprint_patches import borders
from scoring.pdf import render_worker
borders.apply = lambda: None
sys.exit(render_worker.main(Path(sys.argv[1])))
"""
"""The rendering process that leaves the lines of tables to the renderer."""

ROWS = "<tr><td rowspan=2>一<td>甲<td>乙<tr><td colspan=2>丙<tr><td>丁<td style='border:0'>戊<td>己"
STYLES = {
    "even": "td {border: 1pt solid black}",
    "two pens": "table {border: 2pt solid black} td {border: .5pt solid #888}",
    "colours": "td {border: 1pt solid red} tr + tr td {border-top: 1pt solid blue}",
    "thick over thin": "td {border: 1pt solid silver} td:first-child {border-right: 4pt solid black}",
    "dashed": "td {border: 1pt dashed black}",
    "translucent": "td {border: 6pt solid rgba(0, 0, 0, .3)}",
    "some sides": "td {border-bottom: 1pt solid black} th {border: 0}",
}


def rules_of(table: str, style: str) -> str:
    """The rules of a style (``td {…} table {…}``) for the table of that class only."""
    rules = [rule.strip() for rule in style.split("}") if rule.strip()]
    return " ".join(
        f".{table}{rule.removeprefix('table') if rule.startswith('table') else ' ' + rule}}}"
        for rule in rules
    )


def page() -> str:
    """One table for each style, each on pages of its own: printed once, all of them are looked
    at."""
    rules = " ".join(rules_of(f"t{index}", style) for index, style in enumerate(STYLES.values()))
    rows = f"<thead><tr><th>头<th>中<th>尾</thead><tbody>{ROWS * 14}"
    tables = "".join(f"<table class=t{index}>{rows}</table>" for index in range(len(STYLES)))
    return (
        "<!DOCTYPE html><html lang=zh-CN><head><title>表</title><style>"
        "table {border-collapse: collapse; width: 80%; break-after: page}"
        f"{rules}</style></head><body>{tables}</body></html>"
    )


def by_cell(html: str, folder: Path) -> bytes:
    """The page with every side of every cell drawn by itself."""
    return rendered_apart(BY_CELL, html, folder)


def pictures(data: bytes) -> list[np.ndarray]:
    """What is seen of each page, at 192 points to the inch."""
    with pypdfium2.PdfDocument(data) as document:
        return [leaf.render(scale=192 / 72).to_numpy().astype(np.int16) for leaf in document]


def assert_alike(ours: bytes, theirs: bytes) -> None:
    """One pixel in 5,000 may differ by a shade, where strokes meet: two that only touch leave a
    paler spot."""
    for mine, other in zip(pictures(ours), pictures(theirs), strict=True):
        assert np.count_nonzero(mine != other) <= mine.size / 5000
        assert abs(mine - other).max() <= 64


@pytest.mark.slow
def test_nothing_that_is_seen_changes(tmp_path: Path) -> None:
    html = page()
    ours, theirs = printer.render(html, css=assets.print_sheets()), by_cell(html, tmp_path)
    assert len(pictures(ours)) >= 2 * len(STYLES), "each table should go on on another page"
    assert_alike(ours, theirs)


@pytest.mark.slow
def test_nothing_that_is_seen_changes_in_a_self_assessment_and_it_gets_smaller(
    tmp_path: Path,
) -> None:
    home = data_folder("evidence") / "one-level"
    opened = open_workspace(home).whole()
    report = build_report(opened, opened.assess(), date(2026, 11, 20))
    html = body(self_page(report), home, draft=False, mark=None)
    ours, theirs = printer.render(html, css=assets.print_sheets()), by_cell(html, tmp_path)
    assert_alike(ours, theirs)
    assert len(ours) < len(theirs)


def test_sides_on_one_line_are_joined_where_they_touch() -> None:
    sides = [
        (0, 0, 10, 0),
        (10, 0, 20, 0),
        (25, 0, 30, 0),
        (0, 5, 8, 5),
        (3, 0, 3, 4),
        (3, 4, 3, 9),
        (4, 0, 4, 9),
    ]
    assert list(borders._joined(sides)) == [
        (3, 0, 3, 9),
        (4, 0, 4, 9),
        (0, 0, 20, 0),
        (25, 0, 30, 0),
        (0, 5, 8, 5),
    ]
