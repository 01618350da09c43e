"""The ledger as the commands print it: data for JSON, rows, and texts for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import Annotated

from scoring.documents.data import Data, criterion_data, data_of, scores_of, track_data
from scoring.documents.terminal import listing
from scoring.engine import Assessment
from scoring.engine.projection import Projection
from scoring.indicators.model import due_text
from scoring.rectification.compile_bulletin import totals
from scoring.rectification.ledger import MOVE_NAMES, Event, RectificationItem
from scoring.rectification.proposals import Proposals
from scoring.rectification.state import ItemState
from scoring.rectification.transitions import possible
from scoring.values import format_fixed, format_short, percent
from scoring.views.columns import cells_of_line, columns_of
from scoring.views.item import ItemView, event_words, item_view
from scoring.views.sheet import Column, cells_under


@dataclass(frozen=True, slots=True)
class SyncLine:
    """An item with what a sync did to it."""

    id: Annotated[str, Column("编号")]
    done: Annotated[str, Column("办理")]
    indicator: Annotated[str, Column("指标")] = ""
    problem: Annotated[str, Column("问题", fold=48)] = ""
    lost: Annotated[str, Column("失分", right=True)] = ""
    lead: Annotated[str, Column("牵头单位", fold=16)] = ""
    due: Annotated[str, Column("时限")] = ""


SYNCED = columns_of(SyncLine)


def item_data(state: ItemState) -> Data:
    """One item of ``rectify list --format json``."""
    item = state.item
    return {
        "id": item.id,
        "indicator": item.indicator or "",
        "status": item.status,
        "colour": state.colour,
        "due": due_text(item.deadline),
        "first_due": due_text(item.due),
        "overdue_days": state.overdue_days,
        **data_of(item, "lead", "support"),
        **({"lost": "", "exact": {}} if item.lost is None else scores_of(item, "lost")),
        "measures": [
            {"text": measure.text, "due": due_text(measure.due), "done": due_text(measure.done)}
            for measure in item.measures
        ],
        "progress": [data_of(event, "unit", "on", "by", "note") for event in item.progress],
    }


def show_data(state: ItemState) -> Data:
    """``rectify show --format json``: the item as in the list, with its history and what is
    possible now.
    """
    item = state.item
    return {
        **item_data(state),
        **data_of(item, "source", "cause", "problem", "person"),
        "effort": "" if item.effort is None else format_short(item.effort),
        **data_of(item, "after", "part_of", "extended_late"),
        "next_review": due_text(item.next_review),
        "flags": [data_of(flag, "kind", "text") for flag in state.flags],
        "possible": possible(item),
        "events": [_event_data(event) for event in item.events],
    }


def _event_data(event: Event) -> Data:
    return {
        **data_of(event, "on", "do", "by", "note", "evidence", "to", "approved_by", "unit", "next"),
        "of": event.of or 0,
        **data_of(event, "decided_by", "record", "despite"),
        "measure": event.measure or 0,
        "was": due_text(event.was),
    }


def list_text(states: Sequence[ItemState], ledger: Sequence[RectificationItem], today: date) -> str:
    """``rectify list`` on a terminal: the chosen items, then the count of the whole ledger."""
    views = [item_view(state.item, state) for state in states]
    rows = [cells_under(LISTED, view) for view in views]
    return f"{listing(LISTED, rows)}\n\n{count_text(ledger, today)}"


def _sentence(view: ItemView) -> str:
    """The problem, what is to be minded, and what the units report."""
    return "；".join([view.problem, *view.flags, *(f"进展：{words}" for words in view.progress)])


LISTED = (
    Column("编号", cell=attrgetter("id")),
    Column("指标", cell=attrgetter("code")),
    Column("问题", fold=40, cell=_sentence),
    Column("失分", right=True, cell=attrgetter("lost")),
    Column("牵头单位", fold=16, cell=attrgetter("lead")),
    Column("时限", fold=16, cell=lambda view: view.due + (f"（{view.late}）" if view.late else "")),
    Column("状态", cell=attrgetter("status")),
    Column("颜色", cell=attrgetter("colour")),
)
"""The items on a terminal."""


def count_text(ledger: Sequence[RectificationItem], today: date) -> str:
    """Problems and measures, counted apart."""
    whole = totals(ledger, today)
    if not whole.items:
        return "整改清单是空的。用 shifan rectify sync 从失分生成。"
    overdue = f"，逾期 {whole.overdue} 个" if whole.overdue else ""
    measures = ""
    if whole.measures:
        measures = f"；措施 {whole.measures} 条，已完成 {whole.measures_done} 条"
    share = percent(Fraction(whole.closed, whole.items), 2)
    return f"问题 {whole.items} 个，已销号 {whole.closed} 个（{share}）{overdue}{measures}。"


def show_text(state: ItemState, assessment: Assessment) -> str:
    """``rectify show`` on a terminal."""
    item, view = state.item, item_view(state.item, state)
    lines = [*_head_lines(state, assessment), *_measure_lines(item)]
    lines += [f"进展：{words}" for words in view.progress]
    lines += [f"注意：{text}" for text in view.flags]
    if item.events:
        lines += ["", "经过：", *_event_lines(item)]
    can = "、".join(f"{MOVE_NAMES[do]}（{do}）" for do in possible(item))
    return "\n".join([*lines, "", f"现在可以：{can}"])


def _head_lines(state: ItemState, assessment: Assessment) -> Iterator[str]:
    """What the item is, how it stands, whose it is, and until when."""
    item, view = state.item, item_view(state.item, state)
    yield f"{view.id} {view.problem}"
    late = f"，{view.late}" if view.late else ""
    yield f"状态：{view.status}，颜色：{view.colour}{late}"
    lost = f"，失 {view.lost} 分" if view.lost else ""
    now = "" if state.gap is None else f"，现在失 {format_fixed(state.gap)} 分"
    yield f"来源：{view.source}，原因：{view.cause}{lost}{now}"
    node = assessment.by_code.get(view.code)
    if node:
        yield f"指标：{node.node.code} {node.node.name}"
    yield f"牵头：{view.leader}" + (f"，责任单位：{view.support}" if view.support else "")
    if item.person:
        yield f"责任人：{item.person}"
    moved = f"（最初 {view.first_due}）" if item.due and item.due != item.deadline else ""
    yield f"时限：{view.term}{moved}"
    if item.after:
        yield f"要等：{'、'.join(item.after)}"


def _measure_lines(item: RectificationItem) -> Iterator[str]:
    for index, measure in enumerate(item.measures, 1):
        done = f"{measure.done} 完成" if measure.done else ""
        dates = "，".join(part for part in (due_text(measure.due), done) if part)
        yield f"措施 {index}：{measure.text}" + (f"（{dates}）" if dates else "")


def _event_lines(item: RectificationItem) -> Iterator[str]:
    """What happened, numbered: a correction names the step that it takes back by its number."""
    taken_back = {event.of for event in item.events if event.do == "correct"}
    for number, event in enumerate(item.events, 1):
        # A wrong step is answered, not deleted: it stays in sight with its number.
        wrong = "（已更正，不算）" if number in taken_back else ""
        yield f"  {number}. {event.on} {MOVE_NAMES[event.do]}{wrong}{_details(event)}"


def _details(event: Event) -> str:
    proofs = f"佐证 {'、'.join(event.evidence)}" if event.evidence else ""
    sentence = "，".join(part for part in (event.by or "", proofs, event_words(event)) if part)
    if sentence:
        return f"　{sentence}"
    return ""


def sync_data(proposals: Proposals) -> Data:
    """``rectify sync --format json``."""
    return {
        "created": [
            {
                "id": record["id"],
                "indicator": record.get("indicator", ""),
                "cause": record["cause"],
                "problem": record["problem"],
                "lost": record.get("lost", ""),
                "lead": list(record.get("lead", [])),
                "due": due_text(record.get("due")),
            }
            for record in proposals.created
        ],
        "updated": [data_of(item, "id", "before", "after") for item in proposals.updated],
        "cleared": list(proposals.cleared),
        "reopen": list(proposals.back),
        "unchanged": proposals.unchanged,
    }


def sync_rows(proposals: Proposals) -> list[tuple[str, ...]]:
    """What a sync did, one row for each item, under ``SYNCED``."""
    created = [
        SyncLine(
            record["id"],
            "新增",
            record.get("indicator", ""),
            record["problem"],
            record.get("lost", ""),
            "、".join(record.get("lead", [])),
            due_text(record.get("due")),
        )
        for record in proposals.created
    ]
    updated = [
        SyncLine(
            item.id,
            "失分更新",
            problem=f"{item.before or '（未写）'} → {item.after}",
            lost=item.after,
        )
        for item in proposals.updated
    ]
    cleared = [SyncLine(ident, "失分已消除，可申请销号") for ident in proposals.cleared]
    back = [SyncLine(ident, "已销号但仍失分，应重新打开") for ident in proposals.back]
    return [cells_of_line(line) for line in (*created, *updated, *cleared, *back)]


def sync_text(proposals: Proposals) -> str:
    """``rectify sync`` on a terminal."""
    rows = sync_rows(proposals)
    shown = f"{listing(SYNCED, rows)}\n\n" if rows else ""
    parts = [
        f"新增 {len(proposals.created)} 个",
        f"更新失分 {len(proposals.updated)} 个",
        f"失分已消除 {len(proposals.cleared)} 个",
        f"应重新打开 {len(proposals.back)} 个",
        f"其余 {proposals.unchanged} 个不变",
    ]
    sentence = f"{shown}{'，'.join(parts)}。"
    # A tree of an earlier year has dates that are over: a new item must not begin as overdue.
    if not proposals.passed:
        return sentence
    return sentence + (
        f"\n{len(proposals.passed)} 个新事项在指标体系里的时限已过，没有写时限；"
        "用 --due 日期 统一给一个，或在 rectification.yaml 里逐个填写 due。"
    )


def projected_data(projection: Projection) -> Data:
    """``projected`` of ``score --format json --projected``."""
    after = projection.after
    return {
        "date": projection.date.isoformat(),
        "items": list(projection.items),
        "held": list(projection.held),
        "current": track_data(projection.before.track("current")),
        "projected": track_data(after.track("current")),
        **scores_of(after, "low", "high"),
        "turned": [criterion_data(item) for item in projection.turned],
        "ready": after.ready,
    }


def projected_text(projection: Projection) -> str:
    """What ``score --projected`` adds on a terminal."""
    before, after = projection.before.track("current"), projection.after.track("current")
    change = format_fixed(after.final - before.final)
    lines = [
        "",
        f"如果 {projection.date} 以前到期的 {len(projection.items)} 个整改事项都整改到位：",
        f"  总分 {format_fixed(before.final)}{_grade(before.grade)} → "
        f"{format_fixed(after.final)}{_grade(after.grade)}，"
        f"变化 {change} 分；完成度 {percent(projection.after.completeness, 2)}",
    ]
    lines += [
        f"  条件 {item.id} 将达到：{item.text}（{item.actual}）" for item in projection.turned
    ]
    unmet = [item.id for item in projection.after.verdicts if not item.met]
    if unmet:
        lines.append(f"  仍未达到的条件：{'、'.join(unmet)}")
    if projection.held:
        lines.append(f"  要等别的事项先整改、没有计入的：{'、'.join(projection.held)}")
    return "\n".join(lines)


def projected_rows(projection: Projection) -> list[dict[str, str]]:
    """The rows that ``score --format csv --projected`` adds below the totals, by heading; the
    current column holds the figure.
    """
    final = projection.after.track("current").final
    label = f"{projection.date} 整改到位后的总分"
    return [{"编号": "合计", "指标": label, "现分": format_fixed(final)}]


def _grade(name: str) -> str:
    if name:
        return f"（{name}）"
    return ""
