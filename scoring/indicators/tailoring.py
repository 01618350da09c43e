"""A tree's file cut to one kind of object: nodes that do not apply are left out, class terms laid
over the node's own.

The result is a document like any other, whose parts still know where they stand in the file. So it
is read, checked and scored by the same code as a tree that was written for that kind of object
alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from scoring.indicators.scope import (
    Choice,
    entries,
    fits,
    may_fit,
    nodes,
    overlaid,
    same_rule,
    wanted,
)
from scoring.problems import Problem, Where, problem
from scoring.spots import Spot
from scoring.yamlio import Document


@dataclass(slots=True)
class Tailored:
    """The document cut to one kind of object, and what fell away: nodes and vetoes by code, with
    their names.
    """

    document: Document
    removed: dict[str, str] = field(default_factory=dict)
    leaves: int = 0
    vetoes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def tailored(document: Document, choice: Choice) -> Tailored:
    """The document for the chosen kind. What goes by a dimension that is not chosen stays as the
    file has it.

    T026 for a node below which nothing is left: it falls away too, since there is nothing to score.
    """
    result = Tailored(document)
    data, children = dict(document.data), dict(document.root.children)
    for key in ("vetoes", "criteria"):
        items, spot = data.get(key), children.get(key)
        if not isinstance(items, list) or spot is None:
            continue
        left: list[Any] = []
        places: dict[str | int, Spot] = {}
        for index, item in enumerate(items):
            # What is no map is a fault, which is reported by whoever reads the document.
            if not isinstance(item, dict) or _applies(item, choice):
                places[len(left)] = spot.children[index]
                left.append(_plain(item))
            elif key == "vetoes":
                result.vetoes[_code(item)] = str(item.get("name", ""))
        data[key] = left
        children[key] = spot._replace(children=places)
    items, spot = data.get("indicators"), children.get("indicators")
    if isinstance(items, list) and spot is not None:
        data["indicators"], children["indicators"] = _nodes(items, spot, choice, result)
    result.document = replace(document, data=data, root=document.root._replace(children=children))
    return result


def variant(
    document: Document, node: dict[str, Any], spot: Spot, entry: dict[str, Any]
) -> Document:
    """A document that holds one node alone, without its children and with one class entry laid over
    it.
    """
    index = next(index for index, item in enumerate(node["by_class"]) if item is entry)
    node_variant = overlaid(node, entry)
    node_variant.pop("children", None)
    return replace(
        document,
        data=node_variant,
        root=_laid(node, spot, entry, spot.children["by_class"].children[index]),
    )


def _code(item: dict[str, Any]) -> str:
    return str(item.get("code", "")).strip()


def _plain(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: value for key, value in item.items() if key != "applies_to"}
    return item


def _applies(item: dict[str, Any], choice: Choice) -> bool:
    return may_fit(wanted(item.get("applies_to")), choice)


def _nodes(items: list[Any], spot: Spot, choice: Choice, found: Tailored) -> tuple[list[Any], Spot]:
    kept: list[Any] = []
    places: dict[str | int, Spot] = {}
    for index, item in enumerate(items):
        made, item_spot = item, spot.children[index]
        if isinstance(item, dict):
            if not _applies(item, choice):
                _remove(item, found)
                continue
            made, item_spot = _node(item, item_spot, choice, found)
            if item.get("children") and made.get("children") == []:
                what = f"“{item.get('name')}”的下级都不适用，它也不计入"
                found.problems.append(
                    problem(
                        "T026",
                        Where(found.document.name, item_spot.line, item_spot.column),
                        what=what,
                    )
                )
                found.removed[_code(item)] = str(item.get("name", ""))
                continue
        places[len(kept)] = item_spot
        kept.append(made)
    return kept, spot._replace(children=places)


def _remove(item: dict[str, Any], found: Tailored) -> None:
    for node, _ in nodes([item], ()):
        found.removed[_code(node)] = str(node.get("name", ""))
        found.leaves += not node.get("children")


def _node(
    item: dict[str, Any], spot: Spot, choice: Choice, found: Tailored
) -> tuple[dict[str, Any], Spot]:
    entry = next((entry for entry in entries(item) if fits(wanted(entry.get("when")), choice)), {})
    index = next(
        (index for index, other in enumerate(item.get("by_class") or ()) if other is entry), None
    )
    if index is None:
        entry_spot = Spot(spot.line, spot.column)
    else:
        entry_spot = spot.children["by_class"].children[index]
    made, node_spot = overlaid(item, entry), _laid(item, spot, entry, entry_spot)
    children = item.get("children")
    if isinstance(children, list) and "children" in spot.children:
        made["children"], below = _nodes(children, spot.children["children"], choice, found)
        node_spot = node_spot._replace(children={**node_spot.children, "children": below})
    return made, node_spot


def _laid(node: dict[str, Any], spot: Spot, entry: dict[str, Any], over: Spot) -> Spot:
    """The places of ``overlaid(node, entry)``."""
    changed = overlaid({}, entry).keys()
    keys = {key: place for key, place in spot.keys.items() if key not in ("applies_to", "by_class")}
    children = {
        key: place for key, place in spot.children.items() if key not in ("applies_to", "by_class")
    }
    keys |= {key: over.keys[key] for key in changed}
    for key in changed:
        place = over.children[key]
        if key == "rule" and same_rule(node.get("rule"), entry["rule"]):
            own = spot.children["rule"]
            place = place._replace(
                keys={**own.keys, **place.keys}, children={**own.children, **place.children}
            )
        children[key] = place
    return spot._replace(keys=keys, children=children)
