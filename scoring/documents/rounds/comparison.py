"""``shifan round compare``: the comparison of rounds as plain data, as rows and as a text for the
terminal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from scoring.documents.data import data_of
from scoring.documents.terminal import table
from scoring.engine.attribution import CHANGES, Between, Causes, Line
from scoring.engine.criteria import TRACK_NAMES
from scoring.indicators.comparison import CHANGE_NAMES
from scoring.inspection.history import Compared, Past
from scoring.inspection.trends import Turn, blocks, judged, ranks, shorts, turned
from scoring.rounds.forms import KIND_NAMES
from scoring.values import percent, rounded

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


def signed(value: Fraction) -> str:
    """A change with its sign: +1.20, -0.50, 0.00."""
    text = rounded(value)
    if value > 0 and text != "0.00":
        return f"+{text}"
    return text


def evidence_text(past: Past) -> str:
    """Where the evidence of a round comes from, as printed."""
    return EVIDENCE_NAMES[past.evidence] + (f"（{past.frozen}）" if past.frozen else "")


def stands_for(past: Past, named: Callable[[str], str] = str) -> str:
    """What a round stands for, as printed: itself with what verifies it, or the round that it
    verifies.

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
    found = compared.found
    first, last = found.assessments[0], found.assessments[-1]
    seen = [
        {item.veto.code: item.triggered is not None for item in one.vetoes}
        for one in found.assessments
    ]
    names = {item.veto.code: item.veto.name for one in found.assessments for item in one.vetoes}
    parts = blocks(found)
    places = [ranks([line.rates[index] for line in parts]) for index in range(len(found.sides))]
    return {
        "track": found.track,
        "rounds": [_round(past, found, index) for index, past in enumerate(compared.pasts)],
        "total": [{"key": line.key, **_figures(line.scores, line.causes)} for line in found.total],
        "nodes": [_node(line) for line in lines],
        "criteria": [
            {
                **data_of(after, "id", "text"),
                "before": _met(before.met if before else None),
                "after": _met(after.met),
            }
            for before, after in judged(first, last)
        ],
        "vetoes": [
            {"code": code, "name": name, "triggered": [one.get(code, False) for one in seen]}
            for code, name in names.items()
        ],
        "blocks": [
            {
                **data_of(line.last.node, "code", "name"),
                "rates": [_rate(rate) for rate in line.rates],
                "ranks": [places[index][row] for index in range(len(found.sides))],
            }
            for row, line in enumerate(parts)
        ],
        "shorts": [
            {
                **data_of(item.line.last.node, "code", "name"),
                **data_of(item, "fate", "stuck"),
                "lost": [rounded(lost) for lost in item.line.lost],
                "exact": {"lost": [str(lost) for lost in item.line.lost]},
            }
            for item in shorts(found)
        ],
    }


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
    shown = list(scores)
    parts = {name: getattr(causes, name) for name in CHANGES}
    return {
        "scores": ["" if score is None else rounded(score) for score in shown],
        "change": rounded(causes.total),
        "causes": {
            **{name: rounded(part) for name, part in parts.items()},
            "exact": {name: str(part) for name, part in parts.items()},
        },
        "exact": {
            "scores": ["" if score is None else str(score) for score in shown],
            "change": str(causes.total),
        },
    }


def _node(line: Line) -> dict[str, Any]:
    node = line.last.node
    return {
        "code": node.code,
        "codes": [item.node.code if item else "" for item in line.nodes],
        **data_of(node, "name", "level", "kind", "leaf"),
        "changes": list(
            dict.fromkeys(
                change for step in line.changes for change in step if change != "unchanged"
            )
        ),
        "states": [item.state if item else "" for item in line.nodes],
        **_figures(line.scores, line.causes),
        "why": [item.why if item else "" for item in line.nodes],
    }


def _met(met: bool | None) -> str:
    if met is None:
        return ""
    if met:
        return "met"
    return "unmet"


def _rate(rate: Fraction | None) -> str:
    if rate is None:
        return ""
    return percent(rate, 2)


def chosen(found: Between, level: int | None, *, changed: bool) -> list[Line]:
    """The indicators down to ``level``, or those alone in which anything moved."""
    return [
        line
        for line in found.lines
        if (level is None or line.last.node.level <= level) and (not changed or line.causes.moved)
    ]


