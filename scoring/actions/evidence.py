"""What a person can do with a piece of evidence: review it, say what it proves, describe it, take
suggestions over.

Each is a plan for a change set: it judges on what stands under the lock, so that two who do it at
once both do it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.lookup import evidence_of, leaf_of
from scoring.actions.rights import Action, Thing
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.stamps import stamp
from scoring.evidence.suppliers import suppliers
from scoring.storage import RecordChanges, StoredRecord
from scoring.storage.journal import JOURNAL
from scoring.storage.layout import REGISTER
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import (
    Change,
    ChangeSet,
    Conflict,
    ConflictError,
    Forbidden,
    ForbiddenError,
    RefusedError,
)

Wanted = tuple[str, str | None]
"""The code of an indicator, and the requirement of it that a suggestion speaks of."""


class DecidedError(ConflictError):
    """Another person has decided on a piece since the author looked at it."""

    def __init__(self, record: Evidence, earlier: str, outcome: Conflict) -> None:
        super().__init__(outcome)
        self.args = (f"{record.id} 在你打开以后{earlier}；没有写入，请看过再定",)


def review(
    changes: ChangeSet,
    ident: str,
    *,
    accept: bool,
    note: str | None = None,
    confirm: bool = False,
    expected: str | None = None,
) -> Evidence:
    """Accepts a piece, with a stamp of file and criterion as they are now, or returns it for the
    reason ``note``. With ``confirm`` whoever accepts agrees with what it was offered for.

    Raises :class:`RefusedError` for an unknown record, a piece that cannot be used now or was taken
    back, or a return without a reason, :class:`ForbiddenError` for who supplied it, and
    :class:`DecidedError` where another decided since the version ``expected``.
    """
    record = evidence_of(changes.workspace, ident)
    person = acting(changes, "review")
    reason = (note or "").strip()
    if not accept and not reason:
        raise RefusedError("退回要写明原因，让报送单位知道怎么改")
    _not_withdrawn(record)
    decision: dict[str, Any] = {"by": person, "on": changes.author.on}
    if note:
        decision["note"] = note
    fields: dict[str, Any] = {}
    if accept:
        # Two hands: returning one's own piece helps nobody and is allowed.
        _by_another(changes, record, person)
        _usable(changes.workspace, record)
        digest = changes.workspace.files[record.id].sha256
        stamped = stamp(record, digest, changes.workspace.tree)
        fields["review"] = {"state": "accepted", **decision, "stamp": stamped}
        if confirm and any(proof.state == "proposed" for proof in record.proves):
            fields["proves"] = [_confirmed(proof) for proof in _proofs(changes, ident)]
    else:
        fields["review"] = {"state": "returned", **decision}
    try:
        changes.change(Change("evidence", REGISTER, ident, fields, expected=expected))
    except ConflictError as error:
        earlier = decision_of_another(changes.workspace, record, person)
        if earlier and "review" in error.outcome.fields:
            raise DecidedError(record, earlier, error.outcome) from None
        raise
    return record


def reopen(changes: ChangeSet, ident: str, *, expected: str | None = None) -> Evidence:
    """Puts a piece back among those that wait for a decision. Raises as :func:`review` does."""
    record = evidence_of(changes.workspace, ident)
    person = acting(changes, "review")
    _not_withdrawn(record)
    review = {"state": "pending", "by": person, "on": changes.author.on}
    changes.change(Change("evidence", REGISTER, ident, {"review": review}, expected=expected))
    return record


def _not_withdrawn(record: Evidence) -> None:
    """Raises :class:`RefusedError` for a piece that its unit took back: nobody waits for a decision."""
    if record.review.state == "withdrawn":
        raise RefusedError(f"{record.id} 单位已撤回，不用审；单位再交以后再审")


DECISIONS = {"accepted": "审核通过", "returned": "退回"}
"""The states of a review that are somebody's decision, in words."""


def decision_of_another(workspace: Workspace, record: Evidence, person: str) -> str:
    """The decision on a piece that another person took and that a new one takes the place of, a
    Chinese clause with its day and reason; "" where there is none.
    """
    review = record.review
    people = workspace.people
    if review.state not in DECISIONS or not review.by or people.same_hand(review.by, person):
        return ""
    day = f"于 {review.on} " if review.on else ""
    why = f"（{review.note}）" if review.note else ""
    return f"由{people.name(review.by)}{day}{DECISIONS[review.state]}{why}"


def own_piece(workspace: Workspace, record: Evidence, person: str) -> str:
    """Why somebody may not accept a piece, a Chinese sentence: he supplied it, as the register
    names the supplier or the journal who entered it; "" where he may.
    """
    people = workspace.people
    names = suppliers(record, workspace.path / JOURNAL)
    own = [name for name in names if people.same_hand(name, person)]
    if not own:
        return ""
    supplier = people.name(own[0])
    if supplier == people.name(person):
        return f"{record.id} 是{person}自己交的，要由另一个人审核"
    # One hand by deputy: nobody is told that he did what another did.
    return f"{record.id} 是{supplier}交的，{person}和{supplier}有代理关系，要由另一个人审核"


def _by_another(changes: ChangeSet, record: Evidence, person: str) -> None:
    """Raises :class:`ForbiddenError` where ``person`` supplied the piece."""
    message = own_piece(changes.workspace, record, person)
    if message:
        people = changes.workspace.people
        reviewers = people.holding("专班", "专班组长")
        others = tuple(one for one in reviewers if not people.same_hand(one, person))
        raise ForbiddenError(Forbidden(message, others))


