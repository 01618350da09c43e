"""The workbench of an office over many counties: ``shifan serve --region 示例省``.

Three counties of four have handed in and are scored; 李明 keeps the accounts, 王敏 decides, 高远 only
reads.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_outputs import call
from helpers_region import NAMES, answer, collect, finding, packed, region
from helpers_region import office as region_folder
from starlette.testclient import TestClient

from scoring.cli import serving_region, shared
from scoring.region.chain import Chain
from scoring.workbench import clock, passwords
from scoring.workbench.office import Terms
from scoring.workbench.region.app import build_region_app
from scoring.workbench.region.office import RegionOffice
from scoring.workbench.store import Database, Store

HOST = "office.example"
TODAY = date(2026, 11, 28)
PASSWORD = "一句只有自己知道的话"
PEOPLE = {
    "keeper": ("李明", "keeper"),
    "decider": ("王敏", "decider"),
    "reader": ("高远", "reader"),
}
PAGES = ("/", "/rank", "/c/990101", "/c/990104", "/indicators", "/leads", "/me")


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties of four, received and scored; nothing is accepted yet."""
    tmp = tmp_path_factory.mktemp("scored")
    place = region_folder(tmp / "office")
    for at, name in enumerate(list(NAMES.values())[:3]):
        packed(tmp, place, name, finding("1.1", f"{{done: {9 - at}, of: 10}}"))
    collect(place)
    region(place, "score", "--engine", "serial")
    return place


@pytest.fixture
def folder(scored: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(scored, tmp_path / "office"))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The password as it is stored: to make it takes a while, as it should."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def office(folder: Path, tmp_path: Path, stored: str) -> Iterator[RegionOffice]:
    store = Store(Database(tmp_path / "state"))
    for login, (name, right) in PEOPLE.items():
        account = store.accounts.add(login, name, stored, must_change=False)
        store.accounts.set_settings(account.id, {"right": right})
    made = RegionOffice(folder, store, Terms(names=frozenset({HOST}), today=TODAY))
    yield made
    made.close()


def stranger(office: RegionOffice, address: str = "192.0.2.10") -> TestClient:
    client = TestClient(
        build_region_app(office),
        base_url=f"http://{HOST}",
        client=(address, 50000),
        follow_redirects=False,
    )
    client.headers.update({"accept": "application/json", "origin": f"http://{HOST}"})
    return client


def enter(office: RegionOffice, login: str) -> TestClient:
    client = stranger(office)
    assert client.post("/login", json={"login": login, "password": PASSWORD}).status_code == 200
    return client


@pytest.mark.slow
def test_a_page_says_what_the_command_says(office: RegionOffice) -> None:
    client = enter(office, "reader")
    folder = office.folder
    assert client.get("/").json() == answer(folder, "status")
    assert client.get("/rank").json() == answer(folder, "rank")
    assert client.get("/rank?by=claimed").json() == answer(folder, "rank", "--by", "claimed")
    assert client.get("/c/990101").json() == answer(folder, "show", "990101")
    rows = client.get("/indicators").json()["rows"]
    key = lambda row: row["code"]  # noqa: E731
    assert sorted(rows, key=key) == sorted(answer(folder, "indicators")["rows"], key=key)
    leads = client.get("/leads").json()
    assert leads.pop("alike") == answer(folder, "alike")
    assert leads == answer(folder, "outliers")


def test_every_page_is_drawn_with_the_names_of_the_counties(office: RegionOffice) -> None:
    client = enter(office, "decider")
    for path in PAGES:
        page = client.get(path, headers={"accept": "text/html"})
        assert page.status_code == 200, path
        assert "<main" in page.text
    assert all(
        name in client.get("/", headers={"accept": "text/html"}).text for name in NAMES.values()
    )


