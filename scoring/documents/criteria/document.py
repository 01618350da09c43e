"""创建条件对照表: each condition with what it asks, what there is, who stands in the way and what
would mend it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from scoring.documents.charts.svg import fitted
from scoring.documents.criteria.gaps import GapLine, Remedying, condition_gap, gate_note, lines_of
from scoring.documents.criteria.projected_verdicts import outlook
from scoring.documents.layout import Page
from scoring.documents.summary_sentences import conclusion, span, tentative
from scoring.engine import Assessment
from scoring.engine.criteria import NO_LEDGER
from scoring.indicators.criteria import NoVeto
from scoring.values import first_few, format_fixed, percent
from scoring.views.columns import cells_of_line, columns_of, pick, sheet_of
from scoring.views.criterion import verdict_word
from scoring.views.head import BASIS_NAMES, head_view
from scoring.views.sheet import Column, Sheet, runs
from scoring.views.veto import VetoView, veto_views
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

NAMED = 3
"""So many of those that stand in the way are named in the table itself; the others are counted."""
LISTED = 12
"""So many lines of one condition stand in the annex; workbook, Word and JSON hold them all."""
MARKS = {"已触发": "× 已触发", "未触发": "√ 未触发", "未填写": "待填写"}
SHORT, LONG, NAME, HOW = 120, 320, 400, 1600
"""What names and sentences take at most where they are printed, in half characters: in the table,
then in the annex, where a row may go on overleaf. Texts of ordinary length are never cut."""
HELD = {False: "已达到", True: "暂计达到，尚无内容可查"}
"""What stands in the last column for a condition that is met; the second where there is nothing to
judge it by."""


def _met_cell(line: CriterionLine) -> str:
    return f"{'√' if line.met else '×'} {verdict_word(line.met)}"


def _gap_cell(line: CriterionLine) -> str:
    return "。".join(part for part in (line.gap, line.gate) if part)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One condition. ``gap`` is what is lacking; ``failing`` all that stands in the way, with its
    remedy each, and ``rest`` what of it is not printed.

    ``gate`` says which bonus of a short total waits for its gate. ``named`` and ``mend`` are the
    short words of the table, ``projected`` the verdict if the ledger is kept.
    """

    id: Annotated[str, Column("编号", 8, centre=True)]
    text: Annotated[str, Column("条件", 34)]
    source: Annotated[str, Column("来源", 22)]
    required: Annotated[str, Column("要求", 16, centre=True)]
    actual: Annotated[str, Column("实际", 16, centre=True)]
    met: Annotated[bool, Column("结论", 10, centre=True, cell=_met_cell)]
    gap: Annotated[str, Column("差额", 18, cell=_gap_cell)]
    gate: str
    named: Annotated[
        tuple[str, ...], Column("差在哪里（单位）", 40, cell=lambda line: "；".join(line.named))
    ]
    mend: Annotated[str, Column("怎样补", 24)]
    projected: Annotated[str, Column("如期整改后", 18)]
    failing: tuple[GapLine, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class CriteriaReport:
    """The whole table, as printed. ``figures`` are label, value, unit, remark."""

    title: str
    issuer: str
    date: str
    ready: bool
    facts: tuple[tuple[str, str], ...]
    conclusion: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str], ...]
    vetoes: tuple[VetoView, ...]
    conditions: tuple[CriterionLine, ...]
    outlook: str
    notes: tuple[str, ...]


