"""Words of strangers in documents of a region: what our faces cannot print becomes 〓, and a picture
sign its name."""

from __future__ import annotations

import pytest

from scoring.documents.region.glyphs import GETA, printable


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", ""),
        ("一次办清单（2026）", "一次办清单（2026）"),
        ("Aé 12%", "Aé 12%"),
        ("甲\n乙\t丙", "甲\n乙\t丙"),
        ("清单🎉", "清单〔庆祝〕"),
        ("\U00020000县", f"{GETA}县"),
        ("甲\x00乙", "甲乙"),
        ("甲\u202e乙", "甲乙"),
    ],
)
def test_what_cannot_be_printed_stops_no_document(text: str, printed: str) -> None:
    assert printable(text) == printed
