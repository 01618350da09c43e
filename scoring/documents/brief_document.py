"""一页简报: where the county stands, for whoever reads one page. Whatever the names, it is one page
of A4.

Every list has a bound and says what it leaves out; every name has one and shows where it was cut.
Where the page is full even in small type, 本周需要决定 says how many and no longer which ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.brief_decisions import NAMED, UNIT, decisions, units
from scoring.documents.charts.compact import Rate, compact
from scoring.documents.charts.svg import fitted
from scoring.documents.layout import Page
from scoring.documents.summary_sentences import closed_gate, conclusion, span
from scoring.engine import CAUSE_NAMES, CAUSES, Assessment, NodeResult, gaps
from scoring.engine.gaps import at_root
from scoring.rectification.compile_bulletin import totals
from scoring.rectification.state import states
from scoring.values import format_fixed, format_short, percent
from scoring.views.head import BASIS_NAMES, head_view
from scoring.views.indicator import partly_verified
from scoring.views.sheet import Column, Sheet, runs
from scoring.views.veto import blank
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

# Published indexes have 7 to 10 blocks: twelve bars, six rows of two, hold all of those.
SHORTEST, BLOCKS = 5, 12
"""So many 短板, blocks, and units in a sentence."""
NAME, LINE = 72, 250
"""What names and sentences take, in half characters: two lines of a cell, three of the page."""


@dataclass(frozen=True, slots=True)
class ShortBoard:
    """One indicator that loses much: ``lost`` in points of the whole, and why."""

    code: str
    name: str
    unit: str
    lost: str
    why: str


@dataclass(frozen=True, slots=True)
class BlockRate:
    """One block with its score and the rate of its full mark."""

    name: str
    current: str
    applicable: str
    rate: str
    exact: Fraction


@dataclass(frozen=True, slots=True)
class BriefReport:
    """The whole page, as printed. ``figures`` are label, value, unit, remark; ``decide`` and
    ``sure`` sentences.

    ``gate`` says which bonus waits for its gate.
    """

    title: str
    issuer: str
    date: str
    facts: str
    ready: bool
    verdict: str
    figures: tuple[tuple[str, str, str, str], ...]
    blocks: tuple[BlockRate, ...]
    blocks_note: str
    boards: tuple[ShortBoard, ...]
    boards_note: str
    gate: str
    decide: tuple[str, ...]
    sure: tuple[str, ...]


def brief_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The page; ``today`` is its date."""
    report = brief_report(workspace, assessment, today)
    context = {"report": report, "charts": _drawings(report, assessment)}
    return Page(
        report.title,
        report.issuer,
        "brief.html.j2",
        context,
        report,
        (_sheet(report),),
        css=("brief.css",),
        single=True,
        # What the printed page has no room for stands in the workbook, on the screen and in JSON.
        shorter=tuple(
            {**context, "report": replace(report, decide=decide)}
            for decide in shortened(report.decide)
        ),
    )


def brief_report(workspace: Workspace, assessment: Assessment, today: date) -> BriefReport:
    """Everything that the page says."""
    head = head_view(workspace, assessment)
    item_states = states(workspace.ledger, assessment.by_code, workspace.proofs, today)
    boards, boards_note = _boards(workspace, assessment)
    gate = closed_gate(assessment)
    blocks, blocks_note = _blocks(assessment)
    return BriefReport(
        title=f"{fitted(head.county, 40)}示范创建情况一页简报",
        issuer=fitted(head.author, 60),
        date=chinese_date(today),
        facts=fitted(f"{head.tree}　轮次 {head.round}　评估日期 {head.as_of}", 104),
        ready=assessment.ready,
        verdict=_verdict(assessment),
        figures=_figures(workspace, assessment, today),
        blocks=blocks,
        blocks_note=blocks_note,
        boards=boards,
        boards_note=boards_note,
        gate="" if gate is None else f"加分未计：{gate.note}。",
        decide=tuple(
            fitted(sentence, LINE) for sentence in decisions(workspace, assessment, item_states)
        ),
        sure=tuple(fitted(line, LINE) for line in _sure(workspace, assessment)),
    )


