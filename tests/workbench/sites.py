"""One workbench under test: its people, and a client for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from scoring.workbench import enrolment
from scoring.workbench.app import build_app
from scoring.workbench.enrolment import Wish, enrol_all
from scoring.workbench.office import Office
from scoring.workbench.passwords import hashed
from scoring.workbench.store import Store

PEOPLE: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "unit": ("陈晓芸", ("县司法局",), ("填报人",)),
    "head": ("周正", ("县司法局",), ("单位审核人",)),
    "other": ("何青", ("县教育局",), ("填报人",)),
    "group": ("王建平", (), ("专班",)),
    "lead": ("李明", (), ("专班组长",)),
    "inspector": ("周远", (), ("评查",)),
    "inspectors": ("方静怡", (), ("评查组长",)),
    "tracker": ("许砚秋", (), ("督办",)),
    "leader": ("高远", (), ("领导",)),
    "admin": ("孟晓岚", (), ("管理员",)),
}
"""Login → real name, units, roles: one account for each role, and a second unit."""


NAMES = {login: name for login, (name, _, _) in PEOPLE.items()}
"""Login → real name."""
OVERDUE = """\
- id: R0001
  indicator: "1.1"
  problem: 有一项没有上网
  lead: [县司法局]
  due: 2026-11-01
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 陈晓芸}
- id: R0002
  indicator: "1.2"
  problem: 栏目没有更新
  lead: [县教育局]
  due: 2026-11-10
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-05, do: start, by: 何青}
  - {on: 2026-11-09, do: apply, by: 何青, to: 2026-12-10, note: 平台在换}
"""
"""A ledger of two items whose dates have passed; for the second one an extension was applied for."""
_HASH = cache(hashed)
"""All accounts under test have one password; its hash is reckoned once a run, not once an account."""


def enrolled(folder: Path, store: Store, names: Mapping[str, str], *, lasting: bool = True) -> None:
    """An account with the password of all tests for each of these, login → real name."""
    wishes = [
        Wish(login, name, password=Site.PASSWORD, lasting=lasting) for login, name in names.items()
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enrolment, "hashed", _HASH)
        enrol_all(folder, store, wishes)


def people_text() -> str:
    """``people`` of ``workspace.yaml``."""
    lines = ["people:"]
    for name, units, roles in PEOPLE.values():
        of = f"units: [{', '.join(units)}], " if units else ""
        lines.append(f"  {name}: {{{of}roles: [{', '.join(roles)}]}}")
    return "\n".join(lines) + "\n"


class Site:
    """A workbench, and who comes to it."""

    PASSWORD = "一句只有自己知道的话"
    HOST = "office.example"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.app = build_app(office)

    def stranger(self, address: str = "192.0.2.10") -> TestClient:
        """A browser that has not logged in; it asks for JSON."""
        client = TestClient(
            self.app,
            base_url=f"http://{self.HOST}",
            client=(address, 50000),
            follow_redirects=False,
            raise_server_exceptions=True,
        )
        client.headers.update({"accept": "application/json", "origin": f"http://{self.HOST}"})
        return client

    def client(self, login: str, address: str = "192.0.2.10") -> TestClient:
        """A browser in which this person has logged in; one on the machine itself may ask as often
        as it likes."""
        client = self.stranger(address)
        answer = client.post("/login", json={"login": login, "password": self.PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    def page(self, login: str, url: str) -> Any:
        """A page as this person sees it."""
        return self.client(login).get(url, headers={"accept": "text/html"})


SiteMaker = Callable[..., Site]
"""What the fixture ``site`` is."""
