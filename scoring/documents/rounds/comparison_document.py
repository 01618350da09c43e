"""轮次对比: what changed between rounds and why, as a document, a workbook and plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.layout import Page
from scoring.documents.rounds.comparison import (
    METHOD,
    ROUNDS,
    TOTAL_LABELS,
    cause_labels,
    codes_of,
    evidence_text,
    mocked,
    round_rows,
    turn_text,
    veto_lines,
)
from scoring.documents.rounds.comparison_sheets import comparison_sheets
from scoring.documents.rounds.model import ComparisonReport, Moved, RateTable
from scoring.documents.rounds.naming import Names, by_name, names_of
from scoring.documents.self_assessment.model import Cover
from scoring.engine import Assessment
from scoring.engine.attribution import CHANGES, Between, Causes, Line
from scoring.engine.criteria import TRACK_NAMES
from scoring.inspection.history import (
    CannotCompareError,
    Compared,
    compare_rounds,
    past_rounds,
)
from scoring.inspection.trends import FATE_NAMES, Short, blocks, ranks, shorts, turned
from scoring.values import format_fixed
from scoring.views.figures import percent_text, score_text, signed, signed_points
from scoring.views.head import issuer_of
from scoring.views.indicator import anchor
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

# As wide as the plus sign that stands above or below it; a hyphen is lost in a chart.
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
        "columns": {"rounds": ROUNDS},
        "charts": _drawings(compared, names),
        "anchors": {code: anchor(code) for code in moved | stuck},
        "changed": moved,
        "stuck": stuck,
    }
    sheets = comparison_sheets(compared, report, names)
    return Page(
        report.cover.title, report.cover.issuer, "comparison.html.j2", context, report, sheets
    )


def comparison_report(workspace: Workspace, compared: Compared, today: date) -> ComparisonReport:
    """What the document says, from the first round to the last."""
    comparison = compared.found
    named = names_of(workspace, compared)
    labels, with_names = cause_labels(compared), by_name(named)
    names = (named[compared.pasts[0].named.id], named[compared.pasts[-1].named.id])
    leaves = [line for line in comparison.lines if line.last.leaf is not None]
    several = len(compared.pasts) > 2  # with two rounds the steps would say the total once more
    turns = turned(comparison)

    def moved(lines: Iterable[Line]) -> tuple[Moved, ...]:
        return tuple(_moved(line, names, with_names, labels) for line in lines)

    # By what a change is worth in the whole: half a point in a folded block may be the least.
    by_weight = sorted(filter(_in_both, leaves), key=_weight)
    return ComparisonReport(
        cover=_cover(workspace, compared, named, today),
        track=TRACK_NAMES[comparison.track],
        mock="模拟" if mocked(compared) else "",
        first=names[0],
        last=names[1],
        summary=_summary(comparison, names, labels),
        figures=_figures(comparison, names, labels),
        vetoes=tuple(veto_lines(compared, named.__getitem__)),
        met=tuple(turn_text(turn) for turn in turns if turn.after.met),
        unmet=tuple(turn_text(turn) for turn in turns if not turn.after.met),
        rounds=tuple(round_rows(compared, lambda ident: _with_id(ident, named), chinese_date)),
        total=tuple(_total_row(comparison)),
        steps=tuple(_step_rows(compared, named)) if several else (),
        level=comparison.sides[-1].tree.head.levels[0],
        blocks=tuple(_block_rows(comparison)),
        rates=tuple(_rate_tables(compared, named)) if several else (),
        improved=moved(line for line in reversed(by_weight) if line.change > 0),
        worsened=moved(line for line in by_weight if line.change < 0),
        came=moved(filter(_came_or_went, leaves)),
        stuck=tuple(_short_row(item, with_names) for item in shorts(comparison) if item.stuck),
        method=METHOD,
        digests=tuple(
            (
                named[past.named.id],
                past.named.sha256[:16],
                past.side.tree.sha256[:16],
                evidence_text(past, chinese_date),
            )
            for past in compared.pasts
        ),
    )


def _in_both(line: Line) -> bool:
    """Whether the first and the last round have the indicator."""
    return line.nodes[0] is not None and line.nodes[-1] is not None


def _came_or_went(line: Line) -> bool:
    """Whether one of the two has it and the other has not."""
    return (line.nodes[0] is None) != (line.nodes[-1] is None)


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
        f"从{names[0]}到{names[1]}，总分由 {format_fixed(line.scores[0])} 分变为 "
        f"{format_fixed(line.scores[-1])} 分，"
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
        return f"{'提高' if change > 0 else '降低'} {format_fixed(abs(change))} 分"
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
    totals = [found.assessments[index].track(found.track) for index in (0, -1)]
    return (
        (names[0], format_fixed(line.scores[0]), totals[0].grade),
        (names[1], format_fixed(line.scores[-1]), totals[1].grade),
        ("变化", signed(line.change), "总分"),
        *(
            (labels[name], change, "")
            for name, change in zip(CHANGES, _causes(line.causes), strict=True)
        ),
    )


def _causes(causes: Causes) -> tuple[str, ...]:
    """The parts of a change by cause, each with its sign."""
    return tuple(signed(getattr(causes, name)) for name in CHANGES)


def _total_row(found: Between) -> list[tuple[str, ...]]:
    return [
        (
            TOTAL_LABELS[line.key],
            format_fixed(line.scores[0]),
            format_fixed(line.scores[-1]),
            signed(line.change),
            *_causes(line.causes),
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
            *_causes(step),
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
            points = signed_points(last - first)
        place = f"{before[index] or '—'} → {after[index] or '—'}"
        rows.append(
            (
                line.last.node.name,
                _rate(first),
                _rate(last),
                points,
                place,
                signed(line.change),
                *_causes(line.causes),
            )
        )
    return rows


def _rate(rate: Fraction | None) -> str:
    return percent_text(rate, "—")


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
    return Moved(
        " → ".join(codes_of(line)),
        node.name,
        score_text(first, "—"),
        score_text(last, "—"),
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
        format_fixed(lost[0]),
        format_fixed(lost[-1]),
        signed(lost[-1] - lost[0]),
        "、".join(node.lead),
        told(line.last.why),
    )


def _drawings(compared: Compared, named: Names) -> dict[str, Markup | tuple[Markup, ...]]:
    comparison = compared.found
    line = comparison.part("final")
    names = [named[past.named.id] for past in compared.pasts]
    parts = [(label, getattr(line.causes, name)) for name, label in cause_labels(compared).items()]
    changes = [charts.Step(label, part, signed(part).replace("-", MINUS)) for label, part in parts]
    ends = [
        (names[index], line.scores[index], format_fixed(line.scores[index])) for index in (0, -1)
    ]
    lines = [
        charts.Line(item.last.node.name, item.rates, list(map(_rate, item.rates)))
        for item in blocks(comparison)
    ]
    return {
        "steps": charts.steps(ends[0], changes, ends[1], "总分变化的原因"),
        "trend": charts.trend(names, lines, "各轮得分率"),
    }
