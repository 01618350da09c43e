"""S8: units, dates and persons for several indicators, tasks handed out, the deadline; the tree in
the browser."""

from __future__ import annotations

from pathlib import Path

import samples
from sites import SiteMaker, people_text

TREE = "indicators/sample.yaml"


def tree_of(folder: Path) -> str:
    return (folder / TREE).read_text("utf-8")


def test_units_and_a_date_for_several_indicators_in_one_step(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    fields = {"codes": ["1.1", "1.2"], "lead": "县教育局", "due": "2026-10-31", "save_id": "a"}
    answer = lead.post("/assign", json=fields)
    assert answer.status_code == 200, answer.text
    rows = {row["code"]: row for row in lead.get("/assign").json()["rows"]}
    assert rows["1.1"]["lead"] == rows["1.2"]["lead"] == ["县教育局"]
    assert rows["1.2"]["due"] == "2026-10-31"
    text = tree_of(tmp_path / "county")
    assert text.count("lead: [县教育局]") == 2
    assert "rule: {type: ratio}" in text  # what was not asked for stays as it was written
    assert any(
        "2 项指标" in item["text"]
        for item in here.client("other").get("/notices").json()["notices"]
    )
    assert lead.post("/assign", json=fields).status_code == 200  # the same save again
    assert here.client("unit").get("/i/1.1").status_code == 403  # the other unit's from now on


def test_an_unknown_unit_is_refused_with_the_nearest_name_and_nothing_is_written(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    before = tree_of(tmp_path / "county")
    answer = lead.post("/assign", json={"list": "1.1\t县司法厅\t\t\n1.2\t县教育局"})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["nearest"] == "县司法局"
    assert tree_of(tmp_path / "county") == before
    page = lead.post(
        "/assign", data={"list": "1.1\t县司法厅\n1.2\t县教育局"}, headers={"accept": "text/html"}
    )
    assert "把“县司法厅”改成“县司法局”" in page.text
    mended = lead.post(
        "/assign",
        data={"list": "1.2\t县司法厅\t县教育局\t持续推进", "replace": "县司法厅\t县司法局"},
    )
    assert mended.status_code in (200, 303), mended.text
    row = next(row for row in lead.get("/assign").json()["rows"] if row["code"] == "1.2")
    assert (row["lead"], row["support"], row["due"]) == (["县司法局"], ["县教育局"], "持续推进")


def test_a_person_of_the_unit_sees_to_an_indicator_and_nobody_else(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    refused = lead.post("/assign", json={"codes": ["1.1"], "handler": "何青"})
    assert refused.status_code == 422
    assert "不在 1.1 的牵头、配合单位里" in refused.json()["problem"]
    assert (
        lead.post("/assign", json={"codes": ["1.1", "1.2"], "handler": "陈晓芸"}).status_code == 200
    )
    assert lead.post("/assign", json={"codes": ["1.2"], "handler": "清空"}).status_code == 200
    text = (tmp_path / "county/rounds/2026-self.yaml").read_text("utf-8")
    assert '"陈晓芸": ["1.1"]' in text
    assert "请你经办 2 项指标" in here.page("unit", "/notices").text


def test_a_round_is_handed_out_to_every_unit_once(site: SiteMaker) -> None:
    here = site()
    lead = here.client("lead")
    assert lead.post("/assign/issue", json={}).json()["issued"] == ["县司法局"]
    assert lead.post("/assign/issue", json={}).json()["issued"] == []
    assert here.client("unit").get("/handin").json()["state"] == "已下达"
    assert here.client("group").post("/assign/issue", json={}).status_code == 403


def test_after_the_deadline_units_only_read_until_it_is_moved(site: SiteMaker) -> None:
    here = site()
    lead, unit = here.client("lead"), here.client("unit")
    finding = {"finding": {"done": 10, "of": 10}}
    assert lead.post("/assign/deadline", json={"deadline": "2026-11-21 18:00"}).status_code == 200
    refused = unit.put("/i/1.1/finding", json=finding)
    assert refused.status_code == 403
    assert "截止" in refused.json()["problem"]
    assert lead.post("/assign/deadline", json={"deadline": "下周"}).status_code == 422
    assert lead.post("/assign/deadline", json={"deadline": ""}).status_code == 200
    assert unit.put("/i/1.1/finding", json=finding).status_code == 200
    assert here.client("unit").post("/assign/deadline", json={"deadline": ""}).status_code == 403


def test_a_rule_is_written_in_words_tried_and_saved(site: SiteMaker, tmp_path: Path) -> None:
    here = site()
    lead = here.client("lead")
    node = lead.get("/i/1.1/edit").json()
    wish = {"points": "6", "parameters": "达到95%得满分；低于60%不得分", "due": "2026-12-31"}
    tried = lead.put("/i/1.1/edit?preview=1", json={"fields": wish}).json()
    assert tried["changed"]
    assert "95%" in tried["sentence"]
    assert tried["total"]["after"] != tried["total"]["before"]
    assert "95%" not in tree_of(tmp_path / "county")
    saved = lead.put("/i/1.1/edit", json={"fields": wish, "base": node["digest"], "save_id": "n1"})
    assert saved.status_code == 200, saved.text
    assert "full_at: 95%" in tree_of(tmp_path / "county")
    assert lead.get("/i").json()["total"]["current"]["final"] == tried["total"]["after"]
    again = lead.put("/i/1.1/edit", json={"fields": wish, "base": node["digest"], "save_id": "n1"})
    assert (
        again.json()["digest"] == saved.json()["digest"]
    )  # a save that is sent twice is written once
    stale = lead.put("/i/1.1/edit", json={"fields": {"due": "2027-01-31"}, "base": node["digest"]})
    assert stale.status_code == 409
    assert stale.json()["theirs"]["cells"]["due"] == "2026-12-31"


def test_what_does_not_fit_is_told_at_its_field_and_not_saved(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    before = tree_of(tmp_path / "county")
    wish = {"parameters": "大概差不多", "points": "许多", "due": "年底吧"}
    answer = lead.put("/i/1.1/edit", json={"fields": wish})
    assert answer.status_code == 422
    assert {item["field"] for item in answer.json()["problems"]} == {"parameters", "points", "due"}
    too_much = lead.put(
        "/i/1.1/edit", json={"fields": {"points": "9"}}
    )  # more than the branch has beside the 4 of 1.2
    assert too_much.status_code == 422, too_much.text
    assert tree_of(tmp_path / "county") == before


def test_a_new_rule_that_a_finding_does_not_fit_is_foretold(site: SiteMaker) -> None:
    lead = site().client("lead")
    wish = {"rule": "达标得分", "parameters": ""}
    titles = lead.get("/i/1.2/edit").json()["cells"]
    tried = lead.put(
        "/i/1.1/edit?preview=1", json={"fields": {**wish, "rule": titles["rule"]}}
    ).json()
    assert tried["problems"]


def test_requirements_are_added_changed_and_taken_out(site: SiteMaker, tmp_path: Path) -> None:
    here = site()
    lead = here.client("lead")
    needs = lead.get("/i/1.1/edit").json()["requirements"]
    needs[0]["min"] = "2"
    needs.append({"id": "", "name": "公开截图", "kinds": "图片、链接", "required": "可选"})
    answer = lead.put("/i/1.1/edit", json={"fields": {"requirements": needs}})
    assert answer.status_code == 200, answer.text
    met = {item["name"]: item for item in lead.get("/i/1.1").json()["requirements"]}
    assert met["办理清单"]["min"] == 2
    assert met["公开截图"]["kinds"] == ["图片", "链接"]
    gone = lead.put("/i/1.1/edit", json={"fields": {"evidence": "不要求佐证", "requirements": []}})
    assert gone.status_code == 200, gone.text
    assert lead.get("/i/1.1").json()["requirements"] == []


def test_a_tree_that_ships_with_the_program_is_copied_before_it_is_changed(
    site: SiteMaker, tmp_path: Path
) -> None:
    head = (
        samples.SOUND["workspace.yaml"].replace("tree: sample", "tree: national-2021")
        + people_text()
    )
    round_ = (
        samples.SOUND["rounds/2026-self.yaml"]
        .replace("tree: sample", "tree: national-2021")
        .split("findings:")[0]
    )
    register = "[]\n"
    here = site(
        {
            "workspace.yaml": head,
            "rounds/2026-self.yaml": round_,
            "evidence/register.yaml": register,
            "rectification.yaml": "[]\n",
        }
    )
    lead = here.client("lead")
    answer = lead.put("/i/1.1.1/edit", json={"fields": {"due": "2026-12-31"}})
    assert answer.status_code == 200, answer.text
    assert "tree: indicators/national-2021.yaml" in (tmp_path / "county/workspace.yaml").read_text(
        "utf-8"
    )
    assert (tmp_path / "county/indicators/national-2021.yaml").exists()
    assert any("复制" in note for note in answer.json()["notes"])
