"""S7, what the working group does with the rounds themselves: begin one, close and open it for
writing, remind the units that have not handed in.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal, cast

from scoring.actions.new_rounds import NewRound, begin_round
from scoring.actions.rounds import lock_round, unlock_round
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.parts import READ_ONLY, state_of
from scoring.storage import text_of
from scoring.workbench.access import Access
from scoring.workbench.pages.units import leading, unit_data
from scoring.workbench.routing import get, post
from scoring.workbench.saving import author, carry_out
from scoring.workbench.telling import tell_unit
from scoring.workbench.web import Answer, Call, Data, invalid
from scoring.workspace.changes import WORKSPACE
from scoring.workspace.new_round import Created, opened_again


def rounds(call: Call) -> Answer:
    """The rounds, the one that is scored now first, and what can be done about them."""
    return _answer(call)


def _answer(call: Call, begun: Data | None = None) -> Answer:
    view, access = call.view, Access(call.view, call.who)
    access.ask("review")
    current = view.assessment.round
    listed = sorted(view.workspace.rounds, key=lambda one: (one.id != current.id, one.file))
    leaves = sum(1 for _ in view.assessment.tree.leaves())
    data: Data = {"rounds": [_round_data(one, current) for one in listed]}
    parts = view.assessment.round.head.parts
    units = [unit_data(view, name) for name in leading(view)]
    open_units = [row for row in units if state_of(parts.get(row["unit"], ())) not in READ_ONLY]
    deadline = view.workspace.head.deadline
    extra = {
        "leaves": leaves,
        "kinds": KIND_NAMES,
        "may_begin": access.may("new_round"),
        "may_lock": access.may("lock_round"),
        "may_urge": access.may("assign"),
        "late": open_units,
        "deadline": deadline,
        "suggested": f"{view.today.year + 1}-self",
        "inspectors": view.workspace.people.holding("评查", "评查组长"),
        "begun": begun or {},
    }
    return Answer({**data, **({"created": begun} if begun else {})}, "rounds.html", extra)


def _round_data(one: Round, current: Round) -> Data:
    head = one.head
    return {
        "id": one.id,
        "kind": one.kind,
        "as_of": head.as_of.isoformat() if head.as_of else "",
        "window": [head.window.start.isoformat(), head.window.end.isoformat()]
        if head.window
        else [],
        "basis": head.basis or "",
        "findings": len(one.findings),
        "current": one.id == current.id,
        "locked": {"on": head.locked.on.isoformat(), "by": head.locked.by} if head.locked else None,
    }


def begin(call: Call) -> Answer:
    """Begins a round; the answer says what was taken over and what is to be confirmed."""
    access = Access(call.view, call.who)
    access.ask("new_round")
    fields = call.fields()
    kind = call.text(fields, "kind") or "self"
    if kind not in KIND_NAMES:
        raise invalid("没有这种轮次", [{"field": "kind", "what": "没有这种轮次", "fix": ""}])
    start, end = _day(call, fields, "start"), _day(call, fields, "end")
    if (start is None) != (end is None):
        field = "end" if start else "start"
        what = "时间窗要写起和止，或者都不写"
        raise invalid(what, [{"field": field, "what": what, "fix": "补上另一个"}])
    wish = NewRound(
        call.text(fields, "name", longest=60, needed=True),
        cast("Literal['self', 'mock', 'inspection']", kind),
        _day(call, fields, "as_of") or call.view.today,
        (start, end) if start and end else None,
        source=call.text(fields, "source", longest=60) or None,
        switch=fields.get("switch") in (True, "1", "on", "true"),
    )
    path = call.office.desk.path
    before = text_of(path, WORKSPACE)
    created = carry_out(
        call, "round new", lambda changes: begin_round(changes, wish), call.save_id(fields)
    )
    if created is not None and created.switched:
        opened_again(path, created, before, author(call))
        call.renew(call.office.desk.view())
    data: Data = {"round": wish.name, **(_counts(created) if created else {})}
    if call.json:
        return Answer({"version": call.view.version, **data})
    return _answer(call, data)


def _counts(created: Created) -> Data:
    fates = Counter(str(item.fate) for item in created.findings)
    return {
        "carried": sum(fates.values()),
        "fates": dict(fates),
        "blank": len(created.blank),
        "switched": created.switched,
        "notes": list(created.notes),
    }


def _day(call: Call, fields: Data, key: str) -> date | None:
    text = call.text(fields, key, longest=20)
    try:
        if text:
            return date.fromisoformat(text)
        return None
    except ValueError:
        what = f"“{text}”不是日期，写成 2026-03-05 这样"
        raise invalid(what, [{"field": key, "what": what, "fix": ""}]) from None


def lock(call: Call) -> Answer:
    """Closes a round for writing, or opens it again."""
    Access(call.view, call.who).ask("lock_round")
    fields = call.fields()
    name = call.text(fields, "round", longest=60, needed=True)
    opens = call.text(fields, "do") == "unlock"
    note = call.text(fields, "note", longest=300)
    if opens:
        carry_out(
            call, "round unlock", lambda changes: unlock_round(changes, round_id=name),
            call.save_id(fields),
        )  # fmt: skip
    else:
        carry_out(
            call, "round lock", lambda changes: lock_round(changes, note, round_id=name),
            call.save_id(fields),
        )  # fmt: skip
    return Answer({"version": call.view.version, "round": name}, location="/rounds")


def urge(call: Call) -> Answer:
    """A notice to the units that have not handed in their part."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    stated = fields.get("units") or ()
    units = (stated,) if isinstance(stated, str) else tuple(str(one) for one in stated)
    names = [view.workspace.units.name(one) for one in units]
    unknown = [one for one in names if one not in leading(view)]
    if unknown or not names:
        what = f"“{unknown[0][:40]}”没有牵头的指标" if unknown else "还没有选单位"
        raise invalid(what, [{"field": "units", "what": what, "fix": ""}])
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
