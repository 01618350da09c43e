"""Writing a finding: previews write nothing, a resend does nothing twice, two writers lose nothing
of each other."""

from __future__ import annotations

import pytest
from sites import Site, SiteMaker

from scoring.workspace import open_workspace

RATIO = {"done": 10, "of": 10}


def text(site: Site) -> str:
    return (site.office.desk.path / "rounds/2026-self.yaml").read_text("utf-8")


def test_reading_an_indicator_gives_node_finding_and_what_it_asks_for(site: SiteMaker) -> None:
    data = site().client("unit").get("/i/1.1").json()
    assert set(data) == {*("node", "finding", "digest", "requirements", "history", "questions")}
    assert data["finding"] == {"done": "9", "of": "10"}
    assert data["node"]["claimed"] == "5.40"
    [requirement] = data["requirements"]
    assert set(requirement) == {"name", "kinds", "min", "met", "pieces"}
    assert [piece["id"] for piece in requirement["pieces"]] == ["E0001"]


def test_a_save_shows_the_new_score_at_once_and_touches_no_other_byte(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    before = client.get("/i/1.1").json()
    old = text(here)
    answer = client.put(
        "/i/1.1/finding", json={"finding": RATIO, "base": before["digest"], "save_id": "a1"}
    )
    assert answer.status_code == 200, answer.text
    data = answer.json()
    assert set(data) == {"version", "digest", "node", "total"}
    assert data["node"]["claimed"] == "6.00"
    assert data["digest"] != before["digest"]
    assert text(here) == old.replace('"1.1": {done: 9, of: 10}', '"1.1": {done: 10, of: 10}')
    assert client.get("/i/1.1").json()["digest"] == data["digest"]
    fresh = open_workspace(here.office.desk.path).whole().assess()
    assert client.get("/i").json()["total"]["exact"]["low"] == str(fresh.low)


def test_a_preview_gives_the_same_and_writes_nothing(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    base = client.get("/i/1.1").json()["digest"]
    old = text(here)
    told = client.put("/i/1.1/finding?preview=1", json={"finding": RATIO, "base": base}).json()
    assert text(here) == old
    assert not (here.office.desk.path / "journal.jsonl").exists()
    saved = client.put(
        "/i/1.1/finding", json={"finding": RATIO, "base": base, "save_id": "a1"}
    ).json()
    assert told["node"] == saved["node"]
    assert told["total"] == saved["total"]


def test_a_resend_of_the_same_save_gets_the_same_answer_and_writes_once(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    base = client.get("/i/1.1").json()["digest"]
    body = {"finding": RATIO, "base": base, "save_id": "same"}
    one = client.put("/i/1.1/finding", json=body)
    journal = (here.office.desk.path / "journal.jsonl").read_bytes()
    other = client.put("/i/1.1/finding", json=body)
    assert one.status_code == other.status_code == 200
    assert one.json()["digest"] == other.json()["digest"]
    assert (here.office.desk.path / "journal.jsonl").read_bytes() == journal


def test_two_people_who_change_different_things_lose_nothing(site: SiteMaker) -> None:
    here = site()
    unit, group = here.client("unit"), here.client("group")
    base = unit.get("/i/1.1").json()["digest"]
    noted = {"done": 9, "of": 10, "note": "以平台导出为准"}
    assert (
        group.put(
            "/i/1.1/finding", json={"finding": noted, "base": base, "save_id": "g"}
        ).status_code
        == 200
    )
    answer = unit.put(
        "/i/1.1/finding", json={"finding": {"done": 10, "of": 10}, "base": base, "save_id": "u"}
    )
    assert answer.status_code == 200, answer.text
    assert unit.get("/i/1.1").json()["finding"] == {
        "done": "10",
        "of": "10",
        "note": "以平台导出为准",
    }


def test_two_people_who_change_the_same_are_shown_the_three_sides(site: SiteMaker) -> None:
    here = site()
    unit, group = here.client("unit"), here.client("group")
    base = unit.get("/i/1.1").json()["digest"]
    group.put(
        "/i/1.1/finding", json={"finding": {"done": 8, "of": 10}, "base": base, "save_id": "g"}
    )
    answer = unit.put("/i/1.1/finding", json={"finding": RATIO, "base": base, "save_id": "u"})
    assert answer.status_code == 409
    data = answer.json()
    assert data["fields"] == ["done"]
    assert [str(data[side]["done"]) for side in ("base", "theirs", "mine")] == ["9", "8", "10"]
    assert unit.get("/i/1.1").json()["finding"]["done"] == "8"


def test_the_page_of_three_columns_saves_what_was_chosen(site: SiteMaker) -> None:
    here = site()
    unit, group = here.client("unit"), here.client("group")
    base = unit.get("/i/1.1").json()["digest"]
    group.put(
        "/i/1.1/finding",
        json={"finding": {"done": 8, "of": 10, "note": "他写的"}, "base": base, "save_id": "g"},
    )
    unit.put(
        "/drafts/finding:1.1",
        json={"fields": {"how": "facts", "done": "10", "of": "10"}, "base": base},
    )
    unit.headers["accept"] = "text/html"
    page = unit.get("/i/1.1/conflict")
    assert page.status_code == 200
    assert "王建平" in page.text
    digest = here.client("unit").get("/i/1.1").json()["digest"]
    form = {"do": "save", "digest": digest, "pick.done": "mine"}
    assert unit.post("/i/1.1/conflict", data=form).status_code == 303
    finding = here.client("unit").get("/i/1.1").json()["finding"]
    assert finding == {"done": "10", "of": "10", "note": "他写的"}


@pytest.mark.parametrize(
    ("finding", "field"),
    [
        ({"done": 11, "of": 10}, ""),
        ({"done": "很多", "of": 10}, "done"),
        ({"done": -1, "of": 10}, "done"),
        ({"score": 5, "reason": "看着给"}, ""),
        ({"met": True}, ""),
        ({"done": 9, "of": 10, "untrue": ["E0001"]}, ""),
        ({"done": 1e400, "of": 10}, ""),
    ],
    ids=str,
)
def test_a_faulty_finding_is_refused_with_the_place_and_nothing_is_written(
    site: SiteMaker, finding: dict[str, object], field: str
) -> None:
    here = site()
    client = here.client("unit")
    old = text(here)
    digest = client.get("/i/1.1").json()["digest"]
    body = __import__("json").dumps({"finding": finding, "base": digest, "save_id": "x"})
    answer = client.put(
        "/i/1.1/finding", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {400, 422}, answer.text
    data = answer.json()
    assert data["problem"]
    if field:
        assert field in [item["field"] for item in data["problems"]]
    assert text(here) == old


def test_who_may_not_write_is_told_who_may(site: SiteMaker) -> None:
    here = site()
    for login in ("other", "inspector", "inspectors", "tracker", "leader", "admin"):
        answer = here.client(login).put(
            "/i/1.1/finding", json={"finding": RATIO, "base": "", "save_id": "x"}
        )
        assert answer.status_code == 403, login
        assert "陈晓芸" in answer.json()["who"]
    for login in ("unit", "head", "group", "lead"):
        client = here.client(login)
        base = client.get("/i/1.1").json()["digest"]
        assert (
            client.put(
                "/i/1.1/finding", json={"finding": RATIO, "base": base, "save_id": login}
            ).status_code
            == 200
        )


def test_after_the_deadline_units_read_and_no_longer_write(site: SiteMaker) -> None:
    from samples import SOUND
    from sites import people_text

    here = site(
        {"workspace.yaml": SOUND["workspace.yaml"] + "deadline: 2026-11-20 18:00\n" + people_text()}
    )
    body = {"finding": RATIO, "base": None, "save_id": "x"}
    answer = here.client("unit").put("/i/1.1/finding", json=body)
    assert answer.status_code == 403
    assert "截止" in answer.json()["problem"]
    assert here.client("group").put("/i/1.1/finding", json=body).status_code == 200


def test_a_form_without_scripts_saves_as_well(site: SiteMaker) -> None:
    here = site()
    client = here.client("unit")
    digest = client.get("/i/1.1").json()["digest"]
    client.headers["accept"] = "text/html"
    form = {"how": "facts", "done": "10", "of": "10", "note": "", "base": digest, "save_id": "f1"}
    answer = client.post("/i/1.1/finding", data=form)
    assert answer.status_code == 303, answer.text
    assert here.client("unit").get("/i/1.1").json()["finding"] == {"done": "10", "of": "10"}


def test_a_save_that_changes_nothing_leaves_the_digest_as_it_stands(site: SiteMaker) -> None:
    client = site().client("unit")
    base = client.get("/i/1.1").json()["digest"]
    same = {"finding": {"done": 9, "of": 10}, "base": base, "save_id": "n"}
    assert client.put("/i/1.1/finding", json=same).json()["digest"] == base
