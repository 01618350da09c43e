"""Changes of one piece of evidence: its facts, what it proves, and the working group's review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.actions import evidence as decisions
from scoring.actions.withdrawing import STEPS, resubmit_piece, withdraw_piece
from scoring.evidence.model import CAPTION, Evidence
from scoring.storage import DROP
from scoring.workbench.access import Access
from scoring.workbench.routing import post, put
from scoring.workbench.saving import carry_out, digest_of, replacing, save
from scoring.workbench.telling import tell_roles, tell_unit
from scoring.workbench.views.evidence import record_of, row_of
from scoring.workbench.web import Answer, Call, Data, forbidden, invalid
from scoring.workspace.changes import REGISTER, Change, ChangeSet, plain

DESCRIBING = ("title", "doc_no", "issuer", "date", "kind", "unit", "seen")
"""What a person may write about a piece; its file, digest and review have ways of their own."""
OWN_KEYS = (*DESCRIBING, "valid", "caption", "proves")


def write(call: Call) -> Answer:
    """The facts of a piece, in the keys of the register or as the fields of the form."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    if refusal := access.may_write(record):
        raise forbidden(refusal.message, refusal.who)
    fields = call.fields()
    stored = call.office.desk.record(view, REGISTER, record.id)
    current: dict[str, Any] = plain(stored.data) if stored else {}
    wanted = _wanted(call, access, fields, current)
    base = fields.get("base")
    change = Change(
        "evidence", REGISTER, record.id, wanted, expected=base if isinstance(base, str) else None
    )
    saved = save(call, [change], f"evidence {record.id}", call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"evidence:{record.id}")
    digest = digest_of(call, saved, change)
    data = {"version": call.view.version, "digest": digest, "record": row_of(call.view, record.id)}
    return Answer(data, location=f"/e/{record.id}")


