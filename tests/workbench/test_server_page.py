"""S22: the server as the administrator sees it, the log to take away, read-only."""

from __future__ import annotations

from sites import SiteMaker


def test_the_server_tells_of_disk_copies_saves_and_people_and_of_no_score(site: SiteMaker) -> None:
    here = site()
    admin = here.client("admin")
    data = admin.get("/admin/server").json()
    assert data["disk"]["total_gb"] > 0
    assert data["backup"] is None
    assert [row["name"] for row in data["online"]] == ["孟晓岚"]
    here.client("unit").put("/i/1.1/finding", json={"finding": {"done": 10, "of": 10}})
    assert admin.get("/admin/server").json()["saves"]["count"] == 1
    (here.office.desk.path / "backups").mkdir()
    (here.office.desk.path / "backups/2026-11-21.zip").write_bytes(b"PK")
    assert admin.get("/admin/server").json()["backup"]["name"] == "2026-11-21.zip"


def test_read_only_is_a_switch(site: SiteMaker) -> None:
    here = site()
    admin, unit = here.client("admin"), here.client("unit")
    finding = {"finding": {"done": 10, "of": 10}}
    assert admin.post("/admin/server", json={"read_only": "on"}).json() == {"read_only": True}
    refused = unit.put("/i/1.1/finding", json=finding)
    assert refused.status_code == 403
    assert "只读" in refused.json()["problem"]
    assert unit.put("/drafts/finding:1.1", json={"fields": {"done": "10"}}).status_code == 200
    assert admin.post("/admin/server", json={"read_only": "off"}).status_code == 200
    assert unit.put("/i/1.1/finding", json=finding).status_code == 200
    assert admin.post("/admin/server", json={"read_only": "maybe"}).status_code == 422


def test_the_access_log_can_be_taken_away_and_that_is_on_record(site: SiteMaker) -> None:
    admin = site().client("admin")
    answer = admin.get("/admin/server/access-log")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "login" in answer.text
    assert "access log taken" in admin.get("/admin/server/access-log").text


def test_an_administrator_who_sees_no_scores_is_told_what_is_to_be_looked_after(
    site: SiteMaker,
) -> None:
    here = site()
    page = here.page("admin", "/").text
    assert "两天内没有备份" in page
    assert "失分" not in page
    assert "管理员要看的" not in here.page("unit", "/").text


def test_the_log_speaks_of_deeds_in_words(site: SiteMaker) -> None:
    here = site()
    here.client("lead").post("/assign/issue", json={})
    page = here.page("group", "/log").text
    assert "下达" in page
    assert "part assign" not in page
