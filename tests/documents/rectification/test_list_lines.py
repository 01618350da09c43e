"""短板整改清单: what each line says, how the list is parted, and what it comes to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from helpers_ledger import HISTORIES, files, item
from samples import SOUND, Opener, write

from scoring.documents.rectification.list_document import (
    ItemLine,
    RectificationReport,
    count_words,
    fields,
    item_line,
    measure_words,
    recoverable,
    rectification_page,
    rectification_report,
)
from scoring.rectification.state import states
from scoring.views.item import MeasureLine
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
MEASURES = "[{text: 补上网, due: 2026-10-01, done: 2026-09-03}, {text: 建台账, due: 2026-12-01}]"
OUTSIDE = {
    "indicator": "",
    "source": "supervision",
    "cause": "other",
    "due": "持续推进",
    "lead": "",
}
LEDGER = (
    item("R0001", status="已销号", measures=MEASURES, lost='"0.60"'),
    item("R0002", due="2026-11-20", lost='"0.60"', person="陈立"),
    item("R0003", **OUTSIDE),
    item("R0004", status="待验收", due="2026-11-25", measures=MEASURES),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Of 1.1, where 0.60 of six points are lost: one item signed off, one overdue, one submitted;
    and one that belongs to no indicator."""
    return open_workspace(write(tmp_path_factory.mktemp("list"), files(*LEDGER))).whole()


@pytest.fixture(scope="module")
def report(workspace: Workspace) -> RectificationReport:
    return rectification_report(workspace, workspace.assess(), DAY)


def lines_of(report: RectificationReport) -> dict[str, ItemLine]:
    return {line.id: line for block in report.blocks for line in block.lines}


def one_line(workspace: Workspace) -> ItemLine:
    """The line of the only item."""
    assessment = workspace.assess()
    (state,) = states(workspace.ledger, assessment.by_code, workspace.proofs, DAY)
    return item_line(state, assessment, 7, DAY)


def test_what_belongs_to_no_indicator_stands_first_and_numbers_run_through(
    report: RectificationReport,
) -> None:
    """Within a block the overdue one comes first, the one signed off last; the losses that items
    state are added up, 0.60 and 0.60."""
    assert [(block.code, block.name, block.lost) for block in report.blocks] == [
        ("", "不对应指标的事项", ""),
        ("1", "依法履职", "1.20"),
    ]
    numbered = [(line.number, line.id) for line in lines_of(report).values()]
    assert numbered == [("1", "R0003"), ("2", "R0002"), ("3", "R0004"), ("4", "R0001")]


def test_an_overdue_item_says_how_long(report: RectificationReport) -> None:
    line = lines_of(report)["R0002"]
    assert (line.colour, line.tone, line.late) == ("红　逾期", "red", "逾期 2 天")
    assert (line.due, line.lead, line.person) == ("2026-11-20", "县司法局", "陈立")
    assert (line.progress, line.closed) == ("2026-09-01 立项", "")


def test_an_item_that_is_signed_off_shows_no_colour_and_all_its_measures_done(
    report: RectificationReport,
) -> None:
    """建台账 got no date when the item was signed off."""
    line = lines_of(report)["R0001"]
    assert (line.colour, line.tone, line.status) == ("", "plain", "已销号")
    assert line.progress == "2026-09-04 销号：属实；措施完成 2/2"
    assert line.closed == "2026-09-04 王五"
    assert {measure.state for measure in line.measures} == {"已完成"}


def test_a_submitted_item_counts_the_measures_that_are_done(report: RectificationReport) -> None:
    line = lines_of(report)["R0004"]
    assert (line.colour, line.status) == ("蓝　临期", "待验收")
    assert line.progress == "2026-09-03 申报验收；措施完成 1/2"


def test_an_item_of_no_indicator_and_nobody_is_told_with_words(
    report: RectificationReport,
) -> None:
    line = lines_of(report)["R0003"]
    assert (line.code, line.indicator, line.cause) == ("", "", "督察反馈")
    assert (line.lead, line.person, line.due) == ("未明确", "未明确", "持续推进")
    assert (line.colour, line.lost) == ("", "")


