"""评查意见书 as a document: what its template reads, its workbook and its letter for Word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from scoring.engine import Assessment
from scoring.reporting.inspection_model import InspectionReport, OpinionCard
from scoring.reporting.inspection_report import has_inspection, inspection_report
from scoring.reporting.layout import Page
from scoring.reporting.letter import Grid, Letter, Part, Text
from scoring.reporting.sheet import Column, Sheet, runs
from scoring.reporting.wording import chinese_number
from scoring.workspace import Workspace

NO_INSPECTION = (
    "当前轮次还没有核验或模拟的认定，做不了评查意见书。"
    "先用 shifan round new 名称 --kind inspection 新建核验轮次，填写认定。"
)
CUT_HEADS = ("编号", "指标", "自评", "核验", "核减", "失分构成", "理由", "意见")
UNTRUE_HEADS = ("佐证", "名称", "认定于", "扣分", "还用在（应逐项复核）")
DISPUTE_HEADS = ("编号", "指标", "各方评分和理由", "相差", "处理")
OPEN_HEADS = ("编号", "指标", "轮次", "评查人员", "情况")
ROUND_HEADS = ("轮次", "种类", "评估日", "评查人员", "评出")
STRATA_HEADS = ("层", "共几项", "抽中", "已核验")
ESTIMATE_HEADS = ("层", "共几项", "抽中", "已核验", "成立比例", "推算所用")
RESULT_HEADS = ("编号", "指标", "已核验/应核验", "自评", "佐证", "核验", "与自评相差")
VISIT_HEADS = ("地点", "访谈、抽考的对象", "指标", "评查人员")
KIND_MARKS = {"base": "", "bonus": "（加分）", "penalty": "（倒扣）"}


def inspection_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The opinion as a document."""
    report = inspection_report(workspace, assessment, today)
    numerals = {number: chinese_number(number) for number in range(1, 100)}
    context = {"report": report, "contents": contents(report), "numerals": numerals}
    css = ("forms.css", "inspection.css")
    letter = Letter(tuple(_apart(_letter(report))))
    return Page(report.title, report.issuer, "inspection.html.j2", context, report, sheets(report), css, letter)


def uninspected(workspace: Workspace) -> str:
    """Why the document cannot be made; "" where it can."""
    return "" if has_inspection(workspace) else NO_INSPECTION


def contents(report: InspectionReport) -> list[tuple[int, str, str]]:
    """The table of contents: level, target, text."""
    cards = [
        (2, chapter.anchor, f"（{chinese_number(at)}）{chapter.title}") for at, chapter in enumerate(report.chapters, 1)
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
        (line.code, line.name + KIND_MARKS[line.kind], line.inspected, *_scores(line.claimed, line.supported), *rest)
        for line in (*report.results, report.total)
        for rest in [_scores(line.verified, line.change)]
    ]


def _scores(*texts: str) -> tuple[str, ...]:
    return tuple(text or "—" for text in texts)


def cut_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """The cuts under ``CUT_HEADS``, the largest first."""
    return [
        (line.code, line.name, line.claimed, line.verified, line.cut, line.causes, line.reason, line.opinion)
        for line in report.cuts
    ]


def untrue_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """Untrue evidence under ``UNTRUE_HEADS``."""
    return [(line.id, line.label, line.indicator, line.penalty, line.elsewhere) for line in report.untrue]


def dispute_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """What inspectors differ about under ``DISPUTE_HEADS``."""
    return [(line.code, line.name, "\n".join(line.views), line.spread, line.state) for line in report.disputes]


def open_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """What could not be verified under ``OPEN_HEADS``."""
    return [(line.code, line.name, line.round, line.who, line.text) for line in report.open]


def round_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """The rounds under ``ROUND_HEADS``."""
    return [(line.id, line.kind, line.date, line.who, line.count) for line in report.rounds]


def visit_rows(report: InspectionReport) -> list[tuple[str, ...]]:
    """Places and people under ``VISIT_HEADS``."""
    return [(line.place, line.people, line.indicators, line.who) for line in report.visits]


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
        *(Column("意见", 10, centre=True), Column("理由", 36), Column("查阅佐证", 18), Column("地点和对象", 22)),
        Column("核验轮次和人员", 24),
    )
    mark = (f"{report.track}按各项认定汇总；推算不计入。",)
    first = Sheet("逐项意见", report.title, columns, tuple(opinions), tuple(runs(opinions, 0)), mark)
    found = [
        first,
        _sheet("各级汇总", report, RESULT_HEADS, (8, 30, 14, 10, 10, 10, 12), result_rows(report), (3, 4, 5)),
        _sheet("总分", report, ("项目", report.track), (26, 14), list(report.whole), (1,)),
        _sheet("核减", report, CUT_HEADS, (8, 28, 8, 8, 8, 26, 40, 10), cut_rows(report), (2, 3, 4)),
        _sheet("不实佐证", report, UNTRUE_HEADS, (10, 28, 28, 12, 40), untrue_rows(report)),
        _sheet("需要仲裁", report, DISPUTE_HEADS, (8, 26, 60, 14, 22), dispute_rows(report)),
        _sheet("无法核实", report, OPEN_HEADS, (8, 26, 18, 16, 60), open_rows(report)),
    ]
    if report.estimate:
        rows = list(report.estimate.strata)
        found.append(_sheet("推算", report, ESTIMATE_HEADS, (20, 9, 9, 9, 12, 12), rows, notes=report.estimate.lines))
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


