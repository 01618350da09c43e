"""What ``indicators`` and ``show`` of a region print: each indicator over all counties, and each node
of one county. JSON (its keys are those of ``format.md``), rows of CSV, and texts for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import Any

from scoring.documents.data import data_of, exact_of
from scoring.documents.region.rank_listing import county_rank_data, marked
from scoring.documents.region.submission_listing import status_data
from scoring.documents.terminal import listing
from scoring.engine import CAUSE_NAMES, CAUSES
from scoring.region.figures import IndicatorFigures
from scoring.region.results import TRACK_NAMES, County, Ranking, Results
from scoring.values import format_fixed
from scoring.views.figures import percent_text, score_text
from scoring.views.sheet import Column, cells_under

Data = dict[str, Any]
# Quantiles are values that a county really has, the lower of two: nothing
# is interpolated.
RATES = ("mean", "median", "p10", "p90")
"""Figures of the rates of all counties, by the names of their keys."""
LOSS_HEADINGS = ("未评失分", "标准未达到", "佐证不足", "核验扣减")
"""The four losses; the first is told apart from the number of counties that did not assess."""
SCORES = ("applicable", "claimed", "supported", "verified", "current")


def indicator_columns(results: Results) -> tuple[Column, ...]:
    """The columns of the indicators of a region; names come from its tree."""
    names = results.region.tree.by_code
    return (
        Column("编号", cell=attrgetter("code")),
        Column("指标", 30, fold=30, cell=lambda item: names[item.code].name),
        Column("适用", number=True, cell=lambda item: str(item.n)),
        _rate("平均得分率", "mean"),
        _rate("中位数", "median"),
        _rate("低一成", "p10"),
        _rate("高一成", "p90"),
        Column("满分", number=True, cell=lambda item: str(item.full)),
        Column("零分", number=True, cell=lambda item: str(item.zero)),
        Column("未评", number=True, cell=lambda item: str(item.unassessed)),
        Column("失分", number=True, cell=lambda item: format_fixed(item.lost)),
        *(
            Column(heading, number=True, cell=partial(_loss, index))
            for index, heading in enumerate(LOSS_HEADINGS)
        ),
    )


def _rate(heading: str, name: str) -> Column:
    return Column(heading, right=True, cell=lambda item: percent_text(getattr(item, name)))


def _loss(at: int, item: IndicatorFigures) -> str:
    return format_fixed(item.losses[at])


def indicators_data(results: Results, figures: Sequence[IndicatorFigures]) -> Data:
    """``region indicators --format json``."""
    return {"rows": [_indicator_data(results, item) for item in figures]}


def _indicator_data(results: Results, item: IndicatorFigures) -> Data:
    return {
        "code": item.code,
        "name": results.region.tree.by_code[item.code].name,
        "n": item.n,
        **{name: percent_text(getattr(item, name)) for name in RATES},
        **data_of(item, "full", "zero", "unassessed"),
        "lost": format_fixed(item.lost),
        "exact": exact_of(item, *RATES, "lost"),
        "losses": _losses_data(dict(zip(CAUSES, item.losses, strict=True))),
    }


def _losses_data(losses: Mapping[str, Fraction]) -> Data:
    return {
        **{cause: format_fixed(value) for cause, value in losses.items()},
        "exact": {cause: str(value) for cause, value in losses.items()},
    }


def indicator_rows(results: Results, figures: Sequence[IndicatorFigures]) -> list[tuple[str, ...]]:
    """The indicators under ``indicator_columns``."""
    columns = indicator_columns(results)
    return [cells_under(columns, item) for item in figures]


def indicators_text(results: Results, figures: Sequence[IndicatorFigures]) -> str:
    """The indicators as a table."""
    return listing(indicator_columns(results), indicator_rows(results, figures)) + "\n"


def county_data(results: Results, ranking: Ranking, county: County) -> Data:
    """``region show CODE --format json``: the line, the ranking's row, and every node."""
    line, row = county.line, county.row
    return {
        "status": {**status_data([line])["rows"][0], "reasons": list(line.reasons)},
        "row": county_rank_data(county, ranking),
        "tracks": row.get("tracks", {}),
        "losses": _losses_data(county.losses),
        "files": row.get("files", {}),
        "items": row.get("items", {}),
        "overdue": row.get("overdue", 0),
        "not_applicable": row.get("not_applicable", []),
        "nodes": [_node_data(node) for node in _nodes(results, county)],
    }


def _nodes(results: Results, county: County) -> Sequence[Mapping[str, Any]]:
    if county.row:
        return results.nodes_of(county.code)
    return ()


def _node_data(node: Mapping[str, Any]) -> Data:
    names = ("full", *SCORES)
    return {
        **{key: node[key] for key in ("code", "parent", "kind", "depth", "leaf", "state", "why")},
        **{name: _stored_score(name, node) or None for name in names},
        "exact": {name: node[name] for name in names},
        "losses": {cause: format_fixed(Fraction(node[cause])) for cause in CAUSES},
    }


def _stored_score(name: str, node: Mapping[str, Any]) -> str:
    """A score of a stored node, which is text (``3/2``) or nothing."""
    value = node[name]
    return score_text(None if value is None else Fraction(value))


def _lost(node: Mapping[str, Any]) -> str:
    return format_fixed(sum((Fraction(node[cause]) for cause in CAUSES), Fraction(0)))


def node_columns(results: Results) -> tuple[Column, ...]:
    """The columns of the nodes of one county; names come from the tree of the region."""
    names = results.region.tree.by_code
    headings = ("应得分", "自评分", "佐证分", "核验分", "现分")
    return (
        Column("编号", cell=lambda node: str(node["code"])),
        Column("指标", fold=28, cell=lambda node: names[node["code"]].name),
        *(
            Column(heading, number=True, cell=partial(_stored_score, name))
            for heading, name in zip(headings, SCORES, strict=True)
        ),
        Column("失分", number=True, cell=_lost),
        Column("为什么", fold=50, cell=lambda node: str(node["why"])),
    )


def county_rows(results: Results, county: County) -> list[tuple[str, ...]]:
    """The nodes of one county under ``node_columns``."""
    columns = node_columns(results)
    return [cells_under(columns, node) for node in _nodes(results, county)]


def county_text(results: Results, ranking: Ranking, county: County) -> str:
    """One county: where it stands, and what it loses."""
    line = county.line
    stands = f"第 {county.rank} 名" if county.rank else f"没有名次（{county.reason}）"
    grade = f"，等次 {county.grade}" if county.grade else ""
    score = "没有得分"
    if county.score is not None:
        score = f"{TRACK_NAMES[ranking.track]} {county.shown}"
    lines = [
        f"{county.name}（{county.code}）　{line.verdict}，第 {line.n} 次报送，{line.received} 收到",
        f"{score}，{stands}{grade}",
        *(f"说明：{reason}" for reason in (*line.reasons, marked(county)) if reason),
    ]
    lost = [
        f"{CAUSE_NAMES[cause]} {format_fixed(value)}"
        for cause, value in county.losses.items()
        if value
    ]
    if lost:
        lines.append(f"失分：{'，'.join(lost)}")
    nodes = listing(node_columns(results), county_rows(results, county))
    return "\n".join([*lines, "", nodes, ""])
