"""S1: what is asked of me, what it is worth, what is missing; the same address for every role."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.actions.tasks import handlers_of
from scoring.engine import NodeResult
from scoring.values import format_fixed, percent
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.office import Office
from scoring.workbench.pages.units import leading
from scoring.workbench.people import Visitor
from scoring.workbench.routing import get
from scoring.workbench.store import Account
from scoring.workbench.views.duties import all_tasks
from scoring.workbench.views.scores import cause_shares, losses, own_leaves, total
from scoring.workbench.views.server import server_data
from scoring.workbench.views.tasks import GROUPS, Task, worth_text
from scoring.workbench.web import Answer, Call

SHOWN = 50


def home(call: Call) -> Answer:
    """The tasks of the visitor, most pressing first, and where his points are lost."""
    view, visitor = call.view, call.who
    access = Access(view, visitor)
    tasks = all_tasks(view, access)
    data = {
        "person": visitor.data(),
        "tasks": [task.data() for task in tasks if task.group != "done"],
        "total": total(view),
        "losses": losses(view, access),
    }
    return Answer(data, "home.html", _page(call, view, access, tasks, data))


def _page(
    call: Call, view: View, access: Access, tasks: list[Task], data: dict[str, Any]
) -> dict[str, Any]:
    """What the page shows besides: the tabs, the head line, the side."""
    visitor, store = call.who, call.office.store
    groups: dict[str, list[Task]] = {
        name: [task for task in tasks if task.group == name] for name in GROUPS
    }
    urgent = groups["returned"] + groups["todo"]
    of_a_unit = visitor.has("填报人", "单位审核人")
    return {
        "groups": groups,
        "names": GROUPS,
        **_list(call, view, groups, urgent),
        "urgent": urgent,
        "worth": worth_text(urgent),
        "lost_text": format_fixed(_lost(data)),
        "shares": cause_shares(data["losses"]),
        "unit": _unit_numbers(view, visitor.units) if of_a_unit else None,
        # What is new beside what is to be done; the rest stands on pages of its own.
        "notices": store.notices.of(visitor.account.id, 4),
        "drafts": store.drafts.of(visitor.account.id)[:3],
        "everything": access.everything,
        "sees_scores": access.everything or of_a_unit,
        "checks": checks(call.office, view) if visitor.has("管理员") else [],
    }


def _list(
    call: Call, view: View, groups: dict[str, list[Task]], urgent: list[Task]
) -> dict[str, Any]:
    """The tasks of the tab at hand; only those in the visitor's own hands where he asks for them."""
    tab = call.query.get("tab", "")
    if tab not in groups:
        tab = "todo"
    # What was returned is to be done as well, and more pressing than the rest.
    rows = urgent if tab == "todo" else groups[tab]
    own = _own_keys(view, call.who, rows)
    mine = bool(own) and call.query.get("mine") == "1"
    if mine:
        rows = [task for task in rows if task.key in own]
    return {
        "tab": tab,
        "own": len(own),
        "mine": mine,
        "shown": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "waiting": groups["waiting"] if tab == "todo" else [],
    }


def _own_keys(view: View, visitor: Visitor, tasks: list[Task]) -> set[str]:
    """The tasks that were put into the visitor's own hands, of all that his units have."""
    if not visitor.units:
        return set()
    return {task.key for task in tasks if visitor.name in handlers_of(view.workspace, task.key)}


def checks(office: Office, view: View) -> list[dict[str, Any]]:
    """What an administrator looks after: whether it is done, in words, and where to do it."""
    server = server_data(office)
    backup = server["backup"]
    accounts = office.store.accounts.all()
    without = _units_without_account(accounts, view)
    fresh = sum(account.must_change and not account.disabled for account in accounts)
    rows = (
        (
            not without,
            "各单位都有账号",
            f"{len(without)} 个有任务的单位还没有账号",
            "/admin/accounts",
            "发账号",
        ),
        (
            not fresh,
            "大家都改过一次性口令",
            f"{fresh} 个账号还没有用过一次性口令",
            "/admin/accounts",
            "看账号",
        ),
        (
            backup is not None and backup["hours"] <= 48,
            "两天内有备份",
            "两天内没有备份",
            "/admin/server",
            "看备份",
        ),
        (not server["disk"]["low"], "硬盘够用", "硬盘快满了", "/admin/server", "看服务器"),
        (server["encrypted"], "网页已加密", "网页没有加密，口令可能被看到", "/help", "怎么加密"),
    )
    return [
        {"good": good, "text": done if good else wanting, "url": url, "button": button}
        for good, done, wanting, url, button in rows
    ]


def _units_without_account(accounts: list[Account], view: View) -> list[str]:
    """Units that lead something, and nobody of them can log in."""
    people = view.workspace.people
    covered: set[str] = set()
    # A disabled account serves nobody, so its unit counts as one without.
    for account in accounts:
        person = people.find(account.person)
        if person is not None and not account.disabled:
            covered.update(person.units)
    return [name for name in leading(view) if name not in covered]


def _lost(data: dict[str, Any]) -> Fraction:
    """All that is lost, rounded once."""
    exact = data["losses"]["exact"]
    return sum((Fraction(value) for value in exact.values()), Fraction(0))


def _unit_numbers(view: View, units: tuple[str, ...]) -> dict[str, Any]:
    """How many indicators the units lead, how many of them are complete, and how many required
    pieces are there.
    """
    own = [item for item, _ in own_leaves(view, units)]
    required = [need for item in own if item.leaf for need in item.leaf.support.required]
    there = sum(need.met for need in required)
    share = Fraction(there, len(required)) if required else Fraction(1)
    return {
        "leaves": len(own),
        "complete": sum(_complete(item) for item in own),
        "lossy": sum(bool(item.marks.losses.total) for item in own),
        "wanted": len(required),
        "there": there,
        "share": percent(share, 0),
        # The ring on the page is a dashed circle: this much of its 170 units is drawn.
        "dash": round(float(share) * 170),
    }


def _complete(item: NodeResult) -> bool:
    """Whether nothing is left to be filled in or handed in."""
    return not item.marks.losses.unassessed and not item.marks.losses.evidence


SPOTS = (get("/", home),)
