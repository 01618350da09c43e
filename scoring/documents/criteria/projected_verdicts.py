"""The verdict on each condition if the ledger is kept: by when it would be met, or what it would
still lack.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scoring.engine import Assessment
from scoring.engine.criteria import Verdict
from scoring.workspace import Workspace


def outlook(
    workspace: Workspace, assessment: Assessment, today: date
) -> tuple[Mapping[str, str], str]:
    """For each condition not met now its verdict in words, by id, and one sentence about the whole.

    Nothing without a ledger. Due dates are tried in halves: mending more never loses a condition.
    """
    if not workspace.ledger:
        return {}, ""
    items = [item for item in workspace.ledger if not item.closed]
    due = [item.deadline for item in items if isinstance(item.deadline, date)]
    unmet = [verdict for verdict in assessment.verdicts if not verdict.met]
    # Without a single date every day would look like today: better to say why than to score it.
    if not due:
        why = "未销号的事项都没有时限" if items else "没有未销号的事项"
        words = {verdict.id: f"不变（{why}）" for verdict in unmet}
        return words, f"整改清单{why}，结论不会随整改改变。"
    # What is overdue already can be put right today at the earliest.
    future = _Future(workspace, assessment, sorted({max(day, today) for day in due}))
    words = {verdict.id: future.words(verdict.id, today) for verdict in unmet}
    last = future.at(future.dates[-1])
    met = sum(verdict.met for verdict in last.values())
    dateless = len(items) - len(due)
    aside = f"；另有 {dateless} 个事项没有时限，不计在内" if dateless else ""
    whole = (
        f"清单事项都如期整改到位（最后时限 {future.dates[-1]}），{len(last)} 项条件可达到 {met} "
        f"项{aside}。"
    )
    return words, whole


class _Future:
    """The verdicts on the dates on which something of the ledger falls due. Each date is scored
    once at most.
    """

    def __init__(self, workspace: Workspace, assessment: Assessment, dates: list[date]) -> None:
        self.dates = dates
        self._workspace, self._assessment = workspace, assessment
        self._reached: dict[date, dict[str, Verdict]] = {}

    def at(self, day: date) -> dict[str, Verdict]:
        """The verdicts by id, with everything put right that is due by ``day``."""
        if day not in self._reached:
            after = self._workspace.project(day, self._assessment).after
            self._reached[day] = {verdict.id: verdict for verdict in after.verdicts}
        return self._reached[day]

    def words(self, ident: str, today: date) -> str:
        """By when a condition is met, else what it still lacks in the end."""
        last = self.at(self.dates[-1])[ident]
        if not last.met:
            return f"仍未达到（{last.actual}）"
        day = self._first_met(ident)
        return "逾期的整改到位即达到" if day == today else f"{day} 前达到"

    def _first_met(self, ident: str) -> date:
        """The first date on which it is met, by halves: of a hundred dates seven are scored."""
        low, high = 0, len(self.dates) - 1
        while low < high:
            middle = (low + high) // 2
            if self.at(self.dates[middle])[ident].met:
                high = middle
            else:
                low = middle + 1
        return self.dates[low]
