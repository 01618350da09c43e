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
from scoring.values import did_you_mean, first_few
from scoring.yamlio import Document

# As many codes as a line of advice can hold.
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
        values = document.data.get(key)
        for index, item in enumerate(values if isinstance(values, list) else []):
            if isinstance(item, dict):
                yield from _unknown(
                    document, (key, index, "applies_to"), item.get("applies_to"), kinds
                )
    checked, complete = combinations(kinds)
    if complete > len(checked):
        what = f"用到的类别有 {complete} 种组合，只核对其中 {len(checked)} 种（每个类别至少一次）"
        yield problem("T025", document.where(("classes",)), what=what)


def choice_faults(
    document: Document, kinds: Kinds, level: str | None, classes: Mapping[str, str]
) -> Iterator[Problem]:
    """W007 to W009: what is wrong with the kind of object that ``workspace.yaml`` chooses of those
    of its tree.
    """
    # What classes say goes before level, which every workspace has.
    if classes.get(LEVEL) is None and level is not None and LEVEL in kinds.declared:
        yield from _valued(document, ("level",), LEVEL, level, kinds.declared[LEVEL])
    for name, value in classes.items():
        loc: Loc = ("classes", name)
        if name not in kinds.declared:
            yield _undeclared_choice(document, loc, name, kinds)
            continue
        yield from _valued(document, loc, name, value, kinds.declared[name])
        if name == LEVEL and level is not None and level != value:
            yield problem(
                "W008",
                document.where(loc),
                what=f"classes 里的级别“{value}”与 level“{level}”不一致",
            )
    answers = set(classes)
    if level:
        answers.add(LEVEL)
    for name in kinds.open(answered(kinds, level, classes)):
        # A dimension with an answer that does not count has its problem already.
        if name not in answers:
            yield _unanswered(document, name, kinds)


def _undeclared_choice(document: Document, loc: Loc, name: str, kinds: Kinds) -> Problem:
    if kinds.declared:
        offered = f"可选的有：{kinds.offered()}"
    else:
        offered = "这套体系不分对象类别，可以删去 classes"
    what = f"指标体系没有声明“{name}”这种对象类别"
    fix = did_you_mean(name, kinds.declared, offered)
    return problem("W007", document.where(loc, key=True), what=what, fix=fix)


def _unanswered(document: Document, name: str, kinds: Kinds) -> Problem:
    codes = kinds.used[name]
    places = first_few(codes, FEW, "等 {count} 处")
    if name == LEVEL:
        where, key = "level", "level: …"
    else:
        where, key = "classes", f"classes: {{{name}: …}}"
    what = f"指标按“{name}”区分（{places}），{where} 里没有选"
    fix = f"写 {key}，可选：{'、'.join(kinds.declared[name])}"
    return problem("W009", document.where((where,)), what=what, fix=fix)


def _valued(
    document: Document, loc: Loc, name: str, value: str, known: tuple[str, ...]
) -> Iterator[Problem]:
    if value not in known:
        fix = f"{did_you_mean(value, known)}可选：{'、'.join(known)}"
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
        declared = kinds.declared.get(name)
        if declared is None:
            yield problem(
                "T021",
                document.where((*loc, name), key=True),
                what=f"classes 里没有声明“{name}”",
                fix=did_you_mean(
                    name, kinds.declared, f"先在 classes 里声明“{name}”和它的各个类别"
                ),
            )
            continue
        if not values:
            yield problem(
                "T021", document.where((*loc, name)), what=f"“{name}”后面没有写类别，对谁都不适用"
            )
        for index, item in enumerate(values):
            if item not in declared:
                yield problem(
                    "T021",
                    document.where((*loc, name, index)),
                    what=f"“{name}”里没有“{item}”这一类",
                    fix=did_you_mean(item, declared, f"“{name}”的类别有：{'、'.join(declared)}"),
                )


def _entry_faults(
    document: Document, node: dict[str, Any], loc: Loc, own: Limits, kinds: Kinds
) -> Iterator[Problem]:
    entries = node.get("by_class")
    if entries is None:
        return
    place = (*loc, "by_class")
    if not isinstance(entries, list):
        yield problem(
            "S003",
            document.where(place),
            what="by_class：应是一个列表，每条以“- ”开头，写 when 和要改的内容",
        )
        return
    sound: list[tuple[int, dict[str, Any], Limits]] = []
    for index, entry in enumerate(entries):
        entry_place = (*place, index)
        subject = f"指标“{node.get('code')}”的第 {index + 1} 条 by_class"
        if not isinstance(entry, dict) or not isinstance(entry.get("when"), dict):
            yield problem(
                "T022", document.where(entry_place), what=f"{subject} 没有写 when（对哪类）"
            )
            continue
        yield from _unknown(document, (*entry_place, "when"), entry["when"], kinds)
        yield from _forbidden_keys(document, node, entry, entry_place)
        when = wanted(entry["when"])
        if not when:
            yield problem("T022", document.where(entry_place), what=f"{subject} 的 when 是空的")
            continue
        if not entry.keys() - FIXED - {"when"}:
            yield problem("T022", document.where(entry_place), what=f"{subject} 没有写要改什么")
            continue
        reach = _narrowed(own, when)
        if _never(reach):
            what = f"{subject} 用不上：本指标不适用于{told(when)}"
            yield problem("T024", document.where(entry_place), what=what)
            continue
        yield from _clashes(document, node, entry_place, reach, entry, sound)
        sound.append((index, entry, reach))


def _forbidden_keys(
    document: Document, node: dict[str, Any], entry: dict[str, Any], loc: Loc
) -> Iterator[Problem]:
    """What an entry may not change: what is one for all kinds, and what only a leaf has."""
    code = node.get("code")
    for key in sorted(FIXED & entry.keys()):
        what = f"指标“{code}”的 by_class 里不能写 {key}：各类对象都一样"
        yield problem("T022", document.where((*loc, key), key=True), what=what)
    if node.get("children"):
        for key in sorted({"rule", "evidence"} & entry.keys()):
            where = document.where((*loc, key), key=True)
            yield problem("T010", where, what=f"上级指标“{code}”不能写 {key}")


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
    for index, other, other_reach in before:
        both = _narrowed(reach, other_reach)
        if not _never(both) and overlaid(node, entry) != overlaid(node, other):
            which = f"第 {index + 1} 条和第 {int(here[-1]) + 1} 条 by_class"
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
