"""S13 and S14: the rectification ledger, one item, and its moves."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

from scoring.actions.items import move as move_item
from scoring.actions.items import split_item
from scoring.rectification.ledger import MOVE_NAMES, SOURCE_NAMES, RectificationItem
from scoring.rectification.state import ItemState
from scoring.rectification.transitions import Do, Move
from scoring.values import offered, whole_number
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.pages.measures import may_postpone
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
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
from scoring.workbench.web import Answer, Call, Data, invalid
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
    unit = call.query.get("unit", "")
    groups = {
        name: [state for state in states if _in_group(state, name, view.today)] for name in TABS
    }
    shown = [
        state
        for state in groups.get(tab, groups["open"])
        if not unit or leads(view, state.item.lead, (unit,))
    ]
    count = Counter(name for state in states for name in TABS if _in_group(state, name, view.today))
    units = sorted(
        {
            name
            for state in states
            for lead in state.item.lead
            for name in view.workspace.units.expand(lead)
        }
    )
    extra = {
        "shown": shown,
        "tab": tab if tab in TABS else "open",
        "tabs": TABS,
        "count": count,
        "all": len(states),
        "unit": unit,
        "units": units,
        "names": {node.code: node.name for node in view.assessment.tree.walk()},
        "steps": _steps,
        "may_close": access.may("item_close"),
        "may_urge": access.may("issue_bulletin"),
    }
    return Answer(list_data(view, access), "ledger.html", extra)


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
    stored = call.office.desk.record(view, LEDGER, state.item.id)
    data = {**one_data(view, access, state), "digest": stored.version if stored else ""}
    indicator = view.assessment.by_code.get(state.item.indicator or "")
    records = {record.id: record for record in view.workspace.records}
    pieces = [
        records[ident]
        for event in state.item.events
        for ident in event.evidence
        if ident in records
    ]
    offered_ = [
        record
        for record in view.workspace.records
        if record.id in access.evidence
        and any(proof.indicator == state.item.indicator for proof in record.proves)
    ]
    extra = {
        "state": state,
        "it": state.item,
        "node": indicator,
        "steps": _steps(state.item),
        "names": MOVE_NAMES,
        "sources": SOURCE_NAMES,
        "pieces": list({record.id: record for record in pieces}.values()),
        "offered": offered_,
        "open_pieces": access.evidence,
        "why_not_close": hindrance(view, access, state.item, "close"),
        "broken_down": [other for other in view.workspace.ledger if other.part_of == state.item.id],
        "may_split": access.may("item_open") and not state.item.closed and not state.item.part_of,
        "received": _received(access, state.item),
        "objected": any(event.do == "object" for event in state.item.receipts.values()),
        "escalating": bool(state.overdue_days),
        "applied": state.item.applied is not None,
        "speakers": _speakers(access, state.item),
        "own_item": access.may("item_submit", access.item(state.item)),
        "proposed": _proposed(view, state.item.id),
        "may_upload": access.may("add_evidence", access.item(state.item)),
        "may_measure": access.may("item_measure", access.item(state.item))
        and not state.item.closed,
        "may_postpone": may_postpone(access, state.item),
    }
    return Answer(data, "item.html", extra)


def _proposed(view: View, ident: str) -> str:
    """Which decision about an item the last bulletin proposes and nobody has taken."""
    word = next((name for one, name, _ in proposals(view) if one == ident), "")
    if word.startswith("约谈"):
        return "interview"
    if word:
        return "refer"
    return ""


def _received(access: Access, it: RectificationItem) -> bool:
    """Whether the visitor's own unit has said that it has received the item, or objected."""
    unit = _own_unit(access, it)
    return not unit or unit in it.receipts


