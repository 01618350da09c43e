"""Changes of one piece of evidence: its facts, what it proves, and the working group's review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.actions import evidence as decisions
from scoring.actions.withdrawing import STEPS, resubmit_piece, withdraw_piece
from scoring.evidence.model import CAPTION, Evidence
from scoring.storage import DROP
from scoring.workbench.access import Access
from scoring.workbench.routing import post, put
from scoring.workbench.saving import carry_out, digest_now, digest_of, replacing, save
from scoring.workbench.telling import tell_roles, tell_unit, with_note
from scoring.workbench.views.evidence import record_of, row_of
from scoring.workbench.web import (
    Answer,
    Call,
    Data,
    base_of,
    forbidden,
    invalid,
    invalid_at,
    names_of,
)
from scoring.workspace.changes import REGISTER, Change, ChangeSet, plain

DESCRIBING = ("title", "doc_no", "issuer", "date", "kind", "unit", "seen")
"""What a person may write about a piece; its file, digest and review have ways of their own."""
OWN_KEYS = (*DESCRIBING, "valid", "caption", "proves")
NO_REASON = "退回要写明原因，让单位知道怎么改"


def write(call: Call) -> Answer:
    """The facts of a piece, in the keys of the register or as the fields of the form."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    if refusal := access.may_write(record):
        raise forbidden(refusal.message, refusal.who)
    fields = call.fields()
    stored = call.office.desk.record(view, REGISTER, record.id)
    current: dict[str, Any] = plain(stored.data) if stored else {}
    values = _new_values(access, fields, current)
    change = Change("evidence", REGISTER, record.id, values, expected=base_of(fields))
    saved = save(call, [change], f"evidence {record.id}", call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"evidence:{record.id}")
    return _answer(call, record.id, digest_of(call, saved, change), f"/e/{record.id}")


def _answer(call: Call, ident: str, digest: str, location: str) -> Answer:
    """What every change of one piece answers: the state, the record's version, the record."""
    data = {"version": call.view.version, "digest": digest, "record": row_of(call.view, ident)}
    return Answer(data, location=location)


