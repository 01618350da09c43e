"""Characters of symbol fonts: what the page shows for a code that means nothing by itself."""

from __future__ import annotations

import pytest

from scoring.reading.symbol_fonts import UNKNOWN, symbol


@pytest.mark.parametrize(
    ("face", "code", "shown"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "B3", "≥"),
        ("Symbol", "F0D7", "⋅"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "□"),
        ("Wingdings", "F081", "①"),
        ("Wingdings 2", "F052", "☑"),
        (" wingdings ", "FC", "✓"),
        ("Symbol", "F033", "3"),
    ],
)
def test_a_code_is_the_sign_that_its_face_draws(face, code, shown):
    assert symbol(face, code) == shown


def test_a_code_of_an_ordinary_face_is_unicode():
    assert symbol("宋体", "2460") == "①"


@pytest.mark.parametrize(
    ("face", "code"),
    [
        ("Wingdings 3", "F07D"),
        ("Symbol", "F0FF"),
        ("宋体", "3"),
        ("宋体", "110000"),
        ("宋体", "xyz"),
    ],
)
def test_what_nobody_can_tell_is_an_empty_square(face, code):
    assert symbol(face, code) == UNKNOWN
