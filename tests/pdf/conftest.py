"""Shared by the tests of printing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from scoring.pdf import fonts


@pytest.fixture
def own_face() -> Callable[[Path, str], Path]:
    """Writes a face of the office into a folder: the bundled 楷体 under the family name that is
    asked for."""

    def write(folder: Path, family: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        font = TTFont(fonts.bundled_folder() / "ShifanKai-Regular.ttf")
        for name_id in (1, 4):
            for language in (0x804, 0x409):
                font["name"].setName(family, name_id, 3, 1, language)
        font["name"].setName("Office-Own", 6, 3, 1, 0x409)
        path = folder / "own.ttf"
        font.save(path)
        return path

    return write
