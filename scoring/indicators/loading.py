"""From a YAML document to an :class:`IndicatorTree`, with every problem of the file in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from scoring.indicators.criteria import CRITERIA, Condition, Criterion
from scoring.indicators.model import Indicator, IndicatorTree, PointsBasis, Policy, TreeRecord
from scoring.indicators.nodes import NodeReader, Raw, unquoted
from scoring.indicators.points import Draft, settle
from scoring.indicators.scope import Choice, Kinds, Scope, combinations, kinds_of, said
from scoring.indicators.scope_faults import scope_faults
from scoring.indicators.tailoring import tailored
from scoring.problems import Problem, problem
from scoring.schema import build
from scoring.spots import Loc
from scoring.values import did_you_mean, format_short
from scoring.yamlio import Document, read_bytes, read_raw

__all__ = ["Choose", "TreeMemo", "load_tree", "read_tree", "unquoted"]

OF_POINTS = frozenset({"T003", "T004", "T011", "T014", "T017"})
"""Faults of points, which can only be told for one kind of object at a time."""
# As many kinds as a message can name.
FEW = 3
Choose = Callable[[Kinds], Choice]
"""How a caller answers what kinds of object a tree asks for."""


Loaded = tuple[IndicatorTree | None, list[Problem]]


class TreeMemo:
    """Trees that were read before, by the bytes of their files and the kind of object that was
    chosen.

    Whoever opens many workspaces on one tree, or one workspace again and again, hands the same memo
    to each opening.
    """

    def __init__(self, most: int = 8) -> None:
        self.most = most
        self._kinds: dict[tuple[str, str], Kinds] = {}
        self._trees: dict[tuple[str, str, tuple[tuple[str, str], ...] | None], Loaded] = {}

    def get(self, digest: str, name: str, choose: Choose | None) -> Loaded | None:
        """The tree of a file with this digest, under this name and choice, with its problems; None
        for a new one.
        """
        kinds = self._kinds.get((digest, name))
        if kinds is None:
            return None
        entry = self._trees.get((digest, name, _chosen(kinds, choose)))
        if entry is None:
            return None
        return (entry[0], list(entry[1]))

    def keep(
        self, digest: str, name: str, choose: Choose | None, kinds: Kinds, loaded: Loaded
    ) -> None:
        """Remembers a tree; of more than ``most`` the one that was read first is given up."""
        while len(self._trees) >= self.most:
            self._trees.pop(next(iter(self._trees)))
        self._kinds[digest, name] = kinds
        self._trees[digest, name, _chosen(kinds, choose)] = (loaded[0], list(loaded[1]))


def _chosen(kinds: Kinds, choose: Choose | None) -> tuple[tuple[str, str], ...] | None:
    if choose is None:
        return None
    return tuple(sorted(choose(kinds).items()))


def load_tree(
    path: Path, name: str, choose: Choose | None = None, memo: TreeMemo | None = None
) -> Loaded:
    """Reads the tree at ``path``; None when there is nothing to score. ``name`` is how messages
    call the file.

    ``choose`` as in :func:`read_tree`. What ``memo`` holds is not read again.
    """
    raw, problems = read_raw(path, name)
    if raw is None:
        return None, problems
    # Of the bytes, so that a file that was only touched is known again.
    digest = hashlib.sha256(raw).hexdigest()
    remembered = memo.get(digest, name, choose) if memo is not None else None
    if remembered is not None:
        return remembered
    document, problems = read_bytes(path, name, raw)
    if document is None:
        return None, problems
    if document.data is None:
        return None, [*problems, problem("Y010", document.where())]
    tree, found = read_tree(document, choose)
    if memo is not None:
        memo.keep(digest, name, choose, kinds_of(document.data), (tree, problems + found))
    return tree, problems + found


def read_tree(
    document: Document, choose: Choose | None = None
) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree of a document: cut to the kind of object that ``choose`` gives, or whole.

    A whole tree is checked for every combination of the classes that it uses, up to ``scope.MOST``;
    where a node states no points it has those of the first combination under which it applies. A
    tree that is cut is checked whole too, but its points for the chosen kind alone; where the
    choice leaves a class open, they are not checked at all.
    """
    kinds = kinds_of(document.data)
    if not kinds.declared and not kinds.marked:
        return _read(document, Scope())
    whole, faults = _read(document, Scope(kinds))
    problems = [*scope_faults(document, kinds), *_without_points(faults)]
    if whole is None:
        return None, list(dict.fromkeys(problems))
    if choose is None:
        whole, faults = _whole(whole, document, kinds)
        problems += _unsaid(faults, problems)
        return whole, list(dict.fromkeys(problems))
    choice = choose(kinds)
    tree, faults = _cut(document, kinds, choice)
    if kinds.open(choice):
        faults = _without_points(faults)
    problems += [_named(item, [choice]) for item in _unsaid(faults, problems)]
    return tree, list(dict.fromkeys(problems))


