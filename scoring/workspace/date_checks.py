"""What is dated after today: only ``check`` asks, since nothing else knows which day it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.evidence.model import Evidence
from scoring.problems import Problem, Where, problem
from scoring.rectification.bulletin import file_of as bulletin_file
from scoring.rectification.faults import future_faults
from scoring.rectification.papers import RECEIPTS
from scoring.rectification.papers import file_of as paper_file
from scoring.rounds.model import Round
from scoring.rounds.snapshot import file_of as snapshot_file
from scoring.spots import Loc
from scoring.storage.days import FAR
from scoring.storage.journal import JOURNAL, Journal
from scoring.storage.journal_entry import entry_of
from scoring.storage.layout import LEDGER, REGISTER
from scoring.workspace.model import Opening, Workspace
from scoring.workspace.reference_checks import places_of
from scoring.yamlio import read

JOURNAL_END = 1 << 19
"""Bytes at the end of the journal that are looked at: some thousand writes."""
Dated = tuple[Loc, str, date]
"""Where a date stands in its record, what it says, and the date."""


def later_than(opening: Opening, today: date) -> list[Problem]:
    """Whatever is dated after ``today``; nothing where the files cannot be scored.

    Evidence (E023); vetoes, steps and talk of a round and the evidence kept with it (F026); steps
    and measures of the ledger, bulletins, other papers and their receipts (L011); the end of the
    journal (J004). A file is read again only where something in it is.
    """
    workspace = opening.workspace
    if workspace is None:
        return []
    return [
        *_evidence(workspace, today),
        *(item for round_ in workspace.rounds for item in _round(workspace, round_, today)),
        *_snapshots(workspace, today),
        *_bulletins(workspace, today),
        *_papers(workspace, today),
        *_ledger(workspace, today),
        *_journal(workspace, today),
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
    yield from _dates_of_people(round_)


def _dates_of_people(round_: Round) -> Iterator[Dated]:
    """When inspectors handed in, somebody asked or answered, or took a mark back."""
    for name, hands in round_.head.handed_in.items():
        for index, hand in enumerate(hands):
            yield ("handed_in", name, index, "on"), f"{name}的交卷日期", hand.on
    for code, talk in round_.head.questions.items():
        for index, one in enumerate(talk):
            yield ("questions", code, index, "on"), f"“{code}”的问答日期", one.on
    for code, taken_back in round_.head.withdrawn.items():
        for index, mark in enumerate(taken_back):
            yield ("withdrawn", code, index, "on"), f"“{code}”撤回评分的日期", mark.on


ISSUED_LATER = (
    "核对电脑的日期；文件改动过的，恢复印发时的原件；印发时日期就错了的，从印发以前的备份恢复再印发"
)
"""No step of an item: what was issued is not corrected, and stands as it was issued."""


def _later(dates: Iterator[Dated], today: date) -> list[Dated]:
    return [item for item in dates if item[2] > today]


def _bulletins(workspace: Workspace, today: date) -> Iterator[Problem]:
    for bulletin in workspace.bulletins:
        if bulletin.issued is not None and bulletin.issued > today:
            what = f"{bulletin.label}通报的印发日期 {bulletin.issued} 在今天（{today}）以后"
            where = Where(bulletin_file(bulletin.number), 1, 1)
            yield problem("L011", where, what=what, fix=ISSUED_LATER)


def _snapshots(workspace: Workspace, today: date) -> Iterator[Problem]:
    for name, snapshot in workspace.snapshots.items():
        if snapshot.frozen > today:
            what = f"{name}：存档佐证情况的日期 {snapshot.frozen} 在今天（{today}）以后"
            yield problem("F026", Where(snapshot_file(name), 1, 1), what=what)


def _papers(workspace: Workspace, today: date) -> Iterator[Problem]:
    for paper in workspace.papers:
        if paper.issued > today:
            what = f"{paper.label}的印发日期 {paper.issued} 在今天（{today}）以后"
            where = Where(paper_file(paper.number), 1, 1)
            yield problem("L011", where, what=what, fix=ISSUED_LATER)
    if not any(one.on > today for one in workspace.receipts):
        return
    document, _ = read(workspace.path / RECEIPTS, RECEIPTS)
    entries = document.data if document is not None and isinstance(document.data, list) else ()
    # As they stand in the file: what is no receipt was left out of those that were read.
    for at, entry in enumerate(entries):
        day = _day(entry.get("on")) if isinstance(entry, Mapping) else today
        if document is not None and day > today:
            what = f"{entry.get('who')}签收的日期 {day} 在今天（{today}）以后"
            where = document.where((at, "on"))
            yield problem("L011", where, what=what, fix="核对电脑的日期；登记错了的，改正 on")


def _journal(workspace: Workspace, today: date) -> Iterator[Problem]:
    """J004 for the lines at the end that are dated later, told once at the first of them."""
    path = workspace.path / JOURNAL
    try:
        lines = Journal(path).backwards(JOURNAL_END)
        late = [line for line in lines if _later_line(entry_of(line) or {}, today)]
        if not late:
            return
        number = _number_of(path, late[-1])
    # What cannot be opened is told as such.
    except OSError:
        return
    entry = entry_of(late[-1]) or {}
    day = entry.get("on") if _day(entry.get("on")) > today else entry.get("at")
    count = f"；这样的共 {len(late)} 行" if len(late) > 1 else ""
    what = f"第 {number} 行：{entry.get('by') or '有人'}记的日期 {day} 在今天（{today}）以后{count}"
    yield problem("J004", Where(JOURNAL, number, 1), what=what)


def _later_line(entry: Mapping[str, Any], today: date) -> bool:
    """Whether a line is dated after today: the day that stood for today, or by far the moment.

    The moment is the clock's, and somebody may ask for an earlier day than the clock's.
    """
    on = _day(entry.get("on"))
    return on > today or (_day(entry.get("at")) - max(on, today)).days > FAR


def _day(text: object) -> date:
    """The day of a date or a moment of the journal; the first of all where it says none."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return date.min


def _number_of(path: Path, wanted: bytes) -> int:
    """Which line of the journal that is, from 1."""
    with path.open("rb") as stream:
        numbers = (at for at, line in enumerate(stream, 1) if line.rstrip(b"\n") == wanted)
        return next(numbers, 1)


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
