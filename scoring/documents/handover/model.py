"""What the index page and the lists of a package print: frozen dataclasses of display strings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from scoring.documents.catalogue import Catalogue, CatalogueRow
from scoring.engine import Assessment, NodeResult
from scoring.evidence.model import Proof
from scoring.evidence.package import Entry, Plan
from scoring.evidence.support import Met
from scoring.indicators.model import Indicator
from scoring.values import format_fixed, format_short, natural_key
from scoring.views.columns import pick
from scoring.views.evidence import evidence_view, requirement_view, vain_words
from scoring.views.indicator import indicator_view
from scoring.views.sheet import Column
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Piece:
    """A row of an indicator: its line in the catalogue, the link to open it ("" when there is
    nothing to open), what it proves, and the words of a search in one text.
    """

    row: CatalogueRow
    link: str
    web: bool
    proves: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement of an indicator. ``state`` in words; ``lacking``: required and not met."""

    name: str
    terms: str
    state: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """The panel of one scored indicator. ``status`` is one of ``ok``, ``lacking``, ``none``."""

    anchor: str
    code: str
    name: str
    path: tuple[str, ...]
    text: str
    facts: tuple[tuple[str, str], ...]
    status: str
    verdict: str
    demands: tuple[Demand, ...]
    pieces: tuple[Piece, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree on the left; ``leaf`` is the anchor of a scored one, else ""."""

    code: str
    name: str
    leaf: str
    status: str
    pieces: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line of the list of what is missing."""

    code: Annotated[str, Column("指标", 10, centre=True)]
    name: Annotated[str, Column("指标名称", 36)]
    lead: Annotated[str, Column("牵头单位", 22)]
    demand: Annotated[str, Column("缺失的佐证", 30)]
    terms: Annotated[str, Column("要求", 24)]
    have: Annotated[str, Column("现有", 22)]
    why: Annotated[str, Column("不起作用的材料及原因", 50)]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece that the register holds and the package does not."""

    id: Annotated[str, Column("编号", 9, centre=True)]
    title: Annotated[str, Column("题名", 48)]
    indicators: Annotated[str, Column("指标", 14)]
    unit: Annotated[str, Column("报送单位", 22)]
    file: Annotated[str, Column("登记的位置", 44)]
    reason: Annotated[str, Column("未收入的原因", 40)]


@dataclass(frozen=True, slots=True)
class WebLink:
    """A line of the list of links."""

    id: Annotated[str, Column("编号", 9, centre=True)]
    title: Annotated[str, Column("题名", 44)]
    url: Annotated[str, Column("网址", 60)]
    seen: Annotated[str, Column("查看日期", 12, centre=True)]
    indicators: Annotated[str, Column("指标", 14)]
    unit: Annotated[str, Column("报送单位", 22)]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the package says about itself."""

    title: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    files: int
    tree: tuple[Branch, ...]
    leaves: tuple[Leaf, ...]
    lacking: tuple[Lacking, ...]
    left_out: tuple[LeftOut, ...]
    links: tuple[WebLink, ...]


def build_dossier(
    workspace: Workspace, assessment: Assessment, plan: Plan, catalogue: Catalogue
) -> Dossier:
    """The dossier of a package whose files were laid down by ``plan``, with ``catalogue`` as its
    general catalogue.
    """
    rows = {(row.indicator, row.id): row for section in catalogue.sections for row in section.rows}
    leaves = {
        node.code: _leaf(assessment.by_code[node.code], assessment, plan, rows)
        for node in assessment.tree.walk()
        if node.leaf or plan.entries.get(node.code)
    }
    by_id = {record.id: record for record in workspace.records}
    gone = tuple(
        pick(
            LeftOut,
            evidence_view(by_id[ident]),
            indicators=_indicators(by_id[ident].proves),
            reason=reason,
        )
        for ident, reason in plan.left_out.items()
    )
    return Dossier(
        title=catalogue.title.replace("佐证材料目录", "迎检卷宗"),
        issuer=catalogue.issuer,
        date=catalogue.date,
        facts=catalogue.facts,
        files=len(plan.sources),
        tree=tuple(_branch(root, leaves) for root in assessment.tree.roots),
        leaves=tuple(leaves.values()),
        lacking=tuple(_lacking(assessment)),
        left_out=gone,
        links=tuple(_links(plan)),
    )


def _links(plan: Plan) -> list[WebLink]:
    """The addresses among the pieces, each once, in the order of their ids."""
    offered = {
        entry.record.id: entry.record for entries in plan.entries.values() for entry in entries
    }
    links = [
        pick(
            WebLink,
            evidence_view(record),
            url=record.url,
            seen=record.seen.isoformat() if record.seen else "",
            indicators=_indicators(record.proves),
        )
        for record in offered.values()
        if record.url and record.id not in plan.left_out
    ]
    return sorted(links, key=lambda link: natural_key(link.id))


def _indicators(proofs: Iterable[Proof]) -> str:
    return "、".join(dict.fromkeys(proof.indicator for proof in proofs))


def _branch(node: Indicator, leaves: Mapping[str, Leaf]) -> Branch:
    branches = tuple(_branch(child, leaves) for child in node.children)
    own = leaves.get(node.code)
    # One missing piece anywhere below is what an inspector has to see from above.
    statuses = {branch.status for branch in branches}
    pieces = sum(branch.pieces for branch in branches)
    if own:
        statuses.add(own.status)
        pieces += len(own.pieces)
    return Branch(
        code=node.code,
        name=node.name,
        leaf=own.anchor if own else "",
        status=next((status for status in GRAVEST if status in statuses), "none"),
        pieces=pieces,
        branches=branches,
    )


GRAVEST = ("lacking", "ok")
"""What a node says of all that stands below it: the gravest of their states."""


def _leaf(
    item: NodeResult,
    assessment: Assessment,
    plan: Plan,
    rows: Mapping[tuple[str, str], CatalogueRow],
) -> Leaf:
    node, view = item.node, indicator_view(item.node)
    spared = item.state == "not_applicable"
    # A node above the leaves has a panel where pieces point at it, and asks for nothing itself.
    requirements = item.leaf.support.requirements if item.leaf else ()
    demands = tuple(_demand(met, spared=spared) for met in requirements)
    lacking = sum(demand.lacking for demand in demands)
    required = any(met.requirement.required for met in requirements)
    entries = plan.entries.get(node.code, ())
    facts = (
        ("分值", f"{format_short(item.marks.full)} 分"),
        ("自评分", f"{format_fixed(item.marks.claimed)} 分" if _claims(item) else ""),
        ("牵头单位", view.lead),
        ("测评方式", view.methods),
        ("依据", view.basis),
    )
    status, verdict = _standing(lacking, spared=spared, required=required)
    return pick(
        Leaf,
        view,
        path=tuple(step.name for step in assessment.tree.path(node.code)[:-1]),
        facts=tuple((label, text) for label, text in facts if text),
        status=status,
        verdict=verdict,
        demands=demands,
        pieces=tuple(_piece(entry, rows[node.code, entry.record.id], plan) for entry in entries),
        words=_words(view.code, view.name, view.text, *(demand.name for demand in demands)),
    )


def _standing(lacking: int, *, spared: bool, required: bool) -> tuple[str, str]:
    """Whether all that is asked for is there: a key for the mark in the list, and the words."""
    if spared:
        return "none", "本级不适用"
    if not required:
        return "none", "不要求佐证"
    if lacking:
        return "lacking", f"缺 {lacking} 项佐证"
    return "ok", "佐证齐全"


def _claims(item: NodeResult) -> bool:
    return item.node.leaf and item.state != "unassessed"


def _demand(met: Met, *, spared: bool) -> Demand:
    view = requirement_view(met)
    lacking = view.required and not met.met and not spared
    if spared:
        state = "不适用"
    elif met.met:
        state = "已具备"
    elif view.required:
        state = f"缺失（{view.have}）"
    else:
        state = "可选，未提供"
    return Demand(view.name, view.terms, state, lacking)


def _piece(entry: Entry, row: CatalogueRow, plan: Plan) -> Piece:
    record = entry.record
    web = (
        # Only what a browser opens as a page becomes a link: no other scheme is to be clicked.
        bool(record.url and re.match(r"https?://", record.url, re.IGNORECASE))
        and record.file is None
    )
    path = plan.paths.get(record.id, "")
    if web and record.id not in plan.left_out:
        link = record.url or ""
    else:
        link = quote(path)
    proves = tuple(filter(None, map(_proof_words, entry.proofs)))
    words = _words(row.id, row.title, row.doc_no, row.issuer, row.file, *proves)
    return Piece(row, link, web, proves, words)


def _proof_words(proof: Proof) -> str:
    """What a piece proves, and where; "" where the register says neither."""
    place = "，".join(filter(None, (proof.locate, proof.what)))
    return "：".join(filter(None, (proof.item, place)))


def _words(*texts: str) -> str:
    """What a search looks through: small letters, half-width, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", " ".join(texts)).lower().split())


def _lacking(assessment: Assessment) -> Iterator[Lacking]:
    for item in assessment.nodes:
        if item.leaf is None or item.state == "not_applicable":
            continue
        for met in item.leaf.support.required:
            if met.met:
                continue
            view = indicator_view(item.node)
            yield pick(
                Lacking,
                view,
                requirement_view(met),
                demand=met.requirement.name,
                why="；".join(vain_words(met)),
            )
