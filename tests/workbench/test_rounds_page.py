"""S7: rounds are begun, closed and opened again from the overview, and units reminded."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import SiteMaker


def test_the_next_round_is_begun_with_the_findings_of_this_one(
    site: SiteMaker, tmp_path: Path
) -> None:
    lead = site().client("lead")
    wish = {"name": "2027-self", "source": "2026-self", "switch": True, "save_id": "n1"}
    begun = lead.post("/rounds/new", json=wish)
    assert begun.status_code == 200, begun.text
    assert begun.json()["carried"] == 2
    assert begun.json()["switched"]
    assert lead.post("/rounds/new", json=wish).status_code == 200  # the same save again
    listed = {row["id"]: row for row in lead.get("/rounds").json()["rounds"]}
    assert listed["2027-self"]["current"]
    assert not listed["2026-self"]["current"]
    text = (tmp_path / "county/rounds/2027-self.yaml").read_text("utf-8")
    assert '"1.1": {done: 9, of: 10}' in text
    again = lead.post("/rounds/new", json={"name": "2027-self"})
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": "a", "kind": "party"}, "kind"),
        ({"name": "a", "as_of": "明天"}, "as_of"),
        ({"name": "a", "start": "2026-01-01"}, "end"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wish_that_means_nothing_is_told_at_its_field(
    site: SiteMaker, wish: dict[str, str], field: str
) -> None:
    answer = site().client("lead").post("/rounds/new", json=wish)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == field


def test_a_round_is_closed_and_opened_and_a_closed_one_takes_nothing(site: SiteMaker) -> None:
    here = site()
    lead, unit = here.client("lead"), here.client("unit")
    assert lead.post("/rounds/lock", json={"round": "2026-self", "do": "lock"}).status_code == 200
    finding = {"finding": {"done": 10, "of": 10}}
    assert unit.put("/i/1.1/finding", json=finding).status_code == 403
    [row] = lead.get("/rounds").json()["rounds"]
    assert row["locked"]["by"] == "李明"
    assert lead.post("/rounds/lock", json={"round": "2026-self", "do": "unlock"}).status_code == 200
    assert unit.put("/i/1.1/finding", json=finding).status_code == 200


def test_units_that_have_not_handed_in_are_reminded(site: SiteMaker) -> None:
    here = site()
    answer = here.client("lead").post("/rounds/urge", json={"units": ["司法局"], "text": "周五前"})
    assert answer.json()["units"] == ["县司法局"]
    [notice] = here.client("unit").get("/notices").json()["notices"]
    assert "周五前" in notice["text"]
    nobody = here.client("lead").post("/rounds/urge", json={"units": ["县财政局"]})
    assert nobody.status_code == 422
    assert here.client("unit").post("/rounds/urge", json={"units": ["县司法局"]}).status_code == 403


def test_the_page_is_drawn_for_the_group_and_its_leader(site: SiteMaker) -> None:
    here = site()
    assert "新建轮次" in here.page("lead", "/rounds").text
    assert 'action="/rounds/new"' not in here.page("group", "/rounds").text
    assert here.page("unit", "/rounds").status_code == 403
