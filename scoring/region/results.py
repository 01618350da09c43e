"""The results of a round as they are read again: the ranking, the indicators, one county. Nothing
is scored here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain
from scoring.region.figures import (
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
from scoring.region.model import GROUPS, CountyRecord, RankTerms, Region, Track
from scoring.region.scoring_run import RUN, round_folder
from scoring.region.standing import lines
from scoring.region.store import count_rows, read_rows, sql_list, sql_text
from scoring.region.verdicts import Line
from scoring.values import format_fixed, natural_key, percent

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
        names = []
        for line in self.lines:
            counting = (line.counts or {}).get("fingerprint", "")
            scored = self.run_lines.get(line.code, {})
            newer = counting not in {"", scored.get("fingerprint")}
            if newer and not scored.get("refused"):
                names.append(line.name)
        return names

    @cached_property
    def run_lines(self) -> dict[str, Row]:
        """By code what the run noted of each line of the roster."""
        return {item["code"]: item for item in self.run["lines"]}

    @cached_property
    def cells(self) -> dict[str, list[LeafCell]]:
        """The marks of all base indicators, counted by equal marks; blocks and leaves alike."""
        columns = ("code", "applicable", "current", *CAUSES, "factor", "state")
        # What was scored on trial says nothing of the region: its findings answer another tree.
        trials = sorted(code for code, item in self.run_lines.items() if item.get("preview"))
        where = f"kind = 'base' AND county NOT IN ({sql_list(trials)})"
        cells: dict[str, list[LeafCell]] = {}
        for code, applicable, current, *values in count_rows(
            round_folder(self.region), "nodes", columns, where
        ):
            first, second, third, fourth, factor, state, times = values
            losses = (exact(first), exact(second), exact(third), exact(fourth))
            cell = LeafCell(
                code, exact(applicable), exact(current), losses, exact(factor), state, times
            )
            cells.setdefault(code, []).append(cell)
        return cells

    def indicators(self, level: int | None = None) -> list[IndicatorFigures]:
        """The figures of the leaves, or of all nodes of a level, in the order of the tree."""
        base = [node for node in self.region.tree.walk() if node.kind == "base"]
        if level is None:
            chosen = [node.code for node in base if node.leaf]
        else:
            chosen = [node.code for node in base if node.level == level]
        return [indicator_figures(code, self.cells[code]) for code in chosen if code in self.cells]

    def nodes_of(self, code: str) -> list[Row]:
        """The rows of one county, in the natural order of the codes."""
        columns = (
            "code",
            "parent",
            "kind",
            "depth",
            "leaf",
            "state",
            "full",
            "applicable",
            "claimed",
            "supported",
            "verified",
            "current",
            *CAUSES,
            "factor",
            "why",
        )
        where = f"county = {sql_text(code)}"
        rows = read_rows(round_folder(self.region), "nodes", columns, where)
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
        # Codes may mean something else now: figures of the old tree under the new names would
        # mislead.
        message = "计分以后指标体系改过，请重新运行 shifan region score"
        raise CannotError(message, unreadable=True)
    data = read_rows(folder, "counties", ("county", "data"))
    counties = {code: json.loads(text) for code, text in data}
    # Checked before anything is printed from it: a report from an altered chain would be believed.
    chain = Chain(region.path).check()
    standing = lines(region, chain)
    count = len(region.record.counties)
    own, others = tuple(standing[:count]), tuple(standing[count:])
    return Results(region, run, own, counties, chain.head, others)


def rank(
    results: Results, *, track: Track | None = None, within: Sequence[str] | None = None
) -> Ranking:
    """The ranking on a track, by the region's terms unless others are asked for."""
    record = results.region.record
    chosen = track or record.rank.track
    columns = tuple(record.rank.within if within is None else within)
    everyone = [_county(results, line, chosen, columns) for line in results.lines]
    rows: list[County] = []
    by_rate = False
    for members in parts_of(county for county in everyone if not county.reason):
        rates = earn_differently(members)
        by_rate = by_rate or rates
        rows += _ranked(members, record.rank, by_rate=rates)
    below = [county for county in everyone if county.reason]
    scores = [county.score for county in rows if county.score is not None]
    return Ranking(
        chosen,
        tuple(rows),
        tuple(county for county in below if county.verdict != verdicts.MISSING),
        tuple(county.code for county in below if county.verdict == verdicts.MISSING),
        distribution(scores, record.bands),
        by_rate,
    )


def parts_of(counties: Iterable[County]) -> list[list[County]]:
    """The counties that are ranked among themselves, part by part."""
    return list(grouped(counties, lambda county: county.part).values())


