"""The radar: rates around a circle, each with its label on its own side."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_svg import line_of, lines, paths, title

from scoring.documents.charts.radar import Axis, radar

HALF = Fraction(1, 2)


def test_labels_keep_to_the_side_of_their_axis_and_end_with_the_rate() -> None:
    """The centre is at 221, 142, a full rate 100 from it, a label nine further: at the top the rate
    stands above the end of the axis (20 and 31), at the bottom below it (260 and 271)."""
    picture = radar([Axis(name, HALF, f"{name}率") for name in ("上", "右", "下", "左")])
    places = {line.text: (line.x, line.y, line.anchor) for line in lines(picture)}
    assert places == {
        "上": ("221", "20", "middle"),
        "上率": ("221", "31", "middle"),
        "右": ("330", "140", "start"),
        "右率": ("330", "151", "start"),
        "下": ("221", "260", "middle"),
        "下率": ("221", "271", "middle"),
        "左": ("112", "140", "end"),
        "左率": ("112", "151", "end"),
    }


def test_rings_stand_for_fifths_and_rates_are_cut_to_the_circle() -> None:
    """Five rings, three spokes, one outline; a rate of two is drawn as the whole, one below nothing
    at the centre."""
    axes = [Axis("甲", Fraction(2), "200%"), Axis("乙", Fraction(-1), "-100%")]
    drawn = paths(radar([*axes, Axis("丙", Fraction(0), "0%")]))
    assert len(drawn) == 5 + 3 + 1
    assert drawn[0].startswith("M221 122L")
    assert drawn[-1] == "M221 42L221 142L221 142Z"


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_axes_are_spokes(count: int) -> None:
    picture = radar([Axis(f"板块{at}", HALF, "50.00%") for at in range(count)], "得分率")
    assert paths(picture)[-1].startswith("M221 92")
    assert title(picture).startswith("得分率：板块0 50.00%")


def test_the_rates_to_compare_with_are_dashed_and_named() -> None:
    axes = [Axis(name, HALF, "50%", Fraction(other)) for name, other in (("甲", 0), ("乙", 2))]
    picture = radar(axes, names=("今年", "去年"))
    assert "M221 142L221 242Z" in paths(picture)
    assert (line_of(picture, "今年").y, line_of(picture, "去年").y) == ("13", "27")


def test_one_axis_without_a_rate_to_compare_with_leaves_the_comparison_out() -> None:
    picture = radar([Axis("甲", HALF, "50%", HALF), Axis("乙", HALF, "50%")])
    assert "stroke-dasharray" not in picture
    assert all(line.text != "对照" for line in lines(picture))


def test_a_long_label_is_broken_and_whole_in_the_title() -> None:
    name = "依法行政制度体系完善和重大决策科学民主"
    picture = radar([Axis(name, HALF, "50.00%"), Axis("乙", HALF, "1"), Axis("丙", HALF, "2")])
    above = [line.text for line in lines(picture)[:3]]
    assert "".join(above) == name
    assert line_of(picture, "50.00%").y == "31"
    assert name in title(picture)
