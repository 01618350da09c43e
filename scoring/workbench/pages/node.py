"""The tree itself in the browser: one node with points, rule, requirements and units, checked
before it is saved; three columns where somebody else changed it meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.actions.tree import (
    LEAF_KEYS,
    NODE_KEYS,
    NodeEdit,
    Tried,
    edit_nodes,
    node_cells,
    node_version,
    try_edits,
)
from scoring.actions.tree_merge import NodeState, Side, settled, sides
from scoring.indicators.model import Indicator
from scoring.storage import text_of
from scoring.values import format_fixed, format_short
from scoring.workbench.access import Access
from scoring.workbench.pages.node_fields import (
    form_extras,
    needs_of,
    neighbours,
    points_of,
    problems_of,
    saved_at,
)
from scoring.workbench.routing import get, put
from scoring.workbench.saving import carry_out
from scoring.workbench.views.history import at_of
from scoring.workbench.web import Answer, Call, Data, Trouble, invalid, not_found
from scoring.workspace import open_workspace
from scoring.workspace.changes import ChangeSet, saved_again

LONGEST = 4000
MOST_PROBLEMS = 20
TREE_DEEDS = frozenset({"tree", "assign"})
EMPTY = "（空）"


def node(call: Call) -> Answer:
    """What one node holds, in the words of the tree's workbook."""
    access, indicator = asked(call)
    state = _state(call, indicator.code)
    keys = LEAF_KEYS if indicator.leaf else NODE_KEYS
    data: Data = {
        "code": indicator.code,
        "cells": {key: state.cells.get(key, "") for key in keys},
        "requirements": list(state.needs),
        "digest": node_version(state.cells, state.needs),
    }
    tree = call.view.assessment.tree
    path = tree.path(indicator.code)
    extra = {
        "node": indicator,
        "path": path[:-1],
        "sentence": state.cells.get("sentence", ""),
        "opened": _packed(state),
        "draft": call.office.store.drafts.find(call.who.account.id, f"node:{indicator.code}"),
        "full": format_short(indicator.points),
        "neighbours": neighbours(call, indicator),
        "deeper": len(path) < len(tree.head.levels),
        "above": path[-2].code if len(path) > 1 else "",
        **form_extras(access, state.needs, indicator),
    }
    return Answer(data, "node.html", extra)


def asked(call: Call) -> tuple[Access, Indicator]:
    """The node of the address, where this person may change it. Raises 403 and 404."""
    access = Access(call.view, call.who)
    indicator = access.workspace.tree.by_code.get(call.path("code"))
    if indicator is None:
        access.ask("assign")
        raise not_found(f"没有编号是“{call.path('code')[:40]}”的指标")
    access.ask("assign", access.indicator(indicator))
    return access, indicator


def change(call: Call) -> Answer:
    """Saves a node; with ``?preview=1`` tries it and tells what would come of it."""
    _, indicator = asked(call)
    fields = call.fields()
    edits = _edits(call, indicator, fields)
    save_id = call.save_id(fields)
    if not call.query.get("preview") and not _resent(call, save_id):
        # A save that comes again after a lost answer must not be taken for a second change.
        edits = [_merged(call, indicator, edits[0], fields), *edits[1:]]
    tried = try_edits(call.view.workspace, edits)
    if tried.faults:
        problems = problems_of(tried.faults, indicator.code)
        raise invalid(problems[0]["what"], problems)
    if call.query.get("preview"):
        return Answer(_outlook(call, indicator, tried))
    return _saved(call, indicator, edits, tried, save_id)


def _saved(
    call: Call, found: Indicator, edits: Sequence[NodeEdit], tried: Tried, save_id: str
) -> Answer:
    def plan(changes: ChangeSet) -> None:
        edit_nodes(changes, edits)

    carry_out(call, "tree", plan, save_id)
    call.office.store.drafts.drop(call.who.account.id, f"node:{found.code}")
    after = _state(call, found.code)
    data: Data = {
        "version": call.view.version,
        "digest": node_version(after.cells, after.needs),
        "notes": list(tried.notes),
    }
    return Answer(data, location=saved_at(call, found.code))


def _resent(call: Call, save_id: str) -> bool:
    return bool(save_id) and saved_again(call.office.desk.path, save_id) is not None


def _state(call: Call, code: str) -> NodeState:
    return NodeState(*node_cells(call.view.workspace, code))


