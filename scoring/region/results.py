"""The results of a round as they are read again: the ranking, the indicators, one county. Nothing
is scored here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain
from scoring.region.figures import (
    CAUSES,
    Distribution,
    IndicatorFigures,
    LeafCell,
    distinct_texts,
    distribution,
    exact,
    grouped,
    indicator_figures,
    ranks,
)
from scoring.region.model import RankTerms, Region, Track
from scoring.region.scoring_run import RUN, round_folder
from scoring.region.standing import lines
from scoring.region.store import count_rows, read_rows
from scoring.region.verdicts import Line
from scoring.values import natural_key, percent, rounded

Row = dict[str, Any]
TRACK_NAMES: Mapping[str, str] = {
    "claimed": "自评分",
    "supported": "佐证分",
    "verified": "核验分",
    "current": "现分",
}


@dataclass(frozen=True, slots=True)
class County:
    """One line of the roster in the ranking. ``score`` is the final score of the track, None where
    there is none; ``rank`` is None below the line, and ``reason`` says why.
    """

    code: str
    name: str
    level: str
    classes: Mapping[str, str]
    groups: tuple[str, ...]
    part: str
    verdict: str
    row: Row
    score: Fraction | None
    base: Fraction | None
    applicable: Fraction
    completeness: Fraction
    grade: str
    vetoed: bool
    line: Line
    rank: int | None = None
    reason: str = ""
    shown: str = ""

    @property
    def rate(self) -> Fraction | None:
        """得分率 of the track, without bonus and penalty; None where nothing applies."""
        if self.base is not None and self.applicable:
            return self.base / self.applicable
        return None

    @property
    def losses(self) -> dict[str, Fraction]:
        """The four losses; nothing where there is no score."""
        if self.row:
            return {cause: exact(self.row["losses"][cause]) for cause in CAUSES}
        return {}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The counties with a rank in order of rank, those without, and the codes of those that handed
    in nothing.

    ``by_rate``: in some part of the list counties can earn different points, so that rates are
    compared there.
    """

    track: Track
    rows: tuple[County, ...]
    unranked: tuple[County, ...]
    missing: tuple[str, ...]
    spread: Distribution | None
    by_rate: bool = False

    @property
    def everyone(self) -> tuple[County, ...]:
        """All that have a line."""
        return (*self.rows, *self.unranked)


@dataclass(frozen=True)
class Results:
    """A scored round, opened. ``lines`` are where the roster stands now, which may be newer than
    the scores.
    """

    region: Region
    run: Row
    lines: tuple[Line, ...]
    counties: Mapping[str, Row]
    chain_head: str = ""
    others: tuple[Line, ...] = field(default=())

    @property
    def identity(self) -> dict[str, Fraction]:
        """The sums over the region."""
        return {name: exact(value) for name, value in self.run["identity"].items()}

    @property
    def stale(self) -> list[str]:
        """Names of counties whose counting package is another one than the one that was scored."""
        scored = {item["code"]: item for item in self.run["lines"]}
        found = []
        for line in self.lines:
            counts = line.counts or {}
            now = counts.get("fingerprint", "")
            then = scored.get(line.code, {})
            if now and now != then.get("fingerprint") and not then.get("refused"):
                found.append(line.name)
        return found

    @cached_property
    def cells(self) -> dict[str, list[LeafCell]]:
        """The marks of all base indicators, counted by equal marks; blocks and leaves alike."""
        columns = ("code", "applicable", "current", *CAUSES, "factor", "state")
        preview = {item["code"] for item in self.run["lines"] if item.get("preview")}
        left_out = ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(preview))
        where = "kind = 'base'" + (f" AND county NOT IN ({left_out})" if preview else "")
        found: dict[str, list[LeafCell]] = {}
        for code, applicable, current, *rest, times in count_rows(
            round_folder(self.region), "nodes", columns, where
        ):
            first, second, third, fourth, factor, state = rest
            losses = (exact(first), exact(second), exact(third), exact(fourth))
            cell = LeafCell(
                code, exact(applicable), exact(current), losses, exact(factor), state, times
            )
            found.setdefault(code, []).append(cell)
        return found

    def indicators(self, level: int | None = None) -> list[IndicatorFigures]:
        """The figures of the leaves, or of all nodes of a level, in the order of the tree."""
        tree = self.region.tree
        codes = [
            node.code
            for node in tree.walk()
            if node.kind == "base" and (node.leaf if level is None else node.level == level)
        ]
        return [indicator_figures(code, self.cells[code]) for code in codes if code in self.cells]

    def nodes_of(self, code: str) -> list[Row]:
        """The rows of one county, in the natural order of the codes."""
        columns = (
            *("code", "parent", "kind", "depth", "leaf", "state", "full", "applicable", "claimed"),
            *("supported", "verified", "current", *CAUSES, "factor", "why"),
        )
        safe = code.replace("'", "''")
        rows = read_rows(round_folder(self.region), "nodes", columns, f"county = '{safe}'")
        return [dict(zip(columns, row, strict=True)) for row in rows]


