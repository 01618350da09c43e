"""Who may do what: the one table of rights, for commands where a person is named and for the pages
alike.

A person may have several roles; rights add up, and anything that is not granted is refused. Whether
two hands are needed for a step, and whose they must not be, is not a right but follows from the
ledger: ``rectification.hands``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.engine import Units
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.people import APPROVING, ROLES, People, Person, Role
from scoring.rectification.ledger import RectificationItem
from scoring.values import first_few

Scope = Literal[
    "all", "own", "own_lead", "task", "round", "items", "own_items", "ledger", "brief", "accounts"
]
"""How far a right reaches.

``own``: a unit of the person leads or supports it, or leads the item; ``own_lead``: leads it;
``task``: an indicator that is assigned to the inspector; ``round``: the round that is inspected;
``items``: what belongs to rectification items; ``own_items``: of items, as the registrar of
evidence; ``ledger``, ``brief``, ``accounts``: those papers alone.
"""

Action = Literal[
    "see_scores",
    "see_evidence",
    "write_finding",
    "add_evidence",
    "withdraw_evidence",
    "hand_in",
    "recall",
    "receive",
    "ask",
    "review",
    "agree_not_applicable",
    "assign",
    "lock_round",
    "new_round",
    "set_vetoes",
    "verify",
    "arbitrate",
    "draw_sample",
    "item_open",
    "item_start",
    "item_progress",
    "item_submit",
    "item_measure",
    "item_apply",
    "item_receive",
    "item_return",
    "item_close",
    "item_extend",
    "item_approve",
    "item_reopen",
    "item_review",
    "item_escalate",
    "item_correct",
    "issue_bulletin",
    "documents",
    "see_log",
    "accounts",
    "backup",
    "accept_journal",
    "settings",
]

ACTION_NAMES: Mapping[Action, str] = {
    "see_scores": "查看指标、认定和得分",
    "see_evidence": "查看佐证材料",
    "write_finding": "填写认定",
    "add_evidence": "登记佐证、提出对应关系",
    "withdraw_evidence": "撤回本单位交的佐证",
    "hand_in": "单位报送",
    "recall": "撤回报送",
    "receive": "签收任务、提出异议",
    "ask": "问专班",
    "review": "审核佐证、确认对应关系",
    "agree_not_applicable": "同意不适用",
    "assign": "分派单位、期限和责任人",
    "lock_round": "截止、定稿",
    "new_round": "新建轮次",
    "set_vetoes": "认定一票否决",
    "verify": "核验评分",
    "arbitrate": "仲裁",
    "draw_sample": "抽样",
    "item_open": "立项",
    "item_start": "开始整改",
    "item_progress": "填报进展",
    "item_submit": "申报验收",
    "item_measure": "填写整改措施",
    "item_apply": "申请延期",
    "item_receive": "签收、提出异议",
    "item_return": "退回",
    "item_close": "销号",
    "item_extend": "延期",
    "item_approve": "批准延期",
    "item_reopen": "重新打开",
    "item_review": "复查持续推进的事项",
    "item_escalate": "决定约谈、移交",
    "item_correct": "更正记录",
    "issue_bulletin": "印发通报",
    "documents": "生成文书",
    "see_log": "查看操作记录",
    "accounts": "管理账号",
    "backup": "备份和恢复",
    "accept_journal": "认可日志的缺失",
    "settings": "更改设置",
}

TABLE: Mapping[Action, Mapping[Role, Scope]] = {
    "see_scores": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",
        "专班组长": "all",
        "评查": "task",
        "评查组长": "round",
        "督办": "all",
        "领导": "all",
    },
    "see_evidence": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",
        "专班组长": "all",
        "评查": "task",
        "评查组长": "round",
        "督办": "items",
    },
    "write_finding": {
        "填报人": "own_lead",
        "单位审核人": "own_lead",
        "专班": "all",
        "专班组长": "all",
    },
    "add_evidence": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",
        "专班组长": "all",
        "督办": "own_items",
    },
    "withdraw_evidence": {"填报人": "own", "单位审核人": "own"},
    "hand_in": {"单位审核人": "own"},
    "recall": {"单位审核人": "own"},
    "receive": {"填报人": "own", "单位审核人": "own"},
    "ask": {"填报人": "own", "单位审核人": "own"},
    "review": {"专班": "all", "专班组长": "all"},
    "agree_not_applicable": {"专班": "all", "专班组长": "all"},
    "assign": {"专班组长": "all", "督办": "items"},
    "lock_round": {"专班组长": "all"},
    "new_round": {"专班组长": "all"},
    "set_vetoes": {"专班组长": "all"},
    "verify": {"评查": "task", "评查组长": "round"},
    "arbitrate": {"评查组长": "round"},
    "draw_sample": {"评查组长": "round"},
    "item_open": {"专班组长": "all", "督办": "all"},
    "item_start": {"填报人": "own_lead", "单位审核人": "own_lead"},
    "item_progress": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",  # who collects the workbooks of the units and imports them
        "专班组长": "all",
        "督办": "all",
    },
    "item_submit": {"填报人": "own_lead", "单位审核人": "own_lead"},
    "item_measure": {"填报人": "own_lead", "单位审核人": "own_lead"},
    "item_apply": {"填报人": "own_lead", "单位审核人": "own_lead"},
    "item_receive": {"填报人": "own", "单位审核人": "own"},
    "item_return": {"专班组长": "all", "督办": "all"},
    "item_close": {"专班组长": "all", "督办": "all"},
    "item_extend": {"专班组长": "all", "督办": "all"},
    "item_approve": {},
    "item_reopen": {"专班组长": "all", "督办": "all"},
    "item_review": {"专班组长": "all", "督办": "all"},
    "item_escalate": {"专班组长": "all", "督办": "all"},
    "item_correct": {"专班组长": "all", "督办": "all"},
    "issue_bulletin": {"督办": "all"},
    "documents": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",
        "专班组长": "all",
        "评查": "round",
        "评查组长": "round",
        "督办": "ledger",
        "领导": "brief",
    },
    "see_log": {
        "填报人": "own",
        "单位审核人": "own",
        "专班": "all",
        "专班组长": "all",
        "评查": "task",
        "评查组长": "round",
        "督办": "all",
        "管理员": "accounts",
    },
    "accounts": {"管理员": "all"},
    "backup": {"管理员": "all"},
    "accept_journal": {"专班组长": "all", "管理员": "all"},
    "settings": {"管理员": "all"},
}

APPROVED: frozenset[Action] = frozenset({"item_extend", "item_approve", "item_escalate"})
"""What the ``approvers`` of the workspace may do besides what their roles grant."""

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not do something, a whole Chinese sentence, and the names of those who
    may.
    """

    message: str
    who: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Thing:
    """What an action is done to. Units are full names, groups stand for their members.

    ``assigned``: the inspectors to whom the indicator is assigned. ``in_round``: whether it belongs
    to the inspected round. ``of_item``: whether it belongs to a rectification item. ``paper``:
    ledger, brief or accounts.
    """

    label: str = ""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    in_round: bool = True
    of_item: bool = False
    paper: str = ""

    @classmethod
    def indicator(
        cls, node: Indicator, units: Units, assigned: Iterable[str] = (), *, in_round: bool = True
    ) -> Thing:
        """An indicator, with the inspectors to whom it is assigned."""
        lead = _expanded(node.lead, units)
        support = _expanded(node.record.support, units)
        return cls(f"指标 {node.code}", lead, support, tuple(assigned), in_round)

    @classmethod
    def item(cls, item: RectificationItem, units: Units) -> Thing:
        """A rectification item, or what belongs to it."""
        return cls(
            item.id, _expanded(item.lead, units), _expanded(item.support, units), of_item=True
        )

    @classmethod
    def evidence(cls, record: Evidence, tree: IndicatorTree, units: Units) -> Thing:
        """A piece of evidence: the unit that supplied it, and those of the indicators that it
        proves.
        """
        lead = [record.unit] if record.unit else []
        support: list[str] = []
        for proof in record.proves:
            # A proof under an earlier system names a code that this tree may not have.
            node = tree.by_code.get(proof.indicator)
            if node is not None:
                lead += node.lead
                support += node.record.support
        return cls(f"佐证 {record.id}", _expanded(lead, units), _expanded(support, units))

    @classmethod
    def unit(cls, name: str, units: Units) -> Thing:
        """The part of one unit."""
        return cls(units.name(name), (units.name(name),))


