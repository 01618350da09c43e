"""S9 and S10: the units and where each one's part of the round stands;
handing in, with its states.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast, get_args

from scoring.actions.rounds import PART_ACTIONS, step_part
from scoring.engine import NodeResult
from scoring.rounds.parts import NAMES, PartDo, possible, state_of
from scoring.values import format_fixed, percent
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_roles, tell_unit, with_note
from scoring.workbench.views.scores import own_leaves, own_losses, share_of
from scoring.workbench.views.tasks import task_of
from scoring.workbench.web import Answer, Call, Data, forbidden, invalid_at, not_found
from scoring.workspace.changes import ChangeSet

FLOW = ("已下达", "已签收", "填报中", "已报送", "已审")
ZERO = Fraction(0)


def units(call: Call) -> Answer:
    """Every unit that leads something: its loss, what is missing, and where its part stands. To
    units, where the workspace publishes it, the totals alone.
    """
    view, access = call.view, Access(call.view, call.who)
    if not access.everything:
        if access.unit_totals:
            totals = [total_of(view, name) for name in leading(view)]
            return Answer({"totals": totals}, "unit_totals.html", {"own": call.who.units})
        access.ask("review")
    rows = [unit_data(view, name) for name in leading(view)]
    return Answer({"units": rows}, "units.html", {"may_assign": access.may("assign")})


def leading(view: View) -> list[str]:
    """The units that lead a leaf, in the order of the list of units."""

    def reckon() -> list[str]:
        names = dict.fromkeys(name for leaf in view.assessment.tree.leaves() for name in leaf.lead)
        members = set(view.members(names))
        known = [name for name in view.workspace.units.names if name in members]
        # Names that are on no list come last, so that the list of the office keeps its order.
        return known + sorted(members.difference(known))

    return view.once("leading", reckon)


def unit_data(view: View, name: str) -> Data:
    """The numbers of one unit."""
    leaves = _leaves_of(view, name)
    tasks = [task_of(view, item) for item in leaves]
    required = [need for item in leaves if item.leaf for need in item.leaf.support.required]
    return {
        "unit": name,
        "state": state_of(view.assessment.round.head.parts.get(name, ())),
        "leaves": len(leaves),
        "unassessed": sum(task.kind == "finding" for task in tasks),
        "missing": sum(not need.met for need in required),
        "wanted": len(required),
        "returned": sum(task.group == "returned" for task in tasks),
        "lost": format_fixed(own_losses(view, (name,)).total),
    }


def total_of(view: View, name: str) -> Data:
    """What one unit comes to, in points of the whole: each indicator in equal shares among its
    leads, as losses are.
    """
    own = [
        (item, share * item.factor)
        for item, share in own_leaves(view, (name,))
        if item.node.kind == "base"
    ]
    applicable = sum((item.marks.applicable * share for item, share in own), ZERO)
    score = sum((item.marks.current * share for item, share in own), ZERO)
    return {
        "unit": name,
        "leaves": len(own),
        "applicable": format_fixed(applicable),
        "score": format_fixed(score),
        "lost": format_fixed(applicable - score),
        "rate": percent(score / applicable, 1) if applicable else "",
    }


def _leaves_of(view: View, name: str) -> list[NodeResult]:
    """The leaves of which the unit bears a share."""
    return [item for item in view.assessment.leaves() if share_of(view, item, (name,))]


def unit(call: Call) -> Answer:
    """One unit as the working group sees it, with what can be done about its part."""
    view, access = call.view, Access(call.view, call.who)
    name = view.workspace.units.name(call.path("name"))
    # A unit may lead by a collective name alone, and one on the list may lead nothing yet.
    if name not in leading(view) and not view.workspace.units.known(name):
        raise not_found(f"单位名单里没有“{name[:40]}”")
    if not access.everything and name not in call.who.units:
        access.ask("review", access.unit(name))
    return _unit_answer(call, access, name)


def handin(call: Call) -> Answer:
    """The own unit's check list and its part of the round."""
    access = Access(call.view, call.who)
    own = call.who.units
    if not own:
        who = access.workspace.people.holding("单位审核人")
        raise forbidden("报送是各单位的事；看各单位报到哪一步，请到“单位”", list(who))
    asked = call.query.get("unit", "")
    # A unit that is not one's own is no error here: the page is always about a unit of the visitor.
    return _unit_answer(call, access, asked if asked in own else own[0])


def _unit_answer(call: Call, access: Access, name: str) -> Answer:
    view = call.view
    events = view.assessment.round.head.parts.get(name, ())
    tasks = [task_of(view, item, share_of(view, item, (name,))) for item in _leaves_of(view, name)]
    open_ = [task for task in tasks if task.group in ("todo", "returned")]
    data: Data = {
        **unit_data(view, name),
        "events": [
            {"on": event.on.isoformat(), "do": event.do, "by": event.by, "note": event.note or ""}
            for event in events
        ],
        "moves": part_moves(access, name, events),
    }
    people = [one for one in view.workspace.people.persons.values() if name in one.units]
    extra = {
        "name": name,
        "own": name in call.who.units,
        "tasks": sorted(open_, key=lambda task: -task.worth),
        "waiting": [task for task in tasks if task.group == "waiting"],
        "flow": FLOW,
        "names": NAMES,
        "people": people,
        "round": view.assessment.round,
        "may_urge": access.may("assign"),
    }
    return Answer(data, "unit.html", extra)


def part_moves(access: Access, name: str, events: Any) -> list[str]:
    """The steps of a part that its state allows and this visitor may take; the one that goes on
    first, objections last.

    填报 is none of them: it follows from the first entry by itself.
    """
    steps = [do for do in possible(state_of(events)) if do != "fill"]
    allowed = [do for do in steps if access.may(PART_ACTIONS[do], access.unit(name))]
    return sorted(allowed, key=lambda do: do == "object")


def move(call: Call) -> Answer:
    """One step of a unit's part, judged on what stands under the lock."""
    view = call.view
    name = view.workspace.units.name(call.path("name"))
    fields = call.fields()
    do = call.text(fields, "do", longest=20, needed=True)
    if do not in get_args(PartDo):
        raise invalid_at("do", f"没有“{do}”这一步", what="不认识的一步")
    step = cast("PartDo", do)
    note = call.text(fields, "note")

    def plan(changes: ChangeSet) -> None:
        step_part(changes, name, step, on=view.today, note=note)

    carry_out(call, f"part {do}", plan, call.save_id(fields))
    text = with_note(f"{name}{NAMES[step]}", note)
    # Whoever has to go on hears of it: the group of what a unit does, the unit of all else.
    if step in ("submit", "recall", "object", "receive"):
        tell_roles(call, ("专班", "专班组长"), f"part {do}", name, text, url=f"/u/{name}")
    else:
        tell_unit(call, [name], f"part {do}", name, text, url="/handin")
    # Back to where the step was taken: units and the working group have pages of their own.
    location = "/handin" if name in call.who.units else f"/u/{name}"
    state = state_of(call.view.assessment.round.head.parts.get(name, ()))
    return Answer({"version": call.view.version, "unit": name, "state": state}, location=location)


SPOTS = (
    get("/u", units),
    get("/u/{name}", unit),
    post("/u/{name}/move", move),
    get("/handin", handin),
)
