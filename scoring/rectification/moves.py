"""The moves of an item's life: which may happen when, and who may do them.

Whoever mended an item submits it (申报); somebody else signs it off (销号).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from scoring.rectification.ledger import ALLOWED, MOVE_NAMES, RectificationItem
from scoring.rectification.proofs import Proofs
from scoring.storage import Bare
from scoring.values import ONGOING

Do = Literal["start", "submit", "return", "extend", "close", "reopen"]


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

    def event(self) -> dict[str, Any]:
        """The event as the ledger's file holds it."""
        said = {
            Bare("on"): self.on,
            "do": self.do,
            "by": self.by,
            "evidence": list(self.evidence),
            "to": self.to,
            "note": self.note,
            "approved_by": self.approved_by,
        }
        return {key: value for key, value in said.items() if value}


def possible(item: RectificationItem) -> list[str]:
    """The moves that the item's status allows, by their names in the file."""
    return [do for do, before in ALLOWED.items() if item.status in before]


def refusal(item: RectificationItem, move: Move, proofs: Proofs) -> str:
    """Why the move cannot happen, in Chinese; "" when it can."""
    name = MOVE_NAMES[move.do]
    if item.status not in ALLOWED[move.do]:
        can = "、".join(f"{MOVE_NAMES[do]}（{do}）" for do in possible(item))
        return f"{item.id} 现在是“{item.status}”，不能{name}；可以：{can}"
    if item.events and move.on < item.events[-1].on:
        return f"{item.id} 的上一步在 {item.events[-1].on}，{name}不能早于它（今天按 {move.on}）"
    if not move.by.strip():
        return f"{name}要写明是谁办的"
    if move.do in ("close", "return", "reopen", "extend") and not move.note.strip():
        return f"{name}要写明理由"
    if move.do == "submit":
        return _no_submission(item, move, proofs)
    if move.do == "close":
        return _no_closing(item, move, proofs)
    return _no_extension(item, move) if move.do == "extend" else ""


def _no_submission(item: RectificationItem, move: Move, proofs: Proofs) -> str:
    if not move.evidence:
        return f"{item.id} 申报验收要写明佐证编号"
    unknown = [ident for ident in move.evidence if ident not in proofs.records]
    return f"{item.id} 不能申报：登记表里没有 {'、'.join(unknown)}，请先登记" if unknown else ""


def _no_closing(item: RectificationItem, move: Move, proofs: Proofs) -> str:
    submission = item.submission
    if submission is None or not submission.evidence:
        return f"{item.id} 不能销号：申报时没有提交佐证"
    if submission.by is None:
        return f"{item.id} 不能销号：申报没有写明是谁，不能确定销号的是另一个人"
    if submission.by.strip() == move.by.strip():
        return f"{item.id} 不能销号：{move.by} 是申报的人，销号要由另一个人"
    against = [why for why in (proofs.objection(ident) for ident in submission.evidence) if why]
    return f"{item.id} 不能销号：{'；'.join(against)}" if against else ""


def _no_extension(item: RectificationItem, move: Move) -> str:
    now = item.deadline
    if now == ONGOING:
        return f"{item.id} 是持续推进的事项，没有期限，不用延期"
    if move.to is None or not move.approved_by.strip():
        return "延期要写明新的期限和批准人"
    if move.to < move.on or (isinstance(now, date) and move.to <= now):
        return f"{item.id} 现在的期限是 {now or '（未定）'}，新的期限要比它晚，也不能早于今天（{move.on}）"
    return ""
