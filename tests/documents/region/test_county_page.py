"""县页: one page for each county, with its place, its blocks against the mean, its losses and the
year before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.documents.layout import Page, html_page
from scoring.documents.region import county_page
from scoring.documents.region.county_page import CountyReport, county_pages
from scoring.documents.region.words import Material
from scoring.region import verdicts
from scoring.region.history import Comparison, CountyChange
from scoring.region.results import County, Ranking
from scoring.region.verdicts import Line

FIRST, SECOND, THIRD = "990101", "990102", "990103"


def report(page: Page) -> CountyReport:
    data: CountyReport = page.data
    return data


def page_of(about: Material, code: str = SECOND) -> Page:
    (page,) = county_pages(about, [code])
    return page


def with_ranking(about: Material, **changes: Any) -> Material:
    return Material(about.results, replace(about.ranking, **changes), about.day)


def changed(about: Material, code: str, **keys: Any) -> Material:
    """The same ranking in which one county is another."""
    rows = tuple(
        replace(county, **keys) if county.code == code else county for county in about.ranking.rows
    )
    return with_ranking(about, rows=rows)


def unranked(about: Material, code: str, **keys: Any) -> Material:
    """The same ranking in which one county has no rank."""
    (county,) = (item for item in about.ranking.rows if item.code == code)
    rows = tuple(item for item in about.ranking.rows if item.code != code)
    return with_ranking(about, rows=rows, unranked=(replace(county, rank=None, **keys),))


def test_each_scored_county_has_a_page_and_codes_choose(about: Material) -> None:
    """丁卯县 has not handed in."""
    assert [report(page).name for page in county_pages(about)] == ["甲子县", "乙丑县", "丙寅县"]
    assert [report(page).name for page in county_pages(about, [THIRD, "990104"])] == ["丙寅县"]
    assert county_pages(about, []) == []


def test_the_page_says_where_the_county_stands_and_what_it_loses(about: Material) -> None:
    """8.20 points; the mean is 7.666…: 0.53 less."""
    said = report(page_of(about))
    assert (said.title, said.code) == ("乙丑县2026年度得分情况", SECOND)
    assert said.verdict == ("在 3 个县中列第 2 名，高于平均 0.53 分。失分：标准未达到 1.80。")
    assert said.ranked
    below = report(page_of(about, THIRD))
    assert below.verdict.startswith("在 3 个县中列第 3 名，低于平均 2.27 分。")


def test_the_figures_at_the_head(about: Material) -> None:
    assert report(page_of(about)).figures == (
        ("得分", "8.20", "分", "等次 未达等次"),
        ("得分率", "82.00%", "", "应得 10.00 分"),
        ("平均", "7.67", "分", "中位数 8.20"),
        ("完整度", "100.00%", "", "核验 0 项"),
    )


def test_a_county_that_is_ranked_within_a_part_says_which(about: Material) -> None:
    rows = tuple(replace(county, part="山区") for county in about.ranking.rows[:2])
    parted = with_ranking(about, rows=(*rows, about.ranking.rows[2]))
    assert report(page_of(parted)).verdict.startswith("在山区的 2 个中列第 2 名")


def test_without_a_rank_the_reason_stands_there(about: Material) -> None:
    """Its score is drawn on the scale all the same, though it is not among those ranked."""
    page = page_of(unranked(about, SECOND, reason="完整度不够"))
    assert report(page).verdict.startswith("没有名次：完整度不够。失分：")
    assert not report(page).ranked
    assert "乙丑县 8.20" in page.context["dots"]


def test_where_nothing_is_ranked_there_is_no_mean_and_no_scale(about: Material) -> None:
    county = replace(about.ranking.rows[1], rank=None, reason="应得分不同", grade="")
    alone = Ranking("current", (), (county,), (), None)
    page = page_of(Material(about.results, alone, about.day))
    assert report(page).figures[0] == ("得分", "8.20", "分", "没有等次")
    assert report(page).figures[2] == ("平均", "—", "分", "")
    assert page.context["dots"] == ""


def test_blocks_stand_beside_their_mean(about: Material) -> None:
    """82 % against 76.67 %: 5.33 percentage points more."""
    page = page_of(about)
    assert report(page).blocks == (("依法履职", "82.00%", "76.67%", "+5.33"),)
    first, second = page.sheets
    assert (first.title, first.rows) == ("乙丑县各板块", report(page).blocks)
    assert second.title == "乙丑县最大的失分"
    assert "依法履职 82.00%，平均 76.67%" in page.context["sides"]


def test_a_block_that_does_not_apply_to_the_county_is_left_out(about: Material) -> None:
    other = Material(about.results, about.ranking, about.day)
    other.__dict__["block_rates"] = {FIRST: {"1": Fraction(1)}}
    page = page_of(other)
    assert report(page).blocks == ()
    assert page.context["sides"] == ""


def test_losses_say_why_and_how_to_mend(about: Material) -> None:
    (row,) = report(page_of(about)).losses
    assert (row.code, row.name, row.lost, row.rate, row.mean) == (
        "1.1",
        "网上办理",
        "1.80",
        "70.00%",
        "83.33%",
    )
    assert row.mend == "补齐差距"
    assert row.why == "完成 7/10，即 70%，未到满分线 100%，按比例得 4.2 分（满分 …"
    assert report(page_of(about)).losses_note == (
        "失分的指标共 1 项，失 1.80 分；上表列出最大的 1 项，合计 1.80 分。"
    )


def test_the_largest_loss_comes_first(about: Material) -> None:
    """丙寅县 lost four points in 1.2 and 0.60 in 1.1."""
    said = report(page_of(about, THIRD))
    assert [(row.code, row.lost) for row in said.losses] == [("1.2", "4.00"), ("1.1", "0.60")]
    assert said.losses_note == (
        "失分的指标共 2 项，失 4.60 分；上表列出最大的 2 项，合计 4.60 分。"
    )


@pytest.mark.parametrize(("blocks", "listed"), [(1, 10), (10, 10), (11, 9), (30, 4)])
def test_of_many_losses_as_many_are_listed_as_the_page_has_room_for(
    about: Material, monkeypatch: pytest.MonkeyPatch, blocks: int, listed: int
) -> None:
    """Twelve leaves lose 0.50 each, for a long reason."""
    why = "完成情况" * 11
    losses = ("1/2", "0", "0", "0")
    row = (SECOND, "1.1", "6", "11/2", *losses, "1", why)
    monkeypatch.setattr(county_page, "read_rows", lambda *_: [row] * 12)
    other = Material(about.results, about.ranking, about.day)
    other.__dict__.update(blocks=[about.blocks[0]] * blocks, block_rates={})
    said = report(page_of(other))
    assert len(said.losses) == listed
    assert {(loss.lost, loss.rate, loss.mend) for loss in said.losses} == {
        ("0.50", "91.67%", "补填认定")
    }
    assert said.losses[0].why == f"{why[:39]}…"
    assert said.losses_note == (
        f"失分的指标共 12 项，失 6.00 分；上表列出最大的 {listed} 项，合计 "
        f"{Decimal(listed) / 2:.2f} 分。"
    )


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (
            CountyChange(SECOND, "乙丑县", Fraction(8), Fraction(41, 5), 3, 2),
            "上一轮（2025）8.00 分，本轮+0.20 分，名次 3 → 2。",
        ),
        (
            CountyChange(SECOND, "乙丑县", Fraction(9), Fraction(41, 5), None, 2),
            "上一轮（2025）9.00 分，本轮-0.80 分，名次 — → 2。",
        ),
        (
            CountyChange(SECOND, "乙丑县", None, Fraction(41, 5), None, 2),
            "上一轮（2025）没有得分，无从比较。",
        ),
        (
            CountyChange(FIRST, "甲子县", Fraction(9), Fraction(9), 1, 1),
            "上一轮（2025）没有得分，无从比较。",
        ),
    ],
)
def test_the_year_before_is_told_as_far_as_it_is_known(
    about: Material, before: CountyChange, sentence: str
) -> None:
    other = Material(about.results, about.ranking, about.day)
    other.__dict__["comparison"] = Comparison("2025", "2026", (before,), (), (), same_tree=True)
    assert report(page_of(other)).before == sentence


def test_there_was_no_round_before(about: Material) -> None:
    assert report(page_of(about)).before == "没有可比的上一轮。"


def test_remarks_are_the_reasons_of_the_verdict_fit_to_print(about: Material) -> None:
    """Three at most; an anonymous page leaves out what compares with the county's own reckoning."""
    reasons = ("县报得分 8.00，复算 8.20", "时间窗不同\u202e", "丙", "丁")
    line = Line(SECOND, "乙丑县", verdicts.OTHER_SCORE, n=1, reasons=reasons)
    other = changed(about, SECOND, line=line)
    assert report(page_of(other)).remarks == ("县报得分 8.00，复算 8.20", "时间窗不同", "丙")
    (page,) = county_pages(other, [SECOND], anonymous=True)
    assert "县报得分 8.00，复算 8.20" not in report(page).remarks


def test_nobody_else_is_named_on_the_page(about: Material) -> None:
    html = html_page(page_of(about))
    assert "甲子县" not in html
    assert "丙寅县" not in html


def test_a_county_without_losses_says_so(about: Material) -> None:
    """What the store holds of its leaves is read for all; one at full mark is not among them."""
    losses = dict.fromkeys(("unassessed", "standard", "evidence", "inspection"), "0")
    first = about.ranking.rows[0]
    full: County = replace(first, code="990109", row={**first.row, "losses": losses})
    other = with_ranking(about, rows=(full, *about.ranking.rows[1:]))
    said = report(page_of(other, "990109"))
    assert said.losses == ()
    assert said.losses_note == "没有失分的指标。"
    assert said.verdict.endswith("失分：没有失分。")
