"""A desk on a small workspace and who stands before it: no server, no accounts, no passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import samples
from sites import people_text

from scoring.workbench.access import Access
from scoring.workbench.desk import Desk
from scoring.workbench.people import Visitor
from scoring.workbench.store import Account, Session

TODAY = date(2026, 11, 22)


def desk_on(folder: Path, files: Mapping[str, str] | None = None) -> Desk:
    """The desk of the sound sample with one person for each role, changed by the files given."""
    contents = {**samples.SOUND, **(files or {})}
    if "people:" not in contents["workspace.yaml"]:
        contents["workspace.yaml"] += people_text()
    return Desk(samples.write(folder, contents), TODAY, watch=False)


def visitor(desk: Desk, name: str) -> Visitor:
    """The person of ``workspace.yaml`` as somebody who has logged in."""
    person = desk.view().workspace.people.find(name)
    assert person is not None
    account = Account(1, "login", name, "", must_change=False, disabled=False, created=0, seen=None)
    return Visitor(account, Session("", 1, 0, 0, 1e12, ""), person)


def access_of(desk: Desk, name: str) -> Access:
    """What this person may see and do in the newest state."""
    return Access(desk.view(), visitor(desk, name))


Opener = Callable[..., Desk]
"""What the fixture ``opens`` is."""
