"""轮次对比: what changed between rounds and why, as a document, a workbook and plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from scoring.engine import Assessment
from scoring.engine.between import CHANGES, Between, Causes, Line
from scoring.engine.criteria import TRACK_NAMES
from scoring.inspection.history import CannotCompareError, Compared, compare_rounds, past_rounds
from scoring.inspection.trends import FATE_NAMES, Short, blocks, ranks, shorts, turned
from scoring.reporting import charts
from scoring.reporting.layout import Page
from scoring.reporting.rounds.comparison import (
    CAUSE_LABELS,
    METHOD,
    ROUND_HEADINGS,
    TOTAL_LABELS,
    evidence_text,
    node_headings,
    node_row,
    round_rows,
    signed,
    total_rows,
    turn_text,
    veto_lines,
)
from scoring.reporting.self_assessment.model import Cover
from scoring.reporting.sheet import Column, Sheet
from scoring.reporting.wording import chinese_date
from scoring.values import percent, rounded
from scoring.workspace import Workspace

ROUNDS_IN_A_TABLE = 7
"""Rounds that a table of rates holds beside each other; more go into a further table."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator whose score changed: both scores, the causes in words, and why it scored so in each round."""

    code: str
    name: str
    before: str
    after: str
    change: str
    causes: str
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates of the blocks in some of the rounds: the rounds, then a row of name and rates for each block."""

    rounds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """Everything that the document says, as it is printed."""

    cover: Cover
    track: str
    first: str
    last: str
    summary: str
    figures: tuple[tuple[str, str, str], ...]
    vetoes: tuple[str, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...]
    total: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    level: str
    blocks: tuple[tuple[str, ...], ...]
    rates: tuple[RateTable, ...]
    improved: tuple[Moved, ...]
    worsened: tuple[Moved, ...]
    came: tuple[Moved, ...]
    stuck: tuple[tuple[str, ...], ...]
    method: tuple[str, ...]
    digests: tuple[tuple[str, str, str, str], ...]


def incomparable(workspace: Workspace) -> str:
    """Why the self rounds cannot be compared; "" where they can."""
    try:
        past_rounds(workspace)
    except CannotCompareError as error:
        return str(error)
    return ""


def default_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The document of all self rounds. Raises ``CannotCompareError`` where there are no two that can be compared."""
    return comparison_page(workspace, compare_rounds(workspace), today)


def comparison_page(workspace: Workspace, compared: Compared, today: date) -> Page:
    """The document of a comparison; ``today`` is printed on its cover."""
    report = comparison_report(workspace, compared, today)
    context = {"report": report, "charts": _drawings(compared)}
    sheets = _sheets(compared, report)
    return Page(report.cover.title, report.cover.issuer, "comparison.html.j2", context, report, sheets)


def comparison_report(workspace: Workspace, compared: Compared, today: date) -> ComparisonReport:
    """What the document says, from the first round to the last."""
    found = compared.found
    first, last = compared.pasts[0].named.id, compared.pasts[-1].named.id
    leaves = [line for line in found.lines if line.last.leaf is not None]
    whole = [line for line in leaves if None not in (line.nodes[0], line.nodes[-1])]
    apart = [line for line in leaves if (line.nodes[0] is None) != (line.nodes[-1] is None)]
    moved = sorted(whole, key=_weight)
    names = (first, last)
    turns = turned(found)
    return ComparisonReport(
        cover=_cover(workspace, compared, today),
        track=TRACK_NAMES[found.track],
        first=first,
        last=last,
        summary=_summary(compared),
        figures=_figures(found, first, last),
        vetoes=tuple(veto_lines(compared)),
        met=tuple(turn_text(turn) for turn in turns if turn.after.met),
        unmet=tuple(turn_text(turn) for turn in turns if not turn.after.met),
        rounds=tuple(map(tuple, round_rows(compared))),
        total=tuple(_total_row(found)),
        steps=tuple(_step_rows(compared)) if len(compared.pasts) > 2 else (),
        level=found.sides[-1].tree.head.levels[0],
        blocks=tuple(_block_rows(found)),
        rates=tuple(_rate_tables(compared)) if len(compared.pasts) > 2 else (),
        improved=tuple(_moved(line, names) for line in reversed(moved) if line.change > 0),
        worsened=tuple(_moved(line, names) for line in moved if line.change < 0),
        came=tuple(_moved(line, names) for line in apart),
        stuck=tuple(_short_row(item) for item in shorts(found) if item.stuck),
        method=METHOD,
        digests=tuple(
            (past.named.id, past.named.sha256[:16], past.side.tree.sha256[:16], evidence_text(past))
            for past in compared.pasts
        ),
    )


