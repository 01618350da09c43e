"""轮次对比: what changed between rounds and why, as a document, a workbook and plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.layout import Page
from scoring.documents.rounds.comparison import (
    EVIDENCE_NAMES,
    METHOD,
    ROUND_HEADINGS,
    TOTAL_LABELS,
    cause_labels,
    mocked,
    node_row,
    signed,
    stands_for,
    total_rows,
    turn_text,
    veto_lines,
)
from scoring.documents.rounds.model import ComparisonReport, Moved, RateTable
from scoring.documents.rounds.naming import Names, by_name, names_of
from scoring.documents.self_assessment.model import Cover
from scoring.engine import Assessment
from scoring.engine.attribution import CHANGES, Between, Causes, Line
from scoring.engine.criteria import TRACK_NAMES
from scoring.inspection.history import (
    CannotCompareError,
    Compared,
    Past,
    compare_rounds,
    past_rounds,
)
from scoring.inspection.trends import FATE_NAMES, Short, blocks, ranks, shorts, turned
from scoring.rounds.forms import KIND_NAMES
from scoring.values import percent, rounded
from scoring.views.head import issuer_of
from scoring.views.indicator import anchor
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

MINUS = "\u2212"
ROUNDS_IN_A_TABLE = 7
"""Rounds that a table of rates holds beside each other; more go into a further table."""


def incomparable(workspace: Workspace) -> str:
    """Why the self rounds cannot be compared; "" where they can."""
    try:
        past_rounds(workspace)
    except CannotCompareError as error:
        return str(error)
    return ""


def default_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The document of all self rounds. Raises ``CannotCompareError`` where there are no two that
    can be compared.
    """
    return comparison_page(workspace, compare_rounds(workspace), today)


def comparison_page(workspace: Workspace, compared: Compared, today: date) -> Page:
    """The document of a comparison; ``today`` is printed on its cover."""
    names = names_of(workspace, compared)
    report = comparison_report(workspace, compared, today)
    moved = {item.code for item in (*report.improved, *report.worsened, *report.came)}
    stuck = {row[0] for row in report.stuck}
    context = {
        "report": report,
        "charts": _drawings(compared, names),
        "anchors": {code: anchor(code) for code in moved | stuck},
        "changed": moved,
        "stuck": stuck,
    }
    sheets = _sheets(compared, report, names)
    return Page(
        report.cover.title, report.cover.issuer, "comparison.html.j2", context, report, sheets
    )


def comparison_report(workspace: Workspace, compared: Compared, today: date) -> ComparisonReport:
    """What the document says, from the first round to the last."""
    found = compared.found
    named = names_of(workspace, compared)
    labels = cause_labels(compared)
    first, last = named[compared.pasts[0].named.id], named[compared.pasts[-1].named.id]
    leaves = [line for line in found.lines if line.last.leaf is not None]
    whole = [line for line in leaves if None not in (line.nodes[0], line.nodes[-1])]
    apart = [line for line in leaves if (line.nodes[0] is None) != (line.nodes[-1] is None)]
    moved = sorted(whole, key=_weight)
    names = (first, last)
    told = by_name(named)
    turns = turned(found)
    return ComparisonReport(
        cover=_cover(workspace, compared, named, today),
        track=TRACK_NAMES[found.track],
        mock="模拟" if mocked(compared) else "",
        first=first,
        last=last,
        summary=_summary(found, names, labels),
        figures=_figures(found, names, labels),
        vetoes=tuple(veto_lines(compared, named.__getitem__)),
        met=tuple(turn_text(turn) for turn in turns if turn.after.met),
        unmet=tuple(turn_text(turn) for turn in turns if not turn.after.met),
        rounds=tuple(_round_rows(compared, named)),
        total=tuple(_total_row(found)),
        steps=tuple(_step_rows(compared, named)) if len(compared.pasts) > 2 else (),
        level=found.sides[-1].tree.head.levels[0],
        blocks=tuple(_block_rows(found)),
        rates=tuple(_rate_tables(compared, named)) if len(compared.pasts) > 2 else (),
        improved=tuple(
            _moved(line, names, told, labels) for line in reversed(moved) if line.change > 0
        ),
        worsened=tuple(_moved(line, names, told, labels) for line in moved if line.change < 0),
        came=tuple(_moved(line, names, told, labels) for line in apart),
        stuck=tuple(_short_row(item, told) for item in shorts(found) if item.stuck),
        method=METHOD,
        digests=tuple(
            (
                named[past.named.id],
                past.named.sha256[:16],
                past.side.tree.sha256[:16],
                _evidence(past),
            )
            for past in compared.pasts
        ),
    )


