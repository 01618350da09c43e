"""``region indicators`` and ``region show``: each indicator over all counties, and one county."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.documents.region.indicator_listing import (
    county_data,
    county_rows,
    county_text,
    indicator_columns,
    indicator_rows,
    indicators_data,
    indicators_text,
    node_columns,
)
from scoring.documents.region.words import Material
from scoring.region import verdicts
from scoring.region.results import County
from scoring.region.verdicts import Line
from scoring.views.sheet import headings


def county(about: Material, code: str) -> County:
    return next(item for item in about.ranking.everyone if item.code == code)


def test_an_indicator_s_rates_are_those_that_counties_really_have(about: Material) -> None:
    """90, 70 and 90 %: the mean is 83.33 %, the lowest tenth 70 %."""
    columns = headings(indicator_columns(about.results))
    first, second = (
        dict(zip(columns, row, strict=True)) for row in indicator_rows(about.results, about.leaves)
    )
    assert (first["指标"], first["适用"]) == ("网上办理", "3")
    assert (first["平均得分率"], first["中位数"], first["低一成"], first["高一成"]) == (
        "83.33%",
        "90.00%",
        "70.00%",
        "90.00%",
    )
    assert (first["失分"], first["标准未达到"], first["佐证不足"]) == ("3.00", "3.00", "0.00")
    assert (second["满分"], second["零分"], second["未评"]) == ("2", "1", "0")


def test_blocks_are_listed_as_leaves_are(about: Material) -> None:
    (row,) = indicator_rows(about.results, about.blocks)
    assert row[:4] == ("1", "依法履职", "3", "76.67%")


def test_json_has_exact_rates_and_losses(about: Material) -> None:
    first, _ = indicators_data(about.results, about.leaves)["rows"]
    assert (first["code"], first["n"], first["mean"], first["p10"]) == (
        "1.1",
        3,
        "83.33%",
        "70.00%",
    )
    assert first["exact"]["mean"] == "5/6"
    assert first["exact"]["lost"] == "3"
    assert first["losses"]["standard"] == "3.00"
    assert first["losses"]["exact"]["standard"] == "3"


def test_what_applies_nowhere_has_no_rates(about: Material) -> None:
    first, _ = about.leaves
    none = replace(
        first, n=0, mean=None, median=None, p10=None, p90=None, losses=(Fraction(0),) * 4
    )
    (row,) = indicators_data(about.results, [none])["rows"]
    assert (row["mean"], row["median"], row["exact"]["mean"], row["lost"]) == ("", "", "", "0.00")
    assert indicator_rows(about.results, [none])[0][2:7] == ("0", "", "", "", "")
    assert indicators_text(about.results, []) == "（无）\n"


def test_one_county_says_where_it_stands_and_what_it_loses(about: Material) -> None:
    text = county_text(about.results, about.ranking, county(about, "990102"))
    assert text.splitlines()[:3] == [
        "乙丑县（990102）　已收，第 1 次报送，2026-11-22 收到",
        "现分 8.20，第 2 名，等次 未达等次",
        "失分：标准未达到 1.80",
    ]


def test_its_nodes_are_rows_in_the_order_of_their_codes(about: Material) -> None:
    rows = county_rows(about.results, county(about, "990102"))
    columns = headings(node_columns(about.results))
    assert [row[0] for row in rows] == ["1", "1.1", "1.2", "2"]
    leaf = dict(zip(columns, rows[1], strict=True))
    assert leaf == {
        "编号": "1.1",
        "指标": "网上办理",
        "应得分": "6.00",
        "自评分": "4.20",
        "佐证分": "4.20",
        "核验分": "",
        "现分": "4.20",
        "失分": "1.80",
        "为什么": "完成 7/10，即 70%，未到满分线 100%，按比例得 4.2 分（满分 6 分）",
    }


def test_json_of_a_county_has_its_line_its_row_and_every_node(about: Material) -> None:
    data = county_data(about.results, about.ranking, county(about, "990103"))
    assert data["status"]["verdict"] == "已收"
    assert (data["row"]["rank"], data["row"]["score"]) == (3, "5.40")
    assert data["losses"]["standard"] == "4.60"
    assert data["losses"]["exact"]["standard"] == "23/5"
    assert [node["code"] for node in data["nodes"]] == ["1", "1.1", "1.2", "2"]
    leaf = data["nodes"][2]
    assert (leaf["current"], leaf["verified"], leaf["exact"]["claimed"]) == ("0.00", None, "0")
    assert (leaf["leaf"], leaf["state"], leaf["losses"]["standard"]) == (True, "none", "4.00")


def test_a_county_without_a_score_has_a_line_and_no_nodes(about: Material) -> None:
    line = Line(
        "990104",
        "丁卯县",
        verdicts.RETURNED,
        n=1,
        received="2026-11-22",
        reasons=("佐证登记缺页", "时间窗不同"),
    )
    returned = replace(
        county(about, "990101"),
        code="990104",
        name="丁卯县",
        verdict=verdicts.RETURNED,
        row={},
        score=None,
        rank=None,
        grade="",
        reason="没有采用的报送",
        line=line,
    )
    assert county_rows(about.results, returned) == []
    text = county_text(about.results, about.ranking, returned)
    assert text == (
        "丁卯县（990104）　退回，第 1 次报送，2026-11-22 收到\n"
        "没有得分，没有名次（没有采用的报送）\n"
        "说明：佐证登记缺页\n"
        "说明：时间窗不同\n"
        "\n（无）\n"
    )
    data = county_data(about.results, about.ranking, returned)
    assert (data["tracks"], data["nodes"], data["losses"]) == ({}, [], {"exact": {}})
    assert data["status"]["reasons"] == ["佐证登记缺页", "时间窗不同"]