def _cover(workspace: Workspace, compared: Compared, today: date) -> Cover:
    assert workspace.head is not None
    head = workspace.head
    systems = dict.fromkeys(f"{past.side.tree.title}（{past.side.tree.id}）" for past in compared.pasts)
    facts = (
        ("对比轮次", "、".join(past.named.id for past in compared.pasts)),
        ("指标体系", "；".join(systems)),
        ("对比的分数", TRACK_NAMES[compared.found.track]),
    )
    issuer = head.report.issuer or head.name
    return Cover(f"{head.name}轮次对比", head.name, "", issuer, "", chinese_date(today), facts)


def _summary(compared: Compared) -> str:
    """The whole comparison in a few sentences."""
    found = compared.found
    line = found.part("final")
    names = [past.named.id for past in compared.pasts]
    parts = _cause_words(line.causes)
    said = f"从 {names[0]} 到 {names[-1]}，总分由 {rounded(line.scores[0])} 分变为 {rounded(line.scores[-1])} 分，"
    said += f"变化 {signed(line.change)} 分" + (f"：{parts}。" if parts else "。")
    leaves = [item for item in found.lines if item.last.leaf is not None]
    up, down = sum(item.change > 0 for item in leaves), sum(item.change < 0 for item in leaves)
    boards = shorts(found)
    counts = [f"{FATE_NAMES[fate]} {number} 项" for fate in FATE_NAMES if (number := _count(boards, fate))]
    said += f"得分上升的指标 {up} 项，下降的 {down} 项。"
    return said + (f"短板：{'，'.join(counts)}。" if counts else "各轮都没有短板。")


def _count(boards: list[Short], fate: str) -> int:
    return sum(item.fate == fate for item in boards)


def _cause_words(causes: Causes) -> str:
    """The causes that moved anything, as 佐证变化 +1.20 分 and so on."""
    parts = [(CAUSE_LABELS[name], getattr(causes, name)) for name in CHANGES]
    return "，".join(f"{label} {signed(part)} 分" for label, part in parts if part)


def _figures(found: Between, first: str, last: str) -> tuple[tuple[str, str, str], ...]:
    """The boxes at the top: label, figure, remark."""
    line = found.part("final")
    totals = [found.assessments[at].track(found.track) for at in (0, -1)]
    return (
        (first, rounded(line.scores[0]), totals[0].grade),
        (last, rounded(line.scores[-1]), totals[1].grade),
        ("变化", signed(line.change), "总分"),
        *((CAUSE_LABELS[name], signed(getattr(line.causes, name)), "") for name in CHANGES),
    )


def _total_row(found: Between) -> list[tuple[str, ...]]:
    return [
        (
            TOTAL_LABELS[line.key],
            rounded(line.scores[0]),
            rounded(line.scores[-1]),
            signed(line.change),
            *(signed(getattr(line.causes, name)) for name in CHANGES),
        )
        for line in found.total
    ]


def _step_rows(compared: Compared) -> list[tuple[str, ...]]:
    """How the final score changed from each round to the next."""
    line = compared.found.part("final")
    names = [past.named.id for past in compared.pasts]
    return [
        (f"{names[at]} → {names[at + 1]}", signed(step.total), *(signed(getattr(step, name)) for name in CHANGES))
        for at, step in enumerate(line.steps)
    ]


def _block_rows(found: Between) -> list[tuple[str, ...]]:
    """Each block: rates of the first and the last round, the change in percentage points, ranks, score and causes."""
    lines = blocks(found)
    before, after = (ranks([line.rates[at] for line in lines]) for at in (0, -1))
    rows = []
    for at, line in enumerate(lines):
        first, last = line.rates[0], line.rates[-1]
        points = "—" if first is None or last is None else signed((last - first) * 100)
        place = f"{before[at] or '—'} → {after[at] or '—'}"
        causes = (signed(getattr(line.causes, name)) for name in CHANGES)
        rows.append((line.last.node.name, _rate(first), _rate(last), points, place, signed(line.change), *causes))
    return rows


def _rate(rate: Fraction | None) -> str:
    return "—" if rate is None else percent(rate, 2)


def _rate_tables(compared: Compared) -> list[RateTable]:
    lines = blocks(compared.found)
    names = [past.named.id for past in compared.pasts]
    tables = []
    for start in range(0, len(names), ROUNDS_IN_A_TABLE):
        part = slice(start, start + ROUNDS_IN_A_TABLE)
        rows = tuple((line.last.node.name, *map(_rate, line.rates[part])) for line in lines)
        tables.append(RateTable(tuple(names[part]), rows))
    return tables