def _evidence(past: Past) -> str:
    """Where the evidence of a round comes from."""
    return EVIDENCE_NAMES[past.evidence] + (
        f"（{chinese_date(past.frozen)}）" if past.frozen else ""
    )


def _round_rows(compared: Compared, names: Names) -> list[tuple[str, ...]]:
    """The rounds under ``ROUND_HEADINGS``; here alone each is told with its id."""
    rows: list[tuple[str, ...]] = []
    for index, past in enumerate(compared.pasts):
        total = compared.found.assessments[index].track(compared.found.track)
        rows.append(
            (
                _with_id(past.named.id, names),
                KIND_NAMES[past.named.kind],
                chinese_date(past.named.head.as_of),
                past.side.tree.id,
                stands_for(past, lambda ident: _with_id(ident, names)),
                _evidence(past),
                rounded(total.final),
                total.grade,
            )
        )
    return rows


def _with_id(ident: str, names: Names) -> str:
    return f"{names[ident]}（{ident}）"


def _cover(workspace: Workspace, compared: Compared, names: Names, today: date) -> Cover:
    head = workspace.head
    systems = dict.fromkeys(
        f"{past.side.tree.title}（{past.side.tree.id}）" for past in compared.pasts
    )
    facts = (
        ("对比轮次", "、".join(names[past.named.id] for past in compared.pasts)),
        ("指标体系", "；".join(systems)),
        ("对比的分数", TRACK_NAMES[compared.found.track]),
    )
    issuer = issuer_of(workspace)
    return Cover(f"{head.name}轮次对比", head.name, "", issuer, "", chinese_date(today), facts)


def _summary(found: Between, names: tuple[str, str], labels: Mapping[str, str]) -> str:
    """The whole comparison in a few sentences."""
    line = found.part("final")
    parts = _cause_words(line.causes, labels)
    sentence = (
        f"从{names[0]}到{names[1]}，总分由 {rounded(line.scores[0])} 分变为 "
        f"{rounded(line.scores[-1])} 分，"
    )
    sentence += _in_words(line.change) + (f"：{parts}。" if parts else "。")
    leaves = [item for item in found.lines if item.last.leaf is not None]
    up, down = sum(item.change > 0 for item in leaves), sum(item.change < 0 for item in leaves)
    boards = shorts(found)
    counts = [
        f"{FATE_NAMES[fate]} {number} 项" for fate in FATE_NAMES if (number := _count(boards, fate))
    ]
    sentence += f"得分上升的指标 {up} 项，下降的 {down} 项。"
    return sentence + (f"短板：{'，'.join(counts)}。" if counts else "各轮都没有短板。")


def _count(boards: list[Short], fate: str) -> int:
    return sum(item.fate == fate for item in boards)


def _in_words(change: Fraction) -> str:
    """A change as 提高 1.20 分 and so on."""
    if change:
        return f"{'提高' if change > 0 else '降低'} {rounded(abs(change))} 分"
    return "没有变化"


def _cause_words(causes: Causes, labels: Mapping[str, str]) -> str:
    """The causes that moved anything, as 佐证变化使总分提高 1.20 分 and so on."""
    parts = [(labels[name], getattr(causes, name)) for name in CHANGES]
    return "，".join(f"{label}使总分{_in_words(part)}" for label, part in parts if part)


