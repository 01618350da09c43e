"""A workspace as workbooks: the whole of one kind, or the part of one unit."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date

from scoring.sheets.findings import FindingsTable
from scoring.sheets.form import SCHEMA, Form
from scoring.sheets.ledger import LedgerTable
from scoring.sheets.register import RegisterTable
from scoring.sheets.reviews import ReviewsTable
from scoring.sheets.table import Table
from scoring.sheets.tasks import TasksTable
from scoring.sheets.tree_evidence import RequirementsTable
from scoring.sheets.tree_nodes import NodesTable
from scoring.sheets.tree_terms import TermsTable
from scoring.sheets.veto_table import VetoesTable
from scoring.sheets.writing import workbook
from scoring.workspace import Workspace

KINDS: dict[str, type[Table]] = {
    table.kind: table
    for table in (
        FindingsTable, RegisterTable, LedgerTable, TasksTable, ReviewsTable, VetoesTable,
        NodesTable, RequirementsTable, TermsTable,
    )
}  # fmt: skip


def export(
    workspace: Workspace,
    kind: str,
    *,
    today: date,
    unit: str | None = None,
    table: Table | None = None,
) -> bytes:
    """The bytes of a workbook. ``unit`` (a full name) narrows it to the rows that are this unit's.

    Only for a workspace whose tree and current round could be read. The same workspace and day give
    the same bytes. ``table`` may be one that was built before for the same workspace, when many
    units are exported.
    """
    own = table or KINDS[kind](workspace)
    form = _narrowed(own.form, unit)
    more = [(other.form, head(workspace, other.form, unit, today)) for other in own.companions()]
    return workbook(form, head(workspace, form, unit, today), today, more)


def units_of(table: Table) -> list[str]:
    """The units that have a row of their own in this table, groups left out,
    in the order of the workspace's list.
    """
    groups = table.workspace.units.members
    found = {unit for row in table.form.rows for unit in row.units} - set(groups)
    listed = [name for name in table.workspace.units.names if name in found]
    return listed + sorted(found - set(listed))


def head(workspace: Workspace, form: Form, unit: str | None, today: date) -> dict[str, str]:
    """What the hidden sheet says about the workbook as a whole."""
    return {
        "schema": SCHEMA,
        "kind": form.kind,
        "sheet": form.title,
        "workspace": workspace.head.name,
        "workspace_id": identity(workspace),
        "tree": workspace.tree.id,
        "tree_sha256": workspace.tree.sha256,
        "round": workspace.current.id,
        "unit": unit or "",
        "exported": today.isoformat(),
        "columns": ",".join(column.key for column in form.columns),
    }


def identity(workspace: Workspace) -> str:
    """What tells one workspace from another: whose it is, and under which indicator system."""
    # No path in it: a workspace that was carried to another computer is still the same.
    sentence = "\n".join((workspace.head.name, workspace.head.level or "", workspace.tree.id))
    return hashlib.sha256(sentence.encode("utf-8")).hexdigest()[:16]


def _narrowed(form: Form, unit: str | None) -> Form:
    if unit is None:
        return form
    rows = tuple(
        dataclasses.replace(
            row, open=frozenset(key for key in row.open if not row.kept_from(key, unit))
        )
        for row in form.rows
        if unit in row.units
    )
    blank = form.blank
    if blank is not None:
        own = {"evidence": "unit", "rectification": "lead"}[form.kind]
        blank = dataclasses.replace(blank, cells={own: unit})
    return dataclasses.replace(form, rows=rows, blank=blank)
