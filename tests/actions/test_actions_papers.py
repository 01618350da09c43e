"""Papers that are issued and never changed again: 督办单, 整改月报, 送阅件, and who has received them.

papers/0001.yaml          # 督办单〔2026〕1号，印发时的原样，请不要改动
papers/receipts.yaml      - {paper: 1, who: 县司法局, on: 2026-11-22, by: 王敏}
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import samples
from helpers_office import (
    DAY,
    HEAD,
    LEDGER,
    closed_item,
    contents,
    do,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions import papers
from scoring.rectification.papers import Paper, receipts_of

ITEMS = """\
- id: R0002
  problem: 执法证没有年审
  lead: [县教育局, 县司法局]
  due: 2026-11-01
  events:
  - {on: 2026-09-01, do: open}
- id: R0003
  problem: 没有人牵头
  events:
  - {on: 2026-09-01, do: open}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """R0001 and R0002 are open, R0003 has no lead, R0004 is signed off."""
    return office(tmp_path, {LEDGER: samples.SOUND[LEDGER] + ITEMS + closed_item("R0004")})


def stored(home: Path) -> list[Paper]:
    return list(sound(home).papers)


def received(home: Path, number: int = 1) -> dict[str, str]:
    """By recipient, who put the receipt down; "" where it is still waited for."""
    workspace = sound(home)
    paper = next(one for one in workspace.papers if one.number == number)
    ledger = {item.id: item for item in workspace.ledger}
    answers = receipts_of(paper, ledger, workspace.receipts, workspace.people)
    return {name: receipt.by if receipt else "" for name, receipt in answers.items()}


# -- 督办单


def test_an_urge_goes_to_every_unit_that_leads_an_item(home: Path) -> None:
    paper = do(
        home,
        "赵 倩",
        papers.issue_paper,
        ["R0001", "R0002", "R0001"],
        reply=date(2026, 11, 30),
        text=" 请按时办结。 ",
    )
    assert (paper.label, paper.by, paper.units) == (
        "督办单〔2026〕1号",
        "赵倩",
        ("县司法局", "县教育局"),
    )
    assert stored(home) == [paper]
    assert [(one.id, one.days, one.lead) for one in paper.items] == [
        ("R0001", 0, ("县司法局",)),
        ("R0002", 21, ("县教育局", "县司法局")),
    ]
    assert (paper.reply, paper.text, paper.issuer) == (
        date(2026, 11, 30),
        "请按时办结。",
        "示例县依法治县办",
    )
    assert last_entry(home) == ("赵倩", ["督办单〔2026〕1号"])


