"""The whole tree on one page, and indicators that come into it or go out of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.actions.tree import LEAF_KEYS, Tried, node_cells, node_version
from scoring.actions.tree_shape import (
    NewNode,
    Removal,
    add_node,
    carried_by,
    next_code,
    remove_node,
    try_added,
    try_removed,
)
from scoring.indicators.model import Indicator
from scoring.sheets.tree_nodes import LISTED
from scoring.values import format_fixed, format_short
from scoring.workbench.access import Access
from scoring.workbench.pages.node import LONGEST, asked, outlook
from scoring.workbench.pages.node_fields import (
    below,
    form_extras,
    needs_of,
    neighbours,
    points_of,
    problems_of,
)
from scoring.workbench.routing import get, put
from scoring.workbench.saving import carry_out
from scoring.workbench.web import Answer, Call, Data, invalid

NEW_KEYS = (*LEAF_KEYS, "kind")


def tree(call: Call) -> Answer:
    """Every indicator with points, rule and units; from here each can be changed."""
    access = Access(call.view, call.who)
    access.ask("assign")
    current = call.view.assessment.tree
    data: Data = {
        "tree": current.id,
        "nodes": [
            {
                "code": node.code,
                "name": node.name,
                "level": len(current.path(node.code)),
                "points": format_fixed(node.points),
                "leaf": node.leaf,
            }
            for node in current.walk()
        ],
    }
    extra = {
        "roots": current.roots,
        "levels": current.head.levels,
        "title": current.head.title,
        "total": format_short(
            sum((root.points for root in current.roots if root.kind == "base"), Fraction(0))
        ),
        "leaves": sum(1 for _ in current.leaves()),
        "shipped": _shipped(call),
        "at": call.query.get("at", ""),
    }
    return Answer(data, "tree.html", extra)


def _shipped(call: Call) -> bool:
    """Whether the tree is still the one that came with the program."""
    name = call.view.workspace.head.tree
    return not (call.view.workspace.path / "indicators" / f"{name}.yaml").exists()


# -- one more


def blank(call: Call) -> Answer:
    """The form of a new indicator."""
    access, parent = _parent(call)
    current = call.view.assessment.tree
    code = parent.code if parent else ""
    path = current.path(code) if parent else ()
    key = f"node-new:{code}"
    cells = {**dict.fromkeys(NEW_KEYS, ""), "evidence": LISTED}
    data: Data = {
        "parent": code,
        "code": next_code(current, code),
        "cells": cells,
    }
    levels = current.head.levels
    extra = {
        "parent": parent,
        "path": path,
        "level": levels[len(path)] if len(path) < len(levels) else "",
        "url": f"/i/{code}/add" if parent else "/tree/add",
        "key": key,
        "draft": call.office.store.drafts.find(call.who.account.id, key),
        "neighbours": below(parent) if parent is not None else [],
        **form_extras(access, (), parent),
    }
    return Answer(data, "node_new.html", extra)


def add(call: Call) -> Answer:
    """Enters a new indicator; with ``?preview=1`` tries it and tells what would come of it."""
    _, parent = _parent(call)
    fields = call.fields()
    wish = _new_node(call, parent, fields)
    tried = try_added(call.view.workspace, wish)
    _sound(tried, wish.code)
    if call.query.get("preview"):
        data = outlook(call, tried)
        node = tried.tree.by_code.get(wish.code) if tried.tree else None
        if node is not None and node.leaf and node.rule is not None:
            data["sentence"] = node.rule.describe(node.points)
        return Answer(data)
    carry_out(call, "tree add", lambda changes: add_node(changes, wish), call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"node-new:{wish.parent}")
    url = f"/tree?at={wish.code}#n{wish.code}"
    data = {"version": call.view.version, "code": wish.code, "url": url, "notes": [*tried.notes]}
    return Answer(data, location=url)


def _parent(call: Call) -> tuple[Access, Indicator | None]:
    if "code" in call.request.path_params:
        return asked(call)
    access = Access(call.view, call.who)
    access.ask("assign")
    return access, None


def _new_node(call: Call, parent: Indicator | None, fields: Data) -> NewNode:
    given = fields.get("fields", fields)
    if not isinstance(given, dict):
        raise invalid("“fields”应是一个 JSON 对象")
    cells = {key: call.text(given, key, longest=LONGEST) for key in NEW_KEYS if key in given}
    if parent is not None:
        cells.pop("kind", None)
    code = call.text(given, "code", longest=40)
    return NewNode(
        parent.code if parent else "",
        code,
        cells,
        needs_of(call, given) or (),
        {one: points for one, points in points_of(call, given).items() if one != code},
    )


# -- one less


def leaving(call: Call) -> Answer:
    """What hangs on an indicator that is to go, and whose points change with it."""
    _, node = asked(call)
    workspace = call.view.workspace
    carried = carried_by(workspace, node)
    data: Data = {
        "code": node.code,
        "findings": [{"round": name, "code": code} for name, code in carried.findings],
        "evidence": list(carried.evidence),
        "items": list(carried.items),
        "digest": node_version(*node_cells(workspace, node.code)),
    }
    current = call.view.assessment.tree
    extra = {
        "node": node,
        "path": current.path(node.code)[:-1],
        "below": [one for one in node.walk() if one.code != node.code],
        "carried": carried,
        "rounds": list(dict.fromkeys(name for name, _ in carried.findings)),
        "blocked": bool(carried.items or carried.locked),
        "neighbours": neighbours(call, node, without=node.code),
        "full": format_short(node.points),
    }
    return Answer(data, "node_remove.html", extra)


def remove(call: Call) -> Answer:
    """Takes an indicator out; with ``?preview=1`` tries it and tells what would come of it."""
    _, node = asked(call)
    fields = call.fields()
    given = fields.get("fields", fields)
    if not isinstance(given, dict):
        raise invalid("“fields”应是一个 JSON 对象")
    along = given.get("along") in (True, "1", "on", "true")
    expected = str(fields.get("base") or given.get("base") or "")
    wish = Removal(node.code, points_of(call, given), along=along, expected=expected)
    tried = try_removed(call.view.workspace, wish)
    _sound(tried, node.code)
    if call.query.get("preview"):
        return Answer(outlook(call, tried))
    carry_out(call, "tree remove", lambda changes: remove_node(changes, wish), call.save_id(fields))
    data: Data = {"version": call.view.version, "url": "/tree", "notes": list(tried.notes)}
    return Answer(data, location="/tree")


def _sound(tried: Tried, code: str) -> None:
    if tried.faults:
        problems: list[dict[str, Any]] = problems_of(tried.faults, code)
        raise invalid(problems[0]["what"], problems)


SPOTS = (
    get("/tree", tree),
    get("/tree/add", blank),
    put("/tree/add", add),
    get("/i/{code}/add", blank),
    put("/i/{code}/add", add),
    get("/i/{code}/remove", leaving),
    put("/i/{code}/remove", remove),
)