def earn_differently(members: Sequence[County]) -> bool:
    """Whether counties can earn different points, so that only their rates can be compared."""
    return len({county.applicable for county in members}) > 1


def _ranked(members: Sequence[County], terms: RankTerms, *, by_rate: bool) -> list[County]:
    """The members of one part with their ranks, best first; equals in the order of the roster."""
    scores = [county.score or Fraction(0) for county in members]
    values, decimals = scores, 2
    if by_rate:
        # A rate is printed in per cent with two decimals, which are four of the number itself.
        values, decimals = [county.rate or Fraction(0) for county in members], 4
    if terms.compare == "shown":
        values = [Fraction(format_fixed(value, decimals)) for value in values]
        texts = [format_fixed(score) for score in scores]
    else:
        texts = distinct_texts(scores)
    ranked = [
        replace(county, rank=place, shown=text)
        for county, place, text in zip(members, ranks(values, terms.ties), texts, strict=True)
    ]
    return sorted(ranked, key=lambda county: county.rank or 0)


def _county(results: Results, line: Line, track: Track, columns: Sequence[str]) -> County:
    """A line of the roster with what it came to on a track, before it has a rank."""
    region = results.region
    record = region.record.counties[line.code]
    groups = region.groups_of(line.code)
    verdict = line.verdict
    if line.counts is not None and line.counts.get("n") != line.n:
        # An earlier package was accepted and counts: the newest one only waits.
        verdict = verdicts.ACCEPTED
    county = County(
        code=line.code,
        name=record.name,
        level=record.level or "",
        classes=record.classes,
        groups=groups,
        part=_part(record, groups, columns),
        verdict=verdict,
        row={},
        score=None,
        base=None,
        applicable=Fraction(0),
        completeness=Fraction(0),
        grade="",
        vetoed=False,
        line=line,
    )
    row = results.counties.get(line.code)
    if row:
        county = _scored(county, row, track)
    return replace(county, reason=_reason(results, county, track))


def _part(record: CountyRecord, groups: Sequence[str], columns: Sequence[str]) -> str:
    """Among whom a county is ranked: its values of the columns that part the list."""
    values = ["、".join(groups) if name in GROUPS else record.column(name) for name in columns]
    return " · ".join(filter(None, values))


def _scored(county: County, row: Row, track: Track) -> County:
    """The county with what its row says; a track that was not gone has no score."""
    county = replace(
        county,
        row=row,
        applicable=exact(row["applicable"]),
        completeness=exact(row["completeness"]),
        vetoed=bool(row.get("ineligible")),
    )
    marks = row["tracks"][track]
    if not marks:
        return county
    score = exact(marks["final"])
    return replace(
        county,
        score=score,
        base=exact(marks["score"]),
        grade=marks["grade"],
        shown=format_fixed(score),
    )


def _reason(results: Results, county: County, track: Track) -> str:
    """Why a county stands below the line; "" where it does not."""
    run = results.run_lines.get(county.code, {})
    if county.verdict == verdicts.MISSING:
        return "未报"
    if not county.row:
        return _unscored_reason(run, county)
    if run.get("preview"):
        return "版本不符，按统一的指标体系试算"
    if county.line.verdict == verdicts.RETURNED:
        return "退回"
    if county.vetoed:
        vetoes = [veto for veto in county.row["vetoes"] if veto["effect"] == "ineligible"]
        return f"一票否决：{'、'.join(veto['name'] for veto in vetoes)}"
    if county.score is None:
        return f"没有{TRACK_NAMES[track]}"
    need = results.region.record.rank.need.completeness
    if county.completeness < need:
        return f"完整度 {percent(county.completeness, 2)}，未达 {percent(need)}"
    return ""


def _unscored_reason(run: Row, county: County) -> str:
    """Why a county that handed in has no row: what the run said, else its verdict."""
    if run.get("refused"):
        return str(run["refused"])
    verdict = county.line.then or county.verdict
    if verdict in verdicts.UNSCORED:
        return verdict
    return "尚未计分"


def weakest(
    figures: Sequence[IndicatorFigures], count: int
) -> tuple[list[IndicatorFigures], list[IndicatorFigures]]:
    """The indicators that lose most points in all, and those with the lowest mean rate."""
    scored = [item for item in figures if item.n]
    by_lost = sorted(scored, key=lambda item: (-item.lost, natural_key(item.code)))
    by_rate = sorted(scored, key=lambda item: (item.mean or 0, natural_key(item.code)))
    return by_lost[:count], by_rate[:count]