def _edits(call: Call, found: Indicator, fields: Data) -> list[NodeEdit]:
    """The edits that a form or a program asks for: the node's own first (flat fields, ``needN.KEY``
    for the requirements), then the points of those beside it (``points.CODE``).
    """
    flat = fields.get("fields", fields)
    if not isinstance(flat, dict):
        raise invalid("“fields”应是一个 JSON 对象")
    keys = LEAF_KEYS if found.leaf else NODE_KEYS
    # What the form did not send stays: a program may send the one cell that it means to change.
    cells = {key: call.text(flat, key, longest=LONGEST) for key in keys if key in flat}
    needs = needs_of(call, flat) if found.leaf else None
    base = str(fields.get("base") or flat.get("base") or "")
    edits = [NodeEdit(found.code, cells, needs, base)]
    codes = call.view.assessment.tree.by_code.keys() - {found.code}
    for code, points in points_of(call, flat).items():
        if code in codes:
            edits.append(NodeEdit(code, {"points": points}))
    return edits


# -- somebody else changed it meanwhile


def _merged(call: Call, found: Indicator, edit: NodeEdit, fields: Data) -> NodeEdit:
    """The edit on what stands now. Raises 409 with three sides where both changed the same."""
    theirs = _state(call, found.code)
    version = node_version(theirs.cells, theirs.needs)
    # Without a version the sender takes whatever stands, as a program may.
    if edit.expected in {"", version}:
        return edit
    base = _unpacked(fields)
    if base is None:
        # A program that keeps no copy of what it read: it has to read again and decide.
        mine = theirs.with_edit(edit)
        raise _both_changed(None, theirs, mine, sides(theirs, theirs, mine), version)
    mine = base.with_edit(edit)
    compared = sides(base, theirs, mine)
    # Two people changed different fields of one node: both changes stand, and nobody is asked.
    if not any(side.asked for side in compared):
        return _on(settled(found.code, compared, theirs, mine, {}), version)
    # Kept as a draft, from which the page of three columns is drawn when it is opened.
    typed = dict(fields.get("fields", fields))
    drafts = call.office.store.drafts
    drafts.keep(call.who.account.id, f"node:{found.code}", edit.expected, typed)
    raise _both_changed(base, theirs, mine, compared, version)


def _both_changed(
    base: NodeState | None,
    theirs: NodeState,
    mine: NodeState,
    compared: Sequence[Side],
    version: str,
) -> Trouble:
    """409: somebody else saved meanwhile, and what is to stand has to be chosen."""
    return Trouble(
        409,
        "你写的时候，别人也改了这个指标，没有写入；两边都在",
        base=_plain(base) if base else None,
        theirs=_plain(theirs),
        mine=_plain(mine),
        fields=[side.key for side in compared if side.asked],
        digest=version,
    )


def _on(edit: NodeEdit, version: str) -> NodeEdit:
    return NodeEdit(edit.code, edit.cells, edit.needs, version)


def conflict(call: Call) -> Answer:
    """Three columns: what stood when the form was opened, what another saved, what was typed."""
    _, indicator = asked(call)
    theirs, compared, _ = _sides(call, indicator)
    draft = call.office.store.drafts.find(call.who.account.id, f"node:{indicator.code}")
    if draft is None or not any(side.asked for side in compared):
        return Answer({"fields": []}, location=f"/i/{indicator.code}/edit")
    data: Data = {
        "digest": node_version(theirs.cells, theirs.needs),
        "base": {side.key: side.base for side in compared},
        "theirs": {side.key: side.theirs for side in compared},
        "mine": {side.key: side.mine for side in compared},
        "fields": [side.key for side in compared if side.asked],
    }
    extra = {
        "node": indicator,
        "rows": [_row(side) for side in compared if side.theirs_changed or side.mine_changed],
        "who": _last(call, indicator.code),
        "draft": draft,
        "action": f"/i/{indicator.code}/edit/conflict",
        "theirs_worth": "",
        "mine_worth": "",
    }
    return Answer(data, "conflict.html", extra)


def _row(side: Side) -> dict[str, Any]:
    """One field in three columns."""
    return {
        "key": side.key,
        "name": side.name,
        "base": side.base or EMPTY,
        "theirs": side.theirs or EMPTY,
        "mine": side.mine or EMPTY,
        "theirs_changed": side.theirs_changed,
        "mine_changed": side.mine_changed,
        "asked": side.asked,
    }


