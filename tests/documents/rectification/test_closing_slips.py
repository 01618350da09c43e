"""销号单: one slip for each item that was signed off, what stands on it, and what is wrong with it
by now."""

from __future__ import annotations

from datetime import date

from helpers_ledger import HISTORIES, files, item
from samples import SOUND, Opener

from scoring.documents.rectification.closing_document import (
    NONE_YET,
    ClosingReport,
    closing_page,
    closing_report,
    unclosed,
)
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)


def report_of(workspace: Workspace) -> ClosingReport:
    return closing_report(workspace, workspace.assess(), DAY)


def test_only_what_is_signed_off_has_a_slip_and_slips_are_numbered(opened: Opener) -> None:
    """R0010 stands behind R0002, though it comes first in the file."""
    report = report_of(
        opened(
            files(
                item("R0010", status="已销号"),
                item("R0001", status="待验收"),
                item("R0002", status="已销号"),
            )
        )
    )
    assert [(slip.number, slip.id) for slip in report.slips] == [("1/2", "R0002"), ("2/2", "R0010")]
    assert (report.title, report.issuer) == ("示例县短板整改销号单", "示例县依法治县办")
    assert (report.date, report.empty) == ("2026年11月22日", "")


def test_the_slip_says_what_was_wrong_and_whose_it_was(opened: Opener) -> None:
    entry = item(
        status="已销号", lost='"0.60"', person="陈立", support="[县教育局]", due="2026-12-01"
    )
    (slip,) = report_of(opened(files(entry))).slips
    assert (slip.indicator, slip.problem, slip.lost) == (
        "1.1 网上办理",
        "有一项没有上网",
        "0.60 分",
    )
    assert (slip.lead, slip.support, slip.person) == ("县司法局", "县教育局", "陈立")
    assert slip.due == "2026年12月1日"


def test_what_is_not_known_is_told_so(opened: Opener) -> None:
    """An item that belongs to no indicator, without lead, date, loss and person."""
    entry = item(status="已销号", indicator="", lead="", source="supervision", cause="other")
    (slip,) = report_of(opened(files(entry))).slips
    assert (slip.indicator, slip.lost, slip.lead) == ("不对应指标", "", "未明确")
    assert (slip.person, slip.due) == ("未明确", "未定")


def test_an_extension_leaves_the_first_date_on_the_slip(opened: Opener) -> None:
    """due: 2026-09-10, extended on 09-02 to 2026-12-01."""
    steps = HISTORIES["已销号"]
    extended = (
        "{on: 2026-09-02, do: extend, by: 王五, to: 2026-12-01, note: 数据未出, approved_by: 李明}"
    )
    entry = item(events=[*steps[:2], extended, *steps[2:]], due="2026-09-10")
    (slip,) = report_of(opened(files(entry))).slips
    assert slip.due == "2026年12月1日（原定 2026年9月10日）"
    assert [step.step for step in slip.steps] == [
        "立项",
        "开始整改",
        "延期",
        "申报验收",
        "销号",
    ]


def test_both_hands_are_named_with_their_days(opened: Opener) -> None:
    (slip,) = report_of(opened(files(item(status="已销号")))).slips
    assert (slip.submitted_by, slip.submitted_on) == ("李四", "2026年9月3日")
    assert (slip.closed_by, slip.closed_on, slip.close_note) == ("王五", "2026年9月4日", "属实")
    (proof,) = slip.proofs
    assert (proof.id, proof.title, proof.date) == ("E0001", "一次办清单", "2026年3月1日")
    assert proof.review == "审核通过，赵六，2026年5月2日"
    assert slip.warnings == ()


def test_of_an_item_that_was_reopened_the_last_signing_off_counts(opened: Opener) -> None:
    again = [
        *HISTORIES["重新打开"],
        "{on: 2026-09-06, do: submit, by: 李四, evidence: [E0001], note: 已补齐}",
        "{on: 2026-09-08, do: close, by: 钱七, note: 复核属实}",
    ]
    (slip,) = report_of(opened(files(item(events=again)))).slips
    assert (slip.closed_by, slip.closed_on, slip.close_note) == ("钱七", "2026年9月8日", "复核属实")
    assert (slip.submitted_on, slip.submit_note) == ("2026年9月6日", "已补齐")
    assert len(slip.steps) == 7


def test_a_reason_for_signing_off_while_the_loss_stands_is_printed(opened: Opener) -> None:
    steps = HISTORIES["待验收"]
    close = "{on: 2026-09-04, do: close, by: 王五, note: 属实, despite: 标准本年不再考核}"
    (slip,) = report_of(opened(files(item(events=[*steps, close])))).slips
    assert slip.close_note == "属实；失分未消除仍销号的理由：标准本年不再考核"


def test_a_piece_that_is_not_in_the_register_any_more_is_told(opened: Opener) -> None:
    steps = [step.replace("E0001", "E0009") for step in HISTORIES["已销号"]]
    (slip,) = report_of(opened(files(item(events=steps)))).slips
    (proof,) = slip.proofs
    assert (proof.id, proof.title, proof.review) == ("E0009", "登记表里没有这件材料", "")
    assert any("E0009" in warning for warning in slip.warnings)


def test_a_piece_that_nobody_reviewed_says_so(opened: Opener) -> None:
    (slip,) = report_of(opened(files(item(status="已销号"), accepted=False))).slips
    assert slip.proofs[0].review == "待审核"


def test_measures_are_lines_of_the_cell_and_the_sheet_says_the_same(opened: Opener) -> None:
    measures = "[{text: 补上网, done: 2026-09-03}, {text: 建台账, due: 2026-12-01}]"
    workspace = opened(files(item(status="已销号", measures=measures)))
    page = closing_page(workspace, workspace.assess(), DAY)
    (sheet,) = page.sheets
    cells = dict(zip([column.heading for column in sheet.columns], sheet.rows[0], strict=True))
    assert cells["整改措施"] == "补上网\n建台账"
    assert cells["销号依据"] == "E0001 一次办清单 2026年3月1日"
    assert cells["办理经过"].splitlines()[0] == "2026年9月1日 立项 张三"
    assert sheet.title == "示例县短板整改销号单"


def test_nothing_is_signed_off(opened: Opener) -> None:
    workspace = opened(files(item()))
    report = report_of(workspace)
    assert (report.slips, report.empty) == ((), NONE_YET)
    (row,) = closing_page(workspace, workspace.assess(), DAY).sheets[0].rows
    assert NONE_YET in row
    assert unclosed(workspace) == (
        "还没有已销号的事项，销号单不用出。事项销号后再出：shifan rectify close 事项编号"
    )


def test_what_stands_in_the_way_of_slips_is_told_only_where_there_is_a_ledger(
    opened: Opener,
) -> None:
    workspace = opened({name: text for name, text in SOUND.items() if "rectification" not in name})
    assert unclosed(workspace) == ""
    assert unclosed(opened(files(item(status="已销号")))) == ""
