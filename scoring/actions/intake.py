"""A file that a person hands in becomes evidence: a new record, or another version of one that is
there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from scoring.actions.authority import acting
from scoring.actions.rights import Thing, may
from scoring.evidence.intake.records import new_record
from scoring.evidence.probing import Probe
from scoring.storage.layout import REGISTER
from scoring.values import natural_key, offered
from scoring.workspace.changes import Change, ChangeSet, RefusedError


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
    if record["title"] == PurePosixPath(new.file).stem:
        record["title"] = new.title
    if new.indicator:
        proof = {"indicator": new.indicator, **({"item": new.item} if new.item else {})}
        confirms = may(by, "review", people=workspace.people, units=workspace.units) is None
        record["proves"] = [proof if confirms else {**proof, "state": "proposed"}]
    changes.append(REGISTER, record)
    return ident


def replace_file(changes: ChangeSet, ident: str, file: str, probe: Probe) -> str:
    """Another version of the file of a record; it is reviewed anew. Gives the number back."""
    workspace = changes.workspace
    by_id = {record.id: record for record in workspace.records}
    if ident not in by_id:
        raise RefusedError(f"登记表里没有“{ident}”{offered(ident, by_id)}")
    acting(changes, "add_evidence", Thing.evidence(by_id[ident], workspace.tree, workspace.units))
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
    known = sorted(changes.file(REGISTER).keys, key=natural_key)
    numbers = [int(match[1]) for key in known if (match := re.fullmatch(r"E(\d+)", key))]
    return f"E{max(numbers, default=0) + 1:04d}"
