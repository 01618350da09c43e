"""How far a scanned page lies askew."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from scoring.binding.skew import LARGEST, SMALLEST, skew_of


def page(angle: float = 0.0) -> Image.Image:
    image = Image.new("L", (600, 800), 255)
    draw = ImageDraw.Draw(image)
    for row in range(22):
        draw.rectangle((60, 60 + row * 30, 540 - (row % 3) * 60, 70 + row * 30), fill=0)
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("angle", [-3.0, -1.4, 0.8, 2.6])
def test_the_angle_is_found_to_a_fifth_of_a_degree(angle):
    assert skew_of(page(angle)) == pytest.approx(angle, abs=0.25)


def test_a_straight_page_stays_as_it_is():
    assert skew_of(page()) == 0.0


def test_what_nobody_sees_is_left_alone():
    assert skew_of(page(SMALLEST / 3)) == 0.0


def test_what_lies_far_off_was_meant_so():
    assert abs(skew_of(page(30))) <= LARGEST


@pytest.mark.parametrize("shade", [0, 255])
def test_a_page_without_lines_has_no_angle(shade):
    assert skew_of(Image.new("RGB", (300, 400), (shade,) * 3)) == 0.0


def test_a_strip_of_a_page_is_no_error():
    assert skew_of(Image.new("L", (2000, 1), 255)) == 0.0
