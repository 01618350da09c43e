"""In words: for which kinds of object a node is there, and what it is for some of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from scoring.indicators.model import Indicator, Variant, due_text
from scoring.indicators.scope import told
from scoring.values import format_short, percent

LABELS: dict[str, str] = {
    "text": "标准",
    "binding": "性质",
    "methods": "测评方式",
    "method_shares": "测评方式份额",
    "lead": "牵头单位",
    "support": "责任单位",
    "due": "完成时限",
    "basis": "依据",
    "not_applicable": "不适用时",
    "evidence": "佐证",
}
WORDS: dict[str, Callable[[Any], str]] = {
    "binding": lambda value: "约束性" if value else "预期性",
    "methods": "、".join,
    "method_shares": lambda value: "、".join(
        f"{name} {percent(share)}" for name, share in value.items()
    ),
    "lead": "、".join,
    "support": "、".join,
    "due": due_text,
    "evidence": lambda value: "、".join(item.name for item in value) or "不要求",
}


def class_lines(node: Indicator) -> tuple[str, ...]:
    """What a node of a whole tree says of kinds: where it applies, and its terms for each class
    that has its own.
    """
    lines = [f"适用：{told(node.record.applies_to)}"] if node.record.applies_to else []
    return (*lines, *(f"{told(item.when)}：{variant_text(item, node)}" for item in node.variants))


def variant_text(variant: Variant, node: Indicator) -> str:
    """What differs for one kind of object: ``4 分，达到 85% 得满分，牵头单位 县司法局``."""
    points = variant.record.points if variant.record.points is not None else node.points
    return "，".join(filter(None, (_said(key, variant.value(key), points) for key in variant.keys)))


def _said(key: str, value: Any, points: Fraction) -> str:
    if key == "points":
        return f"{format_short(points)} 分"
    if value is None:
        return ""
    if key == "rule":
        return str(value.describe(points))
    return f"{LABELS.get(key, key)} {WORDS.get(key, str)(value)}"
