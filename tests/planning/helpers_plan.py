"""Random ledgers for the random workspaces, and a plain search through every set of items to hold a
plan against."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import strategies
from hypothesis import strategies as st

from scoring.engine import CAUSES as LOSSES
from scoring.engine import Assessment
from scoring.engine.projection import project
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.projection_inputs import losses_of
from scoring.workspace import Workspace, open_workspace

TODAY = date(2026, 11, 22)
EFFORTS = ("1", "2", "2", "3", "5", "0.5", "0", "")
CAUSES = ("standard", "evidence", "unassessed", "inspection", "other")


@st.composite
def planned(draw: st.DrawFn, most: int = 6, least: int = 2) -> dict[str, Any]:
    """A random workspace with a ledger of ``least`` to ``most`` open items, some of which wait for
    others."""
    ws = draw(strategies.workspaces())
    d = strategies.Dice(draw)
    codes = [node["code"] for node, _ in strategies.all_nodes(ws["tree"]["indicators"])]
    losses = [
        (node.node.code, cause)
        for node in opened(ws).assess().leaves()
        for cause in LOSSES
        if getattr(node.marks.losses, cause)
    ]
    coupled = [(code, "evidence") for code, cause in losses if cause == "standard"]
    ledger = []
    for at in range(1, d.roll(least, most) + 1):
        any_ = (d.pick(codes), d.pick(CAUSES))
        code, cause = any_ if d.chance(15) else d.pick([*losses, *coupled, any_])
        item = {"id": f"R{at}", "indicator": code, "cause": cause, "problem": "有短板"}
        item |= {"effort": effort} if (effort := d.pick(EFFORTS)) else {}
        item |= {} if d.chance(10) else {"lead": [d.pick(strategies.UNITS)]}
        waits = [f"R{other}" for other in range(1, at) if d.chance(20)]
        item |= {"after": waits} if waits else {}
        item["events"] = [{"on": "2026-09-01", "do": "open", "by": "督查组"}]
        ledger.append(item)
    ws["ledger"] = ledger
    return ws


def opened(ws: dict[str, Any]) -> Workspace:
    """The workspace written to disk and read again."""
    with tempfile.TemporaryDirectory() as folder:
        return open_workspace(strategies.write(ws, Path(folder))).whole()


def after(
    workspace: Workspace, before: Assessment, chosen: Iterable[RectificationItem]
) -> Assessment:
    """The projection of the whole workspace when ``chosen`` are mended."""
    ids = {item.id for item in chosen}
    causes = losses_of(item for item in workspace.ledger if item.id in ids)
    left = tuple(
        sorted(item.id for item in workspace.ledger if not item.closed and item.id not in ids)
    )
    return project(
        before,
        workspace.rounds,
        workspace.supports,
        causes,
        items=len(workspace.ledger),
        open_items=left,
    )


def effort(item: RectificationItem, default: Fraction) -> Fraction:
    return default if item.effort is None else item.effort


def fits(chosen: Sequence[RectificationItem], days: int, default: Fraction) -> bool:
    """Whether some order of the items lets each team do them one after the other within the
    days."""
    if (
        sum(effort(item, default) for item in chosen) <= days
    ):  # even one after the other; nobody waits in a circle
        return True
    ids = {item.id for item in chosen}
    for order in permutations(chosen):
        end: dict[str, Fraction] = {}
        free: dict[str, Fraction] = {}
        for item in order:
            firsts = [ident for ident in item.after if ident in ids]
            if any(first not in end for first in firsts):
                break
            team = item.lead[0] if item.lead else ""
            begin = max([free.get(team, Fraction(0)), *(end[first] for first in firsts)])
            end[item.id] = free[team] = begin + effort(item, default)
        else:
            if all(time <= days for time in end.values()):
                return True
    return False


def choices(
    workspace: Workspace, days: int, default: Fraction
) -> Iterator[tuple[Fraction, tuple[RectificationItem, ...]]]:
    """Every set of open items that can be done in time, with those that they wait for, the cheapest
    first."""
    items = [item for item in workspace.ledger if not item.closed]
    known = {item.id for item in items}
    sets = [part for size in range(len(items) + 1) for part in combinations(items, size)]
    priced = [(sum((effort(item, default) for item in part), Fraction(0)), part) for part in sets]
    for cost, part in sorted(priced, key=lambda entry: (entry[0], len(entry[1]))):
        ids = {item.id for item in part}
        if all(first in ids for item in part for first in item.after if first in known) and fits(
            part, days, default
        ):
            yield cost, part


def cheapest(
    workspace: Workspace, days: int, default: Fraction, good: Callable[[Assessment], bool]
) -> tuple[Fraction, int] | None:
    """Cost and size of the cheapest choice after which the real projection is ``good``."""
    before = workspace.assess()
    for cost, part in choices(workspace, days, default):
        if good(after(workspace, before, part)):
            return cost, len(part)
    return None


def by(days: int) -> date:
    """The last of so many days."""
    return TODAY + timedelta(days=days - 1)
