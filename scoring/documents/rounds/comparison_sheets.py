"""轮次对比 as a workbook: the total, the rounds, all indicators, the fate of each short board."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from scoring.documents.rounds.comparison import (
    METHOD,
    ROUNDS,
    node_columns,
    total_columns,
)
from scoring.documents.rounds.model import ComparisonReport
from scoring.documents.rounds.naming import Names, by_name
from scoring.inspection.history import Compared
from scoring.inspection.trends import FATE_NAMES, Short, shorts
from scoring.values import format_fixed
from scoring.views.sheet import Column, Sheet, cells_under


def comparison_sheets(
    compared: Compared, report: ComparisonReport, names: Names
) -> tuple[Sheet, ...]:
    """The sheets of the workbook; ``names`` are what the rounds are called in the headings."""
    comparison, named = compared.found, names.__getitem__
    totals = total_columns(compared, "项目", named)
    indicators = node_columns(compared, named)
    boards = _short_columns(compared, names)
    return (
        Sheet(
            "总体",
            report.cover.title,
            totals,
            tuple(cells_under(totals, part) for part in comparison.total),
            notes=_notes(report),
        ),
        Sheet("轮次", "对比的轮次", ROUNDS, report.rounds),
        Sheet(
            "各级指标",
            "各级指标的变化",
            indicators,
            tuple(cells_under(indicators, line) for line in comparison.lines),
        ),
        Sheet(
            "短板变化",
            "短板的变化（失分，按总分的尺度）",
            boards,
            tuple(cells_under(boards, item) for item in shorts(comparison)),
        ),
    )


def _notes(report: ComparisonReport) -> tuple[str, ...]:
    """What stands below the totals: conditions that turned, vetoes, sources, and the method."""
    sources = "　".join(f"{row[0]}：{row[5]}" for row in report.rounds)
    return (*report.met, *report.unmet, *report.vetoes, f"佐证：{sources}", *METHOD)


def _short_columns(compared: Compared, names: Names) -> tuple[Column, ...]:
    """The columns of what loses points in the first or the last round."""
    with_names: Callable[[str], str] = by_name(names)
    rounds = [names[past.named.id] for past in compared.pasts]
    return (
        Column("情况", 10, centre=True, cell=lambda item: FATE_NAMES[item.fate]),
        Column("没有改善", 10, centre=True, cell=lambda item: "是" if item.stuck else ""),
        Column("编号", 10, centre=True, cell=lambda item: item.line.last.node.code),
        Column("指标", 40, cell=lambda item: item.line.last.node.name),
        *(
            Column(name, 14, number=True, cell=partial(_lost, index))
            for index, name in enumerate(rounds)
        ),
        Column("失分变化", 10, number=True, cell=_change),
        Column("牵头单位", 18, cell=lambda item: "、".join(item.line.last.node.lead)),
        Column("最近一轮为什么", 60, cell=lambda item: with_names(item.line.last.why)),
    )


def _lost(at: int, item: Short) -> str:
    return format_fixed(item.line.lost[at])


def _change(item: Short) -> str:
    lost = item.line.lost
    return format_fixed(lost[-1] - lost[0])
