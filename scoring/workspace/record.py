"""``workspace.yaml`` as it is written: who is assessed, with which tree and round, the units, the terms of reports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.indicators.scope import Choice, Kinds, answered
from scoring.rounds.merging import InspectionTerms
from scoring.schema import Record
from scoring.values import Code, Flag, Names, Text


class UnitRecord(Record):
    """Short names of a unit, or the members of a group."""

    aliases: Names = ()
    members: Names = ()


class ReportPart(Record):
    """A part of the self-assessment that the office writes itself: its heading, and the file that holds its text.

    ``place``: before 总体结论 or before 佐证材料目录.
    """

    title: Text
    file: Text
    place: Literal["first", "last"] = "last"


class ReportTerms(Record):
    """What the cover of a report says, the parts that the office writes itself, and whether a page for the seal stands
    at its end.
    """

    issuer: Text | None = None
    doc_no: Text | None = None
    title: Text | None = None
    seal: Flag = False
    parts: tuple[ReportPart, ...] = ()


class WorkspaceRecord(Record):
    """``workspace.yaml``."""

    name: Text
    level: Text | None = None
    classes: dict[Text, Text] = Field(default_factory=dict)
    tree: Text
    round: Code
    target: Text | None = None
    units: dict[Text, UnitRecord] = Field(default_factory=dict)
    report: ReportTerms = ReportTerms()
    inspection: InspectionTerms = InspectionTerms()

    def choose(self, kinds: Kinds) -> Choice:
        """The kind of object that is assessed, among those of a tree."""
        return answered(kinds, self.level, self.classes)
