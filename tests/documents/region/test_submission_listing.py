"""``region status`` and ``region collect``: who handed in what, and what became of each file."""

from __future__ import annotations

import pytest
from helpers_region import office

from scoring.documents.region.submission_listing import (
    ARRIVALS,
    STATUS,
    STATUS_SHEET,
    arrival_rows,
    arrivals_data,
    arrivals_text,
    status_data,
    status_rows,
    status_text,
)
from scoring.region.model import Region, open_region
from scoring.region.verdicts import Arrival, Line
from scoring.views.sheet import cells_under, headings

PRINT = "0123456789abcdef" * 4
TAKEN = Line("990101", "甲子县", "已采用", n=2, fingerprint=PRINT, received="2026-11-20")
MISSING = Line("990102", "乙丑县", "未报")
LATE = Line(
    *("990103", "丙寅县", "有错误"),
    n=1,
    fingerprint=PRINT,
    received="2026-11-27",
    late_days=2,
    problems=3,
    reasons=("检查有错误 3 处", "逾期 2 天"),
)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    opening = open_region(office(tmp_path_factory.mktemp("office")))
    assert opening.region is not None
    return opening.region


def test_a_line_of_the_roster_is_a_row() -> None:
    row = dict(zip(headings(STATUS), status_rows([LATE])[0], strict=True))
    assert row == {
        "编码": "990103",
        "名称": "丙寅县",
        "结果": "有错误",
        "第几次": "1",
        "收到": "2026-11-27",
        "逾期天数": "2",
        "问题": "3",
        "指纹": "0123456789ab",
        "说明": "检查有错误 3 处；逾期 2 天",
    }


def test_what_has_not_come_in_is_blank_and_no_nought() -> None:
    assert status_rows([MISSING]) == [("990102", "乙丑县", "未报", "", "", "", "", "", "")]


def test_the_workbook_has_the_whole_fingerprint() -> None:
    row = cells_under(STATUS_SHEET, TAKEN)
    assert row[headings(STATUS_SHEET).index("指纹")] == PRINT


def test_json_keeps_figures_as_figures() -> None:
    (row,) = status_data([LATE])["rows"]
    assert (row["n"], row["late_days"], row["problems"]) == (1, 2, 3)
    assert (row["fingerprint"], row["received"]) == (PRINT, "2026-11-27")
    assert "reasons" not in row


def test_the_terminal_leaves_the_fingerprint_out_and_counts_the_verdicts(region: Region) -> None:
    text = status_text(region, [TAKEN, MISSING, LATE, TAKEN])
    assert text.splitlines()[0].endswith(f"名册 {len(region.record.counties)} 个，截止 2026-11-25")
    assert "指纹" not in text
    assert "0123456789ab" not in text
    assert text.endswith("\n\n合计：已采用 2、未报 1、有错误 1\n")


def test_a_file_that_belongs_to_nobody_is_listed_with_its_reason() -> None:
    stray = Arrival("没拷完.zip", "读不出来", reasons=("不是完整的 zip",))
    row = dict(zip(headings(ARRIVALS), arrival_rows([stray])[0], strict=True))
    assert (row["文件"], row["编码"], row["说明"]) == ("没拷完.zip", "", "不是完整的 zip")
    assert arrivals_data([stray])["rows"][0]["reasons"] == ["不是完整的 zip"]
    assert "没拷完.zip" in arrivals_text([stray])


def test_a_run_without_files_says_so() -> None:
    assert arrivals_text([]) == "（无）\n"
