"""A ledger read item by item, and what is wrong with a history, each told at its step.

::

    - id: R0001
      indicator: "1.1"
      problem: 有一项没有上网
      events:
      - {on: 2026-09-01, do: open, by: 张三}
      - {on: 2026-09-02, do: start, by: 李四}
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers_ledger import HISTORIES, item
from samples import SOUND

from scoring.indicators.loading import read_tree
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.rectification.clock import TOO_FAR, believe_ledger, implausible, newest_step
from scoring.rectification.ledger import RectificationItem, first_impossible, read_ledger
from scoring.rectification.notices import Ladder
from scoring.rectification.projection_inputs import losses_of, mended_by
from scoring.storage.days import FarDayError
from scoring.yamlio import Document, parse

LEDGER = "rectification.yaml"


def document(text: str, name: str = LEDGER) -> Document:
    data, root, problems = parse(text, name)
    assert root is not None, problems
    return Document(Path(name), name, data, root, b"")


@pytest.fixture(scope="module")
def tree() -> IndicatorTree:
    name = "indicators/sample.yaml"
    read, problems = read_tree(document(SOUND[name], name))
    assert read is not None, problems
    return read


def read(tree: IndicatorTree, text: str) -> tuple[tuple[RectificationItem, ...], list[Problem]]:
    return read_ledger(document(text), tree)


def sound(tree: IndicatorTree, text: str) -> list[RectificationItem]:
    items, problems = read(tree, text)
    assert problems == []
    return list(items)


def test_a_missing_ledger_is_an_empty_one(tree: IndicatorTree) -> None:
    assert read_ledger(None, tree) == ((), [])


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        ("id: R0001\n", "S003", "整改清单应是一个列表，每个事项以“- ”开头"),
        (item() + item(), "L001", "整改事项编号“R0001”重复"),
        (item(indicator='"7.7"'), "L002", "R0001 指向不存在的指标“7.7”"),
        (item(problem=""), "S002", "缺少"),
    ],
)
def test_an_item_that_cannot_be_read_or_points_nowhere(
    tree: IndicatorTree, text: str, rule: str, what: str
) -> None:
    _, (problem,) = read(tree, text)
    assert problem.rule == rule
    assert what in problem.what


@pytest.mark.parametrize(
    ("events", "what"),
    [
        (
            ["{on: 2026-09-01, do: open}", "{on: 2026-09-02, do: open}"],
            ["R0001：open 只能是第一步"],
        ),
        (
            ["{on: 2026-09-01, do: open}", "{on: 2026-09-02, do: close, by: 王五}"],
            ["R0001：在“未整改”状态下不能销号（close）"],
        ),
        (
            ["{on: 2026-09-02, do: open}", "{on: 2026-09-01, do: start}"],
            ["R0001：2026-09-01 的开始整改（start）早于上一步 2026-09-02"],
        ),
        (
            ["{on: 2026-09-01, do: open}", "{on: 2026-09-02, do: correct, of: 5}"],
            ["R0001：更正要写明更正第几步（of），现在共 1 步"],
        ),
        (
            ["{on: 2026-09-01, do: open}", "{on: 2026-09-02, do: correct, of: 1}"],
            ["R0001：第 1 步是立项，不能更正"],
        ),
    ],
)
def test_a_step_that_could_not_have_been_taken(
    tree: IndicatorTree, events: list[str], what: list[str]
) -> None:
    _, problems = read(tree, item(events=events))
    assert [problem.what for problem in problems] == what
    assert all(problem.rule == "L003" for problem in problems)
    assert problems[0].where.line is not None


def test_one_wrong_step_is_told_once_and_not_at_every_later_one(tree: IndicatorTree) -> None:
    events = [
        "{on: 2026-09-01, do: open}",
        "{on: 2026-09-02, do: submit, by: 李四, evidence: [E0001]}",
        "{on: 2026-09-03, do: return, by: 王五, note: 缺页}",
        "{on: 2026-09-04, do: submit, by: 李四, evidence: [E0001]}",
    ]
    _, problems = read(tree, item(events=events))
    assert [problem.what for problem in problems] == [
        "R0001：在“未整改”状态下不能申报验收（submit）"
    ]


def test_what_a_correction_took_back_never_happened(tree: IndicatorTree) -> None:
    events = [*HISTORIES["已销号"], "{on: 2026-09-06, do: correct, of: 4, by: 赵六, note: 误点}"]
    (made,) = sound(tree, item(events=events))
    assert made.status == "待验收"
    then = made.upto(date(2026, 9, 4))
    assert then is not None
    assert then.status == "待验收"
    assert made.upto(date(2026, 8, 31)) is None


def test_a_history_that_no_longer_follows_once_a_step_is_gone(tree: IndicatorTree) -> None:
    events = [*HISTORIES["已销号"], "{on: 2026-09-06, do: correct, of: 3, by: 赵六, note: 误点}"]
    items, _ = read(tree, item(events=events))
    impossible = first_impossible(items[0])
    assert impossible is not None
    assert impossible.do == "close"


# Days that cannot be meant.


def test_a_day_far_behind_every_step_is_not_believed(tree: IndicatorTree) -> None:
    ledger = sound(tree, item(status="整改中"))
    assert newest_step(ledger) == date(2026, 9, 2)
    assert implausible(date(2026, 9, 9), ledger, stated=True) == ""
    far = implausible(date(2028, 1, 1), ledger, stated=True)
    assert far.startswith("日期 2028-01-01 比清单里最近的一步（2026-09-02）晚 486 天")
    assert TOO_FAR < 486
    assert implausible(date(2028, 1, 1), [], stated=False) == ""


def test_the_day_of_a_clock_is_believed_less_than_one_that_somebody_wrote(
    tree: IndicatorTree,
) -> None:
    ledger = sound(tree, item(status="整改中"))
    day = date(2027, 9, 1)
    assert implausible(day, ledger, stated=True) == ""
    assert implausible(day, ledger, stated=False)
    with pytest.raises(FarDayError):
        believe_ledger(day, ledger)


# What a day mends.


def test_an_item_that_waits_for_one_that_is_not_done_is_held_up(tree: IndicatorTree) -> None:
    ledger = sound(
        tree,
        item("R0001", due="2026-12-31")
        + item("R0002", due="2026-10-01", after="[R0001]")
        + item("R0003", due="2026-10-01", after="[R0002]")
        + item("R0004", due="2026-10-01")
        + item("R0005", due="持续推进"),
    )
    mended, held_up = mended_by(ledger, date(2026, 10, 31))
    assert [each.id for each in mended] == ["R0004"]
    assert [each.id for each in held_up] == ["R0002", "R0003"]


def test_other_causes_and_other_sources_take_no_loss_away(tree: IndicatorTree) -> None:
    ledger = sound(tree, item() + item("R0002", cause="evidence") + item("R0003", cause="other"))
    assert losses_of(ledger) == {"1.1": {"standard", "evidence"}}


# What counts as the same problem.


@pytest.mark.parametrize(
    ("same", "key"),
    [
        ("item", ("item", "R0001")),
        ("indicator", ("indicator", "1.1")),
        ("parent", ("parent", "1")),
        ("cause", ("cause", "标准失分")),
        ("any", ("any", "")),
    ],
)
def test_the_same_problem_is_what_the_workspace_says(
    tree: IndicatorTree, same: str, key: tuple[str, str]
) -> None:
    (made,) = sound(tree, item())
    ladder = Ladder(same=same, parents={"1.1": "1"})  # type: ignore[arg-type]
    assert ladder.key(made, "标准失分") == key


def test_an_item_of_no_indicator_is_its_own_problem(tree: IndicatorTree) -> None:
    (made,) = sound(tree, item(indicator=""))
    assert Ladder(same="parent").key(made, "其他") == ("item", "R0001")
