"""待复审: what has changed in a piece of evidence since somebody last decided on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scoring.evidence.model import Evidence, Proof
from scoring.evidence.stamps import stamp
from scoring.workbench.desk import View
from scoring.workbench.views.changed_fields import FieldChange, differing_fields, record_fields
from scoring.workbench.views.history import changes_of
from scoring.workspace.changes import REGISTER

if TYPE_CHECKING:
    from scoring.workbench.office import Office

Data = dict[str, Any]
DECIDED = ("accepted", "returned")
SHORT = 8
"""Characters of a digest, as people compare it."""


def since_review(office: Office, view: View, record: Evidence) -> Data | None:
    """The last decision on a piece (who, when) and what differs from what was then looked at, field
    by field; None where nobody has decided, or where the journal does not hold it.
    """
    then = _decided(office, record.id)
    stored = office.desk.record(view, REGISTER, record.id)
    if then is None or stored is None:
        return None
    now = record_fields(stored.text, record.id)
    review = then.pop("review")
    now.pop("review", None)
    rows = differing_fields(REGISTER, then, now)
    return {
        "id": record.id,
        "state": str(review["state"]),
        "by": str(review.get("by") or ""),
        "on": str(review.get("on") or ""),
        "fields": [
            {"name": row.name, "before": row.before, "after": row.after}
            for row in (
                *_content(view, record, then),
                *rows,
                *_criteria(view, record, then, review),
            )
        ],
    }


def _decided(office: Office, ident: str) -> dict[str, Any] | None:
    """The record as the last decision left it."""
    for entry in office.journal.of(ident):
        for file, before, after in changes_of(entry, ident):
            if file != REGISTER:
                continue
            then = record_fields(after, ident)
            new, old = then.get("review"), record_fields(before, ident).get("review")
            if new != old and isinstance(new, Mapping) and new.get("state") in DECIDED:
                return then
    return None


def _content(view: View, record: Evidence, then: Mapping[str, Any]) -> Iterator[FieldChange]:
    """The content of the file by its digest: as it was looked at, and as it lies there now."""
    old = str(then.get("sha256") or "")
    # The file as it lies there now; where it is gone, what the register says of it.
    new = view.workspace.files[record.id].sha256 or record.sha256 or ""
    if old and new and old != new:
        yield FieldChange("文件内容（校验值）", f"{old[:SHORT]}…", f"{new[:SHORT]}…")


def _criteria(
    view: View, record: Evidence, then: Mapping[str, Any], review: Mapping[str, Any]
) -> Iterator[FieldChange]:
    """That the indicators ask for something else now: the stamp no longer fits, though it is that
    of the piece as it was then.
    """
    if not review.get("stamp"):
        return
    tree = view.assessment.tree
    codes = _codes_then(then, tree.id)
    known = tuple(Proof(indicator=code) for code in codes if code in tree.by_code)
    piece = record.model_copy(update={"proves": known, "url": then.get("url")})
    digest = str(then.get("sha256") or "") or None
    if stamp(piece, digest, tree) != review["stamp"]:
        after = "标准、规则或者材料要求在审核以后改了"
        yield FieldChange("指标", "、".join(codes), after)


def _codes_then(then: Mapping[str, Any], tree: str) -> list[str]:
    """The indicators of this tree that a piece proved when it was reviewed; those of an earlier
    edition do not count.
    """
    proofs = [proof for proof in then.get("proves") or () if isinstance(proof, Mapping)]
    own = [proof for proof in proofs if proof.get("tree") in (None, tree)]
    return [str(proof.get("indicator", "")) for proof in own]
