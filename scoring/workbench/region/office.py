"""What one running workbench of a region consists of: its folder, the newest state of it, and who
works here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from scoring.people import Person
from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain
from scoring.region.model import Region, open_region
from scoring.region.results import Ranking, Results, open_results, rank
from scoring.region.scoring_run import RUN, round_folder
from scoring.region.standing import lines
from scoring.region.verdicts import Line
from scoring.workbench.access_log import AccessLog
from scoring.workbench.clock import Clock
from scoring.workbench.events import Hub
from scoring.workbench.menu import Entry
from scoring.workbench.office import Reception, Terms
from scoring.workbench.people import Visitor
from scoring.workbench.store import Account, Store
from scoring.workbench.web import Trouble

T = TypeVar("T")
KEEPER, DECIDER, READER = "管理员", "专班", "领导"
"""Who keeps the accounts and decides, who decides, and who only reads."""
ROLES = {"keeper": (KEEPER, DECIDER), "decider": (DECIDER,), "reader": (READER,)}
PAGES = (
    ("/", "报送", "send"),
    ("/rank", "排名", "chart"),
    ("/indicators", "指标", "list"),
    ("/leads", "线索", "flag"),
    ("/accounts", "账号", "people"),
)


@dataclass(frozen=True)
class RegionView:
    """One state of the region's files. ``why`` says why nothing is scored; "" where it is."""

    region: Region
    lines: tuple[Line, ...]
    results: Results | None
    why: str
    today: date
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def own(self) -> tuple[Line, ...]:
        """The lines of the roster, in its order."""
        return self.lines[: len(self.region.record.counties)]

    @cached_property
    def others(self) -> tuple[Line, ...]:
        """Files that belong to no line: unclaimed ones, and those that cannot be read."""
        return self.lines[len(self.region.record.counties) :]

    @cached_property
    def ranking(self) -> Ranking | None:
        """The ranking by the region's terms."""
        if self.results is None:
            return None
        return rank(self.results)

    def once(self, key: Hashable, reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives, reckoned once for this state (twice where two threads meet:
        harmless).
        """
        if key not in self._kept:
            self._kept[key] = reckon()
        return cast("T", self._kept[key])


@dataclass(slots=True)
class RegionOffice(Reception):
    """The office above, with what the workbench remembers outside the folder."""

    folder: Path
    store: Store
    terms: Terms = field(default_factory=Terms)
    hub: Hub = field(default_factory=Hub)
    access_log: AccessLog = field(init=False)
    first_token: str = ""
    first_until: float = 0.0
    clock: Clock = field(default_factory=Clock)
    _view: RegionView | None = None
    _stamp: tuple[Any, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.access_log = AccessLog(self.folder)

    @property
    def path(self) -> Path:
        """The folder of the region."""
        return self.folder

    @property
    def today(self) -> date:
        """The day that stands for today."""
        return self.terms.today or self.clock.today

    def believe(self, chain: Chain, day: date) -> None:
        """Raises :class:`~scoring.storage.days.FarDayError` where nobody answers for ``day``, and
        it is far from the last line of the chain.
        """
        if self.terms.today is None and not self.clock.answered_for(day):
            chain.believe(day)

    def view(self) -> RegionView:
        """The newest state; read again where one of its files is another. Raises 503 where
        region.yaml, roster or chain cannot be read.
        """
        with self._lock:
            stamp = (*self._stamps(self._view), self.today)
            if self._view is None or stamp != self._stamp:
                try:
                    self._view = self._read()
                except CannotError as error:
                    raise Trouble(503, str(error)) from None
                self._stamp = (*self._stamps(self._view), self.today)
            return self._view

    def _stamps(self, view: RegionView | None) -> tuple[Any, ...]:
        names = [self.folder / "region.yaml", self.folder / "submissions.jsonl"]
        if view is not None:
            names.append(round_folder(view.region) / RUN)
        return tuple(_stamp(name) for name in names)

    def _read(self) -> RegionView:
        opening = open_region(self.folder)
        errors = [item for item in opening.problems if item.severity == "error"]
        if opening.region is None or errors:
            what = errors[0].what if errors else "region.yaml 读不出来"
            raise CannotError(f"{what}。请运行 shifan region status 查看", unreadable=True)
        region = opening.region
        standing = tuple(lines(region, Chain(region.path).check()))
        try:
            return RegionView(region, standing, open_results(region), "", self.today)
        except CannotError as error:
            return RegionView(region, standing, None, str(error), self.today)

    def close(self) -> None:
        """Closes what is open."""
        self.store.close()

    def person(self, account: Account) -> Person:
        """The person of an account: what it may do stands in the account itself."""
        roles = ROLES.get(str(account.settings.get("right", "reader")), (READER,))
        return Person(account.person, roles=frozenset(roles))

    def frame(self, visitor: Visitor | None, path: str) -> dict[str, Any]:
        """What stands around every page: who, the region, the menu."""
        menu = menu_of(visitor, path)
        settings = visitor.account.settings if visitor else {}
        return {
            "of_region": True,
            "county": self._view.region.record.name if self._view else self.folder.name,
            "visitor": visitor,
            "total_text": "",
            "version": 0,
            "today": self.today,
            "unread": 0,
            "menu": menu,
            "bottom": menu[:3],
            "path": path,
            "deadline": None,
            "text_size": settings.get("text_size", "15"),
            "single_keys": False,
            "plain_http": not self.secure and self.terms.lan,
            "read_only": self.terms.read_only,
        }


def menu_of(visitor: Visitor | None, path: str) -> list[Entry]:
    """The pages that a person can go to, the one of ``path`` marked."""
    if visitor is None:
        return []
    return [
        Entry(url, name, icon, path == url or (url != "/" and path.startswith(f"{url}/")))
        for url, name, icon in PAGES
        if url != "/accounts" or visitor.has(KEEPER)
    ]


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_mtime_ns, info.st_size, info.st_ino


def decidable(line: Line) -> tuple[bool, bool]:
    """Whether a line's newest package can be accepted, and whether it can be returned."""
    if line.n == 0 or line.verdict in {verdicts.MISSING, verdicts.RETURNED}:
        return False, False
    fit = line.verdict != verdicts.ACCEPTED and line.then not in verdicts.UNSCORED
    return fit, True
