"""Measures of an item, on its page: added and finished by the unit that leads it, their dates moved
with an approver alone.
"""

from __future__ import annotations

from collections.abc import Callable

from scoring.actions.items import add_measure, finish_measure, move
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.transitions import Move
from scoring.values import offered, whole_number
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out, digest_now
from scoring.workbench.views.items import one_data, state_of
from scoring.workbench.web import Answer, Call, Data, day_of, invalid_at
from scoring.workspace.changes import LEDGER, ChangeSet

LONGEST = 500
DEEDS = {"add": "加一条措施", "done": "措施完成", "postpone": "措施改期"}


def measures(call: Call) -> Answer:
    """The measures of one item, and whether this visitor may change them."""
    access = Access(call.view, call.who)
    state = state_of(call.view, access, call.path("id"))
    stored = [one.model_dump(mode="json") for one in state.item.measures]
    thing = access.item(state.item)
    data: Data = {"measures": stored, "may": access.may("item_measure", thing)}
    return Answer(data, location=f"/r/{state.item.id}")


def changing(call: Call) -> Answer:
    """Adds a measure, says that one is done, or moves the date of one."""
    view, access = call.view, Access(call.view, call.who)
    state = state_of(view, access, call.path("id"))
    fields = call.fields()
    do = call.text(fields, "do", longest=20, needed=True)
    if do not in DEEDS:
        raise invalid_at("do", f"没有“{do}”这个办理{offered(do, DEEDS)}", what="不认识的办理")
    # Two ways to the same right: as the unit that leads the item, or as who may extend it.
    if do == "postpone" and may_postpone(access, state.item):
        access.ask("item_extend", access.item(state.item))
    else:
        access.ask("item_measure", access.item(state.item))
    plan = _plan(call, fields, state.item, do)
    carry_out(call, f"rectify measure {do}", plan, call.save_id(fields))
    return item_answer(call, state.item.id)


def item_answer(call: Call, ident: str) -> Answer:
    """What every change of one item answers: the state, the record's version, the item."""
    access = Access(call.view, call.who)
    state = state_of(call.view, access, ident)
    answer = {
        "version": call.view.version,
        "digest": digest_now(call, LEDGER, ident),
        "item": one_data(call.view, access, state),
    }
    return Answer(answer, location=f"/r/{ident}")


def may_postpone(access: Access, item: RectificationItem) -> bool:
    """Whether the visitor may move the date of a measure, besides the unit that leads the item."""
    return not item.closed and access.may("item_extend", access.item(item))


def _plan(
    call: Call, fields: Data, item: RectificationItem, do: str
) -> Callable[[ChangeSet], None]:
    """What is done under the lock."""
    ident, due = item.id, day_of(fields, "due")
    text = call.text(fields, "text", longest=LONGEST, needed=do == "add")
    number = whole_number(str(fields.get("measure") or "")) or 0
    if do != "add" and not 1 <= number <= len(item.measures):
        raise invalid_at("measure", f"{ident} 有 {len(item.measures)} 条措施，写第几条")
    postponing = Move(
        "postpone",
        call.view.today,
        call.who.name,
        note=call.text(fields, "note"),
        to=due,
        approved_by=call.text(fields, "approved_by", longest=60),
        measure=number,
    )

    def plan(changes: ChangeSet) -> None:
        if do == "add":
            add_measure(changes, ident, text, due)
        elif do == "done":
            finish_measure(changes, ident, number)
        else:
            move(changes, ident, postponing)

    return plan


SPOTS = (get("/r/{id}/measures", measures), post("/r/{id}/measures", changing))
