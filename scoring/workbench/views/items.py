"""Rectification items as the ledger and the page of one show them, and what a visitor may do with
each now.
"""

from __future__ import annotations

from typing import Any

from scoring.actions.rights import Action
from scoring.documents.rectification.ledger import item_data, show_data
from scoring.rectification.hands import barred
from scoring.rectification.ledger import ALLOWED, RectificationItem
from scoring.rectification.state import ItemState
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.views.tasks import item_states
from scoring.workbench.web import not_found

Data = dict[str, Any]
ACTIONS: dict[str, Action] = {
    "start": "item_start",
    "progress": "item_progress",
    "submit": "item_submit",
    "apply": "item_apply",
    "receive": "item_receive",
    "object": "item_receive",
    "settle": "item_return",
    "return": "item_return",
    "close": "item_close",
    "extend": "item_extend",
    "reopen": "item_reopen",
    "review": "item_review",
    "interview": "item_escalate",
    "refer": "item_escalate",
    "correct": "item_correct",
}
"""The right that each move needs, in the order in which the page offers them."""


def listed(view: View, access: Access) -> list[ItemState]:
    """The items that the visitor sees, in the order of priority."""
    seen = access.items
    return [state for state in item_states(view) if state.item.id in seen]


def state_of(view: View, access: Access, ident: str) -> ItemState:
    """One item that the visitor sees. Raises 404 for an unknown one, 403 for another's."""
    by_id: dict[str, ItemState] = view.once(
        "items by id", lambda: {one.item.id: one for one in item_states(view)}
    )
    state = by_id.get(ident)
    if state is None:
        raise not_found(f"整改清单里没有“{ident[:40]}”")
    if ident not in access.items:
        access.ask("see_scores", access.item(state.item))
    return state


def list_data(view: View, access: Access) -> Data:
    """``rectify list``, cut to what the visitor sees."""
    return {"items": [item_data(state) for state in listed(view, access)]}


def one_data(view: View, access: Access, state: ItemState) -> Data:
    """One item with its events, and the moves that this visitor may make now."""
    return {**show_data(state), "moves": moves(view, access, state.item)}


def moves(view: View, access: Access, item: RectificationItem) -> list[str]:
    """What the visitor may do with an item now: by its status, by rights, and by whose hands have
    touched it.
    """
    return [do for do in ACTIONS if not hindrance(view, access, item, do)]


def hindrance(view: View, access: Access, item: RectificationItem, do: str) -> str:
    """Why the visitor may not do this now, in Chinese; "" when he may."""
    if item.status not in ALLOWED[do]:
        return f"现在是“{item.status}”"
    refusal = access.refusal(ACTIONS[do], access.item(item))
    if refusal is not None:
        return refusal.message
    return barred(item, do, access.visitor.name, view.workspace.people, view.workspace.proofs)
