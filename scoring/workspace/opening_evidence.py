"""The register's records on the way to what they support: under the tree, with the states of their
files, whether each counts now, and what each leaf gets from them.

Every step goes on from its last result. A result that is equal to the last one is the last one, so
that nothing further down is reckoned again for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from scoring.evidence.files import FileFact, look
from scoring.evidence.model import Evidence
from scoring.evidence.support import (
    Support,
    Validity,
    proved_codes,
    proving,
    standing,
    supports,
)
from scoring.evidence.unopened import unopened
from scoring.identity import differing
from scoring.indicators.model import IndicatorTree
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.verification import struck
from scoring.workspace.memory import Memory, kept_equal
from scoring.workspace.opening_state import OpeningState
from scoring.workspace.records import Listed, remapped

R = TypeVar("R")
MISSING = FileFact("missing")


def records_under(
    opening: OpeningState, registered: Listed[Evidence], tree: IndicatorTree
) -> tuple[Evidence, ...]:
    """The records with the proofs that hold for the tree."""

    def reckon(
        inputs: tuple[Any, ...], before: tuple[Evidence, ...] | None
    ) -> tuple[Evidence, ...]:
        if inputs and inputs[1] is tree:
            old = inputs[0]
        else:
            old = ()
        return remapped(
            [old], [registered.items], before if old else None, lambda record: record.under(tree.id)
        )

    return opening.memory.again("under", (registered.items, tree), reckon)


def files_of(
    opening: OpeningState, records: tuple[Evidence, ...], facts: Mapping[str, FileFact] | None
) -> Mapping[str, FileFact]:
    """The state of each record's file; what was looked at before
    is looked at again only in a sweep.
    """
    if facts is not None:
        return {item.id: facts.get(item.id, MISSING) for item in records}
    memory = opening.memory
    why = unopened(opening.path)
    # A single command looks once: there is no next opening for which states could be kept.
    if not memory.keeps:
        return look(records, opening.path, why)
    why = memory.again("unopened", (object(),), lambda _, before: kept_equal(before, why))
    # Once more can be opened, or less, than at the last look, no earlier answer about a file holds.
    memory.once("looked", (why,), memory.sweep)

    def place(record: Evidence) -> tuple[str | None, str | None, bool]:
        return record.file, record.sha256, record.url is None

    ids = _ids(memory, records)

    def reckon(
        inputs: tuple[Any, ...], before: Mapping[str, FileFact] | None
    ) -> Mapping[str, FileFact]:
        same = before is not None and inputs[1] == memory.swept
        old: tuple[Evidence, ...] = inputs[0] if same else ()
        fresh = records
        if len(old) == len(records):
            fresh = tuple(records[at] for at in differing(records, old))
        new = [record for record in fresh if place(record) not in memory.facts]
        looked = look(new, opening.path, why) if new else {}
        for record in new:
            memory.facts[place(record)] = looked[record.id]
        if same and before is not None:
            earlier = (inputs[2], before)
        else:
            earlier = None
        return _by_id(ids, [records], [old], earlier, lambda record: memory.facts[place(record)])

    return memory.again("files", (records, memory.swept, ids), reckon)


def _ids(memory: Memory, records: tuple[Evidence, ...]) -> tuple[str, ...]:
    def reckon(inputs: tuple[Any, ...], before: tuple[str, ...] | None) -> tuple[str, ...]:
        old = inputs[0] if inputs else ()
        ids = remapped([old], [records], before, lambda record: record.id)
        if before is None:
            return ids
        return kept_equal(before, ids)

    return memory.again("ids", (records,), reckon)


def _by_id(
    ids: tuple[str, ...],
    new: Sequence[Sequence[Any]],
    old: Sequence[Sequence[Any]],
    before: tuple[tuple[str, ...], Mapping[str, R]] | None,
    reckon: Callable[..., R],
) -> Mapping[str, R]:
    """``reckon`` of each row of the columns ``new``, by the id of its record. ``before`` are the
    ids and the results for the columns ``old``: an equal result is the same object.
    """
    if before is None or before[0] is not ids:
        results = tuple(before[1].values()) if before is not None else None
        return dict(zip(ids, remapped(old, new, results, reckon), strict=True))
    known = before[1]
    places = {at for one, other in zip(new, old, strict=True) for at in differing(one, other)}
    changed: dict[str, R] = {}
    for at in sorted(places):
        result = reckon(*(column[at] for column in new))
        if result != known[ids[at]]:
            changed[ids[at]] = result
    if changed:
        return {**known, **changed}
    return known


def standings_of(
    opening: OpeningState,
    records: tuple[Evidence, ...],
    files: Mapping[str, FileFact],
    head: RoundRecord,
    tree: IndicatorTree,
) -> Mapping[str, Validity]:
    """Whether each record counts in the round with this head."""
    terms = opening.memory.again(
        "terms", (object(),), lambda _, before: kept_equal(before, (head.window, head.as_of))
    )

    def judged(record: Evidence, fact: FileFact) -> Validity:
        return standing(record, fact, head.window, head.as_of, tree)

    ids = _ids(opening.memory, records)

    def reckon(
        inputs: tuple[Any, ...], before: Mapping[str, Validity] | None
    ) -> Mapping[str, Validity]:
        same = bool(inputs) and inputs[2] is terms and inputs[3] is tree and before is not None
        old = [inputs[0], list(inputs[1].values())] if same else [(), ()]
        if same and before is not None:
            earlier = (inputs[4], before)
        else:
            earlier = None
        return _by_id(ids, [records, list(files.values())], old, earlier, judged)

    return opening.memory.again("standings", (records, files, terms, tree, ids), reckon)


def supports_of(
    opening: OpeningState,
    tree: IndicatorTree,
    records: tuple[Evidence, ...],
    standings: Mapping[str, Validity],
    rounds: tuple[Round, ...],
    current: Round,
) -> Mapping[str, Support]:
    """What each leaf of the tree gets from the records."""
    out = opening.memory.again(
        "struck", (rounds, current), lambda _, before: kept_equal(before, struck(rounds, current))
    )

    places = _proving(opening.memory, records) if opening.memory.keeps else None

    def reckon(
        inputs: tuple[Any, ...], before: Mapping[str, Support] | None
    ) -> Mapping[str, Support]:
        earlier = None
        if before is not None and inputs[3] is tree:
            earlier = (inputs[0], inputs[1], inputs[2], before)
        return supports(tree, records, standings, out, earlier, places)

    return opening.memory.again("supports", (records, standings, out, tree), reckon)


def _proving(memory: Memory, records: tuple[Evidence, ...]) -> Mapping[str, Sequence[int]]:
    """Which records prove an indicator. Most edits of a record leave that as it is."""

    def reckon(
        inputs: tuple[Any, ...], before: tuple[tuple[str, ...], ...] | None
    ) -> tuple[tuple[str, ...], ...]:
        old = inputs[0] if inputs else ()
        codes = remapped([old], [records], before, proved_codes)
        if before is None:
            return codes
        return kept_equal(before, codes)

    codes = memory.again("proved codes", (records,), reckon)
    return memory.once("proving", (codes,), lambda: proving(codes))
