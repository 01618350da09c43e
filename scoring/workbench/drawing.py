"""Pages from templates: the environment, the words that every template may use, and the frame
around each page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scoring.data_files import data_folder
from scoring.values import format_fixed, format_short, percent
from scoring.workbench.assets import address_of
from scoring.workbench.menu import bottom_of, menu_of
from scoring.workbench.veil import veiled

if TYPE_CHECKING:
    from scoring.workbench.office import Office
    from scoring.workbench.people import Visitor

CAUSE_CLASSES = {"unassessed": "u", "standard": "st", "evidence": "e", "inspection": "n"}


@cache
def environment() -> Environment:
    """The environment of the pages: escaped, strict, read from the package alone."""
    made = Environment(
        loader=FileSystemLoader(data_folder("templates") / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    made.filters |= {
        "rounded": _rounded,
        "plain": format_short,
        "percent": percent,
        "day": day_text,
        "moment": moment_text,
        "size": size_text,
        "marked": marked,
    }
    made.globals |= {"asset": address_of, "cause_classes": CAUSE_CLASSES, "width": width}
    return made


def draw(template: str, context: Mapping[str, Any]) -> str:
    """A whole page."""
    return environment().get_template(template).render(context)


MARKED = re.compile("【(.*?)】")


def marked(snippet: str) -> Markup:
    """A piece of text in which 【…】 stands around what was looked for, as marked text."""
    return Markup(MARKED.sub(r"<mark>\1</mark>", str(escape(snippet))))  # noqa: S704 - escaped before


def frame(office: Office, visitor: Visitor | None, path: str) -> dict[str, Any]:
    """What stands around every page: who, the county, the total, the bell, the deadline, the
    menu.
    """
    view = office.desk.view()
    if visitor is not None:
        view = veiled(view, visitor.name)
    head = view.workspace.head
    deadline = getattr(head, "deadline", None)
    public = view.workspace.head.show_unit_scores
    menu = menu_of(visitor, path, unit_totals=public) if visitor else []
    return {
        "of_region": False,
        "county": head.name if head else "",
        "visitor": visitor,
        "total_text": format_fixed(view.assessment.track("current").final),
        "version": view.version,
        "today": view.today,
        "unread": office.store.notices.unread(visitor.account.id) if visitor else 0,
        "menu": menu,
        "bottom": bottom_of(visitor, menu) if visitor else [],
        "path": path,
        "deadline": countdown(deadline, view.today, office.desk.now()),
        "text_size": (visitor.account.settings.get("text_size", "15") if visitor else "15"),
        "single_keys": (visitor.account.settings.get("single_keys", True) if visitor else True),
        "plain_http": not office.secure and office.terms.lan,
        "read_only": office.terms.read_only,
    }


def countdown(
    deadline: datetime | None, today: date, now: datetime | None = None
) -> dict[str, Any] | None:
    """The deadline of the self-assessment with the days left; None where there is none."""
    if deadline is None:
        return None
    left = (deadline.date() - today).days
    over = left < 0 or (now is not None and deadline.replace(tzinfo=None) < now)
    return {
        "days": left,
        "text": f"{deadline.month}月{deadline.day}日 {deadline:%H:%M}",
        "over": over,
    }


def _rounded(value: Fraction | str) -> str:
    if isinstance(value, str):
        return value
    return format_fixed(value)


def day_text(day: date | str | None, today: date | None = None) -> str:
    """A day as people read it: 11月26日, with its year where that is another one."""
    if day is None or day == "":
        return ""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
    if today is None or today.year == day.year:
        year = ""
    else:
        year = f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def moment_text(at: float | str | datetime | None) -> str:
    """A moment as people read it: 今天 09:12, 昨天 17:40, 11月25日 08:00."""
    if at is None or at == "":
        return ""
    if isinstance(at, str):
        if len(at) == len("2026-11-26"):
            return day_text(at)
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return at
    else:
        if isinstance(at, datetime):
            moment = at
        else:
            moment = datetime.fromtimestamp(at).astimezone()
    now = datetime.fromtimestamp(time.time()).astimezone()
    clock = f"{moment:%H:%M}"
    if moment.date() == now.date():
        return f"今天 {clock}"
    if moment.date() == now.date() - timedelta(days=1):
        return f"昨天 {clock}"
    return f"{day_text(moment.date(), now.date())} {clock}"


def size_text(size: int) -> str:
    """A number of bytes as people read it."""
    if size >= 1024**3:
        return f"{size / 1024**3:.1f} GB"
    if size >= 1024**2:
        if size >= 10 * 1024**2:
            return f"{size / 1024**2:.0f} MB"
        return f"{size / 1024**2:.1f} MB"
    if size:
        return f"{max(1, round(size / 1024))} KB"
    return "0 KB"


def width(share: float) -> Markup:
    """The class of a bar's width in whole hundredths: the pages allow no style in an element."""
    return Markup("w{}").format(max(0, min(100, round(share))))
