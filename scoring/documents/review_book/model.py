"""What the review book holds: the tree, one sheet for each indicator to be inspected, and what its
script knows.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.documents.review_book.pieces import Ask, Shelf
from scoring.documents.review_book.reckoning import Figures, Scene, reckon
from scoring.engine import Assessment, NodeResult
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import ZERO
from scoring.evidence.model import Evidence
from scoring.evidence.support import standing, supports
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.inspection.avoidance import barred
from scoring.inspection.blind import has_handed_in
from scoring.rounds.finding import on_the_spot
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round, Viewer
from scoring.rules import judged
from scoring.rules.attainable import attainable
from scoring.sheets.review_file import FORMAT, LISTS, TEXTS, VERSION, Entry, canonical, entry_text
from scoring.sheets.table import data_of
from scoring.values import format_fixed, format_short
from scoring.views.columns import pick
from scoring.views.finding import finding_text
from scoring.views.indicator import indicator_view
from scoring.workspace import Workspace

UNSURE = "无法核实"
OPINIONS = ("属实", "部分属实", "不实", UNSURE)
REASONS = ("缺页", "不在时间窗", "没有公章", "与台账不一致", "无法打开")
"""Reasons that are put in with one click, as on the page of the workbench."""
EXACT_PLACES = 12
"""Decimals that a score in a file may have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: a block, or an indicator of the book (``leaf``)."""

    code: str
    name: str
    depth: int
    leaf: bool
    points: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator as the inspector reads it, and ``lowest`` and ``highest`` for the lines that
    are filled in by hand.
    """

    code: str
    name: str
    path: str
    points: str
    lowest: str
    highest: str
    chips: tuple[str, ...]
    text: str
    rule: str
    claimed: str
    supported: str
    claim: str
    why: str
    note: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The whole book. ``data`` is what the script reads; the rest stands in the page as text."""

    title: str
    workspace: str
    round: str
    kind: str
    basis: str
    as_of: str
    window: str
    assessor: str
    inspector: str
    tree: str
    points_basis: str
    made: str
    sampled: bool
    lines: tuple[Line, ...]
    sheets: tuple[Sheet, ...]
    data: Mapping[str, Any]


def sampled_of(round_: Round) -> tuple[frozenset[str], frozenset[str]]:
    """The indicators and the evidence that were drawn; both empty where nothing was."""
    sample = round_.head.sample
    if sample:
        return (frozenset(sample.indicators), frozenset(sample.evidence))
    return (frozenset(), frozenset())


def build_book(
    workspace: Workspace, round_: Round, basis: Round, shelf: Shelf, today: date
) -> Book:
    """The book of ``round_``, which verifies ``basis``; only where the tree could be read."""
    tree = workspace.tree
    scene = _scene(workspace, round_, basis)
    assessment = scene.assessment  # reckoned at every call: once for all leaves
    chosen = _chosen(tree, round_)
    entries = _entries(workspace, round_)
    figures = reckon(scene, [leaf.code for leaf in chosen])
    sheets = tuple(_sheet(assessment, leaf, shelf) for leaf in chosen)
    viewer = round_.viewer
    offered = _offered(workspace)
    leaves = [
        {
            **_leaf(assessment, leaf, entries.get(leaf.code), figures),
            "barred": _barred(workspace, viewer, leaf.code, offered.get(leaf.code, ())),
            "facts": facts_of(sheet, leaf, entries.get(leaf.code)),
        }
        for leaf, sheet in zip(chosen, sheets, strict=True)
    ]
    inspector = viewer.name if viewer else ""
    identity = _identity(workspace, round_, basis, today)
    data = {
        "head": identity,
        "opinions": OPINIONS,
        "reasons": REASONS,
        "tables": figures.tables,
        "leaves": leaves,
        "inspector": inspector,
        "closed": _closed(workspace, round_),
        "place": _digest({key: identity[key] for key in ("workspace", "round", "basis")}),
        # Without the day: a book that is made again from the same files is the same book.
        "build": _digest({**identity, "made": "", "leaves": [leaf["facts"] for leaf in leaves]}),
        "deduct": _deductions(tree, chosen),
    }
    span = basis.head.window  # the one that the evidence is judged by
    return Book(
        title=f"{workspace.head.name}{KIND_NAMES[round_.kind]}评查册",
        workspace=workspace.head.name,
        round=round_.id,
        kind=KIND_NAMES[round_.kind],
        basis=basis.id,
        as_of=round_.head.as_of.isoformat(),
        window=f"{span.start} 至 {span.end}" if span else "不限",
        assessor=round_.head.assessor or "",
        inspector=inspector,
        tree=f"{tree.title}（{tree.id}）",
        points_basis=POINTS_BASIS[tree.points_basis],
        made=today.isoformat(),
        sampled=bool(sampled_of(round_)[0]),
        lines=tuple(_lines(tree.roots, frozenset(leaf.code for leaf in chosen))),
        sheets=sheets,
        data=data,
    )


POINTS_BASIS = {"published": "公布分值", "estimate": "测算分值", "equal": "平均分值"}


def _chosen(tree: IndicatorTree, round_: Round) -> list[Indicator]:
    """The leaves of the book: those that were drawn, where a sample was, and of these the ones of
    the inspector that it is made for.
    """
    drawn, _ = sampled_of(round_)
    chosen = [leaf for leaf in tree.leaves() if not drawn or leaf.code in drawn]
    viewer = round_.viewer
    if viewer is None:
        return chosen
    return [leaf for leaf in chosen if leaf.code in viewer.codes]


def _identity(workspace: Workspace, round_: Round, basis: Round, today: date) -> dict[str, Any]:
    """What the import compares before it takes marks back from a book."""
    tree = workspace.tree
    return {
        "format": FORMAT,
        "version": int(VERSION),
        "workspace": workspace.head.name,
        "round": round_.id,
        "basis": basis.id,
        "tree": tree.id,
        "tree_sha256": tree.sha256,
        "basis_sha256": basis.sha256,
        "round_sha256": round_.sha256,
        "made": today.isoformat(),
    }


def _deductions(tree: IndicatorTree, leaves: Iterable[Indicator]) -> dict[str, str]:
    """What untrue evidence costs by the terms of the tree, where a decimal can say it exactly."""
    untrue = tree.head.untrue
    if untrue is None or untrue.deduct is None:
        return {}
    costs = {leaf.code: _written(leaf.points * untrue.deduct) for leaf in leaves}
    return {code: cost for code, cost in costs.items() if cost}


def _digest(value: object) -> str:
    """A short digest of plain data."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _offered(workspace: Workspace) -> dict[str, list[Evidence]]:
    """The pieces that name each leaf."""
    # Once for all leaves: asking each leaf for its pieces would go through the register each time.
    records: dict[str, list[Evidence]] = {}
    for record in workspace.records:
        for proof in record.proves:
            records.setdefault(proof.indicator, []).append(record)
    return records


