"""四、逐项评查意见: the card of each inspected indicator, and the words that the other sections
share with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoring.documents.inspection.disputes import Disputes, check_of, differing, in_short
from scoring.documents.inspection.model import OpenedLine, OpinionCard, OpinionChapter, PhotoLine
from scoring.engine import Assessment, NodeResult
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import ZERO
from scoring.evidence.model import Evidence
from scoring.rounds.finding import Finding
from scoring.rounds.verification import Verified, inspectors
from scoring.rules import Rule, checklist, mean, survey
from scoring.values import format_fixed
from scoring.views.columns import pick
from scoring.views.evidence import UNDATED, UNREGISTERED, evidence_view
from scoring.views.figures import signed
from scoring.views.finding import facts_text, finding_text
from scoring.views.indicator import IndicatorView, indicator_view
from scoring.views.words import by_number, chinese_date

NAMED = (checklist.ChecklistFacts, mean.MeanFacts, survey.SurveyFacts)
"""Facts of which the sentence of the score gives no more than a count."""


def chapters(
    assessment: Assessment,
    by_id: Mapping[str, Evidence],
    disputes: Disputes,
    photos: Mapping[str, Sequence[PhotoLine]],
) -> tuple[OpinionChapter, ...]:
    """A chapter for each block with inspected indicators; in a one-level tree one for all."""
    roots = assessment.tree.roots
    # A one-level tree would have a chapter over every single card.
    flat = all(root.leaf for root in roots)
    if flat:
        groups = [("b-all", "各项指标", list(roots))]
    else:
        groups = [(f"b-{root.code}", root.name, list(root.leaves())) for root in roots]
    opinions = []
    for target, title, leaves in groups:
        items = [assessment.by_code[leaf.code] for leaf in leaves]
        cards = tuple(
            _card(item, item.leaf, by_id, disputes, photos.get(item.node.code, ()))
            for item in items
            if item.leaf is not None and item.leaf.verified is not None
        )
        if cards:
            opinions.append(OpinionChapter(target, title, cards))
    return tuple(opinions)


def _card(
    item: NodeResult,
    leaf: LeafResult,
    by_id: Mapping[str, Evidence],
    disputes: Disputes,
    photos: Sequence[PhotoLine],
) -> OpinionCard:
    check = check_of(item)
    finding, view = check.finding, indicator_view(item.node)
    looked_at = by_number({*finding.opened, *finding.untrue})
    # Told as well as what was opened: the opinion covers only what somebody has looked at.
    unopened = by_number(offered_for([item]) - set(looked_at))
    return pick(
        OpinionCard,
        view,
        marks=_sorts(view),
        rule=_rule(item),
        claim=_claim(leaf),
        figures=_figures(item, disputes),
        opened=tuple(_opened(ident, finding, by_id) for ident in looked_at),
        photos=tuple(photos),
        others=f"登记而没有查阅：{'、'.join(unopened)}" if unopened else "",
        found=_named(finding, item.node.rule),
        why=leaf.check.why if leaf.check is not None else leaf.why,
        reason=own_reason(finding),
        opinion=finding.opinion or "没有写意见",
        spot=_spot(finding),
        who=_who(check),
        note=finding.note or "",
        dispute=in_short(item, disputes),
    )


def _sorts(view: IndicatorView) -> str:
    """约束性, 加分项 and how it is assessed; that an indicator is 预期性 needs no word."""
    sorts = [name for name in view.sorts if name != "预期性"]
    if view.methods:
        sorts.append(f"测评方式：{view.methods}")
    return "，".join(sorts)


def _claim(leaf: LeafResult) -> str:
    """What the county claimed, and why that gives its score."""
    if leaf.finding is None:
        return "自评没有填写"
    rule = leaf.node.rule
    why = finding_text(leaf.finding, rule) if leaf.claim is None else leaf.claim.why
    return "；".join(part for part in (_named(leaf.finding, rule), why) if part)


def _figures(item: NodeResult, disputes: Disputes) -> tuple[tuple[str, str], ...]:
    marks = item.marks
    verified = marks.verified or ZERO
    # The score stands only until somebody arbitrates: that must be read beside it.
    mark = differing(item, disputes)
    return (
        ("满分", format_fixed(marks.full)),
        ("自评", format_fixed(marks.claimed)),
        ("佐证", format_fixed(marks.supported)),
        (f"核验（{mark}）" if mark else "核验", format_fixed(verified)),
        ("与自评相差", signed(verified - marks.claimed)),
    )


def _spot(finding: Finding) -> str:
    """Where it was looked at, and whom they spoke with."""
    place = f"地点：{finding.place}" if finding.place else ""
    people = f"对象：{'、'.join(finding.people)}" if finding.people else ""
    return "；".join(part for part in (place, people) if part)


def _who(check: Verified) -> str:
    """The rounds that verified it, and the inspectors, each once."""
    rounds = check.rounds or (check.round,)
    names = dict.fromkeys(name for item in rounds for name in inspectors(item, check.finding))
    kind = "模拟" if check.mock else "核验"
    return "，".join(part for part in (f"{kind}轮次 {check.names}", "、".join(names)) if part)


def offered_for(leaves: Iterable[NodeResult]) -> set[str]:
    """The pieces that are registered for these indicators, sound or not."""
    return {
        ident
        for item in leaves
        if item.leaf is not None
        for met in item.leaf.support.requirements
        for ident in (*met.carried_by, *(piece for piece, _ in met.in_vain))
    }


def _named(finding: Finding, rule: Rule[Any] | None) -> str:
    """What was found, where the sentence of the score does not say all of it again."""
    if finding.parts:
        return finding_text(finding, rule)
    if isinstance(finding.facts, NAMED):
        return facts_text(finding.facts, rule)
    return ""


def _rule(item: NodeResult) -> str:
    """The criterion; beside indicators that are 不适用 also what can be earned, since the scores
    are on that scale.
    """
    node, marks = item.node, item.marks
    said = [node.rule.describe(node.points)] if node.rule else []
    if node.kind == "base" and marks.applicable not in (0, marks.full):
        said.append(f"同级有不适用指标，应得 {format_fixed(marks.applicable)} 分")
    # What is read in the end is the total: a cut on the block's own scale is not
    # what it costs there.
    if node.kind == "base" and item.factor != 1:
        whole = [
            ("满分", marks.full),
            ("自评", marks.claimed),
            ("佐证", marks.supported),
            ("核验", marks.verified or ZERO),
        ]
        folded = "，".join(f"{name} {format_fixed(value * item.factor)}" for name, value in whole)
        said.append(f"以上是板块自身分值，折合总分：{folded}")
    return "；".join(said)


def _opened(ident: str, finding: Finding, by_id: Mapping[str, Evidence]) -> OpenedLine:
    record, untrue = by_id.get(ident), ident in finding.untrue
    if record is None:
        return OpenedLine(ident, UNREGISTERED, "", "", untrue)
    day = chinese_date(record.dated) if record.dated else UNDATED
    return pick(OpenedLine, evidence_view(record), date=day, untrue=untrue)


def own_reason(finding: Finding) -> str:
    """The inspector's own reason: what stands as one, else the note; empty where the facts speak
    for themselves.
    """
    return (finding.reason or finding.note or finding.not_applicable or "").rstrip("。")


def reason_of(finding: Finding) -> str:
    """The inspector's own reason, else what was found."""
    return own_reason(finding) or finding_text(finding).rstrip("。")
