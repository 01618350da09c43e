"""A file that a person hands in becomes evidence: a new record, or another version of one that is
there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from scoring.actions.authority import acting
from scoring.actions.lookup import evidence_of
from scoring.actions.rights import Thing, may
from scoring.evidence.intake.records import new_record
from scoring.evidence.probing import Probe
from scoring.storage.layout import REGISTER
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file at its place below ``evidence``, with what was found out about it.

    ``title`` stands where the text of the file names none. ``indicator`` and ``item`` are what it
    is offered for.
    """

    file: str
    probe: Probe
    title: str
    unit: str = ""
    indicator: str = ""
    item: str = ""


def enter_file(changes: ChangeSet, new: NewFile, thing: Thing) -> str:
    """Enters a file under the next free number, and gives it. ``thing`` is what it is handed in
    for.

    What it is offered for counts once the working group confirms it; what the group itself hands in
    counts at once.
    """
    workspace = changes.workspace
    by = acting(changes, "add_evidence", thing)
    ident = next_number(changes)
    record = new_record(ident, new.file, new.probe, workspace.tree, None, new.unit or None)
    # The name of the stored file says nothing: an upload is kept under a number.
    if record["title"] == PurePosixPath(new.file).stem:
        record["title"] = new.title
    if new.indicator:
        record["proves"] = [_proof(workspace, new, by)]
    changes.append(REGISTER, record)
    return ident


def _proof(workspace: Workspace, new: NewFile, by: str) -> dict[str, str]:
    """What a file is offered for, as the register holds it."""
    proof = {"indicator": new.indicator}
    if new.item:
        proof["item"] = new.item
    if may(by, "review", people=workspace.people, units=workspace.units) is not None:
        proof["state"] = "proposed"
    return proof


def replace_file(changes: ChangeSet, ident: str, file: str, probe: Probe) -> str:
    """Another version of the file of a record; it is reviewed anew. Gives the number back."""
    workspace = changes.workspace
    record = evidence_of(workspace, ident)
    acting(changes, "add_evidence", Thing.evidence(record, workspace.tree, workspace.units))
    fields = {
        "file": file,
        "sha256": probe.sha256,
        "size": probe.size,
        "review": {"state": "pending"},
    }
    changes.change(Change("evidence", REGISTER, ident, fields))
    return ident


def next_number(changes: ChangeSet) -> str:
    """The number after the highest one of the register."""
    highest = 0
    for key in changes.file(REGISTER).keys:
        # An office may have numbers of its own kind (甲-1) beside these; they count on by themselves.
        if match := re.fullmatch(r"E(\d+)", key):
            highest = max(highest, int(match[1]))
    return f"E{highest + 1:04d}"
