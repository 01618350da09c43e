"""评查意见书 as a document: what its templates read, and its workbook."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring.documents.inspection.building import has_inspection, inspection_report
from scoring.documents.inspection.model import (
    CutLine,
    DisputeLine,
    EstimateLines,
    InspectionReport,
    OpenLine,
    ResultLine,
    UntrueLine,
)
from scoring.documents.inspection.one_round import left_aside, of_one_kind, of_round
from scoring.documents.layout import Page
from scoring.documents.plain import plain_data
from scoring.documents.titles import title_lines
from scoring.documents.word.documents import DocumentWord
from scoring.engine import Assessment
from scoring.rounds.photos import state_of
from scoring.views.columns import columns_of, sheet_of
from scoring.views.sheet import Column, Sheet, runs
from scoring.views.words import chinese_number
from scoring.workspace import Workspace

NO_INSPECTION = (
    "当前轮次还没有核验或模拟的认定，做不了评查意见书。"
    "先用 shifan round new 名称 --kind inspection 新建核验轮次，填写认定。"
)
ESTIMATE_COLUMNS = (
    Column("层", 20),
    *(Column(name, 9, centre=True) for name in ("共几项", "抽中", "已核验")),
    *(Column(name, 12, centre=True) for name in ("核验分与佐证分之比", "推算所用比例")),
)


def inspection_page(
    workspace: Workspace, assessment: Assessment, today: date, round_id: str = ""
) -> Page:
    """The opinion as a document: of all that was verified, or of one round, issued by its group."""
    if round_id:
        narrowed, narrowed_assessment = of_round(workspace, round_id)
        report = inspection_report(narrowed, narrowed_assessment, today)
    else:
        narrowed, narrowed_assessment = of_one_kind(workspace, assessment)
        report = with_aside(
            inspection_report(narrowed, narrowed_assessment, today), left_aside(workspace, narrowed)
        )
    # WeasyPrint has no counter style for 一、二、三: the template numbers by itself.
    numerals = {number: chinese_number(number) for number in range(1, 100)}
    context = {
        "report": report,
        "columns": {
            "untrue": columns_of(UntrueLine),
            "disputes": columns_of(DisputeLine),
            "open": columns_of(OpenLine),
        },
        "contents": contents(report),
        "numerals": numerals,
        "pictures": pictures(report, workspace.path),
    }
    css = ("forms.css", "inspection.css")
    word = DocumentWord(report, fields)
    return Page(
        report.title,
        report.issuer,
        "inspection.html.j2",
        context,
        report,
        sheets(report),
        css,
        word=word,
    )


def pictures(report: InspectionReport, folder: Path) -> dict[str, str]:
    """The photographs of the marks as addresses that hold them; one that is not there any more, or
    is another file now, is left out.
    """
    addresses: dict[str, str] = {}
    for chapter in report.chapters:
        for card in chapter.cards:
            for photo in card.photos:
                path = folder / photo.file
                # A photograph is named by its digest, so that its name says whether it is
                # still the same one.
                if state_of(path, path.stem) == "ok":
                    # Written into the page: it is sent as one file, and the printer
                    # fetches nothing but ``data:``.
                    content = base64.b64encode(path.read_bytes()).decode("ascii")
                    addresses[photo.file] = f"data:image/jpeg;base64,{content}"
    return addresses


def with_aside(report: InspectionReport, mocks: tuple[str, ...]) -> InspectionReport:
    """The report with a sentence about the mocks that stand beside it and are not part of it."""
    if not mocks:
        return report
    text = f"模拟轮次（{'、'.join(mocks)}）另出意见书，模拟核验分不计入本意见书的核验分。"
    return replace(report, statement=(*report.statement, text))


def fields(report: InspectionReport) -> dict[str, Any]:
    """What a Word template may print: the opinion as JSON has it, with more beside it."""
    data: dict[str, Any] = {**plain_data(report), "title_lines": title_lines(report.title)}
    data["subtitle"] = f"{report.mock}评查，不代替上级核验" if report.mock else ""
    for index, chapter in enumerate(data["chapters"], 1):
        chapter["number"] = chinese_number(index)
    names = report.signatures
    data["signing"] = [[*names[index : index + 2], ""][:2] for index in range(0, len(names), 2)]
    return data


def uninspected(workspace: Workspace) -> str:
    """Why the document cannot be made; "" where it can."""
    if has_inspection(workspace):
        return ""
    return NO_INSPECTION


def contents(report: InspectionReport) -> list[tuple[int, str, str]]:
    """The table of contents: level, target, text."""
    cards = [
        (2, chapter.anchor, f"（{chinese_number(index)}）{chapter.title}")
        for index, chapter in enumerate(report.chapters, 1)
    ]
    return [
        (1, "o-1", "一、评查依据和范围"),
        (1, "o-2", "二、评查方法和过程"),
        (1, "o-3", "三、评查结果"),
        (1, "o-4", "四、逐项评查意见"),
        *cards,
        (1, "o-5", "五、需要仲裁和无法核实的事项"),
        (1, "o-6", "六、意见和签字"),
    ]


def sheets(report: InspectionReport) -> tuple[Sheet, ...]:
    """The workbook: one row for each opinion, the totals, and what is still to be done."""
    opinions = [
        (
            chapter.title,
            card.code,
            card.name,
            *(value for _, value in card.figures),
            card.opinion,
            card.reason,
            "；".join(part for part in (card.found, card.why) if part),
            card.dispute,
            "、".join(line.id for line in card.opened),
            card.spot,
            card.who,
        )
        for chapter in report.chapters
        for card in chapter.cards
    ]
    columns = (
        Column("板块", 18),
        Column("编号", 8, centre=True),
        Column("指标", 30),
        *(Column(name, 8, number=True) for name in ("满分", "自评", "佐证", "核验", "相差")),
        Column("意见", 10, centre=True),
        Column("理由", 36),
        Column("核验情况", 44),
        Column("分歧", 24),
        Column("查阅佐证", 18),
        Column("地点和对象", 22),
        Column("核验轮次和人员", 24),
    )
    mark = (f"{report.track}按各项认定汇总；推算不计入。",)
    first = Sheet(
        "逐项意见", report.title, columns, tuple(opinions), tuple(runs(opinions, 0)), mark
    )
    tables: tuple[tuple[str, type, Sequence[object]], ...] = (
        ("核减", CutLine, report.cuts),
        ("不实佐证", UntrueLine, report.untrue),
        ("需要仲裁", DisputeLine, report.disputes),
        ("无法核实", OpenLine, report.open),
    )
    whole = (Column("项目", 26), Column(report.track, 14, number=True, centre=True))
    return (
        first,
        _sheet("各级汇总", report, ResultLine, (*report.results, report.total)),
        Sheet("总分", f"{report.title}：总分", whole, report.whole or (("无", ""),)),
        *(_sheet(name, report, kind, lines) for name, kind, lines in tables),
        *((_estimate_sheet(report, report.estimate),) if report.estimate else ()),
    )


def _sheet(name: str, report: InspectionReport, kind: type, lines: Iterable[object]) -> Sheet:
    return sheet_of(name, f"{report.title}：{name}", kind, lines, nothing="无")


def _estimate_sheet(report: InspectionReport, estimate: EstimateLines) -> Sheet:
    rows = estimate.strata or (("无", *("",) * (len(ESTIMATE_COLUMNS) - 1)),)
    notes = (*estimate.lines, *estimate.notes)
    return Sheet("推算", f"{report.title}：推算", ESTIMATE_COLUMNS, rows, notes=notes)
