"""``checklist`` and ``deduct``: points for what is there, and off for what happened, name by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from helpers_rules import POINTS, flaws, refusals, rule, scored

EQUAL = rule("checklist", items=["制度", "台账", "通报"])
KEYED = rule("checklist", items=[{"name": "制度", "key": "true"}, {"name": "台账", "share": "30%"}])
WHOLE = rule("checklist", items=["制度", "台账"], missing="zero")
CASES = rule(
    "deduct",
    cases=[
        {"name": "迟报", "points": "0.5", "max": "1"},
        {"name": "漏报", "points": "2", "zero_at": "3"},
    ],
)
FLOORED = rule("deduct", cases=[{"name": "迟报", "points": "4"}], floor="1")


def test_items_share_equally_what_none_of_them_states() -> None:
    assert scored(EQUAL, has=["制度"]).score == 2
    assert scored(KEYED, has=["制度"]).score == Fraction(42, 10)


@pytest.mark.parametrize(
    ("of", "has", "why"),
    [
        (EQUAL, ["制度", "台账", "通报"], "3 项具备 3 项，得 6 分（满分 6 分）"),
        (EQUAL, ["通报"], "3 项具备 1 项，缺“制度、台账”，得 2 分（满分 6 分）"),
        (KEYED, ["台账"], "2 项具备 1 项，缺关键项“制度”，得 0 分（满分 6 分）"),
        (WHOLE, ["制度"], "2 项具备 1 项，缺“台账”，缺一项即不得分，得 0 分（满分 6 分）"),
        (WHOLE, ["制度", "台账"], "2 项具备 2 项，得 6 分（满分 6 分）"),
    ],
)
def test_what_is_lacking_is_named(of: Any, has: list[str], why: str) -> None:
    assert scored(of, has=has).why == why


def test_items_that_are_none_or_twice() -> None:
    assert refusals(EQUAL, has=["台帐"]) == ["项目“台帐”不在规则里，可用的有：制度、台账、通报"]
    (twice,) = refusals(EQUAL, has=["制度", "制度"])
    assert twice.endswith("里同一项目写了两次")


@pytest.mark.parametrize(
    ("items", "flaw"),
    [
        (["制度", "制度"], "items 里有重名的项目"),
        (
            [{"name": "甲", "share": "50%"}, {"name": "乙", "share": "40%"}],
            "items 的 share 合计是 90%，应为 100%",
        ),
        ([{"name": "甲", "share": "100%"}, {"name": "乙", "share": "1%"}], "合计是 101%"),
    ],
)
def test_shares_make_a_whole(items: list[Any], flaw: str) -> None:
    (told,) = flaws("checklist", items=items)
    assert flaw in told


def test_the_list_in_words() -> None:
    assert EQUAL.describe(POINTS) == "制度、台账、通报：按具备的项目得分，各项相等"
    assert KEYED.describe(POINTS) == (
        "制度（70%）［关键项］、台账（30%）：按具备的项目得分，缺关键项不得分"
    )
    assert WHOLE.describe(POINTS) == "制度、台账：缺一项即不得分"
    assert EQUAL.form(POINTS) == "{has: [制度, 台账, 通报]}"


@pytest.mark.parametrize(
    ("of", "counts", "score", "why"),
    [
        (CASES, {}, 6, "没有扣分情形，得 6 分（满分 6 分）"),
        (CASES, {"迟报": "0"}, 6, "没有扣分情形，得 6 分（满分 6 分）"),
        (CASES, {"迟报": "1"}, Fraction(11, 2), "“迟报”1 次扣 0.5 分，得 5.5 分（满分 6 分）"),
        (CASES, {"迟报": "9"}, 5, "“迟报”9 次扣 1 分（已封顶），得 5 分（满分 6 分）"),
        (
            CASES,
            {"迟报": "1", "漏报": "3"},
            0,
            "“漏报”3 次，达到 3 次即不得分，得 0 分（满分 6 分）",
        ),
        (FLOORED, {"迟报": "2"}, 1, "“迟报”2 次扣 8 分，已到最低分，得 1 分（满分 6 分）"),
    ],
)
def test_what_is_taken_off(of: Any, counts: dict[str, str], score: Fraction, why: str) -> None:
    outcome = scored(of, counts=counts)
    assert (outcome.score, outcome.why) == (score, why)


def test_more_off_than_there_is_ends_at_nothing() -> None:
    of = rule("deduct", cases=[{"name": "迟报", "points": "4"}])
    assert scored(of, counts={"迟报": "2"}).why == (
        "“迟报”2 次扣 8 分，扣完为止，得 0 分（满分 6 分）"
    )


def test_the_cases_in_words() -> None:
    assert CASES.describe(POINTS) == (
        "“迟报”每次扣 0.5 分，最多扣 1 分；“漏报”每次扣 2 分，达到 3 次不得分；扣完为止"
    )
    assert FLOORED.describe(POINTS) == "“迟报”每次扣 4 分；最低得 1 分"


def test_cases_that_are_none_or_twice() -> None:
    assert refusals(CASES, counts={"晚报": "1"})[0].startswith("扣分情形“晚报”不在规则里，")
    assert flaws("deduct", cases=[{"name": "甲", "points": "1"}] * 2) == ["cases 里有重名的情形"]
    zero = [{"name": "甲", "points": "1", "zero_at": "0"}]
    assert flaws("deduct", cases=zero) == ["zero_at 至少为 1"]
