"""Losses without an open item, and the items that a sync would open
where there is no ledger yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.engine import Assessment
from scoring.engine.gaps import at_root
from scoring.engine.scores import ZERO
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.proposals import propose
from scoring.rectification.state import gap_of
from scoring.rectification.writing import taken_ids
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A loss, in points of the whole, that no open item answers for; ``closed`` is the closed item
    that did, or "".
    """

    indicator: str
    cause: str
    lost: Fraction
    closed: str


def from_gaps(workspace: Workspace, before: Assessment, today: date) -> list[RectificationItem]:
    """One item for each cause of loss of each leaf, numbered as a sync would number them."""
    proposals = propose(before, (), today=today, by="", due=None, taken=taken_ids(workspace.path))
    return [_item(record) for record in proposals.created]


def _item(record: dict[str, Any]) -> RectificationItem:
    keys = ("id", "indicator", "source", "cause", "problem", "lost", "lead", "support", "due")
    plain = {
        key: str(value) if isinstance(value, str) else value
        for key in keys
        if (value := record.get(key))
    }
    return RectificationItem.model_validate(plain)


def uncovered(workspace: Workspace, before: Assessment, today: date) -> tuple[Uncovered, ...]:
    """The losses of the ledger's workspace that no open item answers for, the largest first."""
    proposals = propose(before, workspace.ledger, today=today, by="", due=None, taken=())
    found = []
    for record in proposals.created:
        item = before.by_code.get(record.get("indicator", ""))
        if item is not None:
            found.append(
                Uncovered(
                    item.node.code, record["cause"], getattr(at_root(item), record["cause"]), ""
                )
            )
    closed = {item.id: item for item in workspace.ledger}
    for ident in proposals.back:
        item_ = closed[ident]
        found.append(
            Uncovered(
                item_.indicator or "", item_.cause, gap_of(item_, before.by_code) or ZERO, ident
            )
        )
    return tuple(sorted(found, key=lambda loss: -loss.lost))
