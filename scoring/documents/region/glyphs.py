"""Words of strangers, fit to be printed: a sign that our faces have no picture of becomes 〓, and
stops no document.

The office's own words are not touched: there a missing glyph is an error, as everywhere.
"""

from __future__ import annotations

from functools import lru_cache

from scoring import libraries
from scoring.pdf.fonts import bundled_folder
from scoring.pdf.printer import clean

GETA = "〓"
FACES = ("ShifanSong-Regular.ttf", "ShifanHei-Regular.ttf", "ShifanLatin-Regular.ttf")


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """What every text face that ships with the program can print."""
    found: set[int] = set()
    han: set[int] | None = None
    for name in FACES:
        with libraries.ttLib.TTFont(bundled_folder() / name, lazy=True) as font:
            codes = set(font.getBestCmap())
        if name.startswith("ShifanLatin"):
            found |= codes
        else:
            # Text and headings are set in different faces: a character is safe only
            # where both have it.
            han = codes if han is None else han & codes
    return frozenset(found | (han or set()))


def printable(text: str) -> str:
    """A stranger's text with 〓 for what cannot be printed."""
    covered = _covered()
    return "".join(
        char if ord(char) in covered or char in "\n\t " else GETA for char in clean(text)
    )
