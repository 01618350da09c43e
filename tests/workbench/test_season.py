"""A whole season over HTTP, held week by week against a plain model of what every number must be.

Small here; twelve weeks, 32 units, 8 inspectors and 3 trackers with SHIFAN_THOROUGH=1 (make
thorough).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import samples
from plain_season import Item, PlainSeason
from season_county import code_of, county_files, ident_of
from sites import Site
from starlette.testclient import TestClient

from scoring.values import format_fixed
from scoring.workbench.clock import Clock
from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms
from scoring.workbench.passwords import hashed
from scoring.workbench.store import Database, Store
from scoring.workspace import open_workspace

LARGE = bool(os.environ.get("SHIFAN_THOROUGH"))
WEEKS, UNITS, INSPECTORS, TRACKERS = (12, 32, 8, 3) if LARGE else (4, 6, 2, 1)
BEGIN = date(2026, 9, 4)  # a Friday
SEED = int(os.environ.get("SHIFAN_SEED", "7"))
NAMES = [f"第{number}局" for number in range(1, UNITS + 1)]
WHO = {name: f"填报{number}号" for number, name in enumerate(NAMES, 1)}
LOOKING = [f"评查{number}号" for number in range(1, INSPECTORS + 1)]
FOLLOWING = [f"督办{number}号" for number in range(1, TRACKERS + 1)]
Clients = dict[str, TestClient]


def code(unit: str) -> str:
    """The indicator of a unit."""
    return code_of(NAMES, unit)


def ident(unit: str) -> str:
    """The item of a unit."""
    return ident_of(NAMES, unit)


@pytest.fixture
def season(tmp_path: Path) -> Iterator[tuple[Office, Clients, PlainSeason, random.Random]]:
    luck = random.Random(SEED)
    dues = {
        unit: date.fromordinal(BEGIN.toordinal() + luck.randrange(1, 7 * WEEKS)) for unit in NAMES
    }
    folder = samples.write(tmp_path / "county", county_files(WHO, LOOKING, FOLLOWING, dues))
    store = Store(Database(tmp_path / "state"))
    secret = hashed(Site.PASSWORD)
    people = [*WHO.values(), *LOOKING, *FOLLOWING, "组长", "县长"]
    for number, who in enumerate(people):
        store.accounts.add(f"u{number}", who, secret, must_change=False)
    desk = Desk(folder, BEGIN, watch=False)
    office = Office(
        desk, store, Terms(names=frozenset({Site.HOST}), today=BEGIN), state=tmp_path / "state"
    )
    site = Site(office)
    plain = PlainSeason(BEGIN, dict.fromkeys(NAMES, 5), {unit: Item(dues[unit]) for unit in NAMES})
    yield (
        office,
        {who: entered(site, f"u{number}") for number, who in enumerate(people)},
        plain,
        luck,
    )
    office.close()


def entered(site: Site, login: str) -> TestClient:
    """A browser on the machine itself: the limits of the network are not what is asked here."""
    client = site.stranger("127.0.0.1")
    ok(client.post("/login", json={"login": login, "password": Site.PASSWORD}))
    return client


def ok(answer: Any) -> Any:
    """The answer of something that must work."""
    assert answer.status_code == 200, answer.text
    return answer.json()


def units_work(clients: Clients, plain: PlainSeason, luck: random.Random) -> None:
    """Each unit does something, or nothing: fills in, starts, submits."""
    for unit, who in WHO.items():
        client, item = clients[who], plain.items[unit]
        if luck.random() < 0.5:
            plain.done[unit] = luck.randrange(11)
            finding = {"done": str(plain.done[unit]), "of": "10"}
            ok(client.put(f"/i/{code(unit)}/finding", json={"finding": finding}))
        move = {"未整改": "start", "整改中": "submit", "退回": "submit"}.get(item.status)
        if move is not None and luck.random() < 0.6:
            number = NAMES.index(unit) + 1
            ok(
                client.post(
                    f"/r/{ident(unit)}/move",
                    json={"do": move, "evidence": [f"E{number:04d}"] if move == "submit" else []},
                )
            )
            item.status = "整改中" if move == "start" else "待验收"


def trackers_work(clients: Clients, plain: PlainSeason, luck: random.Random) -> None:
    """What was submitted is closed or returned, by one of them; then the bulletin."""
    for unit, item in plain.items.items():
        if item.status != "待验收" or luck.random() < 0.3:
            continue
        do = luck.choice(["close", "return"])
        answer = clients[luck.choice(FOLLOWING)].post(
            f"/r/{ident(unit)}/move",
            json={"do": do, "note": "看过原件", "despite": "其余由上级办" if do == "close" else ""},
        )
        ok(answer)
        item.status = "已销号" if do == "close" else "退回"
    told = plain.issue()
    made = ok(clients[luck.choice(FOLLOWING)].post("/r/bulletin/issue", json={}))["bulletin"]
    notices = {notice["unit"]: (notice["times"], notice["step"]) for notice in made["notices"]}
    assert notices == told
    assert made["number"] == plain.bulletins
    assert made["totals"]["closed"] == sum(item.status == "已销号" for item in plain.items.values())
    assert made["totals"]["overdue"] == sum(
        bool(item.late(plain.day)) for item in plain.items.values()
    )


def agree(office: Office, clients: Clients, plain: PlainSeason) -> None:
    """The numbers of every page and of the files are those of the model."""
    total = format_fixed(plain.total())
    for who in ("县长", *FOLLOWING, WHO[NAMES[0]]):
        assert clients[who].get("/i").json()["total"]["current"]["final"] == total, who
    states = {
        one["id"]: (one["status"], one["overdue_days"])
        for one in clients["县长"].get("/r").json()["items"]
    }
    assert states == {
        ident(unit): (item.status, item.late(plain.day)) for unit, item in plain.items.items()
    }
    workspace = open_workspace(office.desk.path).whole()
    assert workspace.score().track("current").final == plain.total()


def inspect(clients: Clients, plain: PlainSeason, luck: random.Random) -> None:
    """Two groups of inspectors, blind to each other; what differs by more than a point is settled
    by the leader."""
    half = len(LOOKING) // 2
    groups = {"2026-a": LOOKING[:half], "2026-b": LOOKING[half:]}
    for name, group in groups.items():
        ok(clients["组长"].post(f"/v/{name}/distribute", json={"inspectors": group}))
    for name, group in groups.items():
        for who in group:
            watching = clients[groups["2026-a"][0]]
            before = watching.get("/i").json()["total"]
            for row in clients[who].get(f"/v/{name}").json()["sample"]:
                assert row["finding"] is None
                unit = NAMES[int(row["code"].split(".")[1]) - 1]
                tenths = luck.randrange(int(plain.claimed(unit) * 10) + 1)
                mark = {
                    "score": str(Fraction(tenths, 10) if tenths % 10 == 0 else tenths / 10),
                    "reason": "现场看过",
                }
                ok(
                    clients[who].put(
                        f"/v/{name}/{row['code']}",
                        json={"finding": {**mark, "opinion": "部分属实"}},
                    )
                )
                plain.marks.setdefault(unit, {})[name] = Fraction(tenths, 10)
            if name == "2026-b":
                assert watching.get("/i").json()["total"] == before, (
                    "a colleague's marks show in the total"
                )
    for name, group in groups.items():
        for who in group:
            ok(clients[who].post(f"/v/{name}/handin", json={}))
    apart = {
        unit for unit, marks in plain.marks.items() if max(marks.values()) - min(marks.values()) > 1
    }
    found = clients["组长"].get("/v/2026-a/differences").json()["differences"]
    assert {row["code"] for row in found} == {code(unit) for unit in apart}
    for unit in sorted(apart):
        plain.settled[unit] = min(plain.marks[unit].values())
        decision = {"score": str(float(plain.settled[unit])), "reason": "以低的为准"}
        ok(clients["组长"].post(f"/v/2026-a/differences/{code(unit)}", json=decision))


@pytest.mark.slow
def test_a_season_agrees_with_the_plain_model(
    season: tuple[Office, Clients, PlainSeason, random.Random],
) -> None:
    office, clients, plain, luck = season
    for week in range(WEEKS):
        units_work(clients, plain, luck)
        trackers_work(clients, plain, luck)
        if week == WEEKS - 2:
            inspect(clients, plain, luck)
        agree(office, clients, plain)
        plain.next_week()
        office.desk._clock = Clock(plain.day)
    for unit in NAMES:
        node = clients["县长"].get(f"/i/{code(unit)}").json()["node"]
        verified = plain.verified(unit)
        assert verified is not None
        assert node["verified"] == format_fixed(verified)
