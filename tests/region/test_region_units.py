"""The units of one county as a region: a line and a workspace for each department and town.

units:
  县司法局: {aliases: [司法局], kind: 政府部门}
  甲乡:
  各乡镇: {members: [甲乡, 乙镇]}
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.problems import CannotError
from scoring.region.model import CountyRecord, open_region
from scoring.region.scaffold import Wanted, new_region
from scoring.region.units import KIND, members_of, new_members
from scoring.workspace import open_workspace

UNITS = """\
units:
  县司法局: {aliases: [司法局], kind: 政府部门}
  甲乡:
  乙镇: {kind: 街道}
  各乡镇: {members: [甲乡, 乙镇]}
"""
HEAD = samples.SOUND["workspace.yaml"].split("units:\n")[0]
WINDOW = (date(2025, 1, 1), date(2026, 10, 31))
WISH = Wanted("示例县", "2026", date(2026, 11, 20), WINDOW, date(2026, 11, 25), "2026-self", "单位")


def workspace(tmp_path: Path, units: str = UNITS) -> Path:
    return samples.write(tmp_path / "county", {**samples.SOUND, "workspace.yaml": f"{HEAD}{units}"})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "sample.yaml"
    path.write_text(samples.SOUND["indicators/sample.yaml"], "utf-8")
    return path


def tree_in(path: Path) -> IndicatorTree:
    tree, problems = load_tree(path, path.name)
    assert tree is not None, problems
    return tree


def test_each_unit_without_members_of_its_own_has_a_line(tmp_path: Path, source: Path) -> None:
    roster = members_of(workspace(tmp_path), tree_in(source))
    assert {code: county.name for code, county in roster.items()} == {
        "U001": "县司法局",
        "U002": "甲乡",
        "U003": "乙镇",
    }
    assert roster["U001"].aliases == ("司法局",)
    assert roster["U001"].folder == "members/U001-县司法局"


def test_where_a_tree_tells_no_kinds_apart_the_kind_is_a_class_of_its_own(
    tmp_path: Path, source: Path
) -> None:
    roster = members_of(workspace(tmp_path), tree_in(source))
    kinds = {county.name: county.classes[KIND] for county in roster.values()}
    assert kinds == {"县司法局": "政府部门", "甲乡": "乡镇", "乙镇": "街道"}


def test_a_workspace_without_units_makes_no_roster(tmp_path: Path, source: Path) -> None:
    with pytest.raises(CannotError, match="没有登记单位（units），无从建立名册"):
        members_of(workspace(tmp_path, "units: {}\n"), tree_in(source))


def test_what_is_no_workspace_is_refused(tmp_path: Path, source: Path) -> None:
    with pytest.raises(CannotError, match=r"不是工作区，或 workspace.yaml 读不出来"):
        members_of(tmp_path, tree_in(source))


def test_each_line_gets_a_workspace_that_opens_without_an_error(
    tmp_path: Path, source: Path
) -> None:
    tree = tree_in(source)
    roster = members_of(workspace(tmp_path), tree)
    folder = tmp_path / "region"
    places = new_members(folder, tree, source, replace(WISH, counties=roster))
    assert [place.name for place in places] == ["U001-县司法局", "U002-甲乡", "U003-乙镇"]
    opening = open_workspace(places[0])
    assert not opening.errors
    whole = opening.whole()
    assert whole.head.name == "县司法局"
    assert whole.current.head.window is not None
    assert {leaf.code for leaf in whole.tree.leaves()} == {"1.1", "1.2", "2"}


# -- a new region


def test_a_new_region_opens_and_explains_itself(tmp_path: Path, source: Path) -> None:
    counties = {"990101": CountyRecord.model_validate({"name": "甲子县", "level": "县"})}
    folder = tmp_path / "region"
    written = new_region(
        folder, tree_in(source), source, replace(WISH, counties=counties, object="县")
    )
    assert [path.name for path in written] == ["region.yaml", "sample.yaml"]
    region = open_region(folder).region
    assert region is not None
    assert region.problems == ()
    assert (region.record.name, region.record.due) == ("示例县", date(2026, 11, 25))
    text = (folder / "region.yaml").read_text("utf-8")
    assert "object" not in text
    assert text.count("#") >= 6
    assert {path.name for path in folder.iterdir()} == {
        "region.yaml", "indicators", "incoming", "inspections",
    }  # fmt: skip


@pytest.mark.parametrize("name", ['2026"x', "a/b", "..", "x: y", "a\tb", "con", "#", ""])
@pytest.mark.parametrize("key", ["round", "self_round"])
def test_a_name_that_cannot_be_one_makes_no_folder(
    tmp_path: Path, source: Path, key: str, name: str
) -> None:
    wish = replace(WISH, **{key: name})
    with pytest.raises(CannotError, match=r"轮次的名称“.*”不能用：.*，没有新建"):
        new_region(tmp_path / "region", tree_in(source), source, wish)
    assert not (tmp_path / "region").exists()


@pytest.mark.parametrize("name", ["2026年度", "2026", "2026-self"])
def test_a_round_that_looks_like_a_number_stays_a_name(
    tmp_path: Path, source: Path, name: str
) -> None:
    wish = replace(WISH, round=name, self_round=name)
    new_region(tmp_path / "region", tree_in(source), source, wish)
    region = open_region(tmp_path / "region").region
    assert region is not None
    assert (region.record.round, region.record.terms.round) == (name, name)


def test_lines_that_are_no_counties_are_called_what_they_are(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "region"
    new_region(folder, tree_in(source), source, WISH)
    region = open_region(folder).region
    assert region is not None
    assert region.record.object == "单位"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, source: Path) -> None:
    (tmp_path / "region").mkdir()
    (tmp_path / "region" / "留言.txt").write_text("x", "utf-8")
    with pytest.raises(CannotError, match="里已有内容，没有新建；请换一个空文件夹"):
        new_region(tmp_path / "region", tree_in(source), source, WISH)
