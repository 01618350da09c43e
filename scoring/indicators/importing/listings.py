"""一是…二是…, 第一，…第二，… on lines of their own: the items of a part that nothing else
numbers.
"""

from __future__ import annotations

from scoring.indicators.importing.clauses import has_clause
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.numbering_marks import Mark, read_mark

# Circles stay in the text: they number parts of one sentence.
_KINDS = ("first", "is", "must")


def split_listing(draft: Draft, log: NoticeLog) -> None:
    """Turn the lines 一是…, 二是… of a draft into its children; a draft with a responsibility
    clause stays whole.
    """
    lines = draft.raw.split("\n")
    if len(lines) < 3 or has_clause(draft.raw):
        return
    marks = _listing_marks(lines)
    if not _is_series([mark for mark in marks if mark is not None]):
        return
    heading: list[str] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark is not None:
            draft.children.append(Draft(draft.where, mark.text, mark.rest))
        elif draft.children:
            draft.children[-1].raw += "\n" + line
        else:
            heading.append(line)
    draft.raw = "\n".join(heading)
    first = lines[len(heading)][:2]
    what = f"“{short(draft.raw, 16)}”下的“{first}”等 {len(draft.children)} 条"
    log.add("IMP69", draft.where, what, "各成一项")


def _listing_marks(lines: list[str]) -> list[Mark | None]:
    """The mark of each line that belongs to the listing: of the kind that comes first."""
    marks = [read_mark(line) for line in lines]
    kinds = [mark.kind for mark in marks if mark is not None and mark.kind in _KINDS]
    return [mark if mark is not None and mark.kind in kinds[:1] else None for mark in marks]


def _is_series(marks: list[Mark]) -> bool:
    return len(marks) >= 2 and [mark.value for mark in marks] == list(range(1, len(marks) + 1))
