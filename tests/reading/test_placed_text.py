"""Boxes of text on a page put into lines, as a person reads them."""

from __future__ import annotations

from scoring.reading.placed_text import Box, to_lines, to_rows


def box(left: float, top: float, text: str, width: float = 100, height: float = 20) -> Box:
    return Box(left, top, width, height, text)


def test_lines_go_from_top_to_bottom_and_from_left_to_right():
    boxes = [box(120, 52, "丁"), box(0, 0, "甲"), box(0, 50, "丙"), box(105, 2, "乙")]
    assert to_lines(boxes) == ["甲乙", "丙丁"]


def test_a_wide_gap_is_a_tab_as_between_columns():
    assert to_lines([box(0, 0, "牵头单位"), box(200, 0, "县司法局")]) == ["牵头单位\t县司法局"]


def test_boxes_that_stand_a_little_askew_share_a_line():
    """A page laid askew on the scanner: each box is a little lower than the one before it."""
    assert to_lines([box(0, 0, "一"), box(101, 6, "二"), box(202, 9, "三")]) == ["一二三"]


def test_boxes_half_a_height_apart_are_two_lines():
    assert to_lines([box(0, 0, "上"), box(0, 11, "下")]) == ["上", "下"]


def test_a_small_sign_beside_a_tall_one_does_not_pull_the_next_line_up():
    boxes = [box(0, 0, "标题", height=40), box(101, 30, "注", height=8), box(0, 50, "正文")]
    assert to_lines(boxes) == ["标题", "注", "正文"]


def test_rows_hold_the_boxes_themselves():
    first, second = box(0, 0, "甲"), box(150, 0, "乙")
    assert to_rows([second, first]) == [[first, second]]


def test_an_empty_page_has_no_lines():
    assert to_lines([]) == []
