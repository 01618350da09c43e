"""Levels inside one column, and totals: 一、 and 1 in 序号, headings among their parts, 总分 and
小计."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import Imported, import_file


def table(folder: Path, rows: str, title: str = "示例县考核细则") -> Imported:
    path = folder / "表.csv"
    path.write_text(f"{title}\n{rows}", encoding="utf-8")
    return import_file(path)


NUMBERED = """序号,考核项目,分值,责任单位
一、,制度,60,
1,备案,25,县司法局
2,清理,35,县司法局
二、,执法,40,
{third},检查,40,县公安局
"""


@pytest.mark.parametrize("third", ["3", "1"])
def test_the_number_column_carries_two_levels_whether_it_runs_on_or_begins_again(
    tmp_path: Path, third: str
) -> None:
    imported = table(tmp_path, NUMBERED.format(third=third))
    assert imported.counts == (2, 3)
    assert imported.points == "100"
    assert [node["code"] for node in leaves(imported.tree)] == ["1.1", "1.2", "2.1"]


def test_headings_without_a_number_stand_over_the_numbered_rows(tmp_path: Path) -> None:
    rows = NUMBERED.format(third="1").replace("一、,", ",").replace("二、,", ",")
    assert table(tmp_path, rows).counts == (2, 3)


def test_headings_among_their_parts_are_told_by_points_that_add_up(tmp_path: Path) -> None:
    rows = (
        "考核项目,分值,责任单位\n制度,60,\n备案,25,县司法局\n清理,35,县司法局\n执法,40,\n"
        "检查,40,县公安局\n"
    )
    imported = table(tmp_path, rows)
    assert imported.counts == (2, 3)
    assert imported.points == "100"


def test_rows_of_one_level_stay_rows_of_one_level(tmp_path: Path) -> None:
    imported = table(
        tmp_path,
        "序号,考核项目,分值,责任单位\n1,备案,30,县司法局\n2,清理,30,县司法局\n3,检查,40,县公安局\n",
    )
    assert imported.counts == (3,)


@pytest.mark.parametrize(("total", "fits"), [("100", True), ("105", False)])
def test_the_printed_total_is_compared(tmp_path: Path, total: str, fits: bool) -> None:
    imported = table(tmp_path, NUMBERED.format(third="3") + f",总分,{total},\n")
    assert imported.fit is fits
    if not fits:
        assert imported.notices[0].rule == "IMP77"
        assert "105" in imported.notices[0].what
        assert "100" in imported.notices[0].what


@pytest.mark.parametrize(("subtotal", "fits"), [("60", True), ("50", False)])
def test_subtotals_are_compared_with_their_block(tmp_path: Path, subtotal: str, fits: bool) -> None:
    rows = (
        f"一级指标,二级指标,分值\n制度,备案,25\n,清理,35\n小计,,{subtotal}\n执法,检查,40\n"
        "小计,,40\n合计,,100\n"
    )
    assert table(tmp_path, rows).fit is fits


def test_bonus_and_deduction_rows_stand_outside_the_total(tmp_path: Path) -> None:
    rows = (
        NUMBERED.format(third="3")
        + "三、,奖扣分项目,7,县司法局\n四、,负面清单,-5,县司法局\n,总分,100,\n"
    )
    imported = table(tmp_path, rows)
    assert imported.fit
    assert [node.get("kind") for node in imported.tree["indicators"]] == [
        None,
        None,
        "bonus",
        "penalty",
    ]


def test_units_as_headings_lead_what_stands_below(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text(
        "示例县任务清单\n一、县司法局\n1.备案文件。\n2.清理文件。\n二、县公安局\n1.规范执法。\n",
        encoding="utf-8",
    )
    imported = import_file(path)
    assert [node["lead"] for node in imported.tree["indicators"]] == [["县司法局"], ["县公安局"]]


CELLS = [
    (
        "权责清单（文件）、公开页面（链接、图片）",
        [("权责清单", ["文件"]), ("公开页面", ["链接", "图片"])],
    ),
    ("事项清单（文件）；情况说明（说明）", [("事项清单", ["文件"]), ("情况说明", ["说明"])]),
    ("1.台账（统计表）2.通报（文件）", [("台账", ["统计表"]), ("通报", ["文件"])]),
    ("①台账（统计表）②通报（文件）", [("台账", ["统计表"]), ("通报", ["文件"])]),
    ("台账（统计表）\n通报（文件）", [("台账", ["统计表"]), ("通报", ["文件"])]),
    ("台账（统计表、文件，至少2件）", [("台账", ["统计表", "文件"])]),
    ("制度文件、会议纪要", [("制度文件", None), ("会议纪要", None)]),
]


@pytest.mark.parametrize(("cell", "wanted"), CELLS, ids=[cell for cell, _ in CELLS])
def test_requirements_of_one_cell(
    tmp_path: Path, cell: str, wanted: list[tuple[str, list[str] | None]]
) -> None:
    quoted = f'"{cell}"'
    imported = table(tmp_path, f"序号,考核项目,分值,佐证材料\n1,备案,50,{quoted}\n2,清理,50,文件\n")
    evidence = leaves(imported.tree)[0]["evidence"]
    assert [(entry["name"], entry.get("kinds")) for entry in evidence] == wanted


def test_what_may_be_two_requirements_is_a_doubt(tmp_path: Path) -> None:
    imported = table(
        tmp_path, "序号,考核项目,分值,佐证材料\n1,备案,50,责任、权力清单（文件）\n2,清理,50,文件\n"
    )
    assert leaves(imported.tree)[0]["evidence"] == [{"name": "责任、权力清单", "kinds": ["文件"]}]
    assert "IMP74" in [notice.rule for notice in imported.notices]
