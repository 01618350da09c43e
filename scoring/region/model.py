"""``region.yaml`` as the office above writes it: who is expected, and the terms (口径) under which
all are scored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from scoring.evidence.model import Window
from scoring.indicators.library import find_tree, no_such_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import LEVEL, Choice, Kinds, answered
from scoring.problems import Problem, Where, in_order, problem
from scoring.rounds.reading import read_head
from scoring.schema import Record, build
from scoring.values import Code, Day, Exact, Names, Share, Text, did_you_mean
from scoring.yamlio import Document, listed, read

FILE = "region.yaml"
Track = Literal["claimed", "supported", "verified", "current"]
GROUPS = frozenset({"分组", "groups"})
"""What ``rank.within`` calls the groups of ``region.yaml``, which are no column of the roster."""


class RegionTerms(Record):
    """口径: the date, the window and the round on which every county is scored, whatever its own
    files say.
    """

    as_of: Day
    window: Window | None = None
    round: Code | None = None


class Need(Record):
    """What a county must have to get a rank."""

    completeness: Share = Fraction(1)


class RankTerms(Record):
    """How counties are ranked. ``within`` names what parts the list: 级别, a class of the roster,
    or ``groups``.
    """

    track: Track = "current"
    ties: Literal["min", "dense"] = "min"
    compare: Literal["exact", "shown"] = "exact"
    within: Names = ()
    need: Need = Need()


class NotApplicableTerms(Record):
    """Who may approve that an indicator does not apply; approvals of others are listed for a
    decision.
    """

    approved_by: Names = ()


class CountyRecord(Record):
    """One line of the roster. ``folder`` is a workspace below the region's folder that stands for a
    package.
    """

    name: Text
    level: Text | None = None
    classes: dict[Text, Text] = Field(default_factory=dict)
    aliases: Names = ()
    contact: Text | None = None
    folder: Text | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Under what a package may call itself to be this county's: the name and the aliases."""
        return (self.name, *self.aliases)

    def choose(self, kinds: Kinds) -> Choice:
        """The kind of object, among those of a tree."""
        return answered(kinds, self.level, self.classes)

    def column(self, name: str) -> str:
        """The value of a column of the roster: 级别 or a class; "" where there is none."""
        if name == LEVEL:
            return self.level or ""
        return self.classes.get(name, "")


class RegionRecord(Record):
    """``region.yaml``."""

    name: Text
    round: Code
    tree: Text
    terms: RegionTerms
    due: Day | None = None
    object: Text = "县"
    not_applicable: NotApplicableTerms = NotApplicableTerms()
    rank: RankTerms = RankTerms()
    bands: tuple[Exact, ...] = ()
    groups: dict[Text, Names] = Field(default_factory=dict)
    counties: dict[Code, CountyRecord]


