"""短板整改清单: every item of the ledger with its measures, owner and dates and where it stands,
block by block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Annotated, Any

from scoring.documents.charts.gantt import gantt
from scoring.documents.charts.progress import Week, progress
from scoring.documents.layout import Page
from scoring.documents.plain import plain_data
from scoring.documents.rectification.charts import fallen, schedule, weeks_of
from scoring.documents.titles import title_lines
from scoring.documents.word.documents import DocumentWord
from scoring.engine import Assessment
from scoring.engine.scores import ZERO
from scoring.rectification.compile_bulletin import totals
from scoring.rectification.ledger import MOVE_NAMES, Event, RectificationItem
from scoring.rectification.state import COLOURS, ItemState, states
from scoring.values import format_fixed
from scoring.views.columns import pick, sheet_of
from scoring.views.head import head_view
from scoring.views.item import MeasureLine, item_view, measure_lines
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date, share_of
from scoring.workspace import Workspace

COLOUR_WORDS = {"红": "红　逾期", "黄": "黄　滞后", "蓝": "蓝　临期", "无": ""}
"""A colour is always said as well: copies are black and white."""
COLOUR_KEYS = {"红": "red", "黄": "yellow", "蓝": "blue", "无": "plain"}
LEGEND = (
    "红：已过时限。黄：被退回，或有措施过期未完成。蓝：7 天内到期。持续推进的事项没有时限，"
    "不算逾期。"
)
OUTSIDE = "不对应指标的事项"
NONE_YET = "整改清单是空的"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item. ``colour`` is a word, ``tone`` its key; ``due`` holds now, ``first_due`` only where
    that differs.
    """

    number: Annotated[str, Column("序号", 6, number=True)]
    id: Annotated[str, Column("编号", 8, centre=True)]
    code: str
    indicator: Annotated[str, Column("指标", 20, cell=_indicator_cell)]
    problem: Annotated[str, Column("问题", 30)]
    source: str
    lost: Annotated[str, Column("失分", 7, number=True)]
    cause: Annotated[str, Column("原因", 9, centre=True)]
    measures: Annotated[tuple[MeasureLine, ...], Column("整改措施", 34, cell=_measures_cell)]
    lead: Annotated[str, Column("牵头单位", 14)]
    support: str
    person: Annotated[str, Column("责任人", 8, centre=True)]
    due: Annotated[str, Column("时限", 11, centre=True, cell=_due_cell)]
    first_due: str
    progress: Annotated[str, Column("进展", 22, cell=_progress_cell)]
    status: Annotated[str, Column("状态", 9, centre=True)]
    colour: Annotated[str, Column("颜色", 10, centre=True, cell=_colour_cell)]
    tone: str
    late: str
    closed: Annotated[str, Column("销号", 11, centre=True)]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """The items of one node of the first level, in the order of priority; ``lost`` is empty where
    none states one.
    """

    code: str
    name: str
    lines: tuple[ItemLine, ...]
    lost: str


@dataclass(frozen=True, slots=True)
class RectificationReport:
    """The whole list. ``figures`` are the head: label, value, unit, remark. ``statement`` says the
    same in words, for forms without them. ``weeks_note`` tells why less was closed at the end of a
    week than before, "" where never.
    """

    title: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str, str, str], ...]
    colours: tuple[tuple[str, str], ...]
    statement: str
    legend: str
    blocks: tuple[ItemBlock, ...]
    weeks: tuple[Week, ...] = ()
    weeks_note: str = ""


