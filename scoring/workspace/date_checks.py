"""What is dated after today: only ``check`` asks, since nothing else knows which day it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scoring.crosschecks import places_of
from scoring.evidence.model import Evidence
from scoring.problems import Problem, Where, problem
from scoring.rectification.bulletin import file_of
from scoring.rectification.faults import future_faults
from scoring.rounds.model import Round
from scoring.spots import Loc
from scoring.storage.layout import LEDGER, REGISTER
from scoring.workspace.model import Opening, Workspace
from scoring.yamlio import read

Dated = tuple[Loc, str, date]
"""Where a date stands in its record, what it says, and the date."""


def later_than(opening: Opening, today: date) -> list[Problem]:
    """Whatever is dated after ``today``; nothing where the files cannot be scored.

    Evidence (E023), vetoes and steps of a round (F026), steps, measures and bulletins of the ledger
    (L011). A file is read again only where something in it is.
    """
    workspace = opening.workspace
    if workspace is None:
        return []
    return [
        *_evidence(workspace, today),
        *(item for round_ in workspace.rounds for item in _round(workspace, round_, today)),
        *_bulletins(workspace, today),
        *_ledger(workspace, today),
    ]


def _evidence(workspace: Workspace, today: date) -> Iterator[Problem]:
    late = [
        (record, late) for record in workspace.records if (late := _later(_dates_of(record), today))
    ]
    # Lines and columns are wanted only for what is told, and that is rarely anything.
    document = read(workspace.path / REGISTER, REGISTER)[0] if late else None
    if document is None:
        return
    places = places_of(document)
    for record, dates in late:
        for loc, title, day in dates:
            what = f"佐证 {record.id}“{record.label}”的{title} {day} 在今天（{today}）以后"
            yield problem("E023", document.where((places[record.id], *loc)), what=what)


def _dates_of(record: Evidence) -> Iterator[Dated]:
    if record.date is not None:
        yield ("date",), "日期", record.date
    if record.seen is not None:
        yield ("seen",), "查看日期", record.seen
    if record.review is not None and record.review.on is not None:
        yield ("review", "on"), "审核日期", record.review.on


def _round(workspace: Workspace, round_: Round, today: date) -> Iterator[Problem]:
    late = _later(_dates_in(round_), today)
    document = read(workspace.path / round_.file, round_.file)[0] if late else None
    if document is None:
        return
    for loc, title, day in late:
        what = f"{round_.id}：{title} {day} 在今天（{today}）以后"
        yield problem("F026", document.where(loc), what=what)


def _dates_in(round_: Round) -> Iterator[Dated]:
    for code, veto in round_.vetoes.items():
        if veto.on is not None:
            yield ("vetoes", code, "on"), f"一票否决 {code} 的日期", veto.on
    for unit, steps in round_.head.parts.items():
        for index, step in enumerate(steps):
            yield ("parts", unit, index, "on"), f"{unit}的进度日期", step.on
    if round_.head.locked is not None:
        yield ("locked", "on"), "定稿日期", round_.head.locked.on


def _later(dates: Iterator[Dated], today: date) -> list[Dated]:
    return [item for item in dates if item[2] > today]


def _bulletins(workspace: Workspace, today: date) -> Iterator[Problem]:
    for bulletin in workspace.bulletins:
        if bulletin.issued is not None and bulletin.issued > today:
            what = f"{bulletin.label}通报的印发日期 {bulletin.issued} 在今天（{today}）以后"
            yield problem("L011", Where(file_of(bulletin.number), 1, 1), what=what)


def _ledger(workspace: Workspace, today: date) -> Iterator[Problem]:
    dates = [event.on for item in workspace.ledger for event in item.standing]
    dates += [
        measure.done
        for item in workspace.ledger
        for measure in item.measures
        if measure.done is not None
    ]
    # The ledger is read again for its lines only where something in it is late.
    if max(dates, default=today) <= today:
        return
    document, _ = read(workspace.path / LEDGER, LEDGER)
    if document is not None:
        yield from future_faults(workspace.ledger, document, places_of(document), today)
