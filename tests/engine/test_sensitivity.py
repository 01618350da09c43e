"""How sure a score is: against the engine at stated and drawn points, and against closed forms of
the Dirichlet."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import profiles
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Assessment
from scoring.engine.criteria import Grounds, judge
from scoring.engine.leaves import LeafResult
from scoring.engine.rollup import Branch, roll_up
from scoring.engine.scores import ZERO
from scoring.engine.sensitivity import Robustness, simulate, without_each
from scoring.engine.sensitivity.draws import (
    CHUNK,
    Shares,
    concentration,
    drawn_shares,
    points_of,
    stated_shares,
)
from scoring.engine.sensitivity.evaluation import Evaluator
from scoring.engine.sensitivity.model import Model, model_of
from scoring.engine.sensitivity.rollup import roll
from scoring.engine.sensitivity.summary import bins_of
from scoring.engine.totals import TrackTotal, finish, penalty, pool_entry
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.workspace import Workspace, open_workspace

Score = Callable[[str], Assessment]


def assessed(ws: dict[str, Any]) -> tuple[Workspace, Assessment]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(strategies.write(ws, Path(folder))).whole()
        return workspace, workspace.assess()


# A second way to the same numbers: the engine itself on a tree that is changed as a tree.


def repointed(node: Indicator, points: Mapping[str, Fraction]) -> Indicator:
    """The node and all below it with other points."""
    kids = tuple(repointed(kid, points) for kid in node.children)
    return replace(node, points=points.get(node.code, node.points), children=kids)


def pruned(nodes: tuple[Indicator, ...], code: str) -> tuple[Indicator, ...]:
    """The nodes without one leaf; what is empty then goes too, and what is not folded loses the
    points."""
    found = []
    for node in nodes:
        if node.code == code:
            continue
        kids = pruned(node.children, code)
        if node.children and not kids:
            continue
        own = [kid for kid in kids if kid.kind == node.kind]
        if node.children and not own and node.kind == "base":
            continue
        less = sum((kid.points for kid in node.children if kid.kind == node.kind), ZERO) - sum(
            (kid.points for kid in own), ZERO
        )
        points = node.points if node.record.fold else node.points - less
        found.append(replace(node, children=kids, points=points))
    return tuple(found)


def engine_on(
    assessment: Assessment, tree: IndicatorTree, results: dict[str, LeafResult], full: Fraction
) -> tuple[dict[str, TrackTotal | None], list[bool], Branch]:
    """Totals, verdicts and the tree rolled up by the engine, on another tree with these leaves."""
    root = roll_up(tree, results)
    marks = replace(root.marks, full=full)
    happened = [item for item in assessment.vetoes if item.triggered]
    totals: dict[Any, TrackTotal | None] = {}
    for track, stated in assessment.totals.items():
        pool = [
            entry for entry in (pool_entry(result, track) for result in results.values()) if entry
        ]
        taken = penalty(results.values(), track)
        ended = finish(tree, marks, marks.on(track), pool, taken, [item.veto for item in happened])
        totals[track] = None if stated is None else ended
    complete = 1 - marks.losses.unassessed / marks.applicable if marks.applicable else Fraction(1)
    items = next((item for item in assessment.verdicts if "销号" in item.actual), None)
    count = int(items.actual.split("/")[1].split()[0]) if items else 0
    still = items.failing if items else ()
    triggered = [item.triggered for item in happened if item.triggered]
    grounds = Grounds(
        root, totals, complete, results, triggered, assessment.round.head.as_of, count, still
    )
    verdicts = [
        judge(criterion, index, grounds).met for index, criterion in enumerate(tree.criteria)
    ]
    return totals, verdicts, root


def leaves_of(assessment: Assessment) -> dict[str, LeafResult]:
    return {item.node.code: item.leaf for item in assessment.leaves() if item.leaf is not None}


def ready(assessment: Assessment, verdicts: list[bool], root: Branch) -> bool:
    barred = any(item.triggered and item.veto.effect == "ineligible" for item in assessment.vetoes)
    return all(verdicts) and not barred and bool(root.marks.applicable)


def check_against_engine(assessment: Assessment, model: Model, shares: Shares, at: int) -> None:
    """One draw, simulated and scored by the engine on a tree with these points: the same to a
    billionth."""
    points = points_of(model, shares)
    evaluator = Evaluator(model)
    rolled = roll(model, points, evaluator.wanted)
    judged = evaluator.evaluate(rolled)
    drawn = {code: Fraction(float(values[at])) for code, values in points.items() if code}
    tree = replace(
        assessment.tree, roots=tuple(repointed(root, drawn) for root in assessment.tree.roots)
    )
    tree = replace(tree, by_code={node.code: node for node in tree.walk()})
    results = {}
    for code, result in leaves_of(assessment).items():
        before, after = result.node.points, tree.by_code[code].points
        marks = result.marks.scaled(after / before if before else ZERO, full=after)
        results[code] = replace(result, node=tree.by_code[code], marks=marks)
    totals, verdicts, root = engine_on(assessment, tree, results, assessment.root.full)
    current = totals["current"]
    assert current is not None
    assert judged.final[at] == pytest.approx(float(current.final), abs=1e-9)
    if evaluator.grades:
        assert evaluator.grades[judged.grades[at]] == current.grade
    assert judged.gate is None or judged.gate[at] == current.gate_met
    assert judged.met[:, at].tolist() == verdicts
    assert judged.ready[at] == ready(assessment, verdicts, root)
    lost = {part.code: rolled.losses[row, at] for row, part in enumerate(model.losing)}
    whole = sum(lost.values())
    assert whole == pytest.approx(float(root.marks.losses.total), abs=1e-9)
    assert rolled.values["unassessed"][at] == pytest.approx(
        float(root.marks.losses.unassessed), abs=1e-9
    )


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["convert", "block", "spread", None], ids=str)
@settings(max_examples=profiles.EXAMPLES // 3)
@given(data=st.data())
def test_at_the_stated_points_the_simulation_is_the_engine(
    policy: Any, data: st.DataObject
) -> None:
    _, got = assessed(data.draw(strategies.workspaces(policy)))
    model = model_of(got)
    check_against_engine(got, model, stated_shares(model), 0)
    evaluator = Evaluator(model)
    judged = evaluator.evaluate(
        roll(model, points_of(model, stated_shares(model)), evaluator.wanted)
    )
    assert judged.final[0] == pytest.approx(float(got.track("current").final), abs=1e-9)
    assert judged.met[:, 0].tolist() == [item.met for item in got.verdicts]
    assert judged.ready[0] == got.ready


@pytest.mark.parametrize("policy", ["convert", "block", "spread", None], ids=str)
@settings(max_examples=profiles.EXAMPLES // 3)
@given(
    data=st.data(),
    seed=st.integers(0, 999),
    spread=st.sampled_from([Fraction(1, 10), Fraction(1, 2)]),
)
def test_at_drawn_points_the_simulation_is_the_engine(
    policy: Any, data: st.DataObject, seed: int, spread: Fraction
) -> None:
    _, got = assessed(data.draw(strategies.workspaces(policy)))
    model = model_of(got)
    (shares,) = drawn_shares(model, 3, seed, spread)
    for at in range(3):
        check_against_engine(got, model, shares, at)


@pytest.mark.parametrize("policy", ["convert", "block", "spread", None], ids=str)
@settings(
    max_examples=profiles.EXAMPLES // 6
)  # each example runs the whole engine once for every leaf
@given(data=st.data())
def test_leaving_one_out_is_the_engine_on_the_tree_without_it(
    policy: Any, data: st.DataObject
) -> None:
    _, got = assessed(data.draw(strategies.workspaces(policy)))
    for item in without_each(got):
        tree = replace(got.tree, roots=pruned(got.tree.roots, item.node.code))
        tree = replace(tree, by_code={node.code: node for node in tree.walk()})
        # Bonus and penalty leaves count beside the tree: they stay when the node goes that they
        # stand below.
        results = {
            code: result
            for code, result in leaves_of(got).items()
            if code in tree.by_code or (code != item.node.code and result.node.kind != "base")
        }
        totals, verdicts, root = engine_on(got, tree, results, got.root.full)
        current = totals["current"]
        assert current is not None
        assert (item.final, item.grade) == (current.final, current.grade), item.node.code
        assert item.change == current.final - got.track("current").final
        pairs = list(zip(got.verdicts, verdicts, strict=True))
        assert item.met == tuple(verdict.id for verdict, met in pairs if met and not verdict.met), (
            item.node.code
        )
        assert item.unmet == tuple(
            verdict.id for verdict, met in pairs if verdict.met and not met
        ), item.node.code
        assert item.ready == ready(got, verdicts, root)


# Closed forms


ONE_LEVEL = """
--- # tree
levels: [指标]
points: {basis: estimate}
indicators:
- {code: "1", name: 甲, points: 40, evidence: none}
- {code: "2", name: 乙, points: 30, evidence: none}
- {code: "3", name: 丙, points: 20, evidence: none}
- {code: "4", name: 丁, points: 10, evidence: none}
--- # rounds/self
findings:
  "1": {score: 40, reason: 台账}
  "2": {score: 15, reason: 台账}
  "3": {score: 5, reason: 台账}
  "4": {score: 0, reason: 台账}