def open_results(region: Region) -> Results:
    """The results of the region's round. Raises ``CannotError`` where it has not been scored."""
    folder = round_folder(region)
    try:
        run = json.loads((folder / RUN).read_text("utf-8"))
    except FileNotFoundError:
        message = f"轮次“{region.record.round}”还没有计分，请先运行 shifan region score"
        raise CannotError(message, unreadable=True) from None
    except (OSError, ValueError):
        message = f"{folder / RUN} 读不出来，请重新运行 shifan region score"
        raise CannotError(message, unreadable=True) from None
    if run.get("tree", {}).get("sha256") != region.tree_sha256:
        message = "计分以后指标体系改过，请重新运行 shifan region score"
        raise CannotError(message, unreadable=True)
    data = read_rows(folder, "counties", ("county", "data"))
    counties = {code: json.loads(text) for code, text in data}
    chain = Chain(region.path).check()
    standing = lines(region, chain)
    count = len(region.record.counties)
    own, others = tuple(standing[:count]), tuple(standing[count:])
    return Results(region, run, own, counties, chain.head, others)


def rank(
    results: Results, *, track: Track | None = None, within: Sequence[str] | None = None
) -> Ranking:
    """The ranking on a track, by the region's terms unless others are asked for."""
    terms = results.region.record.rank
    chosen = track or terms.track
    columns = tuple(terms.within if within is None else within)
    everyone = [_county(results, line, chosen, columns) for line in results.lines]
    fit = [county for county in everyone if not county.reason]
    rows: list[County] = []
    by_rate = False
    parts = grouped(fit, lambda county: county.part)
    for members in parts.values():
        rates = len({county.applicable for county in members}) > 1
        by_rate = by_rate or rates
        rows += _ranked(members, terms, by_rate=rates)
    unranked = [
        county for county in everyone if county.reason and county.verdict != verdicts.MISSING
    ]
    missing = tuple(county.code for county in everyone if county.verdict == verdicts.MISSING)
    scores = [county.score for county in rows if county.score is not None]
    spread = distribution(scores, results.region.record.bands)
    return Ranking(chosen, tuple(rows), tuple(unranked), missing, spread, by_rate)


def _ranked(members: Sequence[County], terms: RankTerms, *, by_rate: bool) -> list[County]:
    """The members of one part with their ranks, best first; equals in the order of the roster."""
    values = [(county.rate if by_rate else county.score) or Fraction(0) for county in members]
    if terms.compare == "shown":
        values = [Fraction(rounded(value, 4 if by_rate else 2)) for value in values]
    places = ranks(values, terms.ties)
    scores = [county.score or Fraction(0) for county in members]
    if terms.compare == "shown":
        shown = [rounded(score) for score in scores]
    else:
        shown = distinct_texts(scores)
    ranked = [
        replace(county, rank=place, shown=text)
        for county, place, text in zip(members, places, shown, strict=True)
    ]
    return sorted(ranked, key=lambda county: county.rank or 0)


def _county(results: Results, line: Line, track: Track, columns: Sequence[str]) -> County:
    region = results.region
    record = region.record.counties[line.code]
    row = results.counties.get(line.code, {})
    marks = row["tracks"][track] if row else None
    groups = region.groups_of(line.code)
    parts = [
        "、".join(groups) if name in {"分组", "groups"} else record.column(name) for name in columns
    ]
    verdict = line.verdict
    if line.counts is not None and line.counts.get("n") != line.n:
        verdict = verdicts.ACCEPTED
    county = County(
        line.code,
        record.name,
        record.level or "",
        record.classes,
        groups,
        " · ".join(filter(None, parts)),
        verdict,
        row,
        exact(marks["final"]) if marks else None,
        exact(marks["score"]) if marks else None,
        exact(row["applicable"]) if row else Fraction(0),
        exact(row["completeness"]) if row else Fraction(0),
        marks["grade"] if marks else "",
        bool(row.get("ineligible")),
        line,
    )
    return replace(county, reason=_reason(results, county, track), shown=_shown(county))


def _shown(county: County) -> str:
    if county.score is not None:
        return rounded(county.score)
    return ""


def _reason(results: Results, county: County, track: Track) -> str:
    """Why a county stands below the line; "" where it does not."""
    run: Row = next((item for item in results.run["lines"] if item["code"] == county.code), {})
    if county.verdict == verdicts.MISSING:
        return "未报"
    if not county.row:
        if run.get("refused"):
            return str(run["refused"])
        stands = county.line.then or county.verdict
        if stands in verdicts.UNSCORED:
            return stands
        return "尚未计分"
    if run.get("preview"):
        return "版本不符，按统一的指标体系试算"
    if county.line.verdict == verdicts.RETURNED:
        return "退回"
    if county.vetoed:
        named = "、".join(
            veto["name"] for veto in county.row["vetoes"] if veto["effect"] == "ineligible"
        )
        return f"一票否决：{named}"
    if county.score is None:
        return f"没有{TRACK_NAMES[track]}"
    need = results.region.record.rank.need.completeness
    if county.completeness < need:
        return f"完整度 {percent(county.completeness, 2)}，未达 {percent(need)}"
    return ""


def weakest(
    figures: Sequence[IndicatorFigures], count: int
) -> tuple[list[IndicatorFigures], list[IndicatorFigures]]:
    """The indicators that lose most points in all, and those with the lowest mean rate."""
    scored = [item for item in figures if item.n]
    by_lost = sorted(scored, key=lambda item: (-item.lost, natural_key(item.code)))
    by_rate = sorted(scored, key=lambda item: (item.mean or 0, natural_key(item.code)))
    return by_lost[:count], by_rate[:count]
