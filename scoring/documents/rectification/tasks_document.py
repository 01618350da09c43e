"""任务分解表和交办单 as a page and as sheets; what they say is built in ``tasks_report``."""

from __future__ import annotations

from datetime import date

from scoring.documents.layout import Page
from scoring.documents.rectification.tasks import (
    Task,
    TaskItem,
    TasksReport,
    UnitLine,
    tasks_report,
)
from scoring.engine import Assessment
from scoring.views.columns import sheet_of
from scoring.views.sheet import Column, Sheet
from scoring.workspace import Workspace


def tasks_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The table and the letters as one document."""
    report = tasks_report(workspace, assessment, today)
    css = ("landscape.css", "forms.css")
    context = {"report": report}
    return Page(report.title, report.issuer, "tasks.html.j2", context, report, _sheets(report), css)


def _sheets(report: TasksReport) -> tuple[Sheet, ...]:
    title, unit = report.title, (Column("单位", 16, centre=True),)
    own = [(sheet.unit, task) for sheet in report.sheets for task in sheet.led]
    items = [(sheet.unit, item) for sheet in report.sheets for item in sheet.items]
    return (
        sheet_of("各单位", title, UnitLine, report.units, notes=(report.balance,)),
        sheet_of("任务分解表", title, Task, report.tasks, merged=1, notes=("★ 约束性指标。",)),
        sheet_of(
            "按单位",
            title,
            Task,
            [task for _, task in own],
            before=unit,
            beside=[(name,) for name, _ in own],
            merged=1,
            notes=("失分是各单位分摊后的数。",),
        ),
        sheet_of(
            "整改事项",
            title,
            TaskItem,
            [item for _, item in items],
            before=(Column("单位", 18, centre=True),),
            beside=[(name,) for name, _ in items],
            merged=1,
        ),
    )
