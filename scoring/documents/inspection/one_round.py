"""Which marks an opinion speaks of: those of one round, issued by its group, or all of one kind.

模拟 and 核验 are never mixed in one paper: where inspections stand, mocks have papers of their own.
"""

from __future__ import annotations

from collections.abc import Collection

from scoring.engine import Assessment
from scoring.problems import ScoringError
from scoring.rounds.model import Round
from scoring.rounds.verification import verifying
from scoring.values import offered
from scoring.workspace import Workspace


class UnsuitableRoundError(ScoringError):
    """No opinion can be made of the round that was named; ``str()`` is the Chinese sentence."""


def of_round(workspace: Workspace, round_id: str) -> tuple[Workspace, Assessment]:
    """The workspace as one round alone verifies it. Raises ``UnsuitableRoundError``."""
    chosen = verifying(workspace.rounds, workspace.current)
    by_id = {item.id: item for item in chosen}
    if round_id not in by_id:
        known = {item.id for item in workspace.rounds}
        if round_id in known:
            why = f"“{round_id}”不是核验当前轮次 {workspace.current.id} 的"
        else:
            why = f"没有轮次“{round_id}”"
        suitable = [item.id for item in chosen if item.findings or item.unscored]
        raise UnsuitableRoundError(why + offered(round_id, suitable, "能出意见书的有"))
    round_ = by_id[round_id]
    if not (round_.findings or round_.unscored):
        raise UnsuitableRoundError(f"轮次“{round_id}”还没有填写认定，做不了评查意见书")
    return _narrowed(workspace, [round_])


def of_one_kind(workspace: Workspace, assessment: Assessment) -> tuple[Workspace, Assessment]:
    """The workspace as its inspections verify it, where mocks stand beside; else as it is."""
    chosen = [
        item
        for item in verifying(workspace.rounds, workspace.current)
        if item.findings or item.unscored
    ]
    inspections = [item for item in chosen if item.kind == "inspection"]
    if not inspections or len(inspections) == len(chosen):
        return workspace, assessment
    return _narrowed(workspace, inspections)


def left_aside(workspace: Workspace, narrowed: Workspace) -> tuple[str, ...]:
    """The mocks with marks of which the paper does not speak."""
    kept = {item.id for item in narrowed.rounds}
    chosen = verifying(workspace.rounds, workspace.current)
    return tuple(
        item.id for item in chosen if item.kind == "mock" and item.findings and item.id not in kept
    )


def _narrowed(workspace: Workspace, chosen: Collection[Round]) -> tuple[Workspace, Assessment]:
    ids = {item.id for item in chosen}
    others = {item.id for item in verifying(workspace.rounds, workspace.current)} - ids
    rounds = tuple(item for item in workspace.rounds if item.id not in others)
    narrowed = workspace.without(rounds=rounds)
    return narrowed, narrowed.assess()