def move(call: Call) -> Answer:
    """One event of an item, judged under the lock on what stands there, as the commands do it."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    fields = call.fields()
    wanted = _wanted(call, access, state.item, fields)
    carry_out(
        call,
        f"rectify {wanted.do}",
        lambda changes: move_item(changes, state.item.id, wanted),
        call.save_id(fields),
    )
    after = state_of(call.view, Access(call.view, call.who), state.item.id)
    _tell(call, after.item, wanted)
    stored = call.office.desk.record(call.view, LEDGER, after.item.id)
    answer = {
        "version": call.view.version,
        "digest": stored.version if stored else "",
        "item": one_data(call.view, Access(call.view, call.who), after),
    }
    return Answer(answer, location=f"/r/{after.item.id}")


def _wanted(call: Call, access: Access, it: RectificationItem, fields: Data) -> Move:
    """The move that a request asks for. Raises 422 for what is none."""
    do = call.text(fields, "do", longest=20, needed=True)
    if do not in ACTIONS:
        known = {name: MOVE_NAMES[name] for name in ACTIONS}
        raise invalid(
            f"没有“{do}”这个办理{offered(do, known)}",
            [{"field": "do", "what": "不认识的办理", "fix": ""}],
        )
    approved_by = call.text(fields, "approved_by", longest=60)
    if do == "extend" and not approved_by and access.may("item_approve", access.item(it)):
        approved_by = call.who.name
    decided_by = call.text(fields, "decided_by", longest=60)
    if (
        do in ("interview", "refer")
        and not decided_by
        and access.may("item_approve", access.item(it))
    ):
        decided_by = call.who.name
    evidence = fields.get("evidence") or ()
    pieces = (evidence,) if isinstance(evidence, str) else tuple(str(one) for one in evidence)
    unit = call.text(fields, "unit", longest=60)
    of = fields.get("of")
    return Move(
        cast("Do", do),
        call.view.today,
        call.who.name,
        note=call.text(fields, "note"),
        evidence=tuple(piece for piece in pieces if piece),
        to=_day(fields, "to"),
        next=_day(fields, "next"),
        approved_by=approved_by,
        decided_by=decided_by,
        record=call.text(fields, "record"),
        despite=call.text(fields, "despite"),
        unit=unit,
        of=whole_number(str(of)),
    )


def _speakers(access: Access, it: RectificationItem) -> list[str]:
    """The units of which the visitor has to say for which one he speaks: none where it is clear."""
    if _own_unit(access, it):
        return []
    units = access.workspace.units
    concerned = [unit for name in (*it.lead, *it.support) for unit in units.expand(name)]
    return [
        unit for unit in dict.fromkeys(concerned) if access.may("item_progress", access.unit(unit))
    ]


def _own_unit(access: Access, it: RectificationItem) -> str:
    """The one unit of the visitor that is concerned with the item; "" where there is none, or more
    than one.
    """
    units = access.workspace.units
    concerned = {member for name in (*it.lead, *it.support) for member in units.expand(name)}
    own = [unit for unit in access.visitor.units if unit in concerned]
    if len(own) == 1:
        return own[0]
    return ""


def _day(fields: Data, key: str) -> date | None:
    value = fields.get(key)
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        what = f"“{value}”不是日期，写成 2026-03-05 这样"
        raise invalid(what, [{"field": key, "what": what, "fix": ""}]) from None


def _tell(call: Call, it: RectificationItem, wanted: Move) -> None:
    """Who has to do something next hears of it."""
    text = f"{it.id} {MOVE_NAMES[wanted.do]}：{wanted.note or it.problem}"
    if wanted.do in ("return", "close", "reopen", "extend", "interview", "refer", "settle"):
        tell_unit(call, it.lead, wanted.do, it.id, text, url=f"/r/{it.id}")
    elif wanted.do in ("submit", "apply", "object"):
        tell_roles(call, ("督办", "专班组长"), wanted.do, it.id, text, url=f"/r/{it.id}")


def split(call: Call) -> Answer:
    """Breaks an item down to its units (乡镇 …), each with a state and a sign-off of its own."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    access.ask("item_open")
    fields = call.fields()
    stated = fields.get("units") or ()
    units = (stated,) if isinstance(stated, str) else tuple(str(unit) for unit in stated)
    due = _day(fields, "due")
    ident = state.item.id
    made = carry_out(
        call,
        "rectify split",
        lambda changes: split_item(changes, ident, units, due=due),
        call.save_id(fields),
    )
    for part, unit in (made or {}).items():
        tell_unit(
            call,
            (unit,),
            "split",
            part,
            f"{part} 分解给你单位：{state.item.problem}",
            url=f"/r/{part}",
        )
    return Answer({"items": made or {}, "version": call.view.version}, location=f"/r/{ident}")


SPOTS = (
    post("/r/{id}/split", split),
    get("/r", ledger),
    get("/r/{id}", item),
    post("/r/{id}/move", move),
)
