"""What an inspector sees and gives: whose sample it is, what an entry is worth, what cannot stand.

round: 2026-inspection, assignments: {周远: ["1.1"]}, a mark of 周远 on 1.1
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from visitors import access_of, desk_on

from scoring.workbench.desk import Desk, View
from scoring.workbench.views.inspection import (
    contradictions,
    done,
    handed,
    inspections,
    own_codes,
    round_of,
    sample_codes,
    state,
    warnings,
    worth,
)
from scoring.workbench.web import Trouble

FIRST = """\
round: 2026-inspection
kind: inspection
as_of: 2026-11-21
basis: 2026-self
assignments: {周远: ["1.1"]}
findings:
  "1.1": {score: 5, reason: 清单缺一页, by: 周远}
"""
MOCK = """\
round: 2026-mock
kind: mock
as_of: 2026-10-21
basis: 2026-self
findings:
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    files = {"rounds/2026-inspection.yaml": FIRST, "rounds/2026-mock.yaml": MOCK}
    desk = desk_on(tmp_path_factory.mktemp("county"), files)
    yield desk
    desk.close()


@pytest.fixture
def view(desk: Desk) -> View:
    return desk.view()


# -- rounds and their samples


def test_inspections_and_mocks_come_latest_first(view: View) -> None:
    assert [item.id for item in inspections(view)] == ["2026-inspection", "2026-mock"]


def test_a_round_is_found_by_its_name_and_the_own_claim_is_none(view: View) -> None:
    assert round_of(view, "2026-mock").kind == "mock"
    for name in ("2026-self", "没有的"):
        with pytest.raises(Trouble) as raised:
            round_of(view, name)
        assert raised.value.status == 404


def test_an_inspector_has_what_was_put_into_his_hands(desk: Desk, view: View) -> None:
    round_ = round_of(view, "2026-inspection")
    access = access_of(desk, "周远")
    assert own_codes(view, access, round_) == ["1.1"]
    assert sample_codes(view, access, round_) == ["1.1"]
    assert not handed(access, round_)


def test_their_leader_marks_nothing_and_sees_the_whole_sample(desk: Desk, view: View) -> None:
    round_ = round_of(view, "2026-inspection")
    access = access_of(desk, "方静怡")
    assert own_codes(view, access, round_) == []
    assert "1.1" in sample_codes(view, access, round_)


def test_what_was_marked_is_counted(view: View) -> None:
    round_ = round_of(view, "2026-inspection")
    assert state(round_, "1.1") != "open"
    assert state(round_, "1.2") == "open"
    assert done(round_, ["1.1", "1.2"]) == 1


# -- what an entry is worth


def given(view: View, code: str, **entry: Any) -> Fraction | None:
    item = view.assessment.by_code[code]
    return worth(view, round_of(view, "2026-inspection"), item, entry)


def test_a_score_is_worth_itself_and_facts_what_the_rule_makes_of_them(view: View) -> None:
    assert given(view, "1.1", score="4.5", reason="缺页") == Fraction(9, 2)
    assert given(view, "1.1", done="8", of="10") == Fraction(24, 5)
    assert given(view, "1.2", met="true") == 4


@pytest.mark.parametrize(
    "entry",
    [
        {"score": "多"},
        {"score": "7", "reason": "超过满分"},
        {"not_applicable": "本级无此职权"},
        {"opinion": "无法核实", "reason": "打不开"},
        {"done": "11", "of": "10"},
        {"note": "只有一句话"},
        {"score": ["5"]},
        {"score": "a: {b: [c"},
    ],
)
def test_what_gives_no_score_is_worth_none(view: View, entry: dict[str, Any]) -> None:
    assert given(view, "1.1", **entry) is None


# -- what cannot stand together


def faults(view: View, score: str, **entry: Any) -> list[str]:
    item = view.assessment.by_code["1.1"]
    listed = contradictions({"score": score, **entry}, item, Fraction(score))
    return [fault["field"] for fault in listed]


@pytest.mark.parametrize(
    ("score", "entry", "field"),
    [
        ("5.40", {"opinion": "属实", "untrue": ["E0001"]}, "untrue"),
        ("5", {"opinion": "属实"}, "opinion"),
        ("6", {"opinion": "不实"}, "opinion"),
    ],
)
def test_an_opinion_must_fit_the_score(
    view: View, score: str, entry: dict[str, Any], field: str
) -> None:
    assert faults(view, score, **entry) == [field]


@pytest.mark.parametrize(
    ("score", "entry"),
    [
        ("5.40", {"opinion": "属实"}),
        ("6", {"opinion": "属实"}),
        ("3", {"opinion": "部分属实"}),
        ("0", {"opinion": "不实", "untrue": ["E0001"]}),
        ("3", {}),
    ],
)
def test_what_fits_is_no_contradiction(view: View, score: str, entry: dict[str, Any]) -> None:
    assert faults(view, score, **entry) == []


def test_without_a_score_nothing_is_said(view: View) -> None:
    item = view.assessment.by_code["1.1"]
    assert contradictions({"opinion": "属实", "untrue": ["E0001"]}, item, None) == []
    assert warnings({"opinion": "属实"}, item, None) == []


def test_more_than_was_claimed_is_said_and_may_be_saved(view: View) -> None:
    item = view.assessment.by_code["1.1"]
    assert warnings({"score": "6"}, item, Fraction(6)) == ["评分比自评高 0.6 分，请写清为什么"]
    assert warnings({"score": "5"}, item, Fraction(5)) == []


def test_a_score_that_the_rule_never_gives_is_said(view: View) -> None:
    item = view.assessment.by_code["1.2"]
    (sentence,) = warnings({"score": "3"}, item, Fraction(3))
    assert sentence.startswith("按这项的规则得不出 3 分，只会是 ")
    assert "4" in sentence
    assert warnings({"score": "4"}, item, Fraction(4)) == []
