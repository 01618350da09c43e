"""Rounds of inspection: the list, one round with who looks at what and how far they are,
抽样, 分工 and 交卷.
"""

from __future__ import annotations

from typing import Any, cast, get_args

from scoring.actions.drawing import draw_once, second_round
from scoring.actions.handing import give_back, hand_in, unmarked
from scoring.actions.rounds import assign_inspector
from scoring.actions.samples import Draw
from scoring.inspection.blind import looked_at
from scoring.inspection.save_sample import TRIED
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.sampling import BY_NAMES, SampleBy
from scoring.values import whole_number
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people, tell_roles
from scoring.workbench.views import inspection
from scoring.workbench.views.differing import open_cases
from scoring.workbench.views.inspection import (
    barred,
    done,
    inspections,
    round_of,
    row,
    sample_codes,
    state,
)
from scoring.workbench.web import Answer, Call, Data, invalid, invalid_at
from scoring.workspace.changes import ChangeSet

MOST = 10_000


def rounds(call: Call) -> Answer:
    """The inspections that the visitor takes part in."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    rows = [_round_row(call, access, item) for item in inspections(view)]
    # An inspector without a task in a round has nothing to open in it; who leads sees them all.
    rows = [item for item in rows if item["of"] or call.who.has("评查组长")]
    own = [item for item in rows if item["own"]]
    # One round, one task: the list would only be a page to click through.
    if len(own) == 1 and not call.who.has("评查组长"):
        location = f"/v/{own[0]['round']}"
    else:
        location = ""
    return Answer({"rounds": rows}, "verify_rounds.html", location=location)


def _round_row(call: Call, access: Access, round_: Round) -> Data:
    view = call.view
    codes = sample_codes(view, access, round_)
    return {
        "round": round_.id,
        "kind": round_.kind,
        "name": KIND_NAMES[round_.kind] + ("仲裁" if round_.head.arbitration else ""),
        "as_of": round_.head.as_of.isoformat(),
        "of": len(codes),
        "own": len(inspection.own_codes(view, access, round_)),
        "done": done(round_, codes),
        "drawn": round_.head.sample is not None,
        "handed_in": inspection.handed(access, round_),
    }


def sample(call: Call) -> Answer:
    """The sample of this inspector in one round; for who leads, the round as a whole."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_ = round_of(view, call.path("round"))
    codes = sample_codes(view, access, round_)
    rows = [row(call, round_, code) for code in codes]
    data = {
        "round": round_.id,
        "kind": round_.kind,
        "basis": round_.head.basis or "",
        "handed_in": inspection.handed(access, round_),
        "sample": rows,
    }
    if access.may("draw_sample"):
        return Answer(
            {**data, "inspectors": inspection.progress(view, round_)},
            "round.html",
            _board(call, round_),
        )
    if not codes:
        return Answer(data, "verify_empty.html", {"round": round_})
    extra = {
        "round": round_,
        "codes": codes,
        "list": [(view.assessment.by_code[code], state(round_, code)) for code in codes],
        "done": done(round_, codes),
        "unmarked": unmarked(view.workspace, round_, call.who.name),
        "first": next((item["code"] for item in rows if not item["finding"]), codes[0]),
    }
    return Answer(data, "sample.html", extra)


