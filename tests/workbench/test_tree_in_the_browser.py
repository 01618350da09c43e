"""S8: indicators that come into the tree and go out of it, and two people on one node."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sites import SiteMaker

TREE = "indicators/sample.yaml"
REGISTER = "evidence/register.yaml"


def tree_of(folder: Path) -> str:
    return (folder / "county" / TREE).read_text("utf-8")


def test_an_indicator_is_added_in_words_with_the_points_of_those_beside_it(
    site: SiteMaker, tmp_path: Path
) -> None:
    lead = site().client("lead")
    form = lead.get("/i/1/add").json()
    assert form["code"] == "1.3"
    fields = {
        "code": "1.3",
        "name": "办理时限",
        "points": "2",
        "rule": "按比例得分",
        "parameters": "达到95%得满分",
        "due": "2026-10-31",
        "lead": "县教育局",
        "evidence": "见佐证要求表",
        "need0.name": "台账",
        "need0.kinds": "统计表",
        "need0.min": "2",
        "need1.name": "",
    }
    short = lead.put("/i/1/add?preview=1", json={"fields": fields})
    assert short.status_code == 422  # 6 + 4 + 2 are not 10
    assert "12" in short.json()["problem"]
    wish = {"fields": {**fields, "points.1": "12"}, "save_id": "a1"}
    tried = lead.put("/i/1/add?preview=1", json=wish).json()
    assert "95%" in tried["sentence"]
    assert "1.3" not in tree_of(tmp_path)
    saved = lead.put("/i/1/add", json=wish)
    assert saved.status_code == 200, saved.text
    assert lead.put("/i/1/add", json=wish).status_code in (200, 422)  # sent again: not twice
    text = tree_of(tmp_path)
    assert text.count('code: "1.3"') == 1
    assert (
        """\
  - code: "1.3"
    name: 办理时限
    points: 2
    rule: {type: ratio, full_at: 95%}
    evidence:
    - {name: 台账, kinds: [统计表], min: 2}
    lead: [县教育局]
    due: 2026-10-31
- code: "2"
"""
        in text
    )
    nodes = {node["code"]: node for node in lead.get("/tree").json()["nodes"]}
    assert nodes["1.3"]["level"] == 2
    assert nodes["1"]["points"] == "12.00"


def test_a_block_is_added_and_an_indicator_below_it(site: SiteMaker, tmp_path: Path) -> None:
    lead = site().client("lead")
    block = {"code": "3", "name": "监督有力", "points": "3"}
    assert lead.put("/tree/add", json={"fields": block}).status_code == 200
    below = {"code": "3.1", "name": "执法监督", "points": "3", "rule": "达标得分"}
    answer = lead.put("/i/3/add", json={"fields": below})
    assert answer.status_code == 200, answer.text
    assert """\
  points: 3
  children:
  - code: "3.1"
    name: 执法监督
    points: 3
    rule: {type: met}