def _letter(report: InspectionReport) -> list[Part]:
    parts: list[Part] = [Text("title", report.title), Text("number", f"{report.issuer}　{report.date}")]
    if report.faults:
        parts.append(Text("note", f"注意：{report.faults}"))
    parts += [Text("body", line) for line in report.statement]
    told = {label for label, _ in report.basis}
    facts = (*(pair for pair in report.facts if pair[0] not in told), *report.basis)
    parts += [Text("h1", "一、评查依据和范围"), _facts(facts)]
    parts.append(Grid(ROUND_HEADS, (20, 16, 22, 30, 20), tuple(round_rows(report)), (1, 2)))
    for sample in report.samples:
        parts += [Text("h2", f"抽样（{sample.round}）"), _facts(sample.facts)]
        parts.append(Grid(STRATA_HEADS, (40, 14, 14, 14), sample.strata, (1, 2, 3)))
    parts += [Text("h1", "二、评查方法和过程"), *(Text("body", line) for line in report.process)]
    if report.visits:
        parts.append(Grid(VISIT_HEADS, (34, 34, 26, 20), tuple(visit_rows(report))))
    parts += [Text("h1", "三、评查结果")]
    parts.append(Grid(RESULT_HEADS, (9, 46, 17, 13, 13, 13, 15), tuple(result_rows(report)), (0, 2, 3, 4, 5, 6)))
    if report.whole:
        parts.append(
            Text("body", f"{report.track}：" + "，".join(f"{name} {text}" for name, text in report.whole) + "。")
        )
    parts.append(Text("body", "意见：" + "，".join(f"{name} {count} 项" for name, count in report.opinions) + "。"))
    parts += _listed("核减的指标", CUT_HEADS, (10, 32, 11, 11, 11, 24, 40, 13), cut_rows(report), "没有核减的指标。")
    parts += _listed("不实佐证", UNTRUE_HEADS, (12, 32, 32, 14, 40), untrue_rows(report), "没有认定不实的佐证。")
    if report.estimate:
        parts += [Text("h2", "推算（不是核验分）"), *(Text("body", line) for line in report.estimate.lines)]
        parts.append(Grid(ESTIMATE_HEADS, (30, 12, 12, 12, 16, 16), report.estimate.strata, (1, 2, 3, 4, 5)))
    parts.append(Text("h1", "四、逐项评查意见"))
    for at, chapter in enumerate(report.chapters, 1):
        parts.append(Text("h2", f"（{chinese_number(at)}）{chapter.title}"))
        for card in chapter.cards:
            parts.append(_card(card))
    if not report.chapters:
        parts.append(Text("body", "还没有评出分数的指标。"))
    parts.append(Text("h1", "五、需要仲裁和无法核实的事项"))
    nobody = "各评查人员没有不一致的评分。"
    parts += _listed("评分不一致的事项", DISPUTE_HEADS, (10, 28, 60, 16, 22), dispute_rows(report), nobody)
    parts += _listed("无法核实和没有评完的事项", OPEN_HEADS, (10, 28, 20, 16, 56), open_rows(report), "没有。")
    parts += [Text("h1", "六、意见和签字"), _facts((("评查组意见", "\n\n"), ("被评查单位意见", "\n\n")))]
    names = report.signatures
    signing = tuple((names[at], "\n", names[at + 1], "\n") for at in range(0, len(names), 2))
    return [*parts, Grid((), (30, 40, 30, 40), signing)]


def _apart(parts: list[Part]) -> Iterator[Part]:
    """The parts with a small line between two tables, which Word would else make one of."""
    for before, part in pairwise((None, *parts)):
        if isinstance(before, Grid) and isinstance(part, Grid):
            yield Text("note")
        if part is not None:
            yield part


def _facts(pairs: tuple[tuple[str, str], ...]) -> Grid:
    return Grid((), (26, 110), tuple(pairs))


def _listed(
    title: str, heads: tuple[str, ...], widths: tuple[float, ...], rows: list[tuple[str, ...]], nothing: str
) -> list[Part]:
    head = Text("h2", title)
    return [head, Grid(heads, widths, tuple(rows))] if rows else [head, Text("body", nothing)]


def _card(card: OpinionCard) -> Grid:
    opened = "\n".join(
        " ".join(
            part for part in (line.id, line.label, line.doc_no, line.date, "（不实）" if line.untrue else "") if part
        )
        for line in card.opened
    )
    rows = (
        ("指标", f"{card.code}　{card.name}"),
        ("评分", "　".join(f"{name} {value}" for name, value in card.figures)),
        ("标准", "\n".join(part for part in (card.text, card.rule, card.marks) if part)),
        ("自评", card.claim),
        ("查阅佐证", "\n".join(part for part in (opened, card.others) if part) or "没有写查阅了哪些佐证"),
        ("核验", "\n".join(part for part in (card.found, card.why, card.spot) if part)),
        ("意见", f"{card.opinion}：{card.reason}"),
        ("评查", card.who),
    )
    return Grid((), (18, 118), rows)
