"""Leads (线索), never verdicts: claims that inspections cut much more than elsewhere, the same file
in two counties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.evidence.near_duplicates import Lookalikes
from scoring.region.figures import exact, outlier_bound, total
from scoring.region.results import Results
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows, repeated_rows
from scoring.values import natural_key

LEAST_INSPECTED = 8
"""A county with fewer inspected indicators does not stand out, whatever its share."""
LEAST_COUNTIES = 3
"""Between two counties there is no middle from which one could lie far off."""
MOST_COUNTIES = 5
"""A file that more counties hold is a common paper: counted, not listed."""
HIGHER = ("国务院", "中共中央", "中央", "全国人", "最高人民", "司法部", "省")
"""What the name of a body of a higher level holds; the region's own name is added."""
MOST_TEXTS = 20_000
"""Texts that are compared with each other at most."""


@dataclass(frozen=True, slots=True)
class HeldShare:
    """How much of what a county claimed stood up to inspection; ``stands_out`` when far below the
    others.
    """

    code: str
    name: str
    n: int
    claimed: Fraction
    verified: Fraction
    stands_out: bool = False

    @property
    def share(self) -> Fraction:
        """Verified ÷ claimed."""
        if self.claimed:
            return self.verified / self.claimed
        return Fraction(1)


@dataclass(frozen=True, slots=True)
class CutLeaf:
    """An indicator and how much inspections took off it, in how many counties."""

    code: str
    name: str
    n: int
    cut: Fraction


@dataclass(frozen=True, slots=True)
class Outliers:
    """All inspected counties, the lowest share first; the bound; the indicators that were cut
    most.
    """

    counties: tuple[HeldShare, ...]
    bound: Fraction | None
    leaves: tuple[CutLeaf, ...]


def outliers(results: Results) -> Outliers:
    """What inspections left of the claims, by county and by indicator."""
    columns = ("county", "code", "claimed", "verified", "factor")
    where = "leaf AND kind = 'base' AND verified IS NOT NULL"
    claims: dict[str, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    cuts: dict[str, list[Fraction]] = defaultdict(list)
    for county, code, claimed, verified, factor in read_rows(
        round_folder(results.region), "nodes", columns, where
    ):
        # On the scale of the whole: points of a folded block count for less than they say.
        scale = exact(factor)
        claim, rest = exact(claimed) * scale, exact(verified) * scale
        claims[county].append((claim, rest))
        # What an inspection adds on one indicator makes up for no cut on another.
        cuts[code].append(max(Fraction(0), claim - rest))
    names = {line.code: line.name for line in results.lines}
    shares = [_held_share(code, names[code], pairs) for code, pairs in claims.items()]
    bound = _bound(shares)
    marked = [replace(item, stands_out=_stands_out(item, bound)) for item in shares]
    tree = results.region.tree
    leaves = [
        CutLeaf(code, tree.by_code[code].name, len(values), total(values))
        for code, values in cuts.items()
        if any(values)
    ]
    return Outliers(
        tuple(sorted(marked, key=lambda item: (item.share, item.code))),
        bound,
        tuple(sorted(leaves, key=lambda item: (-item.cut, natural_key(item.code)))),
    )


def _held_share(code: str, name: str, pairs: Sequence[tuple[Fraction, Fraction]]) -> HeldShare:
    claimed = total(claim for claim, _ in pairs)
    verified = total(rest for _, rest in pairs)
    return HeldShare(code, name, len(pairs), claimed, verified)


def _comparable(item: HeldShare) -> bool:
    """Whether a share says anything: a few indicators are cut by chance."""
    return item.n >= LEAST_INSPECTED and item.claimed > 0


def _bound(shares: Sequence[HeldShare]) -> Fraction | None:
    """The share below which a county stands out; None where there are too few to say."""
    comparable = [item.share for item in shares if _comparable(item)]
    if len(comparable) < LEAST_COUNTIES:
        return None
    return outlier_bound(comparable)


def _stands_out(item: HeldShare, bound: Fraction | None) -> bool:
    return bound is not None and _comparable(item) and item.share < bound


@dataclass(frozen=True, slots=True)
class Holder:
    """One record of one county."""

    code: str
    county: str
    id: str
    title: str
    issuer: str
    date: str
    indicator: str


@dataclass(frozen=True, slots=True)
class SameFile:
    """Records of several counties that are the same file, or the same text; ``how`` says which."""

    key: str
    how: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """What is the same in several counties; and how many were left out as papers of a higher body,
    or as too common.
    """

    found: tuple[SameFile, ...]
    higher: int
    common: int
    records: int


def alike(results: Results) -> Alike:
    """The same file in several counties, by digest; the same text, where a county's scan has read
    it.
    """
    names = {line.code: line.name for line in results.lines}
    folder = round_folder(results.region)
    columns = ("sha256", "county", "id", "title", "issuer", "date", "indicator")
    rows, count = repeated_rows(folder, "evidence", "sha256", "county", columns)
    groups: dict[str, list[Holder]] = defaultdict(list)
    for digest, *rest in rows:
        groups[digest].append(_holder(names, rest))
    higher_words = (*HIGHER, results.region.record.name)
    matches, higher, common = [], 0, 0
    for digest, holders in groups.items():
        if _is_of_higher_body(holders, higher_words):
            higher += 1
        elif len({item.code for item in holders}) > MOST_COUNTIES:
            common += 1
        else:
            matches.append(SameFile(digest, "同一文件", tuple(holders)))
    matches += _same_texts(results, names, set(groups))
    matches.sort(key=lambda item: (-len(item.holders), item.holders[0].code, item.holders[0].id))
    return Alike(tuple(matches), higher, common, count)


def _is_of_higher_body(holders: Sequence[Holder], words: Sequence[str]) -> bool:
    """Whether it is a paper from above, which every county rightly holds."""
    return any(word in item.issuer for item in holders for word in words)


def _holder(names: dict[str, str], values: Sequence[str]) -> Holder:
    code, *rest = values
    return Holder(code, names.get(code, code), *rest)


def _same_texts(results: Results, names: dict[str, str], known: set[str]) -> list[SameFile]:
    """Pairs of counties whose papers say the same in files that differ: one scanned, one printed
    anew.
    """
    columns = ("sha256", "text", "county", "id", "title", "issuer", "date", "indicator")
    rows = read_rows(round_folder(results.region), "evidence", columns, "text <> ''")
    seen = Lookalikes()
    holders: dict[str, tuple[str, Holder]] = {}
    pairs = []
    for index, (digest, text, *rest) in enumerate(rows[:MOST_TEXTS]):
        holder = _holder(names, rest)
        match = seen.find(text, "")
        if match is not None and digest not in known:
            other_digest, other = holders[match[0]]
            if other.code != holder.code and other_digest != digest:
                pairs.append(SameFile(digest, "文字基本相同", (other, holder)))
        holders[str(index)] = (digest, holder)
        seen.add(str(index), text, "")
    return pairs
