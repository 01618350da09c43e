"""A workbench on a small workspace, and browsers that are logged in on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import samples
from sites import NAMES, Site, SiteMaker, enrolled, people_text

from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms
from scoring.workbench.store import Database, Store

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
