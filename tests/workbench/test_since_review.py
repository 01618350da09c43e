"""待复审: what has changed in a piece since somebody last decided on it."""

from __future__ import annotations

from sites import SiteMaker

ACCEPT = {"state": "accepted", "save_id": "accept"}


def test_a_piece_that_nobody_reviewed_has_nothing_to_compare(site: SiteMaker) -> None:
    group = site().client("group")
    assert group.get("/e/E0001").json()["since_review"] is None
    assert group.get("/review?at=E0001").json()["since_review"] is None


def test_the_queue_tells_field_by_field_what_is_new(site: SiteMaker) -> None:
    here = site()
    group, unit = here.client("group"), here.client("unit")
    assert group.post("/e/E0001/review", json=ACCEPT).status_code == 200
    assert group.get("/e/E0001").json()["since_review"]["fields"] == []
    record = {
        "title": "一次办清单（新）",
        "proves": [
            {"indicator": "1.1", "item": "办理清单"},
            {"indicator": "1.2", "locate": "第3页", "state": "proposed"},
        ],
    }
    assert unit.put("/e/E0001", json={"record": record, "save_id": "u1"}).status_code == 200

    since = group.get("/review?at=E0001").json()["since_review"]

    assert (since["id"], since["state"], since["by"]) == ("E0001", "accepted", "王建平")
    assert since["on"] == "2026-11-22"
    rows = {row["name"]: (row["before"], row["after"]) for row in since["fields"]}
    assert rows["题名"] == ("一次办清单", "一次办清单（新）")
    [proves] = [after for _, after in rows.values() if "第3页" in after]
    assert "1.2" in proves
    assert "指标" not in rows
    page = here.page("group", "/review?at=E0001").text
    assert "王建平 11月22日采纳以后改了" in page or "采纳以后改了" in page
    assert "<del>一次办清单</del>" in page


def test_another_content_is_told_by_its_digest(site: SiteMaker) -> None:
    here = site()
    group, unit = here.client("group"), here.client("unit")
    group.post("/e/E0001/review", json=ACCEPT)
    old = group.get("/e/E0001").json()["sha256"]
    data = "换了内容\n".encode()
    target = {"name": "清单（改）.txt", "size": len(data), "replaces": "E0001"}
    token = unit.post("/uploads", json=target).json()["token"]
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    unit.patch(f"/uploads/{token}", content=data, headers=headers)
    assert unit.post(f"/uploads/{token}").status_code == 200
    since = group.get("/review?at=E0001").json()["since_review"]
    rows = {row["name"]: (row["before"], row["after"]) for row in since["fields"]}
    before, after = rows["文件内容（校验值）"]
    assert before == f"{old[:8]}…"
    assert after != before
    assert rows["文件"][0] == "files/清单.txt"


def test_an_indicator_that_asks_for_something_else_is_told(site: SiteMaker) -> None:
    here = site()
    group, lead = here.client("group"), here.client("lead")
    group.post("/e/E0001/review", json=ACCEPT)
    edit = lead.put("/i/1.1/edit", json={"fields": {"name": "网上办理和公开"}, "save_id": "t1"})
    assert edit.status_code == 200, edit.text
    assert group.get("/e/E0001").json()["review"]["stale"] is True
    [row] = group.get("/review?at=E0001").json()["since_review"]["fields"]
    assert (row["name"], row["before"]) == ("指标", "1.1")
