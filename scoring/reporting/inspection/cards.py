"""四、逐项评查意见: the card of each inspected indicator, and the words that the other sections share with it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scoring.engine import Assessment, NodeResult
from scoring.engine.marks import ZERO
from scoring.evidence.model import Evidence
from scoring.reporting.explaining import finding_text
from scoring.reporting.inspection.model import OpenedLine, OpinionCard, OpinionChapter
from scoring.reporting.self_assessment.cards import anchor
from scoring.reporting.wording import by_number
from scoring.rounds.model import Finding
from scoring.rounds.verification import Verified, inspectors
from scoring.values import rounded


def chapters(assessment: Assessment, by_id: Mapping[str, Evidence]) -> tuple[OpinionChapter, ...]:
    """A chapter for each block in which something was inspected; in a one-level tree one for all."""
    roots = assessment.tree.roots
    flat = all(root.leaf for root in roots)
    groups = (
        [("b-all", "各项指标", list(roots))] if flat else [(f"b-{r.code}", r.name, list(r.leaves())) for r in roots]
    )
    found = []
    for target, title, leaves in groups:
        items = (assessment.by_code[leaf.code] for leaf in leaves)
        cards = tuple(_card(item, by_id) for item in items if item.leaf is not None and item.leaf.verified is not None)
        if cards:
            found.append(OpinionChapter(target, title, cards))
    return tuple(found)


def _card(item: NodeResult, by_id: Mapping[str, Evidence]) -> OpinionCard:
    node, leaf, marks = item.node, item.leaf, item.marks
    assert leaf is not None
    check = check_of(item)
    finding, record = check.finding, node.record
    offered = {
        ident for met in leaf.support.requirements for ident in (*met.carried_by, *(piece for piece, _ in met.in_vain))
    }
    unopened = by_number(offered - set(finding.opened))
    claim = "自评没有填写" if leaf.finding is None else finding_text(leaf.finding)
    figures = (
        ("满分", rounded(marks.full)),
        ("自评", rounded(marks.claimed)),
        ("佐证", rounded(marks.supported)),
        ("核验", rounded(marks.verified or ZERO)),
        ("与自评相差", signed((marks.verified or ZERO) - marks.claimed)),
    )
    spot = [
        f"地点：{finding.place}" if finding.place else "",
        f"对象：{'、'.join(finding.people)}" if finding.people else "",
    ]
    who = "、".join(dict.fromkeys(name for r in check.rounds or (check.round,) for name in inspectors(r, finding)))
    kinds = [
        "约束性" if record.binding else "",
        {"bonus": "加分项", "penalty": "倒扣项"}.get(node.kind, ""),
        f"测评方式：{'、'.join(record.methods)}" if record.methods else "",
    ]
    return OpinionCard(
        anchor=anchor(node.code),
        code=node.code,
        name=node.name,
        marks="，".join(part for part in kinds if part),
        text=record.text or "",
        rule=node.rule.describe(node.points) if node.rule else "",
        claim=claim + (f"；{leaf.claim.why}" if leaf.claim is not None else ""),
        figures=figures,
        opened=tuple(_opened(ident, finding, by_id) for ident in by_number({*finding.opened, *finding.untrue})),
        others=f"登记而没有查阅：{'、'.join(unopened)}" if unopened else "",
        found=finding_text(finding) if finding.facts is not None or leaf.check is None else "",
        why=leaf.check.why if leaf.check is not None else leaf.why,
        reason=reason_of(finding),
        opinion=finding.opinion or "没有写意见",
        spot="；".join(part for part in spot if part),
        who="，".join(part for part in (f"{'模拟' if check.mock else '核验'}轮次 {check.names}", who) if part),
        note=finding.note or "",
    )


def _opened(ident: str, finding: Finding, by_id: Mapping[str, Evidence]) -> OpenedLine:
    record = by_id.get(ident)
    if record is None:
        return OpenedLine(ident, "登记表里没有这件材料", "", "", ident in finding.untrue)
    day = record.dated.isoformat() if record.dated else "无日期"
    return OpenedLine(ident, record.label, record.doc_no or "", day, ident in finding.untrue)


def check_of(item: NodeResult) -> Verified:
    """What verified a leaf. Only for an inspected one."""
    assert item.leaf is not None
    assert item.leaf.verified is not None
    return item.leaf.verified


def reason_of(finding: Finding) -> str:
    """The inspector's own reason: what stands as one, else the note, else what was found."""
    return (finding.reason or finding.note or finding.not_applicable or finding_text(finding)).rstrip("。")


def signed(value: Fraction) -> str:
    """A difference with its sign: ``+0.20``, ``-1.50``, ``0.00``."""
    text = rounded(value)
    return f"+{text}" if value > 0 and Fraction(text) else text
