"""S7, what the working group does with the rounds themselves: begin one, close and open it for
writing, remind the units that have not handed in.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, cast

from scoring.actions.new_rounds import NewRound, begin_round
from scoring.actions.rounds import lock_round, unlock_round
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.parts import READ_ONLY
from scoring.storage import text_of
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.pages.units import leading, unit_data
from scoring.workbench.routing import get, post
from scoring.workbench.saving import author, carry_out
from scoring.workbench.telling import tell_unit
from scoring.workbench.web import Answer, Call, Data, day_of, invalid_at, names_of
from scoring.workspace.changes import WORKSPACE, ChangeSet
from scoring.workspace.new_round import Created, opened_again


def rounds(call: Call) -> Answer:
    """The rounds, the one that is scored now first, and what can be done about them."""
    return _answer(call)


def _answer(call: Call, begun: Data | None = None) -> Answer:
    view, access = call.view, Access(call.view, call.who)
    access.ask("review")
    current = view.assessment.round
    listed = sorted(view.workspace.rounds, key=lambda one: (one.id != current.id, one.file))
    data: Data = {"rounds": [_round_data(one, current) for one in listed]}
    if begun:
        data["created"] = begun
    extra = {
        "leaves": sum(1 for _ in view.assessment.tree.leaves()),
        "kinds": KIND_NAMES,
        "may_begin": access.may("new_round"),
        "may_lock": access.may("lock_round"),
        "may_urge": access.may("assign"),
        "late": _not_handed_in(view),
        "deadline": view.workspace.head.deadline,
        # The campaign goes by years, and the round of this one stands already.
        "suggested": f"{view.today.year + 1}-self",
        "inspectors": view.workspace.people.holding("评查", "评查组长"),
        "begun": begun or {},
    }
    return Answer(data, "rounds.html", extra)


def _not_handed_in(view: View) -> list[Data]:
    """The units that still write at their part of the round, with their numbers."""
    rows = [unit_data(view, name) for name in leading(view)]
    return [row for row in rows if row["state"] not in READ_ONLY]


def _round_data(one: Round, current: Round) -> Data:
    head = one.head
    window: list[str] = []
    if head.window:
        window = [head.window.start.isoformat(), head.window.end.isoformat()]
    locked = None
    if head.locked:
        locked = {"on": head.locked.on.isoformat(), "by": head.locked.by}
    return {
        "id": one.id,
        "kind": one.kind,
        "as_of": head.as_of.isoformat() if head.as_of else "",
        "window": window,
        "basis": head.basis or "",
        "findings": len(one.findings),
        "current": one.id == current.id,
        "locked": locked,
    }


def begin(call: Call) -> Answer:
    """Begins a round; the answer says what was taken over and what is to be confirmed."""
    access = Access(call.view, call.who)
    access.ask("new_round")
    fields = call.fields()
    wish = _wish(call, fields)
    path = call.office.desk.path
    before = text_of(path, WORKSPACE)
    created = carry_out(
        call, "round new", lambda changes: begin_round(changes, wish), call.save_id(fields)
    )
    if created is not None and created.switched:
        # workspace.yaml now names another round: it is read back, and put back where it cannot be
        # opened.
        opened_again(path, created, before, author(call))
        call.renew(call.office.desk.view())
    data: Data = {"round": wish.name}
    if created:
        data |= _counts(created)
    # For people it is the page itself that says what was taken over: there is nowhere else to go.
    if call.json:
        return Answer({"version": call.view.version, **data})
    return _answer(call, data)


def _wish(call: Call, fields: Data) -> NewRound:
    """The round that a request asks for. Raises 422."""
    kind = call.text(fields, "kind") or "self"
    if kind not in KIND_NAMES:
        raise invalid_at("kind", "没有这种轮次")
    start, end = day_of(fields, "start"), day_of(fields, "end")
    if (start is None) != (end is None):
        lacking = "end" if start else "start"
        raise invalid_at(lacking, "时间窗要写起和止，或者都不写", fix="补上另一个")
    return NewRound(
        call.text(fields, "name", longest=60, needed=True),
        cast("Literal['self', 'mock', 'inspection']", kind),
        day_of(fields, "as_of") or call.view.today,
        (start, end) if start and end else None,
        source=call.text(fields, "source", longest=60) or None,
        switch=fields.get("switch") in (True, "1", "on", "true"),
    )


def _counts(created: Created) -> Data:
    fates = Counter(str(item.fate) for item in created.findings)
    return {
        "carried": sum(fates.values()),
        "fates": dict(fates),
        "blank": len(created.blank),
        "switched": created.switched,
        "notes": list(created.notes),
    }


def lock(call: Call) -> Answer:
    """Closes a round for writing, or opens it again."""
    Access(call.view, call.who).ask("lock_round")
    fields = call.fields()
    name = call.text(fields, "round", longest=60, needed=True)
    do = "unlock" if call.text(fields, "do") == "unlock" else "lock"
    note = call.text(fields, "note", longest=300)

    def plan(changes: ChangeSet) -> None:
        if do == "unlock":
            unlock_round(changes, round_id=name)
        else:
            lock_round(changes, note, round_id=name)

    carry_out(call, f"round {do}", plan, call.save_id(fields))
    return Answer({"version": call.view.version, "round": name}, location="/rounds")


def urge(call: Call) -> Answer:
    """A notice to the units that have not handed in their part."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    names = [view.workspace.units.name(name) for name in names_of(fields, "units")]
    if not names:
        raise invalid_at("units", "还没有选单位")
    unknown = [name for name in names if name not in leading(view)]
    if unknown:
        raise invalid_at("units", f"“{unknown[0][:40]}”没有牵头的指标")
    deadline = view.workspace.head.deadline
    until = f"，{deadline:%m月%d日 %H:%M} 截止" if deadline else ""
    text = call.text(fields, "text", longest=300) or f"{view.assessment.round.id} 请抓紧填报{until}"
    for name in names:
        tell_unit(call, [name], "urge", name, f"专班催报：{text}", url="/handin")
    return Answer({"units": names, "text": text}, location="/rounds")


SPOTS = (
    get("/rounds", rounds),
    post("/rounds/new", begin),
    post("/rounds/lock", lock),
    post("/rounds/urge", urge),
)
