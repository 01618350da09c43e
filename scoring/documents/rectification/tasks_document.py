"""任务分解表和交办单 as a page, as sheets and as letters; what they say is built in ``tasks_report``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scoring.documents.layout import Page
from scoring.documents.rectification.letter import Grid, Letter, Part, Text
from scoring.documents.rectification.tasks import Task, TasksReport, UnitSheet, tasks_report
from scoring.documents.sheet import Column, Sheet, runs
from scoring.engine import Assessment
from scoring.workspace import Workspace


def tasks_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The table and the letters as one document."""
    report = tasks_report(workspace, assessment, today)
    css = ("landscape.css", "forms.css")
    context = {"report": report}
    letter = Letter(tuple(_letter(report)))
    return Page(report.title, report.issuer, "tasks.html.j2", context, report, _sheets(report), css, letter)


def evidence_words(task: Task) -> str:
    """What proves a task, and what of it is missing, as lines."""
    lines = list(task.wanted) or ["不要求佐证"]
    return "\n".join([*lines, *(f"【缺】{line}" for line in task.missing)])


def _letter(report: TasksReport) -> Iterable[Part]:
    yield Text("title", report.title)
    yield Text("note", "　".join(f"{label}：{value}" for label, value in report.facts))
    yield Text("h1", "各单位任务和失分")
    heads = ("单号", "单位", "牵头", "责任", "失分", "占比", "缺佐证", "整改")
    rows = tuple(
        (line.number, line.unit, line.led, line.helped, line.lost, line.part, line.missing, line.items)
        for line in report.units
    )
    yield Grid(heads, (7, 30, 8, 8, 10, 10, 9, 8), rows, (0, 2, 3, 4, 5, 6, 7))
    yield Text("note", report.balance)
    yield Text("h1", "任务分解表")
    yield Grid(
        ("编号", "指标和要求", "佐证", "牵头／责任单位", "失分", "时限"),
        (9, 40, 36, 22, 8, 14),
        tuple(
            (
                task.code,
                f"{task.name}（{task.points}分）{'★' if task.binding else ''}\n{task.rule}",
                evidence_words(task),
                f"牵头：{task.lead}" + (f"\n责任：{task.support}" if task.support else ""),
                task.lost,
                task.due,
            )
            for task in report.tasks
        ),
        (0, 4, 5),
    )
    yield Text("note", "★ 约束性指标。")
    for sheet in report.sheets:
        yield Text("page")
        yield from _unit_letter(sheet, report)


def _unit_letter(sheet: UnitSheet, report: TasksReport) -> Iterable[Part]:
    yield Text("title", "交　办　单")
    yield Text("number", f"第 {sheet.number} 号")
    yield Text("to", f"{sheet.unit}：")
    yield Text("body", sheet.opening)
    if sheet.led:
        yield Text("h2", "牵头的指标")
        yield Grid(
            ("编号", "指标和要求", "佐证", "失分", "时限"),
            (9, 44, 40, 8, 14),
            tuple(
                (task.code, f"{task.name}（{task.points}分）\n{task.rule}", evidence_words(task), task.lost, task.due)
                for task in sheet.led
            ),
            (0, 3, 4),
        )
    if sheet.items:
        yield Text("h2", "整改事项")
        yield Grid(
            ("编号", "问题", "措施", "责任人", "时限", "状态"),
            (9, 38, 38, 9, 14, 9),
            tuple(
                (
                    "\n".join(part for part in (item.id, item.code) if part),
                    item.problem,
                    "\n".join(item.measures),
                    item.person,
                    item.due,
                    item.status,
                )
                for item in sheet.items
            ),
            (0, 3, 4, 5),
        )
    if sheet.helped:
        yield Text("h2", "责任指标（括号里是牵头单位）")
        yield Text("note", "；".join(f"{code} {name}（{lead}）" for code, name, lead in sheet.helped) + "。")
    yield Text("body", report.advice)
    yield Text("right", report.issuer)
    yield Text("right", report.date)
    yield Text("cut", "………………………………………… 沿此线裁下，签收后交回 …………………………………………")
    yield Text("slip", "回　执")
    yield Text("body", sheet.receipt)
    yield Grid((), (24, 44, 24, 44), (("收到日期", "", "承办人", ""), ("联系电话", "", "单位（盖章）", "")))


def _sheets(report: TasksReport) -> tuple[Sheet, ...]:
    summary = Sheet(
        "各单位",
        report.title,
        (
            Column("序号", 7, centre=True),
            Column("单位", 28),
            *(Column(name, 10, number=True) for name in ("牵头指标", "责任指标", "失分", "占比", "缺佐证", "整改事项")),
        ),
        tuple((u.number, u.unit, u.led, u.helped, u.lost, u.part, u.missing, u.items) for u in report.units),
        notes=(report.balance,),
    )
    columns = (
        Column("板块", 16, centre=True),
        Column("编号", 9, centre=True),
        Column("指标", 28),
        Column("分值", 7, number=True),
        Column("评分标准", 40),
        Column("佐证材料", 32),
        Column("牵头单位", 16),
        Column("责任单位", 18),
        Column("失分", 8, number=True),
        Column("完成时限", 12, centre=True),
    )
    rows = _task_rows(report.tasks)
    parts = Sheet("任务分解表", report.title, columns, tuple(rows), tuple(runs(rows, 0)), ("★ 约束性指标。",))
    own = (Column("单位", 16, centre=True), *columns)
    per_unit = [(sheet.unit, *row) for sheet in report.sheets for row in _task_rows(sheet.led)]
    note = "失分是各单位分摊后的数。"
    return (
        summary,
        parts,
        Sheet("按单位", report.title, own, tuple(per_unit), tuple(runs(per_unit, 0)), (note,)),
        _items_sheet(report),
    )


def _items_sheet(report: TasksReport) -> Sheet:
    columns = (
        Column("单位", 18, centre=True),
        Column("编号", 9, centre=True),
        Column("指标", 9, centre=True),
        Column("问题", 46),
        Column("整改措施", 46),
        Column("责任人", 10, centre=True),
        Column("时限", 12, centre=True),
        Column("状态", 10, centre=True),
    )
    rows = [
        (
            sheet.unit,
            item.id,
            item.code,
            item.problem,
            "\n".join(item.measures),
            item.person,
            item.due,
            item.status,
        )
        for sheet in report.sheets
        for item in sheet.items
    ]
    return Sheet("整改事项", report.title, columns, tuple(rows), tuple(runs(rows, 0)))


def _task_rows(tasks: Sequence[Task]) -> list[tuple[str, ...]]:
    return [
        (
            task.block,
            task.code,
            task.name + ("★" if task.binding else ""),
            task.points,
            task.rule,
            evidence_words(task),
            task.lead,
            task.support,
            task.lost,
            task.due,
        )
        for task in tasks
    ]