def settle(call: Call) -> Answer:
    """Saves what was chosen in the three columns, keeps the draft, or gives the own words up."""
    _, indicator = asked(call)
    fields = call.fields()
    drafts, key = call.office.store.drafts, f"node:{indicator.code}"
    if fields.get("do") == "theirs":
        drafts.drop(call.who.account.id, key)
        return Answer({"ok": True}, location=f"/i/{indicator.code}/edit")
    if fields.get("do") == "keep":
        return Answer({"ok": True}, location="/drafts")
    theirs, compared, mine = _sides(call, indicator)
    picks = {
        name.removeprefix("pick."): str(value)
        for name, value in fields.items()
        if name.startswith("pick.")
    }
    expected = str(fields.get("digest") or "")
    edit = _on(settled(indicator.code, compared, theirs, mine, picks), expected)
    tried = try_edits(call.view.workspace, [edit])
    if tried.faults:
        problems = problems_of(tried.faults, indicator.code)
        raise invalid(problems[0]["what"], problems)
    return _saved(call, indicator, [edit], tried, call.save_id(fields))


def _sides(call: Call, found: Indicator) -> tuple[NodeState, list[Side], NodeState]:
    """What stands, the three sides of the draft, and what the draft makes of the node."""
    theirs = _state(call, found.code)
    draft = call.office.store.drafts.find(call.who.account.id, f"node:{found.code}")
    fields: Data = dict(draft.fields) if draft else {}
    base = _unpacked(fields) or theirs
    mine = base.with_edit(_edits(call, found, fields)[0])
    return theirs, sides(base, theirs, mine), mine


def _last(call: Call, code: str) -> dict[str, str]:
    """Who changed the node last, and when."""
    for entry in call.office.journal.of(code):
        if str(entry.get("do", "")).split(" ")[0] in TREE_DEEDS:
            return {"by": str(entry.get("by", "")), "at": at_of(entry)}
    return {"by": "另一个人", "at": ""}


def _packed(state: NodeState) -> str:
    """What the form was opened on, as the form sends it back: the first of the three columns."""
    cells = {key: state.cells.get(key, "") for key in LEAF_KEYS}
    return json.dumps({"cells": cells, "needs": list(state.needs)}, ensure_ascii=False)


def _unpacked(fields: Data) -> NodeState | None:
    values = fields.get("fields", fields)
    try:
        data = json.loads(values["opened"])
        cells = {str(key): str(value) for key, value in data["cells"].items()}
        needs = [{str(key): str(text) for key, text in one.items()} for one in data["needs"]]
    # It went out to the browser and comes back from it: it may be anything by now.
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return NodeState(cells, needs)


def _plain(state: NodeState) -> dict[str, Any]:
    cells: Mapping[str, str] = state.cells
    return {
        "cells": {key: cells.get(key, "") for key in LEAF_KEYS},
        "requirements": list(state.needs),
    }


# -- what would come of it


def _outlook(call: Call, found: Indicator, tried: Tried) -> Data:
    """What would come of it: the criterion in words, the total before and after, problems that
    would be new.
    """
    data = outlook(call, tried)
    if tried.tree is not None:
        changed = tried.tree.by_code.get(found.code)
        if changed is not None and changed.leaf and changed.rule is not None:
            data["sentence"] = changed.rule.describe(changed.points)
    return data


def outlook(call: Call, tried: Tried) -> Data:
    """The total before and after an edit, and the errors that the workspace would have then."""
    view = call.view
    before = format_fixed(view.assessment.track("current").final)
    data: Data = {
        "changed": bool(tried.files),
        "notes": list(tried.notes),
        "problems": [],
        "total": {"before": before, "after": before},
    }
    if tried.tree is None:
        return data
    path = view.workspace.path
    contents = {
        name: text.encode() for name, text in tried.files.items() if text_of(path, name) != text
    }
    opening = open_workspace(path, tree=tried.tree, contents=contents)
    # Errors that stand already are not this edit's: they would only hide what it does.
    old = {(item.rule, item.what) for item in view.snapshot.problems}
    errors = [item for item in opening.problems if item.severity == "error"]
    new = [item for item in errors if (item.rule, item.what) not in old]
    data["problems"] = problems_of(new[:MOST_PROBLEMS])
    if opening.workspace is not None:
        data["total"]["after"] = format_fixed(opening.workspace.assess().track("current").final)
    return data


SPOTS = (
    get("/i/{code}/edit", node),
    put("/i/{code}/edit", change),
    get("/i/{code}/edit/conflict", conflict),
    put("/i/{code}/edit/conflict", settle),
)
