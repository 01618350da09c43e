"""The roster (名册) as rows and as YAML: what an office fills in, and what is made of it.

| 编码   | 名称   | 级别 | 地区 | 别名       | 联系单位 |
| 990101 | 甲子县 | 县   | 山区 | 甲县、子县 |          |
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scoring.problems import CannotError
from scoring.region.model import CountyRecord, RegionRecord
from scoring.region.roster import (
    compared,
    counties_text,
    headings,
    read_grid,
    roster_of,
    rows,
    with_counties,
)

HEAD = ["编码", "名称", "级别", "地区", "别名", "联系单位"]
LINE = ["990101", "甲子县", "县", "山区", "甲县、子县", "甲子县委依法治县办"]


def county(name: str, **values: object) -> CountyRecord:
    return CountyRecord.model_validate({"name": name, **values})


FULL = county(
    "甲子县",
    level="县",
    classes={"地区": "山区"},
    aliases=["甲县", "子县"],
    contact="甲子县委依法治县办",
)


def test_a_line_of_the_sheet_is_a_line_of_the_roster() -> None:
    assert roster_of([HEAD, LINE]) == {"990101": FULL}


def test_a_title_above_and_a_remark_below_the_table_are_read_over() -> None:
    grid = [["示例省名册", "", "", "", "", ""], [], HEAD, LINE, ["注：以编码为准", *[""] * 5]]
    assert list(roster_of(grid)) == ["990101"]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [("行政区划代码", "代码"), ("代码", "县名"), ("编 码", "名 称"), ("编码", "单位")],
)
def test_headings_may_be_called_as_offices_call_them(heading: str, columns: str) -> None:
    name = columns if columns != "代码" else "名称"
    assert list(roster_of([[heading, name], ["990101", "甲子县"]])) == ["990101"]


@pytest.mark.parametrize("comma", ["、", "，", ","])
def test_aliases_are_parted_by_any_comma(comma: str) -> None:
    roster = roster_of([HEAD, [*LINE[:4], f"甲县{comma} 子县", ""]])
    assert roster["990101"].aliases == ("甲县", "子县")


def test_every_other_column_parts_the_counties() -> None:
    roster = roster_of([["编码", "名称", "批次"], ["990101", "甲子县", "第一批"]])
    assert roster["990101"].classes == {"批次": "第一批"}
    assert roster["990101"].level is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([["", "甲子县"]], "第 2 行“甲子县”没有编码"),
        ([["990101", ""]], "第 2 行编码 990101 没有名称"),
        ([["99 01", "甲子县"]], "第 2 行编码“99 01”只能用数字、字母、汉字和 . - _"),
        ([["9" * 41, "甲子县"]], "只能用数字、字母、汉字和"),
        ([["990101", "甲子县"], ["990101", "乙丑县"]], "第 3 行编码 990101 重复"),
        ([["990101", "甲子县"], ["990102", "甲子县"]], "第 3 行名称“甲子县”重复"),
        ([], "名册是空的，没有导入"),
    ],
)
def test_a_faulty_line_is_named_and_nothing_is_taken(lines: list[list[str]], message: str) -> None:
    with pytest.raises(CannotError, match=message):
        roster_of([["编码", "名称"], *lines])


def test_all_faulty_lines_are_named_at_once() -> None:
    grid = [["编码", "名称"], ["", "甲子县"], ["990102", "乙丑县"], ["990102", "丙寅县"]]
    with pytest.raises(CannotError, match=r"第 2 行.*；第 4 行编码 990102 重复"):
        roster_of(grid)


def test_a_sheet_without_the_two_columns_is_no_roster() -> None:
    with pytest.raises(CannotError, match="找不到表头：应有“编码”和“名称”两栏"):
        roster_of([["名称", "人口"], ["甲子县", "12"]])


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 torn"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(content)
    with pytest.raises(CannotError, match=r"名册.xlsx 不是能读的工作簿，请另存为 xlsx"):
        read_grid(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotError, match="读不出来"):
        read_grid(tmp_path / "名册.xlsx")


def record(text: str) -> RegionRecord:
    head = {"name": "示例省", "round": "2026", "tree": "sample", "terms": {"as_of": "2026-11-20"}}
    return RegionRecord.model_validate({**head, **yaml.safe_load(text)})


def test_what_is_written_out_is_read_in_again() -> None:
    region = record(counties_text({"990101": FULL, "990102": county("乙丑县")}))
    grid = [headings(region), *rows(region)]
    assert grid[0] == ["编码", "名称", "级别", "地区", "别名", "联系单位"]
    assert roster_of(grid) == region.counties


def test_what_changed_is_counted_by_code() -> None:
    before = {"1": county("甲县"), "2": county("乙县"), "3": county("丙县")}
    after = {"1": county("甲县"), "2": county("乙市"), "4": county("丁县")}
    change = compared(before, after)
    assert (change.added, change.changed, change.gone) == (("4",), ("2",), ("3",))


# -- as YAML


@pytest.mark.parametrize("name", ["no", "On", "甲: 乙", "123", "#县", "a b", "县“东”", "~", "on"])
def test_names_that_yaml_would_take_for_something_else_are_quoted(name: str) -> None:
    text = counties_text({"1": county(name, classes={"地区": name}, aliases=[name])})
    read = yaml.safe_load(text)["counties"]["1"]
    assert read == {"name": name, "classes": {"地区": name}, "aliases": [name]}


def test_plain_names_stand_without_quotes() -> None:
    assert counties_text({"990101": county("甲子县", level="县")}) == (
        'counties:\n  "990101": {name: 甲子县, level: 县}\n'
    )
    assert counties_text({}) == "counties: {}\n"


TEXT = """\
name: 示例省   # 名称
counties:
  "990101": {name: 甲子县}
# 名册后面的话
due: 2026-11-25
"""


def test_only_the_lines_of_the_roster_are_written_anew() -> None:
    assert with_counties(TEXT, {"990102": county("乙丑县")}) == TEXT.replace(
        '"990101": {name: 甲子县}', '"990102": {name: 乙丑县}'
    )


@pytest.mark.parametrize(
    "old",
    [
        "counties: {}\n",
        'counties:\n  "1":\n    name: 甲县\n    classes:\n      地区: 山区\n',
        'counties:\n  "1": {name: 甲县}\n\n  # 以下待定\n  "2": {name: 乙县}\n',
    ],
)
def test_a_roster_in_any_shape_is_replaced_whole(old: str) -> None:
    text = with_counties(f"name: 示例省\n{old}due: 2026-11-25\n", {"9": county("丙县")})
    assert yaml.safe_load(text)["counties"] == {"9": {"name": "丙县"}}
    assert text.endswith("due: 2026-11-25\n")


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_file_without_a_roster_gets_one_at_its_end(end: str) -> None:
    text = with_counties(f"name: 示例省{end}", {"9": county("丙县")})
    assert text == 'name: 示例省\ncounties:\n  "9": {name: 丙县}\n'


def test_a_file_that_is_no_map_is_refused() -> None:
    with pytest.raises(CannotError, match=r"region\.yaml 读不出来"):
        with_counties("- 1\n", {})
