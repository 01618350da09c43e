"""Accounts come in here: checked against units and roles, the person entered in ``workspace.yaml``
where missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scoring.people import ADMINISTRATOR, ROLES
from scoring.problems import ScoringError
from scoring.values import nearest, offered
from scoring.workbench.passwords import hashed, one_time, weakness
from scoring.workbench.store import Account, Store
from scoring.workbench.store.accounts import TakenError
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import WORKSPACE, Author, Change, ChangeSet, carry_out

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}|[\w·]{1,40}")
MOST_NAME = 40


class CannotEnrolError(ScoringError):
    """An account cannot be made so; the message is Chinese and for the user."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One account that somebody asks for. ``lasting``: the password need not be changed."""

    login: str
    person: str
    units: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    password: str = ""
    lasting: bool = False


def enrol(
    folder: Path,
    store: Store,
    wish: Wish,
    *,
    by: str = ADMINISTRATOR,
    today: date | None = None,
    stated: bool = True,
) -> str:
    """Makes the account, and the person where ``workspace.yaml`` does not name him; what is new is
    added.

    ``by`` and ``today`` are for the journal; without ``today`` the calendar's day, and ``stated`` is
    False where nobody wrote the day down. Returns the one-time password where none was given.
    Raises :class:`CannotEnrolError`, and :class:`~scoring.storage.days.FarDayError` for a clock that
    cannot be right; nothing is written then.
    """
    return enrol_all(folder, store, [wish], by=by, today=today, stated=stated)[0]


def enrol_all(
    folder: Path,
    store: Store,
    wishes: Sequence[Wish],
    *,
    by: str = ADMINISTRATOR,
    today: date | None = None,
    stated: bool = True,
) -> list[str]:
    """:func:`enrol` for a whole list: the workspace is opened once, and all persons enter it in one
    write. A day that is not ``stated`` is the clock's: far from the last writes it is refused.
    """
    # Once for the whole list: opening costs more than all of its accounts together.
    workspace = open_workspace(folder).whole()
    checked = [_checked(workspace, store, wish) for wish in wishes]
    _enter(workspace, checked, Author(by, today or date.today(), via="web", stated=stated))
    passwords = []
    for wish in checked:
        password = wish.password or one_time()
        lasting = wish.lasting and bool(wish.password)
        try:
            store.accounts.add(wish.login, wish.person, hashed(password), must_change=not lasting)
        except TakenError as error:
            raise CannotEnrolError(str(error)) from None
        passwords.append("" if wish.password else password)
    return passwords


def faults_of(workspace: Workspace, store: Store, wishes: Sequence[Wish]) -> list[str]:
    """Why some of the accounts of a list cannot be made, a sentence each; none where all of them
    can.
    """
    faults = []
    logins: set[str] = set()
    names: set[str] = set()
    for wish in wishes:
        label = wish.person or wish.login
        try:
            checked = _checked(workspace, store, wish)
        except CannotEnrolError as error:
            faults.append(f"{label}：{error}")
            continue
        if checked.login in logins or checked.person in names:
            faults.append(f"{label}：表里写了两次")
        logins.add(checked.login)
        names.add(checked.person)
    return faults


def _checked(workspace: Workspace, store: Store, wish: Wish) -> Wish:
    """The wish with full names, or why it cannot be met."""
    login, person = wish.login.strip(), wish.person.strip()
    _refuse_odd_names(login, person)
    units = tuple(dict.fromkeys(_unit(workspace, unit) for unit in wish.units))
    for role in wish.roles:
        _refuse_unknown_role(role)
    known = workspace.people.find(person)
    name = known.name if known else person
    if store.accounts.by_login(login) is not None:
        raise CannotEnrolError(str(TakenError(login)))
    if store.accounts.of_person(name) is not None:
        raise CannotEnrolError(str(TakenError(name)))
    has_roles = known is not None and bool(known.roles)
    if not wish.roles and not has_roles:
        raise CannotEnrolError(f"要写角色（--role）：{'、'.join(ROLES)}")
    if wish.lasting and (weak := weakness(wish.password, [login, name, *units])):
        raise CannotEnrolError(weak)
    return Wish(login, name, units, tuple(dict.fromkeys(wish.roles)), wish.password, wish.lasting)


def _refuse_odd_names(login: str, person: str) -> None:
    if not LOGIN.fullmatch(login):
        raise CannotEnrolError("账号用字母、数字或汉字，最长 40 个，不带空格")
    if not person or len(person) > MOST_NAME or not person.isprintable():
        raise CannotEnrolError("姓名要写真实姓名，最长 40 个字")


def _refuse_unknown_role(role: str) -> None:
    if role in ROLES:
        return
    near = nearest(role, list(ROLES))
    hint = f"，是不是“{near}”？" if near else f"；有：{'、'.join(ROLES)}"
    raise CannotEnrolError(f"没有“{role}”这个角色{hint}")


def _unit(workspace: Workspace, given: str) -> str:
    units = workspace.units
    name = units.name(given.strip())
    if workspace.head.units and name not in workspace.head.units:
        raise CannotEnrolError(
            f"单位名单里没有“{given}”{offered(given, units.names, also=units.aliases)}"
        )
    return name


def _enter(workspace: Workspace, wishes: Sequence[Wish], author: Author) -> None:
    """Enters the persons with units and roles, or adds to what stands by now; nothing where nothing
    is new.
    """

    def plan(changes: ChangeSet) -> None:
        for wish in wishes:
            stored = changes.record(WORKSPACE, wish.person, ("people",))
            person = stored.data if stored else None
            if not isinstance(person, dict):
                person = {}
            lists = {
                "units": _more(person.get("units"), wish.units),
                "roles": _more(person.get("roles"), wish.roles),
            }
            fields = {key: names for key, names in lists.items() if names}
            changes.change(Change("person", WORKSPACE, wish.person, fields))

    # The person's record is judged by its own schema alone, so that the workspace as it was just
    # read will do.
    carry_out(workspace.path, author, "people", plan, opener=lambda _: workspace)


def _more(stands: Any, added: Sequence[str]) -> list[str]:
    """What stands in a list, with what is not in it yet."""
    known = [stands] if isinstance(stands, str) else list(stands or ())
    return list(dict.fromkeys([*known, *added]))


def listed(workspace: Workspace, store: Store) -> list[dict[str, Any]]:
    """Every account with its person, as ``serve accounts list`` prints it."""
    return [_account_data(workspace, account) for account in store.accounts.all()]


def _account_data(workspace: Workspace, account: Account) -> dict[str, Any]:
    person = workspace.people.find(account.person)
    units: list[str] = []
    roles: list[str] = []
    if person is not None:
        units = list(person.units)
        roles = [role for role in ROLES if role in person.roles]
    seen = ""
    if account.seen:
        seen = datetime.fromtimestamp(account.seen).isoformat(" ", "minutes")
    return {
        "login": account.login,
        "name": account.person,
        "units": units,
        "roles": roles,
        "must_change": account.must_change,
        "disabled": account.disabled,
        "seen": seen,
    }
