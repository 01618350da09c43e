"""The self-assessment as a workbook: the same report model, four sheets."""

from __future__ import annotations

from dataclasses import replace

from scoring.documents.self_assessment.model import EvidenceLine, LossLine, Report
from scoring.engine.leaves import STATE_NAMES
from scoring.views.columns import sheet_of
from scoring.views.sheet import Column, Sheet, runs

SCORES = ("满分", "应得分", "自评分", "佐证分", "核验分", "现分", "失分")


def report_sheets(report: Report) -> tuple[Sheet, ...]:
    """总体、得分总表、失分、佐证目录, with the figures as the report prints them."""
    return _whole(report), _scores(report), _losses(report), _evidence(report)


def _whole(report: Report) -> Sheet:
    rows = [("结论", text, "") for text in report.conclusion]
    if report.faults:
        rows.insert(0, ("数据有误", report.faults, ""))
    rows += [("封面", label, text) for label, text in report.cover.facts]
    rows += [("一票否决", f"{item.code} {item.name}", item.told) for item in report.vetoes]
    rows += [("创建条件", f"{item.id} {item.text}", item.told) for item in report.conditions]
    rows += [("总分", "满分", report.full), ("总分", "应得分", report.applicable)]
    for track in report.shown_tracks:
        shown = [
            ("得分", track.score),
            ("折算分", track.converted),
            ("加分", track.bonus),
            ("倒扣", track.penalty),
        ]
        shown += [("总分", track.final), ("等次", track.grade), ("说明", track.gate)]
        rows += [(track.label, label, value) for label, value in shown if value]
        if not track.final:
            rows.append((track.label, "总分", "尚未核验"))
    rows += [("总分", "加分来源", report.bonus_note)] if report.bonus_note else []
    rows += [
        ("总分", "最低", report.low),
        ("总分", "最高", report.high),
        ("总分", "完成度", report.completeness),
    ]
    rows += [("编制说明", label, value) for label, value in report.colophon]
    columns = (Column("类别", 14, centre=True), Column("项目", 52), Column("内容", 64, number=True))
    return Sheet("总体", report.cover.title, columns, tuple(rows))


def _heads(report: Report) -> tuple[str, ...]:
    """The headings of the figures, with a column for 模拟 where it stands beside 核验."""
    at = SCORES.index("核验分")
    return (*SCORES[:at], *((report.mock.label,) if report.mock else ()), *SCORES[at:])


def _scores(report: Report) -> Sheet:
    rows: list[tuple[str, ...]] = []
    for block in report.blocks:
        for group in block.groups:
            above = (block.name, group.name)[: len(report.levels) - 1]
            for line in group.lines:
                claims = (line.full, line.applicable, line.claimed, line.supported)
                mock = (line.mock,) if report.mock else ()
                figures = (*claims, *mock, line.verified, line.current, line.lost)
                name = line.name + ("★" if line.binding else "")
                rows.append((*above, line.code, name, *figures, STATE_NAMES[line.state]))  # type: ignore[index]
    above_names = report.levels[:-1]
    tracks = (track.score for track in report.shown_tracks)
    total = (report.full, report.applicable, *tracks, report.lost)
    blank = ("",) * len(above_names)
    merges = [run for index in range(len(above_names)) for run in runs(rows, index)]
    rows.append((*blank, "合计", "基本分", *total, ""))
    columns = (
        *(Column(name, 18, centre=True) for name in above_names),
        Column("编号", 11, centre=True),
        Column(report.levels[-1], 46),
        *(Column(name, 9, number=True) for name in _heads(report)),
        Column("状态", 10, centre=True),
    )
    fixed = "★ 约束性指标。折算板块内的指标按板块自身分值列出。合计只含基本分，加分和倒扣见“总体”。"
    notes = (fixed, *report.score_notes)
    return Sheet("得分总表", "得分总表", columns, tuple(rows), tuple(merges), notes)


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
