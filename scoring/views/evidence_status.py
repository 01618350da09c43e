"""How a piece of evidence stands under each indicator that it is offered for: it may carry one and
fail another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.engine import Assessment
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.support import Met
from scoring.workspace import Workspace

Kind = Literal["counts", "reference", "fails"]
Doubts = Mapping[str, tuple[tuple[str, str], ...]]
"""By record, the indicators whose verifying finding calls it untrue, and the words for it."""
VALID, PARTLY, REFERENCE, VAIN = "有效", "部分有效", "参考", "不起作用"
NOT_ASKED = "该指标不要求佐证"


@dataclass(frozen=True, slots=True)
class Under:
    """A piece under one indicator. ``reason`` says why it does not count there (``reference``: none
    is asked for).

    ``review`` is 待复审 or 待审核 where it counts and the review is open; ``doubt`` names other
    indicators for which the verification found the piece untrue: here it counts until somebody has
    looked again.
    """

    code: str
    kind: Kind
    reason: str = ""
    review: str = ""
    doubt: str = ""

    @property
    def counts(self) -> bool:
        """Whether it carries a claim here."""
        return self.kind == "counts"

    @property
    def words(self) -> str:
        """The state in words, as a column of a table prints it."""
        if self.kind == "counts":
            return "，".join(part for part in (VALID, self.review, doubtful(self.doubt)) if part)
        if self.kind == "reference":
            return f"{REFERENCE}，{self.reason}"
        return f"{VAIN}：{self.reason}"


def doubtful(doubt: str) -> str:
    """The words for a piece that counts, and was found untrue elsewhere; else ""."""
    if doubt:
        return f"待复核（{doubt}）"
    return ""


def doubts(assessment: Assessment) -> Doubts:
    """Which pieces the verification found untrue."""
    untrue: dict[str, tuple[tuple[str, str], ...]] = {}
    for item in assessment.leaves():
        if item.leaf is None or item.leaf.verified is None:
            continue
        verified = item.leaf.verified
        label = "模拟核验认定不实" if verified.mock else "核验认定不实"
        for ident in verified.finding.untrue:
            untrue[ident] = (*untrue.get(ident, ()), (item.node.code, label))
    return untrue


def doubt_at(code: str, found: Sequence[tuple[str, str]]) -> str:
    """The findings of untruth that concern other indicators than ``code``."""
    return "；".join(f"{other} {label}" for other, label in found if other != code)


def under(
    workspace: Workspace, code: str, record: Evidence, proofs: Sequence[Proof], untrue: Doubts
) -> Under:
    """How the piece stands under the indicator ``code``; ``proofs`` are those for it, ``untrue``
    those found so.
    """
    support = workspace.supports.get(code)
    requirements = support.requirements if support else ()
    if any(record.id in met.carried_by for met in requirements):
        doubt = doubt_at(code, untrue.get(record.id, ()))
        return Under(code, "counts", review=_review(workspace, record), doubt=doubt)
    reason = (
        # The most telling first: why the requirement refused it, what is wrong with it anywhere,
        # and only then that nobody has confirmed it.
        _in_vain(record.id, requirements)
        or "；".join(workspace.standings[record.id].reasons)
        or _unconfirmed(proofs)
    )
    if reason:
        return Under(code, "fails", reason)
    if support is not None and not requirements:
        return Under(code, "reference", NOT_ASKED)
    if requirements:
        return Under(code, "fails", "与佐证要求不符")
    return Under(code, "fails", "没有对应到末级指标" if code or proofs else "没有对应到指标")


def _review(workspace: Workspace, record: Evidence) -> str:
    """What is still to be done with a piece that counts."""
    if workspace.standings[record.id].stale:
        return "待复审"
    return "待审核" if record.review.state == "pending" else ""


def _in_vain(ident: str, requirements: Iterable[Met]) -> str:
    """Why a piece that was offered for a requirement does not carry it; "" where it was not."""
    reasons = (why for met in requirements for piece, why in met.in_vain if piece == ident)
    return next(reasons, "")


def _unconfirmed(proofs: Sequence[Proof]) -> str:
    if proofs and all(proof.state == "proposed" for proof in proofs):
        return "对应关系尚未确认"
    return ""


def overall(states: Sequence[Under]) -> tuple[str, str]:
    """A piece as a whole, over the indicators that it is offered for: the word for its state, and
    the remark to it.
    """
    counting = [item for item in states if item.counts]
    failing = [item for item in states if item.kind == "fails"]
    reviews = _unique(item.review for item in counting)
    if counting and failing:
        return PARTLY, "；".join([*_failures(failing), *_open(counting), *reviews])
    if counting:
        return VALID, "；".join([*reviews, *_unique(doubtful(item.doubt) for item in counting)])
    if failing:
        reasons = (part for item in failing for part in item.reason.split("；"))
        return VAIN, "；".join(_unique(reasons))
    return REFERENCE, NOT_ASKED


def _failures(failing: Sequence[Under]) -> list[str]:
    """Each reason with the indicators that it holds for."""
    reasons = _unique(item.reason for item in failing)
    return [f"{_codes(failing, reason)} {reason}" for reason in reasons]


def _open(counting: Sequence[Under]) -> list[str]:
    """The indicators for which a piece counts until somebody has looked at it again."""
    codes = [item.code for item in counting if item.doubt]
    return [f"{'、'.join(codes)} 待复核"] if codes else []


def _codes(failing: Sequence[Under], reason: str) -> str:
    return "、".join(item.code for item in failing if item.reason == reason)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
