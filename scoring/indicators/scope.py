"""Kinds of object: what a tree declares (市/县/区, 政府/部门, 山区/平原), what goes by them, and
what was chosen.

Works on the data of a file as read, before anything is built from it, so that its faults are told
at their place and a tree can be cut to one kind of object (:mod:`scoring.indicators.tailoring`)
before it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Any

from scoring.problems import ScoringError
from scoring.spots import Loc
from scoring.values import nearest

LEVEL = "级别"
"""The dimension that the ``level`` of a workspace answers."""
MOST = 64
"""So many combinations of classes are checked when a tree's file is checked by itself."""
FIXED = frozenset(
    {"code", "name", "number", "kind", "fold", "children", "proposed", "applies_to", "by_class"}
)
"""What makes a node the node that it is: the same for every kind of object."""

Classes = Mapping[str, tuple[str, ...]]
"""Values by dimension: those that are declared, or those that something goes by."""
Choice = Mapping[str, str]
"""One value by dimension: the kind of object that is assessed."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a tree's file says of kinds: the declared values, and for each dimension in use the
    codes that use it.
    """

    declared: Classes = field(default_factory=dict)
    used: Classes = field(default_factory=dict)
    marked: bool = False

    def open(self, choice: Choice) -> list[str]:
        """The dimensions in use that a choice leaves open."""
        return [name for name in self.declared if name in self.used and name not in choice]

    def offered(self) -> str:
        """Everything that can be chosen: ``级别（市、县、区）；地区（山区、平原）``."""
        return "；".join(f"{name}（{'、'.join(values)}）" for name, values in self.declared.items())


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which kinds of object a tree in hand is. ``chosen`` is None for a whole tree, as its file
    holds it.

    ``removed`` are the nodes that this object is not assessed on, with their names; ``leaves`` of
    them are scored ones. ``vetoes`` are the vetoes that fell away. ``lowest`` and ``highest`` bound
    the base points of a whole tree over the combinations of classes that were checked.
    """

    kinds: Kinds = Kinds()
    chosen: Choice | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    leaves: int = 0
    vetoes: Mapping[str, str] = field(default_factory=dict)
    lowest: Fraction | None = None
    highest: Fraction | None = None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What every document says of it, as label and text; nothing for a tree that declares no
        classes.
        """
        if not self.kinds.declared:
            return ()
        if self.chosen is None:
            text = f"未按对象类别裁剪，列出全部指标；可选的类别：{self.kinds.offered()}"
            if self.kinds.marked:
                return (("对象类别", text),)
            return ()
        if self.leaves:
            left = f"本对象不适用的指标 {self.leaves} 项，按体系规定不计入"
        else:
            left = "没有因对象类别而不计入的"
        return (("对象类别", said(self.chosen) or "没有选"), ("不评指标", left))

    @property
    def line(self) -> str:
        """``facts`` as one line."""
        return "；".join(text for _, text in self.facts)


WHOLE = Scope()
"""Of a tree that knows no kinds."""


class UnknownClassError(ScoringError, ValueError):
    """A word names no class of the tree, or not one alone; ``str()`` is the Chinese sentence."""


def wanted(value: Any) -> dict[str, tuple[str, ...]]:
    """The values by dimension of an ``applies_to``, a ``when`` or a ``classes``, as far as they can
    be made out.
    """
    classes = {}
    for name, values in value.items() if isinstance(value, dict) else ():
        names = [values] if isinstance(values, str) else values
        if isinstance(names, list):
            classes[name] = tuple(item.strip() for item in names if isinstance(item, str))
    return classes


def kinds_of(data: Any) -> Kinds:
    """What the data of a tree's file says of kinds."""
    if not isinstance(data, dict):
        return Kinds()
    used: dict[str, dict[str, None]] = {}
    marked = False
    for code, going_by in _uses(data):
        marked = True
        for name in going_by:
            used.setdefault(name, {})[code] = None
    declared = {name: values for name, values in wanted(data.get("classes")).items() if values}
    return Kinds(declared, {name: tuple(codes) for name, codes in used.items()}, marked)