def map_piece(
    changes: ChangeSet,
    ident: str,
    code: str,
    *,
    item: str | None = None,
    locate: str | None = None,
    what: str | None = None,
    confirm: bool = False,
    remove: bool = False,
    expected: str | None = None,
) -> Evidence:
    """Says that a piece proves an indicator, or its requirement ``item``: new, changed, confirmed
    or taken back.

    Raises :class:`RefusedError` for an unknown record, indicator or requirement, and where there is
    nothing to confirm or to take back.
    """
    workspace = changes.workspace
    record = evidence_of(workspace, ident)
    _known_requirement(workspace, code, item)
    right: Action = "review" if confirm else "add_evidence"
    acting(changes, right, _thing(workspace, record, code))
    stated = _proofs(changes, ident)
    mine = [proof for proof in stated if _is_about(proof, code, item, workspace.tree.id)]
    if (remove or confirm) and not mine:
        raise RefusedError(f"{ident} 与指标 {code} 没有对应关系")
    if remove:
        new: list[dict[str, Any]] = []
    elif confirm:
        new = [_confirmed(proof) for proof in mine]
    else:
        # Said again, a proof keeps what stands there and is not said otherwise.
        stands = mine[0] if mine else {"indicator": code}
        details = {"item": item, "locate": locate, "what": what}
        new = [_confirmed(stands) | _stating(details)]
    proves = _in_place(stated, mine, new)
    changes.change(Change("evidence", REGISTER, ident, {"proves": proves}, expected=expected))
    # Named also where nothing differs: that somebody confirmed it once more is worth a line.
    changes.name(ident)
    return record


def describe(
    changes: ChangeSet, ident: str, fields: Mapping[str, Any], *, expected: str | None = None
) -> Evidence:
    """Other words about a piece: title, number, date, unit and the like. Raises as
    :meth:`ChangeSet.change` does.
    """
    record = evidence_of(changes.workspace, ident)
    acting(
        changes,
        "add_evidence",
        Thing.evidence(record, changes.workspace.tree, changes.workspace.units),
    )
    decided = sorted(set(fields) & {"review", "id"})
    if decided:
        raise RefusedError(
            f"{'、'.join(decided)} 不在登记内容里改：审核用 evidence review，编号不改"
        )
    changes.change(Change("evidence", REGISTER, ident, fields, expected=expected))
    return record


def propose(
    changes: RecordChanges, wanted: Mapping[str, Sequence[Wanted]]
) -> dict[str, tuple[str, ...]]:
    """Writes suggestions as ``state: proposed``: they support nothing until a person confirms them.

    ``wanted`` holds, by record, indicators with the requirement that each speaks of. A code that a
    record already has, confirmed or proposed, is left alone. Gives the codes that were new.
    """
    written: dict[str, tuple[str, ...]] = {}
    for ident, suggestions in wanted.items():
        stored = changes.record(REGISTER, ident)
        if stored is None:
            continue
        stated = _stated(stored)
        known = {proof.get("indicator") for proof in stated if isinstance(proof, dict)}
        items = {code: item for code, item in suggestions if code not in known}
        if items:
            new = [_proposed(code, item) for code, item in items.items()]
            changes.edit(REGISTER, ident, {"proves": [*stated, *new]})
            written[ident] = tuple(items)
    return written


def _proposed(code: str, item: str | None) -> dict[str, str]:
    if item:
        return {"indicator": code, "item": item, "state": "proposed"}
    return {"indicator": code, "state": "proposed"}


def _usable(workspace: Workspace, record: Evidence) -> None:
    state = workspace.files[record.id].state
    if state in ("ok", "link"):
        return
    hint = "；确认是新版本的，先运行 shifan evidence scan --renew" if state == "changed" else ""
    why = "、".join(workspace.standings[record.id].reasons)
    raise RefusedError(f"{record.id} 的文件现在不可用（{why}），不能通过{hint}")


def _known_requirement(workspace: Workspace, code: str, item: str | None) -> None:
    names = [requirement.name for requirement in leaf_of(workspace, code).requirements or ()]
    if item is not None and item not in names:
        raise RefusedError(f"指标 {code} 没有“{item}”这项要求{offered(item, names)}")


def _thing(workspace: Workspace, record: Evidence, code: str) -> Thing:
    """The piece with what it proves, the indicator ``code`` included."""
    # Whoever may speak for the new indicator may map a piece to it, whatever else it proves.
    mapped = record.model_copy(update={"proves": (*record.proves, Proof(indicator=code))})
    return Thing.evidence(mapped, workspace.tree, workspace.units)


def _proofs(changes: RecordChanges, ident: str) -> list[dict[str, Any]]:
    """What the record proves now, as its file says it; under every indicator system."""
    stated = _stated(changes.record(REGISTER, ident))
    return [proof for proof in stated if isinstance(proof, dict)]


def _stated(stored: StoredRecord | None) -> list[Any]:
    """The list of the file as somebody may have written it by hand, with what is no proof in it."""
    stated = stored.data.get("proves") if stored else None
    return stated if isinstance(stated, list) else []


def _is_about(proof: Mapping[str, Any], code: str, item: str | None, tree: str) -> bool:
    here = proof.get("tree") in (None, tree) and proof.get("indicator") == code
    return here and (item is None or proof.get("item") in (None, item))


def _confirmed(proof: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in proof.items() if key != "state"}


def _stating(details: Mapping[str, str | None]) -> dict[str, str]:
    """Only what says something."""
    return {key: text for key, text in details.items() if text}


def _in_place(
    stated: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """``stated`` with ``new`` where ``mine`` stood, at the end where there was nothing."""
    kept: list[dict[str, Any]] = []
    rest = list(new)
    for proof in stated:
        if proof not in mine:
            kept.append(proof)
        elif rest:
            kept.append(rest.pop(0))
    return [*kept, *rest]
