"""A name that nobody knows ends alike everywhere: exit code 2, nothing written, and what there is
is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_outputs import call

from scoring.values import offered

ROUNDS = "2021-inspection、2021-self"
TREES = "case-file、changhai-2012、donghe-2021、national-2021、review-standard"
UNITS = "区政府各部门、区政府各行政执法部门、"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("report", "review-book", "--round", "没有的"),
            "没有轮次“没有的”；能做评查册的有：2021-inspection",
        ),
        (
            ("report", "review-book", "--round", "2021-inspction"),
            "，是不是“2021-inspection”？能做评查册的有：2021-inspection",
        ),
        (("report", "review-book", "--round", "2021-self"), "“2021-self”是自评轮次"),
        (("round", "compare", "没有的", "2021-self"), f"没有轮次“没有的”；rounds/ 里有：{ROUNDS}"),
        (("round", "new", "a", "--from", "没有的"), f"没有轮次“没有的”；rounds/ 里有：{ROUNDS}"),
        (
            ("round", "new", "a", "--kind", "mock", "--basis", "没有的"),
            f"没有轮次“没有的”；有：{ROUNDS}",
        ),
        (
            ("round", "sample", "没有的", "--size", "1", "--seed", "1"),
            f"没有轮次“没有的”；有：{ROUNDS}",
        ),
        (("round", "freeze", "没有的"), "没有轮次“没有的”；能存档的有：2021-self"),
        (
            ("round", "sample", "--size", "1", "--seed", "1", "--unit", "没有的"),
            "由“没有的”牵头；牵头的有：",
        ),
        (
            ("report", "tree", "--tree", "没有的", "-o", "a.pdf"),
            f"没有“没有的”这套指标体系或这个文件；有：{TREES}",
        ),
        (("indicators", "show", "没有的"), f"没有“没有的”这套指标体系或这个文件；有：{TREES}"),
        (
            ("round", "new", "a", "--tree", "没有的"),
            f"没有“没有的”这套指标体系或这个文件；有：{TREES}",
        ),
        (("init", "a", "--tree", "没有的"), f"没有“没有的”这套指标体系或这个文件；有：{TREES}"),
        (("evidence", "list", "--unit", "没有的"), f"没有登记“没有的”这个单位；有：{UNITS}"),
        (
            ("evidence", "scan", "evidence/files", "--unit", "没有的"),
            f"没有登记“没有的”这个单位；有：{UNITS}",
        ),
        (("rectify", "list", "--unit", "没有的"), f"没有登记“没有的”这个单位；有：{UNITS}"),
        (
            ("sheet", "export", "findings", "-o", "a.xlsx", "--unit", "没有的"),
            f"没有登记“没有的”这个单位；有：{UNITS}",
        ),
        (("explain", "9.9"), "指标体系里没有“9.9”；有：1、"),
        (("evidence", "suggest", "--for", "9.9"), "“9.9”不在指标体系里；有：1.1、"),
        (
            ("evidence", "suggest", "没有的"),
            "“没有的”不是登记表里的编号，也不是文件；登记的有：E0001",
        ),
        (("evidence", "show", "没有的"), "登记表里没有“没有的”；有：E0001"),
        (("evidence", "map", "E0001", "9.9"), "“9.9”不在指标体系里；有：1.1、"),
        (
            ("evidence", "map", "E0001", "1.1", "--item", "没有的"),
            "指标 1.1 没有“没有的”这项要求；有：",
        ),
        (("rectify", "show", "没有的"), "整改清单里没有“没有的”；有："),
        (("rectify", "open", "--indicator", "9.9"), "“9.9”不在指标体系里；有：1、"),
        (("plan", "--criterion", "没有的"), "没有“没有的”这个创建条件；有："),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_unknown_names_end_alike(
    two_level: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    rest = {
        ("rectify", "open"): (
            "--source",
            "opinion",
            "--problem",
            "x",
            "--due",
            "持续推进",
            "--by",
            "李四",
        ),
        ("plan", "--criterion"): ("--by", "2027-01-01", "--today", "2026-11-22"),
    }
    monkeypatch.chdir(two_level)
    before = {path: path.read_bytes() for path in two_level.rglob("*.*") if path.is_file()}
    code, out, err = call(*args, *rest.get(args[:2], ()))
    assert (code, out) == (2, "")
    assert said in err
    assert {path: path.read_bytes() for path in before} == before


def test_a_long_list_is_cut_and_counted() -> None:
    codes = [f"1.{number}" for number in range(1, 21)]
    assert offered("丙", codes) == "；有：1.1、1.2、1.3、1.4、1.5、1.6、1.7、1.8 等 20 个"
    assert offered("丙", [], "登记的有") == "；登记的有：（无）"


def test_a_short_name_may_be_the_nearest_but_is_not_listed() -> None:
    assert (
        offered("司法局1", ["示例县司法行政机关"], also=["司法局"])
        == "，是不是“司法局”？有：示例县司法行政机关"
    )


def test_trees_of_the_workspace_are_listed_before_the_shipped(sound: Path) -> None:
    code, _, err = call("-w", str(sound), "indicators", "show", "没有的")
    assert (code, f"有：sample、{TREES}" in err) == (2, True)
