"""``region.yaml``: what is wrong with it is told with its place, and what is right is read as
meant."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import samples
from helpers_region import REGION, answer, collect, office, packed, region

from scoring.problems import CATALOGUE
from scoring.region.model import open_region

Files = Mapping[str, str | bytes]
TREE = {"indicators/sample.yaml": samples.SOUND["indicators/sample.yaml"]}
ROSTER = (
    '  "990101": {name: 甲子县, level: 县, classes: {地区: 山区}}\n  "990102": {name: 乙丑县, '
    "level: 区}\n"
)

PRODUCED: dict[str, tuple[str, Files]] = {
    "G001": ("region.yaml", TREE),
    "G002": (
        "region.yaml",
        {"region.yaml": REGION.replace("tree: sample", "tree: simple") + ROSTER, **TREE},
    ),
    "G003": (
        "region.yaml",
        {
            "region.yaml": REGION
            + ROSTER.replace("name: 乙丑县", "name: 乙丑县, aliases: [甲子县]"),
            **TREE,
        },
    ),
    "G004": (
        "region.yaml",
        {"region.yaml": REGION + ROSTER + "groups: {东片: [甲丑县]}\n", **TREE},
    ),
    "G005": (
        "inspections/990101/a.yaml",
        {"region.yaml": REGION + ROSTER, **TREE, "inspections/990101/a.yaml": samples.MOCK},
    ),
}


@pytest.mark.parametrize("rule", sorted(PRODUCED))
def test_each_rule_of_regions_is_produced_where_the_fault_is(tmp_path: Path, rule: str) -> None:
    file, files = PRODUCED[rule]
    found = [
        item for item in open_region(samples.write(tmp_path, files)).problems if item.rule == rule
    ]
    assert [item.where.file for item in found] == [file]
    assert found[0].what
    assert found[0].fix


def test_no_rule_of_regions_is_left_out() -> None:
    assert set(PRODUCED) == {rule for rule in CATALOGUE if rule.startswith("G")}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: 示例省", 'name: "示例省', ["Y003"]),
        ("terms:", "term:", ["不认识的键“term”", "是不是“terms”"]),
        ("as_of: 2026-11-20", "as_of: 2026/11/20", ["as_of", "2026/11/20"]),
        ("due: 2026-11-25", "due: 明天", ["明天"]),
        ("bands: [90, 80, 60]", "rank: {track: best}", ["best"]),
        ("bands: [90, 80, 60]", "rank: {within: [地区]}", ["G004", "地区"]),
    ],
)
def test_a_fault_ends_every_command_with_3_and_its_place(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    place = office(tmp_path, text=REGION.replace(old, new))
    for command in ("status", "score", "rank", "collect"):
        code, out, err = region(place, command)
        assert (code, out) == (3, "")
        assert "region.yaml:" in err
        assert all(word in err for word in words), err


def test_a_folder_without_region_yaml_is_told(tmp_path: Path) -> None:
    code, _, err = region(tmp_path, "status")
    assert code == 3
    assert "G001" in err


def test_a_new_region_is_sound_and_explains_itself(tmp_path: Path) -> None:
    folder = tmp_path / "示例省"
    code, _, err = region_init(folder)
    assert code == 0, err
    text = (folder / "region.yaml").read_text("utf-8")
    assert "name: 示例省" in text
    assert "#" in text
    opening = open_region(folder)
    assert opening.problems == ()
    assert opening.region is not None
    assert opening.region.record.terms.round == "2026-self"
    assert opening.region.record.bands == tuple(map(Fraction, (90, 80, 70, 60)))
    assert region_init(folder)[0] == 2


def region_init(folder: Path) -> tuple[int, str, str]:
    from helpers_outputs import call

    return call("region", "init", str(folder), "--tree", "case-file", "--today", "2026-11-20")


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEAD = ["编码", "名称", "级别", "地区", "别名", "联系单位"]


def run(*args: str) -> tuple[int, str, str]:
    from helpers_outputs import call

    return call("region", "roster", *args)


def test_a_roster_is_imported_exported_and_imported_again(tmp_path: Path) -> None:
    place = office(tmp_path / "office", {}, "# 末行的说明\n")
    rows: list[list[object]] = [
        ["2026年名册"],
        HEAD,
        [990101, "甲子县", "县", "山区", "甲子、子县", "甲子县委依法治县办"],
        ["990102", "乙丑区", "区", "平原", None, None],
        [None] * 6,
    ]
    source = workbook(tmp_path / "名册.xlsx", rows)
    before = (place / "region.yaml").read_text("utf-8")
    assert "新增 2 个" in run("import", str(source), "-w", str(place), "--preview")[1]
    assert (place / "region.yaml").read_text("utf-8") == before
    assert run("import", str(source), "-w", str(place))[0] == 0
    text = (place / "region.yaml").read_text("utf-8")
    assert text.startswith(before.split("counties:")[0])
    assert text.endswith("# 末行的说明\n")
    record = open_region(place).region
    assert record is not None
    first = record.record.counties["990101"]
    assert (first.name, first.level, first.classes, first.aliases) == (
        "甲子县", "县", {"地区": "山区"}, ("甲子", "子县"),
    )  # fmt: skip
    exported = tmp_path / "出.xlsx"
    assert run("export", "-w", str(place), "-o", str(exported), "--today", "2026-11-20")[0] == 0
    assert "新增 0 个，改动 0 个，去掉 0 个" in run("import", str(exported), "-w", str(place))[1]
    assert (place / "region.yaml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["名称"], ["甲子县"]], "表头"),
        ([HEAD, [None, "甲子县"]], "没有编码"),
        ([HEAD, ["990101", None]], "没有名称"),
        ([HEAD, ["990101", "甲子县"], ["990101", "乙丑县"]], "第 3 行编码 990101 重复"),
        ([HEAD, ["990101", "甲子县"], ["990102", "甲子县"]], "第 3 行名称“甲子县”重复"),
        ([HEAD, ["../x", "甲子县"]], "编码“../x”"),
        ([HEAD], "空的"),
    ],
)
def test_a_faulty_roster_changes_nothing(
    tmp_path: Path, rows: list[list[object]], words: str
) -> None:
    place = office(tmp_path / "office")
    before = (place / "region.yaml").read_bytes()
    code, _, err = run("import", str(workbook(tmp_path / "a.xlsx", rows)), "-w", str(place))
    assert (code, (place / "region.yaml").read_bytes()) == (2, before)
    assert words in err


def test_who_has_handed_in_does_not_leave_the_roster(tmp_path: Path) -> None:
    place = office(tmp_path / "office")
    packed(tmp_path, place, "甲子县")
    collect(place)
    source = workbook(tmp_path / "a.xlsx", [HEAD, ["990102", "乙丑县"]])
    code, _, err = run("import", str(source), "-w", str(place))
    assert code == 2
    assert "甲子县 已经报送" in err


def test_ranks_are_parted_by_a_column_of_the_roster(tmp_path: Path) -> None:
    place = office(tmp_path / "office", more="rank: {within: [级别]}\n")
    packed(tmp_path, place, "甲子县")
    packed(tmp_path, place, "乙丑县")
    text = (
        (place / "region.yaml").read_text("utf-8").replace("乙丑县, level: 县", "乙丑县, level: 区")
    )
    (place / "region.yaml").write_text(text, "utf-8")
    collect(place)
    region(place, "score", "--engine", "serial")
    rows = answer(place, "rank")["rows"]
    assert [(row["name"], row["rank"], row["classes"]) for row in rows] == [
        ("甲子县", 1, {"级别": "县"}),
        ("乙丑县", 1, {"级别": "区"}),
    ]
    assert [row["rank"] for row in answer(place, "rank", "--within", "分组")["rows"]] == [1, 1]
