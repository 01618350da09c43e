"""The assessment as a whole: what it lists, what it explains, and when a county is ready."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from collections.abc import Callable

import pytest

from scoring.documents.score_listing import headline
from scoring.documents.summary_sentences import conclusion
from scoring.engine import Assessment

Score = Callable[[str], Assessment]


def test_nodes_stand_in_the_order_of_the_file_with_a_reason_each(got: Assessment) -> None:
    """
    --- # tree
    indicators:
    - code: "2"
      name: 乙
      points: 10
      children:
      - {code: "2.1", name: 乙一, points: 4, evidence: none, rule: {type: met}}
      - {code: "2.2", name: 乙二, points: 6, evidence: none, rule: {type: met}}
    - {code: "1", name: 甲, points: 5}
    - {code: "3", name: 附加, kind: bonus, children: [{code: "3.1", name: 表彰, points: 3, evidence: none}]}
    --- # rounds/self
    findings: {"2.1": {met: true}, "2.2": {met: true}, "3.1": {score: 2, reason: 表彰}}
    """
    assert [item.node.code for item in got.nodes] == ["2", "2.1", "2.2", "1", "3", "3.1"]
    assert [item.node.code for item in got.leaves()] == ["2.1", "2.2", "1", "3.1"]
    assert got.by_code["2"].why == "下级 2 项合计：应得 10.00 分，现得 10.00 分，没有失分"
    assert got.by_code["3"].why == "下级 1 项合计：2.00 分"
    assert [item.state for item in got.nodes] == [
        "full",
        "full",
        "full",
        "unassessed",
        "partial",
        "partial",
    ]
    assert got.losses.unassessed == 5


READY = """
--- # tree
vetoes: [{{code: V1, name: 舆情, effect: {effect}}}]
criteria: [{{type: total, min: {least}}}]
indicators: [{{code: "1", name: 甲, points: 10, evidence: none}}]
--- # rounds/self
findings: {{"1": {{score: 8, reason: 台账}}}}
vetoes: {{V1: {triggered}}}
"""


@pytest.mark.parametrize(
    ("effect", "triggered", "least", "ready"),
    [
        ("ineligible", "false", "8", True),
        ("ineligible", "false", "8.01", False),
        ("ineligible", "true", "8", False),
        ("no_top_grade", "true", "8", True),
    ],
)
def test_ready_when_all_is_met_and_no_ineligible_veto_stands(
    score: Score, effect: str, triggered: str, least: str, ready: bool
) -> None:
    got = score(READY.format(effect=effect, triggered=triggered, least=least))
    assert got.ready == ready
    assert got.track("current").final == 8


def test_without_criteria_only_a_veto_stands_in_the_way(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10}]
    --- # rounds/self
    findings: {}
    """
    assert (got.ready, got.verdicts, got.vetoes) == (True, (), ())


NOTHING = """
--- # tree
criteria: [{criteria}]
indicators: [{{code: "1", name: 甲, points: 10}}, {{code: "2", name: 亮点, kind: bonus, points: 2}}]
--- # rounds/self
findings: {{"1": {{not_applicable: 本级无此职权, approved_by: 省司法厅}}}}
"""


@pytest.mark.parametrize("criteria", ["", "{type: binding}, {type: no_veto}"])
def test_nothing_to_score_is_no_readiness_although_every_condition_is_met(
    score: Score, criteria: str
) -> None:
    got = score(NOTHING.format(criteria=criteria))
    assert all(verdict.met for verdict in got.verdicts)
    assert (got.ready, got.scorable, got.root.applicable) == (False, False, 0)
    assert "创建条件：没有可以评分的指标，不能认定具备条件" in headline(got).splitlines()
    assert conclusion(got)[1] == "创建条件：没有可以评分的指标，不能认定具备条件。"


def test_round_of_ours_never_verifies_itself_and_other_rounds_do_not_count(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10, evidence: none}]
    --- # rounds/self
    findings: {"1": {score: 8, reason: 台账}}
    --- # rounds/last-year
    as_of: 2025-11-20
    findings: {"1": {score: 3, reason: 台账}}
    --- # rounds/of-last-year
    kind: inspection
    basis: last-year
    findings: {"1": {score: 2, reason: 现场}}
    """
    assert (got.track("current").final, got.totals["verified"]) == (8, None)
