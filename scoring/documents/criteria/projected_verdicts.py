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

    Nothing without a ledger. The due dates are looked at in halves: mending more never loses a
    condition.
    """
    if not workspace.ledger:
        return {}, ""
    open_items = [item for item in workspace.ledger if not item.closed]
    dates = sorted(
        {max(item.deadline, today) for item in open_items if isinstance(item.deadline, date)}
    )
    unmet = [verdict for verdict in assessment.verdicts if not verdict.met]
    if not dates:
        why = "没有未销号的事项" if not open_items else "未销号的事项都没有时限"
        return {
            verdict.id: f"不变（{why}）" for verdict in unmet
        }, f"整改清单{why}，结论不会随整改改变。"
    reached: dict[date, dict[str, Verdict]] = {}

    def at(day: date) -> dict[str, Verdict]:
        if day not in reached:
            reached[day] = {
                verdict.id: verdict for verdict in workspace.project(day, assessment).after.verdicts
            }
        return reached[day]

    said, last = {}, at(dates[-1])
    for verdict in unmet:
        if not last[verdict.id].met:
            said[verdict.id] = f"仍未达到（{last[verdict.id].actual}）"
            continue
        low, high = 0, len(dates) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if at(dates[middle])[verdict.id].met else (middle + 1, high)
        said[verdict.id] = "逾期的整改到位即达到" if dates[low] == today else f"{dates[low]} 前达到"
    met = sum(verdict.met for verdict in last.values())
    dateless = len(open_items) - sum(isinstance(item.deadline, date) for item in open_items)
    aside = f"；另有 {dateless} 个事项没有时限，不计在内" if dateless else ""
    whole = (
        f"清单事项都如期整改到位（最后时限 {dates[-1]}），{len(last)} 项条件可达到 {met} "
        f"项{aside}。"
    )
    return said, whole