def test_a_paper_keeps_what_was_printed(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001"])
    text = contents(home)["papers/0001.yaml"].decode()
    assert text.startswith("# 督办单〔2026〕1号，印发时的原样，请不要改动\n")
    put(home, LEDGER, "有一项没有上网", "三项没有上网")
    assert stored(home)[0].items[0].problem == "有一项没有上网"


def test_papers_are_numbered_through_and_each_kind_by_itself(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001"])
    do(home, "赵倩", papers.issue_slip, DAY, to=["沈维"])
    second = do(home, "赵倩", papers.issue_paper, ["R0002"])
    assert [(paper.number, paper.label) for paper in stored(home)] == [
        (1, "督办单〔2026〕1号"),
        (2, "送阅件〔2026〕1号"),
        (3, "督办单〔2026〕2号"),
    ]
    assert second.number == 3
    following = do(home, "赵倩", papers.issue_paper, ["R0002"], day=date(2027, 1, 4))
    assert (following.number, following.label) == (4, "督办单〔2027〕1号")


@pytest.mark.parametrize(
    ("idents", "why"),
    [
        ([], "先选要督办的事项"),
        (["R0009"], "整改清单里没有“R0009”"),
        (["R0001", "R0004"], "R0004 已销号，不用督办"),
        (["R0003"], "督办单没有地方可发；先在台账里定牵头单位"),
    ],
)
def test_what_cannot_be_urged(home: Path, idents: list[str], why: str) -> None:
    assert why in refused(home, "赵倩", papers.issue_paper, idents)


def test_an_answer_is_not_due_before_today(home: Path) -> None:
    late = refused(home, "赵倩", papers.issue_paper, ["R0001"], reply=DAY - timedelta(days=1))
    assert late == "回复时限 2026-11-21 已经过了（今天按 2026-11-22）"
    do(home, "赵倩", papers.issue_paper, ["R0001"], reply=DAY)


@pytest.mark.parametrize("by", ["王敏", "陈晨", "李明", "周敏", "沈维", "老魏"])
def test_only_the_tracker_issues_papers(home: Path, by: str) -> None:
    for sentence in (
        refused(home, by, papers.issue_paper, ["R0001"]),
        refused(home, by, papers.issue_monthly, DAY),
        refused(home, by, papers.issue_slip, DAY),
    ):
        assert f"不能由{by}" in sentence
        assert "可以的有：赵倩、何苗" in sentence


# -- 整改月报


def test_a_month_is_issued_with_what_was_written_to_it(home: Path) -> None:
    paper = do(
        home,
        "何苗",
        papers.issue_monthly,
        date(2026, 11, 3),
        remarks="县教育局进展慢。\n\n  要约谈。 ",
        demands="月底前办结。",
        units=["各单位"],
    )
    assert paper.month is not None
    assert paper.month.remarks == ("县教育局进展慢。", "要约谈。")
    assert paper.month.demands[0] == "月底前办结。"
    assert (paper.to, paper.units) == (("沈维",), ("县司法局", "县教育局"))
    assert stored(home) == [paper]


def test_a_running_month_is_issued_once_a_day_and_once_when_it_is_over(home: Path) -> None:
    month = date(2026, 11, 1)
    do(home, "赵倩", papers.issue_monthly, month)
    sentence = refused(home, "赵倩", papers.issue_monthly, month)
    assert "已经印发（整改月报〔2026〕1期），印发的不再改动" in sentence
    do(home, "赵倩", papers.issue_monthly, month, day=date(2026, 12, 2))
    again = refused(home, "赵倩", papers.issue_monthly, month, day=date(2026, 12, 9))
    assert "整改月报〔2026〕2期" in again


def test_a_month_that_has_not_begun_is_not_reported(home: Path) -> None:
    sentence = refused(home, "赵倩", papers.issue_monthly, date(2026, 12, 1))
    assert sentence == "2026年12月还没有开始（今天按 2026-11-22），月报只写到今天"


def test_without_items_there_is_nothing_to_report(home: Path) -> None:
    (home / LEDGER).write_text("[]\n", "utf-8")
    assert refused(home, "赵倩", papers.issue_monthly, DAY) == "还没有整改事项，没有可报的"


def test_a_report_goes_to_people_and_units_that_there_are(home: Path) -> None:
    action = papers.issue_monthly
    assert "沈维" in refused(home, "赵倩", action, DAY, to=["沈维维"])
    sentence = refused(home, "赵倩", action, DAY, units=["县教玉局"])
    assert "没有“县教玉局”这个单位" in sentence
    assert "县教育局" in sentence


def test_where_nobody_leads_a_reader_is_named(home: Path) -> None:
    put(home, HEAD, "  沈维: {roles: [领导]}\n", "")
    assert "先选送给谁：人员名单里还没有领导" in refused(home, "赵倩", papers.issue_slip, DAY)
    paper = do(home, "赵倩", papers.issue_slip, DAY, to=["李 明", "李明"])
    assert paper.to == ("李明",)


# -- 送阅件


def test_a_slip_holds_what_the_tracker_proposes(home: Path) -> None:
    paper = do(home, "赵倩", papers.issue_slip, DAY, proposal="建议约谈县教育局。")
    assert paper.slip is not None
    assert (paper.to, paper.slip.proposal) == (("沈维",), ("建议约谈县教育局。",))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (DAY + timedelta(days=1), "在今天（2026-11-22）以后"),
        (DAY - timedelta(days=32), "太早了，最早写 2026-10-22"),
    ],
)
def test_a_slip_speaks_of_a_day_not_long_ago(home: Path, day: date, why: str) -> None:
    assert why in refused(home, "赵倩", papers.issue_slip, day)


