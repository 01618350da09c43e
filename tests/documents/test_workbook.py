"""The workbook: text stays text, figures are figures, the bytes come from the input alone."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from openpyxl import load_workbook

from scoring.documents.registry import Wishes, rendered
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.page import self_page
from scoring.documents.workbook import LONGEST, workbook
from scoring.views.sheet import Column, Sheet, runs
from scoring.workspace import open_workspace

DAY = date(2026, 11, 22)
COLUMNS = (Column("名称", 20), Column("分值", 8, number=True))


def written(*rows: tuple[str, str], merges: tuple[tuple[int, int, int], ...] = ()) -> Any:
    sheet = Sheet("表", "标题", COLUMNS, rows, merges, ("说明",))
    return load_workbook(io.BytesIO(workbook([sheet], title="标题", issuer="示例县", day=DAY)))[
        "表"
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "1.10", "2026-03-05", "#N/A"],
)
def test_text_never_becomes_anything_else(text: str) -> None:
    cell = written((text, "1"))["A3"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_figures_are_numbers_only_in_columns_of_figures() -> None:
    page = written(("2.50", "2.50"), ("甲", "=2"), ("乙", "6（加分）"))
    assert (page["A3"].value, page["A3"].data_type) == ("2.50", "s")
    assert (page["B3"].value, page["B3"].data_type, page["B3"].number_format) == (2.5, "n", "0.00")
    assert page["B4"].data_type == page["B5"].data_type == "s"


def test_what_a_cell_cannot_hold_is_taken_out_or_said() -> None:
    page = written(("甲\x00\x1b乙\u202e", "1"), ("长" * (LONGEST + 5), "1"))
    assert page["A3"].value == "甲乙"
    assert page["A4"].value.endswith(f"……（原文 {LONGEST + 5} 字，此处截断）")


def test_layout() -> None:
    page = written(("甲", "1"), ("甲", "2"), ("乙", "3"), merges=((0, 0, 1),))
    assert page.freeze_panes == "A3"
    assert {str(item) for item in page.merged_cells.ranges} == {"A1:B1", "A3:A4", "A7:B7"}
    assert [page.column_dimensions[name].width for name in "AB"] == [20, 8]
    assert page["A7"].value == "说明"


def test_a_printed_sheet_repeats_its_head_and_counts_its_pages() -> None:
    page = written(("甲", "1"))
    assert (page.print_title_rows, page.oddFooter.center.text) == ("$2:$2", "第 &P 页，共 &N 页")
    assert (
        page.page_setup.orientation,
        page.page_setup.fitToWidth,
        page.page_setup.fitToHeight,
    ) == ("landscape", 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_runs_join_equal_neighbours_under_equal_cells_only() -> None:
    rows = [("甲", "一"), ("甲", "一"), ("甲", "二"), ("乙", "二"), ("", "二"), ("", "二")]
    assert runs(rows, 0) == [(0, 0, 2)]
    assert runs(rows, 1) == [(1, 0, 1), (1, 4, 5)]
    assert runs([], 0) == []


def test_same_sheets_same_bytes() -> None:
    sheet = Sheet("表", "标题", COLUMNS, (("甲", "1"),))
    first = workbook([sheet], title="标题", issuer="", day=DAY)
    assert workbook([sheet], title="标题", issuer="", day=DAY) == first
    properties = load_workbook(io.BytesIO(first)).properties
    assert (properties.created.date(), properties.modified.date()) == (DAY, DAY)


def test_the_self_assessment_as_a_workbook(tmp_path: Path) -> None:
    home = samples.write(tmp_path, samples.SOUND)
    workspace = open_workspace(home).whole()
    report = build_report(workspace, workspace.assess(), DAY)
    book = load_workbook(io.BytesIO(rendered(self_page(report), "xlsx", Wishes(DAY), home)))
    assert book.sheetnames == ["总体", "得分总表", "失分", "佐证目录"]
    whole = {
        (row[0].value, row[1].value): row[2].value
        for row in book["总体"].iter_rows(min_row=3, max_col=3)
    }
    assert f"{whole['现分', '总分']:.2f}" == report.tracks[3].final
    scores = [[cell.value for cell in row] for row in book["得分总表"].iter_rows(min_row=2)]
    assert scores[0][:3] == ["一级指标", "编号", "二级指标"]
    total = next(row for row in scores if row[1] == "合计")
    assert f"{total[3]:.2f}" == report.full
    assert [row[1] for row in scores if row[1] in ("1.1", "1.2", "2")] == ["1.1", "1.2", "2"]
    losses = [
        row for row in book["失分"].iter_rows(min_row=3, values_only=True) if row[0] == "按原因"
    ]
    assert f"{sum(row[2] for row in losses):.2f}" == report.lost
    assert [
        row[0] for row in book["佐证目录"].iter_rows(min_row=3, max_row=4, values_only=True)
    ] == ["E0001", "E0002"]
