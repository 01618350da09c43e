"""Which pages the menu offers to whom, and how a person is called where people read."""

from __future__ import annotations

import pytest
from sites import PEOPLE

from scoring.people import Person
from scoring.workbench.menu import bottom_of, menu_of
from scoring.workbench.people import Visitor
from scoring.workbench.store import Account, Session

ACCOUNT = Account(1, "login", "某人", "", must_change=False, disabled=False, created=0, seen=None)


def person(*roles: str, units: tuple[str, ...] = ()) -> Visitor:
    somebody = Person("某人", units=units, roles=frozenset(roles))  # type: ignore[arg-type]
    return Visitor(ACCOUNT, Session("", 1, 0, 0, 1, ""), somebody)


def urls(*roles: str) -> list[str]:
    return [entry.url for entry in menu_of(person(*roles), "/")]


def test_everybody_has_what_is_to_be_done() -> None:
    assert urls() == ["/"]
    for _, _, roles in PEOPLE.values():
        assert urls(*roles)[0] == "/"


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        (
            "填报人",
            {"/i", "/e", "/handin", "/r", "/docs"},
            {"/overview", "/assign", "/v", "/admin/server"},
        ),
        ("专班", {"/overview", "/review", "/u"}, {"/assign", "/v", "/admin/accounts"}),
        ("专班组长", {"/overview", "/assign", "/brief"}, {"/v", "/handin"}),
        ("评查", {"/i", "/e", "/v"}, {"/r", "/review", "/overview"}),
        ("督办", {"/r", "/brief", "/u"}, {"/review", "/v"}),
        ("领导", {"/brief", "/r", "/u"}, {"/e", "/review"}),
        ("管理员", {"/log", "/admin/accounts", "/admin/server"}, {"/i", "/e", "/r"}),
    ],
)
def test_a_role_has_the_pages_of_its_work(role: str, has: set[str], lacks: set[str]) -> None:
    found = set(urls(role))
    assert has <= found
    assert not lacks & found


def test_two_roles_have_the_pages_of_both() -> None:
    assert set(urls("填报人", "管理员")) == set(urls("填报人")) | set(urls("管理员"))


@pytest.mark.parametrize(
    ("path", "current"), [("/", "/"), ("/i", "/i"), ("/i/1.1", "/i"), ("/item", None)]
)
def test_the_page_at_hand_is_marked(path: str, current: str | None) -> None:
    marked = [entry.url for entry in menu_of(person("填报人"), path) if entry.current]
    assert marked == ([current] if current else [])


@pytest.mark.parametrize(
    ("roles", "second"),
    [
        (("评查",), "/v"),
        (("督办",), "/r"),
        (("领导",), "/brief"),
        (("专班",), "/review"),
        (("填报人",), "/i"),
    ],
)
def test_a_phone_shows_what_the_role_is_there_for(roles: tuple[str, ...], second: str) -> None:
    somebody = person(*roles)
    bottom = bottom_of(somebody, menu_of(somebody, "/"))
    assert [entry.url for entry in bottom[:2]] == ["/", second]
    assert len(bottom) <= 3


# -- the person


def test_a_person_is_shown_with_the_unit_or_the_first_role() -> None:
    assert person("填报人", units=("县司法局",)).unit == "县司法局"
    assert person("填报人", units=("县司法局", "县教育局")).unit == "县司法局 等 2 个单位"
    assert person("领导", "督办").unit == "督办"
    assert person().unit == ""


def test_roles_come_in_their_order_and_not_as_they_were_written() -> None:
    assert person("管理员", "填报人").data() == {
        "login": "login",
        "name": "某人",
        "units": [],
        "roles": ["填报人", "管理员"],
    }


@pytest.mark.parametrize(
    ("role", "strict"), [("专班组长", True), ("管理员", True), ("专班", False), ("填报人", False)]
)
def test_sessions_of_those_who_may_do_much_are_short(role: str, strict: bool) -> None:
    assert person(role).strict is strict
