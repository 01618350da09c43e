"""Every address asked by every role: nobody sees or does what the table of rights does not
grant."""

from __future__ import annotations

import pytest
import samples
from sites import PEOPLE, Site, SiteMaker

ROUND = samples.MOCK + 'assignments: {周远: ["1.1"]}\n'
FILES = {"rounds/2026-mock.yaml": ROUND}

ALL = frozenset(PEOPLE)
UNIT = {"unit", "head"}
GROUP = {"group", "lead"}
INSPECTORS = {"inspector", "inspectors"}
READ: dict[str, set[str]] = {
    "/": set(ALL),
    "/me": set(ALL),
    "/notices": set(ALL),
    "/drafts": set(ALL),
    "/uploads": set(ALL),
    "/search?q=清单": set(ALL),
    "/version": set(ALL),
    "/i": set(ALL) - {"admin"},
    "/i/1.1": UNIT | GROUP | INSPECTORS | {"tracker", "leader"},
    "/i/1.2": UNIT | GROUP | {"inspectors", "tracker", "leader"},
    "/gaps?by=unit": set(ALL) - {"admin"},
    "/e": set(ALL) - {"admin", "leader"},
    "/e/E0001": UNIT | GROUP | INSPECTORS | {"tracker"},
    "/e/E0001/file": UNIT | GROUP | INSPECTORS | {"tracker"},
    "/e/E0002": UNIT | GROUP | {"inspectors"},
    "/r": set(ALL) - {"admin"},
    "/r/R0001": UNIT | GROUP | INSPECTORS | {"tracker", "leader"},
    "/log": set(ALL) - {"leader"},
    "/docs": set(ALL) - {"admin"},
    "/help": set(ALL),
    "/help/units": set(ALL),
    "/overview": GROUP,
    "/review": GROUP,
    "/brief": GROUP | {"leader", "tracker"},
    "/u": GROUP | {"leader", "tracker", "inspectors"},
    "/u/县司法局": UNIT | GROUP | {"leader", "tracker", "inspectors"},
    "/handin": UNIT | {"other"},
    "/assign": {"lead"},
    "/i/1.1/edit": {"lead"},
    "/admin/accounts": {"admin"},
    "/admin/server": {"admin"},
    "/admin/server/access-log": {"admin"},
    "/v": INSPECTORS,
    "/v/2026-mock": INSPECTORS,
    "/v/2026-mock/1.1": INSPECTORS,
    "/v/2026-mock/1.2": {"inspectors"},
    "/v/2026-mock/differences": {"inspectors"},
}
"""Each address that is read, and who may: everybody else gets 403, and a stranger 401."""


@pytest.fixture
def here(site: SiteMaker) -> Site:
    return site(FILES)


@pytest.mark.slow
@pytest.mark.parametrize("login", sorted(PEOPLE))
def test_what_each_role_may_read(here: Site, login: str) -> None:
    client = here.client(login)
    wrong = {}
    for url, allowed in READ.items():
        status = client.get(url).status_code
        if status != (200 if login in allowed else 403):
            wrong[url] = status
    assert not wrong


def test_a_stranger_gets_nothing_but_the_login(here: Site) -> None:
    stranger = here.stranger()
    assert {url: stranger.get(url).status_code for url in READ} == dict.fromkeys(READ, 401)
    for method, url in (
        ("PUT", "/i/1.1/finding"),
        ("POST", "/uploads"),
        ("POST", "/e/E0001/review"),
        ("POST", "/log/undo"),
    ):
        assert stranger.request(method, url, json={}).status_code == 401, url


@pytest.mark.slow
@pytest.mark.parametrize("login", sorted(PEOPLE))
def test_each_page_that_may_be_read_is_drawn(here: Site, login: str) -> None:
    client = here.client(login)
    for url, allowed in READ.items():
        if login in allowed and not url.endswith(("/file", "/version", "/uploads", "/access-log")):
            answer = client.get(url, headers={"accept": "text/html"}, follow_redirects=True)
            assert answer.status_code == 200, (url, answer.text[:300])
            assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("login", sorted(PEOPLE))
def test_what_each_role_may_write(here: Site, login: str) -> None:
    client = here.client(login)
    ratio = {"finding": {"done": 10, "of": 10}}
    verdict = {"finding": {"score": "5", "reason": "缺一页", "opinion": "部分属实"}}
    move, extend = (
        "/r/R0001/move",
        {"do": "extend", "to": "2027-05-01", "note": "x", "approved_by": "高远"},
    )
    asked: list[tuple[str, str, dict[str, object], set[str]]] = [
        ("PUT", "/i/1.1/finding?preview=1", ratio, UNIT | GROUP),
        ("POST", "/uploads", {"name": "a.pdf", "size": 10, "indicator": "1.1"}, UNIT | GROUP),
        ("POST", "/e/E0001/map", {"indicator": "1.2", "save_id": f"m{login}"}, UNIT | GROUP),
        (
            "POST",
            "/e/E0001/review",
            {"state": "returned", "note": "缺页", "save_id": f"r{login}"},
            GROUP,
        ),
        ("PUT", "/v/2026-mock/1.1?preview=1", verdict, INSPECTORS),
        (
            "POST",
            move,
            {"do": "progress", "note": "在办", "unit": "县司法局", "save_id": f"p{login}"},
            UNIT | GROUP | {"tracker"},
        ),
        (
            "POST",
            "/assign",
            {"codes": ["1.2"], "due": "2027-01-31", "save_id": f"a{login}"},
            {"lead"},
        ),
        ("POST", "/assign/issue", {"save_id": f"i{login}"}, {"lead"}),
        ("POST", "/assign/deadline", {"deadline": "", "save_id": f"d{login}"}, {"lead"}),
        ("PUT", "/i/1.1/edit", {"fields": {"due": "2027-01-31"}, "save_id": f"n{login}"}, {"lead"}),
        ("POST", move, {**extend, "save_id": f"x{login}"}, {"lead", "tracker"}),
    ]
    wrong = {}
    for method, url, body, allowed in asked:
        answer = client.request(method, url, json=body)
        status = answer.status_code
        if (status == 200) != (login in allowed) or (
            login not in allowed and status != 403 and login != "leader"
        ):
            wrong[f"{method} {url} {body.get('do', '')}"] = answer.text
    assert not wrong


