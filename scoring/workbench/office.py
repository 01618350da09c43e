"""Everything that one running workbench consists of, handed to every request."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from starlette.requests import Request

from scoring.live import Snapshot
from scoring.people import Person
from scoring.storage.journal import JOURNAL
from scoring.storage.journal_index import JournalIndex, index_of
from scoring.values import format_fixed
from scoring.workbench.access_log import AccessLog
from scoring.workbench.desk import Desk
from scoring.workbench.drawing import frame
from scoring.workbench.events import Hub
from scoring.workbench.jobs import Jobs
from scoring.workbench.people import Visitor
from scoring.workbench.pictures import Studio
from scoring.workbench.store import Account, Store

GIB = 1024**3
MIB = 1024**2
FIRST_SECONDS = 30 * 60
MOST_TEXTS = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """How this workbench runs. ``names`` are the hosts that it answers to; ``proxy`` the one proxy
    it believes.
    """

    names: frozenset[str] = frozenset({"localhost", "127.0.0.1", "::1"})
    secure: bool = False
    require_tls: bool = False
    lan: bool = False
    proxy: str = ""
    read_only: bool = False
    scan: str = ""
    notify: str = ""
    today: date | None = None
    video_limit: int = 2 * GIB
    file_limit: int = 200 * MIB
    unit_quota: int = 20 * GIB
    free_share: float = 0.05


class Reception:
    """What stands at the door of every workbench, whatever it serves: names, accounts, the log of
    who came, and the frame around a page.
    """

    store: Store
    terms: Terms
    hub: Hub
    access_log: AccessLog
    first_token: str
    first_until: float

    @property
    def path(self) -> Path:
        """The folder that is served."""
        raise NotImplementedError

    def person(self, account: Account) -> Person:
        """The person of an account, with what it may do."""
        raise NotImplementedError

    def frame(self, visitor: Visitor | None, path: str) -> dict[str, Any]:
        """What stands around every page."""
        raise NotImplementedError

    def first_link(self, address: str) -> str:
        """A link by which the first administrator comes in, once, within half an hour."""
        self.first_token = secrets.token_urlsafe(24)
        self.first_until = time.monotonic() + FIRST_SECONDS
        return f"{address}first?token={self.first_token}"

    def record(self, do: str, *, by: str, address: str = "", what: str = "") -> None:
        """One line in ``access.jsonl``."""
        self.access_log.add(do, by=by, address=address, what=what)

    @property
    def secure(self) -> bool:
        """Whether it is served over TLS."""
        return self.terms.secure

    def answers_to(self, name: str) -> bool:
        """Whether a host name is one of ours."""
        return name.lower().rstrip(".") in self.terms.names

    def address(self, request: Request) -> str:
        """The address of who asks; behind the one proxy that is believed, the one that the proxy
        names.
        """
        client = request.client.host if request.client else ""
        if self.terms.proxy and client == self.terms.proxy:
            forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
            return forwarded or client
        return client


@dataclass(slots=True)
class Office(Reception):
    """One workspace, its desk, what the workbench remembers, and who listens."""

    desk: Desk
    store: Store
    terms: Terms = Terms()
    hub: Hub = field(default_factory=Hub)
    state: Path = field(default_factory=Path)
    access_log: AccessLog = field(init=False)
    journal: JournalIndex = field(init=False)
    studio: Studio = field(default_factory=Studio)
    jobs: Jobs = field(default_factory=Jobs)
    texts: OrderedDict[str, str] = field(default_factory=OrderedDict)
    first_token: str = ""
    first_until: float = 0.0

    def __post_init__(self) -> None:
        self.access_log = AccessLog(self.desk.path)
        self.journal = index_of(self.desk.path / JOURNAL)
        self.desk.session.subscribe(self._newer)
        # Whoever closed the workbench for writing wants nothing written into the folder.
        self.desk.session.notes_edits = lambda: not self.terms.read_only

    def _newer(self, snapshot: Snapshot, changed: object) -> None:
        """Tells the open pages of a newer state: a save from a page, the command line, or an edit
        by hand.
        """
        total = snapshot.assessment.track("current").final
        self.hub.tell("version", {"version": snapshot.version, "total": format_fixed(total)})

    def remember_text(self, sha256: str, text: str) -> None:
        """Keeps the text of a file for a while."""
        self.texts[sha256] = text
        while len(self.texts) > MOST_TEXTS:
            self.texts.popitem(last=False)

    def close(self) -> None:
        """Closes what is open."""
        self.studio.close()
        self.desk.close()
        self.store.close()

    @property
    def path(self) -> Path:
        """The workspace."""
        return self.desk.path

    def frame(self, visitor: Visitor | None, path: str) -> dict[str, Any]:
        """What stands around every page: who, the county, the total, the bell, the menu."""
        return frame(self, visitor, path)

    def person(self, account: Account) -> Person:
        """The person of an account, with units and roles as the workspace has them now; without
        any, a bare name.
        """
        people = self.desk.view().workspace.people
        return people.find(account.person) or Person(account.person)


def own_names() -> frozenset[str]:
    """The names and addresses of this machine, by which others in the network may call it."""
    found = {"localhost", "127.0.0.1", "::1"}
    name = socket.gethostname().lower()
    found |= {name, f"{name}.local"}
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]).split("%")[0] for info in socket.getaddrinfo(name, None)}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only picks the interface
            found.add(probe.getsockname()[0])
        except OSError:
            pass
    return frozenset(found)