def node_headings(compared: Compared) -> list[str]:
    """The headings of the rows of indicators."""
    rounds = [past.named.id for past in compared.pasts]
    return ["编号", "指标", "级别", *rounds, "变化", *cause_labels(compared).values(), "对应"]


def node_row(line: Line) -> list[str]:
    """One indicator under ``node_headings``; a hyphen stands where a round does not have it."""
    node = line.last.node
    codes = list(dict.fromkeys(item.node.code for item in line.nodes if item))
    said = [
        CHANGE_NAMES[change] for step in line.changes for change in step if change != "unchanged"
    ]
    return [
        " → ".join(codes),
        node.name,
        str(node.level),
        *("—" if score is None else rounded(score) for score in line.scores),
        *_moved(line.causes),
        "、".join(dict.fromkeys(said)),
    ]


def total_rows(found: Between) -> list[list[str]]:
    """The parts of the total under ``node_headings``, the final score last."""
    return [
        ["合计", TOTAL_LABELS[line.key], "", *map(rounded, line.scores), *_moved(line.causes), ""]
        for line in found.total
    ]


def _moved(causes: Causes) -> list[str]:
    return [rounded(causes.total), *(rounded(getattr(causes, name)) for name in CHANGES)]


def round_rows(compared: Compared) -> list[list[str]]:
    """One row for each round: what it is, where its evidence comes from, and its final score."""
    found = compared.found
    rows = []
    for index, past in enumerate(compared.pasts):
        total = found.assessments[index].track(found.track)
        rows.append(
            [
                past.named.id,
                KIND_NAMES[past.named.kind],
                past.named.head.as_of.isoformat(),
                past.side.tree.id,
                stands_for(past),
                evidence_text(past),
                rounded(total.final),
                total.grade,
            ]
        )
    return rows


ROUND_HEADINGS = ["轮次", "类别", "评估日", "指标体系", "核验情况", "佐证", "总分", "等次"]


def turn_text(turn: Turn) -> str:
    """A condition that turned, in one sentence."""
    was, now = ("未达到", "达到") if turn.after.met else ("达到", "未达到")
    wanted = _spaced("要求", turn.after.required)
    figures = _spaced("由", turn.before.actual, "变为", turn.after.actual)
    return f"{turn.after.text}：由{was}变为{now}（{wanted}，{figures}）"


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
    told = []
    every = compared.found.assessments
    names = {
        item.veto.code: item.veto.name for one in every for item in one.vetoes if item.triggered
    }
    for code, name in names.items():
        there = [
            named(past.named.id)
            for past, one in zip(compared.pasts, every, strict=True)
            if any(item.veto.code == code and item.triggered for item in one.vetoes)
        ]
        told.append(_spaced(f"{code} {name}：{'、'.join(there)}", "触发"))
    return told


def compare_text(compared: Compared, lines: Sequence[Line]) -> str:
    """``round compare`` on a terminal."""
    found = compared.found
    rounds = [past.named.id for past in compared.pasts]
    head = [f"轮次对比（{TRACK_NAMES[found.track]}）：{' → '.join(rounds)}"]
    head += [f"一票否决：{said}" for said in veto_lines(compared)]
    totals = [[row[1], *row[3:-1]] for row in total_rows(found)]
    figures = range(1, len(rounds) + 6)
    parts = [
        "\n".join(head),
        table(
            ROUND_HEADINGS,
            round_rows(compared),
            right=[6],
            widths=[None, None, None, None, 24, None, None, None],
        ),
        table(["", *rounds, "变化", *cause_labels(compared).values()], totals, right=list(figures)),
    ]
    turns = turned(found)
    if turns:
        parts.append("\n".join(["创建条件有变：", *(f"  {turn_text(turn)}" for turn in turns)]))
    rows = [node_row(line) for line in lines]
    if rows:
        count = len(rounds)
        widths = [None, 28, None, *[None] * (count + 5), 12]
        parts.append(
            table(node_headings(compared), rows, widths=widths, right=list(range(3, count + 8)))
        )
    else:
        parts.append("没有变化的指标。")
    parts.append(
        "原因的算法：" + "".join(METHOD[:2]) + "各数由精确值分别四舍五入，末位可能相差 0.01。"
    )
    return "\n\n".join(parts)