def _uses(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    for node, _ in nodes(data.get("indicators"), ("indicators",)):
        code = str(node.get("code"))
        if "applies_to" in node:
            yield code, wanted(node["applies_to"])
        for entry in entries(node):
            yield code, wanted(entry.get("when"))
    for key, label in (("vetoes", "code"), ("criteria", "id")):
        for index, item in enumerate(data[key] if isinstance(data.get(key), list) else []):
            if isinstance(item, dict) and "applies_to" in item:
                yield str(item.get(label, f"第 {index + 1} 条创建条件")), wanted(item["applies_to"])


def nodes(items: Any, loc: Loc) -> Iterator[tuple[dict[str, Any], Loc]]:
    """Every node of the data with its place, parents before children."""
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield item, (*loc, index)
            yield from nodes(item.get("children"), (*loc, index, "children"))


def entries(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a node's ``by_class`` that can be read as such."""
    by_class = node.get("by_class")
    if isinstance(by_class, list):
        return [entry for entry in by_class if isinstance(entry, dict)]
    return []


def may_fit(going_by: Classes, choice: Choice) -> bool:
    """Whether something may stand for the chosen kind; a dimension that is not chosen rules nothing
    out.
    """
    return all(choice[name] in values for name, values in going_by.items() if name in choice)


def fits(going_by: Classes, choice: Choice) -> bool:
    """Whether something stands for the chosen kind: every dimension that it names is chosen, and
    fits.
    """
    return bool(going_by) and all(choice.get(name) in values for name, values in going_by.items())


def combinations(kinds: Kinds) -> tuple[list[dict[str, str]], int]:
    """The combinations of the classes in use, in the order of the declarations, and how many there
    are.

    At most ``MOST`` are given; each value of each dimension stands in at least one of them.
    """
    sets = [
        [(name, value) for value in values]
        for name, values in kinds.declared.items()
        if name in kinds.used
    ]
    first = (
        [values[index % len(values)] for values in sets]
        for index in range(max(map(len, sets), default=0))
    )
    results: dict[tuple[tuple[str, str], ...], None] = dict.fromkeys(
        map(tuple, islice(first, MOST))
    )
    every = product(*sets)
    while len(results) < MOST and (more := next(every, None)) is not None:
        results[more] = None
    pairs = sorted(
        results,
        key=lambda one: [values.index(item) for values, item in zip(sets, one, strict=True)],
    )
    return [dict(combination) for combination in pairs], prod(map(len, sets))


def said(choice: Choice) -> str:
    """A choice in words: ``级别 县、地区 山区``."""
    return "、".join(f"{name} {value}" for name, value in choice.items())


def told(going_by: Classes) -> str:
    """What something goes by, in words: ``级别 县、区；地区 山区``."""
    return "；".join(f"{name} {'、'.join(values)}" for name, values in going_by.items())


def answered(kinds: Kinds, level: str | None, classes: Mapping[str, str]) -> dict[str, str]:
    """The choice that a workspace makes, as far as the tree knows what it names; ``level`` answers
    级别.
    """
    answers = {**({LEVEL: level} if level else {}), **classes}
    return {
        name: answers[name]
        for name, values in kinds.declared.items()
        if answers.get(name) in values
    }


def pick(kinds: Kinds, words: tuple[str, ...]) -> dict[str, str]:
    """The choice that words make: values, or ``dimension=value`` where a value stands in several
    dimensions.

    Raises :class:`UnknownClassError`.
    """
    choice: dict[str, str] = {}
    for word in words:
        dimension, value = _read_class(kinds, word)
        if choice.setdefault(dimension, value) != value:
            raise UnknownClassError(f"“{choice[dimension]}”和“{value}”都是{dimension}，只能选一个")
    return {key: choice[key] for key in kinds.declared if key in choice}


def _read_class(kinds: Kinds, word: str) -> tuple[str, str]:
    """The dimension and the value that a word names."""
    name, _, value = word.replace("＝", "=").rpartition("=")
    name, value = name.strip(), value.strip()
    owners = [
        key for key, values in kinds.declared.items() if value in values and name in ("", key)
    ]
    if len(owners) == 1:
        return owners[0], value
    if owners:
        raise UnknownClassError(f"“{word}”在{'、'.join(owners)}里都有，请写成 {owners[0]}={value}")
    near = nearest(value, [item for values in kinds.declared.values() for item in values])
    hint = f"，是不是“{near}”？" if near else "。"
    offered = kinds.offered() or "（这套体系没有分类）"
    raise UnknownClassError(f"没有“{word}”这个类别{hint}可选的有：{offered}")


def overlaid(node: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """The node's data with the entry's over it: rule parameters one by one, unless the entry names
    another rule.
    """
    merged = {key: value for key, value in node.items() if key not in ("applies_to", "by_class")}
    for key, value in entry.items():
        if key not in FIXED and key != "when":
            merged[key] = (
                {**merged["rule"], **value}
                if key == "rule" and same_rule(merged.get("rule"), value)
                else value
            )
    return merged


def same_rule(own: Any, new: Any) -> bool:
    """Whether parameters are changed, rather than the rule as a whole."""
    return (
        isinstance(own, dict)
        and isinstance(new, dict)
        and new.get("type") in (None, own.get("type"))
    )
