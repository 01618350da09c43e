"""A round as its file holds it: who assessed when, under which window,
and a finding for each indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field, model_validator

from scoring.evidence.model import Window
from scoring.rounds.finding import Finding
from scoring.rounds.handing import HandEvent
from scoring.rounds.parts import Locked, PartEvent
from scoring.rounds.questions import Talk
from scoring.rounds.sampling import SampleRecord
from scoring.rounds.vetoes import TriggeredVeto
from scoring.schema import Record
from scoring.values import Code, Day, Exact, Flag, Names, Text

MOST_MONTHS = 600


class RoundRecord(Record):
    """The head of a round's file; ``findings`` and ``vetoes`` are read one by one."""

    round: Code
    kind: Literal["self", "mock", "inspection"]
    tree: Code | None = None
    as_of: Day
    window: Window | None = None
    assessor: Text | None = None
    inspectors: Names = ()
    basis: Code | None = None
    basis_sha256: Text | None = None
    group: Text | None = None
    arbitration: Flag = False
    assignments: dict[Text, Names] = Field(default_factory=dict)
    parts: dict[Text, tuple[PartEvent, ...]] = Field(default_factory=dict)
    handed_in: dict[Text, tuple[HandEvent, ...]] = Field(default_factory=dict)
    questions: dict[Code, tuple[Talk, ...]] = Field(default_factory=dict)
    locked: Locked | None = None
    withdrawn: dict[Code, tuple[Withdrawal, ...]] = Field(default_factory=dict)
    sample: SampleRecord | None = None

    @model_validator(mode="before")
    @classmethod
    def _counted_back(cls, data: Any) -> Any:
        """``window: {months: 12}``: so many whole months up to the end
        of the month before the assessment.
        """
        window = data.get("window") if isinstance(data, dict) else None
        if not isinstance(window, dict) or set(window) != {"months"}:
            return data
        try:
            as_of = date.fromisoformat(str(data.get("as_of")))
            months = int(str(window["months"]))
        except ValueError:
            return data
        # Left as it is: the schema then reports the window with
        # its place, which cannot be done here.
        if not 1 <= months <= MOST_MONTHS:
            return data
        # Whole months only: the month of the assessment has not ended.
        end = as_of.replace(day=1) - timedelta(days=1)
        year, month = divmod(end.year * 12 + end.month - months, 12)
        return {**data, "window": {"from": date(year, month + 1, 1), "to": end}}


class Withdrawal(Record):
    """A mark that was taken back: when, by whom, why, and what it was."""

    on: Day
    by: Text
    note: Text
    score: Exact | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Through whose eyes a round is looked at: the inspector,
    and the indicators of the own task.
    """

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round with its sound findings; a faulty one is a problem
    and counts as not assessed (``faulty``).

    ``unscored`` are findings of inspectors that give no score yet: 无法核实, or marks of some
    methods only. ``viewer`` is set where only what one inspector may see is left of the findings.
    ``declared`` are the codes of the vetoes that the file says anything about, be it that they were
    not triggered. Nobody writes into a round that was read: its maps cannot be changed.
    """

    head: RoundRecord
    findings: Mapping[str, Finding]
    vetoes: Mapping[str, TriggeredVeto]
    faulty: frozenset[str]
    sha256: str
    file: str
    unscored: Mapping[str, Finding] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    viewer: Viewer | None = None

    def __post_init__(self) -> None:
        # Threads read one round at once, and scores are reckoned from it again and again.
        for name in ("findings", "vetoes", "unscored"):
            held = getattr(self, name)
            if not isinstance(held, MappingProxyType):
                object.__setattr__(self, name, MappingProxyType(held))

    @property
    def id(self) -> str:
        return self.head.round

    @property
    def kind(self) -> Literal["self", "mock", "inspection"]:
        return self.head.kind
