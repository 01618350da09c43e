"""What the forms of the tree have in common: their choices, the requirements, the points of those
beside a node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoring.actions.tree import NEED_KEYS, Fault
from scoring.indicators.model import Indicator
from scoring.problems import Problem
from scoring.rules import words as rule_words
from scoring.schema import without_keys
from scoring.sheets.tree_nodes import BINDING, KIND_WORDS, NOTHING
from scoring.values import format_short
from scoring.workbench.access import Access
from scoring.workbench.web import Call, Data, fault_at

NEW_NEEDS = 2
"""Empty lines below the requirements; the page adds more."""
_NEED = re.compile(r"need(\d{1,3})\.([a-z]+)")
_POINTS = "points."


def form_extras(
    access: Access, needs: Sequence[Mapping[str, str]], node: Indicator | None = None
) -> dict[str, Any]:
    """What the fields of a node can be."""
    inherited = ""
    if node is not None and node.lead:
        inherited = f"随上级：{'、'.join(node.lead)}"
    return {
        "rules": rule_words.titles(),
        "examples": rule_words.EXAMPLES,
        "binding": tuple(BINDING.values()),
        "kinds": tuple(KIND_WORDS.values()),
        "nothing": NOTHING,
        "blank": range(len(needs), len(needs) + NEW_NEEDS),
        "units": access.workspace.units.names,
        "inherited": inherited,
    }


def needs_of(call: Call, fields: Data) -> list[dict[str, str]] | None:
    """The requirements of a request: a list from a program, ``needN.KEY`` from a form; None where
    it names none.
    """
    if not isinstance(fields.get("requirements"), list):
        return _needs_in_form(call, fields)
    items = [item for item in fields["requirements"] if isinstance(item, dict)]
    return [{key: call.text(item, key, longest=300) for key in NEEDED_KEYS} for item in items]


def _needs_in_form(call: Call, fields: Data) -> list[dict[str, str]] | None:
    rows: dict[int, dict[str, str]] = {}
    for name in fields:
        match = _NEED.fullmatch(name)
        if match and match[2] in NEEDED_KEYS:
            row = rows.setdefault(int(match[1]), {})
            row[match[2]] = call.text(fields, name, longest=300)
    # Lines that a person took out of the middle leave gaps in the numbers.
    return [rows[number] for number in sorted(rows)] or None


NEEDED_KEYS = ("id", *NEED_KEYS)


def points_of(call: Call, fields: Data) -> dict[str, str]:
    """The points of others that a request wants, by code: a map from a program, ``points.CODE``
    from a form.
    """
    nested = fields.get("points_of")
    stated: Data = dict(nested) if isinstance(nested, dict) else {}
    stated |= {key.removeprefix(_POINTS): fields[key] for key in fields if key.startswith(_POINTS)}
    return {str(code): call.text(stated, code, longest=20) for code in stated}


def neighbours(call: Call, node: Indicator | None, *, without: str = "") -> list[dict[str, Any]]:
    """The nodes whose points hang together with those of ``node``: what is above it and beside it,
    for a branch what is below it; None stands for the top level.
    """
    tree = call.view.assessment.tree
    if node is None:
        return []
    if not node.leaf and not without:
        return [_points_row(child, "下级") for child in node.children]
    path = tree.path(node.code)
    if len(path) < 2:
        return []
    parent = path[-2]
    rows = [_points_row(parent, "上级")]
    rows += [_points_row(one, "同级") for one in parent.children if one.code != node.code]
    return rows


def below(parent: Indicator) -> list[dict[str, Any]]:
    """A branch and its children, for one that comes beside them."""
    rows = [_points_row(parent, "上级")]
    return rows + [_points_row(child, "同级") for child in parent.children]


def _points_row(node: Indicator, role: str) -> dict[str, Any]:
    stated = node.record.points
    rule = ""
    if node.leaf:
        rule = rule_words.titles().get(getattr(node.rule, "type", ""), "")
    return {
        "code": node.code,
        "name": node.name,
        "role": role,
        "points": "" if stated is None else format_short(stated),
        "full": format_short(node.points),
        "leaf": node.leaf,
        "rule": rule,
    }


def problems_of(problems: Iterable[Fault | Problem], own: str = "") -> list[Data]:
    """Faults as an answer carries them; one of another node names the field of its points."""
    return [_problem_data(item, own) for item in problems]


def _problem_data(item: Fault | Problem, own: str) -> Data:
    if isinstance(item, Problem):
        return fault_at("", without_keys(item.what), without_keys(item.fix))
    if not item.field or item.code in ("", own):
        return fault_at(item.field, item.what, item.fix)
    field = f"{_POINTS}{item.code}" if item.field == "points" else item.field
    return fault_at(field, f"{item.code}：{item.what}", item.fix)


def saved_at(call: Call, code: str) -> str:
    """Where a form of the tree leads to once it is saved."""
    if call.query.get("from") == "tree":
        return "/tree"
    return f"/i/{code}"
