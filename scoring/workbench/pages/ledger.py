"""S13 and S14: the rectification ledger, one item, and its moves."""

from __future__ import annotations

from datetime import date
from typing import cast

from scoring.actions.item_opening import split_item
from scoring.actions.items import move as move_item
from scoring.evidence.model import Evidence
from scoring.rectification.ledger import MOVE_NAMES, SOURCE_NAMES, RectificationItem
from scoring.rectification.state import ItemState
from scoring.rectification.transitions import Do, Move
from scoring.values import offered, whole_number
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.pages.measures import item_answer, may_postpone
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out, digest_now
from scoring.workbench.telling import tell_roles, tell_unit
from scoring.workbench.views.duties import proposals
from scoring.workbench.views.items import (
    ACTIONS,
    hindrance,
    list_data,
    listed,
    one_data,
    state_of,
)
from scoring.workbench.views.tasks import leads
from scoring.workbench.web import Answer, Call, Data, day_of, invalid_at, names_of
from scoring.workspace.changes import LEDGER

SOON = 7
TABS = {
    "open": "最急的在前",
    "late": "超期",
    "soon": "7 天内到期",
    "waiting": "等验收",
    "returned": "被退回",
    "closed": "已销号",
}


def ledger(call: Call) -> Answer:
    """The items, most pressing first; the figures above filter."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    states = listed(view, access)
    tab = call.query.get("tab", "open")
    if tab not in TABS:
        tab = "open"
    unit = call.query.get("unit", "")
    groups = _groups(states, view.today)
    rows = groups[tab]
    if unit:
        rows = [state for state in rows if leads(view, state.item.lead, (unit,))]
    leading = view.members(name for state in states for name in state.item.lead)
    extra = {
        "shown": rows,
        "tab": tab,
        "tabs": TABS,
        "count": {name: len(group) for name, group in groups.items()},
        "all": len(states),
        "unit": unit,
        "units": sorted(leading),
        "names": {node.code: node.name for node in view.assessment.tree.walk()},
        "steps": _steps,
        "may_close": access.may("item_close"),
        "may_urge": access.may("issue_bulletin"),
    }
    return Answer(list_data(view, access), "ledger.html", extra)


def _groups(states: list[ItemState], today: date) -> dict[str, list[ItemState]]:
    """The items of each tab; one that is late and was returned stands under both."""
    return {name: [state for state in states if _in_group(state, name, today)] for name in TABS}


def _in_group(state: ItemState, name: str, today: date) -> bool:
    item = state.item
    due = item.deadline
    match name:
        case "open":
            return not item.closed
        case "late":
            return state.overdue_days > 0
        case "soon":
            return not item.closed and isinstance(due, date) and 0 <= (due - today).days <= SOON
        case "waiting":
            return item.status == "待验收"
        case "returned":
            return item.status in ("退回", "重新打开")
    return item.closed


def _steps(item: RectificationItem) -> list[str]:
    """The four steps of an item's life, each with its look."""
    reached = {"未整改": 1, "整改中": 2, "退回": 2, "重新打开": 2, "待验收": 3, "已销号": 4}[
        item.status
    ]
    steps = ["on" if number < reached else "" for number in range(4)]
    if item.status in ("退回", "重新打开"):
        steps[2] = "bad"
    return steps


def item(call: Call) -> Answer:
    """One item with its history and what this visitor may do."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    it = state.item
    thing = access.item(it)
    data = {**one_data(view, access, state), "digest": digest_now(call, LEDGER, it.id)}
    extra = {
        "state": state,
        "it": it,
        "node": view.assessment.by_code.get(it.indicator or ""),
        "steps": _steps(it),
        "names": MOVE_NAMES,
        "sources": SOURCE_NAMES,
        "pieces": _pieces_of(view, it),
        "offered": _pieces_for(access, it),
        "open_pieces": access.evidence,
        # Said before anybody tries: two hands are needed, and who has touched the item is not
        # obvious.
        "why_not_close": hindrance(view, access, it, "close"),
        "broken_down": [other for other in view.workspace.ledger if other.part_of == it.id],
        # A part of an item is not broken down again: its sign-off is its unit's own.
        "may_split": access.may("item_open") and not it.closed and not it.part_of,
        "received": _received(access, it),
        "objected": any(event.do == "object" for event in it.receipts.values()),
        "escalating": bool(state.overdue_days),
        "applied": it.applied is not None,
        "speakers": _speakers(access, it),
        "own_item": access.may("item_submit", thing),
        "proposed": _proposed(view, it.id),
        "may_upload": access.may("add_evidence", thing),
        "may_measure": access.may("item_measure", thing) and not it.closed,
        "may_postpone": may_postpone(access, it),
    }
    return Answer(data, "item.html", extra)


def _pieces_of(view: View, it: RectificationItem) -> list[Evidence]:
    """The pieces that were handed in for the item, each once, in the order in which they came."""
    idents = dict.fromkeys(ident for event in it.events for ident in event.evidence)
    return [view.records[ident] for ident in idents if ident in view.records]


def _pieces_for(access: Access, it: RectificationItem) -> list[Evidence]:
    """The registered pieces that prove the item's indicator, of those that the visitor may open."""
    return [
        record
        for record in access.workspace.records
        if record.id in access.evidence
        and any(proof.indicator == it.indicator for proof in record.proves)
    ]


