"""Notices to people: one line a thing, in the page, and to the office's own gateway where there is
one.
"""

from __future__ import annotations

import json
import logging
import shlex
import subprocess
import threading
from collections.abc import Iterable, Mapping

from scoring.workbench.office import Office
from scoring.workbench.people import UNIT_ROLES
from scoring.workbench.web import Call

SECONDS = 20
log = logging.getLogger("shifan.workbench")


def tell_unit(
    call: Call, units: Iterable[str], kind: str, key: str, text: str, *, url: str = ""
) -> None:
    """A line for everybody who works for one of the units, but for who did it."""
    members = set(call.view.members(units))
    names = [
        name
        for name, person in call.view.workspace.people.persons.items()
        if not person.roles.isdisjoint(UNIT_ROLES) and not members.isdisjoint(person.units)
    ]
    tell_people(call, names, kind, key, text, url=url)


def tell_roles(
    call: Call, roles: tuple[str, ...], kind: str, key: str, text: str, *, url: str = ""
) -> None:
    """A line for everybody who holds one of the roles, but for who did it."""
    tell_people(call, call.view.workspace.people.holding(*roles), kind, key, text, url=url)


def tell_people(
    call: Call, names: Iterable[str], kind: str, key: str, text: str, *, url: str = ""
) -> None:
    """A line for each of the people that have an account."""
    store, by = call.office.store, call.who.name
    people = call.view.workspace.people
    others = [name for name in names if not people.same_hand(name, by)]
    accounts = [store.accounts.of_person(name) for name in others]
    idents = [account.id for account in accounts if account is not None]
    store.notices.tell(idents, kind, key, text, url=url, who=by)
    # The gateway hears of those without an account too: it may know them by name.
    notice = {"kind": kind, "key": key, "text": text, "by": by, "to": others, "url": url}
    notify(call.office, notice)


def with_note(text: str, note: str) -> str:
    """A line with what somebody wrote to it, where he wrote anything."""
    if note:
        return f"{text}：{note}"
    return text


def notify(office: Office, notice: Mapping[str, object]) -> None:
    """Hands a notice to the office's own command on its standard input; it never holds anybody
    up.
    """
    if not office.terms.notify or not notice.get("to"):
        return
    command = shlex.split(office.terms.notify)
    data = json.dumps(notice, ensure_ascii=False).encode()
    # In the background: a gateway that does not answer must not hold up the save that it tells of.
    threading.Thread(target=_run, args=(command, data), daemon=True).start()


def _run(command: list[str], data: bytes) -> None:
    try:
        # The command is the administrator's own (--notify), taken apart without a shell.
        subprocess.run(command, input=data, timeout=SECONDS, check=False, capture_output=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("--notify: %s", error)
