"""一页简报: where the county stands, for whoever reads one page. Whatever the names, it is one page of A4.

Every list has a bound and says what it leaves out; every name has one and shows where it was cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from scoring.engine import CAUSE_NAMES, CAUSES, Assessment, NodeResult, gaps
from scoring.engine.gaps import at_root
from scoring.rectification.state import VETO_MARK, ItemState, states
from scoring.rectification.weekly import totals
from scoring.reporting import charts
from scoring.reporting.charts.compact import Rate, compact
from scoring.reporting.charts.drawing import fitted
from scoring.reporting.layout import Page
from scoring.reporting.rectification.letter import Grid, Letter, Text
from scoring.reporting.sheet import Column, Sheet, runs
from scoring.reporting.tables import BASIS_NAMES, partly_verified
from scoring.reporting.wording import chinese_date
from scoring.values import percent, plain, rounded
from scoring.workspace import Workspace

SHORTEST, BLOCKS, NAMED = 5, 12, 3
"""So many 短板, blocks, and items or units in a sentence."""
NAME, UNIT, LINE = 36, 22, 166
"""What names, units and sentences take at most, in half characters."""


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
    """The whole page, as printed. ``figures`` are label, value, unit, remark; ``decide`` and ``sure`` sentences."""

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
        letter=Letter(tuple(_letter(report))),
    )


def brief_report(workspace: Workspace, assessment: Assessment, today: date) -> BriefReport:
    """Everything that the page says."""
    assert workspace.head is not None
    head, current = workspace.head, assessment.round
    found = states(workspace.ledger, assessment.by_code, workspace.proofs, today)
    boards, boards_note = _boards(assessment)
    blocks, blocks_note = _blocks(assessment)
    return BriefReport(
        title=f"{fitted(head.name, 40)}示范创建情况一页简报",
        issuer=fitted(head.report.issuer or current.head.assessor or head.name, 60),
        date=chinese_date(today),
        facts=fitted(f"{assessment.tree.title}　轮次 {current.id}　评估日期 {chinese_date(current.head.as_of)}", 100),
        ready=assessment.ready,
        verdict=_verdict(assessment),
        figures=_figures(workspace, assessment, today),
        blocks=blocks,
        blocks_note=blocks_note,
        boards=boards,
        boards_note=boards_note,
        decide=tuple(fitted(line, LINE) for line in _decide(workspace, assessment, found)),
        sure=tuple(fitted(line, LINE) for line in _sure(workspace, assessment)),
    )


def _verdict(assessment: Assessment) -> str:
    """One sentence: vetoes first, then the conditions, then the total."""
    barred = [item.veto.name for item in assessment.vetoes if item.triggered]
    unmet = sum(not item.met for item in assessment.verdicts)
    total = f"现分 {rounded(assessment.track('current').final)} 分"
    if barred:
        return f"触发一票否决 {len(barred)} 项（{fitted('；'.join(barred), 60)}），{total}。"
    if not assessment.scorable:
        return f"没有可以评分的指标，不能认定具备条件，{total}。"
    if assessment.ready:
        how = "创建条件全部达到" if assessment.verdicts else "指标体系未设创建条件"
        return f"{how}，{total}。"
    return f"尚不具备创建条件：{len(assessment.verdicts)} 项条件中有 {unmet} 项未达到，{total}。"


def _figures(workspace: Workspace, assessment: Assessment, today: date) -> tuple[tuple[str, str, str, str], ...]:
    now, whole = assessment.track("current"), totals(workspace.ledger, today)
    met, conditions = sum(item.met for item in assessment.verdicts), len(assessment.verdicts)
    span = f"区间 {rounded(assessment.low)}～{rounded(assessment.high)}"
    return (
        ("总分（现分）", rounded(now.final), "分", fitted(now.grade, 12) or "　"),
        ("完成度", percent(assessment.completeness, 2), "", "全部已评" if assessment.low == assessment.high else span),
        (
            "创建条件",
            f"{met}/{conditions}" if conditions else "—",
            "项" if conditions else "",
            "达到的／全部" if conditions else "没有设条件",
        ),
        (
            "未销号事项",
            str(whole.items - whole.closed) if whole.items else "—",
            "个" if whole.items else "",
            f"其中逾期 {whole.overdue} 个" if whole.items else "没有整改清单",
        ),
    )


def _blocks(assessment: Assessment) -> tuple[tuple[BlockRate, ...], str]:
    """The base blocks in the order of the tree; of very many those that lose most, with a word about the others."""
    found = [assessment.by_code[root.code] for root in assessment.tree.roots if root.kind == "base"]
    scored = [item for item in found if item.marks.applicable]
    kept = scored
    if len(scored) > BLOCKS:
        most = sorted(scored, key=lambda item: -item.marks.losses.total)[:BLOCKS]
        codes = {item.node.code for item in most}
        kept = [item for item in scored if item.node.code in codes]
    note = f"共 {len(scored)} 个板块，图上是失分最多的 {BLOCKS} 个。" if len(scored) > BLOCKS else ""
    return tuple(_block(item) for item in kept), note


def _block(item: NodeResult) -> BlockRate:
    marks = item.marks
    rate = marks.current / marks.applicable
    return BlockRate(item.node.name, rounded(marks.current), rounded(marks.applicable), percent(rate, 1), rate)


def _boards(assessment: Assessment) -> tuple[tuple[ShortBoard, ...], str]:
    lossy = [item for item in assessment.leaves() if item.node.kind == "base" and at_root(item).total]
    lossy.sort(key=lambda item: -at_root(item).total)
    boards = []
    for item in lossy[:SHORTEST]:
        losses = at_root(item)
        why = "、".join(CAUSE_NAMES[cause] for cause in CAUSES if getattr(losses, cause))
        unit = _units(item.node.lead)
        boards.append(
            ShortBoard(fitted(item.node.code, 10), fitted(item.node.name, NAME), unit, rounded(losses.total), why)
        )
    shown = sum((at_root(item).total for item in lossy[:SHORTEST]), Fraction(0))
    if not lossy:
        return (), "没有失分。"
    return tuple(boards), f"共 {len(lossy)} 项失 {rounded(assessment.losses.total)} 分，以上占 {rounded(shown)} 分。"


def _units(lead: Sequence[str]) -> str:
    """The units in the room of one: of several the first, and how many there are."""
    more = f"等 {len(lead)} 家" if len(lead) > 1 else ""
    return fitted(lead[0], UNIT - 2 * len(more)) + more if lead else "未明确"


def _decide(workspace: Workspace, assessment: Assessment, found: Sequence[ItemState]) -> Iterator[str]:
    """What wants a decision this week, the gravest first."""
    barred = [item.veto for item in assessment.vetoes if item.triggered]
    near = [state for state in found if not state.item.closed and state.item.problem.startswith(VETO_MARK)]
    if barred or near:
        names = [fitted(veto.name, 40) for veto in barred[:NAMED]] or [state.item.id for state in near[:NAMED]]
        tail = f"；清单里有 {len(near)} 个对应事项未销号" if near else ""
        yield f"一票否决：{'；'.join(names)}{'等' if len(barred) > NAMED else ''}{tail}。"
    late = sorted((state for state in found if state.overdue_days), key=lambda state: -state.overdue_days)
    if late:
        named = "；".join(
            f"{fitted(state.item.id, 16)}（{_units(state.item.lead)}，逾期 {state.overdue_days} 天）"
            for state in late[:NAMED]
        )
        yield f"逾期未销号 {len(late)} 个，拖得最久的：{named}。"
    soon = [state for state in found if state.colour == "蓝"]
    behind = [state for state in found if state.colour == "黄"]
    waiting = [state for state in found if state.item.status == "待验收"]
    if soon or behind or waiting:
        counts = ((len(soon), "7 天内到期"), (len(behind), "滞后"), (len(waiting), "等待验收"))
        yield "，".join(f"{label} {count} 个" for count, label in counts if count) + "。"
    rows = gaps(assessment, "unit", workspace.units)[:NAMED]
    if rows:
        named = "；".join(f"{fitted(row.key, UNIT)} {rounded(row.lost)} 分" for row in rows)
        yield f"失分最多的单位：{named}。"
    if not workspace.ledger and assessment.losses.total:
        yield "还没有整改清单，失分没有落实到事项和时限。"


def _sure(workspace: Workspace, assessment: Assessment) -> Iterator[str]:
    """How far the figures can be relied on: what the points rest on, what is open, what nobody has verified."""
    basis = BASIS_NAMES[assessment.tree.points_basis]
    official = "" if assessment.tree.points_basis == "published" else "，不是发布机关公布的分值，仅供自查"
    yield f"分值来源：{basis}{official}。"
    verified = assessment.totals["verified"]
    if verified is None:
        checked = "没有经过核验，现分是有佐证支撑的自评分"
    elif assessment.only_mock:
        checked = "只经过模拟测评，没有正式核验"
    else:
        checked = "部分指标经过核验" if partly_verified(assessment) else "全部指标经过核验"
    open_ = assessment.losses.unassessed
    rest = (
        f"；未评 {rounded(open_)} 分，定分后总分在 {rounded(assessment.low)} 至 {rounded(assessment.high)} 之间"
        if open_
        else ""
    )
    yield f"{checked}{rest}。"
    if workspace.errors:
        yield f"数据有 {len(workspace.errors)} 处错误，数字仅供内部核对。"


def _drawings(report: BriefReport, assessment: Assessment) -> dict[str, Markup]:
    now, root = assessment.track("current"), assessment.root
    scale = max(root.full, now.final, assessment.high)
    grades = [grade for grade in assessment.tree.head.grades if 0 < grade.lowest <= scale]
    strip = charts.Strip(
        now.final,
        rounded(now.final),
        assessment.low,
        rounded(assessment.low),
        assessment.high,
        rounded(assessment.high),
        scale,
        rounded(root.full),
        tuple((grade.lowest, f"{fitted(grade.name, 6)} {plain(grade.lowest)}") for grade in grades[:6]),
    )
    rates = [Rate(block.name, block.exact, f"{block.current}/{block.applicable}") for block in report.blocks]
    return {
        "strip": charts.strip(strip, "总分"),
        "blocks": compact(rates, "各部分得分") if rates else Markup(""),
    }


def _sheet(report: BriefReport) -> Sheet:
    """The same as rows: what, whose or where, figure, remark."""
    rows = [("结论", report.verdict, "", "")]
    rows += [
        ("数字", label, f"{value} {unit}".strip(), remark.strip()) for label, value, unit, remark in report.figures
    ]
    rows += [("板块", block.name, f"{block.current}/{block.applicable}", block.rate) for block in report.blocks]
    rows += [
        ("短板", f"{board.code} {board.name}", board.lost, f"{board.unit}：{board.why}") for board in report.boards
    ]
    rows += [("本周需要决定", line, "", "") for line in report.decide]
    rows += [("可靠程度", line, "", "") for line in report.sure]
    columns = (Column("类别", 14, centre=True), Column("内容", 70), Column("数值", 16, centre=True), Column("说明", 40))
    notes = tuple(line for line in (report.boards_note, report.blocks_note, report.facts) if line)
    return Sheet("一页简报", report.title, columns, tuple(rows), tuple(runs(rows, 0)), notes)


def _letter(report: BriefReport) -> Iterator[Text | Grid]:
    """The same as a Word file, without the pictures."""
    yield Text("title", report.title)
    yield Text("note", f"{report.facts}　{report.issuer}　{report.date}")
    yield Text("slip", report.verdict)
    heads = tuple(label for label, *_ in report.figures)
    values = tuple(f"{value} {unit}".strip() for _, value, unit, _ in report.figures)
    yield Grid(heads, (1, 1, 1, 1), (values, tuple(remark for *_, remark in report.figures)), (0, 1, 2, 3))
    if report.blocks:
        pairs = [(block.name, f"{block.current}/{block.applicable}（{block.rate}）") for block in report.blocks]
        half = -(-len(pairs) // 2)
        right = [*pairs[half:], *[("", "")] * (2 * half - len(pairs))]
        rows = tuple((*left, *other) for left, other in zip(pairs[:half], right, strict=True))
        yield Grid(("板块", "现分/应得（得分率）", "板块", "现分/应得（得分率）"), (3, 2, 3, 2), rows, (1, 3))
    if report.boards:
        lines = tuple((board.code, board.name, board.unit, board.lost, board.why) for board in report.boards)
        yield Grid(("编号", "最大的短板", "牵头单位", "失分", "原因"), (2, 7, 4, 2, 3), lines, (0, 3))
    yield Text("note", report.boards_note + report.blocks_note)
    yield Text("slip", "本周需要决定")
    for at, line in enumerate(report.decide or ("没有需要决定的事项。",), 1):
        yield Text("note", f"{at}. {line}" if report.decide else line)
    yield Text("note", f"可靠程度：{''.join(report.sure)}")