def _board(call: Call, round_: Round) -> dict[str, Any]:
    """What the leader's page of a round shows besides."""
    view = call.view
    codes = looked_at(round_, view.assessment.tree)
    people = inspection.progress(view, round_)
    looked = {code: [one["name"] for one in people if code in one["codes"]] for code in codes}
    holding = view.workspace.people.holding("评查", "评查组长")
    return {
        "round": round_,
        "kind_name": KIND_NAMES[round_.kind],
        "list": [(view.assessment.by_code[code], state(round_, code)) for code in codes],
        "looked": looked,
        "done": done(round_, list(codes)),
        "people": people,
        "holding": holding,
        "unassigned": [code for code in codes if not looked[code]],
        "cases": open_cases(view),
        "ways": BY_NAMES,
        "tried": _tried(call, round_),
        "size": min(20, max(1, len(list(view.assessment.tree.leaves())) // 4)),
    }


def _tried(call: Call, round_: Round) -> int:
    """How often a seed was tried out on the command line; it stands on the page:
    nobody draws until it suits.
    """
    journal = call.office.journal
    tried = [number for number, line in enumerate(journal.mentions()) if line.do == TRIED]
    return sum((journal.entry(number) or {}).get("round") == round_.id for number in tried)


def draw(call: Call) -> Answer:
    """Draws the sample, once; the seed comes with the request, before anybody sees the frame."""
    access = Access(call.view, call.who)
    access.ask("draw_sample")
    round_ = round_of(call.view, call.path("round"))
    wish = _wish(call)
    drawing = carry_out(
        call, "round sample", lambda changes: draw_once(changes, wish), call.save_id(call.fields())
    )
    data: Data = {"round": round_.id, "version": call.view.version, "seed": wish.seed}
    if drawing is not None:
        data |= {"indicators": list(drawing.sample.indicators), "frame": drawing.sample.frame}
    return Answer(data, location=f"/v/{round_.id}")


def _wish(call: Call) -> Draw:
    """The sample that is asked for. Raises 422."""
    fields = call.fields()
    size, pieces = _count(fields, "size", 0), _count(fields, "evidence", 10)
    if not size:
        raise invalid_at("size", "写要抽几项", fix="一个大于 0 的整数")
    by = call.text(fields, "by", longest=20) or "risk"
    if by not in get_args(SampleBy):
        fix = "risk、methods 或 units"
        raise invalid_at("by", f"没有“{by}”这种分层", what="不认识的分层", fix=fix)
    return Draw(
        call.path("round"),
        cast("SampleBy", by),
        size,
        call.text(fields, "seed", longest=200, needed=True),
        pieces,
        _names(fields.get("methods")),
        _names(fields.get("units")),
    )


def _count(fields: Data, key: str, usual: int) -> int:
    value = str(fields.get(key) or usual).strip()
    number = whole_number(value)
    if number is None or number > MOST:
        raise invalid_at(key, f"“{value[:20]}”不是个数", what="应是整数", fix="如 20")
    return number


def _names(value: Any) -> tuple[str, ...]:
    """Names as a list, or in one text between commas or blanks."""
    if isinstance(value, list):
        return tuple(str(one).strip() for one in value if str(one).strip())
    text = str(value or "").replace("，", " ").replace("、", " ").replace(",", " ")
    return tuple(text.split())


def assign(call: Call) -> Answer:
    """Says which indicators an inspector looks at. Nobody gets the own unit's, two never get one in
    the same round.
    """
    access = Access(call.view, call.who)
    access.ask("draw_sample")
    round_ = round_of(call.view, call.path("round"))
    fields = call.fields()
    name = call.text(fields, "inspector", longest=60, needed=True)
    codes = _names(fields.get("codes"))

    def plan(changes: ChangeSet) -> None:
        assign_inspector(changes, name, codes, round_id=round_.id)

    _checked(call, round_, name, codes)
    carry_out(call, "round assign", plan, call.save_id(fields))
    people = call.view.workspace.people
    tell_people(
        call,
        [people.name(name)],
        "assigned",
        round_.id,
        f"{round_.id} 分给你 {len(codes)} 项指标核验",
        url=f"/v/{round_.id}",
    )
    return Answer({"ok": True, "version": call.view.version}, location=f"/v/{round_.id}")


def _checked(call: Call, round_: Round, name: str, codes: tuple[str, ...]) -> None:
    """Raises 422 where an indicator is a colleague's in this very round:
    two marks would overwrite each other.
    """
    if not round_.head.assignments:
        return
    people = call.view.workspace.people
    for one in inspection.progress(call.view, round_):
        if people.same_hand(one["name"], name):
            continue
        both = [code for code in codes if code in one["codes"]]
        if both:
            what = (
                f"{both[0]} 在这一轮已经分给{one['name']}；要两个人各自评，请点“另开一轮背靠背核验”"
            )
            raise invalid_at("codes", what)


def distribute(call: Call) -> Answer:
    """Shares the sample among inspectors, evenly, nobody the own unit's.
    Who has begun keeps what he has.
    """
    access = Access(call.view, call.who)
    access.ask("draw_sample")
    round_ = round_of(call.view, call.path("round"))
    fields = call.fields()
    names = [call.view.workspace.people.name(name) for name in _names(fields.get("inspectors"))]
    if not names:
        raise invalid_at("inspectors", "先选由谁核验", what="至少选一个人")
    shares, left = shared_out(call, round_, names)

    def plan(changes: ChangeSet) -> None:
        for name, codes in shares.items():
            assign_inspector(changes, name, codes, round_id=round_.id)

    if left:
        # All or nothing: what nobody may look at would be forgotten among what was shared out.
        raise invalid(f"{'、'.join(left[:5])} 没有人能核验：选中的人都要回避", [])
    carry_out(call, "round assign", plan, call.save_id(fields))
    text = f"{round_.id} 有分给你的指标要核验"
    tell_people(call, list(shares), "assigned", round_.id, text, url=f"/v/{round_.id}")
    return Answer({"assignments": shares, "version": call.view.version}, location=f"/v/{round_.id}")


def shared_out(
    call: Call, round_: Round, names: list[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Who gets which indicators, the fewest first, and those that nobody of them may look at."""
    view = call.view
    shares: dict[str, list[str]] = {name: [] for name in names}
    left: list[str] = []
    for code in looked_at(round_, view.assessment.tree):
        free = [name for name in names if not barred(view, name, code)]
        if not free:
            left.append(code)
            continue
        # By the order of the names where loads are equal: shared out again, it comes out the same.
        chosen = min(free, key=lambda name: (len(shares[name]), names.index(name)))
        shares[chosen].append(code)
    return {name: codes for name, codes in shares.items() if codes}, left


def second(call: Call) -> Answer:
    """A round beside this one with the same sample,
    so that others look at it independently (背靠背).
    """
    access = Access(call.view, call.who)
    access.ask("draw_sample")
    round_ = round_of(call.view, call.path("round"))
    fields = call.fields()
    names = _names(fields.get("inspectors"))
    if not names:
        raise invalid_at("inspectors", "先选由谁再核一遍", what="至少选一个人")
    made = carry_out(
        call,
        "round new",
        lambda changes: second_round(changes, names, round_id=round_.id),
        call.save_id(fields),
    )
    return Answer(
        {"round": made or "", "version": call.view.version}, location=f"/v/{made or round_.id}"
    )


def handing(call: Call) -> Answer:
    """交卷 by the inspector himself."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_ = round_of(view, call.path("round"))
    fields = call.fields()
    note = call.text(fields, "note")
    count = carry_out(
        call,
        "round hand_in",
        lambda changes: hand_in(changes, note, round_id=round_.id),
        call.save_id(fields),
    )
    tell_roles(
        call,
        ("评查组长",),
        "handed",
        round_.id,
        f"{call.who.name}交了 {round_.id} 的卷",
        url=f"/v/{round_.id}",
    )
    return Answer(
        {"handed_in": True, "marks": count, "version": call.view.version},
        location=f"/v/{round_.id}",
    )


def returning(call: Call) -> Answer:
    """退回 by who leads, with a reason."""
    access = Access(call.view, call.who)
    access.ask("draw_sample")
    round_ = round_of(call.view, call.path("round"))
    fields = call.fields()
    name = call.text(fields, "inspector", longest=60, needed=True)
    note = call.text(fields, "note", needed=True)
    carry_out(
        call,
        "round give_back",
        lambda changes: give_back(changes, name, note, round_id=round_.id),
        call.save_id(fields),
    )
    people = call.view.workspace.people
    tell_people(
        call,
        [people.name(name)],
        "returned",
        round_.id,
        f"{round_.id} 的卷退回给你：{note}",
        url=f"/v/{round_.id}",
    )
    return Answer({"ok": True, "version": call.view.version}, location=f"/v/{round_.id}")


SPOTS = (
    get("/v", rounds),
    get("/v/{round}", sample),
    post("/v/{round}/draw", draw),
    post("/v/{round}/assign", assign),
    post("/v/{round}/distribute", distribute),
    post("/v/{round}/second", second),
    post("/v/{round}/handin", handing),
    post("/v/{round}/return", returning),
)
