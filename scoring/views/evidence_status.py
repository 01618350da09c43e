"""How a piece of evidence stands under each indicator that it is offered for: it may carry one and
fail another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.engine import Assessment
from scoring.evidence.model import Evidence, Proof
from scoring.workspace import Workspace

Kind = Literal["counts", "reference", "fails"]
Doubts = Mapping[str, tuple[tuple[str, str], ...]]
"""By record, the indicators for which its verifying finding calls it untrue, and the words for
it."""
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
    """The words for a piece that counts although it was found untrue elsewhere; "" where it was
    not.
    """
    if doubt:
        return f"待复核（{doubt}）"
    return ""


def doubts(assessment: Assessment) -> Doubts:
    """Which pieces the verification found untrue."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for item in assessment.leaves():
        check = item.leaf.verified if item.leaf else None
        for ident in check.finding.untrue if check else ():
            if check and check.mock:
                label = "模拟核验认定不实"
            else:
                label = "核验认定不实"
            found[ident] = (*found.get(ident, ()), (item.node.code, label))
    return found


def doubt_at(code: str, found: Sequence[tuple[str, str]]) -> str:
    """The findings of untruth that concern other indicators than ``code``."""
    return "；".join(f"{other} {label}" for other, label in found if other != code)


def under(
    workspace: Workspace, code: str, record: Evidence, proofs: Sequence[Proof], untrue: Doubts
) -> Under:
    """How the piece stands under the indicator ``code``; ``proofs`` are those for it, ``untrue``
    those found so.
    """
    standing = workspace.standings[record.id]
    support = workspace.supports.get(code)
    requirements = support.requirements if support else ()
    if any(record.id in met.carried_by for met in requirements):
        if standing.stale:
            review = "待复审"
        elif record.review.state == "pending":
            review = "待审核"
        else:
            review = ""
        return Under(code, "counts", review=review, doubt=doubt_at(code, untrue.get(record.id, ())))
    reason = next(
        (why for met in requirements for ident, why in met.in_vain if ident == record.id), ""
    )
    reason = reason or "；".join(standing.reasons)
    if not reason and proofs and all(proof.state == "proposed" for proof in proofs):
        reason = "对应关系尚未确认"
    if not reason and support is not None and not requirements:
        return Under(code, "reference", NOT_ASKED)
    if not reason:
        if code or proofs:
            nowhere = "没有对应到末级指标"
        else:
            nowhere = "没有对应到指标"
        reason = "与佐证要求不符" if requirements else nowhere
    return Under(code, "fails", reason)


def overall(states: Sequence[Under]) -> tuple[str, str]:
    """A piece as a whole, over the indicators that it is offered for: the word for its state, and
    the remark to it.
    """
    counting = [item for item in states if item.counts]
    failing = [item for item in states if item.kind == "fails"]
    reviews = _unique(item.review for item in counting)
    if counting and failing:
        open_ones = [item.code for item in counting if item.doubt]
        said = [
            f"{_codes(failing, reason)} {reason}"
            for reason in _unique(item.reason for item in failing)
        ]
        said += [f"{'、'.join(open_ones)} 待复核"] if open_ones else []
        return PARTLY, "；".join([*said, *reviews])
    if counting:
        return VALID, "；".join([*reviews, *_unique(doubtful(item.doubt) for item in counting)])
    parts = [part for item in failing for part in item.reason.split("；")]
    if failing:
        return VAIN, "；".join(_unique(parts))
    return REFERENCE, NOT_ASKED


def _codes(failing: Sequence[Under], reason: str) -> str:
    return "、".join(item.code for item in failing if item.reason == reason)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
