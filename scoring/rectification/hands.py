"""Two hands: whose hands are on an item already, and what they may therefore not do to it.

Whoever submitted, supplied or accepted the evidence of an item, or is its person in charge, does
not sign it off and does not approve its extension. A deputy is the same hand as the person
deputised, and a name the same hand however it is spelt. Who supplied a piece say register and
journal together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.people import People
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.ledger import Event, RectificationItem


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who had a hand in an item, and as what."""

    name: str
    part: str


def hands_on(item: RectificationItem, proofs: Proofs) -> Iterator[Hand]:
    """Everybody who submitted, supplied or accepted the evidence of an item,
    and the person in charge.
    """
    evidence: dict[str, None] = {}
    for event in item.standing:
        if event.do == "submit":
            evidence |= dict.fromkeys(event.evidence)
            if event.by:
                yield Hand(event.by, "申报的人")
    for ident in evidence:
        record = proofs.records.get(ident)
        if record is None:
            continue
        for name in proofs.suppliers(ident):
            # Whoever registered a piece for another unit supplied it as far as two hands go.
            part = "提供人" if name == record.by else "登记人"
            yield Hand(name, f"佐证 {ident} 的{part}")
        if record.review.state == "accepted" and record.review.by:
            yield Hand(record.review.by, f"佐证 {ident} 的审核人")
    # The person in charge answers for the work, whoever submitted it.
    if item.person:
        yield Hand(item.person, "责任人")


def barred(item: RectificationItem, do: str, person: str, people: People, proofs: Proofs) -> str:
    """Why this hand may not do it to the item, in Chinese; "" where it may.

    ``do`` is an event, or ``approve`` for the one who approves an extension.
    """
    for hand in hands_on(item, proofs):
        if not people.same_hand(hand.name, person):
            continue
        # Giving work back favours nobody, so only the one who submitted is kept from it.
        if do in {"close", "approve", "review"} or (
            do in {"return", "reopen"} and hand.part == "申报的人"
        ):
            return _told(item, do, person, hand, people)
    # Applying is no part in the work, but nobody grants his own application.
    if do == "approve":
        applicant = item.applied.by if item.applied else None
        if applicant and people.same_hand(applicant, person):
            return _told(item, do, person, Hand(applicant, "申请延期的人"), people)
    return ""


WORDS = {
    "close": "销号",
    "approve": "批准延期",
    "return": "退回",
    "reopen": "重新打开",
    "review": "复查",
}


def _told(item: RectificationItem, do: str, person: str, hand: Hand, people: People) -> str:
    name = people.name(person)
    known = people.find(person)
    owner = people.name(hand.name)
    deputy = known is not None and known.deputy_of is not None and owner != known.name
    part = f"代理{owner}，{owner}是{hand.part}" if deputy else f"是{hand.part}"
    return f"{item.id} 不能由{name}{WORDS[do]}：{name}{part}，{WORDS[do]}要由另一个人"


def second_hand(event: Event, person: str, people: People) -> str:
    """Why somebody may not correct an event: it was the own one; "" where it was another's."""
    if event.by and people.same_hand(event.by, person):
        return f"这一步是{people.name(event.by)}办的，更正要由另一个人"
    return ""
