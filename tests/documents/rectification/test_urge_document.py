"""督办单 and 约谈通知 as letters, printed from what was issued.

papers/0001.yaml:  number: 1  kind: urge  issued: 2026-11-22  by: 李明  units: […]  items: […]
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from samples import SOUND, Opener, write

from scoring.documents.layout import html_page
from scoring.documents.rectification.issued import NoPaperError, issued_paper, papers_of
from scoring.documents.rectification.urge_document import ANSWERS, unurged, urge_page, urge_report
from scoring.rectification.papers import Paper, PaperItem
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace

LATE = PaperItem(
    id="R0001",
    indicator="1.1",
    problem="有一项没有上网",
    lead=("县司法局",),
    due=date(2026, 11, 1),
    days=21,
)
BARE = PaperItem(id="R0002", problem="台账不全")
ONGOING = PaperItem(id="R0003", problem="长期坚持", lead=("县教育局",), due="持续推进")
STORED = """\
number: {number}
kind: {kind}
name: 示例县
issued: 2026-11-{day}
by: 李明
units: [县司法局]
items:
- {{id: R0001, indicator: "1.1", problem: 有一项没有上网, lead: [县司法局], due: 2026-11-01, days: 21}}
"""
MONTH = """\
number: 2
kind: monthly
name: 示例县
issued: 2026-11-02
by: 李明
month: {title: 月报, month: 2026-10, issuer: 示例县依法治县办, date: 2026年11月2日, to: 李明}
"""


def paper(**keys: Any) -> Paper:
    standard = {
        "number": 1,
        "kind": "urge",
        "name": "示例县",
        "issued": date(2026, 11, 22),
        "by": "李明",
        "units": ("县司法局",),
        "items": (LATE,),
    }
    return Paper(**{**standard, **keys})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Papers 1 (督办单), 2 (整改月报) and 3 (约谈通知)."""
    files = {
        **SOUND,
        "papers/0001.yaml": STORED.format(number=1, kind="urge", day="01"),
        "papers/0002.yaml": MONTH,
        "papers/0003.yaml": STORED.format(number=3, kind="interview", day="22"),
    }
    opening = open_workspace(write(tmp_path_factory.mktemp("papers"), files))
    return opening.whole()


def test_the_letter_says_to_whom_what_and_by_when(workspace: Workspace) -> None:
    report = urge_report(paper(reply=date(2026, 12, 1)), workspace)
    assert (report.title, report.number) == (
        "示例县法治政府建设示范创建督办单",
        "督办单〔2026〕1号",
    )
    assert (report.to, report.issuer, report.by) == ("县司法局", "示例县依法治县办", "李明")
    assert report.reply == "请于2026年12月1日前签收并回复办理情况。"
    assert report.date == "2026年11月22日"
    assert report.items == (("R0001", "1.1", "有一项没有上网", "县司法局", "2026-11-01", "21 天"),)
    assert report.answers == ANSWERS


def test_what_was_issued_stays_with_the_issuer_of_that_day(workspace: Workspace) -> None:
    assert urge_report(paper(issuer="示例县政府办"), workspace).issuer == "示例县政府办"


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((LATE,), "其中 1 件已经逾期，最长的逾期 21 天。"),
        (
            (LATE, BARE, LATE.model_copy(update={"id": "R0009", "days": 3})),
            "其中 2 件已经逾期，最长的逾期 21 天。",
        ),
        ((BARE, ONGOING), ""),
    ],
)
def test_what_is_late_is_told_with_the_longest(
    workspace: Workspace, items: tuple[PaperItem, ...], sentence: str
) -> None:
    assert urge_report(paper(items=items), workspace).overdue == sentence


def test_what_an_item_does_not_say_is_told_so(workspace: Workspace) -> None:
    rows = urge_report(paper(items=(BARE, ONGOING)), workspace).items
    assert rows == (
        ("R0002", "—", "台账不全", "未明确", "未定", "—"),
        ("R0003", "—", "长期坚持", "县教育局", "持续推进", "—"),
    )


def test_without_a_day_to_answer_by_none_is_asked_for(workspace: Workspace) -> None:
    assert urge_report(paper(), workspace).reply == ""


def test_what_somebody_wrote_stands_in_place_of_the_usual_words(workspace: Workspace) -> None:
    """One paragraph a line, without blank ones."""
    usual = urge_report(paper(), workspace).text
    assert usual == (
        "下列整改事项由你单位牵头，请按时限办结，附佐证申报验收；办不完的，写明原因，申请延期。",
    )
    own = urge_report(paper(text="  请速办。\n\n逾期的约谈。 \n"), workspace).text
    assert own == ("请速办。", "逾期的约谈。")


def test_a_summons_is_called_what_it_is(workspace: Workspace) -> None:
    report = urge_report(paper(kind="interview", number=3), workspace)
    assert report.title.endswith("约谈通知")
    assert report.number == "约谈通知〔2026〕3号"
    assert report.text[0].startswith("下列整改事项多次通报仍未办结")


@pytest.mark.parametrize(("count", "to"), [(8, ""), (9, "等 9 个单位")])
def test_of_many_units_eight_stand_in_the_address(
    workspace: Workspace, count: int, to: str
) -> None:
    units = tuple(f"单位{at}" for at in range(1, count + 1))
    report = urge_report(paper(units=units), workspace)
    assert report.to == "、".join(units[:8]) + to


def test_the_newest_is_printed_where_none_is_named(workspace: Workspace) -> None:
    """Papers 1 and 3 urge; 2 is a monthly report."""
    assert urge_page(workspace).data.number == "约谈通知〔2026〕3号"
    assert urge_page(workspace, 1).data.number == "督办单〔2026〕1号"


def test_page_and_sheet_say_the_same(workspace: Workspace) -> None:
    page = urge_page(workspace, 1)
    (sheet,) = page.sheets
    assert sheet.title == "示例县法治政府建设示范创建督办单（督办单〔2026〕1号）"
    assert headings(sheet.columns) == ["编号", "指标", "问题", "牵头单位", "时限", "逾期"]
    html = html_page(page)
    assert all(cell in html for row in sheet.rows for cell in row)
    assert "签收单位" in html


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (2, "登记号 2 是整改月报〔2026〕2期，不是督办单；登记了的有 1（督办单〔2026〕1号）"),
        (9, "没有登记号为 9 的文书；登记了的有 1（督办单〔2026〕1号）"),
    ],
)
def test_a_number_that_is_no_such_paper_is_refused(
    workspace: Workspace, number: int, sentence: str
) -> None:
    with pytest.raises(NoPaperError) as refused:
        urge_page(workspace, number)
    assert str(refused.value) == sentence


def test_nothing_was_issued_yet(opened: Opener) -> None:
    workspace = opened(SOUND)
    reason = "还没有印发过督办单；在工作台的整改台账里勾选事项印发"
    assert unurged(workspace) == reason
    with pytest.raises(NoPaperError) as refused:
        urge_page(workspace)
    assert str(refused.value) == reason
    with pytest.raises(NoPaperError, match="没有登记号为 1 的文书；还没有印发过送阅件"):
        issued_paper(workspace, "slip", 1)


def test_papers_are_found_by_kind_and_number(workspace: Workspace) -> None:
    assert unurged(workspace) == ""
    assert issued_paper(workspace, "monthly", 2).label == "整改月报〔2026〕2期"
    assert [one.number for one in papers_of(workspace, "urge", "interview")] == [1, 3]
    assert papers_of(workspace, "slip") == []
