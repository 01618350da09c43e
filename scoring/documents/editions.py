"""Two editions side by side as a table, as plain data, as a workbook and as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.documents.layout import Page
from scoring.documents.self_assessment.model import Cover
from scoring.documents.terminal import fold
from scoring.indicators.comparison import CERTAINTY_NAMES, CHANGE_NAMES, Comparison, Row
from scoring.indicators.model import Indicator
from scoring.values import format_short
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date

LONG, COLUMNS = 60, 90
"""Characters of a change of the head on one line, and columns of a line where it takes more."""
DIFF_COLUMNS = (
    Column("变化", 16, centre=True, fold=12),
    Column("原编号", 10, centre=True),
    Column("原指标", 40, fold=26),
    Column("原分值", 9, number=True),
    Column("新编号", 10, centre=True),
    Column("新指标", 40, fold=26),
    Column("新分值", 9, number=True),
    Column("对应", 9, centre=True),
    Column("说明", 50, fold=34),
)


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What the document prints: counts, what the trees say of themselves, a row per indicator."""

    cover: Cover
    summary: str
    counts: tuple[tuple[str, str], ...]
    head: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def diff_row(row: Row) -> list[str]:
    """One row under ``DIFF_COLUMNS``."""
    return [
        "、".join(CHANGE_NAMES[change] for change in row.changes),
        "\n".join(node.code for node in row.old),
        "\n".join(node.name for node in row.old),
        "\n".join(format_short(node.points) for node in row.old),
        "\n".join(node.code for node in row.new),
        "\n".join(node.name for node in row.new),
        "\n".join(format_short(node.points) for node in row.new),
        CERTAINTY_NAMES[row.certainty] if row.old and row.new else "",
        "；".join(row.details),
    ]


def summary(comparison: Comparison) -> str:
    """How much changed, in one sentence."""
    if comparison.equal:
        return "两套指标体系完全一致。"
    counts = comparison.counts
    text = "，".join(
        f"{CHANGE_NAMES[change]} {counts[change]} 项" for change in CHANGE_NAMES if counts[change]
    )
    # A pair found by likeness is a guess: only a person can say that it is the same indicator.
    guessed = sum(row.certainty == "probable" for row in comparison.rows)
    return f"{text}" + (f"；其中 {guessed} 项只是可能对应，请人工核对。" if guessed else "。")


def diff_text(comparison: Comparison, table: str) -> str:
    """``indicators diff`` on a terminal, around the table of what changed."""
    lines = [_title(comparison.old.id, comparison.new.id), summary(comparison), ""]
    for item in comparison.head:
        before, after = item.old or "（无）", item.new or "（无）"
        # Criteria and vetoes of a tree are long sentences: side by side on one
        # line nobody compares them.
        short = f"{item.label}：{before} → {after}"
        long = [f"{item.label}：", *_beneath("原", before), *_beneath("新", after)]
        lines += [short] if len(short) <= LONG else long
    lines += ["", table] if table else []
    return "\n".join(lines)


def _title(old: str, new: str) -> str:
    return f"{old} → {new}"


def _beneath(label: str, said: str) -> list[str]:
    """What one edition says, each of its parts beneath the other."""
    first, *more = [line for part in said.split("；") for line in fold(part, COLUMNS).split("\n")]
    return [f"  {label}  {first}", *(f"      {part}" for part in more)]


def diff_data(comparison: Comparison) -> dict[str, Any]:
    """``indicators diff --format json``."""
    return {
        "old": _tree(comparison.old.id, comparison.old.title, comparison.old.sha256),
        "new": _tree(comparison.new.id, comparison.new.title, comparison.new.sha256),
        "equal": comparison.equal,
        "counts": dict(comparison.counts),
        "head": [{"key": item.key, "old": item.old, "new": item.new} for item in comparison.head],
        "rows": [
            {
                "changes": list(row.changes),
                "certainty": row.certainty,
                "agreement": f"{row.agreement:.1f}",
                "old": [_node(node) for node in row.old],
                "new": [_node(node) for node in row.new],
                "details": list(row.details),
            }
            for row in comparison.rows
        ],
    }


def _tree(ident: str, title: str, digest: str) -> dict[str, str]:
    return {"id": ident, "title": title, "sha256": digest}


def _node(node: Indicator) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": node.name,
        "level": node.level,
        "parent": node.parent or "",
        "leaf": node.leaf,
        "points": format_short(node.points),
    }


def diff_page(comparison: Comparison, today: date) -> Page:
    """The document: a landscape table of all rows, unchanged ones included."""
    old, new = comparison.old, comparison.new
    facts = (("原体系", f"{old.title}（{old.id}）"), ("新体系", f"{new.title}（{new.id}）"))
    cover = Cover("指标体系新旧对照表", "", "", "", "", chinese_date(today), facts)
    counts = tuple(
        (CHANGE_NAMES[key], str(count)) for key, count in comparison.counts.items() if count
    )
    head = tuple(
        (item.label, item.old or "（无）", item.new or "（无）") for item in comparison.head
    )
    rows = tuple(tuple(diff_row(row)) for row in comparison.rows)
    report = DiffReport(cover, summary(comparison), counts, head, rows)
    data = diff_data(comparison)
    return Page(
        cover.title,
        "",
        "diff.html.j2",
        {"report": report},
        data,
        _sheets(report),
        ("landscape.css",),
    )


def _sheets(report: DiffReport) -> tuple[Sheet, ...]:
    table = Sheet("对照表", report.cover.title, DIFF_COLUMNS, report.rows, (), (report.summary,))
    about = (Column("项目", 18, centre=True), Column("原体系", 60), Column("新体系", 60))
    return table, Sheet("体系说明", "体系说明的变化", about, report.head)
