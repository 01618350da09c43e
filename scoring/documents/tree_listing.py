"""What ``indicators show`` prints: the tree as rows of CSV, and drawn on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from scoring.indicators.class_terms import class_lines
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.values import format_short
from scoring.views.head import BASIS_NAMES
from scoring.views.indicator import IndicatorView, indicator_view
from scoring.views.sheet import Column, cells_under

BINDING = {True: "约束性", False: "预期性", None: ""}


def _rule(view: IndicatorView) -> str:
    """What the rule asks for. A node above the leaves may carry one for those below it, and is
    not scored by it itself.
    """
    node = view.node
    if node.rule and node.leaf:
        return node.rule.describe(node.points)
    return ""


TREE = (
    Column("编号", cell=attrgetter("code")),
    Column("级别", cell=lambda view: str(view.node.level)),
    Column("指标", cell=attrgetter("name")),
    Column("分值", cell=attrgetter("points")),
    Column("约束性", cell=lambda view: BINDING[view.node.record.binding]),
    Column("牵头单位", cell=attrgetter("lead")),
    Column("责任单位", cell=attrgetter("support")),
    Column("测评方式", cell=attrgetter("methods")),
    Column("完成时限", cell=attrgetter("due")),
    Column("评分规则", cell=_rule),
    Column("适用", cell=lambda view: "\n".join(class_lines(view.node))),
)
"""The nodes of a tree, by what it says of each."""


def tree_rows(tree: IndicatorTree) -> list[tuple[str, ...]]:
    """Every node as a row under ``TREE``."""
    return [cells_under(TREE, indicator_view(node)) for node in tree.walk()]


def tree_text(tree: IndicatorTree) -> str:
    """``shifan indicators show`` on a terminal: the tree drawn with its points."""
    nodes = list(tree.walk())
    counts = "，".join(
        f"{name} {sum(node.level == level for node in nodes)} 个"
        for level, name in enumerate(tree.head.levels, 1)
    )
    lines = [
        f"{tree.title}（{tree.id}）",
        f"{counts}；基本分 {tree.full_text} 分，分值：{BASIS_NAMES[tree.points_basis]}",
    ]
    if tree.scope.facts:
        lines.append(f"对象类别：{tree.scope.line}")
    lines.append("")
    for root in tree.roots:
        lines.append(_words(root))
        lines += _below(root, "")
    return "\n".join(lines)


def _words(node: Indicator) -> str:
    """One node in words: code, name, points, what sort it is, and who leads a leaf."""
    sorts = [
        word
        for word, applies in (
            ("约束性", node.record.binding),
            ("加分", node.kind == "bonus"),
            ("倒扣", node.kind == "penalty"),
        )
        if applies
    ]
    points = f"{format_short(node.points)} 分"
    if sorts:
        points += "，" + "、".join(sorts)
    owner = ""
    if node.leaf and node.lead:
        owner = "　" + "、".join(node.lead)
    return f"{node.code} {node.name}（{points}）{owner}"


def _below(node: Indicator, margin: str) -> Iterator[str]:
    """What stands below the line of a node: what holds for some classes alone, then its children,
    each joined to the line of this node; ``margin`` stands to the left of all of it.
    """
    stroke = "│" if node.children else " "
    yield from (f"{margin}{stroke}  ◇ {line}" for line in class_lines(node))
    for child in node.children:
        last = child is node.children[-1]
        joint, inner = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield f"{margin}{joint}{_words(child)}"
        yield from _below(child, margin + inner)