def test_without_an_account_nothing_is_shown(office: RegionOffice) -> None:
    client = stranger(office)
    assert {client.get(path).status_code for path in PAGES} == {401}
    assert client.post("/c/990101/accept", json={}).status_code == 401
    page = client.get("/rank", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/rank")


def test_who_decides_accepts_and_returns_under_the_own_name(office: RegionOffice) -> None:
    client = enter(office, "decider")
    assert client.post("/c/990101/accept", json={}).json() == {"accepted": ["甲子县"]}
    told = client.post("/c/990102/return", json={"reason": "报送表没有盖章"})
    assert told.json() == {"returned": "乙丑县"}
    rows = {row["name"]: row["verdict"] for row in answer(office.folder, "status")["rows"]}
    assert rows == {"甲子县": "已采用", "乙丑县": "退回", "丙寅县": "已收", "丁卯县": "未报"}
    written = Chain(office.folder).check().entries[-2:]
    assert [(entry["do"], entry["by"], entry["code"]) for entry in written] == [
        ("accepted", "王敏", "990101"),
        ("returned", "王敏", "990102"),
    ]
    assert client.get("/").json() == answer(office.folder, "status")  # seen at once


def test_all_that_are_clean_are_accepted_at_once(office: RegionOffice) -> None:
    client = enter(office, "keeper")
    assert len(client.post("/c/all/accept", json={}).json()["accepted"]) == 3
    assert client.post("/c/all/accept", json={}).json() == {"accepted": []}


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/c/990104/accept", {}, 422),  # nothing handed in
        ("/c/990104/return", {"reason": "缺页"}, 422),
        ("/c/990101/return", {}, 422),  # no reason
        ("/c/999999/accept", {}, 404),
        ("/c/../accept", {}, 404),
    ],
)
def test_what_cannot_be_done_is_said_and_writes_nothing(
    office: RegionOffice, path: str, fields: dict[str, Any], status: int
) -> None:
    before = (office.folder / "submissions.jsonl").read_bytes()
    told = enter(office, "decider").post(path, json=fields)
    assert told.status_code == status, told.text
    assert told.json()["problem"]
    assert (office.folder / "submissions.jsonl").read_bytes() == before


def test_who_only_reads_decides_nothing_and_learns_who_does(office: RegionOffice) -> None:
    client = enter(office, "reader")
    told = client.post("/c/990101/accept", json={})
    assert (told.status_code, told.json()["who"]) == (403, ["王敏", "李明"])
    assert client.get("/accounts").status_code == 403
    assert "采用这次报送" not in client.get("/c/990101", headers={"accept": "text/html"}).text


def test_read_only_holds_for_everybody(office: RegionOffice) -> None:
    office.terms = Terms(names=frozenset({HOST}), today=TODAY, read_only=True)
    client = enter(office, "keeper")
    assert client.post("/c/990101/accept", json={}).status_code == 403
    told = client.post("/accounts", json={"login": "new", "name": "新人"})
    assert told.status_code == 403


def test_a_new_account_gets_a_password_for_one_time(office: RegionOffice) -> None:
    fields = {"login": "fang", "name": "方静怡", "right": "reader"}
    slip = enter(office, "keeper").post("/accounts", json=fields).json()["slip"]
    client = stranger(office)
    entered = client.post("/login", json={"login": "fang", "password": slip["password"]})
    assert entered.json()["must_change"] is True
    assert client.get("/rank").status_code == 403
    change = {"old": slip["password"], "new": "另外一句很长很长的话吧"}
    assert client.post("/me/password", json=change).status_code == 200
    assert client.get("/rank").status_code == 200
    assert client.post("/c/990101/accept", json={}).status_code == 403


def test_a_shut_account_is_out_at_once(office: RegionOffice) -> None:
    reader, keeper = enter(office, "reader"), enter(office, "keeper")
    assert keeper.post("/accounts/reader", json={"do": "disable"}).status_code == 200
    assert reader.get("/rank").status_code == 401
    assert keeper.post("/accounts/keeper", json={"do": "disable"}).status_code == 422


def test_the_first_account_comes_by_the_link_on_the_machine_itself(
    folder: Path, tmp_path: Path
) -> None:
    office = RegionOffice(folder, Store(Database(tmp_path / "new")), Terms(names=frozenset({HOST})))
    token = office.first_link("http://x/").split("=", 1)[1]
    fields = {"token": token, "login": "liming", "name": "李明", "password": PASSWORD}
    assert stranger(office).post("/first", json=fields).status_code == 403
    here = stranger(office, "127.0.0.1")
    assert here.post("/first", json={**fields, "password": "1234567890"}).status_code == 422
    assert here.post("/first", json=fields).status_code == 200
    assert here.post("/first", json=fields).status_code == 403
    assert enter(office, "liming").get("/accounts").json()["accounts"][0]["right"] == "keeper"
    office.close()