def _barred(
    workspace: Workspace, viewer: Viewer | None, code: str, pieces: Iterable[Evidence]
) -> str:
    if viewer is not None:
        return barred(workspace, viewer.name, code, pieces)
    return ""


def _closed(workspace: Workspace, round_: Round) -> str:
    """Why nothing is to be marked in this book any more; "" where it is."""
    if round_.head.locked is not None:
        return f"这一轮已由{round_.head.locked.by}于 {round_.head.locked.on} 定稿"
    viewer = round_.viewer
    if viewer is not None and has_handed_in(round_, workspace.people, viewer.name):
        return "你已经交卷；要改的，请评查组长退回"
    return ""


def facts_of(sheet: Sheet, leaf: Indicator, entry: Any) -> dict[str, Any]:
    """What an inspector judges by, briefly: a book that is made anew says what of it is no more as
    it was.
    """
    pieces = {piece.id: piece.digest[:12] for ask in sheet.asks for piece in ask.pieces}
    return {
        "claim": sheet.claimed,
        "points": sheet.points,
        "text": _digest([sheet.text, sheet.rule, leaf.name]),
        "pieces": pieces,
        "held": _digest(entry) if entry is not None else "",
    }


def _scene(workspace: Workspace, round_: Round, basis: Round) -> Scene:
    """The claim of ``basis`` under its own window, with what this one round has verified so far."""
    carried = workspace.supports
    # What the workspace has at hand was judged by the window of its current
    # round, which is another.
    if workspace.current.id != basis.id:
        head = basis.head
        standings = {
            record.id: standing(
                record, workspace.files[record.id], head.window, head.as_of, workspace.tree
            )
            for record in workspace.records
        }
        carried = supports(workspace.tree, workspace.records, standings)
    return Scene(workspace.tree, basis, round_, carried)


def _entries(workspace: Workspace, round_: Round) -> dict[str, Any]:
    """The findings of a round as they stand in its file."""
    data = data_of(workspace, round_.file)
    stored = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(stored, dict):
        return {}
    if round_.viewer is None:
        return stored
    # An inspector does not see what others marked.
    own = round_.findings.keys() | round_.unscored.keys()
    return {code: entry for code, entry in stored.items() if code in own}


def _lines(nodes: tuple[Indicator, ...], chosen: frozenset[str], depth: int = 0) -> Iterator[Line]:
    for node in nodes:
        if any(leaf.code in chosen for leaf in node.leaves()):
            yield Line(node.code, node.name, depth, node.leaf, format_short(node.points))
            yield from _lines(node.children, chosen, depth + 1)


def _range(leaf: Indicator) -> tuple[Fraction, Fraction]:
    """The lowest and the highest score that the round's own reader takes."""
    rule = leaf.rule
    if isinstance(rule, judged.Judged):
        return rule.min, leaf.points if rule.max is None else min(rule.max, leaf.points)
    return ZERO, leaf.points