"""


@pytest.mark.parametrize("spread", [Fraction(1, 10), Fraction(1, 4), Fraction(1, 2)], ids=str)
def test_mean_and_variance_of_one_level_are_those_of_the_dirichlet(
    score: Score, spread: Fraction
) -> None:
    """Total = Σ 100·p·r with p Dirichlet: mean 100·Σ m·r, variance 100²·(Σ m·r² − (Σ m·r)²)/(c +
    1).

    The mean of 20,000 draws lies within four standard errors; so does the standard deviation, whose
    error is taken for twice that of a normal distribution.
    """
    draws = 20_000
    got = simulate(score(ONE_LEVEL), draws=draws, seed=3, spread=spread)
    means, rates = (0.4, 0.3, 0.2, 0.1), (1.0, 0.5, 0.25, 0.0)
    mean = sum(m * r for m, r in zip(means, rates, strict=True))
    square = sum(m * r * r for m, r in zip(means, rates, strict=True))
    sd = 100 * math.sqrt((square - mean**2) / (float(concentration(4, spread)) + 1))
    assert got.total.mean == pytest.approx(100 * mean, abs=4 * sd / math.sqrt(draws))
    assert got.total.sd == pytest.approx(sd, abs=8 * sd / math.sqrt(2 * draws))


def test_an_average_share_varies_by_the_spread(score: Score) -> None:
    """Four equal siblings and a quarter: each share has a standard deviation of a quarter of
    itself."""
    text = ONE_LEVEL
    for points in ("40", "30", "20", "10"):
        text = text.replace(f"points: {points},", "points: 25,")
    text = text.replace("score: 40,", "score: 25,")
    model = model_of(score(text))
    drawn = np.concatenate(
        [shares["2"] for shares in drawn_shares(model, 20_000, 1, Fraction(1, 4))]
    )
    assert drawn.mean() == pytest.approx(0.25, abs=0.002)
    assert drawn.std() == pytest.approx(0.0625, abs=0.002)


def test_levels_multiply(score: Score) -> None:
    """A leaf under two levels of four: E[p²q²] = E[p²]·E[q²], with E[p²] = m²(1 + spread²) for
    average shares."""
    blocks = "".join(
        f"- {{code: '{a}', name: 块{a}, points: 25, children: ["
        + ", ".join(f"{{code: '{a}.{b}', name: 项{a}{b}, points: 6.25}}" for b in range(1, 5))
        + "]}\n"
        for a in range(1, 5)
    )
    text = (
        f"--- # tree\nlevels: [一级, 二级]\nindicators:\n{blocks}--- # rounds/self\nfindings: "
        f"{{}}\n"
    )
    model = model_of(score(text))
    chunks = drawn_shares(model, 20_000, 5, Fraction(1, 4))
    points = np.concatenate([points_of(model, shares)["3.2"] for shares in chunks])
    assert points.mean() == pytest.approx(6.25, abs=0.08)
    assert (points**2).mean() == pytest.approx(6.25**2 * 1.0625**2, rel=0.02)


PAIR = """
--- # tree
levels: [指标]
indicators:
- {{code: "1", name: 甲, points: {0}, evidence: none}}
- {{code: "2", name: 乙, points: {1}, evidence: none}}
--- # rounds/self
findings: {{"1": {{score: {0}, reason: 台账}}, "2": {{score: 0, reason: 台账}}}}
"""


def test_two_leaves_follow_the_beta_distribution_of_the_square_root(score: Score) -> None:
    """At a spread of one half c is 3; 2 : 1 is Beta(2, 1), whose quantile at q is √q."""
    got = simulate(score(PAIR.format(60, 30)), draws=40_000, spread=Fraction(1, 2)).total
    found = [value / 90 for value in (got.p5, got.p25, got.median, got.p75, got.p95)]
    assert found == pytest.approx([math.sqrt(q) for q in (0.05, 0.25, 0.5, 0.75, 0.95)], abs=0.01)


def test_two_equal_leaves_follow_the_semicircle(score: Score) -> None:
    """At a spread of one half 1 : 1 is Beta(3/2, 3/2), whose distribution function is
    elementary."""
    got = simulate(score(PAIR.format(50, 50)), draws=40_000, spread=Fraction(1, 2)).total

    def below(x: float) -> float:
        u = 2 * x - 1
        return 0.5 + (u * math.sqrt(1 - u * u) + math.asin(u)) / math.pi

    levels = [below(value / 100) for value in (got.p5, got.p25, got.median, got.p75, got.p95)]
    assert levels == pytest.approx([0.05, 0.25, 0.5, 0.75, 0.95], abs=0.01)


# The seed and the order


def test_the_stream_of_a_seed_is_frozen(score: Score) -> None:
    """These figures must never change: a report is drawn again years later, on another machine."""
    got = simulate(score(ONE_LEVEL), draws=1000, seed=42)
    assert [
        round(value, 6) for value in (got.total.mean, got.total.median, got.total.p95)
    ] == FROZEN


FROZEN = [60.00867, 59.980633, 68.563073]


def test_more_draws_begin_with_the_same_ones(score: Score) -> None:
    model = model_of(score(ONE_LEVEL))
    few = np.concatenate([shares["2"] for shares in drawn_shares(model, 30, 7, Fraction(1, 4))])
    many = np.concatenate(
        [shares["2"] for shares in drawn_shares(model, CHUNK + 30, 7, Fraction(1, 4))]
    )
    assert few.tolist() == many[:30].tolist()
    assert len(set(many.tolist())) == len(many)


def same(one: Robustness, other: Robustness) -> bool:
    return replace(one, assessment=other.assessment, without=(), gaps=()) == replace(
        other, without=(), gaps=()
    ) and [(gap.item.node.code, gap.mean, gap.p5, gap.p95, gap.share) for gap in one.gaps] == [
        (gap.item.node.code, gap.mean, gap.p5, gap.p95, gap.share) for gap in other.gaps
    ]


@settings(max_examples=profiles.EXAMPLES // 3)
@given(data=st.data())
def test_the_same_seed_and_another_order_of_records_give_the_same_draws(
    data: st.DataObject,
) -> None:
    ws = data.draw(strategies.workspaces())
    _, one = assessed(ws)
    _, other = assessed(data.draw(strategies.shuffle(ws)))
    assert same(simulate(one, draws=40, seed=9), simulate(other, draws=40, seed=9))


def test_another_order_of_siblings_in_the_tree_gives_the_same_draws(score: Score) -> None:
    lines = ONE_LEVEL.splitlines()
    leaves = [line for line in lines if line.startswith("- {code")]
    turned = [
        *lines[: lines.index(leaves[0])],
        *reversed(leaves),
        *lines[lines.index(leaves[-1]) + 1 :],
    ]
    assert same(simulate(score(ONE_LEVEL), draws=50), simulate(score("\n".join(turned)), draws=50))


def test_another_seed_gives_other_draws_of_the_same_kind(score: Score) -> None:
    got = score(ONE_LEVEL)
    one, other = (simulate(got, draws=5000, seed=seed).total for seed in (1, 2))
    assert one != other
    assert one.mean == pytest.approx(other.mean, abs=0.5)


@settings(max_examples=profiles.EXAMPLES // 3)
@given(data=st.data())
def test_without_a_spread_every_draw_is_the_stated_score(data: st.DataObject) -> None:
    _, got = assessed(data.draw(strategies.workspaces()))
    result = simulate(got, draws=100, spread=ZERO)
    final = got.track("current").final
    for value in (result.total.least, result.total.mean, result.total.most):
        assert value == pytest.approx(float(final), abs=1e-9)
    assert [share for _, share in result.criteria] == [int(item.met) for item in got.verdicts]
    assert result.ready == int(got.ready)
    assert [name for name, share in result.grades if share] == (
        [got.track("current").grade] if result.grades else []
    )
    assert {share for _, share in result.grades} <= {0, 1}
    assert all(gap.mean == pytest.approx(float(gap.lost), abs=1e-9) for gap in result.gaps)


# Degenerate trees


def test_one_leaf_has_nothing_to_vary(got: Assessment) -> None:
    """
    --- # tree
    levels: [指标]
    grades: [{name: 合格, from: 60}]
    indicators:
    - {code: "1", name: 甲, points: 100, evidence: none}
    --- # rounds/self
    findings: {"1": {score: 60, reason: 台账}}
    """
    result = simulate(got, draws=200)
    assert (result.total.least, result.total.most, result.total.sd) == (60, 60, 0)
    assert result.grades == (("合格", 1), ("未达等次", 0))
    (gap,) = result.gaps
    assert (gap.lost, gap.share, gap.standing) == (40, 1, "nearly_always")
    assert [(item.final, item.change) for item in result.without] == [(0, -60)]


def test_nothing_applicable_is_nothing(got: Assessment) -> None:
    """
    --- # tree
    levels: [指标]
    criteria: [{type: rate, level: 1, min: 80%}, {type: completeness, min: 100%}]
    indicators:
    - {code: "1", name: 甲, points: 60}
    - {code: "2", name: 乙, points: 40}
    --- # rounds/self
    findings: {"1": {not_applicable: 无}, "2": {not_applicable: 无}}
    """
    result = simulate(got, draws=200)
    assert (result.total.most, result.gaps) == (0, ())
    assert [share for _, share in result.criteria] == [1, 1]
    assert (got.ready, result.ready) == (False, 0), "there is nothing to be scored"
    assert not any(item.ready for item in result.without)


def test_full_marks_reach_their_bounds_in_every_draw(got: Assessment) -> None:
    """The sum of drawn points is 100 but for the noise of floats, and must count as 100.

    --- # tree
    levels: [指标]
    bonus: {gate: 100}
    grades: [{name: 优秀, from: 100}]
    criteria: [{type: total, min: 100}, {type: rate, level: 1, min: 100%}, {type: binding}]
    indicators:
    - {code: "1", name: 甲, points: 33.3, evidence: none, binding: true}
    - {code: "2", name: 乙, points: 33.3, evidence: none, binding: true}
    - {code: "3", name: 丙, points: 33.4, evidence: none, binding: true}
    --- # rounds/self
    findings:
      "1": {score: 33.3, reason: 台账}
      "2": {score: 33.3, reason: 台账}
      "3": {score: 33.4, reason: 台账}
    """
    result = simulate(got, draws=2000)
    assert result.grades == (("优秀", 1), ("未达等次", 0))
    assert result.gate is not None
    assert result.gate.share == 1
    assert [share for _, share in result.criteria] == [1, 1, 1]
    assert (result.ready, result.gaps) == (1, ())


def test_a_node_without_points_stays_without(build: Callable[[str], Workspace]) -> None:
    """Zero points are a statement as well; nothing is drawn for them."""
    workspace = build(
        """
        --- # tree
        levels: [指标]
        indicators:
        - {code: "1", name: 甲, points: 60, evidence: none}
        - {code: "2", name: 乙, points: 0, evidence: none}
        - {code: "3", name: 丙, points: 40, evidence: none}
        --- # rounds/self
        findings: {"1": {score: 30, reason: 台账}, "3": {score: 40, reason: 台账}}
        """
    )
    got = workspace.assess()
    model = model_of(got)
    (shares,) = drawn_shares(model, 50, 1, Fraction(1, 4))
    assert set(shares["2"].tolist()) == {0.0}
    assert (shares["1"] + shares["3"]).tolist() == pytest.approx([1.0] * 50)
    assert [gap.item.node.code for gap in simulate(got, draws=100).gaps] == ["1"]


def test_points_that_do_not_add_up_are_scored_as_they_stand(
    build: Callable[[str], Workspace],
) -> None:
    """A fault of the data is told by check; the simulation agrees with the score all the same.

    The block states 60 points, its children 50.
    """
    workspace = build(
        """
        --- # tree
        levels: [一级, 二级]
        indicators:
        - code: "1"
          name: 甲
          points: 60
          children:
          - {code: "1.1", name: 甲一, points: 30, evidence: none}
          - {code: "1.2", name: 甲二, points: 20, evidence: none}
        - {code: "2", name: 乙, points: 40, evidence: none}
        --- # rounds/self
        findings: {"1.1": {score: 30, reason: 台账}, "1.2": {score: 5, reason: 台账}}
        """
    )
    got = workspace.assess()
    assert {item.rule for item in workspace.errors} == {"T003"}
    result = simulate(got, draws=100, spread=ZERO)
    assert result.total.mean == pytest.approx(float(got.track("current").final), abs=1e-9)


# What is told


def test_gaps_stand_by_how_often_they_matter(score: Score) -> None:
    """Eleven small losses, one large: the large one is always among the ten, no small one is."""
    leaves = "".join(
        f'- {{code: "{i}", name: 项{i}, points: 5, evidence: none}}\n' for i in range(2, 13)
    )
    found = ", ".join(f'"{i}": {{score: 4.9, reason: 台账}}' for i in range(2, 13))
    text = (
        f'--- # tree\nlevels: [指标]\nindicators:\n- {{code: "1", name: 大, points: 45, evidence: '
        f"none}}\n{leaves}"
        f'--- # rounds/self\nfindings: {{"1": {{score: 20, reason: 台账}}, {found}}}\n'
    )
    result = simulate(score(text), draws=2000)
    assert (result.gaps[0].item.node.code, result.gaps[0].share) == ("1", 1)
    assert result.gaps[0].standing == "nearly_always"
    assert sum(gap.share for gap in result.gaps) == 10
    assert all(
        Fraction(1, 2) < gap.share < 1 and gap.standing == "mostly" for gap in result.gaps[1:]
    )
    assert result.gaps[0].p5 < result.gaps[0].mean < result.gaps[0].p95


def test_the_shares_of_grades_and_bins_make_up_the_whole(score: Score) -> None:
    text = ONE_LEVEL.replace(
        "indicators:", "grades: [{name: 优秀, from: 65}, {name: 合格, from: 55}]\nindicators:"
    )
    result = simulate(score(text), draws=1000)
    assert sum(share for _, share in result.grades) == 1
    assert sum(item.share for item in result.bins) == 1
    top, passed = result.bounds
    grades = dict(result.grades)
    assert (top.share, passed.share) == (grades["优秀"], grades["优秀"] + grades["合格"])
    assert all(
        one.high == other.low for one, other in zip(result.bins, result.bins[1:], strict=False)
    )


def test_no_top_grade_bars_the_grade_but_not_the_bound(score: Score) -> None:
    text = ONE_LEVEL.replace(
        "indicators:",
        "grades: [{name: 优秀, from: 50}, {name: 合格, from: 10}]\n"
        "vetoes: [{code: V1, name: 通报, effect: no_top_grade}]\nindicators:",
    )
    result = simulate(score(text + "vetoes: {V1: true}\n"), draws=500)
    assert dict(result.grades) == {"优秀": 0, "合格": 1, "未达等次": 0}
    assert result.bounds[0].share > Fraction(9, 10)


def test_the_gate_of_the_bonus_splits_the_draws(score: Score) -> None:
    """60 points stand at the gate of 60: about half of the draws win the 5 points, the others
    none."""
    text = ONE_LEVEL.replace("indicators:", "bonus: {gate: 60}\nindicators:").replace(
        "--- # rounds/self\nfindings:",
        '- {code: "5", name: 附加, kind: bonus, points: 5, evidence: none}\n'
        '--- # rounds/self\nfindings:\n  "5": {score: 5, reason: 表彰}',
    )
    assessment = score(text)
    assert assessment.track("current").final == 65
    result = simulate(assessment, draws=4000)
    assert result.gate is not None
    assert 0.4 < result.gate.share < 0.6
    model = model_of(assessment)
    finals = np.concatenate(
        [
            Evaluator(model).evaluate(roll(model, points_of(model, s))).final
            for s in drawn_shares(model, 500, 1, Fraction(1, 4))
        ]
    )
    assert not ((finals >= 60) & (finals < 65 - 1e-9)).any()


def test_bins_have_round_edges_and_hold_their_lower_one() -> None:
    bins = bins_of(np.array([79.3, 80.0, 79.9999999999, 81.0]), about=4)
    assert [(str(item.low), str(item.high), item.share) for item in bins] == [
        ("79", "159/2", Fraction(1, 4)),
        ("159/2", "80", 0),
        ("80", "161/2", Fraction(1, 2)),
        ("161/2", "81", 0),
        ("81", "163/2", Fraction(1, 4)),
    ]
    (one,) = bins_of(np.full(3, 77.31))
    assert (one.low <= Fraction("77.31") < one.high, one.share) == (True, 1)