def _cut(
    document: Document, kinds: Kinds, choice: Choice
) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree for one kind of object, with the problems of cutting it before those of reading."""
    part = tailored(document, choice)
    scope = Scope(kinds, choice, part.removed, part.leaves, part.vetoes)
    tree, problems = _read(part.document, scope)
    return tree, part.problems + problems


def _without_points(problems: list[Problem]) -> list[Problem]:
    return [item for item in problems if item.rule not in OF_POINTS]


def _unsaid(found: list[Problem], problems: list[Problem]) -> list[Problem]:
    before = set(problems)
    return [item for item in found if item not in before]


def _named(item: Problem, choices: list[Choice]) -> Problem:
    """A problem with the kinds of object for which it stands."""
    choices_text = "；".join(filter(None, map(said, choices[:FEW]))) + (
        f"等 {len(choices)} 种" if len(choices) > FEW else ""
    )
    if choices_text:
        return replace(item, what=f"{item.what}（对象类别：{choices_text}）")
    return item


def _whole(
    tree: IndicatorTree, document: Document, kinds: Kinds
) -> tuple[IndicatorTree, list[Problem]]:
    """The whole tree with points that hold for some kind of object, and the problems of each kind
    by itself.
    """
    every, _ = combinations(kinds)
    points: dict[str, Fraction] = {}
    totals: list[Fraction] = []
    choices_of: dict[Problem, list[Choice]] = {}
    for choice in every:
        cut, problems = _cut(document, kinds, choice)
        for item in dict.fromkeys(problems):
            choices_of.setdefault(item, []).append(choice)
        if cut is not None:
            totals.append(cut.full)
            for node in cut.walk():
                points.setdefault(node.code, node.points)
    roots = tuple(_with_points(root, points) for root in tree.roots)
    by_code = {node.code: node for root in roots for node in root.walk()}
    faults = []
    for item, choices in choices_of.items():
        # A fault of every kind is one of the file; only the others need to say for whom.
        faults.append(item if len(choices) == len(every) else _named(item, choices))
    scope = replace(tree.scope, lowest=min(totals, default=None), highest=max(totals, default=None))
    return replace(tree, roots=roots, by_code=by_code, scope=scope), faults


def _with_points(node: Indicator, points: dict[str, Fraction]) -> Indicator:
    children = tuple(_with_points(child, points) for child in node.children)
    if node.record.points is not None:
        own = node.points
    else:
        own = points.get(node.code, node.points)
    return replace(node, points=own, children=children)


def _read(document: Document, scope: Scope) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree of a document as it stands."""
    head, problems = build(
        TreeRecord, document.data, document, skip=frozenset({"indicators", "criteria"})
    )
    if not isinstance(document.data, dict):
        return None, problems
    problems += unquoted(document, ("id",))
    reader = NodeReader(document, problems, len(head.levels) if head else 3)
    raws = reader.nodes(document.data.get("indicators"), ("indicators",), 1, None, "base")
    if head is None:
        return None, problems
    if not raws:
        problems.append(problem("T016", document.where(("indicators",), key=True)))
        return None, problems
    problems += _head_faults(head, document)
    drafts = [_draft(raw) for raw in raws]
    places = {raw.record.code: raw.loc for raw in _all(raws)}

    def report(rule: str, code: str, what: str) -> None:
        problems.append(problem(rule, document.where((*places[code], "points")), what=what))

    equal = settle(drafts, head.bonus.cap, report)
    roots = tuple(
        _finish(raw, draft, head.not_applicable, (), document)
        for raw, draft in zip(raws, drafts, strict=True)
    )
    by_code = {node.code: node for root in roots for node in root.walk()}
    problems += _late_faults(by_code, places, document)
    criteria, found = _criteria(document, by_code, len(head.levels), scope)
    digest = hashlib.sha256(document.raw).hexdigest()
    basis = _basis(head, equal)
    tree = IndicatorTree(head, roots, criteria, basis, digest, by_code, scope)
    return tree, problems + found


def _basis(head: TreeRecord, equal: bool) -> PointsBasis:
    """What the points rest on: shares that were made equal, or as the tree says of its own."""
    if equal:
        return "equal"
    return head.points.basis if head.points else "estimate"


def _all(raws: list[Raw]) -> Iterator[Raw]:
    for raw in raws:
        yield raw
        yield from _all(raw.children)


def _draft(raw: Raw) -> Draft:
    record = raw.record
    return Draft(
        record.code,
        record.name,
        raw.kind,
        record.points,
        record.fold,
        [_draft(child) for child in raw.children],
    )


def _finish(
    raw: Raw, draft: Draft, policy: Policy, lead: tuple[str, ...], document: Document
) -> Indicator:
    record = raw.record
    own = record.not_applicable or policy
    lead = record.lead or lead
    children = tuple(
        _finish(child, part, own, lead, document)
        for child, part in zip(raw.children, draft.children, strict=True)
    )
    line = document.where(raw.loc).line or 0
    parts = (draft.settled, children, raw.rule, raw.requirements, lead, own, line)
    return Indicator(record, raw.level, raw.parent, raw.kind, *parts, variants=raw.variants)


