"""The tree itself in the browser: one node with points, rule, requirements and units, checked
before it is saved.
"""

from __future__ import annotations

import re
from typing import Any

from scoring.actions.tree import (
    LEAF_KEYS,
    NEED_KEYS,
    NODE_KEYS,
    NodeEdit,
    Tried,
    edit_nodes,
    node_cells,
    node_version,
    try_edits,
)
from scoring.indicators.model import Indicator
from scoring.rules import words as rule_words
from scoring.schema import in_words
from scoring.sheets.tree_nodes import BINDING, NOTHING
from scoring.values import plain, rounded
from scoring.workbench.access import Access
from scoring.workbench.routing import get, put
from scoring.workbench.saving import carry_out
from scoring.workbench.web import Answer, Call, Data, Trouble, invalid, not_found
from scoring.workspace import open_workspace
from scoring.workspace.changes import ChangeSet, saved_again

NEW_NEEDS = 3
LONGEST = 4000
_NEED = re.compile(r"need(\d{1,3})\.([a-z]+)")


def node(call: Call) -> Answer:
    """What one node holds, in the words of the tree's workbook."""
    access, found = _asked(call)
    cells, needs = node_cells(call.view.workspace, found.code)
    keys = LEAF_KEYS if found.leaf else NODE_KEYS
    data: Data = {
        "code": found.code,
        "cells": {key: cells.get(key, "") for key in keys},
        "requirements": needs,
        "digest": node_version(cells, needs),
    }
    path = call.view.assessment.tree.path(found.code)
    extra = {
        "node": found,
        "path": path[:-1],
        "sentence": cells.get("sentence", ""),
        "rules": rule_words.titles(),
        "examples": rule_words.EXAMPLES,
        "binding": tuple(BINDING.values()),
        "nothing": NOTHING,
        "blank": range(len(needs), len(needs) + NEW_NEEDS),
        "units": access.workspace.units.names,
        "draft": call.office.store.drafts.find(call.who.account.id, f"node:{found.code}"),
        "full": plain(found.points),
    }
    return Answer(data, "node.html", extra)


def _asked(call: Call) -> tuple[Access, Indicator]:
    access = Access(call.view, call.who)
    found = access.workspace.tree.by_code.get(call.path("code"))
    if found is None:
        access.ask("assign")
        raise not_found(f"没有编号是“{call.path('code')[:40]}”的指标")
    access.ask("assign", access.indicator(found))
    return access, found


def change(call: Call) -> Answer:
    """Saves a node; with ``?preview=1`` tries it and tells what would come of it."""
    _, found = _asked(call)
    fields = call.fields()
    edit = _edit(call, found, fields)
    tried = try_edits(call.view.workspace, [edit])
    if tried.faults:
        problems = [
            {"field": item.field, "what": item.what, "fix": item.fix} for item in tried.faults
        ]
        raise invalid(problems[0]["what"], problems)
    if call.query.get("preview"):
        return Answer(_outlook(call, found, tried))
    save_id = call.save_id(fields)
    cells, needs = node_cells(call.view.workspace, found.code)
    resent = bool(save_id) and saved_again(call.office.desk.path, save_id) is not None
    if not resent and edit.expected and node_version(cells, needs) != edit.expected:
        theirs = {"cells": cells, "requirements": needs}
        what = "你写的时候，别人也改了这个指标，没有写入；你写的还在"
        raise Trouble(
            409,
            what,
            theirs=theirs,
            mine=fields,
            base=None,
            digest=node_version(cells, needs),
            fields=[],
        )

    def plan(changes: ChangeSet) -> None:
        edit_nodes(changes, [edit])

    carry_out(call, "tree", plan, save_id)
    call.office.store.drafts.drop(call.who.account.id, f"node:{found.code}")
    after = node_version(*node_cells(call.view.workspace, found.code))
    data: Data = {"version": call.view.version, "digest": after, "notes": list(tried.notes)}
    return Answer(data, location=f"/i/{found.code}")


def _edit(call: Call, found: Indicator, fields: Data) -> NodeEdit:
    """The edit that a form or a program asks for: flat fields, ``needN.KEY`` for the
    requirements.
    """
    given = fields.get("fields", fields)
    if not isinstance(given, dict):
        raise invalid("“fields”应是一个 JSON 对象")
    keys = LEAF_KEYS if found.leaf else NODE_KEYS
    cells = {key: call.text(given, key, longest=LONGEST) for key in keys if key in given}
    base = str(fields.get("base") or given.get("base") or "")
    return NodeEdit(found.code, cells, _needs(call, given) if found.leaf else None, base)


def _needs(call: Call, given: Data) -> list[dict[str, str]] | None:
    if isinstance(given.get("requirements"), list):
        listed = [item for item in given["requirements"] if isinstance(item, dict)]
        return [
            {key: call.text(item, key, longest=300) for key in ("id", *NEED_KEYS)}
            for item in listed
        ]
    rows: dict[int, dict[str, str]] = {}
    for key in given:
        match = _NEED.fullmatch(key)
        if match and match[2] in ("id", *NEED_KEYS):
            rows.setdefault(int(match[1]), {})[match[2]] = call.text(given, key, longest=300)
    return [rows[number] for number in sorted(rows)] if rows else None


def _outlook(call: Call, found: Indicator, tried: Tried) -> Data:
    """What would come of it: the criterion in words, the total before and after, problems that
    would be new.
    """
    view = call.view
    data: dict[str, Any] = {
        "changed": bool(tried.files),
        "notes": list(tried.notes),
        "problems": [],
    }
    before = view.assessment.track("current").final
    data["total"] = {"before": rounded(before), "after": rounded(before)}
    if tried.tree is None:
        return data
    opening = open_workspace(view.workspace.path, tree=tried.tree)
    known = {(item.rule, item.what) for item in view.snapshot.problems}
    new = [
        item
        for item in opening.problems
        if item.severity == "error" and (item.rule, item.what) not in known
    ]
    data["problems"] = [
        {"field": "", "what": in_words(item.what), "fix": in_words(item.fix)} for item in new[:20]
    ]
    if opening.workspace is not None:
        data["total"]["after"] = rounded(opening.workspace.assess().track("current").final)
    changed = tried.tree.by_code.get(found.code)
    if changed is not None and changed.leaf and changed.rule is not None:
        data["sentence"] = changed.rule.describe(changed.points)
    return data


SPOTS = (get("/i/{code}/edit", node), put("/i/{code}/edit", change))
