"""Drafts to the tree of the file format (docs/format.md): codes by position, points that add up,
keys in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scoring.indicators.importing.drafts import Context, Draft, points_sum
from scoring.indicators.importing.facts import tidy_number
from scoring.indicators.importing.printed import requirement
from scoring.reading.wording import fold

LEVEL_NAMES = ("一级指标", "二级指标", "三级指标")


def build_tree(
    roots: list[Draft], context: Context, head: dict[str, Any], titles: list[str]
) -> dict[str, Any]:
    """Return the whole tree as plain data; all scalars are text, booleans excepted.

    ``head`` holds id, title and what is known of issuer and edition; ``titles`` are headings of the
    level columns.
    """
    points = _basis(roots, context, head["title"])
    _convert_weights(roots, context)
    _check_sums(roots, context)
    depth = max(_depth(root) for root in roots)
    return {
        **head,
        "levels": _level_names(titles, depth),
        "points": points,
        "indicators": [_node(draft, str(number), "base") for number, draft in enumerate(roots, 1)],
    }


def _basis(roots: list[Draft], context: Context, title: str) -> dict[str, str]:
    """Return what the points rest on, as the source says it, else published by the source
    itself.
    """
    stated = any(draft.points for draft in walk(roots))
    basis, source = context.basis or ("published" if stated else "equal", title if stated else "")
    if basis == "equal" and stated:
        # The figures were shared out by the program that printed them; nobody set them.
        for draft in walk(roots):
            draft.points = ""
        context.log.add(
            "IMP66", "全文", "文件写明分值是平均分配的", "不写 points，按 equal 平均分配"
        )
    if source:
        return {"basis": basis, "source": source}
    return {"basis": basis}


def walk(drafts: list[Draft]) -> Iterator[Draft]:
    """Yield all drafts, parents before children, in source order."""
    for draft in drafts:
        yield draft
        yield from walk(draft.children)


def _depth(draft: Draft) -> int:
    return 1 + max((_depth(child) for child in draft.children), default=0)


def _level_names(titles: list[str], depth: int) -> list[str]:
    plain = [re.sub(r"[(（].*?[)）]", "", title) for title in titles]
    if len(plain) == depth and all(plain) and len(set(plain)) == depth:
        return plain
    return list(LEVEL_NAMES[:depth])


def _node(draft: Draft, code: str, kind: str) -> dict[str, Any]:
    """The record of a drafted node with all below it, its keys in the order of the file."""
    if draft.kind != "base":
        kind = draft.kind
    code = draft.code or code
    node: dict[str, Any] = {
        "code": code,
        # A number that the code repeats says nothing of its own.
        "number": draft.number if fold(draft.number) != code else "",
        "name": draft.name or draft.text or "（无名称）",
        "kind": kind if kind != "base" else None,
        "points": draft.points,
        "fold": draft.fold,
        "text": draft.text,
        "binding": draft.binding,
        "methods": draft.methods,
        "rule": None if draft.children else draft.rule,
        "evidence": None if draft.children else _evidence(draft),
        "lead": draft.lead,
        "support": draft.support,
        "due": draft.due,
        "basis": draft.basis,
        "proposed": None if draft.children else draft.proposed,
    }
    node = {key: value for key, value in node.items() if _is_stated(key, value)}
    if draft.children:
        numbered = enumerate(draft.children, 1)
        node["children"] = [_node(child, f"{code}.{index}", kind) for index, child in numbered]
    return node


def _is_stated(key: str, value: object) -> bool:
    """What the source does not say is left out. 预期性 (false) is something that it says."""
    return bool(value) or (key == "binding" and value is False)


def _evidence(draft: Draft) -> list[Any] | str | None:
    """The requirements as a tree writes them; ``none`` where the document asks for no evidence."""
    if draft.evidence:
        return [requirement(text) for text in dict.fromkeys(draft.evidence)]
    if draft.no_evidence:
        return "none"
    return None


def _convert_weights(roots: list[Draft], context: Context) -> None:
    """Make points of weights: 0.15 as 15, and the weights inside a block as shares of the block's
    points.
    """
    # First the whole tree, then block by block: a block inside may be weighed by itself.
    pointed = [draft for draft in walk(roots) if draft.points]
    if len(pointed) > 1 and total_points(roots) == 1:
        for draft in pointed:
            draft.points = _exact(Decimal(draft.points) * 100)
        context.log.add("IMP43", "全文", "权重合计为 1", "按百分制换算为分值")
    for draft in walk(roots):
        if draft.points and not draft.fold:
            _convert_inner_weights(draft, context)


def _convert_inner_weights(draft: Draft, context: Context) -> None:
    inner = points_sum(draft.children)
    # Only 1 and 100 are shares of a whole; any other sum that differs is a slip to be shown.
    if inner is None or inner not in (1, 100) or inner == Decimal(draft.points):
        return
    for child in draft.children:
        child.points = _exact(Decimal(child.points) * Decimal(draft.points) / inner)
    context.log.add(
        "IMP43", draft.where, f"“{draft.name}”内权重合计 {inner}", f"按 {draft.points} 分换算"
    )


def total_points(drafts: list[Draft]) -> Decimal | None:
    """Return the points of siblings, each as stated or as its children add up; None where any
    cannot be told.
    """
    total = Decimal(0)
    for draft in drafts:
        known = (
            Decimal(draft.points)
            if draft.points
            else total_points(draft.children)
            if draft.children
            else None
        )
        if known is None:
            return None
        total += known
    return total


def known_points(drafts: list[Draft]) -> tuple[Decimal | None, int]:
    """Return what is known of the points of siblings, added up (None where nothing is), and how
    many have none.
    """
    total = Decimal(0)
    without = 0
    for draft in drafts:
        inner = Decimal(draft.points) if draft.points else known_points(draft.children)[0]
        if inner is None:
            without += 1
        else:
            total += inner
    return (None, 0) if without == len(drafts) else (total, without)


def _exact(value: Decimal) -> str:
    return tidy_number(format(value, "f"))


def _check_sums(roots: list[Draft], context: Context) -> None:
    for draft in walk(roots):
        inner = points_sum([child for child in draft.children if child.kind == "base"])
        if draft.points and inner is not None and inner != Decimal(draft.points) and not draft.fold:
            context.log.add(
                "IMP44",
                draft.where,
                f"“{draft.name}”为 {draft.points} 分，下级合计 {inner} 分",
                "照原文保留",
            )
