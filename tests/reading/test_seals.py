"""Dates under a red seal: what may hide a sign makes a mark in the line, what hides nothing leaves
it alone."""

from __future__ import annotations

from scoring.reading.placed_text import Box
from scoring.reading.seals import Sign, seal_mask, with_hidden_signs

EM, TOP, HEIGHT = 34, 100, 40


def line(text: str, hidden: int | None = None, unsure: int | None = None) -> tuple[Box, list[Sign]]:
    """A recognised line whose signs stand where print puts them; the sign ``hidden`` was not
    recognised."""
    signs, left = [], 50.0
    for index, sign in enumerate(text):
        width = EM / 2 if sign.isascii() else float(EM)
        if index != hidden:
            signs.append(Sign(sign, 0.5 if index == unsure else 1.0, left + 2, left + width - 2))
        left += width
    return Box(50, TOP, left - 50, HEIGHT, "".join(sign.text for sign in signs)), signs


def read(
    text: str, red: tuple[int, int] | None, *, hidden: int | None = None, unsure: int | None = None
) -> str:
    """The line as it is given, with red paint from column to column."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (600, 200), "white")
    if red:
        ImageDraw.Draw(page).rectangle((red[0], 60, red[1], 190), fill=(214, 30, 38))
    mask = seal_mask(page)
    if mask is None:
        mask = Image.new("L", page.size, 0)
    box, signs = line(text, hidden, unsure)
    return "".join(part.text for part in with_hidden_signs([box], {box: signs}, mask))


def place(text: str, index: int) -> tuple[int, int]:
    """From where to where a sign of a line reaches."""
    sign = line(text)[1][index]
    return int(sign.left), int(sign.right)


def test_a_figure_that_the_seal_has_taken_leaves_a_mark() -> None:
    date = "2026年2月21日"
    assert read(date, place(date, 8), hidden=8) == "2026年2月2□日"
    date = "2026年12月5日"
    assert read(date, place(date, 5), hidden=5) == "2026年□2月5日"


def test_a_character_of_a_date_in_words_is_missed_as_well() -> None:
    date = "二〇二六年二月十一日"
    assert read(date, place(date, 8), hidden=8) == "二〇二六年二月十□日"


def test_a_figure_that_is_hardly_believed_leaves_a_mark() -> None:
    assert read("2026年5月13日", (200, 210), unsure=5) == "2026年5□月13日"
    assert read("2026年5月13日", (200, 210), unsure=9) == "2026年5月13日"


def test_a_gap_without_red_and_red_without_a_gap_hide_nothing() -> None:
    date = "2026年2月21日"
    assert read(date, None, hidden=8) == "2026年2月2日"
    assert read(date, place(date, 8)) == date
    assert read("共收件2026件次", (50, 300), unsure=4) == "共收件2026件次"


def test_a_gap_between_two_pieces_of_a_line() -> None:
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(page).rectangle((188, 60, 206, 190), fill=(214, 30, 38))
    mask = seal_mask(page)
    assert mask is not None
    first, second = Box(50, TOP, 136, HEIGHT, "2026年2月2"), Box(208, TOP, 30, HEIGHT, "日")
    assert [box.text for box in with_hidden_signs([first, second], {}, mask)] == [
        "2026年2月2□",
        "日",
    ]