def rectification_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The list as a document."""
    report = rectification_report(workspace, assessment, today)
    css = ("landscape.css", "forms.css")
    names = {code: item.node.name for code, item in assessment.by_code.items()}
    rows = schedule(
        states(workspace.ledger, assessment.by_code, workspace.proofs, today), today, names
    )
    pictures = {
        "progress": progress(report.weeks) if report.weeks else "",
        "gantt": gantt(rows.bars, today),
        "note": rows.note,
    }
    context = {"report": report, "charts": pictures}
    charts = {"progress": pictures["progress"], "gantt": pictures["gantt"]}
    note = rows.note if pictures["gantt"] else ""
    word = DocumentWord(report, partial(fields, gantt_note=note), charts, ("progress", "gantt"))
    return Page(
        report.title,
        report.issuer,
        "rectification.html.j2",
        context,
        report,
        (_sheet(report),),
        css,
        word=word,
    )


def fields(report: RectificationReport, *, gantt_note: str = "") -> dict[str, Any]:
    """What a Word template may print: the list as JSON has it, its title in lines and the note
    below the last chart.
    """
    return {
        **plain_data(report),
        "title_lines": title_lines(report.title),
        "gantt_note": gantt_note,
    }


def rectification_report(
    workspace: Workspace, assessment: Assessment, today: date
) -> RectificationReport:
    """Everything that the list says on ``today``, as it is printed."""
    head = head_view(workspace, assessment)
    item_states = states(workspace.ledger, assessment.by_code, workspace.proofs, today)
    return RectificationReport(
        title=f"{head.county}短板整改清单",
        issuer=head.issuer,
        date=chinese_date(today),
        facts=head.facts,
        figures=_figures(workspace.ledger, item_states, assessment, today),
        colours=_colour_counts(item_states),
        statement=count_words(workspace.ledger, today),
        legend=LEGEND,
        blocks=tuple(_blocks(item_states, assessment, today)),
        weeks=weeks_of(workspace.ledger, today),
        weeks_note=fallen(workspace.ledger, today),
    )


def _colour_counts(found: Sequence[ItemState]) -> tuple[tuple[str, str], ...]:
    """How many items show each colour that asks for something."""
    counts = Counter(state.colour for state in found)
    return tuple(
        (COLOUR_WORDS[colour], f"{counts[colour]} 个") for colour in COLOURS[:3] if counts[colour]
    )


def _blocks(found: Sequence[ItemState], assessment: Assessment, today: date) -> Iterator[ItemBlock]:
    """The items by block, those first that belong to no indicator of the tree; numbered through."""
    tree = assessment.tree
    by_block: dict[str, list[ItemState]] = {"": [], **{root.code: [] for root in tree.roots}}
    for state in found:
        code = state.item.indicator
        by_block[tree.path(code)[0].code if code in tree.by_code else ""].append(state)
    # Numbered through the whole list, so that a number names one item.
    number = 0
    for code, members in by_block.items():
        if not members:
            continue
        lines = [
            item_line(state, assessment, number + place, today)
            for place, state in enumerate(members, 1)
        ]
        number += len(lines)
        stated = [state.item.lost for state in members if state.item.lost is not None]
        lost = format_fixed(sum(stated, ZERO)) if stated else ""
        name = tree.by_code[code].name if code else OUTSIDE
        yield ItemBlock(code, name, tuple(lines), lost)


def count_words(ledger: Iterable[RectificationItem], today: date) -> str:
    """Problems and measures, counted apart, as a sentence."""
    ledger_totals = totals(ledger, today)
    share = (
        f"，销号率 {share_of(ledger_totals.closed, ledger_totals.items)}"
        if ledger_totals.items
        else ""
    )
    if ledger_totals.measures:
        done = f"，完成率 {share_of(ledger_totals.measures_done, ledger_totals.measures)}"
    else:
        done = ""
    return (
        f"问题 {ledger_totals.items} 个，已销号 {ledger_totals.closed} 个{share}，逾期 {ledger_totals.overdue} 个；"
        f"措施 {ledger_totals.measures} 条，已完成 {ledger_totals.measures_done} 条{done}。"
    )


def recoverable(found: Iterable[ItemState]) -> Fraction:
    """What the open items can win back now. Two items for the same loss are counted once."""
    # By indicator and cause: the loss is there once, however many items were opened for it.
    gaps = {
        (state.item.indicator, state.item.cause): state.gap
        for state in found
        if not state.item.closed and state.gap is not None
    }
    return sum(gaps.values(), ZERO)


def _figures(
    ledger: Iterable[RectificationItem], found: list[ItemState], assessment: Assessment, today: date
) -> tuple[tuple[str, str, str, str], ...]:
    items = tuple(ledger)
    ledger_totals = totals(items, today)
    lost = sum((item.lost or ZERO for item in items), ZERO)
    if ledger_totals.measures:
        done = f"，完成率 {share_of(ledger_totals.measures_done, ledger_totals.measures)}"
    else:
        done = ""
    return (
        (
            "问题",
            str(ledger_totals.items),
            "个",
            f"已销号 {ledger_totals.closed} 个，逾期 {ledger_totals.overdue} 个",
        ),
        ("销号率", share_of(ledger_totals.closed, ledger_totals.items), "", "按问题计"),
        (
            "措施",
            str(ledger_totals.measures),
            "条",
            f"已完成 {ledger_totals.measures_done} 条{done}",
        ),
        ("清单所列失分", format_fixed(lost), "分", "各事项所载之和，含已销号的"),
        (
            "可挽回",
            format_fixed(recoverable(found)),
            "分",
            f"未销号事项；当前共失 {format_fixed(assessment.losses.total)} 分",
        ),
    )


def item_line(state: ItemState, assessment: Assessment, number: int, today: date) -> ItemLine:
    """One item as printed."""
    item, view = state.item, item_view(state.item, state)
    node = assessment.by_code.get(view.code)
    closing = _closing_step(item)
    return pick(
        ItemLine,
        view,
        number=str(number),
        indicator=node.node.name if node else "",
        cause=view.reason,
        measures=tuple(measure_lines(item, today)),
        lead=view.leader,
        person=view.answerable,
        due=view.term,
        first_due=view.first_due if item.due != item.deadline else "",
        progress="；".join([*_last_step(item), *view.progress, *_measures_done(item, today)]),
        colour=COLOUR_WORDS[state.colour],
        tone=COLOUR_KEYS[state.colour],
        closed=f"{closing.on} {closing.by or ''}".strip() if closing else "",
    )


def _last_step(item: RectificationItem) -> Iterator[str]:
    """The newest step that moved the item; what was taken back is none."""
    moves = [event for event in item.standing if event.do not in {"progress", "correct"}]
    if moves:
        note = f"：{moves[-1].note}" if moves[-1].note else ""
        yield f"{moves[-1].on} {MOVE_NAMES[moves[-1].do]}{note}"


def _measures_done(item: RectificationItem, today: date) -> Iterator[str]:
    """How many of its measures are done; all of them are where the item is closed."""
    if item.measures:
        done = [measure for measure in item.measures if measure.done and measure.done <= today]
        # Not every measure gets its date when the item is signed off; undone they can no longer be.
        count = len(item.measures) if item.closed else len(done)
        yield f"措施完成 {count}/{len(item.measures)}"


def _closing_step(item: RectificationItem) -> Event | None:
    if not item.closed:
        return None
    return next((event for event in reversed(item.standing) if event.do == "close"), None)


def _indicator_cell(line: ItemLine) -> str:
    return f"{line.code} {line.indicator}".strip()


def _measures_cell(line: ItemLine) -> str:
    return "\n".join(measure_words(line.measures))


def _due_cell(line: ItemLine) -> str:
    return line.due + (f"\n（原 {line.first_due}）" if line.first_due else "")


def _progress_cell(line: ItemLine) -> str:
    return "；".join(part for part in (line.progress, *line.flags) if part)


def _colour_cell(line: ItemLine) -> str:
    return "\n".join(part for part in (line.colour, line.late) if part)


def _sheet(report: RectificationReport) -> Sheet:
    figures = "，".join(f"{label} {value}{unit}" for label, value, unit, _ in report.figures[3:])
    colours = "，".join(f"{name.replace('　', ' ')} {count}" for name, count in report.colours)
    notes = tuple(
        line
        for line in (report.statement, f"{figures}。", f"{colours}。" if colours else "", LEGEND)
        if line
    )
    block_names = [
        (f"{block.code} {block.name}".strip(),) for block in report.blocks for _ in block.lines
    ]
    lines = [line for block in report.blocks for line in block.lines]
    before = (Column("板块", 12, centre=True),)
    return sheet_of(
        "短板整改清单",
        report.title,
        ItemLine,
        lines,
        before=before,
        beside=block_names,
        merged=1,
        nothing=NONE_YET,
        nothing_at=4,
        notes=notes,
    )


def measure_words(measures: tuple[MeasureLine, ...]) -> list[str]:
    """Measures as lines; numbered where there are several."""
    numbered = len(measures) > 1
    lines = []
    for index, line in enumerate(measures, 1):
        number = f"{index}. " if numbered else ""
        done = f"（{line.done} 完成）" if line.done else ""
        lines.append(f"{number}{line.text}{done}")
    return lines