def _proposed(view: View, ident: str) -> str:
    """Which decision about an item the last bulletin proposes and nobody has taken; "" for none."""
    return next((one.do for one in proposals(view) if one.item == ident), "")


def _received(access: Access, it: RectificationItem) -> bool:
    """Whether the visitor's own unit has said that it has received the item, or objected."""
    # A visitor of several units, or of none, has nothing to receive in one unit's name.
    unit = _own_unit(access, it)
    return not unit or unit in it.receipts


def move(call: Call) -> Answer:
    """One event of an item, judged under the lock on what stands there, as the commands do it."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    fields = call.fields()
    event = _move_of(call, access, state.item, fields)
    carry_out(
        call,
        f"rectify {event.do}",
        lambda changes: move_item(changes, state.item.id, event),
        call.save_id(fields),
    )
    answer = item_answer(call, state.item.id)
    _tell(call, state_of(call.view, Access(call.view, call.who), state.item.id).item, event)
    return answer


def _move_of(call: Call, access: Access, it: RectificationItem, fields: Data) -> Move:
    """The move that a request asks for. Raises 422 for what is none."""
    do = call.text(fields, "do", longest=20, needed=True)
    if do not in ACTIONS:
        known = {name: MOVE_NAMES[name] for name in ACTIONS}
        raise invalid_at("do", f"没有“{do}”这个办理{offered(do, known)}", what="不认识的办理")
    approved_by = call.text(fields, "approved_by", longest=60)
    decided_by = call.text(fields, "decided_by", longest=60)
    # Whoever may approve, and names nobody else, approves himself.
    if access.may("item_approve", access.item(it)):
        if do == "extend":
            approved_by = approved_by or call.who.name
        elif do in ("interview", "refer"):
            decided_by = decided_by or call.who.name
    return Move(
        cast("Do", do),
        call.view.today,
        call.who.name,
        note=call.text(fields, "note"),
        evidence=tuple(names_of(fields, "evidence")),
        to=day_of(fields, "to"),
        next=day_of(fields, "next"),
        approved_by=approved_by,
        decided_by=decided_by,
        record=call.text(fields, "record"),
        despite=call.text(fields, "despite"),
        unit=call.text(fields, "unit", longest=60),
        of=whole_number(str(fields.get("of"))),
    )


def _speakers(access: Access, it: RectificationItem) -> list[str]:
    """The units of which the visitor has to say for which one he speaks: none where it is clear."""
    if _own_unit(access, it):
        return []
    concerned = access.view.members((*it.lead, *it.support))
    return [unit for unit in concerned if access.may("item_progress", access.unit(unit))]


def _own_unit(access: Access, it: RectificationItem) -> str:
    """The one unit of the visitor that is concerned with the item;
    "" where there is none, or more than one.
    """
    concerned = access.view.members((*it.lead, *it.support))
    own = [unit for unit in access.visitor.units if unit in concerned]
    if len(own) == 1:
        return own[0]
    return ""


def _tell(call: Call, it: RectificationItem, event: Move) -> None:
    """Who has to do something next hears of it."""
    text = f"{it.id} {MOVE_NAMES[event.do]}：{event.note or it.problem}"
    if event.do in ("return", "close", "reopen", "extend", "interview", "refer", "settle"):
        tell_unit(call, it.lead, event.do, it.id, text, url=f"/r/{it.id}")
    elif event.do in ("submit", "apply", "object"):
        tell_roles(call, ("督办", "专班组长"), event.do, it.id, text, url=f"/r/{it.id}")


def split(call: Call) -> Answer:
    """Breaks an item down to its units (乡镇 …), each with a state and a sign-off of its own."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    access.ask("item_open")
    fields = call.fields()
    units, due = names_of(fields, "units"), day_of(fields, "due")
    ident = state.item.id
    parts = carry_out(
        call,
        "rectify split",
        lambda changes: split_item(changes, ident, units, due=due),
        call.save_id(fields),
    )
    parts = parts or {}
    for part, unit in parts.items():
        text = f"{part} 分解给你单位：{state.item.problem}"
        tell_unit(call, (unit,), "split", part, text, url=f"/r/{part}")
    return Answer({"items": parts, "version": call.view.version}, location=f"/r/{ident}")


SPOTS = (
    post("/r/{id}/split", split),
    get("/r", ledger),
    get("/r/{id}", item),
    post("/r/{id}/move", move),
)
