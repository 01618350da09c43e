"""佐证材料目录: every piece of evidence under every indicator that it is offered for.

The columns follow the catalogue of archived documents of DA/T 22-2000 (责任者, 文号, 题名, 日期 in
eight digits, 页数, 备注), with the indicator, the place inside the file, whether the piece counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from scoring.documents.layout import Page
from scoring.engine import Assessment
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.package.pages import page_counts
from scoring.evidence.places import place_of
from scoring.indicators.model import IndicatorTree
from scoring.values import natural_key
from scoring.views.columns import cells_of_line, columns_of, pick
from scoring.views.evidence import evidence_view
from scoring.views.evidence_status import Doubts, doubts, under
from scoring.views.head import head_view
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

UNMAPPED = "未对应指标"
UNDER_NOTHING = ""
"""Stands in place of a code for pieces that point at no indicator of the tree."""
COMMON = 7
"""So many columns from the left stand in every catalogue."""


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One piece under one indicator. ``number`` runs on, ``inner`` begins anew in each section.

    ``file`` is its path below ``evidence/``, or its address; ``counts`` says whether it carries the
    claim there.
    """

    number: Annotated[str, Column("序号", 6, number=True)]
    inner: str
    id: Annotated[str, Column("编号", 9, centre=True)]
    issuer: Annotated[str, Column("责任者", 22)]
    doc_no: Annotated[str, Column("文号", 22)]
    title: Annotated[str, Column("题名", 48)]
    kind: str
    date: Annotated[str, Column("日期", 11, centre=True)]
    pages: Annotated[str, Column("页数", 6, number=True)]
    indicator: Annotated[str, Column("指标", 10, centre=True)]
    place: Annotated[str, Column("页码／位置", 18)]
    state: Annotated[str, Column("情况", 24)]
    counts: bool
    remark: Annotated[str, Column("备注", 30)]
    file: str


