"""What goes into the write path and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from scoring.problems import Problem, ScoringError, Where
from scoring.storage.changeset import Saved
from scoring.storage.records import LIST, Section, plain

Kind = Literal[
    "finding",
    "veto",
    "part",
    "assignment",
    "question",
    "setting",
    "evidence",
    "item",
    "unit",
    "person",
]
SECTIONS: Mapping[str, Section] = {
    "evidence": LIST,
    "item": LIST,
    "finding": ("findings",),
    "veto": ("vetoes",),
    "part": ("parts",),
    "assignment": ("assignments",),
    "question": ("questions",),
    "unit": ("units",),
    "person": ("people",),
    "setting": (),
}
"""Where the records of a kind stand in their file; a setting is a key of the file itself."""


class _Unset:
    """Stands for a value that was not given."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = _Unset()


@dataclass(frozen=True, slots=True)
class Change:
    """New values for one record.

    ``key`` is an id of the register or the ledger, a code, a unit, a name, or a key of the file
    (``kind`` decides). ``fields`` replaces values by key, ``storage.DROP`` takes a key out; ``add``
    adds to lists, whatever stands in them; ``value`` replaces the whole record where it is no map
    of keys (``DROP`` removes it). With ``whole``, ``fields`` is all that the record is to hold:
    what the author saw besides is taken out.

    ``expected`` is the version (``storage.version`` of the record's text) that the author saw, ""
    for no record; None takes whatever stands. ``base`` is what the author saw, where the caller
    still has it; else it is looked for by its version.
    """

    kind: Kind
    file: str
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    value: Any = UNSET
    whole: bool = False
    expected: str | None = None
    base: Mapping[str, Any] | None = None

    @property
    def section(self) -> Section:
        """Where the record stands in its file."""
        return SECTIONS[self.kind]


def content_of(changes: Sequence[Change]) -> list[Any]:
    """What changes are to write, as plain data. Which version their author saw does not belong to
    it: sent again, the same values are the same save.
    """
    return [
        [
            change.kind,
            change.file,
            change.key,
            plain(change.fields),
            plain(change.add),
            plain(change.value),
            change.whole,
        ]
        for change in changes
    ]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the same ``fields`` in the meantime: what the author saw, what stands,
    what was wanted.
    """

    base: Any
    theirs: Any
    mine: Any
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The record would be faulty. ``fields`` names the key of the record that each problem is
    about, "" for none.
    """

    problems: tuple[Problem, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Whoever asked may not do this. ``who_may`` names those who may."""

    message: str
    who_may: tuple[str, ...] = ()


Outcome = Saved | Conflict | Refused | Forbidden


class ConflictError(ScoringError):
    """See :class:`Conflict`."""

    def __init__(self, outcome: Conflict) -> None:
        listed = "、".join(outcome.fields)
        super().__init__(
            f"{listed} 刚被别人改过，和你的修改不同，没有写入。请看过现在的内容再改", "conflict"
        )
        self.outcome = outcome


class RefusedError(ScoringError):
    """A change that is not allowed. The message is Chinese and for the user;
    ``outcome`` holds the problems.
    """

    def __init__(self, message: str = "", outcome: Refused | None = None) -> None:
        self.outcome = outcome or Refused(())
        first = self.outcome.problems[0] if self.outcome.problems else None
        super().__init__(
            message or (first.sentence if first else "不能这样改"),
            "refused",
            # Lines of what was to be written stand in no file yet.
            tuple(replace(item, where=Where(item.where.file)) for item in self.outcome.problems),
        )


class ForbiddenError(ScoringError):
    """See :class:`Forbidden`."""

    def __init__(self, outcome: Forbidden) -> None:
        super().__init__(outcome.message, "forbidden")
        self.outcome = outcome
