"""Bars: where each stands, how long it is, and what is written beside it."""

from __future__ import annotations

from fractions import Fraction

from helpers_svg import boxes, line_of, lines, paths, size, title

from scoring.documents.charts.bars import CAUSES, LEAST, TALL, Bar, Stack, bars, stacked


def bar(label: str, score: int, full: int) -> Bar:
    rate = f"{100 * Fraction(score, full or 1)}%"
    return Bar(label, Fraction(score), Fraction(full), f"{score}.00", f"{full}.00", rate)


def loss(label: str, **parts: int) -> Stack:
    points = {cause: Fraction(value) for cause, value in parts.items()}
    return Stack(label, points, f"{sum(parts.values())}.00")


def test_the_outline_is_the_full_mark_and_the_filled_part_the_score() -> None:
    """The bars begin at 109 and have 218 units for the widest full mark, which is 10; rows are 27
    apart, the first begins at 4."""
    picture = bars([bar("依法履职", 5, 10), bar("公开到位", 4, 5)])
    shapes = [(box.x, box.y, box.width, box.height) for box in boxes(picture)]
    assert shapes == [
        ("109", "4", "218", "17"),
        ("109", "4", "109", "17"),
        ("109", "31", "109", "17"),
        ("109", "31", "87.2", "17"),
    ]
    assert size(picture)[1] == 2 * 27 + 2
    assert paths(picture) == ["M109 0V54"]


def test_the_figures_stand_behind_the_bar_and_the_rate_at_the_end() -> None:
    """The middle of the first bar is at 12.5, the baseline 3.5 below it."""
    picture = bars([bar("依法履职", 5, 10)], "得分")
    figures = line_of(picture, "5.00 / 10.00")
    assert (figures.x, figures.y, figures.anchor) == ("337", "16", "start")
    rate = line_of(picture, "50%")
    assert (rate.x, rate.anchor) == ("440", "end")
    assert title(picture) == "得分：依法履职 5.00/10.00，得分率50%"


def test_a_score_above_the_full_mark_ends_with_it_and_one_below_nothing_is_not_drawn() -> None:
    over = boxes(bars([bar("加分", 12, 10)]))
    assert [box.width for box in over] == ["218", "218"]
    under = boxes(bars([bar("倒扣", -3, 10)]))
    assert [box.width for box in under] == ["218", "0"]


def test_a_label_has_two_lines_beside_few_bars_and_one_beside_many() -> None:
    """Eighteen rows of 27 take up 486 of 510 units, nineteen would take 513: there a row is 26
    high (510 ÷ 19) and the labels have more room to the left."""
    name = "全面推行行政执法三项制度的情况"
    few = bars([bar(name, 1, 2)] * 18)
    assert [line.text for line in lines(few)[:2]] == ["全面推行行政执法", "三项制度的情况"]
    many = bars([bar(name, 1, 2)] * 19)
    assert lines(many)[0].text == name
    assert {box.x for box in boxes(many)} == {"176"}
    assert boxes(many)[2].y == str(4 + TALL // 19)


def test_many_rows_are_never_lower_than_can_be_read() -> None:
    picture = bars([bar("甲", 1, 2)] * 100)
    assert boxes(picture)[2].y == str(4 + LEAST)
    assert {box.height for box in boxes(picture)} == {str(LEAST - 4)}


def test_the_parts_of_a_loss_follow_each_other_in_the_order_of_the_causes() -> None:
    """Six points are 272 units wide: two of evidence 90.67, one of the inspection 45.33, three of
    the standard 136. The first two boxes are the legend's."""
    parts = {"inspection": 1, "evidence": 2, "standard": 3}
    picture = stacked([loss("依法履职", **parts)])
    legend, drawn = boxes(picture)[:3], boxes(picture)[3:]
    assert [(box.x, box.width) for box in drawn] == [
        ("109", "136"),
        ("245", "90.67"),
        ("335.67", "45.33"),
    ]
    assert [box.fill for box in drawn] == [box.fill for box in legend]
    assert [line.text for line in lines(picture)[:3]] == ["标准未达到", "佐证不足", "核验扣减"]
    assert line_of(picture, "6.00").x == "387"


def test_the_legend_names_no_cause_that_does_not_occur() -> None:
    picture = stacked([loss("甲", unassessed=1, standard=0), loss("乙", unassessed=2)])
    named = [line.text for line in lines(picture) if line.text in CAUSES.values()]
    assert named == ["未评"]
    assert title(picture) == "失分构成：甲 失 1.00 分；乙 失 2.00 分"


def test_who_loses_nothing_has_a_row_without_a_bar() -> None:
    picture = stacked([loss("甲", standard=4), loss("乙")])
    assert len(boxes(picture)) == 2
    assert line_of(picture, "0.00").x == "115"
    assert size(picture)[1] == 22 + 2 * 27 + 2
