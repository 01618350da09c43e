"""Points that stand only in the words of how they are earned: 建立制度的,得6分。未建立的,不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.facts import tidy_number
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.wording import fold

# 得6分 at the end of a sentence; 最多得10分 behind 每项得2分 is a limit.
_EARNED = re.compile(r"(?:得|计|记)\s*(\d{1,3}(?:\.\d{1,2})?)\s*分\s*(?:[。;]|$)")


def points_from_awards(drafts: Sequence[Draft], log: NoticeLog) -> None:
    """Give siblings the points that each can earn, where these add up to the points of their
    parent.

    Where they do not, or no parent states its points, nothing is written and each is a doubt: equal
    shares would be wrong in silence.
    """
    for draft in drafts:
        points_from_awards(draft.children, log)
        children = [child for child in draft.children if child.kind == "base"]
        if any(child.points or child.children for child in children):
            continue
        earned = [(child, points) for child in children if (points := _earned(child))]
        whole = len(earned) == len(children) > 0
        if whole and _add_up(draft, [points for _, points in earned]):
            for child, points in earned:
                child.points = points
                what = f"“{short(child.name)}”记为 {points} 分"
                log.add("IMP43", child.where, f"“得{points}分”", what)
        else:
            for child, points in earned:
                what = f"“{short(child.name)}”里的“得{points}分”"
                log.add("IMP45", child.where, what, "没有写入 points")


def _add_up(draft: Draft, points: Sequence[str]) -> bool:
    """Whether the points of the parts make up those that their parent states."""
    return bool(draft.points) and sum(map(Decimal, points)) == Decimal(draft.points)


def _earned(draft: Draft) -> str | None:
    """Return the first number of points that the text of an indicator lets one earn."""
    match = _EARNED.search(fold(draft.text or draft.name))
    if match:
        return tidy_number(match.group(1))
    return None