def test_a_region_that_has_not_been_scored_says_how_to(office: RegionOffice) -> None:
    for path in (office.folder / "rounds").rglob("*"):
        if path.is_file():
            path.unlink()
    client = enter(office, "reader")
    assert client.get("/").status_code == 200
    assert "shifan region score" in client.get("/rank").json()["problem"]
    assert client.get("/c/990101", headers={"accept": "text/html"}).status_code == 200


def test_a_chain_that_was_changed_is_told_and_shows_nothing(office: RegionOffice) -> None:
    client = enter(office, "decider")
    chain = office.folder / "submissions.jsonl"
    chain.write_text(chain.read_text("utf-8").replace("received", "refused", 1), "utf-8")
    assert client.get("/").status_code == 503
    page = client.get("/rank", headers={"accept": "text/html"})
    assert (page.status_code, "<main" in page.text) == (503, True)


# A clock that cannot be right: the packages came in on 2026-11-22

WRONG = [date(2029, 6, 1), date(2024, 1, 2)]


class Leaping(date):
    """A calendar whose today can be set."""

    shown = TODAY

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.shown


@pytest.mark.parametrize("wrong", WRONG)
def test_a_region_is_not_opened_on_a_day_that_cannot_be_right(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: date
) -> None:
    served: list[date] = []
    monkeypatch.setattr(serving_region, "run", lambda office, *_, **__: served.append(office.today))
    monkeypatch.setattr(shared, "_sound_clock", lambda _: wrong)
    words = ["serve", "--region", str(folder), "--state", str(tmp_path / "state"), "--port", "0"]
    code, _, said = call(*words)
    assert (code, served) == (2, [])
    assert all(word in said for word in (str(wrong), "2026-11-22", "--today"))
    assert call(*words, "--read-only")[0] == 0, "nothing is decided there"
    assert call(*words, "--today", str(wrong))[0] == 0
    assert served[-1] == wrong


@pytest.mark.parametrize("wrong", WRONG)
def test_a_decision_after_a_leap_names_both_dates_and_writes_nothing(
    folder: Path,
    tmp_path: Path,
    stored: str,
    monkeypatch: pytest.MonkeyPatch,
    wrong: date,
) -> None:
    monkeypatch.setattr(clock, "date", Leaping)
    monkeypatch.setattr(Leaping, "shown", TODAY)
    store = Store(Database(tmp_path / "state"))
    account = store.accounts.add("decider", "王敏", stored, must_change=False)
    store.accounts.set_settings(account.id, {"right": "decider"})
    office = RegionOffice(folder, store, Terms(names=frozenset({HOST})))
    client = enter(office, "decider")
    assert client.post("/c/990101/accept", json={}).status_code == 200
    before = (folder / "submissions.jsonl").read_bytes()
    Leaping.shown = wrong
    for path, fields in (("accept", {}), ("return", {"reason": "报送表没有盖章"})):
        refused = client.post(f"/c/990102/{path}", json=fields)
        assert refused.status_code == 507
        problem = refused.json()["problem"]
        assert all(word in problem for word in (str(wrong), str(TODAY), "serve --region --today"))
    assert (folder / "submissions.jsonl").read_bytes() == before
    office.clock = clock.Clock(confirmed=wrong)  # opened again with --today
    assert client.post("/c/990102/accept", json={}).status_code == 200
    office.close()


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "command",
    [
        ("collect",),
        ("accept", "990101"),
        ("return", "990101", "--reason", "没有盖章", "--without-letter"),
    ],
    ids=lambda parts: parts[0],
)
def test_no_command_of_a_region_decides_on_a_day_that_cannot_be_right(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: date, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(shared, "_sound_clock", lambda _: wrong)
    before = (folder / "submissions.jsonl").read_bytes()
    code, _, said = region(folder, *command)
    assert (code, "--today" in said) == (2, True), said
    assert (folder / "submissions.jsonl").read_bytes() == before
    assert region(folder, *command, "--today", str(wrong))[0] in {0, 1}
