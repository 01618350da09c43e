"""The weekly bulletin as data, rows and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from scoring.documents.data import Data
from scoring.documents.terminal import fold, listing
from scoring.indicators.model import due_text
from scoring.rectification.bulletin import (
    STEP_NAMES,
    Bulletin,
    BulletinItem,
    BulletinNotice,
    BulletinUnit,
)
from scoring.rectification.compile_bulletin import ladder_text
from scoring.views.sheet import Column, cells_under
from scoring.views.words import owners

LINE = 100
"""Columns of a terminal that a list of ids may fill."""
_COUNTS = (
    ("事项", "items"),
    ("已销号", "closed"),
    ("未销号", "open"),
    ("逾期", "overdue"),
    ("本期新增", "new"),
    ("本期申报", "submitted"),
    ("本期销号", "signed_off"),
    ("本期退回", "returned"),
)


def unit_columns(bulletin: Bulletin) -> tuple[Column, ...]:
    """The ranking of the units, each with the steps that the bulletin proposes for it."""
    steps: dict[str, list[str]] = {}
    for notice in bulletin.notices:
        step = f"{notice.kind}：{STEP_NAMES[notice.step]}（第 {notice.times} 次）"
        steps.setdefault(notice.unit, []).append(step)
    return (
        Column("名次", right=True, cell=lambda line: str(line.rank)),
        Column("单位", cell=attrgetter("unit")),
        *(Column(heading, right=True, cell=partial(_count, name)) for heading, name in _COUNTS),
        Column("处理", fold=30, cell=lambda line: "；".join(steps.get(line.unit, []))),
    )


def _count(name: str, line: BulletinUnit) -> str:
    return str(getattr(line, name))


SAID_WHERE_ANY = frozenset({"本期延期", "本期进展", "过了复查日期"})
"""Lists that are left out where they are empty."""


def bulletin_data(bulletin: Bulletin) -> Data:
    """``rectify bulletin --format json``: what the file holds, with every key."""
    data = bulletin.model_dump(mode="json")
    return _filled(data)


def _filled(value: Data) -> Data:
    return {
        key: [_filled(item) if isinstance(item, dict) else item for item in inner]
        if isinstance(inner, list | tuple)
        else _filled(inner)
        if isinstance(inner, dict)
        else ""
        if inner is None
        else inner
        for key, inner in value.items()
    }


def unit_rows(bulletin: Bulletin) -> list[tuple[str, ...]]:
    """The ranking under ``unit_columns``."""
    columns = unit_columns(bulletin)
    return [cells_under(columns, line) for line in bulletin.units]


def bulletin_text(bulletin: Bulletin) -> str:
    """The bulletin on a terminal."""
    issued = f"{bulletin.issued} 印发" if bulletin.issued else "预览，尚未印发"
    whole = bulletin.totals
    parts = [
        f"{bulletin.name}短板整改通报　{bulletin.label}（{issued}）",
        f"统计期 {bulletin.since} 至 {bulletin.until}",
        f"问题 {whole.items} 个，已销号 {whole.closed} 个，逾期 {whole.overdue} 个；"
        f"措施 {whole.measures} 条，已完成 {whole.measures_done} 条",
        "",
        listing(unit_columns(bulletin), unit_rows(bulletin)),
    ]
    if whole.losing:
        # Right behind the counts that it qualifies: an item signed off is not yet a point won back.
        parts.insert(3, f"已销号的问题中，{whole.losing} 个的指标仍在失分")
    for title, items in (
        ("本期新增", bulletin.new),
        ("本期申报", bulletin.submitted),
        ("本期销号", bulletin.closed),
        ("本期退回", bulletin.returned),
        ("本期重新打开", bulletin.reopened),
        ("本期延期", bulletin.extended),
        ("本期进展", bulletin.progress),
        ("过了复查日期", bulletin.unreviewed),
    ):
        if items or title not in SAID_WHERE_ANY:
            parts += _happened(title, items)
    parts += ["", f"逾期 {len(bulletin.overdue)} 个", *map(_overdue, bulletin.overdue)]
    if bulletin.notices:
        steps = Counter[str](notice.step for notice in bulletin.notices)
        parts += ["", f"处理：{ladder_text(steps)}", *map(_notice, bulletin.notices)]
    return "\n".join(parts)


def _happened(title: str, items: Sequence[BulletinItem]) -> list[str]:
    """How many, which, and what was noted on each."""
    named = "：" + "、".join(item.id for item in items) if items else ""
    notes = (fold(f"  {item.id}　{item.note}", LINE) for item in items if item.note)
    return ["", fold(f"{title} {len(items)} 个{named}", LINE), *notes]


def _notice(notice: BulletinNotice) -> str:
    settled = f"；{notice.settled}" if notice.settled else ""
    return (
        f"  {STEP_NAMES[notice.step]}：{notice.unit}，{notice.kind}（{'、'.join(notice.items)}），"
        f"第 {notice.times} 次通报，连续 {notice.streak} 期{settled}"
    )


def _overdue(item: BulletinItem) -> str:
    late = "，逾期后延期" if item.extended_late else ""
    terms = f"时限 {due_text(item.due)}，逾期 {item.days} 天{late}"
    return f"  {item.id}　{owners(item.lead)}：{item.problem}（{terms}）"
