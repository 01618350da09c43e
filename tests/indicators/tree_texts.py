"""Small trees as text, read like files."""

from __future__ import annotations

import textwrap
from pathlib import Path

from scoring.indicators.loading import read_tree
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.yamlio import read_bytes

HEAD = """\
id: small
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {basis: estimate}
indicators:
"""


def read(body: str, head: str = HEAD) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree of a file with this head and these indicators, and the problems of both."""
    raw = (head + textwrap.dedent(body)).encode()
    document, problems = read_bytes(Path("tree.yaml"), "tree.yaml", raw)
    assert document is not None, problems
    tree, faults = read_tree(document)
    return tree, [*problems, *faults]


def sound(body: str, head: str = HEAD) -> IndicatorTree:
    """A tree in which nothing is at fault."""
    tree, problems = read(body, head)
    assert tree is not None
    assert [item.what for item in problems if item.severity == "error"] == []
    return tree


def leaf(code: str, name: str, points: str = "5", more: str = "") -> str:
    """One line of an indicator without parts."""
    return f'  - {{code: "{code}", name: {name}, points: {points}, rule: {{type: met}}{more}}}\n'


def block(code: str, name: str, *leaves: str) -> str:
    """An indicator of the first level with its parts."""
    return f'- code: "{code}"\n  name: {name}\n  children:\n' + "".join(leaves)