@dataclass(frozen=True)
class Region:
    """A region opened: its record, its tree as bytes, the rounds of inspection by county (file name
    and bytes).
    """

    path: Path
    record: RegionRecord
    tree_file: Path
    tree_raw: bytes
    tree: IndicatorTree
    inspections: dict[str, tuple[tuple[str, bytes], ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def tree_sha256(self) -> str:
        """The digest of the tree's file."""
        return hashlib.sha256(self.tree_raw).hexdigest()

    def groups_of(self, code: str) -> tuple[str, ...]:
        """The groups of ``region.yaml`` that a county belongs to; members are named by code or by
        name.
        """
        own = {code, self.record.counties[code].name}
        return tuple(group for group, members in self.record.groups.items() if own & set(members))

    def tree_of(self, code: str) -> IndicatorTree:
        """The tree cut to the kind of object that a county is."""
        tree, _ = load_tree(self.tree_file, self.tree_file.name, self.record.counties[code].choose)
        assert tree is not None  # it was read when the region was opened
        return tree


@dataclass(frozen=True, slots=True)
class RegionOpening:
    """What was read: the region, or None where there is nothing to work with, and all problems in
    order.
    """

    region: Region | None
    problems: tuple[Problem, ...]


def open_region(path: Path) -> RegionOpening:
    """Reads the region at ``path``. No content of a file makes it raise."""
    problems: list[Problem] = []
    if not (path / FILE).is_file():
        what = f"{path} 里没有 {FILE}"
        return RegionOpening(None, (problem("G001", Where(FILE), what=what),))
    document, faults = read(path / FILE, FILE)
    problems += faults
    if document is None:
        return _closed(problems)
    if document.data is None:
        return _closed([*problems, problem("Y010", document.where())])
    record, faults = build(RegionRecord, document.data, document)
    problems += faults
    if record is None:
        return _closed(problems)
    problems += _roster_faults(record, document)
    tree_file = find_tree(record.tree, path)
    if tree_file is None:
        what = no_such_tree(record.tree, path)
        return _closed([*problems, problem("G002", document.where(("tree",)), what=what)])
    raw = tree_file.read_bytes()
    tree, faults = load_tree(tree_file, tree_file.name)
    problems += faults
    inspections, faults = _inspections(path, record)
    problems += faults
    if tree is None:
        return _closed(problems)
    ordered = tuple(in_order(problems))
    return RegionOpening(Region(path, record, tree_file, raw, tree, inspections, ordered), ordered)


def _closed(problems: list[Problem]) -> RegionOpening:
    """Nothing to work with, and why."""
    return RegionOpening(None, tuple(in_order(problems)))


def _roster_faults(record: RegionRecord, document: Document) -> Iterator[Problem]:
    """G003, G004: names that two counties share, members of groups and columns that the roster does
    not know.
    """
    yield from _shared_names(record, document)
    yield from _unknown_members(record, document)
    yield from _unknown_columns(record, document)


def _shared_names(record: RegionRecord, document: Document) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for code, county in record.counties.items():
        for name in dict.fromkeys(county.names):
            other = owners.setdefault(name, code)
            if other != code:
                what = f"“{name}”同时指 {other} 和 {code}"
                yield problem("G003", document.where(("counties", code)), what=what)


def _unknown_members(record: RegionRecord, document: Document) -> Iterator[Problem]:
    names = [name for county in record.counties.values() for name in county.names]
    known = dict.fromkeys([*names, *record.counties])
    for group, members in record.groups.items():
        for index, member in enumerate(members):
            if member in known:
                continue
            fix = did_you_mean(member, known)
            what = f"分组“{group}”里的“{member}”不在名册里"
            yield problem("G004", document.where(("groups", group, index)), what=what, fix=fix)


def _unknown_columns(record: RegionRecord, document: Document) -> Iterator[Problem]:
    classes = {name for county in record.counties.values() for name in county.classes}
    columns = sorted({LEVEL, *classes})
    for index, name in enumerate(record.rank.within):
        if name in columns or name in GROUPS:
            continue
        fix = did_you_mean(name, columns, f"可用的有：{'、'.join(columns)}")
        what = f"名册里没有“{name}”这一栏，不能在它里面排名"
        yield problem("G004", document.where(("rank", "within", index)), what=what, fix=fix)


def _inspections(
    path: Path, record: RegionRecord
) -> tuple[dict[str, tuple[tuple[str, bytes], ...]], list[Problem]]:
    """The rounds of inspection that the office made, by county, and what is wrong with their
    heads.
    """
    home = path / "inspections"
    if not home.is_dir():
        return {}, []
    problems: list[Problem] = []
    inspections: dict[str, tuple[tuple[str, bytes], ...]] = {}
    owners = {county.name: code for code, county in reversed(record.counties.items())}
    for folder in sorted(home.iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        known = folder.name in record.counties
        code = folder.name if known else owners.get(folder.name)
        if code is None:
            where = Where(f"inspections/{folder.name}")
            problems.append(problem("G005", where, what=f"名册里没有“{folder.name}”"))
            continue
        rounds, faults = _rounds_of(folder)
        problems += faults
        # A county may have two folders: one under its code, one under its name.
        inspections[code] = (*inspections.get(code, ()), *rounds)
    return inspections, problems


def _rounds_of(folder: Path) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The rounds of inspection in the folder of one county, file name and bytes."""
    rounds: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for file in listed(folder):
        name = f"inspections/{folder.name}/{file.name}"
        document, faults = read(file, name)
        problems += faults
        if document is None or not isinstance(document.data, dict):
            continue
        head, faults = read_head(document)
        problems += faults
        if head is None:
            continue
        if head.kind == "inspection":
            rounds.append((name, document.raw))
        else:
            what = "这里只放核验轮次（kind: inspection）"
            problems.append(problem("G005", document.where(("kind",)), what=what))
    return rounds, problems
