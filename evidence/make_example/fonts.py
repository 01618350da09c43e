"""The project's own fonts (templates/fonts) for PDF pages and for drawings; fonts of the machine
are never used."""

import os
import tempfile
from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parents[2] / "templates" / "fonts"
ROLES = ("Song", "Hei", "Kai")


@cache
def use_project_fonts() -> None:
    """Point fontconfig at the project's folder alone; must run before WeasyPrint is imported."""
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{role}</string></test>'
        '<edit name="family" mode="assign" binding="same"><string>Shifan '
        f"{role}</string></edit></match>"
        for role in ROLES
    )
    cache_folder = Path(tempfile.gettempdir()) / "example-county-fonts"
    cache_folder.mkdir(exist_ok=True)
    file = cache_folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FOLDER}</dir><cachedir>{cache_folder}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(file)


def face(role: str, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face of a role (Song, Hei, Kai) for Pillow, ``size`` in pixels. Raises OSError without
    it."""
    weight = "Bold" if bold and role != "Kai" else "Regular"
    return ImageFont.truetype(str(FOLDER / f"Shifan{role}-{weight}.ttf"), size)
