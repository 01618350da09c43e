"""What ``check`` says about the findings of inspectors: contradictions, gaps, and evidence that
does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scoring.evidence.support import Support
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.disagreements import (
    Disagreement,
    InspectionTerms,
    disagreements,
    unfinished,
    unverifiable,
)
from scoring.rounds.finding import Finding, on_the_spot, outcome
from scoring.rounds.model import Round
from scoring.rounds.verification import verified, verifying
from scoring.schema import called
from scoring.values import percent, plain
from scoring.yamlio import Document

MOST_NAMED = 8


def inspection_faults(
    rounds: Sequence[Round],
    current: Round,
    tree: IndicatorTree,
    supports: Mapping[str, Support],
    terms: InspectionTerms,
    documents: Mapping[str, Document],
) -> Iterator[Problem]:
    """F013 and F015 to F019 and F043; ``documents`` are the rounds' files by the rounds' names."""
    for difference in disagreements(rounds, current, tree, terms):
        yield from _difference(difference, documents)
    for item in verifying(rounds, current):
        for code, finding in item.findings.items():
            node, document = tree.by_code[code], documents[item.id]
            yield from _unplaced(node, finding, document)
            yield from _contradiction(node, finding, current, supports[code], document)
    yield from _used_elsewhere(rounds, current, tree, supports, documents)
    for node, item, _ in unverifiable(rounds, current, tree):
        what = f"“{node.code} {node.name}”：{item.id} 的意见是无法核实，没有评分，按未核验计"
        yield problem(
            "F018", documents[item.id].where(("findings", node.code), key=True), what=what
        )
    for progress in unfinished(rounds, current, tree):
        node, last = progress.node, progress.rounds[0]
        there = "，".join(str(part) for part in progress.parts)
        lacking = "、".join(f"{method} {percent(share)}" for method, share in progress.missing)
        span = f"核验分在 {plain(progress.low)} 至 {plain(progress.high)} 分之间"
        what = f"“{node.code} {node.name}”已评 {there}，还缺 {lacking}，{span}"
        yield problem(
            "F043", documents[last.id].where(("findings", node.code), key=True), what=what
        )


def _difference(item: Disagreement, documents: Mapping[str, Document]) -> Iterator[Problem]:
    if item.settled is not None:
        return
    sentence = "，".join(
        f"{view.round.id} 核验为{' ' if view.score is not None else ''}{view.said}"
        for view in item.views
    )
    method = f"（{item.method}）" if item.method else ""
    last = item.views[-1].round
    where = documents[last.id].where(("findings", item.node.code), key=True)
    what = f"“{item.node.code} {item.node.name}”{method}：{sentence}"
    if not item.grave:
        yield problem("F013", where, what=what)
        return
    apart = "" if item.spread is None else f"，相差 {plain(item.spread)} 分"
    limit = "" if item.limit is None else f"，超过 {plain(item.limit)} 分"
    yield problem("F019", where, what=what + (apart + limit if apart else "，是否适用意见不一"))


def _unplaced(node: Indicator, finding: Finding, document: Document) -> Iterator[Problem]:
    """F016: a method that goes to the spot or asks people, and neither place nor people."""
    live = on_the_spot([part.method for part in finding.parts] or node.record.methods)
    if live and not finding.place and not finding.people and finding.not_applicable is None:
        what = (
            f"“{node.code} {node.name}”的测评方式是{'、'.join(live)}，"
            f"没有写{called('place')}或{called('people')}"
        )
        yield problem("F016", document.where(("findings", node.code), key=True), what=what)


def _contradiction(
    node: Indicator, finding: Finding, current: Round, support: Support, document: Document
) -> Iterator[Problem]:
    """F017: 不实 with full mark, or 属实 with less than what the evidence supports."""
    if finding.not_applicable is not None:
        return
    score = outcome(node, finding).score
    where = document.where(("findings", node.code, "opinion"))
    mine = current.findings.get(node.code)
    if finding.opinion == "不实" and node.points and score == node.points:
        what = f"“{node.code} {node.name}”的意见是不实，却评了满分 {plain(score)} 分"
        yield problem("F017", where, what=what)
    elif finding.opinion == "属实" and finding.untrue:
        what = f"“{node.code} {node.name}”的意见是属实，却认定佐证 {'、'.join(finding.untrue)} 不实"
        yield problem("F017", where, what=what)
    elif finding.opinion == "属实" and mine is not None and mine.not_applicable is None:
        share = 1 if node.kind == "penalty" else support.share
        supported = outcome(node, mine).score * share
        if score < supported:
            what = (
                f"“{node.code} {node.name}”的意见是属实，核验 {plain(score)} 分却低于佐证分 "
                f"{plain(supported)} 分"
            )
            yield problem("F017", where, what=what)


def _used_elsewhere(
    rounds: Sequence[Round],
    current: Round,
    tree: IndicatorTree,
    supports: Mapping[str, Support],
    documents: Mapping[str, Document],
) -> Iterator[Problem]:
    """F015: a piece found untrue on which other indicators still rest. Their scores are left to the
    inspectors.
    """
    checks = verified(rounds, current)
    for code, check in checks.items():
        for ident in check.finding.untrue:
            others = resting_on(ident, code, tree, supports)
            if not others:
                continue
            named = "、".join(f"{node.code} {node.name}" for node in others[:MOST_NAMED])
            more = f"等 {len(others)} 项" if len(others) > MOST_NAMED else ""
            what = f"佐证 {ident} 在“{code}”核验认定不实，还支撑着：{named}{more}"
            giver = next((r for r in check.rounds if ident in _untrue_in(r, code)), check.round)
            document = documents[giver.id]
            at = _untrue_in(giver, code).index(ident)
            yield problem("F015", document.where(("findings", code, "untrue", at)), what=what)


def _untrue_in(round_: Round, code: str) -> tuple[str, ...]:
    finding = round_.findings.get(code) or round_.unscored.get(code)
    if finding:
        return finding.untrue
    return ()


def resting_on(
    ident: str, code: str, tree: IndicatorTree, supports: Mapping[str, Support]
) -> list[Indicator]:
    """The other indicators that a piece of evidence carries now, in the order of the tree."""
    return [
        node
        for node in tree.leaves()
        if node.code != code
        and any(ident in met.carried_by for met in supports[node.code].requirements)
    ]