def criteria_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The table as a document; ``today`` is its date, and the day from which the due dates are
    looked at.
    """
    report = criteria_report(workspace, assessment, today)
    # Only the page is shortened: the figures for programs and the sheets hold every line and name.
    printed = replace(
        report,
        vetoes=tuple(_printed_veto(veto) for veto in report.vetoes),
        conditions=tuple(_printed(line) for line in report.conditions),
    )
    context = {"report": printed, "columns": {"gaps": columns_of(GapLine)}}
    return Page(
        report.title,
        report.issuer,
        "criteria.html.j2",
        context,
        report,
        _sheets(report),
        ("landscape.css", "forms.css"),
    )


def criteria_report(workspace: Workspace, assessment: Assessment, today: date) -> CriteriaReport:
    """Everything that the table says."""
    head, now = head_view(workspace, assessment), assessment.track("current")
    remedying = Remedying.of(workspace, assessment)
    projected, told = outlook(workspace, assessment, today)
    lines = tuple(
        _line(verdict_at, workspace, assessment, remedying, projected)
        for verdict_at in range(len(assessment.verdicts))
    )
    met = sum(line.met for line in lines)
    hollow = tentative(assessment)
    aside = f"，暂计 {len(hollow)} 项" if hollow else ""
    triggered = sum(item.triggered is not None for item in assessment.vetoes)
    return CriteriaReport(
        title=f"{head.county}创建条件对照表",
        issuer=head.author,
        date=chinese_date(today),
        ready=assessment.ready,
        facts=(
            ("评查对象", head.county),
            ("指标体系", head.tree),
            *head.scope,
            ("轮次", head.round),
            ("评估日期", head.as_of),
            ("分值来源", BASIS_NAMES[assessment.tree.points_basis]),
        ),
        conclusion=conclusion(assessment),
        figures=(
            (
                "达到的条件",
                f"{met}/{len(lines)}",
                "项",
                f"未达到 {len(lines) - met} 项{aside}",
            ),
            ("触发的否决事项", str(triggered), "项", f"共设 {len(assessment.vetoes)} 项"),
            ("总分（现分）", format_fixed(now.final), "分", now.grade or "　"),
            (
                "完成度",
                percent(assessment.completeness, 2),
                "",
                f"可能区间 {span(assessment)}" if assessment.low != assessment.high else "全部已评",
            ),
        ),
        vetoes=veto_views(assessment),
        conditions=lines,
        outlook=told,
        notes=(
            "实际值按未取整的数与要求比较；差额向上取到 0.01。",
            "差在哪里：总分和得分率一类的条件，按失分由大到小列到补足为止（加分门槛未到的，"
            "算上到门槛后计入的加分）；其余的全部列出。单位为牵头单位。",
            "如期整改后：整改清单里的事项都在各自时限前（含已逾期的，按当天）整改到位时的结论，"
            "不是预测。",
        ),
    )


def _line(
    at: int,
    workspace: Workspace,
    assessment: Assessment,
    remedying: Remedying,
    projected: Mapping[str, str],
) -> CriterionLine:
    verdict, criterion = assessment.verdicts[at], assessment.tree.criteria[at]
    hollow = tentative(assessment)
    failing = (
        () if verdict.met else tuple(lines_of(criterion, verdict, workspace, assessment, remedying))
    )
    # The node that fails is what the condition names; its leaves stand in the annex.
    shown = [line for line in failing if line.head] or failing
    named = [_named(line) for line in shown[:NAMED]]
    if len(shown) > NAMED:
        named.append(f"等 {len(shown)} 项")
    silent = verdict.id in hollow and isinstance(criterion, NoVeto)
    return pick(
        CriterionLine,
        verdict,
        # A veto that nobody mentions counts as not triggered; it must not read as
        # if somebody had looked.
        actual="尚未填写" if silent else verdict.actual,
        gap="" if verdict.met else condition_gap(criterion, verdict, assessment),
        gate="" if verdict.met else gate_note(criterion, assessment),
        named=tuple(named),
        mend=_mend(failing),
        projected=projected.get(verdict.id, NO_LEDGER)
        if not verdict.met
        else HELD[verdict.id in hollow],
        failing=failing,
    )


def _named(line: GapLine) -> str:
    """One that stands in the way, in short; the problem of an item stands in the annex."""
    own = line.items == (line.code,)
    parts = [line.code if own else f"{line.code} {fitted(line.name, SHORT)}", line.gap]
    return "，".join(part for part in parts if part) + (
        f"（{fitted(line.unit, SHORT)}）" if line.unit else ""
    )


def _printed(line: CriterionLine) -> CriterionLine:
    """The condition with every text short enough for a row that stays on its page; longer ones show
    where they end.
    """
    failing = tuple(
        replace(
            gap,
            name=fitted(gap.name, NAME),
            unit=fitted(gap.unit, NAME),
            how=fitted(gap.how, HOW),
            why=fitted(gap.why, NAME),
        )
        for gap in line.failing[:LISTED]
    )
    rest = len(line.failing) - len(failing)
    if rest:
        note = f"；共 {len(line.failing)} 行，这里印前 {LISTED} 行，全部见本表的 Excel 或 Word 文件"
    else:
        note = ""
    return replace(
        line,
        text=fitted(line.text, LONG),
        source=fitted(line.source, LONG),
        failing=failing,
        rest=note,
    )


def _printed_veto(veto: VetoView) -> VetoView:
    return replace(veto, name=fitted(veto.name, LONG), detail=fitted(veto.detail, LONG))


def _mend(failing: Sequence[GapLine]) -> str:
    """Which items of the ledger would mend a condition, and how many of its lines have none."""
    items = list(dict.fromkeys(ident for line in failing for ident in line.items))
    alone = sum(not line.items and not line.head for line in failing)
    parts = []
    if items:
        parts.append(f"清单 {first_few(items, NAMED, '等 {count} 个')}")
    if alone:
        parts.append(f"{alone} 项未列入清单" if items else f"{alone} 项，办法见附表")
    return "；".join(parts)


def _sheets(report: CriteriaReport) -> tuple[Sheet, ...]:
    rows: list[tuple[str, ...]] = []
    for veto in report.vetoes:
        named = ("一票否决", veto.code, veto.name, "", "不得触发")
        rows.append((*named, veto.told, MARKS[veto.state], "", veto.effect, "", ""))
    rows += [("创建条件", *cells_of_line(line)) for line in report.conditions]
    columns = (Column("类别", 10, centre=True), *columns_of(CriterionLine))
    notes = (
        "".join(report.conclusion),
        *((report.outlook,) if report.outlook else ()),
        *report.notes,
        "填表人：　　　　　　　审核人：　　　　　　　单位负责人（盖章）："
        "　　　　　　　　　　年　　月　　日",
    )
    rows = rows or [("", "", "指标体系未设否决事项和创建条件", *("",) * 8)]
    first = Sheet("创建条件对照表", report.title, columns, tuple(rows), tuple(runs(rows, 0)), notes)
    annex = [(line, gap) for line in report.conditions for gap in line.failing]
    if not annex:
        return (first,)
    second = sheet_of(
        "未达到的条件",
        "附表　未达到的条件差在哪里、怎样补",
        GapLine,
        [gap for _, gap in annex],
        before=(Column("条件", 26),),
        beside=[(f"{line.id} {line.text}",) for line, _ in annex],
        merged=1,
    )
    return first, second
