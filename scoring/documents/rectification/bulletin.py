"""The weekly bulletin as data, rows and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scoring.documents.data import Data
from scoring.documents.terminal import fold, table
from scoring.indicators.model import due_text
from scoring.rectification.bulletin import STEP_NAMES, Bulletin, BulletinItem
from scoring.rectification.compile_bulletin import ladder_text
from scoring.views.words import owners

LINE = 100
"""Columns of a terminal that a list of ids may fill."""
UNIT_HEADINGS = [
    *(
        "名次",
        "单位",
        "事项",
        "已销号",
        "未销号",
        "逾期",
        "本期新增",
        "本期申报",
        "本期销号",
        "本期退回",
    ),
    "处理",
]


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


def unit_rows(bulletin: Bulletin) -> list[list[str]]:
    """The ranking under ``UNIT_HEADINGS``."""
    steps: dict[str, list[str]] = {}
    for notice in bulletin.notices:
        steps.setdefault(notice.unit, []).append(
            f"{notice.kind}：{STEP_NAMES[notice.step]}（第 {notice.times} 次）"
        )
    return [
        [
            *(
                str(value)
                for value in (
                    line.rank,
                    line.unit,
                    line.items,
                    line.closed,
                    line.open,
                    line.overdue,
                )
            ),
            *(str(value) for value in (line.new, line.submitted, line.signed_off, line.returned)),
            "；".join(steps.get(line.unit, [])),
        ]
        for line in bulletin.units
    ]


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
        table(
            UNIT_HEADINGS, unit_rows(bulletin), widths=[*[None] * 10, 30], right=(0, *range(2, 10))
        ),
    ]
    if whole.losing:
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
        if not items and title in SAID_WHERE_ANY:
            continue
        named = "：" + "、".join(item.id for item in items) if items else ""
        parts += ["", fold(f"{title} {len(items)} 个{named}", LINE)]
        parts += [fold(f"  {item.id}　{item.note}", LINE) for item in items if item.note]
    parts += ["", f"逾期 {len(bulletin.overdue)} 个", *_overdue(bulletin.overdue)]
    steps = Counter[str](notice.step for notice in bulletin.notices)
    if bulletin.notices:
        parts += ["", f"处理：{ladder_text(steps)}"]
        parts += [
            f"  {STEP_NAMES[notice.step]}：{notice.unit}，{notice.kind}（{'、'.join(notice.items)}），"
            f"第 {notice.times} 次通报，连续 {notice.streak} 期"
            + (f"；{notice.settled}" if notice.settled else "")
            for notice in bulletin.notices
        ]
    return "\n".join(parts)


def _overdue(items: Sequence[BulletinItem]) -> list[str]:
    return [
        f"  {item.id}　{owners(item.lead)}：{item.problem}"
        f"（时限 {due_text(item.due)}，逾期 {item.days} 天{'，逾期后延期' if item.extended_late else ''}）"
        for item in items
    ]
