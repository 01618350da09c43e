"""Trackers and leaders: the week's bulletin, a 督办单 to several units, its receipts, and decisions
that wait.

rectification.yaml  R0001 1.1 县司法局, due 2026-11-01, overdue
                    R0002 1.2 县教育局, due 2026-11-10, overdue; an extension was applied for
"""

from __future__ import annotations

import pytest
import samples
from sites import OVERDUE, Site, SiteMaker

URGE = {"items": ["R0001", "R0002"], "reply": "2026-11-27", "text": "请在 27 日前办结"}


@pytest.fixture
def here(site: SiteMaker) -> Site:
    return site({"rectification.yaml": OVERDUE})


def test_a_bulletin_is_proposed_issued_once_and_stays(here: Site) -> None:
    tracker = here.client("tracker")
    preview = tracker.get("/r/bulletin").json()
    assert preview["issued"] == []
    assert preview["bulletin"]["number"] == 1
    assert "预览" in here.page("tracker", "/r/bulletin").text
    assert here.client("unit").get("/r/bulletin").json()["bulletin"] == {}
    assert here.client("lead").post("/r/bulletin/issue", json={}).status_code == 403
    assert tracker.post("/r/bulletin/issue", json={"week": "2026-12-15"}).status_code == 422
    issued = tracker.post("/r/bulletin/issue", json={})
    assert issued.status_code == 200, issued.text
    again = tracker.post("/r/bulletin/issue", json={})
    assert again.status_code == 422
    assert "已印发" in again.json()["problem"]
    text = (here.office.desk.path / "bulletins/0001.yaml").read_text("utf-8")
    assert "许砚秋" in text
    assert here.client("unit").get("/r/bulletin").json()["bulletin"]["number"] == 1
    assert "县司法局" in here.page("unit", "/r/bulletin?number=1").text
    notices = here.client("unit").get("/notices").json()["notices"]
    assert any("通报" in notice["text"] for notice in notices)


def test_a_paper_goes_to_its_units_and_is_answered_item_by_item(here: Site) -> None:
    tracker, unit = here.client("tracker"), here.client("unit")
    assert unit.post("/r/urge", json=URGE).status_code == 403
    assert tracker.post("/r/urge", json={"items": []}).status_code == 422
    assert tracker.post("/r/urge", json={"items": ["R9"]}).status_code == 422
    assert tracker.post("/r/urge", json={**URGE, "reply": "2026-11-01"}).status_code == 422
    made = tracker.post("/r/urge", json=URGE)
    assert made.status_code == 200, made.text
    assert made.json()["units"] == ["县司法局", "县教育局"]
    assert made.json()["label"] == "督办单〔2026〕1号"
    (paper,) = unit.get("/r/papers").json()["papers"]
    assert paper["waiting"] == ["县司法局", "县教育局"]
    before = (here.office.desk.path / "papers/0001.yaml").read_bytes()

    assert unit.post("/r/R0001/move", json={"do": "receive"}).status_code == 200
    (paper,) = tracker.get("/r/papers").json()["papers"]
    assert paper["receipts"] == {"县司法局": "2026-11-22", "县教育局": ""}
    assert (here.office.desk.path / "papers/0001.yaml").read_bytes() == before
    page = here.page("unit", "/r/papers/1").text
    assert "请在 27 日前办结" in page
    assert tracker.post("/r/urge", json=URGE).json()["number"] == 2


def test_another_units_paper_is_not_shown(here: Site) -> None:
    assert here.client("tracker").post("/r/urge", json={"items": ["R0001"]}).status_code == 200
    other = here.client("other")
    assert other.get("/r/papers").json()["papers"] == []
    assert other.get("/r/papers/1").status_code == 404


def test_the_leader_sees_what_waits_and_decides_the_extension(here: Site) -> None:
    leader = here.client("leader")
    (task,) = [one for one in leader.get("/").json()["tasks"] if one["kind"] == "apply"]
    assert task["item"] == "R0002"
    assert "平台在换" in here.page("leader", "/brief").text
    assert "等你决定的 1 件" in here.page("leader", "/brief").text
    extend = {"do": "extend", "to": "2026-12-10", "note": "同意，平台换好即办"}
    moved = leader.post("/r/R0002/move", json=extend)
    assert moved.status_code == 200, moved.text
    assert [one for one in leader.get("/").json()["tasks"] if one["kind"] == "apply"] == []


def test_what_a_second_bulletin_proposes_waits_for_the_leader(here: Site) -> None:
    from scoring.workbench.desk import Desk

    tracker = here.client("tracker")
    assert tracker.post("/r/bulletin/issue", json={"week": "2026-11-10"}).status_code == 200
    assert tracker.post("/r/bulletin/issue", json={}).status_code == 200
    assert isinstance(here.office.desk, Desk)
    leader = here.client("leader")
    waiting = [one for one in leader.get("/").json()["tasks"] if one["kind"] == "escalate"]
    assert [one["item"] for one in waiting] == ["R0001", "R0002"]
    decided = {"do": "interview", "record": "11月22日在县政府约谈，局长表态月底前办结"}
    moved = leader.post("/r/R0001/move", json=decided)
    assert moved.status_code == 200, moved.text
    left = [one for one in leader.get("/").json()["tasks"] if one["kind"] == "escalate"]
    assert [one["item"] for one in left] == ["R0002"]
    assert samples.SOUND


def test_an_item_is_broken_down_to_the_members_of_a_group(site: SiteMaker) -> None:
    here = site({"rectification.yaml": OVERDUE.replace("lead: [县司法局]", "lead: [各单位]")})
    assert here.client("unit").post("/r/R0001/split", json={}).status_code == 403
    made = here.client("tracker").post("/r/R0001/split", json={})
    assert made.status_code == 200, made.text
    assert made.json()["items"] == {"R0003": "县司法局", "R0004": "县教育局"}
    assert "分解到各单位" in here.page("tracker", "/r/R0001").text
    assert here.client("tracker").post("/r/R0001/split", json={}).status_code == 422
