"""What is due in 7, 3 or 1 days, and what has become overdue: one line a date for everybody whose
unit it is.

A line is renewed when the next stage comes, never doubled; what is done by then is not told of any
more. "Today" is the server's, shown on every page.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from scoring.values import first_few
from scoring.workbench.desk import View
from scoring.workbench.drawing import countdown
from scoring.workbench.office import Office
from scoring.workbench.people import UNIT_ROLES
from scoring.workbench.store import Account
from scoring.workbench.telling import notify
from scoring.workbench.views.tasks import Task, unit_tasks

STAGES = (1, 3, 7)
"""Days ahead; the nearest stage that a date has reached counts."""
NAMED = 3
HOUR = 3600.0
log = logging.getLogger("shifan.workbench")


def remind(office: Office) -> int:
    """Tells everybody of a unit what is due; how many lines are new. Called again, it tells nothing
    twice.
    """
    view = office.desk.view()
    new = 0
    for account in office.store.accounts.all():
        person = view.workspace.people.find(account.person)
        if account.disabled or person is None or person.roles.isdisjoint(UNIT_ROLES):
            continue
        tasks = [
            task for task in unit_tasks(view, person.units) if task.group not in ("done", "waiting")
        ]
        for kind, key, text in [*_dated(view, tasks), *_closing(view)]:
            # The same text is no news: the look every hour tells each stage once.
            if office.store.notices.renew(account.id, kind, key, text, url="/"):
                new += 1
                _hand_on(office, account, kind, key, text)
    return new


def _hand_on(office: Office, account: Account, kind: str, key: str, text: str) -> None:
    notify(
        office,
        {"kind": kind, "key": key, "text": text, "by": "", "to": [account.person], "url": "/"},
    )


def _dated(view: View, tasks: Sequence[Task]) -> list[tuple[str, str, str]]:
    """A line for each date that is near or just past: kind, key, text."""
    by_date: dict[date, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.due is not None:
            by_date[task.due].append(task)
    lines = []
    for due, due_tasks in sorted(by_date.items()):
        text = _due_text(due, (due - view.today).days)
        if text:
            lines.append(("due", due.isoformat(), f"{text}：{_listed(due_tasks)}"))
    return lines


def _due_text(due: date, left: int) -> str:
    """How a line about a date begins; "" while it is further off than any stage."""
    day = f"{due.month}月{due.day}日"
    if left < 0:
        return f"{day}到期的已超期"
    if left == 0:
        return f"今天（{day}）到期"
    # By stage, not by day: a line that changed every day would be a new one every day.
    stage = next((stage for stage in STAGES if left <= stage), None)
    if stage is None:
        return ""
    return f"{stage} 天内（{day}）到期"


def _listed(tasks: Sequence[Task]) -> str:
    """The first of the tasks by their codes, and how many there are."""
    return first_few([task.key for task in tasks], NAMED, " 等 {count} 件")


def _closing(view: View) -> list[tuple[str, str, str]]:
    """The deadline of the round, three days and a day before."""
    ends = view.workspace.head.deadline
    counted = countdown(ends, view.today)
    if ends is None or counted is None or counted["over"] or counted["days"] > STAGES[1]:
        return []
    if counted["days"] == 0:
        stage = "今天"
    else:
        stage = f"{1 if counted['days'] <= 1 else STAGES[1]} 天内"
    return [("closing", ends.isoformat(), f"自评{stage}截止（{ends:%m月%d日 %H:%M}），之后只能看")]


class Reminder:
    """Looks once an hour, in the background, until it is stopped."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reminder", daemon=True)

    def start(self) -> None:
        """Begins; the first look is at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; waits for a look that is under way."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                remind(self._office)
            except Exception:  # a fault here must not end the looking, nor the server
                log.exception("reminder")
            self._stop.wait(HOUR)
