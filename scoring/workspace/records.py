"""Register, ledger and rounds from their files, record by record:
what stands as it stood is not read again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from scoring.evidence.model import Evidence, read_register
from scoring.identity import differing
from scoring.indicators.model import IndicatorTree
from scoring.pieces.model import Piece, PiecedDocument, SourceFile
from scoring.problems import Problem
from scoring.rectification.ledger import RectificationItem, read_ledger
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.reading import read_findings
from scoring.rounds.vetoes import declared_vetoes, read_vetoes
from scoring.yamlio import Document

R = TypeVar("R")
ReadList = Callable[[Document | None], tuple[tuple[R, ...], list[Problem]]]


@dataclass(frozen=True, slots=True, eq=False)
class Listed(Generic[R]):
    """The records of a list, and what is wrong with each of them by itself.

    ``slots`` says for each piece at which place of ``items`` its record stands, None for one that
    could not be read. ``faulty`` are the pieces with problems; ``problems`` those of a file that
    was read as a whole.
    """

    source: SourceFile | None
    items: tuple[R, ...]
    slots: tuple[int | None, ...] = ()
    faulty: tuple[tuple[Piece, tuple[Problem, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()

    def told(self) -> Iterator[Problem]:
        """All problems, at the lines where they stand now."""
        yield from self.problems
        if self.source is not None and isinstance(self.source.document, PiecedDocument):
            for piece, problems in self.faulty:
                yield from self.source.document.shifted(piece, problems)


def read_listed(
    source: SourceFile | None,
    read: ReadList[R],
    inputs: tuple[object, ...],
    before: Listed[R] | None,
) -> Listed[R]:
    """The records of a file through ``read``, which depends on ``inputs`` besides the document."""
    document = source.document if source is not None else None
    if source is None or source.pieces is None:
        items, problems = read(document)
        return Listed(source, items, problems=tuple(problems))

    def of(piece: Piece) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
        items, problems = read(piece.document)
        return items, tuple(problems)

    # One record of thousands has changed, nearly always: then not even a loop over the others.
    ahead = _edited(source, before, of, inputs) if before is not None else None
    if ahead is not None:
        return ahead
    kept: list[R] = []
    slots: list[int | None] = []
    faulty = []
    seen: set[Any] = set()
    for piece in source.pieces:
        items, told = piece.once("record", inputs, partial(of, piece))
        slots.append(len(kept) if items else None)
        if items:
            kept.append(items[0])
            seen.add(_id(items[0]))
        if told:
            faulty.append((piece, told))
    if len(seen) != len(kept):  # which of two with one id stands can only be said of the whole
        whole, problems = read(document)
        return Listed(source, whole, problems=tuple(problems))
    return Listed(source, tuple(kept), tuple(slots), tuple(faulty))


def _id(item: Any) -> str:
    ident: str = item.id
    return ident


def _edited(
    source: SourceFile,
    before: Listed[R],
    of: Callable[[Piece], tuple[tuple[R, ...], tuple[Problem, ...]]],
    inputs: tuple[object, ...],
) -> Listed[R] | None:
    """The records where only the insides of some have changed; None for anything else."""
    old = before.source.pieces if before.source is not None else None
    new = source.pieces
    if old is None or new is None or len(old) != len(new) or len(before.slots) != len(new):
        return None
    changed = differing(new, old)
    items = list(before.items)
    replaced = {id(old[at]) for at in changed}
    faulty = [pair for pair in before.faulty if id(pair[0]) not in replaced]
    for at in changed:
        piece, slot = new[at], before.slots[at]
        read, told = piece.once("record", inputs, partial(of, piece))
        if not read or slot is None or _id(read[0]) != _id(items[slot]):
            return None
        items[slot] = read[0]
        if told:
            faulty.append((piece, told))
    same = not differing(items, before.items)
    return Listed(source, before.items if same else tuple(items), before.slots, tuple(faulty))


def register_of(source: SourceFile | None, before: Listed[Evidence] | None) -> Listed[Evidence]:
    """The register."""
    return read_listed(source, read_register, (), before)


def ledger_of(
    source: SourceFile | None, tree: IndicatorTree, before: Listed[RectificationItem] | None
) -> Listed[RectificationItem]:
    """The ledger, whose items are held against the tree."""
    return read_listed(source, lambda document: read_ledger(document, tree), (tree,), before)


@dataclass(frozen=True, slots=True, eq=False)
class RoundReading:
    """One round as read, with the problems of its findings and vetoes."""

    source: SourceFile
    head: RoundRecord
    tree: IndicatorTree
    round: Round
    faulty: tuple[tuple[Piece, tuple[Problem, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()

    def told(self) -> Iterator[Problem]:
        """All problems, at the lines where they stand now."""
        yield from self.problems
        document = self.source.document
        if isinstance(document, PiecedDocument):
            for piece, problems in self.faulty:
                yield from document.shifted(piece, problems)


Read = tuple[Round, tuple[Problem, ...]]
"""A round with one finding, and what is wrong with it."""


def round_of(
    source: SourceFile, head: RoundRecord, tree: IndicatorTree, before: RoundReading | None
) -> RoundReading:
    """The round of a file, finding by finding."""
    document = source.document
    assert document is not None
    digest = hashlib.sha256(source.raw).hexdigest()
    if source.pieces is None or not isinstance(document, PiecedDocument):
        whole, problems = read_findings(document, head, tree, digest)
        return RoundReading(source, head, tree, whole, problems=tuple(problems))
    # Inputs are compared as objects: two readings of one head must give the very same text.
    kind = sys.intern(head.kind)

    def read(piece: Piece) -> Read:
        def reckon() -> Read:
            alone, problems = read_findings(piece.document, head, tree, "")
            return alone, tuple(problems)

        return piece.once("finding", (tree, kind), reckon)

    vetoes, problems = read_vetoes(document, tree, head.as_of)
    if before is not None:
        base = _edited_round(source, head, tree, before, read)
    else:
        base = None
    if base is None:
        findings: dict[str, Finding] = {}
        unscored: dict[str, Finding] = {}
        faulty: set[str] = set()
        told = []
        for piece in source.pieces:
            alone, found = read(piece)
            findings.update(alone.findings)
            unscored.update(alone.unscored)
            faulty |= alone.faulty
            if found:
                told.append((piece, found))
        base = Findings(findings, unscored, frozenset(faulty), tuple(told))
    made = Round(
        head=head,
        findings=base.findings,
        vetoes=vetoes,
        faulty=base.faulty,
        sha256=digest,
        file=document.name,
        unscored=base.unscored,
        declared=declared_vetoes(document),
    )
    return RoundReading(source, head, tree, made, base.told, tuple(problems))


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a round, and the pieces of its file with what is wrong with each."""

    findings: Mapping[str, Finding]
    unscored: Mapping[str, Finding]
    faulty: frozenset[str]
    told: tuple[tuple[Piece, tuple[Problem, ...]], ...]


