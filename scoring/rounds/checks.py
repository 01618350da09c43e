"""What ``check`` says about the findings of inspectors: contradictions, gaps, and evidence that
does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.evidence.support import Support
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.disagreements import (
    Disagreement,
    InspectionTerms,
    MethodProgress,
    disagreements,
    unfinished,
    unverifiable,
)
from scoring.rounds.finding import Finding, on_the_spot, outcome
from scoring.rounds.model import Round
from scoring.rounds.verification import verified, verifying
from scoring.schema import key_label
from scoring.values import first_few, format_short, percent
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
    # Every mark is looked at, also one that another mark goes before.
    for item in verifying(rounds, current):
        for code, finding in item.findings.items():
            node, document = tree.by_code[code], documents[item.id]
            yield from _unplaced(node, finding, document)
            yield from _contradiction(node, finding, current, supports[code], document)
    yield from _used_elsewhere(rounds, current, tree, supports, documents)
    for node, item, _ in unverifiable(rounds, current, tree):
        where = documents[item.id].where(("findings", node.code), key=True)
        what = f"“{node.code} {node.name}”：{item.id} 的意见是无法核实，没有评分，按未核验计"
        yield problem("F018", where, what=what)
    for progress in unfinished(rounds, current, tree):
        yield _half_marked(progress, documents)


def _half_marked(progress: MethodProgress, documents: Mapping[str, Document]) -> Problem:
    """F043: marks of some methods only, which give no score yet."""
    node, last = progress.node, progress.rounds[0]
    marked = "，".join(str(part) for part in progress.parts)
    lacking = "、".join(f"{method} {percent(share)}" for method, share in progress.missing)
    span = f"核验分在 {format_short(progress.low)} 至 {format_short(progress.high)} 分之间"
    what = f"“{node.code} {node.name}”已评 {marked}，还缺 {lacking}，{span}"
    return problem("F043", documents[last.id].where(("findings", node.code), key=True), what=what)


def _difference(item: Disagreement, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """F013 for a difference that the workspace allows, F019 for one that needs an arbitration."""
    # An arbitration is the last word: what was settled is no problem any more.
    if item.settled is not None:
        return
    verdicts = []
    for view in item.views:
        blank = "" if view.score is None else " "
        verdicts.append(f"{view.round.id} 核验为{blank}{view.said}")
    method = f"（{item.method}）" if item.method else ""
    last = item.views[-1].round
    where = documents[last.id].where(("findings", item.node.code), key=True)
    what = f"“{item.node.code} {item.node.name}”{method}：{'，'.join(verdicts)}"
    if not item.grave:
        yield problem("F013", where, what=what)
        return
    if item.spread is None:
        what += "，是否适用意见不一"
    else:
        what += f"，相差 {format_short(item.spread)} 分"
        if item.limit is not None:
            what += f"，超过 {format_short(item.limit)} 分"
    yield problem("F019", where, what=what)


def _unplaced(node: Indicator, finding: Finding, document: Document) -> Iterator[Problem]:
    """F016: a method that goes to the spot or asks people, and neither place nor people."""
    # A visit that names neither cannot be retraced by whoever doubts its mark.
    if finding.place or finding.people or finding.not_applicable is not None:
        return
    live = on_the_spot([part.method for part in finding.parts] or node.record.methods)
    if live:
        what = (
            f"“{node.code} {node.name}”的测评方式是{'、'.join(live)}，"
            f"没有写{key_label('place')}或{key_label('people')}"
        )
        yield problem("F016", document.where(("findings", node.code), key=True), what=what)


def _contradiction(
    node: Indicator, finding: Finding, current: Round, support: Support, document: Document
) -> Iterator[Problem]:
    """F017: 不实 with full mark, or 属实 with less than what the evidence supports."""
    if finding.not_applicable is not None or finding.opinion not in ("不实", "属实"):
        return
    score = outcome(node, finding).score
    sentence = ""
    if finding.opinion == "不实":
        if node.points and score == node.points:
            sentence = f"的意见是不实，却评了满分 {format_short(score)} 分"
    elif finding.untrue:
        sentence = f"的意见是属实，却认定佐证 {'、'.join(finding.untrue)} 不实"
    else:
        supported = _supported(node, current.findings.get(node.code), support)
        if supported is not None and score < supported:
            sentence = f"的意见是属实，核验 {format_short(score)} 分却低于佐证分 {format_short(supported)} 分"
    if sentence:
        where = document.where(("findings", node.code, "opinion"))
        yield problem("F017", where, what=f"“{node.code} {node.name}”{sentence}")


def _supported(node: Indicator, claim: Finding | None, support: Support) -> Fraction | None:
    """What the evidence carries of a claim, in points; None where nothing is claimed."""
    if claim is None or claim.not_applicable is not None:
        return None
    claimed = outcome(node, claim).score
    # Nobody proves a penalty that he claims against himself.
    return claimed if node.kind == "penalty" else claimed * support.share


def _used_elsewhere(
    rounds: Sequence[Round],
    current: Round,
    tree: IndicatorTree,
    supports: Mapping[str, Support],
    documents: Mapping[str, Document],
) -> Iterator[Problem]:
    """F015: a piece found untrue on which other indicators still rest.
    Their scores are left to the inspectors.
    """
    checks = verified(rounds, current)
    for code, check in checks.items():
        for ident in check.finding.untrue:
            others = resting_on(ident, code, tree, supports)
            if not others:
                continue
            names = first_few([f"{node.code} {node.name}" for node in others], MOST_NAMED)
            what = f"佐证 {ident} 在“{code}”核验认定不实，还支撑着：{names}"
            # Several rounds may verify a leaf together; the problem
            # belongs where the piece was named.
            giver = next((r for r in check.rounds if ident in _untrue_in(r, code)), check.round)
            index = _untrue_in(giver, code).index(ident)
            where = documents[giver.id].where(("findings", code, "untrue", index))
            yield problem("F015", where, what=what)


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
