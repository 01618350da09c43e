"""From the gaps of the current round to the ledger: what to open, what to update,
what to look at. Changes nothing.

An item answers for one cause of loss of one indicator. As long as such an item stands in the ledger
none is opened for it again: an open one gets the new figure, a closed one is proposed for
reopening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.engine import Assessment, NodeResult
from scoring.engine.scores import ZERO
from scoring.indicators.model import IndicatorTree
from scoring.rectification.ledger import OWN_SOURCES, RectificationItem
from scoring.rectification.measures import ProposedMeasure, proposed_measures
from scoring.rectification.state import VETO_MARK, found_untrue, gap_of, in_doubt
from scoring.storage import Bare, Quoted
from scoring.values import format_fixed, number

NUMBERED = re.compile(r"R(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Update:
    """A new figure for ``lost`` of an open item, as text."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a sync would do. ``created`` are whole records; ``cleared`` are open items whose loss is
    gone beyond doubt, ``back`` closed ones whose loss stands. ``passed`` are created items whose
    date in the tree has gone by: they have none.
    """

    created: tuple[dict[str, Any], ...]
    updated: tuple[Update, ...]
    cleared: tuple[str, ...]
    back: tuple[str, ...]
    unchanged: int
    passed: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.created or self.updated)


def lost_text(lost: Fraction) -> str:
    """Points as the ledger states them: two decimals, more only where two would show nothing."""
    text = format_fixed(lost)
    # A loss must not read 0.00: it would look mended.
    if lost and not number(text):
        return format_fixed(lost, 6)
    return text


def opening(on: date, by: str) -> dict[str, Any]:
    """The event with which an item begins."""
    return {Bare("on"): on, "do": "open", "by": by}


def next_ids(taken: Iterable[str]) -> Iterator[str]:
    """R0001, R0002 …, behind the highest that was ever taken."""
    numbers = [int(match[1]) for match in map(NUMBERED.fullmatch, taken) if match]
    # Behind every number ever taken: one that was used for something else would mislead.
    at = max(numbers, default=0)
    while True:
        at += 1
        yield f"R{at:04d}"


def propose(
    assessment: Assessment,
    ledger: Sequence[RectificationItem],
    *,
    today: date,
    by: str,
    due: date | None,
    taken: Iterable[str],
) -> Proposals:
    """Compares the losses with the ledger. ``due`` stands in where the tree gives no date or one
    that has passed: an item must not be overdue on the day on which it is opened. ``taken`` are ids
    that were used before.
    """
    nodes = assessment.by_code
    own = [item for item in ledger if item.source in OWN_SOURCES and item.part_of is None]
    answered: dict[tuple[str | None, str], RectificationItem] = {}
    # An open one answers before a closed one: it comes last.
    for item in sorted(own, key=lambda item: not item.closed):
        answered[item.indicator, item.cause] = item
    opened = [*_vetoes(assessment, own, due), *_gaps(assessment, answered, today, due)]
    ids = next_ids([*(item.id for item in ledger), *taken])
    created = tuple(
        {"id": next(ids), **record, "events": [opening(today, by)]}
        for _, _, record in sorted(opened, key=lambda entry: (entry[0], -entry[1]))
    )
    updated, cleared, back, same = [], [], [], 0
    untrue = found_untrue(nodes)
    for item in ledger:
        gap = gap_of(item, nodes)
        if item.closed:
            # An open item for the same loss answers for it; the closed one stays closed then.
            if gap and answered[item.indicator, item.cause] is item:
                back.append(item.id)
        elif gap == 0 and not in_doubt(item, nodes, untrue):
            cleared.append(item.id)
        elif gap and item.lost != number(lost_text(gap)):
            before = "" if item.lost is None else lost_text(item.lost)
            updated.append(Update(item.id, before, lost_text(gap)))
        else:
            same += 1
    passed = () if due else _without_date(created, assessment.tree, today)
    return Proposals(created, tuple(updated), tuple(cleared), tuple(back), same, passed)


def _without_date(
    created: Iterable[Mapping[str, Any]], tree: IndicatorTree, today: date
) -> tuple[str, ...]:
    """The new items that have no date because that of the tree has gone by."""
    return tuple(
        str(record["id"])
        for record in created
        if "indicator" in record and _passed(_stated(tree, str(record["indicator"])), today)
    )


Wanted = tuple[int, Fraction, dict[str, Any]]
"""A record to be opened, with its rank and what can be won back."""


def _vetoes(
    assessment: Assessment, own: Sequence[RectificationItem], due: date | None
) -> Iterator[Wanted]:
    """The triggered vetoes that no item answers for; an item says by its problem's opening which
    one it is about.
    """
    deadline = {"due": due} if due else {}
    for result in assessment.vetoes:
        label = f"{VETO_MARK}{result.veto.code}"
        # With the colon behind it: 一票否决V1 does not open 一票否决V10.
        answered = any(f"{item.problem}：".startswith(f"{label}：") for item in own)
        if not result.triggered or answered:
            continue
        record: dict[str, Any] = {
            "source": "self",
            "cause": "other",
            "problem": f"{label}：{result.veto.name}",
            **deadline,
            "measures": [{"text": "查清原因，消除影响，向上级说明", **deadline}],
        }
        yield 0, ZERO, record


def _gaps(
    assessment: Assessment,
    answered: Mapping[tuple[str | None, str], RectificationItem],
    today: date,
    due: date | None,
) -> Iterator[Wanted]:
    """The losses that no item answers for."""
    for item in assessment.leaves():
        rank = 1 if item.node.record.binding else 2
        for proposed in proposed_measures(item):
            if (item.node.code, proposed.cause) not in answered:
                yield rank, proposed.lost, _record(item, proposed, assessment.tree, today, due)


def _record(
    item: NodeResult, proposed: ProposedMeasure, tree: IndicatorTree, today: date, due: date | None
) -> dict[str, Any]:
    path = tree.path(item.node.code)
    # The date of the tree goes before the one that somebody gave for all of them.
    stated = _stated(tree, item.node.code)
    if stated is None or _passed(stated, today):
        # An item must not be overdue on the day on which it is opened.
        stated = due
    support = next((node.record.support for node in reversed(path) if node.record.support), ())
    deadline = {} if stated is None else {"due": stated}
    return {
        "indicator": Quoted(item.node.code),
        "source": _source(item, proposed),
        "cause": proposed.cause,
        "problem": proposed.problem,
        "lost": lost_text(proposed.lost),
        "lead": list(item.node.lead),
        "support": list(support),
        **deadline,
        "measures": [{"text": proposed.measure, **deadline}],
    }


def _stated(tree: IndicatorTree, code: str) -> date | str | None:
    """The date of the indicator, or of the nearest above it that has one."""
    return next(
        (node.record.due for node in reversed(tree.path(code)) if node.record.due is not None), None
    )


def _passed(stated: date | str | None, today: date) -> bool:
    return isinstance(stated, date) and stated < today


def _source(item: NodeResult, proposed: ProposedMeasure) -> str:
    """Who found it: the inspector what he cut, and what stands without any claim of our own."""
    leaf = item.leaf
    if leaf is None or leaf.verified is None:
        return "self"
    # What the county claimed and could not carry it could have found itself.
    if proposed.cause != "inspection" and leaf.claim is not None:
        return "self"
    return "mock" if leaf.verified.mock else "inspection"
