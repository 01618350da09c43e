"""What is wrong with the classes of a tree's file among themselves: names, limits, and terms that
contradict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.indicators.scope import (
    FIXED,
    LEVEL,
    Classes,
    Kinds,
    answered,
    combinations,
    nodes,
    overlaid,
    said,
    told,
    wanted,
)
from scoring.problems import Problem, problem
from scoring.spots import Loc
from scoring.values import nearest
from scoring.yamlio import Document

FEW = 5
Limits = dict[str, tuple[str, ...]]
"""The classes that a node or an entry can still be for, by dimension."""


def scope_faults(document: Document, kinds: Kinds) -> Iterator[Problem]:
    """T020 to T025: what is wrong with the classes of a tree's file among themselves."""
    yield from _declared(document)
    limits: dict[Loc, Limits] = {(): {}}
    for node, loc in nodes(document.data.get("indicators"), ("indicators",)):
        above = limits[loc[:-2] if loc[:-2] in limits else ()]
        place = (*loc, "applies_to")
        yield from _unknown(document, place, node.get("applies_to"), kinds)
        own = _narrowed(above, wanted(node.get("applies_to")))
        limits[loc] = own
        if _never(own) and not _never(above):
            what = (
                f"指标“{node.get('code')}”对哪一类对象都不适用：上级的 applies_to "
                "与它没有相同的类别"
            )
            yield problem("T024", document.where(place), what=what)
        yield from _entry_faults(document, node, loc, own, kinds)
    for key in ("vetoes", "criteria"):
        listed = document.data.get(key)
        for index, item in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(item, dict):
                yield from _unknown(
                    document, (key, index, "applies_to"), item.get("applies_to"), kinds
                )
    checked, whole = combinations(kinds)
    if whole > len(checked):
        what = f"用到的类别有 {whole} 种组合，只核对其中 {len(checked)} 种（每个类别至少一次）"
        yield problem("T025", document.where(("classes",)), what=what)


def choice_faults(
    document: Document, kinds: Kinds, level: str | None, classes: Mapping[str, str]
) -> Iterator[Problem]:
    """W007 to W009: what is wrong with the kind of object that ``workspace.yaml`` chooses of those
    of its tree.
    """
    if classes.get(LEVEL) is None and level is not None and LEVEL in kinds.declared:
        yield from _valued(document, ("level",), LEVEL, level, kinds.declared[LEVEL])
    for name, value in classes.items():
        loc: Loc = ("classes", name)
        if name not in kinds.declared:
            near = nearest(name, list(kinds.declared))
            if kinds.declared:
                offered = f"可选的有：{kinds.offered()}"
            else:
                offered = "这套体系不分对象类别，可以删去 classes"
            what = f"指标体系没有声明“{name}”这种对象类别"
            fix = f"是不是“{near}”？" if near else offered
            yield problem("W007", document.where(loc, key=True), what=what, fix=fix)
            continue
        yield from _valued(document, loc, name, value, kinds.declared[name])
        if name == LEVEL and level is not None and level != value:
            yield problem(
                "W008",
                document.where(loc),
                what=f"classes 里的级别“{value}”与 level“{level}”不一致",
            )
    chosen = answered(kinds, level, classes)
    named = {**({LEVEL: level} if level else {}), **classes}
    for name in kinds.open(chosen):
        if name in named:
            continue  # told above
        codes = kinds.used[name]
        listed = "、".join(codes[:FEW]) + (f"等 {len(codes)} 处" if len(codes) > FEW else "")
        where = "level" if name == LEVEL else "classes"
        what = f"指标按“{name}”区分（{listed}），{where} 里没有选"
        key = "level: …" if name == LEVEL else f"classes: {{{name}: …}}"
        fix = f"写 {key}，可选：{'、'.join(kinds.declared[name])}"
        yield problem("W009", document.where((where,)), what=what, fix=fix)


def _valued(
    document: Document, loc: Loc, name: str, value: str, known: tuple[str, ...]
) -> Iterator[Problem]:
    if value not in known:
        near = nearest(value, list(known))
        if near:
            fix = f"是不是“{near}”？可选：{'、'.join(known)}"
        else:
            fix = f"可选：{'、'.join(known)}"
        yield problem("W008", document.where(loc), what=f"“{name}”里没有“{value}”这一类", fix=fix)


