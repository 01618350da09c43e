"""Where a round stands in shared words: vetoes, the range, and what a total wants where a gate
keeps a bonus out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from samples import SOUND, Opener

from scoring.documents.summary_sentences import (
    blank,
    closed_gate,
    conclusion,
    span,
    tentative,
    veto_sentence,
    wanting,
)
from scoring.engine import Assessment
from scoring.engine.totals import finish


def assessed(
    opened: Opener, bonus: str = "{cap: 2, gate: 9.6}", done: int = 9, **changes: str
) -> Assessment:
    """10 points, of which 6 in proportion to ``done`` of 10; a bonus of 4 points won."""
    told = dict(SOUND)
    told["indicators/sample.yaml"] = told["indicators/sample.yaml"].replace("{cap: 5}", bonus)
    told["rounds/2026-self.yaml"] = (
        told["rounds/2026-self.yaml"]
        .replace("done: 9", f"done: {done}")
        .replace("vetoes:", '  "2": {score: 4, reason: 市里推广}\nvetoes:')
    )
    told["evidence/register.yaml"] += '  - {indicator: "2"}\n'
    for old, new in changes.items():
        told["rounds/2026-self.yaml"] = told["rounds/2026-self.yaml"].replace(old, new)
    return opened(told).assess()


@pytest.mark.parametrize("done", range(10))
@pytest.mark.parametrize("least", ["3", "9", "9.5", "10", "11.6", "11.8", "12"])
def test_what_is_wanting_is_exactly_enough(opened: Opener, done: int, least: str) -> None:
    got, goal = assessed(opened, done=done), Fraction(least)
    now = got.track("current")
    need = wanting(got, goal)
    if now.final >= goal:
        return

    def final(more: Fraction) -> Fraction:
        entries = now.won

        class Pool:
            code, cap, matters = "2", entries, (("", entries),)

        return finish(got.tree, got.root, now.score + more, [Pool()], now.penalty, []).final  # type: ignore[list-item]

    assert final(need) >= goal
    assert final(need - Fraction(1, 1000)) < goal


def test_there_is_no_closed_gate_without_gate_bonus_or_shortage(opened: Opener) -> None:
    assert closed_gate(assessed(opened)) is not None
    assert closed_gate(assessed(opened, "{cap: 2}")) is None
    assert closed_gate(assessed(opened, done=10)) is None
    assert closed_gate(assessed(opened, "{cap: 2, gate: 11}")) is None, (
        "a gate above the full mark is never reached"
    )
    assert closed_gate(opened(None).assess()) is None


def test_a_veto_that_holds_the_total_leaves_no_gate_to_reach(opened: Opener) -> None:
    told = dict(SOUND)
    told["indicators/sample.yaml"] = (
        told["indicators/sample.yaml"]
        .replace("{cap: 5}", "{cap: 2, gate: 9.6}")
        .replace("重大负面舆情}", "重大负面舆情, effect: zero}")
    )
    told["rounds/2026-self.yaml"] = told["rounds/2026-self.yaml"].replace(
        "vetoes: {V1: false}", '  "2": {score: 4, reason: 市里推广}\nvetoes: {V1: true}'
    )
    told["evidence/register.yaml"] += '  - {indicator: "2"}\n'
    assert closed_gate(opened(told).assess()) is None


def test_a_range_within_the_scale_stands_alone(opened: Opener) -> None:
    assert span(assessed(opened, "{cap: 5, gate: 99}")) == "9.40～9.40"
    assert span(assessed(opened, "{cap: 5}")) == "13.40～13.40（含加分 4）"


def test_a_veto_that_the_round_does_not_name_is_not_filled_in(opened: Opener) -> None:
    told = dict(SOUND)
    told["rounds/2026-self.yaml"] = told["rounds/2026-self.yaml"].replace(
        "vetoes: {V1: false}\n", ""
    )
    got = opened(told).assess()
    assert not blank(got)
    assert veto_sentence(got) == "一票否决：1 项均未填写。"
    assert conclusion(opened(None).assess())[0] == "一票否决：1 项均未触发。"


def test_some_vetoes_filled_in(opened: Opener) -> None:
    told = dict(SOUND)
    told["indicators/sample.yaml"] = told["indicators/sample.yaml"].replace(
        "criteria:\n", "- {code: V2, name: 弄虚作假}\ncriteria:\n- {type: no_veto}\n"
    )
    got = opened(told).assess()
    assert veto_sentence(got) == "一票否决：2 项均未触发，其中 1 项未填写，按未触发计。"
    assert tentative(got) == ("1",)
    told["rounds/2026-self.yaml"] = told["rounds/2026-self.yaml"].replace("false", "true")
    got = opened(told).assess()
    assert (
        veto_sentence(got)
        == "一票否决：触发 1 项（发生重大负面舆情），不具备申报条件；另有 1 项未填写。"
    )
    assert tentative(got) == ()