@dataclass(frozen=True, slots=True)
class CatalogueSection:
    """The pieces of one indicator; ``path`` are the names of the nodes above it."""

    code: str
    name: str
    path: tuple[str, ...]
    rows: tuple[CatalogueRow, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue; ``facts`` stand below its title, ``counts`` are labelled figures."""

    title: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    sections: tuple[CatalogueSection, ...]


Remark = Callable[[str, str], str]
"""What else is to be said of a piece: indicator code, record id → words, "" for nothing."""


def build_catalogue(
    workspace: Workspace,
    assessment: Assessment,
    today: date,
    *,
    pages: Mapping[str, int] | None = None,
    remark: Remark | None = None,
    left_out: Mapping[str, str] | None = None,
    counting: bool = False,
) -> Catalogue:
    """The catalogue on the day ``today``. ``pages`` are page counts by record id; by default they
    are counted.

    ``left_out`` says of pieces that a package does not hold, by record id, why: they stand there as
    未收入. ``counting`` is the catalogue that is handed in: it lists a piece only where it carries
    the claim.
    """
    if pages is None:
        pages = page_counts(workspace.records, workspace.files, workspace.path)
    terms = _Terms(workspace, doubts(assessment), pages, remark, left_out or {}, counting=counting)
    tree = assessment.tree
    offers = _offers(workspace, tree)
    sections: list[CatalogueSection] = []
    number = 0
    # What points at no indicator stands last: it was registered, and must not vanish from the list.
    for code in [*(node.code for node in tree.walk()), UNDER_NOTHING]:
        rows: list[CatalogueRow] = []
        for offer in offers.get(code, ()):
            row = terms.row(code, offer, number + 1, len(rows) + 1)
            if row is not None:
                rows.append(row)
                number += 1
        if rows:
            sections.append(_section(tree, code, rows))
    return _catalogue(workspace, assessment, today, tuple(sections), counting=counting)


Offer = tuple[Evidence, tuple[Proof, ...]]
"""A piece under one indicator, with what it says that it proves there."""


def _offers(workspace: Workspace, tree: IndicatorTree) -> dict[str, list[Offer]]:
    """The pieces by the codes that they are offered for, in the order of their ids; what points at
    nothing of the tree stands under ``UNDER_NOTHING``.
    """
    offers: dict[str, list[Offer]] = {}
    # E01 and E1 have the same natural key: the id itself then settles the
    # order, never the register.
    for record in sorted(workspace.records, key=lambda item: (natural_key(item.id), item.id)):
        known = [proof for proof in record.proves if proof.indicator in tree.by_code]
        # Once under each indicator, however many of its requirements the piece is offered for.
        for code in dict.fromkeys([proof.indicator for proof in known] or [UNDER_NOTHING]):
            proofs = tuple(proof for proof in known if proof.indicator == code)
            offers.setdefault(code, []).append((record, proofs))
    return offers


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is the same for all rows of one catalogue."""

    workspace: Workspace
    untrue: Doubts
    pages: Mapping[str, int]
    remark: Remark | None
    left_out: Mapping[str, str]
    counting: bool

    def row(self, code: str, offer: Offer, number: int, inner: int) -> CatalogueRow | None:
        """One piece under one indicator; None where only what counts is listed and it does not."""
        record, proofs = offer
        status = under(self.workspace, code, record, proofs, self.untrue)
        # What is handed in is signed for: it must not offer what carries nothing.
        if self.counting and not status.counts:
            return None
        state, counts = status.words, status.counts
        if record.id in self.left_out:
            # Who opens the package cannot see the piece: whatever the register says,
            # it carries nothing there.
            state, counts = f"未收入：{self.left_out[record.id]}", False
        view = evidence_view(record)
        places = [place_of(record, proof.locate) for proof in proofs]
        return pick(
            CatalogueRow,
            view,
            number=str(number),
            inner=str(inner),
            kind=view.kind or ("链接" if record.url else ""),
            date=f"{record.dated:%Y%m%d}" if record.dated else "",
            pages=str(self.pages.get(record.id, "")),
            indicator=code,
            place="；".join(dict.fromkeys(filter(None, places))),
            state=state,
            counts=counts,
            remark=self.remark(code, record.id) if self.remark else "",
        )


def _section(tree: IndicatorTree, code: str, rows: Sequence[CatalogueRow]) -> CatalogueSection:
    node = tree.by_code.get(code)
    if node is None:
        return CatalogueSection(code, UNMAPPED, (), tuple(rows))
    above = tuple(step.name for step in tree.path(code)[:-1])
    return CatalogueSection(code, node.name, above, tuple(rows))


def _catalogue(
    workspace: Workspace,
    assessment: Assessment,
    today: date,
    sections: tuple[CatalogueSection, ...],
    *,
    counting: bool,
) -> Catalogue:
    head = head_view(workspace, assessment)
    leaves = {leaf.code for leaf in assessment.tree.leaves()}
    # A piece may be offered for a node above the leaves, which is none of
    # the indicators counted here.
    covered = {section.code for section in sections} & leaves
    window = (("材料时间窗", head.window),) if head.window else ()
    facts = (*head.facts, *window)
    rows = [row for section in sections for row in section.rows]
    entries = ("目录条目", f"{len(rows)} 条")
    if counting:
        pieces = len({row.id for row in rows})
        sums: tuple[tuple[str, str], ...] = (("列入佐证", f"{pieces} 件"), entries)
    else:
        sound = sum(row.counts for row in rows)
        registered = ("登记佐证", f"{len(workspace.records)} 件")
        sums = (registered, entries, ("有效条目", f"{sound} 条"))
    counts = (
        *sums,
        ("有佐证的指标", f"{len(covered)} 项"),
        ("没有佐证的指标", f"{len(leaves) - len(covered)} 项"),
    )
    title = f"{head.county}佐证材料目录"
    return Catalogue(title, head.issuer, chinese_date(today), facts, counts, sections)


def catalogue_page(catalogue: Catalogue) -> Page:
    """The catalogue as a document of its own: PDF, HTML, JSON and workbook."""
    context = {"catalogue": catalogue}
    return Page(
        catalogue.title,
        catalogue.issuer,
        "catalogue.html.j2",
        context,
        catalogue,
        (catalogue_sheet(catalogue),),
    )


def catalogue_sheet(catalogue: Catalogue, files: Mapping[str, str] | None = None) -> Sheet:
    """总目录, in the order of the indicators. ``files`` says where each piece lies, by id."""
    columns = columns_of(CatalogueRow)
    listed = [row for section in catalogue.sections for row in section.rows]
    rows = [cells_of_line(row) for row in listed]
    if files is not None:
        columns = (*columns, Column("文件", 60))
        rows = [(*row, files.get(line.id, "")) for row, line in zip(rows, listed, strict=True)]
    if not rows:
        rows = [only("没有登记佐证", len(columns))]
    return Sheet("总目录", catalogue.title, columns, tuple(rows))


def common_columns() -> tuple[Column, ...]:
    """The columns of a row that every catalogue has."""
    return columns_of(CatalogueRow)[:COMMON]


def common_cells(row: CatalogueRow) -> tuple[str, ...]:
    """The cells of ``common_columns`` after the number."""
    return cells_of_line(row)[1:COMMON]


def only(text: str, width: int) -> tuple[str, ...]:
    """A row that says that there is nothing to list."""
    return ("", text, *("",) * (width - 2))
