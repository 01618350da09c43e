"""A workspace ready to be tried: people for every name in its files, and an account for each
role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.actions.drawing import draw_once, second_round
from scoring.actions.lookup import members_of
from scoring.actions.rounds import assign_inspector, move_part
from scoring.actions.samples import Draw
from scoring.actions.tasks import issue
from scoring.people import Role
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.forms import Terms
from scoring.rounds.parts import PartMove
from scoring.workbench.passwords import hashed
from scoring.workbench.store import Store
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import WORKSPACE, Author, Change, ChangeSet, Saved, carry_out, submit
from scoring.workspace.new_round import new_round

PASSWORD = "yanshi-2026-demo"  # noqa: S105 - printed for everybody who tries the example
"""The password of every trial account. It is for an invented county on this machine alone."""


@dataclass(frozen=True, slots=True)
class TrialAccount:
    """One account for trying: login, person, unit and role."""

    login: str
    name: str
    role: Role
    unit: str = ""


ACCOUNTS = (
    TrialAccount("tianbao", "陈晓芸", "填报人", "县司法局"),
    TrialAccount("shenhe", "周正平", "单位审核人", "县司法局"),
    TrialAccount("zhuanban", "王建平", "专班"),
    TrialAccount("zuzhang", "李明", "专班组长"),
    TrialAccount("pingcha", "周远", "评查"),
    TrialAccount("pingcha2", "方静怡", "评查"),
    TrialAccount("pingchazu", "何清源", "评查组长"),
    TrialAccount("duban", "许砚秋", "督办"),
    TrialAccount("lingdao", "沈维舟", "领导"),
    TrialAccount("admin", "钱学明", "管理员"),
)
SAMPLE = 24
TITLES = re.compile("^(副?县长|副?书记|副?局长|主任)")
"""What stands before a name and is none of it; the whole becomes an alias."""


def prepare(folder: Path, store: Store, today: date) -> None:
    """Names everybody whom the files name, gives the trial accounts their roles, and makes those
    that are missing.
    """
    workspace = open_workspace(folder).whole()
    known = workspace.head.people
    changes = [
        Change("person", WORKSPACE, name, fields)
        for name, fields in _people(workspace).items()
        if name not in known
    ]
    if changes:
        outcome = submit(folder, changes, Author("系统", today), "people")
        if not isinstance(outcome, Saved):
            raise RuntimeError(str(outcome))
    _inspection(folder, workspace, today)
    if not workspace.current.head.parts:
        _hand_out(folder, today)
    accounts = store.accounts
    for one in ACCOUNTS:
        if accounts.by_login(one.login) is None and accounts.of_person(one.name) is None:
            accounts.add(one.login, one.name, hashed(PASSWORD), must_change=False)


INSPECTION = "2026-inspection"
LEADER, FIRST, SECOND = "何清源", "周远", "方静怡"


def _inspection(folder: Path, workspace: Workspace, today: date) -> None:
    """An inspection to try: a drawn sample that two inspectors look at independently, each in a
    round of his own.
    """
    if any(item.id == INSPECTION for item in workspace.rounds):
        return
    by = Author(LEADER, today)
    window = workspace.current.head.window
    span = (window.start, window.end) if window else (date(today.year - 1, 1, 1), today)
    terms = Terms(
        INSPECTION,
        "inspection",
        today,
        span,
        workspace.current.id,
        group="评查一组",
        inspectors=(FIRST,),
    )

    def begin(changes: ChangeSet) -> None:
        opening = open_workspace(folder)
        new_round(changes, opening, terms, source=None, wanted_tree=None, switch=False)

    carry_out(folder, by, "round new", begin)
    wish = Draw(INSPECTION, "risk", SAMPLE, f"{today.isoformat()} 上午 县政府三楼会议室")
    carry_out(folder, by, "round sample", lambda changes: draw_once(changes, wish))
    rounds = {item.id: item for item in open_workspace(folder).whole().rounds}
    sample = rounds[INSPECTION].head.sample
    codes = sample.indicators if sample else ()
    _assign(folder, by, FIRST, codes, INSPECTION)
    beside, _ = carry_out(
        folder,
        by,
        "round new",
        lambda changes: second_round(changes, [SECOND], round_id=INSPECTION),
    )
    _assign(folder, by, SECOND, codes, str(beside))


def _assign(folder: Path, by: Author, name: str, codes: Sequence[str], round_id: str) -> None:
    carry_out(
        folder,
        by,
        "round assign",
        lambda changes: assign_inspector(changes, name, codes, round_id=round_id),
    )


def _hand_out(folder: Path, today: date) -> None:
    """Hands the current round to every unit that leads something, and lets the unit of the trial
    take it.
    """
    lead = next(account for account in ACCOUNTS if account.role == "专班组长")
    taker = next(account for account in ACCOUNTS if account.role == "单位审核人")

    def plan(changes: ChangeSet) -> None:
        units = changes.workspace.units
        names = (name for leaf in changes.workspace.tree.leaves() for name in leaf.lead)
        # Units that the tree alone names have no line in workspace.yaml, and take no task.
        chosen = sorted(set(members_of(units, names)).intersection(units.names))
        issue(changes, chosen, today, "各单位按分工填报，材料随填随传")

    def take(changes: ChangeSet) -> None:
        move_part(changes, taker.unit, PartMove("receive", today, taker.name))

    carry_out(folder, Author(lead.name, today, via="web"), "part assign", plan)
    carry_out(folder, Author(taker.name, today, via="web"), "part receive", take)


def _people(workspace: Workspace) -> dict[str, dict[str, list[str]]]:
    """Everybody with units, roles and aliases: the trial accounts, then whom ledger and register
    name.
    """
    people: dict[str, dict[str, list[str]]] = {}
    for account in ACCOUNTS:
        units = {"units": [account.unit]} if account.unit else {}
        people[account.name] = {**units, "roles": [account.role]}
    for name, unit in _named(workspace):
        _add(people, name, unit)
    inspectors = {name for round_ in workspace.rounds for name in round_.head.inspectors}
    for name, person in people.items():
        role = "评查" if name in inspectors else "专班"
        person.setdefault("roles", [role])
    return people


def _add(people: dict[str, dict[str, list[str]]], name: str, unit: str) -> None:
    """One more mention of a person: under a title it becomes an alias, with a unit it says his
    part.
    """
    bare = TITLES.sub("", name)
    person = people.setdefault(bare, {})
    if bare != name and name not in person.get("aliases", []):
        person.setdefault("aliases", []).append(name)
    if unit and "roles" not in person:
        person |= {"units": [unit], "roles": ["填报人"]}


def _named(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Every name of ledger, register and rounds, with the unit where the ledger tells it."""
    for item in workspace.ledger:
        yield from _named_by(item, workspace.units.name(item.lead[0]) if item.lead else "")
    for record in workspace.records:
        if record.review.by:
            yield record.review.by, ""
    for round_ in workspace.rounds:
        for name in round_.head.inspectors:
            yield name, ""
        for finding in round_.findings.values():
            if finding.by:
                yield finding.by, ""


def _named_by(item: RectificationItem, unit: str) -> Iterator[tuple[str, str]]:
    """The names of one item. Who starts and submits is of its unit; who decides may be anybody."""
    if item.person:
        yield item.person, unit
    for event in item.events:
        own = unit if event.do in ("start", "submit") else ""
        for name in (event.by, event.approved_by):
            if name:
                yield name, own


def accounts_text() -> str:
    """The trial accounts, one a line."""
    lines = [f"各角色的试用账号（口令都是 {PASSWORD}）："]
    for account in ACCOUNTS:
        unit = f"（{account.unit}）" if account.unit else ""
        lines.append(f"  {account.login:<10}{account.role}：{account.name}{unit}")
    return "\n".join(lines)
