"""What ``evidence list`` and ``evidence show`` print: rows of CSV and texts for a terminal, from the
data that ``--format json`` gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.documents.terminal import listing
from scoring.views.sheet import Column, cells_under

Row = Mapping[str, Any]
REVIEWED = {
    "pending": "待审核",
    "accepted": "已通过",
    "returned": "已退回",
    "withdrawn": "单位已撤回",
}


def _label(row: Row) -> str:
    """The title, else the name of the file, else the address."""
    file_name = (row["file"] or "").rsplit("/", 1)[-1]
    return str(row["title"] or file_name or row["url"] or "")


def _indicators(row: Row) -> str:
    # Each once: a piece may prove several requirements of one indicator.
    return "、".join(dict.fromkeys(proof["indicator"] for proof in row["proves"]))


def why_idle(row: Row) -> str:
    """Why a record supports nothing, or what is to be looked at again although it does."""
    reasons = list(row["reasons"])
    if row["review"]["stale"]:
        reasons.append("待复审")
    if reasons or row["counts"]:
        return "；".join(reasons)
    if not row["proves"]:
        return "未指向任何指标"
    return "对应关系尚未确认，或与佐证要求不符"


RECORDS = (
    Column("编号", cell=lambda row: str(row["id"])),
    Column("标题", fold=30, cell=_label),
    Column("类型", cell=lambda row: row["kind"] or ""),
    Column("文号", cell=lambda row: row["doc_no"] or ""),
    Column("日期", cell=lambda row: row["date"] or ""),
    Column("指标", fold=20, cell=_indicators),
    Column("有效", cell=lambda row: "是" if row["counts"] else "否"),
    Column("不起作用的原因", fold=36, cell=why_idle),
)
"""The records of the register, whether each supports something now, and why not."""
NOTHING_ASKED: Mapping[str, str] = {}


def evidence_rows(
    rows: Sequence[Row], asked: Mapping[str, str] = NOTHING_ASKED
) -> list[tuple[str, ...]]:
    """Records of ``evidence list`` under ``RECORDS``. ``asked``: by id, why a record is among those
    that were asked for; that comes before what it says of itself.
    """
    cells = [cells_under(RECORDS, row) for row in rows]
    return [(*row[:-1], _joined(asked.get(row[0], ""), row[-1])) for row in cells]


def _joined(*reasons: str) -> str:
    return "；".join(dict.fromkeys(filter(None, reasons)))


def evidence_table(rows: Sequence[Row], cells: Sequence[Sequence[str]]) -> str:
    """The records on a terminal, and below them how many support something now."""
    counted = sum(row["counts"] for row in rows)
    return f"{listing(RECORDS, cells)}\n\n共 {len(rows)} 条，有效 {counted} 条"


def record_text(row: Row) -> str:
    """``shifan evidence show``: one record in full."""
    facts = (
        ("标题", row["title"]),
        ("文件", row["file"] or row["url"]),
        ("类型", row["kind"]),
        ("文号", row["doc_no"]),
        ("发文机关", row["issuer"]),
        ("日期", row["date"]),
        ("有效期", _validity(row["valid"])),
        ("报送单位", row["unit"]),
        ("页数", row["pages"]),
        ("校验值", row["sha256"]),
        ("审核", _review_words(row["review"])),
    )
    lines = [row["id"], *(f"{label}：{value}" for label, value in facts if value)]
    lines += [f"证明：{proof['indicator']}　{_proof_details(proof)}" for proof in row["proves"]]
    lines.append("现在有效" if row["counts"] else f"现在不起作用：{why_idle(row)}")
    return "\n".join(lines)


def _review_words(review: Row) -> str:
    """Where a piece stands, with who decided it, on which day and why."""
    words = REVIEWED[review["state"]]
    hand = "，".join(str(review[key]) for key in ("by", "on") if review.get(key))
    if hand:
        words += f"（{hand}）"
    if review.get("note"):
        words += f"：{review['note']}"
    return words


def _validity(valid: Mapping[str, str]) -> str:
    """From when to when a record holds; "" where it says neither."""
    if valid["from"] or valid["to"]:
        return f"{valid['from'] or '…'} 至 {valid['to'] or '…'}"
    return ""


def _proof_details(proof: Mapping[str, str]) -> str:
    proposed = "尚未确认" if proof["state"] == "proposed" else ""
    details = (proof["item"], proof["locate"], proof["what"], proposed)
    return "，".join(part for part in details if part)
