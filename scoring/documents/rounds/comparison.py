"""``shifan round compare``: rounds compared as plain data, as rows and as a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from scoring.documents.data import data_of
from scoring.documents.terminal import listing
from scoring.engine.attribution import CHANGES, Between, Causes, Line, TotalLine
from scoring.engine.criteria import TRACK_NAMES
from scoring.indicators.comparison import CHANGE_NAMES, Change
from scoring.inspection.history import Compared, Past
from scoring.inspection.trends import Turn, blocks, judged, ranks, shorts, turned
from scoring.rounds.forms import KIND_NAMES
from scoring.values import format_fixed, percent
from scoring.views.figures import exact_text, percent_text, score_text
from scoring.views.sheet import Column, cells_under

# In the order in which the contents of one round are exchanged for the next one's: see METHOD.
CAUSE_LABELS = {
    "tree": "体系变化",
    "finding": "认定变化",
    "evidence": "佐证变化",
    "verification": "核验变化",
}
TOTAL_LABELS = {
    "base": "基本分",
    "bonus": "加分",
    "penalty": "倒扣",
    "veto": "否决等调整",
    "final": "总分",
}
METHOD = (
    "相邻两轮之间，按体系、认定、佐证、核验的固定顺序，一次把一类内容换成后一轮的，"
    "换一次总分变多少就记在这一类名下。",
    "所以每个指标和总分的四类原因相加恰好等于变化；几类一起变才有的部分，记在后换的一类；"
    "多轮对比时各段相加。",
    "新增、取消、拆分、合并的指标，变化都记在体系名下；沿用的指标，旧认定合不上新规则的，"
    "也记在体系名下。",
)
_WORD = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
EVIDENCE_NAMES = {"snapshot": "存档", "register": "按现在的登记表"}


def evidence_text(past: Past, dated: Callable[[date], str] = date.isoformat) -> str:
    """Where the evidence of a round comes from, as printed; ``dated`` writes the day of a store."""
    name = EVIDENCE_NAMES[past.evidence]
    if past.frozen:
        return f"{name}（{dated(past.frozen)}）"
    return name


def stands_for(past: Past, named: Callable[[str], str] = str) -> str:
    """What a round stands for, as printed: itself, and what verifies it, or what it verifies.

    ``named`` gives the words for the id of a round. What is only a mock is labelled so.
    """
    if past.named.id != past.side.round.id:
        return f"{'模拟' if past.named.kind == 'mock' else ''}核验 {named(past.side.round.id)}"
    kinds = {"模拟核验": "mock", "核验": "inspection"}
    checks = {
        label: "、".join(named(item.id) for item in past.side.checks if item.kind == kind)
        for label, kind in kinds.items()
    }
    return "；".join(f"{label}：{ids}" for label, ids in checks.items() if ids) or "没有核验"


def mocked(compared: Compared) -> bool:
    """Whether there are verified scores, and mocks alone gave them."""
    return {item.kind for past in compared.pasts for item in past.side.checks} == {"mock"}


def cause_labels(compared: Compared) -> dict[str, str]:
    """The names of the causes; 核验 that comes from mocks alone is labelled 模拟."""
    if mocked(compared):
        return {**CAUSE_LABELS, "verification": "模拟核验变化"}
    return CAUSE_LABELS


def compare_data(compared: Compared, lines: Sequence[Line]) -> dict[str, Any]:
    """``round compare --format json``; ``lines`` are the indicators to be listed."""
    comparison = compared.found
    first, last = comparison.assessments[0], comparison.assessments[-1]
    return {
        "track": comparison.track,
        "rounds": [_round(past, comparison, index) for index, past in enumerate(compared.pasts)],
        "total": [
            {"key": line.key, **_figures(line.scores, line.causes)} for line in comparison.total
        ],
        "nodes": [_node(line) for line in lines],
        "criteria": [
            {
                **data_of(after, "id", "text"),
                "before": _met(before.met if before else None),
                "after": _met(after.met),
            }
            for before, after in judged(first, last)
        ],
        "vetoes": _vetoes_data(comparison),
        "blocks": _blocks_data(comparison),
        "shorts": [
            {
                **data_of(item.line.last.node, "code", "name"),
                **data_of(item, "fate", "stuck"),
                "lost": [format_fixed(lost) for lost in item.line.lost],
                "exact": {"lost": [str(lost) for lost in item.line.lost]},
            }
            for item in shorts(comparison)
        ],
    }


def _vetoes_data(found: Between) -> list[dict[str, Any]]:
    """Every veto that a round's tree knows, and in which rounds it stood; a tree that does not know
    it cannot have had it.
    """
    names: dict[str, str] = {}
    triggered = []
    for one in found.assessments:
        names |= {item.veto.code: item.veto.name for item in one.vetoes}
        triggered.append({item.veto.code for item in one.vetoes if item.triggered is not None})
    return [
        {"code": code, "name": name, "triggered": [code in codes for codes in triggered]}
        for code, name in names.items()
    ]


def _blocks_data(found: Between) -> list[dict[str, Any]]:
    """The rates of each block in each round, and its place among the blocks of that round."""
    lines = blocks(found)
    places = [ranks([line.rates[index] for line in lines]) for index in range(len(found.sides))]
    return [
        {
            **data_of(line.last.node, "code", "name"),
            "rates": [percent_text(rate) for rate in line.rates],
            "ranks": [place[row] for place in places],
        }
        for row, line in enumerate(lines)
    ]


def _round(past: Past, found: Between, at: int) -> dict[str, Any]:
    side, assessment = past.side, found.assessments[at]
    return {
        "id": past.named.id,
        "kind": past.named.kind,
        "claims": side.round.id,
        "verified_by": [item.id for item in side.checks],
        "as_of": past.named.head.as_of.isoformat(),
        "tree": side.tree.id,
        "tree_sha256": side.tree.sha256,
        "sha256": past.named.sha256,
        "evidence": past.evidence,
        "frozen": past.frozen.isoformat() if past.frozen else "",
        "faulty": past.faulty,
        "grade": assessment.track(found.track).grade,
        "completeness": percent(assessment.completeness, 2),
    }


def _figures(scores: Iterable[Fraction | None], causes: Causes) -> dict[str, Any]:
    keys = list(scores)
    parts = {name: getattr(causes, name) for name in CHANGES}
    return {
        "scores": [score_text(score) for score in keys],
        # From the exact sum: the rounded causes may come to a hundredth more or less.
        "change": format_fixed(causes.total),
        "causes": {
            **{name: format_fixed(part) for name, part in parts.items()},
            "exact": {name: str(part) for name, part in parts.items()},
        },
        "exact": {
            "scores": [exact_text(score) for score in keys],
            "change": str(causes.total),
        },
    }


def _node(line: Line) -> dict[str, Any]:
    node = line.last.node
    return {
        "code": node.code,
        "codes": [item.node.code if item else "" for item in line.nodes],
        **data_of(node, "name", "level", "kind", "leaf"),
        "changes": changes_of(line),
        "states": [item.state if item else "" for item in line.nodes],
        **_figures(line.scores, line.causes),
        "why": [item.why if item else "" for item in line.nodes],
    }


def _met(met: bool | None) -> str:
    # What the earlier tree did not ask for was neither met nor missed.
    if met is None:
        return ""
    if met:
        return "met"
    return "unmet"


def chosen(found: Between, level: int | None, *, changed: bool) -> list[Line]:
    """The indicators down to ``level``, or those alone in which anything moved."""
    return [
        line
        for line in found.lines
        if (level is None or line.last.node.level <= level) and (not changed or line.causes.moved)
    ]


def figure_columns(compared: Compared, named: Callable[[str], str] = str) -> tuple[Column, ...]:
    """The score in each round, the change, and its causes, of an indicator or a part of the total;
    a hyphen stands where a round does not have it. ``named`` gives the heading for the id of a
    round.
    """
    rounds = [named(past.named.id) for past in compared.pasts]
    return (
        *(
            Column(name, 14, number=True, cell=partial(_score, index))
            for index, name in enumerate(rounds)
        ),
        Column("变化", 10, number=True, cell=lambda line: format_fixed(line.causes.total)),
        *(
            Column(label, 10, number=True, cell=partial(_cause, name))
            for name, label in cause_labels(compared).items()
        ),
    )


def _score(at: int, line: Line | TotalLine) -> str:
    return score_text(line.scores[at], "—")


def _cause(name: str, line: Line | TotalLine) -> str:
    return format_fixed(getattr(line.causes, name))


def node_columns(compared: Compared, named: Callable[[str], str] = str) -> tuple[Column, ...]:
    """The columns of the indicators."""
    return (
        Column("编号", 12, centre=True, cell=lambda line: " → ".join(codes_of(line))),
        Column("指标", 40, fold=28, cell=lambda line: line.last.node.name),
        Column("级别", 7, centre=True, cell=lambda line: str(line.last.node.level)),
        *figure_columns(compared, named),
        Column("对应", 18, fold=12, cell=_correspondence),
    )


def codes_of(line: Line) -> list[str]:
    """The codes under which an indicator stands in the rounds, each once."""
    return list(dict.fromkeys(item.node.code for item in line.nodes if item))


def changes_of(line: Line) -> list[Change]:
    """What became of the indicator from tree to tree, where anything did, each once."""
    changes = (change for step in line.changes for change in step)
    return list(dict.fromkeys(change for change in changes if change != "unchanged"))


def _correspondence(line: Line) -> str:
    return "、".join(CHANGE_NAMES[change] for change in changes_of(line))


def node_rows(compared: Compared, lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """Indicators under ``node_columns``."""
    columns = node_columns(compared)
    return [cells_under(columns, line) for line in lines]


def total_columns(
    compared: Compared, heading: str = "", named: Callable[[str], str] = str
) -> tuple[Column, ...]:
    """The columns of the parts of the total; ``heading`` stands over their names."""
    part = Column(heading, 16, centre=True, cell=lambda line: TOTAL_LABELS[line.key])
    return (part, *figure_columns(compared, named))


def total_rows(compared: Compared) -> list[tuple[str, ...]]:
    """The parts of the total under ``node_columns``, the final score last."""
    figures = figure_columns(compared)
    return [
        ("合计", TOTAL_LABELS[line.key], "", *cells_under(figures, line), "")
        for line in compared.found.total
    ]


ROUNDS = (
    Column("轮次", 24, centre=True, share=14.5),
    Column("类别", 24, centre=True, share=6.5),
    Column("评估日", 24, centre=True, share=16),
    Column("指标体系", 24, centre=True, share=14.5),
    Column("核验情况", 24, centre=True, fold=24, share=19),
    Column("佐证", 24, centre=True, share=14.5),
    Column("总分", 24, centre=True, right=True, share=7.5),
    Column("等次", 24, centre=True, share=7.5),
)
"""The rounds that are compared."""


def round_rows(
    compared: Compared,
    named: Callable[[str], str] = str,
    dated: Callable[[date], str] = date.isoformat,
) -> list[tuple[str, ...]]:
    """The rounds under ``ROUNDS``: what each is, where its evidence comes from, and its final score.
    ``named`` gives the words for an id, ``dated`` those for a day.
    """
    comparison = compared.found
    totals = [one.track(comparison.track) for one in comparison.assessments]
    return [
        (
            named(past.named.id),
            KIND_NAMES[past.named.kind],
            dated(past.named.head.as_of),
            past.side.tree.id,
            stands_for(past, named),
            evidence_text(past, dated),
            format_fixed(total.final),
            total.grade,
        )
        for past, total in zip(compared.pasts, totals, strict=True)
    ]


def turn_text(turn: Turn) -> str:
    """A condition that turned, in one sentence."""
    was, now = ("未达到", "达到") if turn.after.met else ("达到", "未达到")
    required = _spaced("要求", turn.after.required)
    figures = _spaced("由", turn.before.actual, "变为", turn.after.actual)
    return f"{turn.after.text}：由{was}变为{now}（{required}，{figures}）"


def _spaced(*parts: str) -> str:
    """Words and figures in one line, with a space where a figure meets a word."""
    line = parts[0]
    for part in parts[1:]:
        line += part if _WORD.match(line[-1]) and _WORD.match(part) else f" {part}"
    return line


def veto_lines(compared: Compared, named: Callable[[str], str] = str) -> list[str]:
    """The vetoes that some round triggered, each with the rounds that did; ``named`` gives the
    words for an id.
    """
    lines = []
    every = compared.found.assessments
    names = {
        item.veto.code: item.veto.name for one in every for item in one.vetoes if item.triggered
    }
    for code, name in names.items():
        present = [
            named(past.named.id)
            for past, one in zip(compared.pasts, every, strict=True)
            if any(item.veto.code == code and item.triggered for item in one.vetoes)
        ]
        lines.append(_spaced(f"{code} {name}：{'、'.join(present)}", "触发"))
    return lines


def compare_text(compared: Compared, lines: Sequence[Line]) -> str:
    """``round compare`` on a terminal."""
    comparison = compared.found
    rounds = " → ".join(past.named.id for past in compared.pasts)
    vetoes = [f"一票否决：{text}" for text in veto_lines(compared)]
    totals = total_columns(compared)
    parts = [
        "\n".join([f"轮次对比（{TRACK_NAMES[comparison.track]}）：{rounds}", *vetoes]),
        listing(ROUNDS, round_rows(compared)),
        listing(totals, [cells_under(totals, part) for part in comparison.total]),
    ]
    turns = turned(comparison)
    if turns:
        parts.append("\n".join(["创建条件有变：", *(f"  {turn_text(turn)}" for turn in turns)]))
    rows = node_rows(compared, lines)
    parts.append(listing(node_columns(compared), rows) if rows else "没有变化的指标。")
    method = "".join(METHOD[:2])
    parts.append(f"原因的算法：{method}各数由精确值分别四舍五入，末位可能相差 0.01。")
    return "\n\n".join(parts)