def _weight(line: Line) -> Fraction:
    """The change in points of the whole, by which changes are put in order."""
    return line.change * line.last.factor


def _moved(line: Line, names: tuple[str, str]) -> Moved:
    node = line.last.node
    first, last = line.scores[0], line.scores[-1]
    why = [(name, item.why) for name, item in zip(names, (line.nodes[0], line.nodes[-1]), strict=True) if item]
    codes = dict.fromkeys(item.node.code for item in line.nodes if item)
    return Moved(
        " → ".join(codes),
        node.name,
        "—" if first is None else rounded(first),
        "—" if last is None else rounded(last),
        signed(line.change),
        _in_short(line),
        tuple(why),
    )


def _in_short(line: Line) -> str:
    """The causes of a change, and what it is in points of the whole where the node has a scale of its own."""
    said = "，".join(
        f"{CAUSE_LABELS[name][:2]} {signed(part)}" for name in CHANGES if (part := getattr(line.causes, name))
    )
    return said + ("" if line.last.factor == 1 else f"（折合总分 {signed(_weight(line))}）")


def _short_row(item: Short) -> tuple[str, ...]:
    line = item.line
    node = line.last.node
    lost = line.lost
    return (
        node.code,
        node.name,
        rounded(lost[0]),
        rounded(lost[-1]),
        signed(lost[-1] - lost[0]),
        "、".join(node.lead),
        line.last.why,
    )


def _drawings(compared: Compared) -> dict[str, Markup]:
    found = compared.found
    line = found.part("final")
    names = [past.named.id for past in compared.pasts]
    changes = [
        charts.Step(CAUSE_LABELS[name], getattr(line.causes, name), signed(getattr(line.causes, name)))
        for name in CHANGES
    ]
    ends = [(names[at], line.scores[at], rounded(line.scores[at])) for at in (0, -1)]
    lines = [charts.Line(item.last.node.name, item.rates, list(map(_rate, item.rates))) for item in blocks(found)]
    return {
        "steps": charts.steps(ends[0], changes, ends[1], "总分变化的原因"),
        "trend": charts.trend(names, lines, "各轮得分率") if lines else Markup(""),
    }


def _sheets(compared: Compared, report: ComparisonReport) -> tuple[Sheet, ...]:
    title = report.cover.title
    names = [past.named.id for past in compared.pasts]
    scores = tuple(Column(name, 12, number=True) for name in names)
    causes = tuple(Column(label, 10, number=True) for label in ("变化", *CAUSE_LABELS.values()))
    totals = tuple(tuple(row[1:2] + row[3:-1]) for row in total_rows(compared.found))
    sources = "　".join(f"{row[0]}：{row[5]}" for row in report.rounds)
    notes = (*(f"{turn}" for turn in (*report.met, *report.unmet)), *report.vetoes, f"佐证：{sources}", *METHOD)
    nodes = tuple(tuple(node_row(line)) for line in compared.found.lines)
    headings = node_headings(compared)
    boards = tuple(
        (
            FATE_NAMES[item.fate],
            "是" if item.stuck else "",
            item.line.last.node.code,
            item.line.last.node.name,
            *map(rounded, item.line.lost),
            rounded(item.line.lost[-1] - item.line.lost[0]),
            "、".join(item.line.last.node.lead),
            item.line.last.why,
        )
        for item in shorts(compared.found)
    )
    return (
        Sheet("总体", title, (Column("项目", 16, centre=True), *scores, *causes), totals, (), notes),
        Sheet("轮次", "对比的轮次", tuple(Column(name, 18, centre=True) for name in ROUND_HEADINGS), report.rounds),
        Sheet(
            "各级指标",
            "各级指标的变化",
            (
                Column(headings[0], 12, centre=True),
                Column(headings[1], 40),
                Column(headings[2], 7, centre=True),
                *scores,
                *causes,
                Column("对应", 18),
            ),
            nodes,
        ),
        Sheet(
            "短板变化",
            "短板的变化（失分，按总分的尺度）",
            (
                Column("情况", 10, centre=True),
                Column("没有改善", 10, centre=True),
                Column("编号", 10, centre=True),
                Column("指标", 40),
                *scores,
                Column("失分变化", 10, number=True),
                Column("牵头单位", 18),
                Column("最近一轮为什么", 60),
            ),
            boards,
        ),
    )