def _sheet(assessment: Assessment, leaf: Indicator, shelf: Shelf) -> Sheet:
    item = assessment.by_code[leaf.code]
    result, view = item.leaf, indicator_view(leaf)
    assert result is not None
    finding = result.finding
    lowest, highest = _range(leaf)
    methods = (f"测评方式：{method}" for method in leaf.record.methods)
    return pick(
        Sheet,
        view,
        path=" › ".join(step.name for step in assessment.tree.path(leaf.code)[:-1]),
        lowest=format_short(lowest),
        highest=format_short(highest),
        chips=(*methods, *view.sorts, f"牵头：{view.leader}"),
        claimed=format_fixed(result.claim.score) if result.claim else "—",
        supported=format_fixed(result.claim.score * result.support.share) if result.claim else "—",
        claim="没有填写" if finding is None else finding_text(finding, leaf.rule),
        why=result.claim.why if result.claim else "",
        note=(finding.note or "") if finding else "",
        asks=tuple(shelf.asks(leaf.code, result.support)),
    )


def _plain(entry: Any) -> bool:
    """Whether an entry is nothing, a score or a 无法核实 with what the book's form can hold."""
    if entry is None:
        return True
    known = {*TEXTS, *LISTS, "by", "note", "claimed", "arbitrates", "photos"}
    return (
        isinstance(entry, dict)
        and set(entry) <= known
        and ("score" in entry or entry.get("opinion") == UNSURE)
    )


def _known(item: NodeResult) -> str:
    """What the round says already of an indicator, where its form cannot hold it."""
    assert item.leaf is not None
    check = item.leaf.verified
    if check is None:
        return "轮次文件里已有一条认定，尚不能计分；在这里评分，将替换它。"
    said = finding_text(check.finding, item.node.rule)
    return f"轮次文件里已按规则核验：{said}。不改就不填；在这里评分，将替换它。"


def _leaf(assessment: Assessment, leaf: Indicator, entry: Any, figures: Figures) -> dict[str, Any]:
    """What the script knows of an indicator: range, claim, and what the round holds of it."""
    item = assessment.by_code[leaf.code]
    result = item.leaf
    assert result is not None
    lowest, highest = _range(leaf)
    values = attainable(leaf.rule, leaf.points)
    plain_entry = _plain(entry)
    return {
        "code": leaf.code,
        "name": leaf.name,
        "kind": leaf.kind,
        "range": f"{format_short(lowest)} 至 {format_short(highest)}",
        "values": None if values is None else [_agreed(value, highest) for value in values],
        "spot": on_the_spot(leaf.record.methods),
        "known": "" if plain_entry else _known(item),
        "low": _ratio(lowest),
        "high": _ratio(highest),
        "points": _ratio(leaf.points),
        **_claim(result, highest),
        "verified": result.verified is not None and not result.not_applicable,
        "held": result.verified is not None and not plain_entry,
        "given": result.given is not None,
        "shifts": leaf.code in figures.shifting,
        "form": _form(entry) if plain_entry else {},
        "by": str(entry.get("by", "")) if isinstance(entry, dict) else "",
        "base": entry_text(entry),
    }


def _claim(result: LeafResult, highest: Fraction) -> dict[str, Any]:
    """The claim: exactly, as it is shown, and as a score that agrees with it is written."""
    if result.claim is None:
        return {"claim": [], "asked": "", "agree": ""}
    score = result.claim.score
    return {"claim": _ratio(score), "asked": format_short(score), "agree": _agreed(score, highest)}


def _ratio(value: Fraction) -> list[str]:
    # As texts: a browser reads numbers of JSON as doubles and would lose digits.
    return [str(value.numerator), str(value.denominator)]


def _written(value: Fraction) -> str:
    """A value as a decimal where one can say it exactly, else ""."""
    exact = format_fixed(value, EXACT_PLACES)
    if Fraction(exact) == value:
        return exact.rstrip("0").rstrip(".")
    return ""


def _agreed(claim: Fraction, highest: Fraction) -> str:
    """The claim as a score may be written: exactly where decimals can say it, else to two decimals,
    never above.
    """
    # A score in a file is a decimal: thirds cannot be agreed with exactly.
    if exact := _written(claim):
        return exact
    # Rounded up it could lie above what the rule can give, and the import would refuse it.
    near = format_short(Fraction(format_fixed(claim)))
    if Fraction(near) <= highest:
        return near
    return format_short(Fraction(math.floor(highest * 100), 100))


def _form(entry: Any) -> Entry:
    """The fields of the form from an entry that it can hold."""
    if entry is None:
        return {}
    if "score" not in entry and "note" in entry:
        # An indicator that could not be verified says why in its note.
        entry = {**entry, "reason": entry["note"]}
    form: Entry = {key: str(entry[key]) for key in TEXTS if key in entry}
    for key in LISTS:
        if key in entry:
            value = entry[key]
            form[key] = [value] if isinstance(value, str) else value
    return form


def embedded(book: Book, shelf: Shelf) -> Book:
    """The same book with the files that were written into it."""
    return replace(book, data={**book.data, "files": dict(shelf.embedded)})
