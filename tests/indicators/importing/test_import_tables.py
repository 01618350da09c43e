"""Indicator tables as offices make them: other columns, other merges, points in odd places."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import NoIndicatorsFound, SeveralTables, import_file


def sheet(
    path: Path, rows: list[list[object]], merges: tuple[str, ...] = (), name: str = "Sheet1"
) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    book.save(path)
    return path


def rules(got) -> set[str]:
    return {notice.rule for notice in got.notices}


def names(got) -> list[str]:
    return [leaf["name"] for leaf in leaves(got.tree)]


def test_scoring_rules_with_points_in_the_name_and_result_columns(tmp_path):
    path = sheet(
        tmp_path / "考核细则.xlsx",
        [
            ["示例县依法行政考核细则", None, None, None, None, None],
            ["序号", "考核项目(分值)", "考核内容和基本要求", "评分细则", "自评分", "考核分"],
            [1, "组织领导(10分)", "每季度开会研究一次(6分)", "少开一次扣1.5分", None, None],
            [None, None, "年底向人大报告(4分)", "没有报告的不得分", None, None],
            [2, "执法规范(20分)", "案卷齐全(20分)", "缺一卷扣2分", None, None],
        ],
        ("A1:F1", "A3:A4", "B3:B4"),
    )
    got = import_file(path)
    assert got.tree["title"] == "示例县依法行政考核细则"
    assert got.counts == (2, 3)
    first, second = got.tree["indicators"]
    assert (first["name"], first["points"], first["code"]) == ("组织领导", "10", "1")
    assert (second["name"], second["code"]) == ("执法规范", "2")
    assert [leaf["points"] for leaf in leaves(got.tree)] == ["6", "4", "20"]
    assert "评分细则：少开一次扣1.5分" in leaves(got.tree)[0]["text"]
    assert second["points"] == "20"
    assert got.points == "30"
    assert "IMP44" not in rules(got)


def test_task_list_with_units_and_deadlines(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["示例县2026年重点任务分解表"],
            ["序号", "工作任务", "具体措施", "牵头单位", "责任单位", "完成时限", "责任人", "备注"],
            [
                1,
                "清单上网",
                "把清单放到网上",
                "县司法局",
                "县财政局、县审计局",
                "2026年6月底前",
                "张某",
                None,
            ],
            [
                2,
                "开门办事",
                "周末也开门",
                "县行政审批局\n县公安局",
                "各乡镇人民政府",
                "持续推进",
                None,
                "试点先行",
            ],
            [3, "亮证执法", "上街亮证", None, "县城管局,县交通局", "2026-10-31", None, None],
            [4, "算账", "年底算账", "县财政局牵头,县审计局配合", None, "10月底", None, None],
        ],
        ("A1:H1",),
    )
    got = import_file(path)
    assert got.counts == (4,)
    first, second, third, fourth = leaves(got.tree)
    assert (first["lead"], first["support"], first["due"]) == (
        ["县司法局"],
        ["县财政局", "县审计局"],
        "2026-06-30",
    )
    assert "把清单放到网上" in first["text"]
    assert "张某" in first["text"]
    assert (second["lead"], second["due"]) == (["县行政审批局", "县公安局"], "持续推进")
    assert "备注：试点先行" in second["text"]
    assert (third["lead"], third["support"], third["due"]) == (
        ["县城管局"],
        ["县交通局"],
        "2026-10-31",
    )
    assert (fourth["lead"], fourth["support"]) == (["县财政局"], ["县审计局"])
    assert "proposed" not in third
    assert {"IMP30", "IMP58"} <= rules(got)


def test_points_columns_beside_every_level_and_weights(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["一级指标", "权重", "二级指标", "分值", "三级指标", "目标值", "分值"],
            ["投入", "40%", "人员", 40, "有专人", "≥2人", 30],
            [None, None, None, None, "有兼职", None, 10],
            ["产出", "60%", "办件", 60, "办结数", "100件", 60],
        ],
        ("A2:A3", "B2:B3", "C2:C3", "D2:D3"),
    )
    got = import_file(path)
    assert got.counts == (2, 2, 3)
    assert [node["points"] for node in got.tree["indicators"]] == ["40", "60"]
    assert [node["children"][0]["points"] for node in got.tree["indicators"]] == ["40", "60"]
    assert [leaf["points"] for leaf in leaves(got.tree)] == ["30", "10", "60"]
    assert "目标值：≥2人" in leaves(got.tree)[0]["text"]


def test_weights_that_add_up_to_one_become_points(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [["一级指标", "二级指标", "权重"], ["甲组", "子项一", 0.4], ["甲组", "子项二", 0.6]],
    )
    got = import_file(path)
    assert [leaf["points"] for leaf in leaves(got.tree)] == ["40", "60"]


def test_points_of_a_block_that_stand_in_its_first_row_only(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "一级指标,二级指标,分值\n甲组,子项一,60\n,子项二,\n乙组,子项三,40\n,子项四,\n",
        encoding="utf-8",
    )
    got = import_file(path)
    assert [node["points"] for node in got.tree["indicators"]] == ["60", "40"]
    assert all("points" not in leaf for leaf in leaves(got.tree))


def test_heading_over_two_rows_repeated_heading_and_subtotals(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["序号", "评价指标", None, "责任分工", None],
            [None, "一级指标", "二级指标", "牵头单位", "配合单位"],
            [1, "制度", "文件齐全", "县司法局", "县档案局"],
            [2, "制度", "文件公开", "县司法局", "县档案局"],
            ["小计", None, None, None, None],
            ["序号", "评价指标", None, "责任分工", None],
            [None, "一级指标", "二级指标", "牵头单位", "配合单位"],
            [3, "执法", "亮证", "县城管局", None],
            ["合计", None, None, None, None],
        ],
        ("A1:A2", "B1:C1", "D1:E1", "A6:A7", "B6:C6", "D6:E6"),
    )
    got = import_file(path)
    assert got.counts == (2, 3)
    assert names(got) == ["文件齐全", "文件公开", "亮证"]
    assert got.clauses == {"lead": 3, "support": 2}
    assert sum(notice.rule == "IMP53" for notice in got.notices) == 2


def test_section_rows_become_the_first_level(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["序号", "评查内容", "分值", "评分标准"],
            ["一、主体资格(20分)", None, None, None],
            [1, "主体合法", 12, "不合法不得分"],
            [2, "人员持证", 8, "一人无证扣2分"],
            ["二、程序(80分)", None, None, None],
            [3, "告知到位", 80, "缺告知不得分"],
            ["注:本表由评查组填写", None, None, None],
        ],
        ("A2:D2", "A5:D5", "A7:D7"),
    )
    got = import_file(path)
    assert got.counts == (2, 3)
    assert [(node["number"], node["name"], node["points"]) for node in got.tree["indicators"]] == [
        ("一、", "主体资格", "20"), ("二、", "程序", "80"),
    ]  # fmt: skip
    assert [leaf["number"] for leaf in leaves(got.tree)] == ["1", "2", "3"]


def test_sums_that_disagree_are_reported_and_kept(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("一级指标,二级指标,分值\n甲组(10分),子项一,4\n,子项二,5\n", encoding="utf-8")
    got = import_file(path)
    assert got.tree["indicators"][0]["points"] == "10"
    assert any(notice.rule == "IMP44" and "9 分" in notice.what for notice in got.notices)


def test_evidence_methods_kind_and_basis_columns(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["一级指标", "二级指标", "指标类型", "测评方式", "佐证材料", "设定依据"],
            [
                "制度",
                "清单公开",
                "约束性",
                "材料审查、网络检索",
                "1.公开清单\n2.网页截图(含网址、日期)",
                "条例第六条",
            ],
            ["制度", "满意度", "预期性", "问卷", "调查报告、原始问卷", None],
            ["加分项", "获得省级表扬", None, "材料审查", "表扬文件", None],
        ],
    )
    got = import_file(path)
    first, second, third = leaves(got.tree)
    assert first["binding"] is True
    assert second["binding"] is False
    assert first["methods"] == ["材料审查", "网络检索"]
    assert [item["name"] for item in first["evidence"]] == ["公开清单", "网页截图(含网址、日期)"]
    assert [item["name"] for item in second["evidence"]] == ["调查报告", "原始问卷"]
    assert first["basis"] == "条例第六条"
    assert third["kind"] == "bonus"
    assert "IMP62" in rules(got)


def test_a_misspelt_heading_and_an_unknown_column_are_reported(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("一级指标,二级指标,牵关单位,颜色\n甲组,子项一,县司法局,红\n", encoding="utf-8")
    got = import_file(path)
    assert leaves(got.tree)[0]["lead"] == ["县司法局"]
    assert "颜色：红" in leaves(got.tree)[0]["text"]
    assert {"IMP50", "IMP51"} <= rules(got)


def test_units_of_a_merged_cell_reach_exactly_their_rows(tmp_path):
    path = sheet(
        tmp_path / "t.xlsx",
        [
            ["一级指标", "二级指标", "责任单位"],
            ["甲组", "子项一", "县司法局、县财政局"],
            ["甲组", "子项二", None],
            ["甲组", "子项三", "县审计局"],
        ],
        ("A2:A4", "C2:C3"),
    )
    got = import_file(path)
    assert [leaf["lead"] for leaf in leaves(got.tree)] == [["县司法局"], ["县司法局"], ["县审计局"]]
    assert "lead" not in got.tree["indicators"][0]


def test_markdown_table(tmp_path):
    path = tmp_path / "t.md"
    path.write_text(
        "# 示例县普法任务清单\n\n| 序号 | 任务 | 牵头单位 |\n|---|:--|--|\n"
        "| 1 | **讲课** | 县司法局 |\n| 2 | 发书 | 县教育局 |\n",
        encoding="utf-8",
    )
    got = import_file(path)
    assert got.tree["title"] == "示例县普法任务清单"
    assert names(got) == ["讲课", "发书"]


def test_sheets_with_the_same_heading_are_one_tree(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for title, rows in (("制度", ["清单", "公开"]), ("执法", ["亮证"])):
        page = book.active if title == "制度" else book.create_sheet()
        page.title = title
        page.append(["序号", "指标内容", "分值"])
        for number, row in enumerate(rows, 1):
            page.append([number, row, 5])
    hidden = book.create_sheet("旧稿")
    hidden.append(["序号", "指标内容", "分值"])
    hidden.append([1, "不要的", 5])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    got = import_file(tmp_path / "t.xlsx")
    assert got.counts == (2, 3)
    assert [node["name"] for node in got.tree["indicators"]] == ["制度", "执法"]
    assert {"IMP05", "IMP54"} <= rules(got)


def test_two_tables_of_different_shape_are_refused_until_one_is_chosen(tmp_path):
    path = tmp_path / "t.md"
    path.write_text(
        "|一级指标|二级指标|\n|--|--|\n|甲|子一|\n|甲|子二|\n\n|任务|牵头单位|\n|--|--|\n"
        "|别的|县司法局|\n",
        encoding="utf-8",
    )
    with pytest.raises(SeveralTables, match="2 种表头"):
        import_file(path)
    assert names(import_file(path, table=2)) == ["别的"]
    with pytest.raises(SeveralTables, match="没有第 3 张"):
        import_file(path, table=3)


def test_an_overview_that_repeats_the_names_is_left_out(tmp_path):
    path = tmp_path / "t.md"
    path.write_text(
        "|一级指标|分值|\n|--|--|\n|甲|10|\n|乙|20|\n\n正文\n\n|一级指标|二级指标|分值|\n"
        "|--|--|--|\n|甲|子一|10|\n|乙|子二|20|\n",
        encoding="utf-8",
    )
    got = import_file(path)
    assert got.counts == (2, 2)
    assert "IMP55" in rules(got)


def test_a_table_without_known_heading_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("颜色,形状\n红,圆\n蓝,方\n", encoding="utf-8")
    with pytest.raises(NoIndicatorsFound, match="没有认得的表头"):
        import_file(path)


def test_a_heading_without_rows_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("一级指标,二级指标,分值\n", encoding="utf-8")
    with pytest.raises(NoIndicatorsFound):
        import_file(path)


def test_levels_limits_the_depth(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("一级指标,二级指标,三级指标\n甲,子一,孙一\n甲,子一,孙二\n", encoding="utf-8")
    got = import_file(path, levels=2)
    assert got.counts == (1, 1)
    assert "孙一" in leaves(got.tree)[0]["text"]
    assert "孙二" in leaves(got.tree)[0]["text"]
    assert "IMP27" in rules(got)


def test_strokes_and_the_word_for_none_mean_an_empty_cell(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "一级指标,二级指标,牵头单位,责任单位,完成时限\n甲,子一,县司法局,无,/\n"
        "甲,子二,县司法局,县财政局,—\n",
        encoding="utf-8",
    )
    got = import_file(path)
    assert got.units == ("县司法局", "县财政局")
    assert all("due" not in leaf for leaf in leaves(got.tree))
    assert "IMP41" not in rules(got)


def test_repeated_indicators_are_kept_and_reported(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("序号,一级指标,二级指标\n1,甲,子一\n2,甲,子一\n", encoding="utf-8")
    got = import_file(path)
    assert got.counts == (1, 2)
    assert "IMP57" in rules(got)
