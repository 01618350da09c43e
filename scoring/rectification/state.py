"""Where each item stands on a day: colour, days overdue, what the score says about it, and its
place in the order.

Nothing here is stored: a colour set by hand would be wrong the next morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from scoring.engine import CAUSES, NodeResult
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import ZERO
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.ledger import OWN_SOURCES, Measure, RectificationItem
from scoring.values import ONGOING, format_fixed, natural_key

Colour = Literal["红", "黄", "蓝", "无"]
COLOURS: tuple[Colour, ...] = ("红", "黄", "蓝", "无")
NEAR = 7
"""Within so many days of its date an item is 蓝."""

VETO_MARK = "一票否决 "
"""How the problem of an item opens that stands for a triggered veto; its code follows."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about an item that a person should look into.
    ``kind`` is for programs, ``text`` for readers.
    """

    kind: Literal["gap_closed", "gap_back", "evidence", "late", "applied", "objection", "review"]
    text: str


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item on a day. ``rank``: 0 veto, 1 binding indicator, 2 other; ``gap`` is the loss that
    stands now, None where the item follows from no loss.
    """

    item: RectificationItem
    colour: Colour
    overdue_days: int
    rank: int
    gap: Fraction | None
    flags: tuple[Flag, ...]


def overdue_days(item: RectificationItem, today: date) -> int:
    """How many days past its date; 0 for closed items, and for those without a date."""
    due = item.deadline
    if isinstance(due, date) and due < today and not item.closed:
        return (today - due).days
    return 0


def colour(item: RectificationItem, today: date) -> Colour:
    """红 overdue; 黄 behind: returned, a measure or a review missed;
    蓝 within a week of its date; else 无.
    """
    due = item.deadline
    if item.closed:
        return "无"
    if overdue_days(item, today):
        return "红"
    if item.status == "退回" or review_missed(item, today):
        return "黄"
    # Submitted, the item waits for others: its unit is not behind with a measure any more.
    if item.status != "待验收" and any(_late(item, today)):
        return "黄"
    if isinstance(due, date) and (due - today).days <= NEAR:
        return "蓝"
    return "无"


def review_missed(item: RectificationItem, today: date) -> bool:
    """Whether the day on which an item that goes on for ever was
    to be looked at again has passed.
    """
    planned = item.next_review
    return not item.closed and item.deadline == ONGOING and planned is not None and planned < today


def measure_due(item: RectificationItem, measure: Measure) -> date | str | None:
    """When a measure is due: one that has the item's own date moves
    with it when the item is extended.
    """
    if measure.due == item.due:
        return item.deadline
    return measure.due


def _late(item: RectificationItem, today: date) -> Iterable[bool]:
    for measure in item.measures:
        due = measure_due(item, measure)
        yield (
            isinstance(due, date) and due < today and (measure.done is None or measure.done > today)
        )


def gap_of(item: RectificationItem, nodes: Mapping[str, NodeResult]) -> Fraction | None:
    """The loss, in points of the whole, from which an item follows;
    None where it follows from none.

    What an item was broken down to answers for a unit's share of the work: the loss stays with the
    item itself.
    """
    if item.part_of is not None:
        return None
    node = nodes.get(item.indicator or "")
    if node is None or item.source not in OWN_SOURCES or item.cause not in CAUSES:
        return None
    # A policy gives the points of 不适用: there is nothing that work could win back.
    if node.leaf is not None and node.leaf.given is not None:
        return ZERO
    lost: Fraction = getattr(node.marks.losses, item.cause)
    return lost * node.factor


def states(
    ledger: Iterable[RectificationItem],
    nodes: Mapping[str, NodeResult],
    proofs: Proofs,
    today: date,
) -> list[ItemState]:
    """Every item on ``today``, in the order of priority: open before closed, vetoes, binding
    indicators, the others, each by what can be won back.
    """
    items = tuple(ledger)
    still_open = {_key(item) for item in items if not item.closed}
    untrue = found_untrue(nodes)
    found = [_state(item, nodes, proofs, today, still_open, untrue) for item in items]
    return sorted(
        found,
        key=lambda state: (
            state.item.closed,
            state.rank,
            # The loss of the day of opening, so that the order does
            # not change under the reader's hands.
            -(state.item.lost or ZERO),
            natural_key(state.item.id),
            state.item.id,
        ),
    )