def _head_faults(head: TreeRecord, document: Document) -> Iterator[Problem]:
    lows = [grade.lowest for grade in head.grades]
    if len(set(lows)) != len(lows) or len({grade.name for grade in head.grades}) != len(lows):
        yield problem("T012", document.where(("grades",)), what="等次的名称或起点有重复")
    codes = [veto.code for veto in head.vetoes]
    for index, veto in enumerate(head.vetoes):
        if codes.index(veto.code) != index:
            yield problem(
                "T013", document.where(("vetoes", index)), what=f"一票否决事项“{veto.code}”重复"
            )
        if (veto.at is None) == (veto.effect == "cap"):
            if veto.at is None:
                what = f"“{veto.code}”的 effect 是 cap，缺少 at（封顶分数）"
            else:
                what = f"“{veto.code}”的 at 只能与 effect: cap 一起写"
            yield problem("T013", document.where(("vetoes", index)), what=what)


def _late_faults(
    by_code: dict[str, Indicator], places: dict[str, Loc], document: Document
) -> Iterator[Problem]:
    for code, node in by_code.items():
        if node.record.proposed:
            what = f"指标“{code}”的 {'、'.join(node.record.proposed)} 是导入时推定的，还没有确认"
            yield problem("T018", document.where((*places[code], "proposed")), what=what)
        policy = node.record.not_applicable.value if node.record.not_applicable else None
        if policy is not None and policy > node.points:
            where = document.where((*places[code], "not_applicable"))
            yield problem(
                "T014",
                where,
                what=f"give 的 {format_short(policy)} 分超过指标“{code}”的 {format_short(node.points)} 分",
            )
        highest = node.rule.highest() if node.rule else None
        if node.leaf and highest is not None and highest > node.points > 0:
            yield problem(
                "T011",
                document.where((*places[code], "rule")),
                what=f"指标“{code}”{format_short(node.points)} 分，规则里却有 {format_short(highest)} 分",
            )


def _criteria(
    document: Document, by_code: dict[str, Indicator], depth: int, scope: Scope
) -> tuple[tuple[Criterion, ...], list[Problem]]:
    data = document.data.get("criteria")
    if data is None:
        return (), []
    if not isinstance(data, list):
        return (), [problem("S003", document.where(("criteria",)), what="criteria：应是一个列表")]
    problems: list[Problem] = []
    criteria: list[Criterion] = []
    nodes = {**by_code, **scope.removed}
    for index, item in enumerate(data):
        loc: Loc = ("criteria", index)
        is_map = isinstance(item, dict)
        stated = item.get("type") if is_map else item
        kind = CRITERIA.get(str(stated))
        if kind is None or not is_map:
            where = document.where((*loc, "type"))
            fix = did_you_mean(str(stated), CRITERIA, f"可用的有：{'、'.join(CRITERIA)}")
            problems.append(problem("S004", where, what=f"不认识的创建条件“{stated}”", fix=fix))
            continue
        condition, faults = build(kind, item, document, loc)
        problems += faults
        if condition is None:
            continue
        problems += _condition_faults(condition, document, loc, nodes, depth)
        codes = tuple(code for code in getattr(condition, "codes", ()) if code not in scope.removed)
        if codes:
            # Where all of them fell away the codes stay, so that the condition can be printed: no
            # node is left to fail it.
            condition = condition.model_copy(update={"codes": codes})
        criteria.append(condition)
    return tuple(criteria), problems


def _condition_faults(
    condition: Condition, document: Document, loc: Loc, by_code: Mapping[str, object], depth: int
) -> Iterator[Problem]:
    codes: tuple[str, ...] = getattr(condition, "codes", ())
    for index, code in enumerate(codes):
        place = (*loc, "codes", index)
        yield from unquoted(document, place)
        if code not in by_code:
            yield problem(
                "T009",
                document.where(place),
                what=f"创建条件提到的指标“{code}”不存在",
                fix=did_you_mean(code, by_code),
            )
    level = getattr(condition, "level", None)
    if getattr(condition, "type", "") == "rate" and (level is None) == (not codes):
        yield problem(
            "S004",
            document.where(loc),
            what="rate 条件要写 level（第几级）或 codes（哪些指标），选一种",
        )
    if level is not None and not 1 <= level <= depth:
        yield problem(
            "S004",
            document.where((*loc, "level")),
            what=f"level：体系只有 {depth} 级，没有第 {level} 级",
        )
    at_least = getattr(condition, "at_least", None)
    if at_least is not None and at_least > len(codes):
        yield problem(
            "S004",
            document.where((*loc, "at_least")),
            what=f"at_least：要求 {at_least} 项，codes 只有 {len(codes)} 项",
        )
