"""The moves of an item's life: which may happen when, and whose hands they must not be.

Whoever mended an item submits it (申报); somebody else signs it off (销号). What a role may do at
all is a matter of rights and not asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.people import SYSTEM, People, spelling
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.hands import barred, second_hand
from scoring.rectification.ledger import (
    ALLOWED,
    MOVE_NAMES,
    RectificationItem,
    Step,
    correction_faults,
    first_impossible,
)
from scoring.rectification.ledger import Event as LedgerEvent
from scoring.storage import Bare
from scoring.values import ONGOING, format_fixed

Do = Step
LIFE = ("start", "submit", "return", "close", "reopen", "extend")
"""The moves that lead an item from discovery to sign-off, and the one that moves its date."""

REASONED = frozenset(
    {
        "close",
        "return",
        "reopen",
        "extend",
        "apply",
        "progress",
        "object",
        "settle",
        "correct",
        "postpone",
    }
)
"""Moves that have to say why, or what."""

UNIT_MOVES = frozenset({"progress", "receive", "object", "settle"})
"""Moves that are of one unit of the item."""


@dataclass(frozen=True, slots=True)
class Move:
    """One event that somebody asks for; ``on`` is the day that stands for today."""

    do: Do
    on: date
    by: str
    note: str = ""
    evidence: tuple[str, ...] = ()
    to: date | None = None
    approved_by: str = ""
    unit: str = ""
    next: date | None = None
    of: int | None = None
    decided_by: str = ""
    record: str = ""
    despite: str = ""
    measure: int | None = None
    was: date | str | None = None

    def event(self) -> dict[str, Any]:
        """The event as the ledger's file holds it."""
        entry = {
            Bare("on"): self.on,
            "do": self.do,
            "by": self.by,
            "unit": self.unit,
            "evidence": list(self.evidence),
            "to": self.to,
            "next": self.next,
            "of": self.of,
            "measure": self.measure,
            "was": self.was,
            "note": self.note,
            "despite": self.despite,
            "approved_by": self.approved_by,
            "decided_by": self.decided_by,
            "record": self.record,
        }
        return {key: value for key, value in entry.items() if value}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a move is judged by besides its item: the register, the people, the units of the item
    with groups by their members, the loss that stands now, and the items into which it was broken
    down.
    """

    proofs: Proofs
    people: People
    units: tuple[str, ...] = ()
    gap: Fraction | None = None
    parts: Sequence[RectificationItem] = ()


def possible(item: RectificationItem) -> list[str]:
    """The moves of the life of an item that its status allows, by their names in the file.

    What may be said of every open item (progress, receipts, corrections) is not among them.
    """
    return [do for do in LIFE if item.status in ALLOWED[do]]


def refusal(item: RectificationItem, move: Move, around: Circumstances) -> str:
    """Why the move cannot happen, in Chinese; "" when it can."""
    name = MOVE_NAMES[move.do]
    if item.status not in ALLOWED[move.do]:
        can = "、".join(f"{MOVE_NAMES[do]}（{do}）" for do in possible(item))
        return f"{item.id} 现在是“{item.status}”，不能{name}；可以：{can}"
    # A correction may say of an old step what it was; every other step follows the last one.
    if move.do != "correct" and item.newest is not None and move.on < item.newest:
        return f"{item.id} 的上一步在 {item.newest}，{name}不能早于它（今天按 {move.on}）"
    # The name that the program itself writes in is nobody who could answer for a step.
    if not spelling(move.by) or spelling(move.by) == SYSTEM:
        return f"{name}要写明是谁办的"
    if move.do in REASONED and not move.note.strip():
        lacking = "内容" if move.do == "progress" else "理由"
        return f"{name}要写明{lacking}"
    if move.do in UNIT_MOVES:
        return _no_word_of_a_unit(item, move, around)
    if move.do in _JUDGED:
        return _JUDGED[move.do](item, move, around)
    return ""


def _no_word_of_a_unit(item: RectificationItem, move: Move, around: Circumstances) -> str:
    if not move.unit:
        return f"{MOVE_NAMES[move.do]}要写明是哪个单位"
    if around.units and move.unit not in around.units:
        return f"“{move.unit}”不是 {item.id} 的牵头或责任单位；有：{'、'.join(around.units)}"
    last = item.receipts.get(move.unit)
    if move.do == "settle" and (last is None or last.do != "object"):
        return f"{move.unit}没有对 {item.id} 提出异议"
    return ""


def _no_submission(item: RectificationItem, move: Move, around: Circumstances) -> str:
    proofs = around.proofs
    if not move.evidence:
        return f"{item.id} 申报验收要写明佐证编号"
    # Told apart from what is registered and proves another indicator: the way out is another one.
    unknown = [ident for ident in move.evidence if ident not in proofs.records]
    if unknown:
        return f"{item.id} 不能申报：登记表里没有 {'、'.join(unknown)}，请先登记"
    aside = [proofs.beside_the_point(ident, item.indicator) for ident in move.evidence]
    if any(aside):
        return f"{item.id} 不能申报：{'；'.join(filter(None, aside))}"
    return _open_parts(item, around, "申报")


def _open_parts(item: RectificationItem, around: Circumstances, name: str) -> str:
    still_open = [part.id for part in around.parts if not part.closed]
    if still_open:
        return f"{item.id} 不能{name}：分解到各单位的 {'、'.join(still_open)} 还没有销号"
    return ""


def _no_closing(item: RectificationItem, move: Move, around: Circumstances) -> str:
    submission = item.submission
    if submission is None or not submission.evidence:
        return f"{item.id} 不能销号：申报时没有提交佐证"
    # A ledger from before names were asked for: whose work it was cannot be told from the file.
    if submission.by is None:
        return f"{item.id} 不能销号：申报没有写明是谁，不能确定销号的是另一个人"
    if around.people.same_hand(submission.by, move.by):
        return f"{item.id} 不能销号：{move.by} 是申报的人，销号要由另一个人"
    # Sign-off takes a hand that had no part in the item (two hands).
    if own := barred(item, "close", move.by, around.people, around.proofs):
        return own
    against = [_against(ident, item, around.proofs) for ident in submission.evidence]
    if any(against):
        return f"{item.id} 不能销号：{'；'.join(filter(None, against))}"
    # The figures may lag behind the work, so that closing stays possible, with a reason in print.
    if around.gap and not move.despite.strip():
        return (
            f"{item.id} 的指标“{item.indicator}”现在仍失 {format_fixed(around.gap)} 分；"
            "请先更新认定，确要销号的，用 --despite 另外写明理由，印在销号单和通报上"
        )
    return _open_parts(item, around, "销号")


def _against(ident: str, item: RectificationItem, proofs: Proofs) -> str:
    """What speaks against closing an item on a piece; "" for nothing."""
    return proofs.objection(ident) or proofs.beside_the_point(ident, item.indicator)


def _no_extension(item: RectificationItem, move: Move, around: Circumstances) -> str:
    if fault := _no_later_date(item, move):
        return fault
    if not spelling(move.approved_by):
        return "延期要写明新的期限和批准人"
    if own := barred(item, "approve", move.approved_by, around.people, around.proofs):
        return own
    # After an application the approver may carry it out himself: two people have had their say.
    if item.applied is None and around.people.same_hand(move.by, move.approved_by):
        return (
            f"{item.id} 没有申请过延期；{move.by} 不能自己提出、自己批准，"
            "请先由牵头单位申请（apply）"
        )
    return ""


def _no_later_date(item: RectificationItem, move: Move) -> str:
    now = item.deadline
    if now == ONGOING:
        return f"{item.id} 是持续推进的事项，没有期限，不用延期"
    if move.to is None:
        return "延期要写明新的期限和批准人"
    if move.to < move.on or (isinstance(now, date) and move.to <= now):
        return (
            f"{item.id} 现在的期限是 {now or '（未定）'}，新的期限要比它晚，"
            f"也不能早于今天（{move.on}）"
        )
    return ""


def _no_postponement(item: RectificationItem, move: Move, around: Circumstances) -> str:
    if fault := _no_new_measure_date(item, move):
        return fault
    if not spelling(move.approved_by):
        return "措施改期要写明批准人"
    if around.people.same_hand(move.by, move.approved_by):
        return f"{item.id} 的措施改期由{around.people.name(move.by)}提出，要由另一个人批准"
    return barred(item, "approve", move.approved_by, around.people, around.proofs)


def _no_new_measure_date(item: RectificationItem, move: Move) -> str:
    """Why a measure cannot get the date; it stays within the deadline of its item."""
    number = move.measure or 0
    if not 1 <= number <= len(item.measures):
        return f"{item.id} 有 {len(item.measures)} 条措施，没有第 {number} 条"
    measure = item.measures[number - 1]
    if measure.done is not None:
        return f"{item.id} 的第 {number} 条措施已于 {measure.done} 完成，不用改期"
    # Earlier is allowed too: only going back behind today makes no sense.
    if move.to is None or move.to < move.on or move.to == measure.due:
        now = measure.due or "（未定）"
        return (
            f"{item.id} 第 {number} 条措施现在的期限是 {now}，请写另一个不早于今天（{move.on}）"
            "的日期"
        )
    limit = item.deadline
    if isinstance(limit, date) and move.to > limit:
        return f"{item.id} 的时限是 {limit}，措施不能晚于它；事项本身要延期的，先申请延期（apply）"
    return ""


def _no_application(item: RectificationItem, move: Move, around: Circumstances) -> str:
    return _no_later_date(item, move)


def _no_review(item: RectificationItem, move: Move, around: Circumstances) -> str:
    if item.deadline != ONGOING:
        return (
            f"{item.id} 有期限（{item.deadline or '未定'}），到期申报验收；"
            "只有持续推进的事项定期复查"
        )
    if move.next is None or move.next <= move.on:
        return f"复查要写明下次复查的日期，晚于今天（{move.on}）"
    return barred(item, "review", move.by, around.people, around.proofs)


def _no_return(item: RectificationItem, move: Move, around: Circumstances) -> str:
    return barred(item, move.do, move.by, around.people, around.proofs)


def _no_escalation(item: RectificationItem, move: Move, around: Circumstances) -> str:
    name = MOVE_NAMES[move.do]
    if not spelling(move.decided_by):
        return f"{name}由领导决定，要写明是谁决定的"
    if not move.record.strip():
        return f"{name}要写明记录（谈话记录、移送函的编号或文号）"
    return ""


def _no_correction(item: RectificationItem, move: Move, around: Circumstances) -> str:
    number = move.of or 0
    corrected = item.model_copy(
        update={"events": (*item.events, LedgerEvent(on=move.on, do="correct", of=move.of))}
    )
    if fault := next(correction_faults(corrected, len(item.events)), ""):
        return f"{item.id}：{fault}"
    event = item.events[number - 1]
    if number in {other.of for other in item.events if other.do == "correct"}:
        return f"{item.id} 的第 {number} 步已经更正过"
    if own := second_hand(event, move.by, around.people):
        return f"{item.id}：{own}"
    # Taking a step out must not leave a history that could not have happened.
    later = first_impossible(corrected)
    if later is not None:
        return (
            f"{item.id} 的第 {number} 步更正以后，{later.on} 的{MOVE_NAMES[later.do]}就不成立，"
            "请先更正它"
        )
    return ""


_JUDGED = {
    "submit": _no_submission,
    "close": _no_closing,
    "extend": _no_extension,
    "apply": _no_application,
    "review": _no_review,
    "return": _no_return,
    "reopen": _no_return,
    "interview": _no_escalation,
    "refer": _no_escalation,
    "correct": _no_correction,
    "postpone": _no_postponement,
}