def test_a_refusal_names_who_may(here: Site) -> None:
    answer = here.client("other").get("/i/1.1")
    assert answer.status_code == 403
    assert {"陈晓芸", "周正"} <= set(answer.json()["who"])
    assert "何青" not in answer.json()["who"]


def test_lists_are_cut_to_rights(here: Site) -> None:
    other = here.client("other")
    assert [node["code"] for node in other.get("/i").json()["nodes"]] == []
    assert other.get("/gaps?by=unit").json()["rows"] == []
    assert other.get("/search?q=清单").json()["hits"] == []
    assert other.get("/log").json()["entries"] == []
    unit = here.client("unit")
    assert {node["code"] for node in unit.get("/i").json()["nodes"]} == {"1", "1.1", "1.2"}
    assert other.get("/").json()["total"] == unit.get("/").json()["total"]


def test_an_inspector_writes_under_his_own_name_and_only_what_is_his(here: Site) -> None:
    client = here.client("inspector")
    digest = client.get("/v/2026-mock").json()["sample"][0]["digest"]
    finding = {"score": "5", "reason": "清单缺一页", "opinion": "部分属实", "opened": ["E0001"]}
    forged = client.put(
        "/v/2026-mock/1.1",
        json={"finding": {**finding, "by": "方静怡"}, "base": digest, "save_id": "a"},
    )
    assert forged.status_code == 422
    saved = client.put(
        "/v/2026-mock/1.1", json={"finding": finding, "base": digest, "save_id": "b"}
    )
    assert saved.status_code == 200, saved.text
    assert "by: 周远" in (here.office.desk.path / "rounds/2026-mock.yaml").read_text("utf-8")
    less = {**finding, "opinion": "属实", "score": "1"}
    assert client.put("/v/2026-mock/1.1", json={"finding": less, "save_id": "c"}).status_code == 422


def test_a_change_can_be_taken_back_where_it_still_stands(here: Site) -> None:
    group, path = here.client("group"), here.office.desk.path / "rounds/2026-self.yaml"
    old = path.read_text("utf-8")
    base = group.get("/i/1.1").json()["digest"]
    group.put(
        "/i/1.1/finding", json={"finding": {"done": 10, "of": 10}, "base": base, "save_id": "a"}
    )
    [entry] = group.get("/log").json()["entries"]
    assert set(entry) == {"at", "by", "via", "do", "what", "before", "after"}
    assert entry["by"] == "王建平"
    assert group.post("/log/undo", json={"number": 0, "save_id": "u"}).status_code == 200
    assert path.read_text("utf-8") == old
    assert group.post("/log/undo", json={"number": 0, "save_id": "v"}).status_code == 422
    assert here.client("unit").post("/log/undo", json={"number": 0}).status_code == 403


def test_an_edit_by_hand_is_shown_as_such_and_can_be_taken_back(here: Site) -> None:
    group, session = here.client("group"), here.office.desk.session
    path = session.path / "rounds/2026-self.yaml"
    old = path.read_text("utf-8")
    path.write_text(old.replace("done: 9", "done: 8"), "utf-8")
    session.refresh()
    session.refresh()
    [entry] = group.get("/log").json()["entries"]
    assert (entry["by"], entry["via"], entry["what"]) == ("手工", "hand", "1.1")
    name = "rounds/2026-self.yaml#findings/1.1"
    assert "done: 9" in entry["before"][name]
    assert "done: 8" in entry["after"][name]
    page = group.get("/log", headers={"accept": "text/html"}).text
    assert "手工修改" in page
    assert "rounds/2026-self.yaml" in page
    assert group.post("/log/undo", json={"number": 0, "save_id": "u"}).status_code == 200
    assert path.read_text("utf-8") == old
    copy = path.with_name("2027-self.yaml")
    copy.write_text(old.replace("2026-self", "2027-self"), "utf-8")
    session.refresh()
    session.refresh()
    answer = group.post("/log/undo", json={"number": 2, "save_id": "v"})
    assert answer.status_code == 422
    assert "改不回去" in answer.text
    html = {"accept": "text/html", "origin": f"http://{here.HOST}"}
    refused = group.post("/log/undo", data={"number": "2"}, headers=html).text
    assert refused.count("改不回去") == 1
    assert "改不回去" in group.get("/log", headers={"accept": "text/html"}).text