def _declared(document: Document) -> Iterator[Problem]:
    for name, values in wanted(document.data.get("classes")).items():
        where = document.where(("classes", name))
        if not values:
            yield problem("T020", where, what=f"classes：“{name}”没有写有哪些类别")
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield problem("T020", where, what=f"classes：“{name}”里“{value}”写了两次")


def _unknown(document: Document, loc: Loc, value: Any, kinds: Kinds) -> Iterator[Problem]:
    for name, values in wanted(value).items():
        known = kinds.declared.get(name)
        if known is None:
            near = nearest(name, list(kinds.declared))
            if near:
                fix = f"是不是“{near}”？"
            else:
                fix = f"先在 classes 里声明“{name}”和它的各个类别"
            yield problem(
                "T021",
                document.where((*loc, name), key=True),
                what=f"classes 里没有声明“{name}”",
                fix=fix,
            )
            continue
        if not values:
            yield problem(
                "T021", document.where((*loc, name)), what=f"“{name}”后面没有写类别，对谁都不适用"
            )
        for index, item in enumerate(values):
            if item not in known:
                near = nearest(item, list(known))
                if near:
                    fix = f"是不是“{near}”？"
                else:
                    fix = f"“{name}”的类别有：{'、'.join(known)}"
                yield problem(
                    "T021",
                    document.where((*loc, name, index)),
                    what=f"“{name}”里没有“{item}”这一类",
                    fix=fix,
                )


def _entry_faults(
    document: Document, node: dict[str, Any], loc: Loc, own: Limits, kinds: Kinds
) -> Iterator[Problem]:
    listed, code = node.get("by_class"), node.get("code")
    if listed is None:
        return
    place = (*loc, "by_class")
    if not isinstance(listed, list):
        yield problem(
            "S003",
            document.where(place),
            what="by_class：应是一个列表，每条以“- ”开头，写 when 和要改的内容",
        )
        return
    sound: list[tuple[int, dict[str, Any], Limits]] = []
    for index, entry in enumerate(listed):
        here = (*place, index)
        if not isinstance(entry, dict) or not isinstance(entry.get("when"), dict):
            yield problem(
                "T022",
                document.where(here),
                what=f"指标“{code}”的第 {index + 1} 条 by_class 没有写 when（对哪类）",
            )
            continue
        yield from _unknown(document, (*here, "when"), entry["when"], kinds)
        for key in sorted(FIXED & entry.keys()):
            what = f"指标“{code}”的 by_class 里不能写 {key}：各类对象都一样"
            yield problem("T022", document.where((*here, key), key=True), what=what)
        if node.get("children"):
            for key in sorted({"rule", "evidence"} & entry.keys()):
                where = document.where((*here, key), key=True)
                yield problem("T010", where, what=f"上级指标“{code}”不能写 {key}")
        when = wanted(entry["when"])
        if not when or not entry.keys() - FIXED - {"when"}:
            what = (
                f"指标“{code}”的第 {index + 1} 条 by_class "
                f"{'没有写要改什么' if when else '的 when 是空的'}"
            )
            yield problem("T022", document.where(here), what=what)
            continue
        reach = _narrowed(own, when)
        if _never(reach):
            what = f"指标“{code}”的第 {index + 1} 条 by_class 用不上：本指标不适用于{told(when)}"
            yield problem("T024", document.where(here), what=what)
            continue
        yield from _clashes(document, node, here, reach, entry, sound)
        sound.append((index, entry, reach))


def _clashes(
    document: Document,
    node: dict[str, Any],
    here: Loc,
    reach: Limits,
    entry: dict[str, Any],
    before: list[tuple[int, dict[str, Any], Limits]],
) -> Iterator[Problem]:
    """T023 for each earlier entry that can fit the same object and makes something else of the
    node.
    """
    for at, other, other_reach in before:
        both = _narrowed(reach, other_reach)
        if not _never(both) and overlaid(node, entry) != overlaid(node, other):
            which = f"第 {at + 1} 条和第 {int(here[-1]) + 1} 条 by_class"
            common = said({name: values[0] for name, values in both.items()})
            what = f"指标“{node.get('code')}”的{which}会同时适用（如 {common}）"
            yield problem("T023", document.where(here), what=what)


def _narrowed(above: Classes, own: Classes) -> Limits:
    """What fits both."""
    limits = dict(above)
    for name, values in own.items():
        limits[name] = tuple(value for value in limits.get(name, values) if value in values)
    return limits


def _never(going_by: Classes) -> bool:
    return any(not values for values in going_by.values())