def _edited_round(
    source: SourceFile,
    head: RoundRecord,
    tree: IndicatorTree,
    before: RoundReading,
    read: Callable[[Piece], Read],
) -> Findings | None:
    """The findings where only the insides of some have changed; None for anything else."""
    old, new = before.source.pieces, source.pieces
    if old is None or new is None or len(old) != len(new):
        return None
    if before.tree is not tree or before.head.kind != head.kind:
        return None
    changed = [(new[at], old[at]) for at in differing(new, old)]
    if any(piece.key != other.key for piece, other in changed):
        return None
    findings, unscored = before.round.findings, before.round.unscored
    faulty = set(before.round.faulty)
    gone = {id(other) for _, other in changed}
    told = [pair for pair in before.faulty if id(pair[0]) not in gone]
    for piece, _ in changed:
        alone, problems = read(piece)
        code = str(piece.key)
        in_place = (
            alone.findings.keys() <= findings.keys() and alone.unscored.keys() <= unscored.keys()
        )
        stays = (code in findings) == (code in alone.findings) and (code in unscored) == (
            code in alone.unscored
        )
        if not in_place or not stays:
            # it comes, goes, or changes sides: the order of the others is taken from the file
            return None
        findings = {**findings, **alone.findings} if alone.findings else findings
        unscored = {**unscored, **alone.unscored} if alone.unscored else unscored
        faulty = (faulty - {code}) | alone.faulty
        if problems:
            told.append((piece, problems))
    return Findings(findings, unscored, frozenset(faulty), tuple(told))


def remapped(
    old: Sequence[Sequence[Any]],
    new: Sequence[Sequence[Any]],
    results: Sequence[R] | None,
    reckon: Callable[..., R],
) -> tuple[R, ...]:
    """``reckon`` of each row of the columns ``new``;
    the old result of a row that consists of the same objects.
    """
    if (
        results is None
        or len(old) != len(new)
        or any(len(a) != len(b) for a, b in zip(old, new, strict=True))
    ):
        known = {
            tuple(map(id, row)): result
            for row, result in zip(zip(*old, strict=True), results or (), strict=True)
        }
        rows = zip(*new, strict=True)
        return tuple(
            known[key] if (key := tuple(map(id, row))) in known else reckon(*row) for row in rows
        )
    touched = {at for one, other in zip(old, new, strict=True) for at in differing(one, other)}
    out = list(results)
    for at in sorted(touched):
        out[at] = reckon(*(column[at] for column in new))
    return tuple(out)
