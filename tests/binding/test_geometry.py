"""The A4 page of a volume: where a piece comes to lie, and how large."""

from __future__ import annotations

import pytest

from scoring.binding.geometry import (
    BOTTOM,
    CAPTION,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Box,
    Matrix,
    fitted,
)


def placed(box: Box, **how) -> Box:
    return fitted(box, **how).box(box)


def inside(box: Box) -> bool:
    across = box.x0 >= LEFT - 0.01 and box.x1 <= WIDTH - RIGHT + 0.01
    return across and box.y0 >= BOTTOM - 0.01 and box.y1 <= HEIGHT - TOP + 0.01


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 595, 842),
        Box(0, 0, 842, 595),
        Box(0, 0, 1191, 842),
        Box(-300, 50, 4000, 4050),
        Box(0, 0, 20, 30),
        Box(0, 0, 5, 5000),
    ],
)
def test_every_page_lies_in_the_frame_so_that_number_and_thread_find_room(box):
    assert inside(placed(box))


def test_a_page_of_a4_is_made_a_little_smaller_and_keeps_its_shape():
    page = placed(Box(0, 0, 595, 842))
    assert page.height / page.width == pytest.approx(842 / 595)
    assert page.width == pytest.approx(min(FRAME_WIDTH, FRAME_HEIGHT * 595 / 842))


def test_a_small_page_is_not_blown_up_and_lies_in_the_middle():
    page = placed(Box(0, 0, 100, 140))
    assert (page.width, page.height) == pytest.approx((100, 140))
    assert (page.x0 + page.x1) / 2 == pytest.approx(LEFT + FRAME_WIDTH / 2)


def test_what_lies_across_is_turned_with_its_head_to_the_binding():
    """A table printed across: its upper left corner comes to lie at the lower left."""
    place = fitted(Box(0, 0, 842, 595))
    x, y = place.at(0, 595)
    assert (x, y) == pytest.approx((placed(Box(0, 0, 842, 595)).x0, placed(Box(0, 0, 842, 595)).y0))


def test_a_page_that_is_nearly_square_stays_as_it_is():
    page = placed(Box(0, 0, 520, 500))
    assert page.width > page.height


def test_a_picture_stays_upright_grows_to_the_frame_and_leaves_room_for_its_caption():
    across = placed(Box(0, 0, 80, 60), picture=True)
    assert across.width == pytest.approx(FRAME_WIDTH)
    assert across.width > across.height
    upright = placed(Box(0, 0, 60, 800), picture=True)
    assert upright.height == pytest.approx(FRAME_HEIGHT - CAPTION)
    assert upright.y0 == pytest.approx(BOTTOM + CAPTION)


def test_a_page_that_lies_askew_is_straightened():
    """Two points on a line that rises by two degrees come to lie level."""
    import math

    slope = math.tan(math.radians(2))
    place = fitted(Box(0, 0, 500, 700), skew=2)
    _, first = place.at(0, 100)
    _, last = place.at(400, 100 + 400 * slope)
    assert first == pytest.approx(last, abs=0.01)


def test_a_box_without_size_is_no_error():
    assert inside(placed(Box(10, 10, 10, 10)))


def test_steps_follow_each_other():
    moved = Matrix(e=10, f=20)
    doubled = Matrix(2, 0, 0, 2)
    assert moved.then(doubled).at(1, 1) == (22, 42)
    assert doubled.then(moved).at(1, 1) == (12, 22)


def test_the_box_around_a_turned_box_is_upright():
    quarter = Matrix(0, 1, -1, 0)
    assert quarter.box(Box(0, 0, 30, 10)) == Box(-10, 0, 0, 30)


def test_a_matrix_is_written_as_a_content_stream_wants_it():
    assert Matrix(1, 0, 0, 1, 62.4, 0).operator() == (
        "1.00000 0.00000 0.00000 1.00000 62.40000 0.00000 cm"
    )
