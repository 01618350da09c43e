"""The section of each indicator: criterion, finding, evidence, why this score, what is missing."""

from __future__ import annotations

from dataclasses import replace

from scoring.documents.self_assessment.model import Card, Chapter, Piece, Wanted
from scoring.engine import Assessment, NodeResult
from scoring.engine.leaves import LeafResult
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
from scoring.views.finding import finding_text
from scoring.views.indicator import anchor, indicator_view, score_view
from scoring.views.words import missing
from scoring.workspace import Workspace


def chapters(
    workspace: Workspace, assessment: Assessment, *, counting: bool = False
) -> tuple[Chapter, ...]:
    """One chapter for each node of the first level; in a one-level tree one for all.

    ``counting`` leaves out the pieces that carry nothing, as the copy that is handed in does.
    """
    all_chapters = _chapters(workspace, assessment)
    if counting:
        return tuple(
            replace(chapter, cards=tuple(map(_carried, chapter.cards))) for chapter in all_chapters
        )
    return all_chapters


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
    result = []
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
        result.append(
            Chapter(
                f"c-{root.code}" if root.leaf else anchor(root.code), root.name, item.why, cards
            )
        )
    return tuple(result)


def _card(
    item: NodeResult, assessment: Assessment, by_id: dict[str, Evidence], untrue: Doubts
) -> Card:
    node, leaf = item.node, item.leaf
    assert leaf is not None
    view = indicator_view(node)
    # Only in three levels is there anything between the chapter and the card.
    group = assessment.tree.path(node.code)[1] if node.level == 3 else None
    methods = [f"测评方式：{view.methods}"] if view.methods else []
    support = f"；责任单位：{view.support}" if view.support else ""
    terms = (("完成时限", view.due), ("依据", view.basis))
    requirements = () if leaf.not_applicable else leaf.support.requirements
    return pick(
        Card,
        view,
        item,
        group=group.name if group else "",
        group_anchor=anchor(group.code) if group else "",
        marks="，".join([*view.sorts, *methods]),
        rule=view.rule or "评分规则有误，见 shifan check",
        finding=_finding(leaf),
        note=(leaf.finding.note or "") if leaf.finding else "",
        verification=_verification(leaf),
        figures=_figures(item),
        missing=missing(item),
        wanted=tuple(_wanted(met, node.code, by_id, untrue) for met in requirements),
        owners=f"牵头单位：{view.leader}{support}",
        terms="；".join(f"{label}：{text}" for label, text in terms if text),
    )


def _finding(leaf: LeafResult) -> str:
    if leaf.finding is None:
        return "尚未填写"
    return finding_text(leaf.finding, leaf.node.rule)


def _verification(leaf: LeafResult) -> str:
    """What verified it and what was found; "" where nothing did."""
    verified = leaf.verified
    if verified is None:
        return ""
    label = "模拟核验" if verified.mock else "核验"
    opinion = f"；意见：{verified.finding.opinion}" if verified.finding.opinion else ""
    result = finding_text(verified.finding, leaf.node.rule)
    return f"{label}（{verified.names}）：{result}{opinion}"


def _figures(item: NodeResult) -> tuple[tuple[str, str], ...]:
    view = score_view(item)
    # Unassessed is never zero: nobody has claimed anything yet.
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
