"""督办单 as they are issued and kept: which items, to whom, by when. A paper that was issued is
never written again.

Who has received it is said by the units themselves, item by item (``receive`` in the ledger), and
so stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from scoring.problems import Problem
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.writing import RefusedError
from scoring.schema import Record, build
from scoring.storage import RecordChanges
from scoring.storage.yaml_text import key_text
from scoring.values import Code, Count, Day, Due, Names, Text
from scoring.yamlio import Document

FOLDER = "papers"
PaperKind = Literal["urge", "interview"]
KIND_NAMES: dict[PaperKind, str] = {"urge": "督办单", "interview": "约谈通知"}


class PaperItem(Record):
    """One item as the paper names it, with what it said on the day of issue. ``days``: overdue."""

    id: Code
    indicator: Code | None = None
    problem: Text
    lead: Names = ()
    due: Due | None = None
    days: Count = 0


class Paper(Record):
    """One issued paper. ``reply``: by when the units answer."""

    number: Annotated[Count, Field(ge=1)]
    kind: PaperKind
    name: Text
    issued: Day
    by: Text
    units: Names
    items: tuple[PaperItem, ...]
    reply: Day | None = None
    text: Text | None = None

    @property
    def label(self) -> str:
        """督办单〔2026〕3号."""
        return f"{KIND_NAMES[self.kind]}〔{self.issued.year}〕{self.number}号"


def file_of(number: int) -> str:
    """The file of a paper, below the workspace."""
    return f"{FOLDER}/{number:04d}.yaml"


def read_papers(documents: Iterable[Document]) -> tuple[list[Paper], list[Problem]]:
    """The issued papers in the order of their numbers, and what is wrong with them."""
    found: dict[int, Paper] = {}
    problems: list[Problem] = []
    for document in documents:
        paper, faults = build(Paper, document.data, document)
        problems += faults
        if paper is not None and document.name == file_of(paper.number):
            found[paper.number] = paper
    return [found[number] for number in sorted(found)], problems


def issue(changes: RecordChanges, paper: Paper) -> None:
    """Puts a paper on record. Raises :class:`RefusedError` where its file is there."""
    file = file_of(paper.number)
    if changes.read(file):
        raise RefusedError(f"{file} 已经有了，印发过的不能覆盖")
    data = paper.model_dump(exclude_none=True, mode="json")
    head = f"# {paper.label}，印发时的原样，请不要改动\n"
    changes.put(
        file, head + "".join(key_text(key, value, 0, "\n") for key, value in data.items() if value)
    )
    changes.name(paper.label)


def receipts(paper: Paper, ledger: Mapping[str, RectificationItem]) -> dict[str, str]:
    """By unit, when it said that it has received every item of the paper that is its own; "" while
    it has not.
    """
    answered: dict[str, str] = {}
    for unit in paper.units:
        days = []
        for one in paper.items:
            item = ledger.get(one.id)
            said = [
                event.on
                for event in (item.standing if item else ())
                if event.do in ("receive", "progress", "submit")
                and event.on >= paper.issued
                and event.unit in (unit, None)
            ]
            if unit in one.lead or not one.lead:
                days.append(min(said).isoformat() if said else "")
        answered[unit] = max(days) if days and all(days) else ""
    return answered
