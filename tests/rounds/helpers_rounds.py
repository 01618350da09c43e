"""A tree with leaves of several rules, and rounds on it read from their text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from scoring.indicators.loading import read_tree
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head
from scoring.yamlio import Document, parse

TREE = """\
id: sample
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {basis: estimate, source: 测算}
untrue: {deduct: 50%}
vetoes:
- {code: V1, name: 发生重大负面舆情}
- {code: V2, name: 弄虚作假, effect: zero}
indicators:
- code: "1"
  name: 依法履职
  points: 20
  children:
  - {code: "1.1", name: 网上办理, points: 6, rule: {type: ratio}}
  - {code: "1.2", name: 公开到位, points: 4, rule: {type: met}}
  - {code: "1.3", name: 引用考核, points: 2, rule: {type: external}}
  - {code: "1.4", name: 制度健全, points: 4, rule: {type: judged}}
  - code: "1.5"
    name: 群众满意
    points: 4
    methods: [实地核验, 问卷]
    method_shares: {实地核验: 60%, 问卷: 40%}
    rule: {type: grade, grades: {优: 100%, 良: 80%}}
"""
HEAD = "round: r\nkind: {kind}\nas_of: 2026-11-20\n"


def document(text: str, name: str = "rounds/r.yaml") -> Document:
    data, root, problems = parse(text, name)
    assert root is not None, problems
    return Document(Path(name), name, data, root, text.encode())


@lru_cache(maxsize=8)
def tree(text: str = TREE) -> IndicatorTree:
    read, problems = read_tree(document(text, "indicators/sample.yaml"))
    assert read is not None, problems
    return read


def leaf(code: str) -> Indicator:
    return tree().by_code[code]


def read(body: str, kind: str = "self") -> tuple[Round, list[Problem]]:
    """A round with this text below its head, and what is wrong with its findings."""
    source = document(HEAD.format(kind=kind) + body)
    head, problems = read_head(source)
    assert head is not None, problems
    return read_findings(source, head, tree(), "")


def round_of(body: str, kind: str = "self") -> Round:
    """A sound round."""
    round_, problems = read(body, kind)
    assert problems == []
    return round_