def test_the_figures_count_problems_and_measures_apart(report: RectificationReport) -> None:
    """One of four is signed off; of four measures 补上网 is done twice, and 建台账 with its item."""
    assert report.figures == (
        ("问题", "4", "个", "已销号 1 个，逾期 1 个"),
        ("销号率", "25.00%", "", "按问题计"),
        ("措施", "4", "条", "已完成 3 条，完成率 75.00%"),
        ("清单所列失分", "1.20", "分", "各事项所载之和，含已销号的"),
        ("可挽回", "0.60", "分", "未销号事项；当前共失 0.60 分"),
    )
    assert report.colours == (("红　逾期", "1 个"), ("蓝　临期", "1 个"))
    assert report.statement == (
        "问题 4 个，已销号 1 个，销号率 25.00%，逾期 1 个；措施 4 条，已完成 3 条，完成率 75.00%。"
    )


def test_a_loss_that_two_open_items_name_is_won_back_once(workspace: Workspace) -> None:
    """R0002 and R0004 are both for the standard of 1.1."""
    ledger = states(workspace.ledger, workspace.assess().by_code, workspace.proofs, DAY)
    assert recoverable(ledger) == Fraction(3, 5)
    assert recoverable(state for state in ledger if state.item.closed) == 0
    assert recoverable([]) == 0


def test_the_sheet_merges_the_block_over_its_lines(workspace: Workspace) -> None:
    (sheet,) = rectification_page(workspace, workspace.assess(), DAY).sheets
    rows = [dict(zip(headings(sheet.columns), row, strict=True)) for row in sheet.rows]
    assert [row["板块"] for row in rows] == ["不对应指标的事项", *["1 依法履职"] * 3]
    assert sheet.merges == ((0, 1, 3),)
    assert rows[1]["颜色"] == "红　逾期\n逾期 2 天"
    assert rows[2]["整改措施"] == "1. 补上网（2026-09-03 完成）\n2. 建台账"
    assert rows[3]["指标"] == "1.1 网上办理"
    assert "红 逾期 1 个，蓝 临期 1 个。" in sheet.notes


def test_a_word_template_gets_what_json_has_and_the_title_in_lines(
    report: RectificationReport,
) -> None:
    data = fields(report, gantt_note="另有 3 个没有画出")
    assert data["statement"] == report.statement
    assert "".join(data["title_lines"]) == "示例县短板整改清单"
    assert data["gantt_note"] == "另有 3 个没有画出"


def test_an_empty_list_is_a_document_all_the_same(opened: Opener) -> None:
    workspace = opened({**SOUND, "rectification.yaml": "[]\n"})
    report = rectification_report(workspace, workspace.assess(), DAY)
    assert (report.blocks, report.colours, report.weeks, report.weeks_note) == ((), (), (), "")
    assert report.figures[1] == ("销号率", "—", "", "按问题计")
    assert report.figures[2][3] == "已完成 0 条"
    (row,) = rectification_page(workspace, workspace.assess(), DAY).sheets[0].rows
    assert [cell for cell in row if cell] == ["整改清单是空的"]


def test_without_anything_the_counts_have_no_rates() -> None:
    assert count_words([], DAY) == ("问题 0 个，已销号 0 个，逾期 0 个；措施 0 条，已完成 0 条。")


def test_an_extension_shows_the_first_date_too(opened: Opener) -> None:
    extended = (
        "{on: 2026-09-02, do: extend, by: 王五, to: 2026-12-01, note: 数据未出, approved_by: 李明}"
    )
    entry = item(events=[*HISTORIES["未整改"], extended], due="2026-09-10")
    line = one_line(opened(files(entry)))
    assert (line.number, line.due, line.first_due) == ("7", "2026-12-01", "2026-09-10")
    assert line.progress == "2026-09-02 延期：数据未出"


def test_a_step_that_was_taken_back_is_not_the_last_one(opened: Opener) -> None:
    """The second event, a start, is corrected by somebody else."""
    events = [
        *HISTORIES["整改中"],
        "{on: 2026-09-03, do: correct, of: 2, by: 张三, note: 记错事项}",
    ]
    line = one_line(opened(files(item(events=events))))
    assert (line.progress, line.status) == ("2026-09-01 立项", "未整改")


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ((), []),
        ((MeasureLine("补上网", "", "", "未完成"),), ["补上网"]),
        (
            (
                MeasureLine("补上网", "", "2026-09-03", "已完成"),
                MeasureLine("建台账", "2026-12-01", "", "未完成"),
            ),
            ["1. 补上网（2026-09-03 完成）", "2. 建台账"],
        ),
    ],
)
def test_measures_are_numbered_where_there_are_several(
    measures: tuple[MeasureLine, ...], words: list[str]
) -> None:
    assert measure_words(measures) == words
