"""A sample across a region, drawn by lot so that anyone can draw it again: counties first, then
indicators in each.

Strata of counties are kind × group × third of the ranking (or of risk). How many of each is settled
in proportion before any lot is drawn; every county has a chance above nothing that is known
exactly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from scoring.inspection.drawing import Lot, strata, systematic
from scoring.problems import CannotError
from scoring.region.figures import exact
from scoring.region.results import County, Ranking, Results
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows, sql_list
from scoring.values import natural_key

By = Literal["risk", "group", "rank"]
THIRDS = ("前三分之一", "中三分之一", "后三分之一")
VERSION = "shifan-region-sample-1"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    counties: int
    leaves: int
    by: By
    seed: str


@dataclass(frozen=True, slots=True)
class DrawnLeaf:
    """One indicator to be looked at, with its chance and the evidence that was handed in for it."""

    code: str
    chance: Fraction
    evidence: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        """The indicator in the record of the sample."""
        pieces = [{"id": ident, "sha256": digest} for ident, digest in self.evidence]
        return {"code": self.code, "chance": str(self.chance), "evidence": pieces}


@dataclass(frozen=True, slots=True)
class DrawnCounty:
    """One county to be visited."""

    code: str
    name: str
    stratum: str
    chance: Fraction
    leaves: tuple[DrawnLeaf, ...]

    def as_data(self) -> dict[str, Any]:
        """The county in the record of the sample."""
        return {
            "code": self.code,
            "name": self.name,
            "stratum": self.stratum,
            "chance": str(self.chance),
            "indicators": [leaf.as_data() for leaf in self.leaves],
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """The whole draw. ``frame`` is the digest of what it was drawn from."""

    wish: Wish
    frame: str
    strata: tuple[tuple[str, int, int], ...]
    counties: tuple[DrawnCounty, ...]

    def as_data(self) -> dict[str, Any]:
        """What ``samples/*.json`` holds."""
        return {
            "format": VERSION,
            "by": self.wish.by,
            "size": self.wish.counties,
            "leaves": self.wish.leaves,
            "seed": self.wish.seed,
            "frame": self.frame,
            "strata": [{"name": name, "of": of, "drawn": count} for name, of, count in self.strata],
            "counties": [county.as_data() for county in self.counties],
        }


def wish_of(data: Mapping[str, Any]) -> Wish:
    """What a recorded sample was drawn by. Raises ``CannotError`` for a record that is none."""
    try:
        if data["format"] != VERSION:
            raise ValueError(data["format"])
        if data["by"] not in get_args(By):
            raise ValueError(data["by"])
        return Wish(int(data["size"]), int(data["leaves"]), data["by"], str(data["seed"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise CannotError("不是抽样记录，或由别的版本写成", unreadable=True) from None


def draw(results: Results, ranking: Ranking, wish: Wish) -> Sample:
    """The sample. Raises ``CannotError`` where there are fewer counties than are asked for."""
    scored = [county for county in ranking.everyone if county.row]
    if not 0 < wish.counties <= len(scored):
        raise CannotError(f"有得分的只有 {len(scored)} 个，不够抽 {wish.counties} 个")
    parts = _strata_of(scored, wish.by)
    # In the order of the codes, so that who draws again needs nothing but the frame and the seed.
    ordered = sorted(scored, key=lambda county: natural_key(county.code))
    frame = _frame(ordered, parts)
    chosen: dict[str, tuple[str, Fraction]] = {}
    layers = []
    for stratum in strata(wish.counties, ordered, lambda item: parts[item.code], lambda item: 1):
        name = "、".join(stratum.names)
        count = len(stratum.members)
        layers.append((name, count, stratum.drawn))
        # Layers too small to be drawn from alone are drawn from together.
        label = name if len(stratum.names) == 1 else f"合并的 {len(stratum.names)} 层"
        chance = Fraction(stratum.drawn, count)
        lot = Lot(wish.seed, "counties", *stratum.names)
        for county in systematic(
            lot, stratum.members, [chance] * count, lambda item: parts[item.code]
        ):
            chosen[county.code] = (label, chance)
    claims = _claims(results, list(chosen))
    evidence = _evidence(results, list(chosen))
    counties = tuple(
        DrawnCounty(
            county.code,
            county.name,
            *chosen[county.code],
            _leaves(county.code, claims.get(county.code, []), evidence.get(county.code, {}), wish),
        )
        for county in ordered
        if county.code in chosen
    )
    return Sample(wish, frame, tuple(layers), counties)


def _strata_of(scored: Sequence[County], by: By) -> dict[str, str]:
    """The stratum of each county: its kind, its group, and which third it lies in."""
    if by == "risk":
        ordered = sorted(scored, key=lambda item: (-_unproved(item), item.code))
    else:
        ordered = sorted(scored, key=lambda item: (item.rank is None, item.rank or 0, item.code))
    size = len(ordered)
    parts = {}
    for place, county in enumerate(ordered):
        third = THIRDS[min(2, 3 * place // size)]
        group = "、".join(county.groups) if by == "group" else ""
        parts[county.code] = "·".join(filter(None, [county.level, group, third]))
    return parts


def _unproved(county: County) -> Fraction:
    """The share of what is claimed that no evidence carries."""
    claimed = exact(county.row["tracks"]["claimed"]["score"])
    supported = exact(county.row["tracks"]["supported"]["score"])
    if claimed:
        return (claimed - supported) / claimed
    return Fraction(0)


def _frame(listed: Sequence[County], parts: Mapping[str, str]) -> str:
    """The digest of what is drawn from: every county with its package and its stratum."""
    rows = [[county.code, county.row["package"], parts[county.code]] for county in listed]
    digest = hashlib.sha256()
    for row in ([VERSION], *rows):
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _claims(results: Results, codes: Sequence[str]) -> dict[str, list[tuple[str, Fraction]]]:
    """By county the base leaves that claim anything, with how much of the claim is not carried."""
    columns = ("county", "code", "claimed", "supported")
    where = f"leaf AND kind = 'base' AND claimed <> '0' AND county IN ({sql_list(codes)})"
    claims: dict[str, list[tuple[str, Fraction]]] = {}
    for county, code, claimed, supported in read_rows(
        round_folder(results.region), "nodes", columns, where
    ):
        claims.setdefault(county, []).append((code, exact(claimed) - exact(supported)))
    return claims


def _evidence(
    results: Results, codes: Sequence[str]
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """By county and indicator the registered pieces with their digests."""
    columns = ("county", "id", "sha256", "indicator")
    where = f"county IN ({sql_list(codes)})"
    pieces: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for county, ident, digest, place in read_rows(
        round_folder(results.region), "evidence", columns, where
    ):
        for code in filter(None, place.split("、")):
            pieces.setdefault(county, {}).setdefault(code, []).append((ident, digest))
    return pieces


def _leaves(
    county: str,
    claims: Sequence[tuple[str, Fraction]],
    evidence: Mapping[str, Sequence[tuple[str, str]]],
    wish: Wish,
) -> tuple[DrawnLeaf, ...]:
    """The indicators of one county: in proportion to the first level, each of a block with the same
    chance.
    """
    codes = [code for code, _ in claims]
    size = min(wish.leaves, len(codes))
    if not size:
        return ()
    leaves: list[DrawnLeaf] = []
    for stratum in strata(
        size, codes, lambda code: code.split(".", 1)[0], lambda code: 1, one_each=True
    ):
        chance = Fraction(stratum.drawn, len(stratum.members))
        lot = Lot(wish.seed, "indicators", county, *stratum.names)
        odds = [chance] * len(stratum.members)
        for code in systematic(lot, stratum.members, odds, lambda item: item.split(".", 1)[0]):
            pieces = tuple(sorted(evidence.get(code, ()), key=lambda item: natural_key(item[0])))
            leaves.append(DrawnLeaf(code, chance, pieces))
    return tuple(sorted(leaves, key=lambda leaf: natural_key(leaf.code)))
