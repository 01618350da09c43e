"""The parts that an office writes itself, ready for the page: numbered among the sections, figures
filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from scoring.documents.self_assessment.model import Part, PartPassage
from scoring.engine import Assessment
from scoring.engine.gaps import at_root
from scoring.narrative.placeholders import filled
from scoring.values import format_fixed, percent
from scoring.views.words import chinese_date, chinese_number
from scoring.workspace import Workspace

if TYPE_CHECKING:
    from scoring.narrative import Narrative, Passage

UNINSPECTED, UNGRADED = "尚未核验", "未设等次"
SECTIONS = ("conclusion", "scores", "losses", "cards", "evidence", "colophon")
BEHIND = 4
"""Sections that stand before the last parts."""
NARROWEST, WIDEST = 4, 24
"""Characters that a column is wide at least and at most when the width of a table is shared out."""


def ladder(parts: Sequence[Part]) -> dict[str, str]:
    """The number of each of our own ``SECTIONS``: 一, 二 …, the parts counted in between."""
    first = sum(part.place == "first" for part in parts)
    steps = [
        first + index + (len(parts) - first if index > BEHIND else 0)
        for index in range(1, len(SECTIONS) + 1)
    ]
    return {name: chinese_number(step) for name, step in zip(SECTIONS, steps, strict=True)}


def parts_of(workspace: Workspace, assessment: Assessment) -> tuple[Part, ...]:
    """The parts in the order in which they are printed, with the figures of ``assessment`` for
    their placeholders.
    """
    values = figures(workspace, assessment) if workspace.parts else {}
    first = [part for part in workspace.parts if part.first]
    last = [part for part in workspace.parts if not part.first]
    places = [
        *range(1, len(first) + 1),
        *(len(first) + BEHIND + index for index in range(1, len(last) + 1)),
    ]
    return tuple(
        _part(part, index, place, values)
        for index, (part, place) in enumerate(zip([*first, *last], places, strict=True), 1)
    )


def figures(workspace: Workspace, assessment: Assessment) -> dict[str, str]:
    """What each placeholder stands for, as the tables print it."""
    now, verified = assessment.track("current"), assessment.totals["verified"]
    leaves = [
        item
        for item in assessment.leaves()
        if item.node.kind == "base" and item.state != "not_applicable"
    ]
    met = sum(item.met for item in assessment.verdicts)
    useful = {
        ident
        for support in workspace.supports.values()
        for item in support.requirements
        for ident in item.carried_by
    }
    return {
        "总分": format_fixed(now.final),
        "自评分": format_fixed(assessment.track("claimed").final),
        "佐证分": format_fixed(assessment.track("supported").final),
        "核验分": UNINSPECTED if verified is None else format_fixed(verified.final),
        "等次": now.grade or UNGRADED,
        "满分": format_fixed(assessment.root.full),
        "应得分": format_fixed(assessment.root.applicable),
        "失分": format_fixed(assessment.losses.total),
        "未评失分": format_fixed(assessment.losses.unassessed),
        "标准失分": format_fixed(assessment.losses.standard),
        "佐证失分": format_fixed(assessment.losses.evidence),
        "核验失分": format_fixed(assessment.losses.inspection),
        "最低分": format_fixed(assessment.low),
        "最高分": format_fixed(assessment.high),
        "完成度": percent(assessment.completeness, 2),
        "指标数": str(len(leaves)),
        "短板数": str(sum(bool(at_root(item).total) for item in leaves)),
        "条件数": str(len(assessment.verdicts)),
        "达到条件数": str(met),
        "未达到条件数": str(len(assessment.verdicts) - met),
        "佐证件数": str(len(workspace.records)),
        "有效佐证件数": str(len(useful)),
        "整改事项数": str(len(workspace.ledger)),
        "已销号数": str(sum(item.closed for item in workspace.ledger)),
        "评估日期": chinese_date(assessment.round.head.as_of),
    }


def _part(part: Narrative, at: int, place: int, values: Mapping[str, str]) -> Part:
    anchor = f"p-{at}"
    passages = []
    for number, passage in enumerate(part.passages, 1):
        target = f"{anchor}-{number}" if passage.kind == "heading" else ""
        passages.append(_passage(passage, target, values))
    return Part(
        anchor=anchor,
        number=chinese_number(place),
        title=part.title,
        place="first" if part.first else "last",
        file=part.file,
        fault=part.fault,
        passages=tuple(passages),
    )


def _passage(passage: Passage, anchor: str, values: Mapping[str, str]) -> PartPassage:
    rows = tuple(tuple((filled(text, values), span) for text, span in row) for row in passage.rows)
    return PartPassage(
        kind=passage.kind,
        anchor=anchor,
        level=passage.level,
        number=passage.number,
        lead=filled(passage.lead, values),
        text=filled(passage.text, values),
        rows=rows,
        widths=_widths(rows),
    )


def _widths(rows: Sequence[Sequence[tuple[str, int]]]) -> tuple[str, ...]:
    """The share of the line of each column, by its longest text."""
    columns = sum(span for _, span in rows[0]) if rows else 0
    longest = [NARROWEST] * columns
    for row in rows:
        at = 0
        for text, span in row:
            # A cell across several columns does not say how wide any one of them has to be.
            if span == 1:
                longest[at] = max(
                    longest[at], min(max(map(len, text.split("\n")), default=0) + 1, WIDEST)
                )
            at += span
    return tuple(percent(Fraction(width, sum(longest)), 2) for width in longest)
