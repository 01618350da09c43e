"""汇总表 and 网页: the whole region in one workbook, and in one file that opens offline."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

from scoring.documents.layout import html_page
from scoring.documents.region.summary import leaf_rates, summary_page
from scoring.documents.region.web_page import web_page
from scoring.documents.region.words import Material
from scoring.region import verdicts
from scoring.region.results import County, Ranking
from scoring.region.verdicts import Line
from scoring.views.sheet import Sheet, headings

NAMES = ["总表", "各板块得分率", "各指标得分率", "失分原因", "指标", "报送", "名册"]


def sheets(about: Material) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in summary_page(about).sheets}


def lines(sheet: Sheet) -> list[dict[str, str]]:
    return [dict(zip(headings(sheet.columns), row, strict=True)) for row in sheet.rows]


def unscored(about: Material) -> Material:
    """The same region with 丁卯县 returned: it stands in the list without a score."""
    line = Line("990104", "丁卯县", verdicts.RETURNED, n=1)
    standing = about.ranking.rows[0]
    county: County = replace(
        standing,
        code="990104",
        name="丁卯县",
        verdict=verdicts.RETURNED,
        row={},
        score=None,
        base=None,
        grade="",
        line=line,
        rank=None,
        reason="没有采用的报送",
        shown="",
    )
    ranking: Ranking = replace(about.ranking, unranked=(county,))
    return Material(about.results, ranking, about.day)


def test_the_workbook_goes_from_the_totals_down_to_the_roster(about: Material) -> None:
    page = summary_page(about)
    assert [sheet.name for sheet in page.sheets] == NAMES
    assert page.title == "示例省2026汇总表"
    assert page.sheets[0].title == "示例省2026得分总表"


def test_a_county_s_totals(about: Material) -> None:
    row = lines(sheets(about)["总表"])[1]
    assert (row["名次"], row["名称"], row["级别"], row["分组"]) == ("2", "乙丑县", "县", "北片")
    assert (row["自评分"], row["佐证分"], row["核验分"], row["现分"]) == (
        "8.20",
        "8.20",
        "",
        "8.20",
    )
    assert (row["应得分"], row["得分率"], row["完整度"]) == ("10.00", "82.00%", "100.00%")
    assert row["现分精确值"] == "41/5"


def test_who_has_no_score_has_a_line_with_the_reason_and_no_figures(about: Material) -> None:
    book = sheets(unscored(about))
    row = lines(book["总表"])[-1]
    assert (row["名称"], row["结果"], row["说明"]) == ("丁卯县", "退回", "没有采用的报送")
    figures = ("名次", "自评分", "现分", "应得分", "得分率", "完整度", "现分精确值")
    assert {row[name] for name in figures} == {""}
    assert [row["名称"] for row in lines(book["失分原因"])] == [
        "甲子县",
        "乙丑县",
        "丙寅县",
        "合计",
    ]


def test_rates_of_the_blocks_end_with_their_mean(about: Material) -> None:
    rows = sheets(about)["各板块得分率"].rows
    assert rows == (
        ("990101", "甲子县", "94.00%"),
        ("990102", "乙丑县", "82.00%"),
        ("990103", "丙寅县", "54.00%"),
        ("", "平均", "76.67%"),
    )


def test_a_block_that_does_not_apply_says_so(about: Material) -> None:
    other = Material(about.results, about.ranking, about.day)
    other.__dict__["block_rates"] = {"990101": {"1": Fraction(1)}}
    cells = [row[2] for row in sheets(other)["各板块得分率"].rows]
    assert cells == ["100.00%", "不适用", "不适用", "76.67%"]


def test_exact_rates_stand_in_hidden_columns_to_the_right(about: Material) -> None:
    sheet = sheets(about)["各指标得分率"]
    hidden = [column.heading for column in sheet.columns if column.hidden]
    assert hidden == ["1.1 得分率的精确值", "1.2 得分率的精确值"]
    assert sheet.rows[1] == ("990102", "乙丑县", "70.00%", "100.00%", "7/10", "1")
    assert sheet.notes == ("右边隐藏的列是得分率的精确值（分数），取消隐藏可见。",)


def test_rates_of_the_leaves_are_those_of_the_store(about: Material) -> None:
    assert leaf_rates(about) == {
        "990101": {"1.1": Fraction(9, 10), "1.2": Fraction(1)},
        "990102": {"1.1": Fraction(7, 10), "1.2": Fraction(1)},
        "990103": {"1.1": Fraction(9, 10), "1.2": Fraction(0)},
    }


def test_losses_add_up_to_the_region(about: Material) -> None:
    """0.60 + 1.80 + 4.60 = 7.00, all of them because the standard is not met."""
    sheet = sheets(about)["失分原因"]
    assert [row[2] for row in sheet.rows] == ["0.60", "1.80", "4.60", "7.00"]
    assert sheet.rows[-1] == ("", "合计", "7.00", "0.00", "7.00", "0.00", "0.00")
    assert sheet.notes == ("应得 30.00 = 现得 23.00 + 失分 7.00，按精确值相等。",)


def test_the_roster_and_everything_that_came_in_are_in_the_workbook(about: Material) -> None:
    book = sheets(about)
    assert [row["名称"] for row in lines(book["报送"])][:4] == [
        "甲子县",
        "乙丑县",
        "丙寅县",
        "丁卯县",
    ]
    assert len(lines(book["报送"])[0]["指纹"]) == 64
    assert [row["编码"] for row in lines(book["名册"])] == ["990101", "990102", "990103", "990104"]


def test_the_page_holds_rates_as_numbers_and_figures_as_text(about: Material) -> None:
    data = web_page(about).data
    assert data["blocks"] == [{"code": "1", "name": "依法履职", "mean": 0.7667, "text": "76.67%"}]
    assert [leaf["lost"] for leaf in data["leaves"]] == ["3.00", "4.00"]
    second = data["counties"][1]
    assert (second["name"], second["rank"], second["score"], second["value"]) == (
        "乙丑县",
        2,
        "8.20",
        8.2,
    )
    assert (second["blocks"], second["leaves"]) == ([0.82], [0.7, 1.0])
    assert second["groups"] == ["北片", "县"]
    assert second["losses"]["standard"] == "1.80"
    assert second["causes"] == ["0.00", "1.80", "0.00", "0.00"]


def test_what_has_no_score_is_empty_on_the_page(about: Material) -> None:
    county = web_page(unscored(about)).data["counties"][-1]
    assert (county["rank"], county["value"], county["rate"]) == (None, None, "")
    assert (county["losses"], county["causes"]) == ({}, [""] * 4)
    assert (county["blocks"], county["leaves"]) == ([None], [None, None])
    assert county["reason"] == "没有采用的报送"


def test_what_applies_nowhere_has_no_place_on_a_scale(about: Material) -> None:
    other = Material(about.results, about.ranking, about.day)
    first, second = about.leaves
    other.__dict__["leaves"] = [first, replace(second, mean=None, n=0)]
    data = web_page(other).data
    assert [leaf["code"] for leaf in data["leaves"]] == ["1.1"]
    assert data["counties"][0]["leaves"] == [0.9]


def test_no_name_can_end_the_script_that_holds_the_data(about: Material) -> None:
    rows = (replace(about.ranking.rows[0], name="</script><b>甲"), *about.ranking.rows[1:])
    page = web_page(Material(about.results, replace(about.ranking, rows=rows), about.day))
    text = str(page.context["data"])
    assert "<" not in text
    assert json.loads(text) == page.data
    assert "</script><b>" not in html_page(page)
