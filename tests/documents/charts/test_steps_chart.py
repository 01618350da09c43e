"""From one total to another: where each step begins and ends, and where its figure stands."""

from __future__ import annotations

from fractions import Fraction

from helpers_svg import boxes, line_of, paths, size, title

from scoring.documents.charts.steps import Step, steps


def total(name: str, value: int) -> tuple[str, Fraction, str]:
    return name, Fraction(value), f"{value}.00"


def change(label: str, value: int) -> Step:
    return Step(label, Fraction(value), f"{value:+}.00")


def test_each_step_begins_where_the_one_before_ends() -> None:
    """From 70 over 73 to 72 on 262 units from 92 on: a point is 87.33 wide. What is won ends at
    354, what is lost goes back to 266.67."""
    picture = steps(
        total("去年", 70), [change("认定", 3), change("佐证", -1)], total("今年", 72), "变化"
    )
    won, lost = boxes(picture)
    assert (won.x, won.y, won.width) == ("92", "34", "262")
    assert (lost.x, lost.y, lost.width) == ("266.67", "59", "87.33")
    assert (won.fill, lost.fill) == ("#3b4a5a", "url(#shifan-hatch)")
    assert line_of(picture, "+3.00").x == line_of(picture, "-1.00").x == "360"
    assert size(picture)[1] == 30 + 2 * 25 + 22


def test_the_totals_are_dashed_lines_named_above_and_below() -> None:
    picture = steps(total("去年", 70), [change("认定", 4)], total("今年", 74), "变化")
    before, now = line_of(picture, "去年 70.00"), line_of(picture, "今年 74.00")
    assert (before.x, before.y, before.anchor) == ("92", "12", "start")
    assert (now.x, now.y, now.anchor) == ("354", "71", "end")
    assert paths(picture)[:2] == ["M92 18V59", "M354 18V59"]
    middle = steps(total("去年", 70), [change("佐证", 4)], total("今年", 72), "变化")
    assert line_of(middle, "今年 72.00").anchor == "middle"


def test_a_fall_runs_from_the_right_to_the_left() -> None:
    picture = steps(total("去年", 80), [change("核验", -10)], total("今年", 70), "变化")
    (lost,) = boxes(picture)
    assert (lost.x, lost.width) == ("92", "262")
    assert line_of(picture, "去年 80.00").anchor == "end"
    assert line_of(picture, "今年 70.00").anchor == "start"


def test_without_a_cause_the_two_totals_stand_alone() -> None:
    picture = steps(total("去年", 70), [], total("今年", 70), "变化")
    assert boxes(picture) == []
    assert title(picture) == "变化：去年 70.00；；今年 70.00"


def test_names_from_outside_are_escaped() -> None:
    picture = steps(total("<i>", 1), [change("<b>&", 1)], total("今年", 2), "变化")
    assert "<b>" not in picture
    assert line_of(picture, "<b>&").anchor == "end"
