"""A workbench on a small workspace, and browsers that are logged in on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import samples
from sites import NAMES, Site, SiteMaker, enrolled, people_text
from visitors import Opener, desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms
from scoring.workbench.store import Database, Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TODAY = date(2026, 11, 22)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteMaker]:
    """Makes a workbench on the sound sample, changed by the files given, with one account for each
    role."""
    offices: list[Office] = []

    def make(files: dict[str, str] | None = None, **terms: object) -> Site:
        contents = {**samples.SOUND, **(files or {})}
        if "people:" not in contents["workspace.yaml"]:
            contents["workspace.yaml"] = contents["workspace.yaml"] + people_text()
        folder = samples.write(tmp_path / "county", contents)
        store = Store(Database(tmp_path / "state"))

        enrolled(folder, store, NAMES)
        names = frozenset({"office.example", "localhost", "127.0.0.1"})
        office = Office(
            Desk(folder, TODAY, watch=False),
            store,
            Terms(names=names, today=TODAY, **terms),
            state=tmp_path / "state",
        )  # type: ignore[arg-type]
        offices.append(office)
        return Site(office)

    yield make
    for office in offices:
        office.close()


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opener]:
    """Opens the desk of the sound sample, after changes of one passage each: file, old, new."""
    desks: list[Desk] = []

    def make(*changes: tuple[str, str, str]) -> Desk:
        files = dict(samples.SOUND)
        for name, old, new in changes:
            assert old in files[name], old
            files[name] = files[name].replace(old, new, 1)
        desks.append(desk_on(tmp_path, files))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium for the tests of one module."""
    from browsing import CHROMIUM
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()
