"""The table of verdicts: the first line that fits decides, and its reasons say why.

| 版本不符 | 口径不符 | 有错误 | 自带核验 | 得分不一致 | 逾期 | 已收 |
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.region import verdicts
from scoring.region.scored import Scored
from scoring.region.verdicts import Line, verdict_of

SOUND = Scored("990101", "f" * 64)
PROBLEM = {"severity": "error", "file": "rounds/2026-self.yaml", "line": 7, "rule": "F002"}


def faulty(count: int) -> Scored:
    problems = tuple({**PROBLEM, "what": f"第 {number} 处"} for number in range(count))
    return replace(SOUND, errors=count, problems=problems)


CASES = {
    "版本不符": replace(SOUND, foreign_tree="县报 a，统一 b：多 1 项、少 0 项、分值不同 0 项"),
    "口径不符": replace(SOUND, differences=("评分日期：县报 2026-09-01，统一 2026-11-20",)),
    "有错误": faulty(2),
    "自带核验": replace(SOUND, own_rounds=("2026-own", "2026-mock")),
    "得分不一致": replace(SOUND, claims=(("claimed", "9.00", "8.00"),)),
    "已收": SOUND,
}


@pytest.mark.parametrize("verdict", CASES)
def test_each_case_has_its_verdict(verdict: str) -> None:
    assert verdict_of(CASES[verdict], 0)[0] == verdict


def test_the_reasons_say_what_was_found() -> None:
    assert verdict_of(CASES["版本不符"], 0)[1][0].startswith("指标体系的版本不同：县报 a")
    assert verdict_of(CASES["口径不符"], 0)[1] == CASES["口径不符"].differences
    assert verdict_of(CASES["自带核验"], 0)[1] == (
        "包里有自己写的核验轮次：2026-own、2026-mock；一律不作核验",
    )
    assert verdict_of(CASES["得分不一致"], 0)[1] == ("自评分：县报 9.00，复算 8.00",)


def test_errors_are_counted_and_the_first_are_listed_with_their_places() -> None:
    _, (count, first, *_) = verdict_of(CASES["有错误"], 0)
    assert count == "检查有错误 2 处"
    assert first == "rounds/2026-self.yaml:7 F002 第 0 处"


def test_many_errors_are_cut_and_still_counted() -> None:
    _, reasons = verdict_of(faulty(40), 0)
    assert reasons[0] == "检查有错误 40 处"
    assert len(reasons) == 1 + verdicts.MOST_REASONS


def test_notices_are_no_errors() -> None:
    told = replace(faulty(1), problems=({**PROBLEM, "severity": "notice", "what": "提示"},))
    assert verdict_of(told, 0)[1] == ("检查有错误 1 处",)


@pytest.mark.parametrize(
    ("graver", "lighter"),
    [
        ("版本不符", "口径不符"),
        ("口径不符", "有错误"),
        ("有错误", "自带核验"),
        ("自带核验", "得分不一致"),
    ],
)
def test_what_stands_higher_in_the_table_decides(graver: str, lighter: str) -> None:
    empty = Scored("990101", "f" * 64)
    both = {
        name: getattr(CASES[graver], name) or getattr(CASES[lighter], name)
        for name in ("errors", "problems", "differences", "own_rounds", "claims", "foreign_tree")
    }
    assert verdict_of(replace(empty, **both), 3)[0] == graver


def test_being_late_alone_is_taken_and_marked() -> None:
    assert verdict_of(SOUND, 3) == ("逾期", ("逾期 3 天",))
    assert verdict_of(SOUND, 0) == ("已收", ())


@pytest.mark.parametrize("verdict", [name for name in CASES if name != "已收"])
def test_lateness_is_said_beside_every_other_verdict(verdict: str) -> None:
    found, reasons = verdict_of(CASES[verdict], 2)
    assert found == verdict
    assert reasons[-1] == "逾期 2 天"


def test_a_line_is_settled_where_nobody_has_to_decide_anything() -> None:
    settled = {
        verdict: Line("990101", "甲子县", verdict).settled
        for verdict in ("已收", "逾期", "已采用", "重复", "未报", "退回", "口径不符", "重新报送")
    }
    assert [name for name, fine in settled.items() if fine] == ["已收", "逾期", "已采用", "重复"]