""" in tree_of(tmp_path)
    assert lead.get("/i/3.1").status_code == 200


@pytest.mark.parametrize(
    ("parent", "fields", "field"),
    [
        ("1", {"code": "1.1", "name": "又一项"}, "code"),
        ("1", {"code": "", "name": "没有编号"}, "code"),
        ("1", {"code": "1.3", "name": ""}, "name"),
        ("1", {"code": "1.3", "name": "新", "points": "两分"}, "points"),
        ("1", {"code": "1.3", "name": "新", "lead": "县教体局"}, "lead"),
        ("1", {"code": "1.3", "name": "新", "rule": "随便"}, "rule"),
        ("1.1", {"code": "1.1.1", "name": "太深"}, "parent"),
    ],
)
def test_what_cannot_be_added_is_told_at_its_field(
    site: SiteMaker, tmp_path: Path, parent: str, fields: dict[str, str], field: str
) -> None:
    lead = site().client("lead")
    before = tree_of(tmp_path)
    answer = lead.put(f"/i/{parent}/add", json={"fields": {"points.1": "12", **fields}})
    assert answer.status_code == 422
    assert field in [item["field"] for item in answer.json()["problems"]]
    assert tree_of(tmp_path) == before


def test_what_hangs_on_an_indicator_keeps_it_until_it_may_go_along(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    shown = lead.get("/i/1.2/remove").json()
    assert shown["findings"] == [{"round": "2026-self", "code": "1.2"}]
    assert shown["evidence"] == ["E0002"]
    refused = lead.put("/i/1.2/remove", json={"fields": {"points.1": "6"}})
    assert refused.status_code == 422
    assert "1 条认定" in refused.json()["problem"]
    wish = {"fields": {"points.1": "6", "along": "1"}, "base": shown["digest"], "save_id": "r1"}
    assert lead.put("/i/1.2/remove", json=wish).status_code == 200
    assert '"1.2"' not in tree_of(tmp_path)
    assert '"1.2"' not in (tmp_path / "county/rounds/2026-self.yaml").read_text("utf-8")
    assert "1.2" not in (tmp_path / "county/evidence/register.yaml").read_text("utf-8")
    assert lead.get("/i/1.2").status_code == 404
    line = lead.get("/log").json()["entries"][0]
    assert "met: true" in str(line["before"])  # it can be read


def test_an_indicator_that_went_is_put_back_from_the_log(site: SiteMaker, tmp_path: Path) -> None:
    """With its place in the tree, its finding and what proves it; pages show it at once."""
    here = site()
    lead = here.client("lead")
    files = [tmp_path / "county" / name for name in ("rounds/2026-self.yaml", TREE, REGISTER)]
    before = [path.read_bytes() for path in files]
    opened = lead.get("/i/1.2/remove").json()["digest"]
    wish = {"fields": {"points.1": "6", "along": "1"}, "base": opened, "save_id": "r1"}
    assert lead.put("/i/1.2/remove", json=wish).status_code == 200
    log = here.page("lead", "/log").text
    number = re.search(r'name="number" value="([0-9]+)"', log)
    assert number, "the line of the removal has no 改回"

    answer = lead.post("/log/undo", json={"number": number[1], "save_id": "r2"})

    assert answer.status_code == 200, answer.text
    assert [path.read_bytes() for path in files] == before
    node = lead.get("/i/1.2").json()
    assert "met" in str(node["finding"])
    again = lead.post("/log/undo", json={"number": number[1], "save_id": "r3"})
    assert again.status_code == 422
    assert "又改过" in again.json()["problem"]


def test_an_indicator_in_the_ledger_stays(site: SiteMaker, tmp_path: Path) -> None:
    lead = site().client("lead")
    answer = lead.put("/i/1.1/remove", json={"fields": {"points.1": "4", "along": "1"}})
    assert answer.status_code == 422
    assert "R0001" in answer.json()["problem"]
    assert '"1.1"' in tree_of(tmp_path)


def test_points_that_belong_together_are_changed_in_one_save(
    site: SiteMaker, tmp_path: Path
) -> None:
    lead = site().client("lead")
    alone = lead.put("/i/1.1/edit", json={"fields": {"points": "7"}})
    assert alone.status_code == 422
    both = lead.put("/i/1.1/edit", json={"fields": {"points": "7", "points.1.2": "3"}})
    assert both.status_code == 200, both.text
    wrong = lead.put("/i/1/edit", json={"fields": {"points.1.1": "viel", "points.1.2": "3"}})
    assert wrong.json()["problems"][0]["field"] == "points.1.1"
    below = lead.put("/i/1/edit", json={"fields": {"points.1.1": "5", "points.1.2": "5"}})
    assert below.status_code == 200, below.text
    assert tree_of(tmp_path).count("points: 5") == 3


def fields_of(node: dict[str, object], opened: str, **changes: str) -> dict[str, object]:
    """What the page's form sends: every cell, the requirements line by line, what it was opened
    on."""
    fields: dict[str, object] = {**node["cells"], "opened": opened}  # type: ignore[dict-item]
    for number, need in enumerate(node["requirements"]):  # type: ignore[arg-type]
        fields |= {f"need{number}.{key}": value for key, value in need.items()}
    return {**fields, **changes}


def test_two_people_on_one_node_are_merged_where_they_changed_different_things(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    node = lead.get("/i/1.1/edit").json()
    opened = _opened(here.page("lead", "/i/1.1/edit").text)
    mine = fields_of(node, opened, due="2026-12-31")
    needs = {"need0.id": "1.1#1", "need0.name": "清单", "need0.kinds": "文件"}
    theirs = {"fields": {"basis": "县府办发〔2026〕1号", **needs}}
    assert lead.put("/i/1.1/edit", json=theirs).status_code == 200
    saved = lead.put("/i/1.1/edit", json={"fields": mine, "base": node["digest"]})
    assert saved.status_code == 200, saved.text
    text = tree_of(tmp_path)
    assert "due: 2026-12-31" in text
    assert "县府办发〔2026〕1号" in text
    assert "{name: 清单, kinds: [文件]}" in text  # what the other did to the requirements stands


def test_two_people_who_changed_the_same_are_shown_three_columns(
    site: SiteMaker, tmp_path: Path
) -> None:
    here = site()
    lead = here.client("lead")
    node = lead.get("/i/1.1/edit").json()
    opened = _opened(here.page("lead", "/i/1.1/edit").text)
    mine = fields_of(node, opened, due="2026-12-31", basis="依据甲")
    assert lead.put("/i/1.1/edit", json={"fields": {"due": "2026-11-30"}}).status_code == 200
    answer = lead.put("/i/1.1/edit", json={"fields": mine, "base": node["digest"]})
    assert answer.status_code == 409
    assert answer.json()["fields"] == ["due"]
    page = here.page("lead", "/i/1.1/edit/conflict").text
    assert "你打开时" in page
    assert "自动并入" in page
    shown = lead.get("/i/1.1/edit/conflict").json()
    assert (shown["base"]["due"], shown["theirs"]["due"], shown["mine"]["due"]) == (
        "",
        "2026-11-30",
        "2026-12-31",
    )
    picks = {"do": "save", "pick.due": "theirs", "digest": shown["digest"]}
    settled = lead.post("/i/1.1/edit/conflict", json=picks)
    assert settled.status_code == 200, settled.text
    assert "due: 2026-11-30" in tree_of(tmp_path)
    assert "依据甲" in tree_of(tmp_path)
    assert not lead.get("/drafts").json()["drafts"]


def _opened(page: str) -> str:
    import html
    import re

    found = re.search(r'name="opened" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_only_the_leader_of_the_group_changes_the_shape_of_the_tree(site: SiteMaker) -> None:
    here = site()
    for login in ("unit", "group", "tracker", "leader", "admin"):
        client = here.client(login)
        assert client.get("/tree").status_code == 403
        assert client.put("/tree/add", json={"fields": {"code": "9"}}).status_code == 403
        assert client.put("/i/1/add", json={"fields": {"code": "1.9"}}).status_code == 403
        assert client.put("/i/1.2/remove", json={"fields": {}}).status_code == 403
