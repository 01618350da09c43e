"""Which items would be mended by a day, and which losses that takes away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from scoring.engine import CAUSES
from scoring.rectification.ledger import RectificationItem

Items = list[RectificationItem]


def mended_by(ledger: Iterable[RectificationItem], day: date) -> tuple[Items, Items]:
    """The open items due by ``day`` that can be mended by then, and those that wait (``after``) for
    others that are not. 持续推进 and items without a date are due on no day.
    """
    open_items = {item.id: item for item in ledger if not item.closed}
    due = [item for item in open_items.values() if _due_by(item, day)]
    ready = {item.id for item in due}

    def waits(ident: str) -> bool:
        firsts = open_items[ident].after
        return any(first in open_items and first not in ready for first in firsts)

    # An item that drops out may be what another one waits for: until nothing drops out any more.
    while waiting := {ident for ident in ready if waits(ident)}:
        ready -= waiting
    mended = [item for item in due if item.id in ready]
    held_up = [item for item in due if item.id not in ready]
    return mended, held_up


def _due_by(item: RectificationItem, day: date) -> bool:
    return isinstance(item.deadline, date) and item.deadline <= day


def losses_of(items: Iterable[RectificationItem]) -> dict[str, set[str]]:
    """The causes of loss that the items answer for, by indicator. ``other`` takes no loss away."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        # An item of cause 其他 stands for no figure: mending it wins no points back.
        if item.indicator is not None and item.cause in CAUSES:
            found[item.indicator].add(item.cause)
    return dict(found)
