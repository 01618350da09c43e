"""One state of a workspace, read and scored. Frozen: what it says never changes, so that no reader
needs a lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.engine import Assessment, GapRow, NodeResult, View, gaps
from scoring.identity import differing, differing_keys
from scoring.problems import Problem
from scoring.rectification.ledger import RectificationItem
from scoring.storage import StoredRecord
from scoring.storage.records import Section
from scoring.workspace import Workspace

REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
SETTINGS = "workspace.yaml"


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different since an earlier snapshot.

    ``codes`` are the nodes whose result is another, ``units`` the units that lead or support one of
    them or own a record that changed, ``records`` are (file, key) of findings, evidence and items.
    ``whole``: the tree, the settings or the current round itself changed, so everything may be
    different.
    """

    codes: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    records: frozenset[tuple[str, str]] = frozenset()
    whole: bool = False

    def __bool__(self) -> bool:
        return bool(self.codes or self.records or self.whole)

    def __or__(self, other: Changed) -> Changed:
        return Changed(
            self.codes | other.codes,
            self.units | other.units,
            self.records | other.records,
            self.whole or other.whole,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The ``version``-th state of a session."""

    version: int
    workspace: Workspace
    assessment: Assessment
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files, as ``check`` tells them."""
        return self.workspace.problems

    def record(self, file: str, key: str, section: Section | None = None) -> StoredRecord | None:
        """A record as its file holds it in this state: text, data and version; None where there is
        none.

        ``section`` is the map that holds the record; the register, the ledger and findings need
        none.
        """
        if section is None and file not in (REGISTER, LEDGER):
            section = ("findings",)
        return self.workspace.record(file, key, section)

    def gaps(self, by: View = "unit", *, in_full: bool = False) -> tuple[GapRow, ...]:
        """Where points are lost, largest loss first; reckoned once for each version."""
        key = (by, in_full)
        if key not in self._kept:
            self._kept[key] = tuple(
                gaps(self.assessment, by, self.workspace.units, in_full=in_full)
            )
        rows: tuple[GapRow, ...] = self._kept[key]
        return rows


def difference(old: Snapshot, new: Snapshot) -> Changed:
    """What changed from one snapshot to a later one."""
    before, after = old.workspace, new.workspace
    touched = list(_records(before, after))
    records = frozenset((name, key) for name, key, _ in touched)
    nodes = list(_nodes(old.assessment, new.assessment))
    units = {
        name
        for item in nodes
        for given in (*item.node.lead, *item.node.record.support)
        for name in after.units.expand(given)
    }
    owners = {
        given
        for name, _, record in touched
        if name in (REGISTER, LEDGER)
        for given in _owner_names(record)
    }
    units |= {name for given in owners for name in after.units.expand(given)}
    whole = (
        before.tree is not after.tree
        or before.current.id != after.current.id
        or before.current.head != after.current.head
        or before.head != after.head
    )
    return Changed(frozenset(item.node.code for item in nodes), frozenset(units), records, whole)


def _nodes(before: Assessment, after: Assessment) -> Iterator[NodeResult]:
    """The results that are other ones than before."""
    if before.tree is after.tree:
        for at in differing(before.nodes, after.nodes):
            if before.nodes[at] != after.nodes[at]:
                yield after.nodes[at]
        return
    for item in after.nodes:
        if before.by_code.get(item.node.code) != item:
            yield item


def _records(before: Workspace, after: Workspace) -> Iterator[tuple[str, str, Any]]:
    """File, key and record (as it was and as it is) of whatever was changed, came or went."""
    lists: tuple[tuple[str, Sequence[Any], Sequence[Any]], ...] = (
        (REGISTER, before.records, after.records),
        (LEDGER, before.ledger, after.ledger),
    )
    for name, old, new in lists:
        if old is new:
            continue
        # Most edits change a record where it stands: then only those that differ are looked at.
        if len(old) == len(new):
            pairs = [(old[at], new[at]) for at in differing(old, new)]
            if all(one.id == other.id for one, other in pairs):
                yield from _differing(
                    name, {one.id: one for one, _ in pairs}, {other.id: other for _, other in pairs}
                )
                continue
        yield from _differing(
            name, {item.id: item for item in old}, {item.id: item for item in new}
        )
    rounds = {item.id: item for item in before.rounds}
    for item in after.rounds:
        earlier = rounds.get(item.id)
        if earlier is item:
            continue
        old_findings = earlier.findings if earlier is not None else {}
        old_unscored = earlier.unscored if earlier is not None else {}
        yield from _differing(item.file, old_findings, item.findings)
        yield from _differing(item.file, old_unscored, item.unscored)
        if earlier is not None and earlier.vetoes != item.vetoes:
            yield from _differing(item.file, earlier.vetoes, item.vetoes)


def _differing(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, str, Any]]:
    for key in differing_keys(old, new):
        earlier, value = old.get(key), new.get(key)
        if earlier != value:
            yield name, key, earlier
            yield name, key, value


def _owner_names(record: Any) -> Iterator[str]:
    """The units that a record of the register or an item of the ledger belongs to."""
    unit = getattr(record, "unit", None)
    if unit:
        yield unit
    if isinstance(record, RectificationItem):
        yield from (*record.lead, *record.support)
