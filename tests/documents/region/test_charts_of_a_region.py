"""Charts of a region: a county's blocks to either side of the mean, all counties on one scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_svg import boxes, line_of, lines, paths, size, title

from scoring.documents.region.charts import Dot, Side, dots, two_sided


def side(label: str, own: int, mean: int) -> Side:
    change = f"{own - mean:+}.00"
    return Side(label, Fraction(own, 100), Fraction(mean, 100), f"{own}%", f"{mean}%", change)


def dot(label: str, value: int, *, marked: bool = False) -> Dot:
    return Dot(label, Fraction(value), f"{value}.00", marked)


def test_better_blocks_go_to_the_right_of_the_mean_and_worse_ones_hatched_to_the_left() -> None:
    """The mean stands at 146 + 40 + 69 = 255; the widest difference, 20 points, takes all 69 units,
    ten take half of them."""
    picture = two_sided([side("依法履职", 90, 70), side("公开到位", 60, 70)])
    better, worse = boxes(picture)
    assert (better.x, better.width, better.fill) == ("255", "69", "#3b4a5a")
    assert (worse.x, worse.width, worse.fill) == ("220.5", "34.5", "url(#shifan-hatch)")
    assert (line_of(picture, "+20.00").x, line_of(picture, "+20.00").anchor) == ("328", "start")
    assert (line_of(picture, "-10.00").x, line_of(picture, "-10.00").anchor) == ("216.5", "end")
    assert line_of(picture, "60%／70%").anchor == "end"
    assert paths(picture) == ["M255 12V38"]


def test_on_the_mean_there_is_a_figure_and_no_bar() -> None:
    picture = two_sided([side("依法履职", 70, 70)])
    assert boxes(picture) == []
    assert line_of(picture, "+0.00").x == "259"


def test_long_names_of_blocks_are_cut_and_whole_in_the_title() -> None:
    """A label has 34 half characters: sixteen characters and the ellipsis."""
    name = "依法行政制度体系完善和重大行政决策科学民主合法"
    picture = two_sided([side(name, 90, 70)], "差")
    assert lines(picture)[1].text == f"{name[:16]}…"
    assert title(picture) == f"差：{name} 90%，平均 70%"


def test_a_region_without_blocks_has_the_line_of_the_mean_alone() -> None:
    picture = two_sided([])
    assert [line.text for line in lines(picture)] == ["平均"]
    assert size(picture)[1] == 17


def test_counties_are_strokes_on_one_scale_and_the_own_one_is_named() -> None:
    """From 60 to 100 on 402 units from 20 on: 80 is in the middle, at 221, the mean of 70 at
    120.5."""
    values = [dot("甲子县", 60), dot("乙丑县", 80, marked=True), dot("丙寅县", 100)]
    picture = dots(values, Fraction(60), Fraction(100), Fraction(70), "70.00", "得分分布")
    assert paths(picture) == ["M20 26v12", "M221 22v16", "M422 26v12", "M120.5 38l-3.5 6h7z"]
    assert [line.text for line in lines(picture)] == [
        "乙丑县 80.00",
        "平均 70.00",
        "最低 60.00",
        "最高 100.00",
    ]
    assert title(picture) == "得分分布：平均 70.00；乙丑县 80.00"


@pytest.mark.parametrize(
    ("value", "anchor"), [(60, "start"), (64, "start"), (80, "middle"), (96, "end"), (100, "end")]
)
def test_the_name_of_the_own_county_never_leaves_the_picture(value: int, anchor: str) -> None:
    values = [dot("甲子县", value, marked=True)]
    picture = dots(values, Fraction(60), Fraction(100), Fraction(70), "70.00", "得分")
    assert line_of(picture, f"甲子县 {value}.00").anchor == anchor


def test_one_county_alone_and_all_with_one_score_have_a_scale() -> None:
    values = [dot("甲子县", 80), dot("乙丑县", 80)]
    picture = dots(values, Fraction(80), Fraction(80), Fraction(80), "80.00", "得分")
    assert paths(picture)[:2] == ["M20 26v12", "M20 26v12"]
    assert title(picture) == "得分：平均 80.00"
