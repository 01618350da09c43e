"""Rows 总分, 合计 and 小计 of a table, compared with the points that were read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.rows import Line, PrintedTotal
from scoring.indicators.importing.tree import known_points


def check_totals(
    totals: Sequence[PrintedTotal], lines: Sequence[Line], roots: Sequence[Draft], log: NoticeLog
) -> None:
    """Report every printed total that no sum of what was read agrees with.

    A 小计 may be that of the rows since the last one, of the block that it closes, or of all rows
    so far; a 总分 is that of the whole table, with or without bonus.
    """
    whole = _sums(roots)
    earlier = 0
    for total in totals:
        numbers = {number for number in total.numbers if number}
        covered = lines[earlier : total.lines]
        possible = whole | _near(covered, lines[: total.lines])
        if "小计" in total.label:
            possible = _near(covered, lines[: total.lines])
        if numbers and possible and not numbers & possible:
            printed = "、".join(format(number, "f") for number in total.numbers)
            read = _told(covered, roots, "小计" in total.label)
            log.add(
                "IMP77",
                total.where,
                f"写明{short(total.label, 8)} {printed}，读到的合计 {read} 分",
                "照读到的写出",
            )
        if total.lines > earlier:
            earlier = total.lines


def _sums(drafts: Sequence[Draft]) -> set[Decimal]:
    base = known_points([draft for draft in drafts if draft.kind == "base"])[0]
    everything = known_points(list(drafts))[0]
    return {value for value in (base, everything) if value is not None}


def _near(covered: Sequence[Line], so_far: Sequence[Line]) -> set[Decimal]:
    """Return the sums that a subtotal behind these lines may state."""
    possible: set[Decimal] = set()
    for lines in (covered, so_far):
        leaves = list({id(line.path[-1]): line.path[-1] for line in lines}.values())
        heads = list({id(line.path[0]): line.path[0] for line in lines}.values())
        possible |= _sums(leaves) | _sums(heads)
    if covered:
        for draft in covered[-1].path:
            possible |= _sums([draft]) | _sums(draft.children)
    return possible


def _told(covered: Sequence[Line], roots: Sequence[Draft], subtotal: bool) -> str:
    if subtotal:
        drafts = list({id(line.path[-1]): line.path[-1] for line in covered}.values())
    else:
        drafts = list(roots)
    sums = sorted(_sums(drafts))
    return "或 ".join(format(value, "f") for value in sums) or "0"
