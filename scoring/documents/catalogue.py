"""佐证材料目录: every piece of evidence under every indicator that it is offered for, ready to be
printed.

The columns follow the catalogue of archived documents of DA/T 22-2000 (责任者, 文号, 题名, 日期 in
eight digits, 页数, 备注), with the indicator, the place inside the file and whether the piece
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from scoring.documents.layout import Page
from scoring.engine import Assessment
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.package.pages import page_counts
from scoring.evidence.places import place_of
from scoring.values import natural_key
from scoring.views.columns import cells_of_line, columns_of, pick
from scoring.views.evidence import evidence_view
from scoring.views.evidence_status import doubts, under
from scoring.views.head import head_view
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

UNMAPPED = "未对应指标"
COMMON = 7
"""So many columns from the left stand in every catalogue."""


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One piece under one indicator. ``number`` runs through the catalogue, ``inner`` through the
    section.

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
    """The whole catalogue; ``facts`` stand below its title, ``counts`` are figures with their
    labels.
    """

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
    tree = assessment.tree
    untrue = doubts(assessment)
    offered: dict[str, list[tuple[Evidence, tuple[Proof, ...]]]] = {}
    for record in sorted(workspace.records, key=lambda item: (natural_key(item.id), item.id)):
        known = [proof for proof in record.proves if proof.indicator in tree.by_code]
        for code in dict.fromkeys([proof.indicator for proof in known] or [""]):
            offered.setdefault(code, []).append(
                (record, tuple(proof for proof in known if proof.indicator == code))
            )
    sections: list[CatalogueSection] = []
    number = 0
    for code in [*(node.code for node in tree.walk()), ""]:
        rows: list[CatalogueRow] = []
        for record, proofs in offered.get(code, []):
            found = under(workspace, code, record, proofs, untrue)
            state, counts = found.words, found.counts
            if counting and not counts:
                continue
            number += 1
            view = evidence_view(record)
            places = [place_of(record, proof.locate) for proof in proofs]
            if left_out and record.id in left_out:
                state, counts = f"未收入：{left_out[record.id]}", False
            rows.append(
                pick(
                    CatalogueRow,
                    view,
                    number=str(number),
                    inner=str(len(rows) + 1),
                    kind=view.kind or ("链接" if record.url else ""),
                    date=f"{record.dated:%Y%m%d}" if record.dated else "",
                    pages=str(pages[record.id]) if record.id in pages else "",
                    indicator=code,
                    place="；".join(dict.fromkeys(filter(None, places))),
                    state=state,
                    counts=counts,
                    remark=remark(code, record.id) if remark else "",
                )
            )
        if rows:
            node = tree.by_code.get(code)
            above = tuple(step.name for step in tree.path(code)[:-1]) if node else ()
            sections.append(
                CatalogueSection(code, node.name if node else UNMAPPED, above, tuple(rows))
            )
    return _catalogue(workspace, assessment, today, tuple(sections), counting=counting)


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
    covered = {section.code for section in sections} & leaves
    window = (("材料时间窗", head.window),) if head.window else ()
    facts = (*head.facts, *window)
    rows = [row for section in sections for row in section.rows]
    entries = ("目录条目", f"{len(rows)} 条")
    register = (
        ("登记佐证", f"{len(workspace.records)} 件"),
        entries,
        ("有效条目", f"{sum(r.counts for r in rows)} 条"),
    )
    listed = (("列入佐证", f"{len({row.id for row in rows})} 件"), entries)
    counts = (
        *(listed if counting else register),
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
    """总目录, in the order of the indicators. ``files`` adds where each piece lies, by record
    id.
    """
    listed = [row for section in catalogue.sections for row in section.rows]
    columns = (*columns_of(CatalogueRow), *(() if files is None else (Column("文件", 60),)))
    rows = [
        (*cells_of_line(row), *(() if files is None else (files.get(row.id, ""),)))
        for row in listed
    ] or [only("没有登记佐证", len(columns))]
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