def _new_values(access: Access, fields: Data, current: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of the record, from a whole record or from the fields of the form."""
    record = fields.get("record")
    if record is None:
        flat = fields.get("fields", fields)
        if not isinstance(flat, dict):
            raise invalid("“fields”应是一组“名称: 内容”")
        return _from_form(flat, current)
    if not isinstance(record, dict):
        raise invalid("“record”应是登记表里的一条记录")
    _refuse_other_keys(record, current)
    if "proves" in record:
        _refuse_own_confirmation(access, record["proves"], current)
    return replacing({key: record[key] for key in OWN_KEYS if key in record}, {})


def _refuse_other_keys(record: Mapping[str, Any], current: Mapping[str, Any]) -> None:
    """Raises 422 where keys are changed that have ways of their own. A program sends back what it
    read: they may stand there unchanged.
    """
    others = [key for key in record if key not in OWN_KEYS]
    changed = [key for key in others if plain(record[key]) != plain(current.get(key))]
    if changed:
        raise invalid_at(changed[0], f"“{'、'.join(changed)}”不能在这里改")


def _refuse_own_confirmation(access: Access, proofs: Any, current: Mapping[str, Any]) -> None:
    """Whoever is not of the working group proposes what a piece proves and confirms nothing."""
    if access.may("review") or not isinstance(proofs, list):
        return
    known = [plain(proof) for proof in current.get("proves") or ()]
    new = [proof for proof in proofs if isinstance(proof, dict) and plain(proof) not in known]
    if all(proof.get("state") == "proposed" for proof in new):
        return
    refusal = access.refusal("review")
    who = refusal.who if refusal else ()
    raise forbidden("对应关系由单位提出（proposed）、专班确认", who)


def _from_form(flat: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form as values of the record; a field that was emptied takes its key out.
    What the form does not show stays.
    """
    values: dict[str, Any] = {
        key: str(flat[key]).strip() or DROP for key in DESCRIBING if key in flat
    }
    for key, names in (("valid", ("from", "to")), ("caption", CAPTION)):
        if any(f"{key}.{name}" in flat for name in names):
            values[key] = _texts_below(flat, key, names) or DROP
    # A key that never stood there needs no taking out: it would be a change of nothing.
    return {key: value for key, value in values.items() if value is not DROP or key in current}


def _texts_below(flat: Mapping[str, Any], key: str, names: Iterable[str]) -> dict[str, str]:
    """The fields ``key.name`` of a form that hold anything, by name."""
    texts = {name: str(flat.get(f"{key}.{name}", "")).strip() for name in names}
    return {name: text for name, text in texts.items() if text}


def map_(call: Call) -> Answer:
    """What a piece proves: a unit proposes, the working group confirms or takes away."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    fields = call.fields()
    code = call.text(fields, "indicator", longest=60, needed=True)
    item = call.text(fields, "item", longest=200)
    node = view.assessment.tree.by_code.get(code)
    if node is None or not node.leaf:
        raise invalid_at("indicator", f"没有“{code}”这一项指标")
    names = [requirement.name for requirement in node.requirements or ()]
    if item and item not in names:
        what = f"可用：{'、'.join(names)}"
        raise invalid_at("item", f"{code} 没有“{item}”这项佐证要求", what=what)
    if fields.get("confirm"):
        access.ask("review", access.indicator(node))
    else:
        access.ask("add_evidence", access.indicator(node))
    proofs = _proofs(call, access, record, fields, code, item)
    change = Change("evidence", REGISTER, record.id, {"proves": proofs})
    saved = save(call, [change], f"evidence map {record.id}", call.save_id(fields))
    location = call.back(fields, ("/i/", "/e/", "/review"), f"/e/{record.id}")
    return _answer(call, record.id, digest_of(call, saved, change), location)


def _proofs(
    call: Call, access: Access, record: Evidence, fields: Data, code: str, item: str
) -> list[Any]:
    """What the piece proves after this request: confirmed, taken away, or said anew."""
    stored = call.office.desk.record(call.view, REGISTER, record.id)
    current = plain(stored.data) if stored else {}
    proofs = [dict(proof) for proof in current.get("proves") or ()]
    meant = [proof for proof in proofs if _is_for(proof, code, item)]
    others = [proof for proof in proofs if proof not in meant]
    if fields.get("confirm"):
        if not meant:
            raise invalid(f"{record.id} 没有对应到 {code}")
        for proof in meant:
            proof.pop("state", None)  # without a state it is confirmed
        return proofs
    if fields.get("remove"):
        return others
    return [*others, _new_proof(call, access, fields, code, item)]


def _is_for(proof: Mapping[str, Any], code: str, item: str) -> bool:
    """Whether a proof is for this indicator, and for this requirement where one is named."""
    if proof.get("indicator") != code:
        return False
    return not item or proof.get("item") in (None, item)


def _new_proof(call: Call, access: Access, fields: Data, code: str, item: str) -> dict[str, Any]:
    proof: dict[str, Any] = {"indicator": code}
    if item:
        proof["item"] = item
    for key in ("locate", "what"):
        if value := call.text(fields, key, longest=500):
            proof[key] = value
    if not access.may("review"):
        proof["state"] = "proposed"
    return proof


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
        known = "state 可以是 accepted（采纳）、returned（退回）"
        raise invalid_at("state", known, what="不认识的决定")
    _refuse_bare_return(state, note, "退回要写明原因", "选一条或者写一句")
    expected = base_of(fields)

    def plan(changes: ChangeSet) -> None:
        _decide(call, changes, record.id, state, note, expected)

    carry_out(call, f"evidence review {state}", plan, call.save_id(fields))
    _tell(call, record, state, note)
    digest = digest_now(call, REGISTER, record.id)
    return _answer(call, record.id, digest, call.back(fields, ("/e/", "/review"), "/review"))


def _refuse_bare_return(state: str, note: str, what: str, fix: str) -> None:
    """Raises 422 for a return without a reason: the unit could only guess."""
    if state == "returned" and not note:
        raise invalid_at("note", NO_REASON, what=what, fix=fix)


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
        expected=expected,
    )


def review_several(call: Call) -> Answer:
    """Accepts or returns several pieces at once: all, or none and which of them cannot be."""
    access = Access(call.view, call.who)
    access.ask("review")
    fields = call.fields()
    state, note = call.text(fields, "state", longest=20), call.text(fields, "note")
    if state not in ("accepted", "returned"):
        raise invalid_at("state", "没有这种决定")
    _refuse_bare_return(state, note, NO_REASON, "写一句")
    idents = names_of(fields, "ids")
    if not idents:
        raise invalid_at("ids", "还没有选材料", fix="先勾选")
    records = [record_of(call.view, access, ident) for ident in dict.fromkeys(idents)]

    def plan(changes: ChangeSet) -> None:
        for record in records:
            seen = fields.get(f"base.{record.id}")
            expected = seen if isinstance(seen, str) else None
            _decide(call, changes, record.id, state, note, expected)

    carry_out(call, f"evidence review {state}", plan, call.save_id(fields))
    for record in records:
        _tell(call, record, state, note)
    data = {"version": call.view.version, "ids": [record.id for record in records]}
    return Answer(data, location=call.back(fields, ("/e?",), "/e"))


def withdraw(call: Call) -> Answer:
    """A unit takes back what it handed in, or hands it in again; the working group hears of it."""
    access = Access(call.view, call.who)
    record = record_of(call.view, access, call.path("id"))
    fields = call.fields()
    step = call.text(fields, "do", longest=20) or STEPS[0]
    note = call.text(fields, "note", longest=500)
    if step not in STEPS:
        raise invalid_at("do", "没有这一步")

    def plan(changes: ChangeSet) -> None:
        if step == "withdraw":
            withdraw_piece(changes, record.id, note)
        else:
            resubmit_piece(changes, record.id)

    carry_out(call, f"evidence {step} {record.id}", plan, call.save_id(fields))
    words = "撤回了" if step == "withdraw" else "又交了"
    text = with_note(f"{record.unit}{words}“{record.label}”", note)
    tell_roles(call, ("专班", "专班组长"), "withdrawn", record.id, text, url=f"/e/{record.id}")
    data = {"version": call.view.version, "record": row_of(call.view, record.id)}
    return Answer(data, location=f"/e/{record.id}")


def _tell(call: Call, record: Evidence, state: str, note: str) -> None:
    """The unit that handed the piece in hears what was decided; a decision taken back is no news."""
    words = {"accepted": "采纳了", "returned": "退回了"}.get(state)
    if words is None:
        return
    text = with_note(f"{words}“{record.label}”", note)
    units = [record.unit] if record.unit else []
    tell_unit(call, units, state, record.id, text, url=f"/e/{record.id}")


SPOTS = (
    post("/e/review", review_several),
    put("/e/{id}", write),
    post("/e/{id}/map", map_),
    post("/e/{id}/review", review),
    post("/e/{id}/withdraw", withdraw),
)
