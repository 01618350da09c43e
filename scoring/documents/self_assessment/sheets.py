"""The self-assessment as a workbook: the same report model, four sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from scoring.documents.self_assessment.model import (
    EvidenceLine,
    LossLine,
    Report,
    ScoreLine,
    TrackLine,
)
from scoring.engine.leaves import STATE_NAMES
from scoring.views.columns import sheet_of
from scoring.views.sheet import Column, Sheet, cells_under, runs


def report_sheets(report: Report) -> tuple[Sheet, ...]:
    """总体、得分总表、失分、佐证目录, with the figures as the report prints them."""
    return _whole(report), _scores(report), _losses(report), _evidence(report)


WHOLE = (
    Column("类别", 14, centre=True),
    Column("项目", 52),
    Column("内容", 64, number=True),
)


def _whole(report: Report) -> Sheet:
    rows = [
        *_facts(report),
        ("总分", "满分", report.full),
        ("总分", "应得分", report.applicable),
        *(row for track in report.shown_tracks for row in _track(track)),
    ]
    if report.bonus_note:
        rows.append(("总分", "加分来源", report.bonus_note))
    rows += [
        ("总分", "最低", report.low),
        ("总分", "最高", report.high),
        ("总分", "完成度", report.completeness),
        *(("编制说明", label, value) for label, value in report.colophon),
    ]
    return Sheet("总体", report.cover.title, WHOLE, tuple(rows))


def _facts(report: Report) -> Iterator[tuple[str, str, str]]:
    """What comes before any figure: errors in the data, the conclusion, vetoes, conditions."""
    if report.faults:
        yield "数据有误", report.faults, ""
    for text in report.conclusion:
        yield "结论", text, ""
    for label, text in report.cover.facts:
        yield "封面", label, text
    for veto in report.vetoes:
        yield "一票否决", f"{veto.code} {veto.name}", veto.told
    for condition in report.conditions:
        yield "创建条件", f"{condition.id} {condition.text}", condition.told


def _track(track: TrackLine) -> Iterator[tuple[str, str, str]]:
    """The figures of one track, those that it has."""
    figures = (
        ("得分", track.score),
        ("折算分", track.converted),
        ("加分", track.bonus),
        ("倒扣", track.penalty),
        ("总分", track.final),
        ("等次", track.grade),
        ("说明", track.gate),
    )
    for label, value in figures:
        if value:
            yield track.label, label, value
    if not track.final:
        yield track.label, "总分", "尚未核验"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of the score table with the names of what stands above it."""

    above: tuple[str, ...]
    line: ScoreLine


def _columns(report: Report) -> tuple[Column, ...]:
    """The columns of the score table: a merged one for each level above the leaves, and one for
    模拟 where it stands beside 核验.
    """
    figures = [
        ("满分", "full"),
        ("应得分", "applicable"),
        ("自评分", "claimed"),
        ("佐证分", "supported"),
        ("核验分", "verified"),
        ("现分", "current"),
        ("失分", "lost"),
    ]
    if report.mock:
        # Before 核验 and in a column of its own: two tracks that are never added up.
        figures.insert(4, (report.mock.label, "mock"))
    return (
        *(
            Column(name, 18, centre=True, cell=partial(_above, index))
            for index, name in enumerate(report.levels[:-1])
        ),
        Column("编号", 11, centre=True, cell=lambda placed: placed.line.code),
        Column(report.levels[-1], 46, cell=_starred),
        *(Column(name, 9, number=True, cell=partial(_figure, key)) for name, key in figures),
        Column("状态", 10, centre=True, cell=lambda placed: STATE_NAMES[placed.line.state]),
    )


def _above(at: int, placed: _Placed) -> str:
    return placed.above[at]


def _starred(placed: _Placed) -> str:
    return placed.line.name + ("★" if placed.line.binding else "")


def _figure(key: str, placed: _Placed) -> str:
    return str(getattr(placed.line, key))


def _scores(report: Report) -> Sheet:
    columns = _columns(report)
    # A tree of one level has nothing above its leaves: no merged column, and the
    # sums begin further left.
    above = len(report.levels) - 1
    lines = [
        _Placed((block.name, group.name)[:above], line)
        for block in report.blocks
        for group in block.groups
        for line in group.lines
    ]
    rows = [cells_under(columns, placed) for placed in lines]
    merges = tuple(run for index in range(above) for run in runs(rows, index))
    tracks = (track.score for track in report.shown_tracks)
    blank = ("",) * above
    figures = (report.full, report.applicable, *tracks, report.lost)
    rows.append((*blank, "合计", "基本分", *figures, ""))
    fixed = "★ 约束性指标。折算板块内的指标按板块自身分值列出。合计只含基本分，加分和倒扣见“总体”。"
    notes = (fixed, *report.score_notes)
    return Sheet("得分总表", "得分总表", columns, tuple(rows), merges, notes)


def _losses(report: Report) -> Sheet:
    views = (
        ("按原因", report.causes),
        ("按牵头单位", report.units),
        ("按测评方式", report.methods),
    )
    lines = [line for _, group in views for line in group]
    labels = [(label,) for label, group in views for _ in group]
    before = (Column("口径", 13, centre=True),)
    table = sheet_of("失分", "失分分析", LossLine, lines, before=before, beside=labels, merged=1)
    total = ("合计", "", report.lost, *("",) * (len(table.columns) - 3))
    return replace(table, rows=(*table.rows, total))


def _evidence(report: Report) -> Sheet:
    notes = ("；".join(f"{label} {value}" for label, value in report.evidence_counts),)
    return sheet_of("佐证目录", "佐证材料目录", EvidenceLine, report.evidence, notes=notes)
