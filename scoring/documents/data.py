"""The answers of the reading commands as plain data, key by key as in ``docs/format.md``.

Scores are text with two decimals; every object that holds scores also holds ``exact`` with the same
keys as fractions. Only ``mock`` and ``verified`` may be null: a text that is not there is empty, a
number 0, an empty object ``{}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.engine import CAUSES, Assessment, GapRow, Losses, NodeResult
from scoring.engine.by_kind import ByKind, by_kind
from scoring.engine.criteria import Verdict
from scoring.engine.totals import TrackTotal
from scoring.indicators.class_terms import variant_text
from scoring.indicators.model import Indicator, IndicatorTree, due_text
from scoring.rounds.vetoes import TriggeredVeto
from scoring.values import format_fixed, percent
from scoring.views.figures import exact_text

Data = dict[str, Any]
NOT_TRIGGERED = TriggeredVeto("")


def scores(values: Mapping[str, Fraction | None]) -> Data:
    """Display strings of scores, with ``exact`` beside them."""
    shown: Data = {
        key: None if value is None else format_fixed(value) for key, value in values.items()
    }
    # The same keys once more: who adds up the rounded texts gets another sum than ours.
    shown["exact"] = {key: None if value is None else str(value) for key, value in values.items()}
    return shown


def scores_of(thing: object, *names: str) -> Data:
    """``scores`` of attributes, each under its own name."""
    return scores({name: getattr(thing, name) for name in names})


def exact_of(thing: object, *names: str) -> Data:
    """Attributes exactly, as text, each under its own name; "" for one that is not there."""
    return {name: exact_text(getattr(thing, name)) for name in names}


def data_of(thing: object, *keys: str) -> Data:
    """Attributes under their own names, as JSON has them: a date as 2026-03-05, a tuple as a list,
    what is not there as "".
    """
    return {key: _plain(getattr(thing, key)) for key in keys}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int):  # nearly all: a long tree is many thousand values
        return value
    if value is None:
        return ""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat()


def losses_data(losses: Losses) -> Data:
    """The four losses."""
    return scores_of(losses, *CAUSES)


def track_data(total: TrackTotal | None) -> Data | None:
    """One track of the whole."""
    if total is None:
        return None
    names = ("score", "converted", "bonus", "penalty", "final")
    return {**scores_of(total, *names), "grade": total.grade}


def total_data(assessment: Assessment) -> Data:
    """``total`` of ``score``: full, applicable, range, and the five tracks."""
    whole = {
        "full": assessment.root.full,
        "applicable": assessment.root.applicable,
        "low": assessment.low,
        "high": assessment.high,
    }
    total = scores(whole)
    kinds = by_kind(assessment)
    for track in ("claimed", "supported"):
        total[track] = track_data(assessment.totals[track])
    total |= {
        "mock": track_data(kinds.total("mock")),
        "verified": track_data(kinds.total("inspection")),
    }
    total["current"] = track_data(assessment.totals["current"])
    return total


def score_data(assessment: Assessment) -> Data:
    """``score --format json``."""
    tree, current = assessment.tree, assessment.round
    kinds = by_kind(assessment)
    return {
        "tree": {
            **data_of(tree, "id", "title", "sha256", "points_basis"),
            **scope_data(tree),
        },
        "round": current.id,
        "as_of": current.head.as_of.isoformat(),
        "vetoes": vetoes_data(assessment),
        "total": total_data(assessment),
        "losses": losses_data(assessment.losses),
        # A total without its completeness says nothing (they are printed side by side).
        "completeness": percent(assessment.completeness, 2),
        "criteria": [criterion_data(item) for item in assessment.verdicts],
        "ready": assessment.ready,
        "nodes": [node_data(item, kinds) for item in assessment.nodes],
    }


def vetoes_data(assessment: Assessment) -> list[Data]:
    """Every veto of the tree, triggered or not."""
    return [
        {
            **data_of(item.veto, "code", "name", "effect"),
            "triggered": item.triggered is not None,
            **data_of(item.triggered or NOT_TRIGGERED, "on", "authority", "note"),
        }
        for item in assessment.vetoes
    ]


def criterion_data(item: Verdict) -> Data:
    """One condition with its verdict."""
    return data_of(item, "id", "text", "required", "actual", "met", "failing")


def node_data(item: NodeResult, kinds: ByKind | None = None) -> Data:
    """One node; without ``kinds`` a leaf tells by its own verification which kind that is."""
    node, marks = item.node, item.marks
    mock, verified = _verified_scores(item, kinds)
    tracks = {
        "claimed": marks.claimed,
        "supported": marks.supported,
        "mock": mock,
        "verified": verified,
        "current": marks.current,
    }
    return {
        **_place(node),
        "lead": list(node.lead),
        "support": list(node.record.support),
        "state": item.state,
        **scores({"full": marks.full, "applicable": marks.applicable, **tracks}),
        "losses": losses_data(marks.losses),
        "why": item.why,
    }


def _verified_scores(
    item: NodeResult, kinds: ByKind | None
) -> tuple[Fraction | None, Fraction | None]:
    """What mocks gave, and what inspections gave."""
    # 模拟 and 核验 are two tracks: a leaf may have both, and neither stands in for
    # the other.
    if kinds:
        code = item.node.code
        return kinds.score("mock", code), kinds.score("inspection", code)
    if _mocked(item):
        return item.marks.verified, None
    return None, item.marks.verified


def _place(node: Indicator) -> Data:
    """What a node is and where it stands in its tree."""
    return data_of(node, "code", "name", "level", "parent", "kind")


def _mocked(item: NodeResult) -> bool:
    return item.leaf is not None and item.leaf.verified is not None and item.leaf.verified.mock


def gaps_data(rows: list[GapRow]) -> Data:
    """``gaps --format json``; ``nodes`` are the codes of the leaves that lose under the key."""
    return {
        "rows": [
            {
                "key": row.key,
                **scores_of(row, "lost"),
                "losses": losses_data(row.losses),
                "nodes": [item.node.code for item, _ in row.parts],
            }
            for row in rows
        ]
    }


def tree_data(tree: IndicatorTree) -> Data:
    """``indicators show --format json``."""
    nodes = list(tree.walk())
    return {
        **data_of(tree, "id", "title"),
        "levels": list(tree.head.levels),
        "points_basis": tree.points_basis,
        "declared": {name: list(values) for name, values in tree.scope.kinds.declared.items()},
        **scope_data(tree),
        "counts": [
            sum(node.level == level for node in nodes)
            for level in range(1, len(tree.head.levels) + 1)
        ],
        "nodes": [_tree_node(node) for node in nodes],
    }


def scope_data(tree: IndicatorTree) -> Data:
    """The kind of object that a tree was cut to, and the codes of the nodes that fell away."""
    return {"classes": dict(tree.classes), "removed": list(tree.scope.removed)}


def _tree_node(node: Indicator) -> Data:
    record = node.record
    return {
        **_place(node),
        **scores_of(node, "points"),
        "lead": list(node.lead),
        "support": list(record.support),
        "due": due_text(record.due) or "",
        "binding": bool(record.binding),
        "methods": list(record.methods),
        "leaf": node.leaf,
        "applies_to": {name: list(values) for name, values in record.applies_to.items()},
        "by_class": [
            {
                "when": {name: list(values) for name, values in item.when.items()},
                "text": variant_text(item, node),
            }
            for item in node.variants
        ],
    }
