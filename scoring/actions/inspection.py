"""What inspectors do with marks that stand: settle what others differ about, and take a mark back.

Each is a plan for a change set, judged on what stands under the lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.actions.authority import acting, named
from scoring.actions.lookup import leaf_of, round_of
from scoring.actions.rights import Thing, may
from scoring.actions.rounds import writable
from scoring.indicators.model import Indicator
from scoring.inspection.avoidance import barred_arbiter
from scoring.rounds.disagreements import disagreements
from scoring.rounds.finding import Finding, outcome
from scoring.rounds.model import Round
from scoring.rounds.parts import assigned_to
from scoring.rounds.verification import arbitrates, inspectors, verifying
from scoring.storage import DROP, Quoted
from scoring.values import format_short
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet, RefusedError

WITHDRAWN = "withdrawn"


def arbitrate(
    changes: ChangeSet,
    code: str,
    finding: Mapping[str, Any],
    *,
    round_id: str,
    expected: str | None = None,
) -> str:
    """Settles what inspectors differ about, with a finding that goes before theirs; gives its
    version.

    ``finding`` is one of an inspection (``score`` and ``reason``, ``opinion`` …). It is refused
    where nobody differs, where the author's own mark is one of those that differ, and where it
    would take the place of one of them.
    """
    workspace = changes.workspace
    node, round_ = leaf_of(workspace, code), inspecting(workspace, round_id)
    by = acting(changes, "arbitrate", Thing.indicator(node, workspace.units))
    if not by:
        raise RefusedError("仲裁要写明是谁仲裁的")
    writable(workspace, round_, changes.author.at)
    if reason := _why_not_settled(workspace, round_, node, by):
        raise RefusedError(reason)
    settled = {**_claimed(workspace, code), **finding}
    if not round_.head.arbitration:
        # In a round that is an arbitration as a whole every mark is one; elsewhere it has to say so.
        settled["arbitrates"] = True
    settled["by"] = by
    change = Change("finding", round_.file, code, settled, whole=True, expected=expected)
    return changes.change(change)


def _why_not_settled(workspace: Workspace, round_: Round, node: Indicator, by: str) -> str:
    """Why a difference is not settled here by this person, in Chinese; "" where it may be."""
    code, current = node.code, workspace.current
    rivals = [one for one in verifying(workspace.rounds, current) if one.kind == round_.kind]
    if round_ not in rivals:
        return f"{round_.id} 不是核验当前轮次 {current.id} 的，不能在里面仲裁"
    if own := barred_arbiter(workspace, by, code, round_.kind, rivals):
        return own
    apart = disagreements(workspace.rounds, current, workspace.tree, workspace.head.inspection)
    if (code, round_.kind) not in {(item.node.code, item.kind) for item in apart}:
        return f"“{code} {node.name}”没有不同的评分，不用仲裁"
    standing = _mark(round_, code)
    if standing is not None and not arbitrates(round_, standing):
        givers = "、".join(inspectors(round_, standing)) or round_.id
        return (
            f"{round_.id} 里已有{givers}对“{code}”的评分，仲裁写进另一个轮次（round new "
            "--arbitration）"
        )
    return ""


def _claimed(workspace: Workspace, code: str) -> dict[str, str]:
    """What was claimed when a mark was given, so that a later change of the claim is noticed."""
    leaf = workspace.assess().by_code[code].leaf
    if leaf is None or leaf.claim is None:
        return {}
    return {"claimed": format_short(leaf.claim.score)}


def _mark(round_: Round, code: str) -> Finding | None:
    """The mark of an indicator in a round, one without a score too."""
    return round_.findings.get(code) or round_.unscored.get(code)


def withdraw(changes: ChangeSet, code: str, note: str, *, round_id: str) -> Finding:
    """Takes a mark back: it counts no more, and stays on record with the reason; gives what it was.

    Whoever gave it may, and who leads the inspection. A mark can be given again afterwards.
    """
    workspace = changes.workspace
    node, round_ = leaf_of(workspace, code), inspecting(workspace, round_id)
    if not note.strip():
        raise RefusedError("撤回评分要写明理由")
    finding = _mark(round_, code)
    if finding is None:
        raise RefusedError(f"{round_.id} 里没有“{code}”的评分，不用撤回")
    by = _withdrawing(changes, round_, finding, code)
    writable(workspace, round_, changes.author.at)
    entry: dict[str, Any] = {"on": changes.author.on, "by": by, "note": note.strip()}
    if finding.scored and finding.not_applicable is None:
        entry["score"] = format_short(outcome(node, finding).score)
    if finding.reason:
        entry["reason"] = finding.reason
    # Codes in quotes, as in the findings: 1.10 would be read as a number.
    before = {
        Quoted(key): [_plain(item) for item in items]
        for key, items in round_.head.withdrawn.items()
    }
    # Out of the findings, so that nothing counts it by mistake; on record beside them.
    changes.change(Change("finding", round_.file, code, value=DROP))
    history = {**before, Quoted(code): [*before.get(Quoted(code), []), entry]}
    changes.change(Change("setting", round_.file, WITHDRAWN, value=history))
    return finding


def inspecting(workspace: Workspace, round_id: str) -> Round:
    """A round of inspectors. Raises :class:`RefusedError` for a self-assessment."""
    round_ = round_of(workspace, round_id)
    if round_.kind == "self":
        raise RefusedError(f"“{round_.id}”是自评轮次，没有评查人员的评分")
    return round_


def _withdrawing(changes: ChangeSet, round_: Round, finding: Finding, code: str) -> str:
    workspace = changes.workspace
    people, by = workspace.people, named(workspace, changes.author.by)
    if not by:
        raise RefusedError("撤回评分要写明是谁撤回的")
    givers = inspectors(round_, finding)
    if any(people.same_hand(giver, by) for giver in givers):
        return by
    node = workspace.tree.by_code[code]
    assigned = assigned_to(round_.head.assignments, code, workspace.tree)
    thing = Thing.indicator(node, workspace.units, assigned)
    if people.roled and may(by, "arbitrate", thing, people=people, units=workspace.units) is None:
        return by
    who = "、".join(givers) or "评分的人"
    raise RefusedError(f"{round_.id} 对“{code}”的评分由{who}或者评查组长撤回，不能由{by}撤回")


def _plain(record: Any) -> dict[str, Any]:
    entry: dict[str, Any] = record.model_dump(exclude_none=True)
    if "score" in entry:
        entry["score"] = format_short(entry["score"])
    return entry
