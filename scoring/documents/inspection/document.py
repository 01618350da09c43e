"""评查意见书 as a document: what its templates read, and its workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scoring.documents.inspection.building import has_inspection, inspection_report
from scoring.documents.inspection.model import InspectionReport
from scoring.documents.inspection.one_round import left_aside, of_one_kind, of_round
from scoring.documents.layout import Page
from scoring.documents.self_assessment.model import plain_data
from scoring.documents.sheet import Column, Sheet, runs
from scoring.documents.titles import title_lines
from scoring.documents.word.documents import DocumentWord
from scoring.documents.wording import chinese_number
from scoring.engine import Assessment
from scoring.workspace import Workspace

NO_INSPECTION = (
    "当前轮次还没有核验或模拟的认定，做不了评查意见书。"
    "先用 shifan round new 名称 --kind inspection 新建核验轮次，填写认定。"
)
CUT_HEADS = ("编号", "指标", "自评", "核验", "核减", "失分构成", "理由", "意见", "分歧")
UNTRUE_HEADS = ("佐证", "名称", "认定于", "扣分", "还用在（应逐项复核）")
DISPUTE_HEADS = ("编号", "指标", "各方评分和理由", "相差", "处理")
OPEN_HEADS = ("编号", "指标", "轮次", "评查人员", "情况")
ESTIMATE_HEADS = ("层", "共几项", "抽中", "已核验", "核验分与佐证分之比", "推算所用比例")
RESULT_HEADS = ("编号", "指标", "已核验/应核验", "自评", "佐证", "核验", "与自评相差")
KIND_MARKS = {"base": "", "bonus": "（加分）", "penalty": "（倒扣）"}


def inspection_page(
    workspace: Workspace, assessment: Assessment, today: date, round_id: str = ""
) -> Page:
    """The opinion as a document: of all that was verified, or of one round, issued by its group."""
    if round_id:
        narrowed, found = of_round(workspace, round_id)
        report = inspection_report(narrowed, found, today)
    else:
        narrowed, found = of_one_kind(workspace, assessment)
        report = with_aside(
            inspection_report(narrowed, found, today), left_aside(workspace, narrowed)
        )
    numerals = {number: chinese_number(number) for number in range(1, 100)}
    context = {"report": report, "contents": contents(report), "numerals": numerals}
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


def with_aside(report: InspectionReport, mocks: tuple[str, ...]) -> InspectionReport:
    """The report with a sentence about the mocks that stand beside it and are not part of it."""
    if not mocks:
        return report
    told = f"模拟轮次（{'、'.join(mocks)}）另出意见书，模拟核验分不计入本意见书的核验分。"
    return replace(report, statement=(*report.statement, told))


def fields(report: InspectionReport) -> dict[str, Any]:
    """What a Word template may print: the opinion as JSON has it, with more beside it."""
    data: dict[str, Any] = {**plain_data(report), "title_lines": title_lines(report.title)}
    data["subtitle"] = f"{report.mock}评查，不代替上级核验" if report.mock else ""
    for at, chapter in enumerate(data["chapters"], 1):
        chapter["number"] = chinese_number(at)
    names = report.signatures
    data["signing"] = [[*names[at : at + 2], ""][:2] for at in range(0, len(names), 2)]
    return data


def uninspected(workspace: Workspace) -> str:
    """Why the document cannot be made; "" where it can."""
    return "" if has_inspection(workspace) else NO_INSPECTION


def contents(report: InspectionReport) -> list[tuple[int, str, str]]:
    """The table of contents: level, target, text."""
    cards = [
        (2, chapter.anchor, f"（{chinese_number(at)}）{chapter.title}")
        for at, chapter in enumerate(report.chapters, 1)
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


def result_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """The blocks and the whole under ``RESULT_HEADS``."""
    return [
        (
            line.code,
            line.name + KIND_MARKS[line.kind],
            line.inspected,
            *_scores(line.claimed, line.supported),
            *rest,
        )
        for line in (*report.results, report.total)
        for rest in [_scores(line.verified, line.change)]
    ]


def _scores(*texts: str) -> tuple[str, ...]:
    return tuple(text or "—" for text in texts)


def cut_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """The cuts under ``CUT_HEADS``, the largest first."""
    return [
        (
            line.code,
            line.name,
            line.claimed,
            line.verified,
            line.cut,
            line.causes,
            line.reason,
            line.opinion,
            line.dispute,
        )
        for line in report.cuts
    ]


def untrue_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """Untrue evidence under ``UNTRUE_HEADS``."""
    return [
        (line.id, line.label, line.indicator, line.penalty, line.elsewhere)
        for line in report.untrue
    ]


def dispute_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """What inspectors differ about under ``DISPUTE_HEADS``."""
    return [
        (line.code, line.name, "\n".join(line.views), line.spread, line.state)
        for line in report.disputes
    ]


def open_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """What could not be verified under ``OPEN_HEADS``."""
    return [(line.code, line.name, line.round, line.who, line.text) for line in report.open]


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
        *(Column("板块", 18), Column("编号", 8, centre=True), Column("指标", 30)),
        *(Column(name, 8, number=True) for name in ("满分", "自评", "佐证", "核验", "相差")),
        *(
            Column("意见", 10, centre=True),
            Column("理由", 36),
            Column("核验情况", 44),
            Column("分歧", 24),
            Column("查阅佐证", 18),
            Column("地点和对象", 22),
        ),
        Column("核验轮次和人员", 24),
    )
    mark = (f"{report.track}按各项认定汇总；推算不计入。",)
    first = Sheet(
        "逐项意见", report.title, columns, tuple(opinions), tuple(runs(opinions, 0)), mark
    )
    found = [
        first,
        _sheet(
            "各级汇总",
            report,
            RESULT_HEADS,
            (8, 30, 14, 10, 10, 10, 12),
            result_rows(report),
            (3, 4, 5),
        ),
        _sheet("总分", report, ("项目", report.track), (26, 14), list(report.whole), (1,)),
        _sheet(
            "核减", report, CUT_HEADS, (8, 28, 8, 8, 8, 26, 40, 10, 16), cut_rows(report), (2, 3, 4)
        ),
        _sheet("不实佐证", report, UNTRUE_HEADS, (10, 28, 28, 12, 40), untrue_rows(report)),
        _sheet("需要仲裁", report, DISPUTE_HEADS, (8, 26, 60, 14, 22), dispute_rows(report)),
        _sheet("无法核实", report, OPEN_HEADS, (8, 26, 18, 16, 60), open_rows(report)),
    ]
    if report.estimate:
        rows, lines = list(report.estimate.strata), (*report.estimate.lines, *report.estimate.notes)
        found.append(
            _sheet("推算", report, ESTIMATE_HEADS, (20, 9, 9, 9, 12, 12), rows, notes=lines)
        )
    return tuple(found)


def _sheet(
    name: str,
    report: InspectionReport,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: list[tuple[str, ...]],
    numbers: tuple[int, ...] = (),
    notes: tuple[str, ...] = (),
) -> Sheet:
    columns = tuple(
        Column(head, width, number=at in numbers, centre=width <= 14)
        for at, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    nothing = ("无", *("",) * (len(heads) - 1))
    return Sheet(name, f"{report.title}：{name}", columns, tuple(rows or [nothing]), notes=notes)
