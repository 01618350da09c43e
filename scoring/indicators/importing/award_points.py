"""Points that stand only in the words of how they are earned: 建立制度的,得6分。未建立的,不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.facts import tidy_number
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.wording import fold

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
        if not children or any(child.points or child.children for child in children):
            continue
        earned = [_earned(child) for child in children]
        if not any(earned):
            continue
        fits = (
            draft.points
            and all(earned)
            and sum(map(Decimal, filter(None, earned))) == Decimal(draft.points)
        )
        for child, points in zip(children, earned, strict=True):
            if fits and points is not None:
                child.points = points
                log.add(
                    "IMP43",
                    child.where,
                    f"“得{points}分”",
                    f"“{short(child.name)}”记为 {points} 分",
                )
            elif points is not None:
                log.add(
                    "IMP45",
                    child.where,
                    f"“{short(child.name)}”里的“得{points}分”",
                    "没有写入 points",
                )


def _earned(draft: Draft) -> str | None:
    """Return the first number of points that the text of an indicator lets one earn."""
    match = _EARNED.search(fold(draft.text or draft.name))
    if match:
        return tidy_number(match.group(1))
    return None
