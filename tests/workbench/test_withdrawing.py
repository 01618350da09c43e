"""撤回: what a unit handed in is taken back until the working group has begun to review it."""

from __future__ import annotations

import samples
from sites import SiteMaker

REGISTER = "evidence/register.yaml"
OFFERED = (
    samples.SOUND[REGISTER]
    + """\
- id: E0003
  url: https://example.com/list
  seen: 2026-04-02
  kind: 链接
  title: 办理清单的网页
  unit: 县司法局
  proves:
  - {indicator: "1.2", state: proposed}
"""
)
FILES = {REGISTER: OFFERED}


def test_a_unit_takes_a_piece_back_and_hands_it_in_again(site: SiteMaker) -> None:
    here = site(FILES)
    unit, group = here.client("unit"), here.client("group")
    assert unit.get("/e/E0003").json()["moves"] == ["withdraw"]
    assert "E0003" in [one["id"] for one in group.get("/review").json()["waiting"]]

    answer = unit.post("/e/E0003/withdraw", json={"note": "交错了", "save_id": "w1"})

    assert answer.status_code == 200, answer.text
    record = answer.json()["record"]
    assert record["review"]["state"] == "withdrawn"
    assert record["review"]["by"] == "陈晓芸"
    assert record["counts"] is False
    assert record["reasons"] == ["单位已撤回"]
    assert "E0003" not in [one["id"] for one in group.get("/review").json()["waiting"]]
    assert "交错了" in group.get("/notices").json()["notices"][0]["text"]
    entry = here.client("lead").get("/log").json()["entries"][0]
    assert (entry["by"], entry["do"]) == ("陈晓芸", "evidence withdraw E0003")

    assert unit.get("/e/E0003").json()["moves"] == ["resubmit"]
    assert unit.post("/e/E0003/withdraw", json={"save_id": "w2"}).status_code == 422
    again = unit.post("/e/E0003/withdraw", json={"do": "resubmit", "save_id": "w3"})
    assert again.json()["record"]["review"]["state"] == "pending"
    assert "E0003" in [one["id"] for one in group.get("/review").json()["waiting"]]


def test_only_people_of_the_unit_take_its_piece_back(site: SiteMaker) -> None:
    here = site(FILES)
    for login in ("other", "group", "lead", "inspector", "tracker"):
        client = here.client(login)
        answer = client.post("/e/E0003/withdraw", json={"save_id": login})
        assert answer.status_code == 403, login
    assert here.client("group").get("/e/E0003").json()["moves"] == []
    assert "撤回" not in here.page("group", "/e/E0003").text
    assert "专班审核以前可以撤回" in here.page("head", "/e/E0003").text


def test_what_the_working_group_has_looked_at_stays(site: SiteMaker) -> None:
    here = site(FILES)
    unit, group = here.client("unit"), here.client("group")
    confirmed = unit.post("/e/E0001/withdraw", json={"save_id": "w1"})
    assert confirmed.status_code == 422
    assert "专班已开始审核" in confirmed.json()["problem"]
    group.post("/e/E0003/review", json={"state": "returned", "note": "缺页", "save_id": "r1"})
    assert unit.post("/e/E0003/withdraw", json={"save_id": "w2"}).status_code == 422
    assert unit.get("/e/E0003").json()["moves"] == []


def test_a_piece_of_a_part_that_was_handed_in_waits_for_the_part(site: SiteMaker) -> None:
    here = site(FILES)
    lead, unit, head = (here.client(login) for login in ("lead", "unit", "head"))
    for client, do in ((lead, "assign"), (unit, "receive"), (head, "submit")):
        move = client.post("/u/县司法局/move", json={"do": do, "save_id": do})
        assert move.status_code == 200, move.text
    answer = unit.post("/e/E0003/withdraw", json={"save_id": "w1"})
    assert answer.status_code == 422
    assert "先撤回报送" in answer.json()["problem"]
    recalled = head.post("/u/县司法局/move", json={"do": "recall", "save_id": "recall"})
    assert recalled.json()["state"] == "填报中"
    assert unit.post("/e/E0003/withdraw", json={"save_id": "w2"}).status_code == 200


def test_a_part_is_not_recalled_once_a_piece_was_reviewed(site: SiteMaker) -> None:
    here = site(FILES)
    lead, unit, head = (here.client(login) for login in ("lead", "unit", "head"))
    for client, do in ((lead, "assign"), (unit, "receive"), (head, "submit")):
        client.post("/u/县司法局/move", json={"do": do, "save_id": do})
    lead.post("/e/E0003/review", json={"state": "returned", "note": "缺页", "save_id": "r1"})
    answer = head.post("/u/县司法局/move", json={"do": "recall", "save_id": "recall"})
    assert answer.status_code == 422
    assert "专班已开始审核" in answer.json()["problem"]