WHOLE = Thing()
"""The workspace as a whole."""


def scope(person: Person, action: Action) -> frozenset[Scope]:
    """How far the rights of a person reach for an action; empty where none is granted."""
    granted = TABLE[action]
    return frozenset(granted[role] for role in ROLES if role in granted and role in person.roles)


def may(
    given: str, action: Action, thing: Thing = WHOLE, *, people: People, units: Units
) -> Refusal | None:
    """Why ``given`` may not do ``action`` to ``thing``; None when it may.

    A deputy may do what the other may. An unknown person may do nothing.
    """
    if unknown := people.unknown(given):
        return Refusal(unknown, permitted(action, thing, people, units))
    person = people.find(given)
    if person is not None and allowed(person, action, thing, people, units):
        return None
    who = permitted(action, thing, people, units)
    roles = _held(person)
    name = people.name(given)
    hand = f"{name}（{'、'.join(roles)}）" if roles else name
    about = f"{thing.label} " if thing.label else ""
    return Refusal(f"{about}不能由{hand}{ACTION_NAMES[action]}；{_who_may(action, who)}", who)


def _who_may(action: Action, who: Sequence[str]) -> str:
    """The end of a refusal: whom to ask instead, by name where there is somebody."""
    if not who:
        # What no role is granted is for those who approve (批准延期).
        roles = "、".join(TABLE[action] or APPROVING)
        return f"要由{roles}办，人员名单里还没有这样的人"
    return f"可以的有：{first_few(who, MOST_NAMED, ' 等 {count} 人')}"


