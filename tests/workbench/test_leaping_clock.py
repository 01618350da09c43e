"""A server whose clock leaps while it is open, or was wrong when it was opened.

journal.jsonl       the last write counts for 2026-11-22
the clock           says 2029-06-01, or 2024-01-02
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import call
from sites import Site, SiteMaker

from scoring.cli import serving, shared
from scoring.storage import changeset
from scoring.workbench import clock as clocks
from scoring.workbench.desk import Desk
from scoring.workbench.store.drafts import Draft

LAST, NEXT = date(2026, 11, 22), date(2026, 11, 23)
WRONG = [date(2029, 6, 1), date(2024, 1, 2)]
DRAFT = "/drafts/finding:1.1"


class Clock(date):
    """A calendar whose today can be set."""

    shown = LAST

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.shown


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(clocks, "date", Clock)
    monkeypatch.setattr(Clock, "shown", LAST)
    # The moment of a line comes from the same clock.
    monkeypatch.setattr(changeset, "now", lambda: f"{Clock.shown}T08:00:00.000+08:00")
    return Clock


def opened(site: SiteMaker, confirmed: date | None = None) -> Site:
    """A workbench that goes by the clock."""
    made = site()
    office = made.office
    office.desk.close()
    office.desk = Desk(office.desk.path, None, watch=False, confirmed=confirmed)
    return made


def save(client: Any, done: int) -> Any:
    base = client.get("/i/1.1").json()["digest"]
    finding = {"done": done, "of": 10}
    return client.put(
        "/i/1.1/finding", json={"finding": finding, "base": base, "save_id": f"s{done}"}
    )


def drafts(made: Site) -> list[Draft]:
    account = made.office.store.accounts.by_login("unit")
    assert account is not None
    return made.office.store.drafts.of(account.id)


def contents(folder: Path) -> dict[Path, bytes]:
    inside = (path for path in folder.rglob("*") if path.is_file() and ".shifan" not in path.parts)
    return {path: path.read_bytes() for path in inside}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_save_after_a_leap_names_both_dates_and_keeps_the_draft(
    site: SiteMaker, clock: type[Clock], wrong: date
) -> None:
    made = opened(site)
    client = made.client("unit")
    assert save(client, 1).status_code == 200
    client.put(DRAFT, json={"fields": {"how": "facts", "done": "2", "of": "10"}, "base": ""})
    kept = drafts(made)
    assert len(kept) == 1
    before = contents(made.office.desk.path)
    clock.shown = wrong
    answer = save(client, 2)
    assert answer.status_code == 507
    told = answer.json()["problem"]
    assert str(wrong) in told
    assert str(LAST) in told
    assert "草稿" in told
    assert contents(made.office.desk.path) == before
    assert drafts(made) == kept
    clock.shown = NEXT
    assert save(client, 2).status_code == 200


def test_a_confirmed_clock_goes_on_and_is_not_believed_after_a_leap(
    site: SiteMaker, clock: type[Clock]
) -> None:
    """Nothing was written for two years, and the clock is right."""
    made = opened(site, confirmed=WRONG[0])
    client = made.client("unit")
    clock.shown = LAST
    assert save(client, 1).status_code == 200
    clock.shown = WRONG[0]
    assert save(client, 2).status_code == 200
    clock.shown = LAST
    assert save(client, 3).status_code == 507


@pytest.mark.parametrize("wrong", WRONG)
def test_a_workbench_does_not_open_on_a_day_that_cannot_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: date
) -> None:
    county = samples.write(tmp_path / "county", samples.SOUND)
    assert call("-w", str(county), "evidence", "map", "E0002", "1.1", "--today", str(LAST))[0] == 0
    served: list[Any] = []
    monkeypatch.setattr(serving, "run", lambda office, *_: served.append(office.desk.today))
    monkeypatch.setattr(shared, "_sound_clock", lambda _: wrong)
    words = ["-w", str(county), "serve", "--state", str(tmp_path / "state"), "--port", "0"]
    code, _, told = call(*words)
    assert (code, served) == (2, [])
    assert str(wrong) in told
    assert str(LAST) in told
    assert "--today" in told
    assert call(*words, "--read-only")[0] == 0, "nothing is written there"
    assert call(*words, "--today", str(wrong))[0] == 0
    assert served[-1] == wrong


def test_the_ledger_counts_where_nothing_was_written_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = samples.write(tmp_path / "county", samples.SOUND)
    monkeypatch.setattr(shared, "_sound_clock", lambda _: WRONG[0])
    code, _, told = call("-w", str(county), "serve", "--state", str(tmp_path / "state"))
    assert (code, "整改清单" in told) == (2, True)
