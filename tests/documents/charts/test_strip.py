"""The total on its scale: the score, what is still open, and the bounds of the grades."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_svg import boxes, line_of, lines, paths, size, title

from scoring.documents.charts.strip import Strip, strip


def total(score: int, low: int, high: int, *marks: tuple[int, str], full: int = 100) -> Strip:
    values = [(Fraction(value), f"{value}.00") for value in (score, low, high, full)]
    (first, first_text), (least, least_text), (most, most_text), (whole, whole_text) = values
    bounds = [(Fraction(value), label) for value, label in marks]
    return Strip(first, first_text, least, least_text, most, most_text, whole, whole_text, bounds)


def test_the_score_is_filled_and_what_is_open_is_hatched() -> None:
    """414 units for a hundred points from 14 on: 50 points are 207 wide, from 40 to 90 are another
    207, which begin at 179.6."""
    scale, score, still_open = boxes(strip(total(50, 40, 90)))
    assert (scale.x, scale.width) == ("14", "414")
    assert (score.x, score.width) == ("14", "207")
    assert (still_open.x, still_open.width) == ("179.6", "207")
    assert still_open.fill == "url(#shifan-hatch)"


def test_the_title_says_every_figure() -> None:
    assert title(strip(total(50, 40, 90), "现分")) == "现分 50.00，满分 100.00，区间 40.00 至 90.00"


def test_where_all_is_assessed_nothing_is_open() -> None:
    picture = strip(total(80, 80, 80))
    assert len(boxes(picture)) == 2
    assert not any("可能区间" in line.text for line in lines(picture))


@pytest.mark.parametrize(
    ("score", "x", "anchor"),
    [(0, "14", "start"), (5, "34.7", "start"), (50, "221", "middle"), (100, "428", "end")],
)
def test_the_figure_of_the_score_never_leaves_the_picture(score: int, x: str, anchor: str) -> None:
    figure = line_of(strip(total(score, score, score)), f"{score}.00 / 100.00")
    assert (figure.x, figure.anchor) == (x, anchor)


@pytest.mark.parametrize(("low", "high", "x"), [(0, 4, "84"), (96, 100, "358"), (40, 60, "221")])
def test_the_words_of_the_range_never_leave_the_picture(low: int, high: int, x: str) -> None:
    words = line_of(strip(total(50, low, high)), f"可能区间 {low}.00 ～ {high}.00")
    assert (words.x, words.anchor) == (x, "middle")


def test_a_score_beyond_the_scale_is_drawn_at_its_end() -> None:
    """With bonus the total may be above the full mark."""
    _, score = boxes(strip(total(104, 104, 104)))
    assert score.width == "414"
    assert line_of(strip(total(104, 104, 104)), "104.00 / 100.00").anchor == "end"


def test_bounds_far_from_each_other_stand_on_one_line_and_near_ones_step_down() -> None:
    """60 and 80 are 82.8 units from each other; 80 and 85 are 20.7, and less than 34."""
    apart = strip(total(50, 50, 50, (80, "良好"), (60, "合格")))
    assert (line_of(apart, "合格").y, line_of(apart, "良好").y) == ("63", "63")
    near = strip(total(50, 50, 50, (80, "良好"), (85, "目标")))
    assert (line_of(near, "良好").y, line_of(near, "目标").y) == ("63", "73")


def test_labels_of_many_near_bounds_never_print_over_each_other() -> None:
    """80, 83 and 85 are less than 34 units from each other, so each has a line of its own; 90 is
    41.4 from 80 and stands on the first line again. The words of the range go below them all."""
    marks = ((80, "良好"), (83, "目标"), (85, "优秀"), (90, "示范"))
    picture = strip(total(82, 78, 95, *marks))
    assert [line_of(picture, label).y for _, label in marks] == ["63", "73", "83", "63"]
    assert line_of(picture, "可能区间 78.00 ～ 95.00").y == "95"
    assert size(picture)[1] == 96


def test_a_long_label_keeps_as_far_away_as_it_is_wide() -> None:
    """优秀示范单位 is 48 units wide and 良好示范单位 as well: between 80 and 90 there are 41.4."""
    marks = ((80, "良好示范单位"), (90, "优秀示范单位"))
    picture = strip(total(50, 50, 50, *marks))
    assert [line_of(picture, label).y for _, label in marks] == ["63", "73"]


def test_each_bound_has_a_dashed_line_through_the_scale() -> None:
    assert "M262.4 34v20" in paths(strip(total(50, 50, 50, (60, "合格"))))


def test_a_tree_in_which_nothing_applies_has_a_scale_all_the_same() -> None:
    picture = strip(total(0, 0, 0, full=0))
    assert [box.width for box in boxes(picture)] == ["414", "0"]
