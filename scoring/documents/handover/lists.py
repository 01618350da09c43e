"""The lists of a package beside the general catalogue: one for each indicator, links, and what is
missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from scoring.documents.catalogue import ROW_COLUMNS, common_cells, only
from scoring.documents.handover.model import Dossier, Leaf, Piece
from scoring.documents.layout import Page
from scoring.documents.sheet import Column, Sheet

NOTHING_MISSING = "无缺失"


def inner_sheet(leaf: Leaf, files: Mapping[str, str], folder: str) -> Sheet:
    """卷内目录 of one indicator. A file that lies in another indicator's folder is pointed to, not
    copied.
    """
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
        *ROW_COLUMNS,
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
    elsewhere = bool(path) and "/" in name
    where = "（见备注）" if elsewhere else name or ("（链接）" if piece.web else "（未收入）")
    return where, f"原件在：{path}" if elsewhere else piece.row.file if piece.web else ""


def missing_sheets(dossier: Dossier) -> tuple[Sheet, Sheet]:
    """缺失清单: required evidence that is not there, and what the register holds but the package
    does not.
    """
    lacking = (
        Column("序号", 6, number=True),
        Column("指标", 10, centre=True),
        Column("指标名称", 36),
        Column("牵头单位", 22),
        Column("缺失的佐证", 30),
        Column("要求", 24),
        Column("现有", 22),
        Column("不起作用的材料及原因", 50),
    )
    rows = [
        (str(at), item.code, item.name, item.lead, item.demand, item.terms, item.have, item.why)
        for at, item in enumerate(dossier.lacking, 1)
    ]
    gone = (
        Column("序号", 6, number=True),
        Column("编号", 9, centre=True),
        Column("题名", 48),
        Column("指标", 14),
        Column("报送单位", 22),
        Column("登记的位置", 44),
        Column("未收入的原因", 40),
    )
    others = [
        (str(at), item.id, item.title, item.indicators, item.unit, item.file, item.reason)
        for at, item in enumerate(dossier.left_out, 1)
    ]
    return (
        Sheet(
            "缺失清单", "缺失清单", lacking, tuple(rows or [only(NOTHING_MISSING, len(lacking))])
        ),
        Sheet(
            "未收入的材料",
            "已登记而未收入卷宗的材料",
            gone,
            tuple(others or [only("无", len(gone))]),
        ),
    )


def links_sheet(dossier: Dossier) -> Sheet:
    """链接清单: what lies on the web, with the day on which it was looked at."""
    columns = (
        Column("序号", 6, number=True),
        Column("编号", 9, centre=True),
        Column("题名", 44),
        Column("网址", 60),
        Column("查看日期", 12, centre=True),
        Column("指标", 14),
        Column("报送单位", 22),
    )
    rows = [
        (str(at), item.id, item.title, item.url, item.seen, item.indicators, item.unit)
        for at, item in enumerate(dossier.links, 1)
    ]
    return Sheet("链接清单", "链接清单", columns, tuple(rows or [only("无链接", len(columns))]))
