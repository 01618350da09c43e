"""A unit's part of a round: assigned, received, filled in, handed in, returned, approved."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from sites import SiteMaker

from scoring.data_files import data_folder
from scoring.engine import Losses
from scoring.workbench.desk import Desk
from scoring.workbench.views.scores import own_losses


def step(client: object, do: str, **fields: object) -> object:
    return client.post(
        "/u/县司法局/move", json={"do": do, "save_id": f"{do}-{len(fields)}", **fields}
    )  # type: ignore[attr-defined]


def test_a_part_goes_its_way_and_is_read_only_once_handed_in(site: SiteMaker) -> None:
    here = site()
    lead, head, unit, group = (here.client(login) for login in ("lead", "head", "unit", "group"))
    assert step(unit, "assign").status_code == 403
    assert step(lead, "assign").json()["state"] == "已下达"
    assert step(unit, "receive").json()["state"] == "已签收"
    assert step(unit, "submit").status_code == 403
    assert step(head, "submit").json()["state"] == "已报送"
    answer = unit.put("/i/1.1/finding", json={"finding": {"done": 10, "of": 10}, "save_id": "x"})
    assert answer.status_code == 403
    assert "已报送" in answer.json()["problem"]
    assert step(group, "return").status_code == 422  # without a reason
    assert step(group, "return", note="1.1 要补材料").json()["state"] == "退回"
    answer = unit.put("/i/1.1/finding", json={"finding": {"done": 10, "of": 10}, "save_id": "y"})
    assert answer.status_code == 200, answer.text
    assert any("补材料" in item["text"] for item in unit.get("/notices").json()["notices"])


def test_a_unit_objects_and_the_working_group_decides(site: SiteMaker) -> None:
    here = site()
    lead, unit, other = here.client("lead"), here.client("unit"), here.client("other")
    step(lead, "assign")
    assert step(other, "object", note="不是我的").status_code == 403
    assert step(unit, "object", note="不是我单位职责").json()["state"] == "异议"
    assert step(lead, "uphold", note="改派").json()["state"] == "未下达"


def test_the_first_entry_of_a_unit_says_that_it_is_filling_in(site: SiteMaker) -> None:
    here = site()
    lead, unit = here.client("lead"), here.client("unit")
    step(lead, "assign")
    assert step(unit, "receive").json()["state"] == "已签收"
    assert "fill" not in unit.get("/handin").json()["moves"]
    for number, done in enumerate((10, 8)):
        saved = unit.put(
            "/i/1.1/finding", json={"finding": {"done": done, "of": 10}, "save_id": f"f{number}"}
        )
        assert saved.status_code == 200
    assert unit.get("/handin").json()["state"] == "填报中"
    assert [event["do"] for event in unit.get("/handin").json()["events"]] == [
        "assign",
        "receive",
        "fill",
    ]


def test_what_a_unit_loses_is_its_row_of_the_gaps_exactly(tmp_path: Path) -> None:
    example = tmp_path / "county"
    shutil.copytree(data_folder("evidence") / "example-county", example)
    desk = Desk(example, date(2026, 11, 27), watch=False)
    try:
        view = desk.view()
        rows = {row.key: row.losses for row in view.gaps("unit")}
        for unit in view.workspace.units.names:
            assert own_losses(view, (unit,)) == rows.get(unit, Losses()), unit
    finally:
        desk.close()
