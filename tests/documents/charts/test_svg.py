"""What every chart is drawn with: widths of labels, lines, and the picture around them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_svg import boxes, line_of, lines, size, title

from scoring.documents.charts.svg import (
    LANDSCAPE,
    RED,
    WIDTH,
    fitted,
    folded,
    halves,
    label_lines,
    rect,
    svg,
    text,
    within,
)


@pytest.mark.parametrize(
    ("label", "width"),
    [
        ("", 0),
        ("ABC 12", 6),
        ("县司法局", 8),
        ("1.1 网上办理", 12),
        ("（一）", 6),
    ],
)
def test_a_character_of_han_is_as_wide_as_two_letters(label: str, width: int) -> None:
    assert halves(label) == width


@pytest.mark.parametrize(
    ("label", "room", "line"),
    [
        ("县司法局", 8, "县司法局"),
        ("县司法局", 7, "县司…"),
        ("  县司法局\n行政科 ", 40, "县司法局 行政科"),
        ("县行政审批服务局", 10, "县行政审…"),
        ("ABCDEFG", 6, "ABCD…"),
        ("", 4, ""),
    ],
)
def test_one_line_is_cut_where_its_room_ends_the_ellipsis_within_it(
    label: str, room: int, line: str
) -> None:
    """县司法局 is eight halves wide: in a room of seven there is place for two characters and the
    ellipsis, six halves."""
    assert fitted(label, room) == line
    assert halves(line) <= room


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("", [""]),
        ("网上办理", ["网上办理"]),
        ("政府职能依法全面履行", ["政府职能", "依法全面", "履行"]),
        ("一二三四，五六", ["一二三", "四，五六"]),
        ("负责县WTO事务", ["负责县", "WTO事务"]),
        ("ABCDEFGHIJKL", ["ABCDEFGH", "IJKL"]),
    ],
)
def test_a_folded_label_loses_nothing_and_parts_no_word(label: str, expected: list[str]) -> None:
    """In lines of eight halves: no line begins with a stop, WTO stays in one piece; a Latin word
    that is longer than a line has to be parted."""
    assert folded(label, 8) == expected
    assert "".join(expected) == label.replace(" ", "")


def test_a_label_of_stops_alone_is_folded_all_the_same() -> None:
    assert folded("，" * 5, 4) == ["，", "，", "，", "，，"]


@pytest.mark.parametrize(("value", "kept"), [(-1, 0), (0, 0), (3, 3), (5, 5), (6, 5)])
def test_a_value_is_drawn_between_nothing_and_its_bound(value: int, kept: int) -> None:
    assert within(Fraction(value), Fraction(5)) == kept


def test_a_rectangle_has_an_outline_only_where_it_is_asked_for() -> None:
    bare = rect(Fraction(1, 3), 2, Fraction(5, 2), 4, "#ffffff")
    assert bare == '<rect x="0.33" y="2" width="2.5" height="4" fill="#ffffff"/>'
    assert 'stroke="#000000" stroke-width="0.6"' in rect(0, 0, 1, 1, "#ffffff", "#000000")


def test_words_of_a_label_are_escaped() -> None:
    line = text(1, 2, '<b>&"', "middle", RED, size=14, weight=700)
    assert ">&lt;b&gt;&amp;&#34;</text>" in line
    assert 'font-size="14" font-weight="700"' in line
    assert f'fill="{RED}"' in line


def test_lines_of_a_label_stand_around_their_middle_or_below_their_first() -> None:
    """Three lines with ten units between them around 50: the middle one has its baseline three
    below, at 53, the others at 43 and 63."""
    centred = svg(100, "", [label_lines(["甲", "乙", "丙"], 5, 50, "end")])
    assert [line.y for line in lines(centred)] == ["43", "53", "63"]
    below = svg(100, "", [label_lines(["甲", "乙"], 5, 50, "end", step=11, centred=False)])
    assert [(line.y, line.anchor) for line in lines(below)] == [("50", "end"), ("61", "end")]


def test_a_picture_says_its_title_and_its_size_and_brings_its_patterns() -> None:
    picture = svg(
        40, "甲 < 乙", [rect(1, 2, 3, 4, "url(#shifan-hatch)"), text(1, 9, "甲", "start")]
    )
    assert title(picture) == "甲 < 乙"
    assert size(picture) == (WIDTH, 40)
    assert [(box.width, box.fill) for box in boxes(picture)] == [("3", "url(#shifan-hatch)")]
    assert line_of(picture, "甲").y == "9"
    assert '<pattern id="shifan-hatch"' in picture
    assert '<pattern id="shifan-dots"' in picture
    assert size(svg(40, "", [], LANDSCAPE)) == (700, 40)