def permitted(action: Action, thing: Thing, people: People, units: Units) -> tuple[str, ...]:
    """The names of those who may do ``action`` to ``thing``, in the order of the file."""
    return tuple(
        name
        for name, person in people.persons.items()
        if allowed(person, action, thing, people, units)
    )


def allowed(person: Person, action: Action, thing: Thing, people: People, units: Units) -> bool:
    """Whether the rights of a known person cover the thing."""
    if action in APPROVED and _is_one_of(person, people.approvers, people):
        return True
    own = set(map(units.name, person.units))
    return any(_covers(reach, person, own, thing, people) for reach in scope(person, action))


def _is_one_of(person: Person, names: Iterable[str], people: People) -> bool:
    """Whether a person, or the deputy of one, is among those named."""
    return any(people.same_hand(person.name, name) for name in names)


def _covers(reach: Scope, person: Person, own: set[str], thing: Thing, people: People) -> bool:
    match reach:
        case "all":
            return True
        case "own":
            return not own.isdisjoint((*thing.lead, *thing.support))
        case "own_lead":
            return not own.isdisjoint(thing.lead)
        case "task":
            return _is_one_of(person, thing.assigned, people)
        case "round":
            return thing.in_round
        case "items" | "own_items":
            return thing.of_item
        case _:
            return thing.paper == reach


def _expanded(names: Iterable[str], units: Units) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(unit for name in names for unit in (units.name(name), *units.expand(name)))
    )


def _held(person: Person | None) -> tuple[str, ...]:
    if person is None:
        return ()
    return tuple(role for role in ROLES if role in person.roles)
