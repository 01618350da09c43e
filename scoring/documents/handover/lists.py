"""The lists of a package beside the general catalogue: per indicator, links, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.documents.catalogue import common_cells, common_columns, only
from scoring.documents.handover.model import Dossier, Lacking, Leaf, LeftOut, Piece, WebLink
from scoring.documents.layout import Page
from scoring.views.columns import sheet_of
from scoring.views.sheet import Column, Sheet

NOTHING_MISSING = "无缺失"


def inner_sheet(leaf: Leaf, files: Mapping[str, str], folder: str) -> Sheet:
    """卷内目录 of one indicator. A file in another indicator's folder is pointed to, not copied."""
    rows = []
    for piece in leaf.pieces:
        where, note = _whereabouts(piece, files, folder)
        rows.append(
            (
                piece.row.inner,
                *common_cells(piece.row),
                piece.row.place,
                piece.row.state,
                where,
                note,
            )
        )
    columns = (
        *common_columns(),
        Column("页码／位置", 18),
        Column("情况", 24),
        Column("文件", 40),
        Column("备注", 40),
    )
    if not rows:
        rows = [only("本指标没有佐证材料", len(columns))]
    return Sheet("卷内目录", f"{leaf.code} {leaf.name}　卷内目录", columns, tuple(rows))


def inner_page(leaf: Leaf, dossier: Dossier, files: Mapping[str, str], folder: str) -> Page:
    """The same list as one upright page, to be printed and laid on top of the folder."""
    rows = []
    for piece in leaf.pieces:
        where, note = _whereabouts(piece, files, folder)
        # On top of a folder only what is wrong needs a word; that a piece counts
        # is what is expected.
        said = [] if piece.row.counts else [piece.row.state]
        remark = "；".join(
            [*said, *([note] if note else [] if piece.row.state.startswith("未收入") else [where])]
        )
        rows.append((piece.row, remark))
    context = {"leaf": leaf, "rows": rows, "issuer": dossier.issuer, "date": dossier.date}
    return Page(f"{leaf.code} 卷内目录", dossier.issuer, "package/folder.html.j2", context, leaf)


def _whereabouts(piece: Piece, files: Mapping[str, str], folder: str) -> tuple[str, str]:
    """The name of the piece's file in ``folder``, or words in its place; and where else the
    original lies.
    """
    path = files.get(piece.row.id, "")
    name = path.removeprefix(f"{folder}/")
    # A file is packed once, however many indicators use it; the others
    # point to its folder.
    elsewhere = bool(path) and "/" in name
    if elsewhere:
        where = "（见备注）"
    else:
        where = name or ("（链接）" if piece.web else "（未收入）")
    return where, f"原件在：{path}" if elsewhere else piece.row.file if piece.web else ""


def missing_sheets(dossier: Dossier) -> tuple[Sheet, Sheet]:
    """缺失清单: required evidence that is not there, and what the register holds but the package
    does not.
    """
    lacking = sheet_of(
        "缺失清单",
        "缺失清单",
        Lacking,
        dossier.lacking,
        numbered=True,
        nothing=NOTHING_MISSING,
    )
    title = "已登记而未收入卷宗的材料"
    gone = sheet_of("未收入的材料", title, LeftOut, dossier.left_out, numbered=True, nothing="无")
    return lacking, gone


def links_sheet(dossier: Dossier) -> Sheet:
    """链接清单: what lies on the web, with the day on which it was looked at."""
    return sheet_of("链接清单", "链接清单", WebLink, dossier.links, numbered=True, nothing="无链接")
