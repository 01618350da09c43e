"""The section of each scored indicator: criterion, finding, evidence, why this score, what is
missing.
"""

from __future__ import annotations

from dataclasses import replace

from scoring.documents.explaining import finding_text
from scoring.documents.self_assessment.model import Card, Chapter, Piece, Wanted
from scoring.engine import Assessment, NodeResult
from scoring.evidence.model import Evidence
from scoring.evidence.places import place_of
from scoring.evidence.support import Met
from scoring.views.columns import pick
from scoring.views.evidence import (
    UNDATED,
    evidence_view,
    proofs_for,
    proved_words,
    requirement_view,
)
from scoring.views.evidence_status import Doubts, doubt_at, doubtful, doubts
from scoring.views.indicator import anchor, indicator_view, score_view
from scoring.views.words import missing
from scoring.workspace import Workspace


def chapters(
    workspace: Workspace, assessment: Assessment, *, counting: bool = False
) -> tuple[Chapter, ...]:
    """One chapter for each node of the first level; in a one-level tree one for all.

    ``counting`` leaves out the pieces that carry nothing, as the copy that is handed in does.
    """
    made = _chapters(workspace, assessment)
    if counting:
        return tuple(
            replace(chapter, cards=tuple(map(_carried, chapter.cards))) for chapter in made
        )
    return made


def _carried(card: Card) -> Card:
    """The card without the pieces that carry nothing."""
    wanted = (
        replace(line, pieces=tuple(piece for piece in line.pieces if piece.counts))
        for line in card.wanted
    )
    return replace(card, wanted=tuple(wanted))


def _chapters(workspace: Workspace, assessment: Assessment) -> tuple[Chapter, ...]:
    by_id = {record.id: record for record in workspace.records}
    untrue = doubts(assessment)
    found = []
    if all(root.leaf for root in assessment.tree.roots):
        cards = tuple(
            _card(assessment.by_code[root.code], assessment, by_id, untrue)
            for root in assessment.tree.roots
        )
        return (Chapter("c-all", "各项指标", "", cards),)
    for root in assessment.tree.roots:
        item = assessment.by_code[root.code]
        cards = tuple(
            _card(assessment.by_code[leaf.code], assessment, by_id, untrue)
            for leaf in root.leaves()
        )
        found.append(
            Chapter(
                f"c-{root.code}" if root.leaf else anchor(root.code), root.name, item.why, cards
            )
        )
    return tuple(found)


def _card(
    item: NodeResult, assessment: Assessment, by_id: dict[str, Evidence], untrue: Doubts
) -> Card:
    node, leaf = item.node, item.leaf
    assert leaf is not None
    view = indicator_view(node)
    group = assessment.tree.path(node.code)[1] if node.level == 3 else None
    methods = [f"测评方式：{view.methods}"] if view.methods else []
    terms = [
        f"完成时限：{view.due}" if view.due else "",
        f"依据：{view.basis}" if view.basis else "",
    ]
    verification = ""
    if leaf.verified:
        label = "模拟核验" if leaf.verified.mock else "核验"
        opinion = leaf.verified.finding.opinion
        verification = (
            f"{label}（{leaf.verified.names}）：{finding_text(leaf.verified.finding, node.rule)}"
            + (f"；意见：{opinion}" if opinion else "")
        )
    return pick(
        Card,
        view,
        item,
        group=group.name if group else "",
        group_anchor=anchor(group.code) if group else "",
        marks="，".join([*view.sorts, *methods]),
        rule=view.rule or "评分规则有误，见 shifan check",
        finding="尚未填写" if leaf.finding is None else finding_text(leaf.finding, node.rule),
        note=(leaf.finding.note or "") if leaf.finding else "",
        verification=verification,
        figures=_figures(item),
        missing=missing(item),
        wanted=()
        if leaf.not_applicable
        else tuple(_wanted(met, node.code, by_id, untrue) for met in leaf.support.requirements),
        owners=f"牵头单位：{view.leader}" + (f"；责任单位：{view.support}" if view.support else ""),
        terms="；".join(term for term in terms if term),
    )


def _figures(item: NodeResult) -> tuple[tuple[str, str], ...]:
    view = score_view(item)
    blank = "—" if item.state == "unassessed" else ""
    shown = [
        ("满分", view.full),
        ("应得", view.applicable),
        ("自评", blank or view.claimed),
        ("佐证", blank or view.supported),
        ("核验", view.verified or "—"),
        ("现分", view.current),
        ("失分", view.lost),
        ("状态", view.state_name),
    ]
    return tuple(pair for pair in shown if item.node.kind == "base" or pair[0] != "应得")


def _wanted(met: Met, code: str, by_id: dict[str, Evidence], untrue: Doubts) -> Wanted:
    view = requirement_view(met)
    pieces = tuple(
        _piece(by_id[ident], code, view.name, why, "" if why else _doubt(ident, code, untrue))
        for ident, why in view.offered
    )
    return pick(Wanted, view, pieces=pieces)


def _doubt(ident: str, code: str, untrue: Doubts) -> str:
    return doubtful(doubt_at(code, untrue.get(ident, ())))


def _piece(record: Evidence, code: str, item: str, reason: str, doubt: str) -> Piece:
    view, proofs = evidence_view(record), proofs_for(record, code, item)
    places = dict.fromkeys(place_of(record, proof.locate) for proof in proofs)
    return pick(
        Piece,
        view,
        date=view.date or UNDATED,
        locate="、".join(place for place in places if place),
        what=proved_words(proofs),
        counts=not reason,
        reason=reason,
        doubt=doubt,
    )