def rank(item: RectificationItem, nodes: Mapping[str, NodeResult]) -> int:
    """0 for a veto, 1 for a binding indicator, 2 for all others."""
    if item.indicator is None and item.problem.startswith(VETO_MARK):
        return 0
    node = nodes.get(item.indicator or "")
    if node is not None and node.node.record.binding:
        return 1
    return 2


def _key(item: RectificationItem) -> tuple[str | None, str, bool]:
    return item.indicator, item.cause, item.source in OWN_SOURCES


def _state(
    item: RectificationItem,
    nodes: Mapping[str, NodeResult],
    proofs: Proofs,
    today: date,
    still_open: set[tuple[str | None, str, bool]],
    untrue: frozenset[str],
) -> ItemState:
    gap = gap_of(item, nodes)
    flags = [*_notes(item, today)]
    if not item.closed and gap == 0 and not in_doubt(item, nodes, untrue):
        next_step = "可以销号" if item.status == "待验收" else "可申请销号"
        flags.append(Flag("gap_closed", f"失分已消除，{next_step}"))
    # Where another item is open for the same loss, it answers for it.
    if item.closed and gap and _key(item) not in still_open:
        flags.append(Flag("gap_back", f"销号后仍失 {format_fixed(gap)} 分，应重新打开"))
    if item.closed:
        flags += [Flag("evidence", f"{why}，应重新打开") for why in weak_proofs(item, proofs)]
    return ItemState(
        item, colour(item, today), overdue_days(item, today), rank(item, nodes), gap, tuple(flags)
    )


def _notes(item: RectificationItem, today: date) -> Iterable[Flag]:
    """What the history of an item says that a list has to tell:
    late extensions, what waits for an answer.
    """
    if item.extended_late:
        yield Flag("late", "逾期后延期")
    if item.closed:
        return
    if item.applied is not None:
        yield Flag("applied", f"申请延期至 {item.applied.to}，待批准")
    for unit, event in item.receipts.items():
        if event.do == "object":
            yield Flag("objection", f"{unit}有异议，待答复：{event.note}")
    if review_missed(item, today):
        yield Flag("review", f"应于 {item.next_review} 复查，没有复查")


def found_untrue(nodes: Mapping[str, NodeResult]) -> frozenset[str]:
    """The pieces of evidence that the verification found untrue, under whichever indicator."""
    checks = (node.leaf.verified for node in nodes.values() if node.leaf is not None)
    return frozenset(
        ident for check in checks if check is not None for ident in check.finding.untrue
    )


def in_doubt(
    item: RectificationItem, nodes: Mapping[str, NodeResult], untrue: frozenset[str]
) -> bool:
    """Whether nobody may say yet that the loss of an open item is gone.

    So it is where the item was reopened and not answered since, and where a piece was found untrue
    on which it was submitted or on which the evidence of its indicator rests.
    """
    moves = [event.do for event in item.standing if event.do in {"submit", "reopen"}]
    # Somebody has seen it fail: figures alone do not clear it.
    if moves and moves[-1] == "reopen":
        return True
    resting = set(item.submission.evidence) if item.submission else set()
    node = nodes.get(item.indicator or "")
    if item.cause == "evidence" and node is not None and node.leaf is not None:
        resting |= _resting_on(node.leaf)
    return not untrue.isdisjoint(resting)


def _resting_on(leaf: LeafResult) -> set[str]:
    """The pieces on which a leaf's evidence rests, or rested before the verification."""
    pieces = {ident for met in leaf.support.requirements for ident in met.carried_by}
    if leaf.verified is not None:
        pieces.update(leaf.verified.finding.untrue)
    return pieces


def weak_proofs(item: RectificationItem, proofs: Proofs) -> list[str]:
    """What is wrong now with the evidence on which an item was submitted."""
    given = item.submission.evidence if item.submission else ()
    return [why for why in (proofs.objection(ident) for ident in given) if why]


def happened_later(ledger: Iterable[RectificationItem], today: date) -> list[date]:
    """The days of what is recorded as done after ``today``:
    a status of that day would not have been known.
    """
    return sorted(event.on for item in ledger for event in item.events if event.on > today)
