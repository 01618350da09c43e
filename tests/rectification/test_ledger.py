"""The ledger's items: status follows from the events, and a history that cannot have happened is
told step by step."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_ledger import files, item
from samples import SOUND, Opener, changed

LEDGER = "rectification.yaml"
EVENTS = SOUND[LEDGER].split("  events:\n")[1]


def with_events(*events: str) -> dict[str, str | bytes]:
    return changed(
        LEDGER,
        EVENTS,
        "".join(f"  - {{on: {event.split()[0]}, do: {event.split()[1]}}}\n" for event in events),
    )


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "未整改"),
        (["2026-09-01 open"], "未整改"),
        (["2026-09-01 open", "2026-09-02 start"], "整改中"),
        (["2026-09-02 start"], "整改中"),
        (["2026-09-01 open", "2026-09-02 start", "2026-09-03 submit"], "待验收"),
        (["2026-09-02 start", "2026-09-03 submit", "2026-09-03 return"], "退回"),
        (
            [
                "2026-09-02 start",
                "2026-09-03 submit",
                "2026-09-04 return",
                "2026-09-05 submit",
                "2026-09-06 close",
            ],
            "已销号",
        ),
        (
            ["2026-09-02 start", "2026-09-03 submit", "2026-09-04 close", "2026-10-01 reopen"],
            "重新打开",
        ),
        (["2026-09-02 start", "2026-09-03 extend"], "整改中"),
        (["2026-09-03 extend"], "未整改"),
    ],
)
def test_status_follows_from_the_events(opened: Opener, events: list[str], status: str) -> None:
    workspace = opened(
        with_events(*events) if events else changed(LEDGER, "  events:\n" + EVENTS, "")
    )
    assert workspace.problems == ()
    assert workspace.ledger[0].status == status


@pytest.mark.parametrize(
    ("events", "line", "what"),
    [
        (["2026-09-01 open", "2026-09-02 close"], 8, "R0001：在“未整改”状态下不能销号（close）"),
        (
            ["2026-09-01 open", "2026-09-02 submit"],
            8,
            "R0001：在“未整改”状态下不能申报验收（submit）",
        ),
        (["2026-09-01 start", "2026-09-02 open"], 8, "R0001：open 只能是第一步"),
        (
            ["2026-09-01 start", "2026-09-02 start"],
            8,
            "R0001：在“整改中”状态下不能开始整改（start）",
        ),
        (["2026-09-01 return"], 7, "R0001：在“未整改”状态下不能退回（return）"),
        (
            ["2026-09-01 start", "2026-09-02 reopen"],
            8,
            "R0001：在“整改中”状态下不能重新打开（reopen）",
        ),
        (
            ["2026-09-02 start", "2026-09-03 submit", "2026-09-04 close", "2026-09-05 extend"],
            10,
            "R0001：在“已销号”状态下不能延期（extend）",
        ),
        (
            ["2026-09-05 open", "2026-09-01 start"],
            8,
            "R0001：2026-09-01 的开始整改（start）早于上一步 2026-09-05",
        ),
    ],
)
def test_a_history_that_cannot_have_happened(
    opened: Opener, events: list[str], line: int, what: str
) -> None:
    workspace = opened(with_events(*events))
    assert [(item.rule, item.where.line, item.what) for item in workspace.problems] == [
        ("L003", line, what)
    ]
    assert workspace.ledger[0].id == "R0001", "the item is kept: nothing is lost"


def test_a_whole_item(opened: Opener) -> None:
    text = """\
- id: R0007
  indicator: "1.1"
  source: supervision
  cause: evidence
  problem: 清单缺少 2026 年数据
  lost: "0.80"
  lead: 县司法局
  support: [县教育局]
  person: 李四
  effort: 5
  after: [R0001]
  due: 持续推进
  measures:
  - {text: 导出清单并公开, due: 2026-10-15, done: 2026-10-12}
  - {text: 长期维护, due: 持续推进}
  events:
  - {on: 2026-09-01, do: open, by: 张三}
  - {on: 2026-10-20, do: extend, by: 张三, to: 2026-11-15, note: 系统升级, approved_by: 王五}
"""
    workspace = opened({**SOUND, LEDGER: SOUND[LEDGER] + text})
    assert workspace.problems == ()
    item = workspace.ledger[1]
    assert item.lost == Fraction(4, 5)
    assert item.due == "持续推进"
    assert item.measures[1].due == "持续推进"
    assert item.events[1].approved_by == "王五"


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "what"),
    [
        ("due: 2026-12-01", "due: 年底", "S004", 5, "时限“due”：“年底”不是日期"),
        ("do: start", "do: begin", "S004", 8, "经过“events”、办理“do”：“begin”不是可用的值"),
        ("  problem: 有一项没有上网\n", "", "S002", 1, "缺少问题“problem”"),
        ("id: R0001", "id: 0001", "Y007", 1, "编号 0001 没有加引号"),
        ('"1.1"', "1.1", "Y007", 2, "编号 1.1 没有加引号"),
        ('"1.1"', '"1.3"', "L002", 2, "R0001 指向不存在的指标“1.3”"),
        ("  lead:", "  leed:", "S001", 4, "不认识的键“leed”"),
    ],
)
def test_each_fault_is_told_at_its_line(
    opened: Opener, old: str, new: str, rule: str, line: int, what: str
) -> None:
    (told,) = opened(changed(LEDGER, old, new)).problems
    assert (told.rule, told.where.line) == (rule, line)
    assert told.what.startswith(what)


def test_of_two_items_with_one_id_the_first_is_kept(opened: Opener) -> None:
    second = SOUND[LEDGER].replace("有一项没有上网", "另一件事")
    workspace = opened({**SOUND, LEDGER: SOUND[LEDGER] + second})
    assert [(item.rule, item.where.line) for item in workspace.problems] == [("L001", 9)]
    assert [item.problem for item in workspace.ledger] == ["有一项没有上网"]


@pytest.mark.parametrize("text", ["", "# 还没有\n", "[]\n"])
def test_an_empty_ledger(opened: Opener, text: str) -> None:
    workspace = opened({**SOUND, LEDGER: text})
    assert workspace.problems == ()
    assert workspace.ledger == ()


def test_no_ledger_at_all(opened: Opener) -> None:
    workspace = opened({name: text for name, text in SOUND.items() if name != LEDGER})
    assert workspace.problems == ()
    assert workspace.ledger == ()


def test_items_that_wait_for_each_other_are_told_once(opened: Opener) -> None:
    waits = {"R0001": "[R0002]", "R0002": "[R0003]", "R0003": "[R0001, R0004]", "R0004": ""}
    workspace = opened(files(*(item(ident, after=after) for ident, after in waits.items())))
    told = [entry for entry in workspace.problems if entry.rule == "L009"]
    assert [entry.what for entry in told] == [
        "R0001 → R0002 → R0003 → R0001 互相等待，谁也不能先整改"
    ]
    assert told[0].where.line is not None


def test_a_measure_with_half_a_date_is_told(opened: Opener) -> None:
    """Written by hand into the ledger: the words bind nobody."""
    item = """\
- id: R0001
  indicator: "1.1"
  problem: 缺清单
  lead: [县司法局]
  due: 2026-12-31
  measures:
  - {text: 公开清单（１０月１日）}
  - {text: 学习10月1日施行的条例, due: 2026-11-01}
  events: [{on: 2026-09-01, do: open}]
"""
    problems = [found for found in opened({**SOUND, LEDGER: item}).problems if found.rule == "L012"]
    assert [(found.where.line, "第 1 条措施" in found.what) for found in problems] == [(7, True)]
