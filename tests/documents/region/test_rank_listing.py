"""``region rank``: the ranking with its figures, and what is said beside a county's line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.documents.region.rank_listing import (
    band_text,
    county_rank_data,
    marked,
    rank_columns,
    rank_rows,
    window_span,
)
from scoring.region.certainty import Certainty
from scoring.region.results import County, Ranking
from scoring.region.verdicts import Line
from scoring.views.sheet import headings


def county(code: str = "990101", **keys: Any) -> County:
    """A ranked county with 72.5 of 80 points; other keys in place of these."""
    line = Line(code, "甲子县", keys.get("verdict", "已采用"))
    standard: dict[str, Any] = {
        "code": code,
        "name": "甲子县",
        "level": "县",
        "classes": {"地区": "山区"},
        "groups": ("北片",),
        "part": "",
        "verdict": "已采用",
        "row": {"moved": ""},
        "score": Fraction(145, 2),
        "base": Fraction(145, 2),
        "applicable": Fraction(80),
        "completeness": Fraction(1),
        "grade": "合格",
        "vetoed": False,
        "line": line,
        "rank": 1,
        "shown": "72.50",
    }
    return County(**{**standard, **keys})


UNRANKED = county("990102", row={}, score=None, base=None, rank=None, shown="", reason="没有报送")


def ranking(*rows: County, unranked: tuple[County, ...] = ()) -> Ranking:
    return Ranking("current", rows, unranked, (), None)


def test_a_ranked_county_has_its_figures() -> None:
    row = dict(zip(headings(rank_columns()), rank_rows(ranking(county()))[0], strict=True))
    assert row == {
        "名次": "1",
        "分组": "",
        "编码": "990101",
        "名称": "甲子县",
        "得分": "72.50",
        "应得分": "80.00",
        "得分率": "90.63%",
        "完整度": "100.00%",
        "等次": "合格",
        "结果": "已采用",
        "说明": "",
    }


def test_a_county_without_a_score_has_a_reason_in_place_of_figures() -> None:
    row = rank_rows(ranking(unranked=(UNRANKED,)))[0]
    assert row == (*("", "", "990102", "甲子县", "", "", "", "", "合格", "已采用"), "没有报送")


def test_how_sure_a_rank_is_stands_before_the_remark() -> None:
    sure = Certainty(3, 1000, 7, Fraction(1, 5), {"990101": Fraction(3, 4)})
    assert headings(rank_columns(sure))[-2:] == ["前3名的可能", "说明"]
    rows = rank_rows(ranking(county(), unranked=(UNRANKED,)), sure)
    assert [row[-2] for row in rows] == ["75.00%", ""]


def test_without_parts_there_is_no_column_for_them() -> None:
    assert "分组" not in headings(rank_columns(parted=False))


def test_json_has_every_score_exactly_as_well() -> None:
    data = county_rank_data(county(), ranking(county()))
    assert (data["score"], data["exact"]) == ("72.50", {"score": "145/2", "applicable": "80"})
    assert data["classes"] == {"级别": "县", "地区": "山区"}
    blank = county_rank_data(UNRANKED, ranking())
    assert (blank["score"], blank["applicable"], blank["rate"]) == ("", "", "")
    assert blank["exact"] == {"score": "", "applicable": ""}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"row": {"moved": "1/2"}}, "按统一口径计分，与县报口径相差 +0.50 分"),
        ({"row": {"moved": "-1/2"}}, "按统一口径计分，与县报口径相差 -0.50 分"),
        ({"row": {"moved": "0"}}, "按统一口径计分，与县报口径的得分相同"),
        ({"row": {}, "verdict": "自带核验"}, "自带核验，待定"),
        ({"row": {}, "verdict": "已采用"}, ""),
    ],
)
def test_what_is_special_of_a_county_stands_beside_its_figures(
    keys: dict[str, Any], words: str
) -> None:
    assert marked(county(**keys)) == words


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(90, None, "90 分以上 3 个"), (None, 60, "60 分以下 3 个"), (60, 70, "60—70 分 3 个")],
)
def test_a_band_is_told_by_its_bounds(low: int | None, high: int | None, text: str) -> None:
    bounds = [None if bound is None else Fraction(bound) for bound in (low, high)]
    assert band_text(bounds[0], bounds[1], 3) == text


def test_a_run_without_a_window_takes_evidence_of_any_day() -> None:
    assert window_span({"terms": {"window": None}}) == "不限"
    window = {"from": "2025-01-01", "to": "2026-10-31"}
    assert window_span({"terms": {"window": window}}) == "2025-01-01 至 2026-10-31"