def _wanted(call: Call, access: Access, fields: Data, current: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of the record, from a whole record or from the fields of the form."""
    record = fields.get("record")
    if record is None:
        flat = fields.get("fields", fields)
        if not isinstance(flat, dict):
            raise invalid("“fields”应是一组“名称: 内容”")
        return _from_form(flat, current)
    if not isinstance(record, dict):
        raise invalid("“record”应是登记表里的一条记录")
    strange = [
        key
        for key in record
        if key not in OWN_KEYS and plain(record[key]) != plain(current.get(key))
    ]
    if strange:
        named = "、".join(strange)
        raise invalid(
            f"“{named}”不能在这里改",
            [{"field": strange[0], "what": f"“{named}”不能在这里改", "fix": ""}],
        )
    if "proves" in record:
        _own_proofs(call, access, record["proves"], current)
    return replacing({key: record[key] for key in OWN_KEYS if key in record}, {})


def _own_proofs(call: Call, access: Access, wanted: Any, current: Mapping[str, Any]) -> None:
    """Whoever is not of the working group proposes what a piece proves and confirms nothing."""
    if access.may("review") or not isinstance(wanted, list):
        return
    known = [plain(proof) for proof in current.get("proves") or ()]
    for proof in wanted:
        if (
            isinstance(proof, dict)
            and plain(proof) not in known
            and proof.get("state") != "proposed"
        ):
            refusal = access.refusal("review")
            raise forbidden(
                "对应关系由单位提出（proposed）、专班确认", refusal.who if refusal else ()
            )


def _from_form(flat: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for key in DESCRIBING:
        if key in flat:
            value = str(flat[key]).strip()
            wanted[key] = value or DROP
    if "valid.from" in flat or "valid.to" in flat:
        ends = {end: str(flat.get(f"valid.{end}", "")).strip() for end in ("from", "to")}
        wanted["valid"] = {end: value for end, value in ends.items() if value} or DROP
    caption = {name: str(flat.get(f"caption.{name}", "")).strip() for name in CAPTION}
    if any(f"caption.{name}" in flat for name in CAPTION):
        wanted["caption"] = {name: value for name, value in caption.items() if value} or DROP
    return {key: value for key, value in wanted.items() if value is not DROP or key in current}


def map_(call: Call) -> Answer:
    """What a piece proves: a unit proposes, the working group confirms or takes away."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    fields = call.fields()
    code = call.text(fields, "indicator", longest=60, needed=True)
    item = call.text(fields, "item", longest=200)
    node = view.assessment.tree.by_code.get(code)
    if node is None or not node.leaf:
        raise invalid(
            f"没有“{code}”这一项指标",
            [{"field": "indicator", "what": f"没有“{code}”这一项指标", "fix": ""}],
        )
    known = [wanted.name for wanted in node.requirements or ()]
    if item and item not in known:
        raise invalid(
            f"{code} 没有“{item}”这项佐证要求",
            [{"field": "item", "what": f"可用：{'、'.join(known)}", "fix": ""}],
        )
    if fields.get("confirm"):
        access.ask("review", access.indicator(node))
    else:
        access.ask("add_evidence", access.indicator(node))
    proofs = _proofs(call, access, record, fields, code, item)
    change = Change("evidence", REGISTER, record.id, {"proves": proofs})
    saved = save(call, [change], f"evidence map {record.id}", call.save_id(fields))
    digest = digest_of(call, saved, change)
    back = call.text(fields, "back", longest=200)
    location = back if back.startswith(("/i/", "/e/", "/review")) else f"/e/{record.id}"
    return Answer(
        {"version": call.view.version, "digest": digest, "record": row_of(call.view, record.id)},
        location=location,
    )


def _proofs(
    call: Call, access: Access, record: Evidence, fields: Data, code: str, item: str
) -> list[Any]:
    stored = call.office.desk.record(call.view, REGISTER, record.id)
    proofs = [dict(proof) for proof in plain(stored.data if stored else {}).get("proves") or ()]
    mine = [
        proof
        for proof in proofs
        if proof.get("indicator") == code and (not item or proof.get("item") in (None, item))
    ]
    if fields.get("confirm"):
        if not mine:
            raise invalid(f"{record.id} 没有对应到 {code}")
        for proof in mine:
            proof.pop("state", None)
        return proofs
    if fields.get("remove"):
        return [proof for proof in proofs if proof not in mine]
    new: dict[str, Any] = {"indicator": code}
    if item:
        new["item"] = item
    for key in ("locate", "what"):
        if value := call.text(fields, key, longest=500):
            new[key] = value
    if not access.may("review"):
        new["state"] = "proposed"
    return [*(proof for proof in proofs if proof not in mine), new]


def review(call: Call) -> Answer:
    """The decision of the working group: accepted under a stamp of file and criterion, or returned
    with its reason.
    """
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    access.ask("review")
    fields = call.fields()
    state = call.text(fields, "state", longest=20, needed=True)
    note = call.text(fields, "note")
    if state not in ("accepted", "returned", "pending"):
        raise invalid(
            "state 可以是 accepted（采纳）、returned（退回）",
            [{"field": "state", "what": "不认识的决定", "fix": ""}],
        )
    if state == "returned" and not note:
        raise invalid(
            "退回要写明原因，让单位知道怎么改",
            [{"field": "note", "what": "退回要写明原因", "fix": "选一条或者写一句"}],
        )
    base = fields.get("base")
    expected = base if isinstance(base, str) else None

    def plan(changes: ChangeSet) -> None:
        _decide(call, changes, record.id, state, note, expected)

    carry_out(call, f"evidence review {state}", plan, call.save_id(fields))
    _tell(call, record, state, note)
    stored = call.office.desk.record(call.view, REGISTER, record.id)
    digest = stored.version if stored else ""
    back = call.text(fields, "back", longest=200)
    location = back if back.startswith(("/e/", "/review")) else "/review"
    return Answer(
        {"version": call.view.version, "digest": digest, "record": row_of(call.view, record.id)},
        location=location,
    )


def _decide(
    call: Call, changes: ChangeSet, ident: str, state: str, note: str, expected: str | None = None
) -> None:
    """One decision on what stands under the lock; ``pending`` takes a decision back."""
    if state == "pending":
        decisions.reopen(changes, ident, expected=expected)
        return
    decisions.review(
        changes,
        ident,
        accept=state == "accepted",
        note=note,
        confirm=True,
        entries=call.office.journal.of(ident, newest=False),
        expected=expected,
    )


def review_several(call: Call) -> Answer:
    """Accepts or returns several pieces at once: all, or none and which of them cannot be."""
    access = Access(call.view, call.who)
    access.ask("review")
    fields = call.fields()
    state, note = call.text(fields, "state", longest=20), call.text(fields, "note")
    if state not in ("accepted", "returned"):
        raise invalid("没有这种决定", [{"field": "state", "what": "没有这种决定", "fix": ""}])
    if state == "returned" and not note:
        what = "退回要写明原因，让单位知道怎么改"
        raise invalid(what, [{"field": "note", "what": what, "fix": "写一句"}])
    stated = fields.get("ids") or ()
    idents = (stated,) if isinstance(stated, str) else tuple(str(one) for one in stated)
    if not idents:
        raise invalid("还没有选材料", [{"field": "ids", "what": "还没有选材料", "fix": "先勾选"}])
    records = [record_of(call.view, access, ident) for ident in dict.fromkeys(idents)]

    def plan(changes: ChangeSet) -> None:
        for record in records:
            _decide(call, changes, record.id, state, note)

    carry_out(call, f"evidence review {state}", plan, call.save_id(fields))
    for record in records:
        _tell(call, record, state, note)
    data = {"version": call.view.version, "ids": [record.id for record in records]}
    back = call.text(fields, "back", longest=400)
    return Answer(data, location=back if back.startswith("/e?") else "/e")


def withdraw(call: Call) -> Answer:
    """A unit takes back what it handed in, or hands it in again; the working group hears of it."""
    access = Access(call.view, call.who)
    record = record_of(call.view, access, call.path("id"))
    fields = call.fields()
    step = call.text(fields, "do", longest=20) or STEPS[0]
    note = call.text(fields, "note", longest=500)
    if step not in STEPS:
        raise invalid("没有这一步", [{"field": "do", "what": "没有这一步", "fix": ""}])

    def plan(changes: ChangeSet) -> None:
        if step == "withdraw":
            withdraw_piece(changes, record.id, note)
        else:
            resubmit_piece(changes, record.id)

    carry_out(call, f"evidence {step} {record.id}", plan, call.save_id(fields))
    words = "撤回了" if step == "withdraw" else "又交了"
    text = f"{record.unit}{words}“{record.label}”" + (f"：{note}" if note else "")
    tell_roles(call, ("专班", "专班组长"), "withdrawn", record.id, text, url=f"/e/{record.id}")
    data = {"version": call.view.version, "record": row_of(call.view, record.id)}
    return Answer(data, location=f"/e/{record.id}")


def _tell(call: Call, record: Evidence, state: str, note: str) -> None:
    words = {"accepted": "采纳了", "returned": "退回了"}.get(state)
    if words is None:
        return
    text = f"{words}“{record.label}”" + (f"：{note}" if note else "")
    units = [record.unit] if record.unit else []
    tell_unit(call, units, state, record.id, text, url=f"/e/{record.id}")


SPOTS = (
    post("/e/review", review_several),
    put("/e/{id}", write),
    post("/e/{id}/map", map_),
    post("/e/{id}/review", review),
    post("/e/{id}/withdraw", withdraw),
)
