"""The rounds of a workspace: their heads, those that are of its tree,
their findings, and kept supports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.indicators.model import IndicatorTree
from scoring.pieces.model import SourceFile
from scoring.problems import Problem, problem
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.reading import read_head
from scoring.rounds.snapshot import Snapshot, misfits, read_snapshot, snapshot_files
from scoring.values import did_you_mean
from scoring.workspace.memory import kept_equal
from scoring.workspace.opening_state import OpeningState, document_of
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.records import RoundReading, round_of
from scoring.yamlio import Document, listed

FINDINGS = "findings"


def read_snapshots(
    opening: OpeningState, heads: Sequence[RoundRecord], tree: str
) -> Mapping[str, Snapshot]:
    """The kept supports of rounds that can be relied on, by round."""
    files: dict[str, Snapshot] = {}
    for path in snapshot_files(opening.path / "rounds"):
        found, problems = read_snapshot(path)
        opening.problems += problems
        if found is not None:
            files[f"rounds/{path.name}"] = found
    wrong = dict(misfits(files, heads, tree))
    opening.problems += wrong.values()
    kept = {
        item.round: item
        for name, item in files.items()
        if name not in wrong or wrong[name].rule != "F031"
    }
    return opening.memory.again(
        "snapshots", (object(),), lambda _, before: kept_equal(before, kept)
    )


Heads = list[tuple[RoundRecord, SourceFile]]


def round_heads(opening: OpeningState, more: Mapping[str, Path]) -> Heads:
    """The heads of the rounds in ``rounds/``, and of those that the caller brings."""
    heads: Heads = []
    paths = {f"rounds/{path.name}": path for path in listed(opening.path / "rounds")}
    for name, path in {**paths, **more}.items():
        source = opening.source(name, FINDINGS, path)
        document = document_of(source)
        if source is None or document is None:
            continue
        if document.data is None:
            opening.problems.append(problem("Y010", document.where()))
            continue
        head = _round_head(opening, name, document)
        if head is None:
            continue
        # The first by the name of its file stands; which of two
        # is meant nobody can say for the user.
        if any(other.round == head.round for other, _ in heads):
            where = document.where(("round",))
            opening.problems.append(
                problem("F009", where, what=f"轮次“{head.round}”在多个文件里重名")
            )
            continue
        heads.append((head, source))
    return heads


def _round_head(opening: OpeningState, name: str, document: Document) -> RoundRecord | None:
    def reckon(
        _: tuple[Any, ...], before: tuple[RoundRecord | None, list[Problem]] | None
    ) -> tuple[RoundRecord | None, list[Problem]]:
        head, problems = read_head(document)
        return (kept_equal(before[0], head) if before is not None else head), problems

    head, problems = opening.memory.again(f"head {name}", (document,), reckon)
    opening.problems += problems
    return head


def of_tree(
    opening: OpeningState, heads: Heads, tree: IndicatorTree, head: WorkspaceRecord
) -> Heads:
    """The rounds to be read: those of another tree are told and left alone,
    unless one is the current round.
    """
    kept = []
    for item, source in heads:
        # The current round is read whatever tree it names: with the fault told, its findings can
        # still be seen and mended.
        if item.tree is None or item.tree == tree.id or item.round == head.round:
            kept.append((item, source))
        elif source.document is not None:
            what = (
                f"轮次“{item.round}”用的是“{item.tree}”，工作区用的是“{tree.id}”，没有读入它的认定"
            )
            opening.problems.append(problem("F007", source.document.where(("tree",)), what=what))
    return kept


def read_rounds(opening: OpeningState, heads: Heads, tree: IndicatorTree) -> tuple[Round, ...]:
    """The rounds with their findings, the same tuple as in the last opening
    where each is the same.
    """
    rounds = []
    for head, source in heads:
        document = source.document
        if document is not None and head.tree is not None and head.tree != tree.id:
            what = f"轮次“{head.round}”用的是“{head.tree}”，工作区用的是“{tree.id}”"
            opening.problems.append(problem("F007", document.where(("tree",)), what=what))
        reading = _reading(opening, source, head, tree)
        opening.problems += reading.told()
        rounds.append(reading.round)
    now = tuple(rounds)

    def same(_: tuple[Any, ...], before: tuple[Round, ...] | None) -> tuple[Round, ...]:
        if (
            before is not None
            and len(before) == len(now)
            and all(a is b for a, b in zip(before, now, strict=True))
        ):
            return before
        return now

    return opening.memory.again("rounds", (object(),), same)


def _reading(
    opening: OpeningState, source: SourceFile, head: RoundRecord, tree: IndicatorTree
) -> RoundReading:
    def reckon(_: tuple[Any, ...], before: RoundReading | None) -> RoundReading:
        return round_of(source, head, tree, before)

    return opening.memory.again(f"round {source.name}", (source, head, tree), reckon)


def no_round(
    opening: OpeningState, head: WorkspaceRecord, document: Document, rounds: Sequence[Round]
) -> None:
    """Tells that the current round is not there, and which is meant perhaps."""
    fix = did_you_mean(head.round, [item.id for item in rounds])
    where = document.where(("round",))
    opening.problems.append(
        problem("W003", where, what=f"rounds/ 里找不到轮次“{head.round}”", fix=fix)
    )
