"""Papers as they are issued and kept: 督办单, 约谈通知, 整改月报 and 送阅件, to whom, by when.

A paper that was issued is a file of its own, ``papers/0001.yaml`` and on, and is never written
again: it holds the words that were printed, not what they were reckoned from. Who has received it
stands beside the papers in ``receipts.yaml``; units that answer item by item (``receive``,
``progress``, ``submit`` in the ledger) have received a 督办单 by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from scoring.people import People
from scoring.problems import Problem, problem
from scoring.rectification.ledger import Event, RectificationItem
from scoring.schema import Record, build
from scoring.values import Code, Count, Day, Due, Names, OneOrMany, Text
from scoring.yamlio import Document

FOLDER = "papers"
RECEIPTS = f"{FOLDER}/receipts.yaml"
PaperKind = Literal["urge", "interview", "monthly", "slip"]
KIND_NAMES: dict[PaperKind, str] = {
    "urge": "督办单",
    "interview": "约谈通知",
    "monthly": "整改月报",
    "slip": "送阅件",
}
URGING: frozenset[PaperKind] = frozenset({"urge", "interview"})
"""Papers about items, to the units that lead them."""
Row = tuple[str, ...]
Rows = tuple[Row, ...]
Number = Annotated[Count, Field(ge=1)]


class PaperItem(Record):
    """One item as the paper names it, with what it said on the day of issue. ``days``: overdue."""

    id: Code
    indicator: Code | None = None
    problem: Text
    lead: Names = ()
    due: Due | None = None
    days: Count = 0


class MonthPart(Record):
    """What happened in a month, one kind of step: a heading, and a row for each."""

    heading: Text
    rows: Rows = ()


class MonthText(Record):
    """A monthly report as it was printed. Rows stand under the headings of the document."""

    title: Text
    month: Text
    issuer: Text
    date: Text
    to: Text
    overview: Names = ()
    happened: tuple[MonthPart, ...] = ()
    units: Rows = ()
    overdue: Rows = ()
    waiting: Names = ()
    ahead: Rows = ()
    remarks: Names = ()
    demands: Names = ()


class SlipText(Record):
    """A 送阅件 as it was printed. ``proposal`` is what the tracker proposes (拟办意见)."""

    title: Text
    issuer: Text
    date: Text
    facts: Rows = ()
    situation: Names = ()
    asked: Names = ()
    enclosed: Names = ()
    proposal: Names = ()


class Paper(Record):
    """One issued paper. ``number`` counts all papers, ``serial`` those of its kind and year.

    ``reply``: by when the units answer; ``to``: the people it goes to, ``units`` the units.
    """

    number: Number
    serial: Number | None = None
    kind: PaperKind
    name: Text
    issuer: Text | None = None
    issued: Day
    by: Text
    to: Annotated[tuple[Text, ...], OneOrMany] = ()
    units: Names = ()
    items: tuple[PaperItem, ...] = ()
    reply: Day | None = None
    text: Text | None = None
    month: MonthText | None = None
    slip: SlipText | None = None

    @property
    def label(self) -> str:
        """督办单〔2026〕3号."""
        return label_of(self.kind, self.issued.year, self.serial or self.number)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody it goes to: people first, then units."""
        return (*self.to, *self.units)


class Receipt(Record):
    """That somebody has received a paper. ``who`` is a recipient, ``by`` who put it down.

    ``note`` is what was answered: of a 送阅件, the leader's 批示.
    """

    paper: Number
    who: Text
    on: Day
    by: Text
    note: Text | None = None


def label_of(kind: PaperKind, year: int, serial: int) -> str:
    """How a paper is called: its kind, the year and its number."""
    end = "期" if kind == "monthly" else "号"
    return f"{KIND_NAMES[kind]}〔{year}〕{serial}{end}"


def file_of(number: int) -> str:
    """The file of a paper, below the workspace."""
    return f"{FOLDER}/{number:04d}.yaml"


def next_numbers(known: Iterable[Paper], kind: PaperKind, year: int) -> tuple[int, int]:
    """The number of the next paper, and that of its kind in the year."""
    papers = list(known)
    same = [
        paper.serial or paper.number
        for paper in papers
        if paper.kind == kind and paper.issued.year == year
    ]
    number = 1 + max((paper.number for paper in papers), default=0)
    return number, 1 + max(same, default=0)


def read_papers(documents: Iterable[Document]) -> tuple[tuple[Paper, ...], list[Problem]]:
    """The issued papers in the order of their numbers, and what is wrong with them."""
    papers: dict[int, Paper] = {}
    problems: list[Problem] = []
    for document in documents:
        paper, faults = build(Paper, document.data, document)
        problems += faults
        if paper is None:
            continue
        if document.name != file_of(paper.number):
            what = f"{document.name} 写的编号是 {paper.number}，与文件名不符"
            problems.append(problem("B003", document.where(("number",)), what=what))
            continue
        papers[paper.number] = paper
    return tuple(papers[number] for number in sorted(papers)), problems


def read_receipts(document: Document | None) -> tuple[tuple[Receipt, ...], list[Problem]]:
    """The receipts on record in the order of the file, and what is wrong with them."""
    if document is None:
        return (), []
    receipts: list[Receipt] = []
    problems: list[Problem] = []
    records = document.data if isinstance(document.data, list) else [document.data]
    for index, record in enumerate(records):
        receipt, faults = build(Receipt, record, document, (index,))
        problems += faults
        if receipt is not None:
            receipts.append(receipt)
    return tuple(receipts), problems


def receipts_of(
    paper: Paper,
    ledger: Mapping[str, RectificationItem],
    recorded: Iterable[Receipt],
    people: People | None = None,
) -> dict[str, Receipt | None]:
    """By recipient, the first receipt: the recorded one, else what its unit said in the ledger."""
    # In the order of the file: the first receipt of somebody stands.
    own = [receipt for receipt in recorded if receipt.paper == paper.number]
    answered: dict[str, Receipt | None] = {}
    for name in paper.recipients:
        answered[name] = next((one for one in own if _means(one.who, name, people)), None)
    # What a unit says in the ledger answers an urging letter as a receipt would.
    for unit in paper.units if paper.kind in URGING else ():
        answered[unit] = answered[unit] or _answer_in_ledger(paper, unit, ledger)
    return answered


def _means(given: str, name: str, people: People | None) -> bool:
    return given == name or (people is not None and people.same_hand(given, name))


def _answer_in_ledger(
    paper: Paper, unit: str, ledger: Mapping[str, RectificationItem]
) -> Receipt | None:
    """What the unit said about every item of the paper that is its own;
    None where one is missing.
    """
    last: Receipt | None = None
    for one in paper.items:
        # A paper to several units: each answers for what it leads, not for the items of others.
        if one.lead and unit not in one.lead:
            continue
        first = _first_answer(paper, unit, ledger.get(one.id))
        # A unit that passed over one of its items has not answered the letter.
        if first is None:
            return None
        receipt = Receipt(paper=paper.number, who=unit, on=first.on, by=first.by or unit)
        if last is None or receipt.on > last.on:
            last = receipt
    return last


def _first_answer(paper: Paper, unit: str, item: RectificationItem | None) -> Event | None:
    """The first word of a unit on an item since the paper was issued. An event without a unit is
    that of the item's one lead.
    """
    answers = [
        event
        for event in (item.standing if item is not None else ())
        if event.do in ("receive", "progress", "submit")
        and event.on >= paper.issued
        and event.unit in (unit, None)
    ]
    return min(answers, key=lambda event: event.on, default=None)
