"""``workspace.yaml`` as it is written: who is assessed, with which tree and round, the units, the
terms of reports.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.indicators.scope import Choice, Kinds, answered
from scoring.people import PersonRecord
from scoring.rectification.notices import Same
from scoring.rounds.disagreements import InspectionTerms
from scoring.schema import Record
from scoring.values import Code, Count, Flag, Moment, Names, Text


class UnitRecord(Record):
    """Short names of a unit, or the members of a group;
    ``kind`` is what kind of object it is (政府部门, 乡镇).
    """

    aliases: Names = ()
    members: Names = ()
    kind: Text | None = None


class ReportPart(Record):
    """A part of the self-assessment that the office writes itself: its heading, and the file that
    holds its text.

    ``place``: before 总体结论 or before 佐证材料目录.
    """

    title: Text
    file: Text
    place: Literal["first", "last"] = "last"


class ReportTerms(Record):
    """What the cover of a report says, the parts that the office writes itself, and whether a page
    for the seal stands at its end.
    """

    issuer: Text | None = None
    doc_no: Text | None = None
    title: Text | None = None
    seal: Flag = False
    parts: tuple[ReportPart, ...] = ()


class NoticeTerms(Record):
    """How the ladder of bulletins counts: what is the same problem,
    and from when on 约谈 and 移交 are proposed.
    """

    same: Same = "item"
    # Twice and three times are the steps that the campaign's own rule names; the first
    # notice is never more than a notice.
    interview: Annotated[Count, Field(ge=2)] = 2
    referral: Annotated[Count, Field(ge=2)] = 3


class WorkspaceRecord(Record):
    """``workspace.yaml``."""

    name: Text
    level: Text | None = None
    classes: dict[Text, Text] = Field(default_factory=dict)
    tree: Text
    round: Code
    target: Text | None = None
    units: dict[Text, UnitRecord] = Field(default_factory=dict)
    people: dict[Text, PersonRecord] = Field(default_factory=dict)
    approvers: Names = ()
    notices: NoticeTerms = NoticeTerms()
    code: Code | None = None
    deadline: Moment | None = None
    # Off unless the county says so: units do not see what others score.
    show_unit_scores: Flag = False
    report: ReportTerms = ReportTerms()
    inspection: InspectionTerms = InspectionTerms()

    def choose(self, kinds: Kinds) -> Choice:
        """The kind of object that is assessed, among those of a tree."""
        return answered(kinds, self.level, self.classes)
