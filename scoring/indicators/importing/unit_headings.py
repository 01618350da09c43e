"""Documents that stand under the names of units: 一、县司法局 and its tasks. The unit leads what
stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.tree import walk
from scoring.indicators.importing.units import is_list_of_units, split_units

# Headings that are sentences may hold a unit and are none.
_LONGEST = 30


def lead_from_headings(roots: Sequence[Draft], log: NoticeLog) -> None:
    """Make the unit that a heading names the lead of what stands below, where most headings are
    names of units.

    Nothing is changed in a block that has units of its own. Each heading is reported.
    """
    named = [root for root in roots if len(root.name) <= _LONGEST and is_list_of_units(root.name)]
    if len(named) < 2 or len(named) * 10 < len(roots) * 6:
        return
    for root in named:
        if any(draft.lead or draft.support for draft in walk([root])):
            continue
        units = split_units(root.name, root.where, log)
        root.lead, root.support = units[:1], units[1:]
        log.add("IMP75", root.where, f"“{root.name}”", f"“{units[0]}”记为牵头单位")