def _figures(
    found: Between, names: tuple[str, str], labels: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """The boxes at the top: label, figure, remark."""
    line = found.part("final")
    totals = [found.assessments[at].track(found.track) for at in (0, -1)]
    return (
        (names[0], rounded(line.scores[0]), totals[0].grade),
        (names[1], rounded(line.scores[-1]), totals[1].grade),
        ("变化", signed(line.change), "总分"),
        *((labels[name], signed(getattr(line.causes, name)), "") for name in CHANGES),
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


def _step_rows(compared: Compared, named: Names) -> list[tuple[str, ...]]:
    """How the final score changed from each round to the next."""
    line = compared.found.part("final")
    names = [named[past.named.id] for past in compared.pasts]
    return [
        (
            f"{names[index]} → {names[index + 1]}",
            signed(step.total),
            *(signed(getattr(step, name)) for name in CHANGES),
        )
        for index, step in enumerate(line.steps)
    ]


def _block_rows(found: Between) -> list[tuple[str, ...]]:
    """Each block: rates of the first and the last round, the change in percentage points, ranks,
    score and causes.
    """
    lines = blocks(found)
    before, after = (ranks([line.rates[index] for line in lines]) for index in (0, -1))
    rows = []
    for index, line in enumerate(lines):
        first, last = line.rates[0], line.rates[-1]
        if first is None or last is None:
            points = "—"
        else:
            points = signed((last - first) * 100)
        place = f"{before[index] or '—'} → {after[index] or '—'}"
        causes = (signed(getattr(line.causes, name)) for name in CHANGES)
        rows.append(
            (
                line.last.node.name,
                _rate(first),
                _rate(last),
                points,
                place,
                signed(line.change),
                *causes,
            )
        )
    return rows


def _rate(rate: Fraction | None) -> str:
    if rate is None:
        return "—"
    return percent(rate, 2)


def _rate_tables(compared: Compared, named: Names) -> list[RateTable]:
    lines = blocks(compared.found)
    names = [named[past.named.id] for past in compared.pasts]
    tables = []
    for start in range(0, len(names), ROUNDS_IN_A_TABLE):
        part = slice(start, start + ROUNDS_IN_A_TABLE)
        rows = tuple((line.last.node.name, *map(_rate, line.rates[part])) for line in lines)
        tables.append(RateTable(tuple(names[part]), rows))
    return tables


def _weight(line: Line) -> Fraction:
    """The change in points of the whole, by which changes are put in order."""
    return line.change * line.last.factor


def _moved(
    line: Line, names: tuple[str, str], told: Callable[[str], str], labels: Mapping[str, str]
) -> Moved:
    node = line.last.node
    first, last = line.scores[0], line.scores[-1]
    why = [
        (name, told(item.why))
        for name, item in zip(names, (line.nodes[0], line.nodes[-1]), strict=True)
        if item
    ]
    codes = dict.fromkeys(item.node.code for item in line.nodes if item)
    return Moved(
        " → ".join(codes),
        node.name,
        "—" if first is None else rounded(first),
        "—" if last is None else rounded(last),
        signed(line.change),
        _in_short(line, labels),
        tuple(why),
    )


def _in_short(line: Line, labels: Mapping[str, str]) -> str:
    """The causes of a change, and what it is in points of the whole where the node has a scale of
    its own.
    """
    sentence = "，".join(
        f"{labels[name].removesuffix('变化')} {signed(part)}"
        for name in CHANGES
        if (part := getattr(line.causes, name))
    )
    return sentence + ("" if line.last.factor == 1 else f"（折合总分 {signed(_weight(line))}）")


def _short_row(item: Short, told: Callable[[str], str]) -> tuple[str, ...]:
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
        told(line.last.why),
    )


def _drawings(compared: Compared, named: Names) -> dict[str, Markup | tuple[Markup, ...]]:
    found = compared.found
    line = found.part("final")
    names = [named[past.named.id] for past in compared.pasts]
    parts = [(label, getattr(line.causes, name)) for name, label in cause_labels(compared).items()]
    changes = [charts.Step(label, part, signed(part).replace("-", MINUS)) for label, part in parts]
    ends = [(names[at], line.scores[at], rounded(line.scores[at])) for at in (0, -1)]
    lines = [
        charts.Line(item.last.node.name, item.rates, list(map(_rate, item.rates)))
        for item in blocks(found)
    ]
    return {
        "steps": charts.steps(ends[0], changes, ends[1], "总分变化的原因"),
        "trend": charts.trend(names, lines, "各轮得分率"),
    }


def _sheets(compared: Compared, report: ComparisonReport, names: Names) -> tuple[Sheet, ...]:
    title = report.cover.title
    scores = tuple(Column(names[past.named.id], 14, number=True) for past in compared.pasts)
    causes = tuple(
        Column(label, 10, number=True) for label in ("变化", *cause_labels(compared).values())
    )
    told = by_name(names)
    totals = tuple(tuple(row[1:2] + row[3:-1]) for row in total_rows(compared.found))
    sources = "　".join(f"{row[0]}：{row[5]}" for row in report.rounds)
    notes = (
        *(f"{turn}" for turn in (*report.met, *report.unmet)),
        *report.vetoes,
        f"佐证：{sources}",
        *METHOD,
    )
    nodes = tuple(tuple(node_row(line)) for line in compared.found.lines)
    boards = tuple(
        (
            FATE_NAMES[item.fate],
            "是" if item.stuck else "",
            item.line.last.node.code,
            item.line.last.node.name,
            *map(rounded, item.line.lost),
            rounded(item.line.lost[-1] - item.line.lost[0]),
            "、".join(item.line.last.node.lead),
            told(item.line.last.why),
        )
        for item in shorts(compared.found)
    )
    return (
        Sheet(
            "总体", title, (Column("项目", 16, centre=True), *scores, *causes), totals, (), notes
        ),
        Sheet(
            "轮次",
            "对比的轮次",
            tuple(Column(name, 24, centre=True) for name in ROUND_HEADINGS),
            report.rounds,
        ),
        Sheet(
            "各级指标",
            "各级指标的变化",
            (
                Column("编号", 12, centre=True),
                Column("指标", 40),
                Column("级别", 7, centre=True),
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