def shortened(sentences: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The sentences with one more of them shortened each time, the least grave first."""
    shorter = list(sentences)
    for index in reversed(range(len(shorter))):
        # Before its colon a sentence says what to do and with how many, behind it only which ones.
        what, colon, _ = shorter[index].partition("：")
        if colon:
            shorter[index] = f"{what.rstrip('。')}。"
            yield tuple(shorter)


def _verdict(assessment: Assessment) -> str:
    """One sentence: vetoes first, then the conditions, then the total."""
    barred = [item.veto.name for item in assessment.vetoes if item.triggered]
    unmet = sum(not item.met for item in assessment.verdicts)
    total = f"现分 {format_fixed(assessment.track('current').final)} 分"
    first = "".join(conclusion(assessment)[:-1])
    if barred:
        return f"触发一票否决 {len(barred)} 项（{fitted('；'.join(barred), 60)}），{total}。"
    # Without anything to score conditions may be met for want of nodes:
    # that is no readiness.
    if not assessment.scorable:
        return f"{first}没有可以评分的指标，不能认定具备条件，{total}。"
    if assessment.ready:
        how = "创建条件全部达到" if assessment.verdicts else "指标体系未设创建条件"
        return f"{first}{how}，{total}。"
    return f"{first}尚不具备创建条件：{len(assessment.verdicts)} 项中有 {unmet} 项未达到，{total}。"


def _figures(
    workspace: Workspace, assessment: Assessment, today: date
) -> tuple[tuple[str, str, str, str], ...]:
    now, ledger_totals = assessment.track("current"), totals(workspace.ledger, today)
    met, conditions = sum(item.met for item in assessment.verdicts), len(assessment.verdicts)
    return (
        ("总分（现分）", format_fixed(now.final), "分", fitted(now.grade, 12) or "　"),
        (
            "完成度",
            percent(assessment.completeness, 2),
            "",
            "全部已评" if assessment.low == assessment.high else f"区间 {span(assessment)}",
        ),
        (
            "创建条件",
            f"{met}/{conditions}" if conditions else "—",
            "项" if conditions else "",
            "达到的／全部" if conditions else "没有设条件",
        ),
        (
            "未销号事项",
            str(ledger_totals.items - ledger_totals.closed) if ledger_totals.items else "—",
            "个" if ledger_totals.items else "",
            f"其中逾期 {ledger_totals.overdue} 个" if ledger_totals.items else "没有整改清单",
        ),
    )


def _blocks(assessment: Assessment) -> tuple[tuple[BlockRate, ...], str]:
    """The base blocks in the order of the tree; of very many those that lose most, with a word
    about the others.
    """
    blocks = [
        assessment.by_code[root.code] for root in assessment.tree.roots if root.kind == "base"
    ]
    # A block in which everything is 不适用 has no rate: there is nothing to divide by.
    scored = [item for item in blocks if item.marks.applicable]
    drawn_blocks = scored
    if len(scored) > BLOCKS:
        most = sorted(scored, key=lambda item: -item.marks.losses.total)[:BLOCKS]
        codes = {item.node.code for item in most}
        # Back into the order of the tree, in which readers know the blocks.
        drawn_blocks = [item for item in scored if item.node.code in codes]
    if len(scored) > BLOCKS:
        note = f"共 {len(scored)} 个板块，图上是失分最多的 {BLOCKS} 个。"
    else:
        note = ""
    return tuple(_block(item) for item in drawn_blocks), note


def _block(item: NodeResult) -> BlockRate:
    marks = item.marks
    rate = marks.current / marks.applicable
    return BlockRate(
        item.node.name,
        format_fixed(marks.current),
        format_fixed(marks.applicable),
        percent(rate, 1),
        rate,
    )


def _boards(workspace: Workspace, assessment: Assessment) -> tuple[tuple[ShortBoard, ...], str]:
    """The largest losses, with a word about the rest and the units; none before any assessment."""
    if blank(assessment):
        return (), "还没有一项指标评过，无从比较；认定之后再列。"
    lossy = [
        item for item in assessment.leaves() if item.node.kind == "base" and at_root(item).total
    ]
    lossy.sort(key=lambda item: -at_root(item).total)
    boards = []
    for item in lossy[:SHORTEST]:
        losses = at_root(item)
        why = "、".join(CAUSE_NAMES[cause] for cause in CAUSES if getattr(losses, cause))
        unit = units(item.node.lead)
        boards.append(
            ShortBoard(
                fitted(item.node.code, 10),
                fitted(item.node.name, NAME),
                unit,
                format_fixed(losses.total),
                why,
            )
        )
    shown_loss = sum((at_root(item).total for item in lossy[:SHORTEST]), Fraction(0))
    if not lossy:
        return (), "没有失分。"
    rows = gaps(assessment, "unit", workspace.units)[:NAMED]
    unit_losses = "；".join(f"{fitted(row.key, UNIT)} {format_fixed(row.lost)} 分" for row in rows)
    total_text = (
        f"共 {len(lossy)} 项失 {format_fixed(assessment.losses.total)} 分，"
        f"以上占 {format_fixed(shown_loss)} 分。"
    )
    return tuple(boards), f"{total_text}失分最多的单位：{unit_losses}。"


def _sure(workspace: Workspace, assessment: Assessment) -> Iterator[str]:
    """How far the figures can be relied on: the basis of the points, what is open or unverified."""
    # Official editions publish no points: no page is to be read without
    # what they rest on.
    basis = BASIS_NAMES[assessment.tree.points_basis]
    if assessment.tree.points_basis == "published":
        official = ""
    else:
        official = "，不是发布机关公布的分值，仅供自查"
    yield f"分值来源：{basis}{official}。"
    verified = assessment.totals["verified"]
    if verified is None:
        checked = "没有经过核验，现分是有佐证支撑的自评分"
    elif assessment.only_mock:
        checked = "只经过模拟测评，没有正式核验"
    elif partly_verified(assessment):
        checked = "部分指标经过核验"
    else:
        checked = "全部指标经过核验"
    open_ = assessment.losses.unassessed
    if open_:
        rest = (
            f"；未评 {format_fixed(open_)} 分，定分后总分在 {format_fixed(assessment.low)} 至 "
            f"{format_fixed(assessment.high)} 之间"
        )
    else:
        rest = ""
    yield f"{checked}{rest}。"
    if workspace.errors:
        yield f"数据有 {len(workspace.errors)} 处错误，数字仅供内部核对。"


def _drawings(report: BriefReport, assessment: Assessment) -> dict[str, Markup]:
    now, root = assessment.track("current"), assessment.root
    # With bonus a total may lie above the full mark, and must still stand on the scale.
    scale = max(root.full, now.final, assessment.high)
    grades = [grade for grade in assessment.tree.head.grades if 0 < grade.lowest <= scale]
    strip = charts.Strip(
        now.final,
        format_fixed(now.final),
        assessment.low,
        format_fixed(assessment.low),
        assessment.high,
        format_fixed(assessment.high),
        scale,
        format_fixed(root.full),
        tuple(
            (grade.lowest, f"{fitted(grade.name, 12)} {format_short(grade.lowest)}")
            for grade in grades[:6]
        ),
    )
    rates = [
        Rate(block.name, block.exact, f"{block.current}/{block.applicable}")
        for block in report.blocks
    ]
    return {
        "strip": charts.strip(strip, "总分"),
        "blocks": compact(rates, "各部分得分") if rates else Markup(""),
    }


def _sheet(report: BriefReport) -> Sheet:
    """The same as rows: what, whose or where, figure, remark."""
    rows = [("结论", report.verdict, "", "")]
    rows += [
        ("数字", label, f"{value} {unit}".strip(), remark.strip())
        for label, value, unit, remark in report.figures
    ]
    rows += [("数字", report.gate, "", "")] if report.gate else []
    rows += [
        ("板块", block.name, f"{block.current}/{block.applicable}", block.rate)
        for block in report.blocks
    ]
    rows += [
        ("短板", f"{board.code} {board.name}", board.lost, f"{board.unit}：{board.why}")
        for board in report.boards
    ]
    rows += [("本周需要决定", line, "", "") for line in report.decide]
    rows += [("可靠程度", line, "", "") for line in report.sure]
    columns = (
        Column("类别", 14, centre=True),
        Column("内容", 70),
        Column("数值", 16, centre=True),
        Column("说明", 40),
    )
    notes = tuple(line for line in (report.boards_note, report.blocks_note, report.facts) if line)
    return Sheet("一页简报", report.title, columns, tuple(rows), tuple(runs(rows, 0)), notes)
