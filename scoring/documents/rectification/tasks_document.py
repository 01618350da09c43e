"""任务分解表和交办单 as a page and as sheets; what they say is built in ``tasks_report``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scoring.documents.layout import Page
from scoring.documents.rectification.tasks import Task, TasksReport, tasks_report
from scoring.documents.sheet import Column, Sheet, runs
from scoring.engine import Assessment
from scoring.workspace import Workspace


def tasks_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The table and the letters as one document."""
    report = tasks_report(workspace, assessment, today)
    css = ("landscape.css", "forms.css")
    context = {"report": report}
    return Page(report.title, report.issuer, "tasks.html.j2", context, report, _sheets(report), css)


def evidence_words(task: Task) -> str:
    """What proves a task, and what of it is missing, as lines."""
    lines = list(task.wanted) or ["不要求佐证"]
    return "\n".join([*lines, *(f"【缺】{line}" for line in task.missing)])


def _sheets(report: TasksReport) -> tuple[Sheet, ...]:
    summary = Sheet(
        "各单位",
        report.title,
        (
            Column("序号", 7, centre=True),
            Column("单位", 28),
            *(
                Column(name, 10, number=True)
                for name in ("牵头指标", "责任指标", "失分", "占比", "缺佐证", "整改事项")
            ),
        ),
        tuple(
            (u.number, u.unit, u.led, u.helped, u.lost, u.part, u.missing, u.items)
            for u in report.units
        ),
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
    parts = Sheet(
        "任务分解表", report.title, columns, tuple(rows), tuple(runs(rows, 0)), ("★ 约束性指标。",)
    )
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
