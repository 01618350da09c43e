"""A round beside an earlier one, from what was stored then: today's register must not change the
past.

Only indicators with the same code and the same full mark in both are compared; the others are
listed as 不可比.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.region.figures import exact, ranks, weighted_total
from scoring.region.model import Region
from scoring.region.results import Ranking, Results
from scoring.region.scoring_run import RUN
from scoring.region.store import count_rows, read_rows
from scoring.values import natural_key, offered

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CountyChange:
    """One county in both rounds; None where it has no score in one of them."""

    code: str
    name: str
    before: Fraction | None
    now: Fraction | None
    rank_before: int | None
    rank_now: int | None

    @property
    def change(self) -> Fraction | None:
        """Points gained or lost."""
        if self.now is not None and self.before is not None:
            return self.now - self.before
        return None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """The mean rate of one indicator in both rounds."""

    code: str
    name: str
    level: int
    leaf: bool
    before: Fraction
    now: Fraction

    @property
    def change(self) -> Fraction:
        """The difference of the mean rates."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rounds of a region. ``incomparable`` are codes that stand in one only, or with another
    full mark.
    """

    before: str
    now: str
    counties: tuple[CountyChange, ...]
    nodes: tuple[NodeChange, ...]
    incomparable: tuple[str, ...]
    same_tree: bool


def earlier_rounds(region: Region) -> list[str]:
    """The rounds that were scored before, the newest first."""
    own = region.record.round
    folders = [path.parent for path in (region.path / "rounds").glob(f"*/{RUN}")]
    # By the day that was scored: names of rounds are free, and folders are copied.
    days = {folder.name: str(_run(folder).get("terms", {}).get("as_of", "")) for folder in folders}
    return sorted(days.keys() - {own}, key=lambda name: (days[name], name), reverse=True)


def compare(results: Results, ranking: Ranking, round_name: str) -> Comparison:
    """The round beside an earlier one. Raises ``CannotError`` where that was not scored."""
    region = results.region
    folder = region.path / "rounds" / round_name
    if not (folder / RUN).is_file():
        known = earlier_rounds(region)
        raise CannotError(f"没有轮次“{round_name}”的结果{offered(round_name, known)}")
    run = _run(folder)
    # As stored then: scored again today, the past would change with every correction of the
    # register.
    data = read_rows(folder, "counties", ("county", "data"))
    before = {code: json.loads(text) for code, text in data}
    fulls_then, rates_then = _nodes(folder)
    fulls_now, rates_now = _nodes(region.path / "rounds" / region.record.round)
    common = {
        code for code in fulls_then.keys() & fulls_now.keys() if fulls_then[code] == fulls_now[code]
    }
    tree = region.tree
    nodes = tuple(
        NodeChange(code, node.name, node.level, node.leaf, rates_then[code], rates_now[code])
        for code, node in tree.by_code.items()
        if code in common and code in rates_then and code in rates_now
    )
    unlike = sorted((fulls_then.keys() | fulls_now.keys()) - common, key=natural_key)
    same = run.get("tree", {}).get("sha256") == results.run["tree"]["sha256"]
    return Comparison(
        round_name,
        region.record.round,
        tuple(_counties(results, ranking, before)),
        nodes,
        tuple(unlike),
        same,
    )


def _run(folder: Path) -> Row:
    try:
        data = json.loads((folder / RUN).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if isinstance(data, dict):
        return data
    return {}


def _nodes(folder: Path) -> tuple[dict[str, frozenset[str]], dict[str, Fraction]]:
    """By code of base indicators: the full marks that occur, and the mean rate."""
    columns = ("code", "full", "applicable", "current")
    cells: dict[str, list[tuple[Fraction, int]]] = {}
    fulls: dict[str, set[str]] = {}
    for code, full, applicable, current, times in count_rows(
        folder, "nodes", columns, "kind = 'base'"
    ):
        fulls.setdefault(code, set()).add(full)
        if exact(applicable):
            rate = exact(current) / exact(applicable)
            cells.setdefault(code, []).append((rate, times))
    means = {
        code: weighted_total(values) / sum(times for _, times in values)
        for code, values in cells.items()
    }
    return {code: frozenset(values) for code, values in fulls.items()}, means


def _counties(results: Results, ranking: Ranking, before: Mapping[str, Row]) -> list[CountyChange]:
    """Every line of the roster, those that rose most first."""
    then = {
        code: exact(row["tracks"][ranking.track]["final"])
        for code, row in before.items()
        if row["tracks"].get(ranking.track) and not row.get("ineligible")
    }
    places = dict(zip(then, ranks(list(then.values())), strict=True))
    now = {county.code: county for county in ranking.everyone}
    changes = []
    for line in results.lines:
        code, score, place = line.code, None, None
        if code in now:
            score, place = now[code].score, now[code].rank
        changes.append(
            CountyChange(code, line.name, then.get(code), score, places.get(code), place)
        )
    return sorted(changes, key=lambda item: (item.change is None, -(item.change or 0)))
