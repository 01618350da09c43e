"""A unit's part of a round, from 下达 to 已审, and which inspector looks at what.

Both stand in the round's file, so that a copy on a stick has them. A state is never stored: it
follows from the events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from scoring.indicators.model import IndicatorTree
from scoring.schema import Record
from scoring.values import Day, Text

PartState = Literal["未下达", "已下达", "已签收", "异议", "填报中", "已报送", "退回", "已审"]
PartDo = Literal[
    "assign",
    "receive",
    "object",
    "uphold",
    "overrule",
    "fill",
    "submit",
    "recall",
    "return",
    "approve",
]

AFTER: dict[PartDo, PartState] = {
    "assign": "已下达",
    "receive": "已签收",
    "object": "异议",
    "uphold": "未下达",
    "overrule": "已签收",
    "fill": "填报中",
    "submit": "已报送",
    "recall": "填报中",
    "return": "退回",
    "approve": "已审",
}
"""The state after each event; an upheld objection (不是我单位职责) takes the task away from the
unit."""

ALLOWED: dict[PartDo, frozenset[PartState]] = {
    "assign": frozenset({"未下达"}),
    "receive": frozenset({"已下达"}),
    "object": frozenset({"已下达", "已签收"}),
    "uphold": frozenset({"异议"}),
    "overrule": frozenset({"异议"}),
    "fill": frozenset({"已下达", "已签收", "退回"}),
    "submit": frozenset({"已签收", "填报中", "退回"}),
    "recall": frozenset({"已报送"}),
    "return": frozenset({"已报送", "已审"}),
    "approve": frozenset({"已报送"}),
}
"""In which state an event may happen. Whoever fills in has taken the task; only what was handed in
is looked at."""

NAMES: dict[PartDo, str] = {
    "assign": "下达",
    "receive": "签收",
    "object": "提出异议",
    "uphold": "采纳异议",
    "overrule": "维持任务",
    "fill": "填报",
    "submit": "报送",
    "recall": "撤回报送",
    "return": "退回",
    "approve": "审定",
}
WITH_REASON: frozenset[PartDo] = frozenset({"object", "uphold", "overrule", "return"})
"""What has to say why."""

READ_ONLY: frozenset[PartState] = frozenset({"已报送", "已审"})
"""States in which the unit reads its part and no longer writes it."""


class PartEvent(Record):
    """One step of a unit's part of a round."""

    on: Day
    do: PartDo
    by: Text
    note: Text | None = None


class Locked(Record):
    """When and by whom a round was closed for writing (截止, 定稿)."""

    on: Day
    by: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class PartMove:
    """A step that somebody asks for; ``begun`` says whether 专班 has looked at anything of it since
    it was sent.
    """

    do: PartDo
    on: date
    by: str
    note: str = ""
    begun: bool = False

    def event(self) -> dict[str, Any]:
        """The event as the round's file holds it."""
        entry = {"on": self.on, "do": self.do, "by": self.by, "note": self.note}
        return {key: value for key, value in entry.items() if value}


def state_of(events: Sequence[PartEvent]) -> PartState:
    """Where a unit's part stands after its last event."""
    if events:
        return AFTER[events[-1].do]
    return "未下达"


def possible(state: PartState) -> list[PartDo]:
    """The steps that a state allows, in the order in which they usually come."""
    return [do for do, before in ALLOWED.items() if state in before]


def refusal(unit: str, events: Sequence[PartEvent], move: PartMove) -> str:
    """Why a step cannot happen, in Chinese; "" when it can.
    Who may is a matter of rights, not asked here.
    """
    state = state_of(events)
    name = NAMES[move.do]
    if state not in ALLOWED[move.do]:
        others = "、".join(NAMES[do] for do in possible(state)) or "（无）"
        return f"{unit}的任务现在是“{state}”，不能{name}；可以：{others}"
    if not move.by.strip():
        return f"{name}要写明是谁办的"
    # Events only grow in the order of time; a date in between would rewrite what was seen.
    if events and move.on < events[-1].on:
        return f"{unit}的上一步在 {events[-1].on}，{name}不能早于它（今天按 {move.on}）"
    if move.do in WITH_REASON and not move.note.strip():
        return f"{name}要写明理由"
    # What somebody has begun to look at must not change under his hands.
    if move.do == "recall" and move.begun:
        return f"{unit}报送的材料专班已开始审核，不能撤回；要改的，请专班退回"
    return ""


def history_faults(events: Sequence[PartEvent]) -> list[tuple[int, str]]:
    """What does not follow in a recorded history: the index of the event, and why."""
    faults: list[tuple[int, str]] = []
    state: PartState = "未下达"
    for index, event in enumerate(events):
        if state not in ALLOWED[event.do]:
            faults.append((index, f"在“{state}”状态下不能{NAMES[event.do]}"))
        elif event.do in WITH_REASON and not event.note:
            faults.append((index, f"{NAMES[event.do]}没有写理由"))
        if index and event.on < events[index - 1].on:
            faults.append(
                (index, f"{event.on} 的{NAMES[event.do]}早于上一步 {events[index - 1].on}")
            )
        # Taken for done all the same, so that one wrong step is told once and not at every later
        # one.
        state = AFTER[event.do]
    return faults


def assigned_to(
    assignments: Mapping[str, Sequence[str]], code: str, tree: IndicatorTree
) -> tuple[str, ...]:
    """The inspectors to whom a leaf is assigned, by itself or with a heading above it, in the order
    of the file.
    """
    # A heading that is assigned brings all its leaves.
    above = {node.code for node in tree.path(code)} | {code}
    return tuple(name for name, codes in assignments.items() if not above.isdisjoint(codes))
