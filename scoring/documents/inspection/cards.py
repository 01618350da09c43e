"""四、逐项评查意见: the card of each inspected indicator, and the words that the other sections
share with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoring.documents.explaining import facts_text, finding_text
from scoring.documents.inspection.disputes import Disputes, check_of, differing, in_short
from scoring.documents.inspection.model import OpenedLine, OpinionCard, OpinionChapter, PhotoLine
from scoring.engine import Assessment, NodeResult
from scoring.engine.scores import ZERO
from scoring.evidence.model import Evidence
from scoring.rounds.finding import Finding
from scoring.rounds.verification import inspectors
from scoring.rules import Rule, checklist, mean, survey
from scoring.values import rounded
from scoring.views.columns import pick
from scoring.views.evidence import UNDATED, UNREGISTERED, evidence_view
from scoring.views.figures import signed
from scoring.views.indicator import indicator_view
from scoring.views.words import by_number, chinese_date

NAMED = (checklist.ChecklistFacts, mean.MeanFacts, survey.SurveyFacts)
"""Facts of which the sentence of the score gives no more than a count."""


def chapters(
    assessment: Assessment,
    by_id: Mapping[str, Evidence],
    disputes: Disputes,
    photos: Mapping[str, Sequence[PhotoLine]],
) -> tuple[OpinionChapter, ...]:
    """A chapter for each block in which something was inspected; in a one-level tree one for
    all.
    """
    roots = assessment.tree.roots
    flat = all(root.leaf for root in roots)
    if flat:
        groups = [("b-all", "各项指标", list(roots))]
    else:
        groups = [(f"b-{r.code}", r.name, list(r.leaves())) for r in roots]
    found = []
    for target, title, leaves in groups:
        items = (assessment.by_code[leaf.code] for leaf in leaves)
        cards = tuple(
            _card(item, by_id, disputes, photos.get(item.node.code, ()))
            for item in items
            if item.leaf is not None and item.leaf.verified is not None
        )
        if cards:
            found.append(OpinionChapter(target, title, cards))
    return tuple(found)


def _card(
    item: NodeResult,
    by_id: Mapping[str, Evidence],
    disputes: Disputes,
    photos: Sequence[PhotoLine],
) -> OpinionCard:
    node, leaf, marks = item.node, item.leaf, item.marks
    assert leaf is not None
    check = check_of(item)
    finding, view = check.finding, indicator_view(node)
    unopened = by_number(offered_for([item]) - set(finding.opened))
    if leaf.finding is None:
        claim = ["自评没有填写"]
    else:
        claim = [_named(leaf.finding, node.rule)]
    if leaf.finding is not None:
        claim.append(
            leaf.claim.why if leaf.claim is not None else finding_text(leaf.finding, node.rule)
        )
    mark = differing(item, disputes)
    figures = (
        ("满分", rounded(marks.full)),
        ("自评", rounded(marks.claimed)),
        ("佐证", rounded(marks.supported)),
        (f"核验（{mark}）" if mark else "核验", rounded(marks.verified or ZERO)),
        ("与自评相差", signed((marks.verified or ZERO) - marks.claimed)),
    )
    spot = [
        f"地点：{finding.place}" if finding.place else "",
        f"对象：{'、'.join(finding.people)}" if finding.people else "",
    ]
    who = "、".join(
        dict.fromkeys(
            name for r in check.rounds or (check.round,) for name in inspectors(r, finding)
        )
    )
    kinds = [name for name in view.sorts if name != "预期性"]
    kinds += [f"测评方式：{view.methods}"] if view.methods else []
    return pick(
        OpinionCard,
        view,
        marks="，".join(kinds),
        rule=_rule(item),
        claim="；".join(part for part in claim if part),
        figures=figures,
        opened=tuple(
            _opened(ident, finding, by_id)
            for ident in by_number({*finding.opened, *finding.untrue})
        ),
        photos=tuple(photos),
        others=f"登记而没有查阅：{'、'.join(unopened)}" if unopened else "",
        found=_named(finding, node.rule),
        why=leaf.check.why if leaf.check is not None else leaf.why,
        reason=own_reason(finding),
        opinion=finding.opinion or "没有写意见",
        spot="；".join(part for part in spot if part),
        who="，".join(
            part for part in (f"{'模拟' if check.mock else '核验'}轮次 {check.names}", who) if part
        ),
        note=finding.note or "",
        dispute=in_short(item, disputes),
    )


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
        said.append(f"同级有不适用指标，应得 {rounded(marks.applicable)} 分")
    if node.kind == "base" and item.factor != 1:
        whole = [
            ("满分", marks.full),
            ("自评", marks.claimed),
            ("佐证", marks.supported),
            ("核验", marks.verified or ZERO),
        ]
        folded = "，".join(f"{name} {rounded(value * item.factor)}" for name, value in whole)
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
