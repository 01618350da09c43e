"""Rounds of a workspace as they are compared:
each under its own indicator system, window and evidence.

A self round stands for itself with all that verifies it. A mock or an inspection stands for the
round that it verifies, verified by it alone; a round that is itself named in the comparison
verifies none of the others there, so that a claim can be held against its own verification. A mock
without ``basis`` stands for its own findings.

Evidence is taken from the round's snapshot (佐证存档) where there is one, else from the register of
today with the round's own window and day; ``Past.evidence`` says which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scoring import yamlio
from scoring.engine.attribution import Between, between
from scoring.engine.counterfactuals import Side
from scoring.engine.scores import Track
from scoring.evidence.carried_by import carried_now, supported
from scoring.evidence.model import Evidence, read_register
from scoring.evidence.support import Support
from scoring.indicators.library import find_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.problems import CannotError
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.reading import read_findings, read_head
from scoring.rounds.verification import verifying
from scoring.values import offered
from scoring.workspace import Workspace

Source = Literal["snapshot", "register"]


class CannotCompareError(CannotError):
    """Rounds cannot be compared as asked."""


@dataclass(frozen=True, slots=True)
class Past:
    """One round of a comparison. ``named`` is the round that was asked for, ``side.round`` the one
    whose claims count.

    ``frozen`` is the day of the snapshot, None where the evidence comes from the register of today.
    """

    named: Round
    side: Side
    frozen: date | None

    @property
    def evidence(self) -> Source:
        """Where the evidence comes from."""
        if self.frozen is None:
            return "register"
        return "snapshot"

    @property
    def faulty(self) -> int:
        """How many findings could not be read and count as not assessed."""
        return len(self.side.round.faulty) + sum(len(item.faulty) for item in self.side.checks)


@dataclass(frozen=True, slots=True)
class Compared:
    """Rounds side by side: where each comes from, and what changed between them."""

    pasts: tuple[Past, ...]
    found: Between


def compare_rounds(
    workspace: Workspace, names: Sequence[str] = (), track: Track = "current"
) -> Compared:
    """The rounds ``names`` in that order, or without names all self rounds from the earliest on.

    Raises :class:`CannotCompareError`.
    """
    pasts = past_rounds(workspace, names)
    return Compared(tuple(pasts), between([item.side for item in pasts], track))


def past_rounds(workspace: Workspace, names: Sequence[str] = ()) -> list[Past]:
    """What ``compare_rounds`` compares. Raises :class:`CannotCompareError`."""
    history = History(workspace)
    round_ids = list(names) or history.comparable
    if not names and len(round_ids) < 2:
        raise CannotCompareError("没有两个可以对比的自评轮次。新建轮次用 shifan round new。")
    return history.past(round_ids)


class History:
    """All rounds of a workspace, whatever their indicator system; files and systems are read when
    they are wanted.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._documents: dict[str, yamlio.Document] = {}
        self._trees: dict[str, IndicatorTree] = {}
        self._register: Sequence[Evidence] | None = None
        self._rounds = {item.id: item for item in workspace.rounds}
        self._own = frozenset(self._rounds)
        self.heads: dict[str, RoundRecord] = {item.id: item.head for item in workspace.rounds}
        files = {item.file for item in workspace.rounds}
        for path in yamlio.listed(workspace.path / "rounds"):
            name = f"rounds/{path.name}"
            # Read with the workspace already, and with its own tree.
            if name in files:
                continue
            # A round of another indicator system: its head alone can be read here.
            document, _ = yamlio.read(path, name)
            if document is None or not isinstance(document.data, dict):
                continue
            head, _ = read_head(document)
            if head is not None and head.round not in self.heads:
                self.heads[head.round] = head
                self._documents[head.round] = document

    @property
    def comparable(self) -> list[str]:
        """The self rounds, from the earliest on: what is compared where nothing is named."""
        heads = [head for head in self.heads.values() if head.kind == "self"]
        return [head.round for head in sorted(heads, key=lambda head: (head.as_of, head.round))]

    def past(self, names: Sequence[str]) -> list[Past]:
        """The rounds ``names``, in that order. Raises :class:`CannotCompareError`."""
        for name in names:
            if name not in self.heads:
                raise CannotCompareError(
                    f"没有轮次“{name}”{offered(name, self.heads, 'rounds/ 里有')}"
                )
        twice = [name for index, name in enumerate(names) if name in names[:index]]
        if twice:
            raise CannotCompareError(f"轮次“{twice[0]}”写了两次；对比要写不同的轮次。")
        if len(names) < 2:
            raise CannotCompareError("对比至少要两个轮次。")
        return [self._past(name, frozenset(names)) for name in names]

    def supports(self, name: str) -> dict[str, Support]:
        """What carries the claims of a round by the register of today, before any verification."""
        tree, round_ = self._tree(self.heads[name]), self._round(name)
        window, as_of = round_.head.window, round_.head.as_of
        return carried_now(tree, self._records(tree), self._workspace.files, window, as_of)

    def _past(self, name: str, named: Collection[str]) -> Past:
        round_ = self._round(name)
        claims, checks = round_, tuple(self._checks(name, named))
        if round_.kind != "self" and round_.head.basis is not None:
            if round_.head.basis not in self.heads:
                raise CannotCompareError(
                    f"轮次“{name}”核验的是“{round_.head.basis}”，rounds/ 里没有它。"
                )
            # By it alone: side by side two verifications of one claim show what each of them gave.
            claims, checks = self._round(round_.head.basis), (round_,)
        head = claims.head
        tree = self._tree(head)
        snapshot = self._workspace.snapshots.get(claims.id)
        support = supported(tree, snapshot.leaves) if snapshot else self.supports(claims.id)
        complete, still_open = self._ledger(claims)
        return Past(
            round_,
            Side(tree, claims, support, checks, complete, still_open),
            snapshot.frozen if snapshot else None,
        )

    def _checks(self, name: str, named: Collection[str]) -> Iterator[Round]:
        """What verifies a round, but for the rounds that stand in the comparison themselves."""
        bases = [
            head.round
            for head in self.heads.values()
            if head.kind != "self" and head.basis == name and head.round not in named
        ]
        tree = self._tree(self.heads[name]).id
        rounds = [self._round(item) for item in bases if self._tree(self.heads[item]).id == tree]
        yield from verifying(rounds, self._round(name))

    def _round(self, name: str) -> Round:
        if name not in self._rounds:
            document, head = self._documents[name], self.heads[name]
            digest = hashlib.sha256(document.raw).hexdigest()
            self._rounds[name] = read_findings(document, head, self._tree(head), digest)[0]
        return self._rounds[name]

    def _tree(self, head: RoundRecord) -> IndicatorTree:
        """The indicator system of a round: the workspace's own,
        or another one that must be found and sound.
        """
        own = self._workspace.tree
        if own is not None and (head.tree in (None, own.id) or head.round in self._own):
            return own
        tree_id = str(head.tree)
        if tree_id not in self._trees:
            self._trees[tree_id] = self._read_tree(tree_id, head.round)
        return self._trees[tree_id]

    def _read_tree(self, wanted: str, name: str) -> IndicatorTree:
        path = find_tree(wanted, self._workspace.path)
        if path is None:
            raise CannotCompareError(
                f"找不到轮次“{name}”所用的指标体系“{wanted}”，不能对比。", unreadable=True
            )
        head = self._workspace.head
        # Cut to the same kind of object, else a county would be
        # compared with the indicators of a town.
        tree, problems = load_tree(path, path.name, head.choose if head else None)
        faults = tuple(item for item in problems if item.severity == "error")
        if tree is None or faults:
            raise CannotCompareError(
                f"轮次“{name}”所用的指标体系“{wanted}”有误，不能对比。", faults, unreadable=True
            )
        return tree

    def _records(self, tree: IndicatorTree) -> Sequence[Evidence]:
        """The register with the proofs that hold under ``tree``."""
        workspace = self._workspace
        if tree is workspace.tree:
            return workspace.records
        if self._register is None:
            name = "evidence/register.yaml"
            self._register = read_register(
                yamlio.read(workspace.path / name, name, optional=True)[0]
            )[0]
        # Proofs name codes, and a code may mean another indicator under another edition.
        return [record.under(tree.id) for record in self._register]

    def _ledger(self, claims: Round) -> tuple[int, tuple[str, ...]]:
        """How many items the ledger held and which were open: of the current round those of now,
        else of its day.
        """
        workspace = self._workspace
        now = claims.id == workspace.current.id
        items = [item if now else item.upto(claims.head.as_of) for item in workspace.ledger]
        then = [item for item in items if item is not None]
        return len(then), tuple(sorted(item.id for item in then if not item.closed))
