"""Rectification items over JSON: who may move them, two hands, and the first date that nothing
overwrites."""

from __future__ import annotations

import samples
from sites import SiteMaker, people_text


def move(client: object, ident: str = "R0001", **fields: object) -> object:
    return client.post(f"/r/{ident}/move", json=fields)  # type: ignore[attr-defined]


def test_the_list_is_cut_to_what_a_person_sees(site: SiteMaker) -> None:
    here = site()
    assert [item["id"] for item in here.client("unit").get("/r").json()["items"]] == ["R0001"]
    assert here.client("other").get("/r").json()["items"] == []
    assert here.client("tracker").get("/r").json()["items"][0]["status"] == "整改中"
    assert here.client("other").get("/r/R0001").status_code == 403
    assert here.client("unit").get("/r/R9999").status_code == 404


def test_a_unit_submits_and_another_hand_signs_off(site: SiteMaker) -> None:
    here = site()
    unit, tracker = here.client("unit"), here.client("tracker")
    item = unit.get("/r/R0001").json()
    assert "submit" in item["moves"]
    assert "close" not in item["moves"]
    assert (
        move(unit, do="submit", save_id="s0", base=item["digest"]).status_code == 422
    )  # without evidence
    sent = move(unit, do="submit", evidence=["E0001"], save_id="s1", base=item["digest"])
    assert sent.status_code == 200, sent.text
    assert sent.json()["item"]["status"] == "待验收"
    assert move(unit, do="close", note="好了", save_id="s2").status_code == 403
    assert move(tracker, do="close", save_id="s3").status_code == 422  # without a note
    task = next(task for task in tracker.get("/").json()["tasks"] if task["kind"] == "sign_off")
    assert task["item"] == "R0001"
    early = move(tracker, do="close", note="看过清单", save_id="s5")
    assert early.status_code == 422  # nobody has accepted the piece yet
    here.client("group").post("/e/E0001/review", json={"state": "accepted", "save_id": "r"})
    closed = move(tracker, do="close", note="看过清单", despite="先销号，年底再核", save_id="s4")
    assert closed.status_code == 200, closed.text
    assert closed.json()["item"]["status"] == "已销号"
    again = move(tracker, do="close", note="看过清单", despite="先销号，年底再核", save_id="s4")
    assert again.status_code == 200
    assert [event["do"] for event in again.json()["item"]["events"]].count("close") == 1


def test_a_unit_cannot_move_its_own_date(site: SiteMaker) -> None:
    here = site()
    unit = here.client("unit")
    assert move(unit, do="extend", to="2027-01-01", note="忙", save_id="a").status_code == 403
    assert move(unit, do="apply", to="2027-01-01", note="忙", save_id="b").status_code == 200
    assert unit.get("/r/R0001").json()["due"] == "2026-12-01"
    lead = here.client("lead")
    assert (
        move(
            lead, do="extend", to="2027-01-01", note="同意", approved_by="李明", save_id="c"
        ).status_code
        == 200
    )
    item = unit.get("/r/R0001").json()
    assert (item["due"], item["first_due"]) == ("2027-01-01", "2026-12-01")


def test_nobody_closes_what_he_submitted_under_another_role(site: SiteMaker) -> None:
    both = people_text().replace("县司法局], roles: [填报人]", "县司法局], roles: [填报人, 督办]")
    here = site({"workspace.yaml": samples.SOUND["workspace.yaml"] + both})
    unit = here.client("unit")
    assert move(unit, do="submit", evidence=["E0001"], save_id="s1").status_code == 200
    assert "close" not in unit.get("/r/R0001").json()["moves"]
    assert move(unit, do="close", note="好了", save_id="s2").status_code in {403, 422}
    assert unit.get("/r/R0001").json()["status"] == "待验收"


def test_a_stale_move_is_refused_where_it_no_longer_follows(site: SiteMaker) -> None:
    here = site()
    unit, tracker = here.client("unit"), here.client("tracker")
    base = tracker.get("/r/R0001").json()["digest"]
    move(unit, do="submit", evidence=["E0001"], save_id="s1")
    answer = move(unit, do="submit", evidence=["E0001"], base=base, save_id="s2")
    assert answer.status_code == 422
    assert "待验收" in answer.json()["problem"]


def test_odd_moves_are_refused_in_words(site: SiteMaker) -> None:
    client = site().client("lead")
    odd = (
        {"do": "explode"},
        {"do": "extend", "to": "2026-13-45", "note": "x"},
        {},
        {"do": ["close"]},
        {"do": "open"},
    )
    for fields in odd:
        answer = move(client, save_id="x", **fields)
        assert answer.status_code == 422, fields
        assert answer.json()["problem"]


def test_the_unit_that_leads_keeps_its_measures_and_their_dates_need_an_approver(
    site: SiteMaker,
) -> None:
    here = site()
    unit, tracker = here.client("unit"), here.client("tracker")
    url = "/r/R0001/measures"
    added = unit.post(url, json={"do": "add", "text": "补一项清单", "due": "2026-11-25"})
    assert added.status_code == 200, added.text
    [measure] = added.json()["item"]["measures"]
    assert (measure["text"], measure["due"]) == ("补一项清单", "2026-11-25")
    assert tracker.post(url, json={"do": "done", "measure": "1"}).status_code == 403
    later = {"do": "postpone", "measure": "1", "due": "2026-11-28", "note": "平台在换"}
    assert unit.post(url, json=later).status_code == 422
    assert unit.post(url, json={**later, "approved_by": "陈晓芸"}).status_code in (403, 422)
    assert unit.post(url, json={**later, "measure": "2", "approved_by": "高远"}).status_code == 422
    moved = unit.post(url, json={**later, "approved_by": "高远"})
    assert moved.status_code == 200, moved.text
    done = unit.post(url, json={"do": "done", "measure": "1"}).json()["item"]["measures"]
    assert done[0]["done"] == "2026-11-22"
    page = here.page("unit", "/r/R0001").text
    assert "补一项清单" in page
    assert "加一条措施" in page
    assert "加一条措施" not in here.page("tracker", "/r/R0001").text
