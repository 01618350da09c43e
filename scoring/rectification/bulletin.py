"""通报 as it is issued and kept: what a week brought, unit by unit,
who is notified, and which step that makes.

A bulletin that was issued is a file of its own, ``bulletins/0001.yaml`` and on, and is never
written again: the ladder of later ones rests on what was really said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from scoring.problems import Problem, problem
from scoring.schema import Record, build
from scoring.storage.yaml_text import key_text
from scoring.values import Code, Count, Day, Due, Flag, Names, Text
from scoring.yamlio import Document

FOLDER = "bulletins"
Step = Literal["notice", "interview", "referral"]
STEP_NAMES: dict[Step, str] = {"notice": "通报", "interview": "建议约谈", "referral": "建议移交"}
"""A bulletin proposes; a leader decides."""
Number = Annotated[Count, Field(ge=1)]


class BulletinItem(Record):
    """One item as the bulletin names it. ``kind`` is the kind of problem that the ladder counts;
    ``days`` overdue.

    ``note`` says why it was returned, reopened, extended or closed while its loss stood, or what
    its units report. ``extended_late``: its date was moved after it had passed (逾期后延期).
    """

    id: Code
    indicator: Code | None = None
    problem: Text
    kind: Text
    lead: Names = ()
    due: Due | None = None
    days: Count = 0
    note: Text | None = None
    extended_late: Flag = False


class BulletinUnit(Record):
    """One line of the ranking. ``items``, ``closed``, ``open`` and ``overdue`` as they stand, the
    others of the period.

    ``rank`` is that of the share closed; equal units have the same.
    """

    rank: Number
    unit: Text
    items: Count
    closed: Count
    open: Count
    overdue: Count
    new: Count
    submitted: Count
    signed_off: Count
    returned: Count


class BulletinNotice(Record):
    """A unit that is notified of a kind of problem: for which items, the how manieth time on
    record, and in how many consecutive bulletins. ``settled``: what a leader decided before, and
    where it is on record.
    """

    unit: Text
    kind: Text
    items: Names
    times: Number
    streak: Number
    step: Step
    settled: Text | None = None


class BulletinTotals(Record):
    """Problems and measures, counted apart; a measure is done
    when it says so or its item is closed.

    ``losing``: the closed items whose loss stands.
    """

    items: Count
    closed: Count
    overdue: Count
    losing: Count | None = None
    measures: Count
    measures_done: Count


class Bulletin(Record):
    """One bulletin. ``issued`` and ``by`` are None on a preview;
    the period is ``since`` to ``until``.

    ``week`` is the Monday. The period begins where the last bulletin ended, so that no day falls
    between two.
    """

    number: Number
    name: Text
    week: Day
    since: Day
    until: Day
    issued: Day | None = None
    by: Text | None = None
    totals: BulletinTotals
    units: tuple[BulletinUnit, ...] = ()
    new: tuple[BulletinItem, ...] = ()
    submitted: tuple[BulletinItem, ...] = ()
    closed: tuple[BulletinItem, ...] = ()
    returned: tuple[BulletinItem, ...] = ()
    reopened: tuple[BulletinItem, ...] = ()
    extended: tuple[BulletinItem, ...] = ()
    progress: tuple[BulletinItem, ...] = ()
    unreviewed: tuple[BulletinItem, ...] = ()
    overdue: tuple[BulletinItem, ...] = ()
    notices: tuple[BulletinNotice, ...] = ()

    @property
    def label(self) -> str:
        """第N期."""
        return f"第{self.number}期"


SAID_WHERE_ANY = frozenset({"extended", "progress", "unreviewed"})
"""Lists that a bulletin leaves out where they are empty."""


def file_of(number: int) -> str:
    """The file of a bulletin, below the workspace."""
    return f"{FOLDER}/{number:04d}.yaml"


# Written once and never again: what was printed must stay what is on record.
def text_of(bulletin: Bulletin) -> str:
    """A bulletin as its file holds it."""
    data = bulletin.model_dump(exclude_none=True)
    return f"# {bulletin.label}通报，印发时的原样，请不要改动\n" + "".join(
        key_text(key, _plain(value), 0, "\n")
        for key, value in data.items()
        if value or key not in SAID_WHERE_ANY
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _plain(item)
            for key, item in value.items()
            if item not in (None, (), []) and item is not False
        }
    return value


def read_bulletins(documents: Iterable[Document]) -> tuple[tuple[Bulletin, ...], list[Problem]]:
    """The bulletins on record in the order of their numbers, and what is wrong with them."""
    bulletins: dict[int, Bulletin] = {}
    problems: list[Problem] = []
    for document in documents:
        bulletin, faults = build(Bulletin, document.data, document)
        problems += faults
        if bulletin is None:
            continue
        # A copied or renamed bulletin would count twice on the ladder and bring a unit to 约谈.
        if bulletin.number in bulletins or document.name != file_of(bulletin.number):
            what = f"{document.name} 写的是{bulletin.label}，与文件名或另一期重复、不符"
            problems.append(problem("B001", document.where(("number",)), what=what))
            continue
        bulletins[bulletin.number] = bulletin
    return tuple(bulletins[number] for number in sorted(bulletins)), problems


def altered(
    documents: Iterable[Document], digests: Mapping[str, str], hashed: Mapping[str, str]
) -> Iterator[Problem]:
    """B002 for each bulletin that is not as the journal says it was issued; ``hashed`` are the
    files' digests now.
    """
    for document in documents:
        # A file that the journal never saw written has no digest from which it could differ.
        if document.name in digests and digests[document.name] != hashed[document.name]:
            yield problem("B002", document.where(), what=f"{document.name} 与印发时记下的不一致")
