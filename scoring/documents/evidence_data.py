"""``evidence list --format json``: the register with what each record supports now (its keys are
those of ``docs/format.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from scoring.documents.data import Data, data_of
from scoring.evidence.model import Evidence
from scoring.evidence.support import Support
from scoring.views.evidence import type_of
from scoring.views.words import number_key
from scoring.workspace import Workspace

if TYPE_CHECKING:
    from scoring.evidence.intake import Brief


def evidence_data(workspace: Workspace) -> Data:
    """Every record of the register, in the order of the ids."""
    probes = _briefs(workspace)
    records = sorted(workspace.records, key=lambda item: number_key(item.id))
    return {
        "records": [_record(workspace, record, probes.get(record.file or "")) for record in records]
    }


def piece_data(workspace: Workspace, record: Evidence) -> Data:
    """One record of the register, as :func:`evidence_data` gives it among all."""
    return _record(workspace, record, _briefs(workspace).get(record.file or ""))


def _briefs(workspace: Workspace) -> Mapping[str, Brief]:
    # Only here: the readers of all kinds of files come with it.
    from scoring.evidence.intake import briefs

    return briefs(workspace.path)


def _record(workspace: Workspace, record: Evidence, brief: Brief | None) -> Data:
    """One record; ``brief`` is what was found out about its file when it was taken in."""
    standing = workspace.standings.get(record.id)
    fact = workspace.files.get(record.id)
    counts = any(
        _carries(workspace.supports, record.id, proof.indicator) for proof in record.proves
    )
    reasons = _reasons(workspace, record.id)
    # Whatever does not count says why, also where nothing is wrong
    # with the piece itself.
    if not counts and not reasons:
        reasons = [_idle(workspace.supports, record)]
    # What the register says of the file goes before what lies on the disk now: it
    # is what was reviewed.
    digest = record.sha256 or (fact.sha256 if fact else None)
    size = record.size
    if size is None and fact is not None:
        size = fact.size
    return {
        **data_of(record, "id", "file", "url"),
        "type": brief.type if brief else type_of(record),
        "kind": record.kind or "",
        "sha256": digest or "",
        "size": size or 0,
        "pages": brief.pages if brief else 0,
        **data_of(record, "title", "doc_no", "issuer"),
        "date": _iso(record.dated),
        "valid": {
            "from": _iso(record.valid.start if record.valid else None),
            "to": _iso(record.valid.end if record.valid else None),
        },
        "unit": record.unit or "",
        "proves": [_filled(proof.model_dump(mode="json")) for proof in record.proves],
        "review": {
            **_filled(record.review.model_dump(mode="json")),
            "stale": standing is not None and standing.stale,
        },
        "counts": counts,
        "reasons": reasons,
    }


def _reasons(workspace: Workspace, ident: str) -> list[str]:
    """What is wrong with a piece in itself, and its date where it lies outside of the window."""
    standing = workspace.standings.get(ident)
    if standing is None:
        return []
    return [reason for reason in (*standing.reasons, standing.window_reason) if reason]


def _iso(day: date | None) -> str:
    if day:
        return day.isoformat()
    return ""


# Only `mock` and `verified` may be null in what programs read.
def _filled(data: Data) -> Data:
    return {key: "" if value is None else value for key, value in data.items()}


def _carries(supports: Mapping[str, Support], ident: str, code: str) -> bool:
    return code in supports and any(
        ident in item.carried_by for item in supports[code].requirements
    )


def _idle(supports: Mapping[str, Support], record: Evidence) -> str:
    """Why a piece that is sound in itself supports nothing."""
    if not record.proves:
        return "没有对应到指标"
    if all(proof.state == "proposed" for proof in record.proves):
        return "对应关系尚未确认"
    leaves = [supports[proof.indicator] for proof in record.proves if proof.indicator in supports]
    if not leaves:
        return "没有对应到末级指标"
    if any(leaf.requirements for leaf in leaves):
        return "与佐证要求不符"
    return "该指标不要求佐证"
