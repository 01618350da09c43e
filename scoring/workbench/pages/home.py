"""S1: what is asked of me, what it is worth, what is missing; the same address for every role."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.actions.tasks import handlers_of
from scoring.engine import NodeResult
from scoring.values import percent, rounded
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.office import Office
from scoring.workbench.pages.units import leading
from scoring.workbench.routing import get
from scoring.workbench.views.duties import all_tasks
from scoring.workbench.views.scores import cause_shares, losses, own_leaves, total
from scoring.workbench.views.server import server_data
from scoring.workbench.views.tasks import GROUPS, worth_text
from scoring.workbench.web import Answer, Call

SHOWN = 50


def home(call: Call) -> Answer:
    """The tasks of the visitor, most pressing first, and where his points are lost."""
    view, visitor = call.view, call.who
    access = Access(view, visitor)
    tasks = all_tasks(view, access)
    now = [task for task in tasks if task.group != "done"]
    data = {
        "person": visitor.data(),
        "tasks": [task.data() for task in now],
        "total": total(view),
        "losses": losses(view, access),
    }
    return Answer(data, "home.html", _page(call, view, access, tasks, data))


def _page(
    call: Call, view: View, access: Access, tasks: list[Any], data: dict[str, Any]
) -> dict[str, Any]:
    """What the page shows besides: the tabs, the head line, the side."""
    visitor = call.who
    groups = {name: [task for task in tasks if task.group == name] for name in GROUPS}
    asked = call.query.get("tab", "")
    tab = asked if asked in groups else "todo"
    urgent = groups["returned"] + groups["todo"]
    shown = urgent if tab == "todo" else groups[tab]
    if visitor.units:
        own = {task.key for task in shown if visitor.name in handlers_of(view.workspace, task.key)}
    else:
        own = set()
    mine = bool(own) and call.query.get("mine") == "1"
    shown = [task for task in shown if task.key in own] if mine else shown
    return {
        "groups": groups,
        "names": GROUPS,
        "tab": tab,
        "own": len(own),
        "mine": mine,
        "shown": shown[:SHOWN],
        "more": max(0, len(shown) - SHOWN),
        "waiting": groups["waiting"] if tab == "todo" else [],
        "urgent": urgent,
        "worth": worth_text(urgent),
        "lost_text": rounded(_lost(data)),
        "shares": cause_shares(data["losses"]),
        "unit": _unit_numbers(view, visitor.units) if visitor.has("填报人", "单位审核人") else None,
        "notices": call.office.store.notices.of(visitor.account.id, 4),
        "drafts": call.office.store.drafts.of(visitor.account.id)[:3],
        "everything": access.everything,
        "sees_scores": access.everything or visitor.has("填报人", "单位审核人"),
        "checks": checks(call.office, view) if visitor.has("管理员") else [],
    }


def checks(office: Office, view: View) -> list[dict[str, Any]]:
    """What an administrator looks after: whether it is done, in words, and where to do it."""
    server = server_data(office)
    accounts = office.store.accounts.all()
    people = view.workspace.people
    found = [people.find(account.person) for account in accounts if not account.disabled]
    with_account = {unit for one in found if one is not None for unit in one.units}
    without = [name for name in leading(view) if name not in with_account]
    fresh = sum(account.must_change and not account.disabled for account in accounts)
    backup = server["backup"]
    return [
        _check(
            not without,
            "各单位都有账号",
            f"{len(without)} 个有任务的单位还没有账号",
            "/admin/accounts",
            "发账号",
        ),
        _check(
            not fresh,
            "大家都改过一次性口令",
            f"{fresh} 个账号还没有用过一次性口令",
            "/admin/accounts",
            "看账号",
        ),
        _check(
            backup is not None and backup["hours"] <= 48,
            "两天内有备份",
            "两天内没有备份",
            "/admin/server",
            "看备份",
        ),
        _check(not server["disk"]["low"], "硬盘够用", "硬盘快满了", "/admin/server", "看服务器"),
        _check(
            server["encrypted"], "网页已加密", "网页没有加密，口令可能被看到", "/help", "怎么加密"
        ),
    ]


def _check(good: bool, done: str, wanting: str, url: str, button: str) -> dict[str, Any]:
    return {"good": good, "text": done if good else wanting, "url": url, "button": button}


def _lost(data: dict[str, Any]) -> Fraction:
    """All that is lost, rounded once."""
    exact = data["losses"]["exact"]
    return sum((Fraction(value) for value in exact.values()), Fraction(0))


def _unit_numbers(view: View, units: tuple[str, ...]) -> dict[str, Any]:
    """How many indicators the units lead, how many of them are complete, and how many required
    pieces are there.
    """
    own = [item for item, _ in own_leaves(view, units)]
    wanted = [met for item in own if item.leaf for met in item.leaf.support.required]
    there = sum(met.met for met in wanted)
    complete = sum(_complete(item) for item in own)
    lossy = sum(1 for item in own if item.marks.losses.total)
    share = Fraction(there, len(wanted)) if wanted else Fraction(1)
    return {
        "leaves": len(own),
        "complete": complete,
        "lossy": lossy,
        "wanted": len(wanted),
        "there": there,
        "share": percent(share, 0),
        "dash": round(float(share) * 170),
    }


def _complete(item: NodeResult) -> bool:
    """Whether nothing is left to be filled in or handed in."""
    return not item.marks.losses.unassessed and not item.marks.losses.evidence


SPOTS = (get("/", home),)