def test_a_slip_of_a_month_ago_is_the_oldest(home: Path) -> None:
    assert papers.slip_of(sound(home), DAY, DAY - papers.OLDEST_SLIP).date


def test_paragraphs_are_lines_that_say_something() -> None:
    assert papers.paragraphs(" 一。\n\n  \n二。 \n") == ("一。", "二。")
    assert papers.paragraphs("") == ()


# -- who has received them


def test_a_unit_receives_for_itself(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001", "R0002"])
    receipt = do(home, "王敏", papers.receive_paper, 1)
    assert (receipt.who, receipt.by, receipt.on) == ("县司法局", "王敏", DAY)
    assert received(home) == {"县司法局": "王敏", "县教育局": ""}
    sentence = refused(home, "赵六", papers.receive_paper, 1)
    assert sentence == "县司法局 2026-11-22 已经签收督办单〔2026〕1号"


def test_a_unit_does_not_receive_for_another(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001", "R0002"])
    sentence = refused(home, "王敏", papers.receive_paper, 1, who="县教育局")
    assert sentence.startswith("县教育局的签收不能由王敏登记；可以的有：吴静")


def test_an_answer_on_paper_is_put_down_by_the_tracker(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001", "R0002"])
    receipt = do(home, "何苗", papers.receive_paper, 1, who="县教育局", note=" 已办 ")
    assert (receipt.by, receipt.note) == ("何苗", "已办")
    assert "先选是谁签收的" in refused(home, "赵倩", papers.receive_paper, 1)


def test_a_leader_answers_with_words_and_adds_to_them(home: Path) -> None:
    do(home, "赵倩", papers.issue_slip, DAY)
    do(home, "沈维", papers.receive_paper, 1, note="同意")
    do(home, "沈维", papers.receive_paper, 1, note="抓紧")
    assert [one.note for one in sound(home).receipts] == ["同意", "抓紧"]


def test_who_it_does_not_go_to_does_not_receive_it(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001"])
    sentence = refused(home, "吴静", papers.receive_paper, 1)
    assert "督办单〔2026〕1号不能由吴静登记" in sentence
    sentence = refused(home, "赵倩", papers.receive_paper, 1, who="县教育局")
    assert "督办单〔2026〕1号没有发给“县教育局”" in sentence
    assert "发给：县司法局" in sentence


def test_a_paper_is_not_received_before_it_was_issued(home: Path) -> None:
    do(home, "赵倩", papers.issue_paper, ["R0001"])
    sentence = refused(home, "王敏", papers.receive_paper, 1, day=DAY - timedelta(days=1))
    assert "2026-11-22 才印发，2026-11-21 还不能签收" in sentence
    assert refused(home, "王敏", papers.receive_paper, 7) == "没有登记号为 7 的文书"


def test_who_answers_for_every_item_has_received_an_urge(home: Path) -> None:
    """What a unit says about the items in the ledger needs no receipt of its own."""
    do(home, "赵倩", papers.issue_paper, ["R0001"])
    put(home, LEDGER, "do: start}\n", "do: start}\n  - {on: 2026-11-22, do: receive, by: 赵六}\n")
    assert received(home) == {"县司法局": "赵六"}


def test_as_whom_somebody_receives(home: Path) -> None:
    do(home, "赵倩", papers.issue_monthly, DAY, to=["沈维"], units=["县司法局"])
    workspace = sound(home)
    (paper,) = workspace.papers
    assert papers.recipient_of(workspace, paper, "沈 维") == "沈维"
    assert papers.recipient_of(workspace, paper, "小王") == "县司法局"
    assert papers.recipient_of(workspace, paper, "吴静") == ""
