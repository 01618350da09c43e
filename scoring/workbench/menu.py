"""The main pages that a person can go to: those alone of which something would be shown."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.workbench.people import GROUP_ROLES, UNIT_ROLES, Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    url: str
    name: str
    icon: str
    current: bool


_UNITS = UNIT_ROLES | GROUP_ROLES
_SCORES = _UNITS | {"督办", "领导", "评查组长"}
_ENTRIES: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("/", "待办", "home", frozenset()),
    ("/brief", "一页纸", "chart", frozenset({"领导", "专班组长", "督办"})),
    ("/overview", "总览", "chart", GROUP_ROLES),
    ("/i", "指标", "list", _SCORES | {"评查"}),
    ("/e", "材料", "file", _UNITS | {"评查", "评查组长", "督办"}),
    ("/review", "审核", "check", GROUP_ROLES),
    ("/u", "单位", "people", GROUP_ROLES | {"督办", "领导"}),
    ("/assign", "分工", "list", frozenset({"专班组长"})),
    ("/handin", "报送", "send", UNIT_ROLES),
    ("/v", "核验", "eye", frozenset({"评查", "评查组长"})),
    ("/r", "整改", "flag", _SCORES),
    ("/docs", "文书", "paper", _SCORES | {"评查"}),
    ("/log", "记录", "clock", _SCORES | {"评查", "管理员"}),
    ("/admin/accounts", "账号", "people", frozenset({"管理员"})),
    ("/admin/server", "服务器", "chart", frozenset({"管理员"})),
)


FIRST = {
    "评查": "/v",
    "评查组长": "/v",
    "督办": "/r",
    "领导": "/brief",
    "专班": "/review",
    "专班组长": "/overview",
}
"""What stands beside 待办 at the bottom of a phone, by role."""


def bottom_of(visitor: Visitor, menu: list[Entry]) -> list[Entry]:
    """The three entries that a phone shows: 待办, what the role is there for, and the next of the
    menu.
    """
    first = [url for role, url in FIRST.items() if visitor.has(role)]
    places = {url: place for place, url in enumerate(dict.fromkeys(first))}
    ordered = sorted(menu[1:], key=lambda entry: places.get(entry.url, len(places)))
    return [*menu[:1], *ordered[:2]]


def menu_of(visitor: Visitor, path: str, *, unit_totals: bool = False) -> list[Entry]:
    """The entries for one person, the one of ``path`` marked. With ``unit_totals`` the units see
    each other's totals.
    """
    entries = []
    for url, name, icon, roles in _ENTRIES:
        to_units = unit_totals and url == "/u" and visitor.has(*UNIT_ROLES)
        if roles and not to_units and not visitor.has(*roles):
            continue
        # Every address begins with that of 待办, which is marked on its own page alone.
        below = url != "/" and path.startswith(f"{url}/")
        entries.append(Entry(url, name, icon, path == url or below))
    return entries
