"""Numbers and captions drawn on finished pages: one face for a whole volume, with the characters
that it needs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont

from scoring.data_files import data_folder

FACE = "ShifanSong-Regular.ttf"
HANGING = "，。；：、！？）》”’"
"""Signs that never begin a line."""
UNKNOWN = "〓"
"""Printed for a character that the face lacks, as printers do."""
_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{ranges}endcmap end end
"""
_RANGES = 100
"""Entries that one block of a character map may hold."""


class Lettering:
    """A face cut to the characters of ``texts``, ready to be embedded into one file and to be
    written with.
    """

    def __init__(self, texts: Iterable[str], face: Path | None = None) -> None:
        source = face or data_folder("templates") / "fonts" / FACE
        wanted = sorted({ord(character) for text in texts for character in text} | {ord(UNKNOWN)})
        options = subset.Options(
            layout_features=[], notdef_outline=True, hinting=False, drop_tables=["+GSUB", "+GPOS"]
        )
        # Without a time of making, so that the same texts give the same bytes.
        font = TTFont(source, recalcTimestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        self._units: int = int(font["head"].unitsPerEm)
        self._glyphs: dict[int, int] = {
            code: font.getGlyphID(name) for code, name in font.getBestCmap().items()
        }
        self._widths: list[int] = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
        self._head = font["head"]
        self._ascent, self._descent = int(font["hhea"].ascent), int(font["hhea"].descent)
        packed = io.BytesIO()
        font.save(packed, reorderTables=True)
        self._data = packed.getvalue()

    def lacking(self, text: str) -> str:
        """The characters of ``text`` that the face does not have."""
        return "".join(
            dict.fromkeys(character for character in text if ord(character) not in self._glyphs)
        )

    def width(self, text: str, size: float) -> float:
        """The length of a line in points."""
        return sum(self._widths[self._glyph(character)] for character in text) * size / self._units

    def lines(self, text: str, size: float, most: float) -> list[str]:
        """``text`` cut into lines that are no longer than ``most`` points."""
        lines = [""]
        for character in text:
            full = self.width(lines[-1] + character, size) > most
            # A sign that hangs may reach beyond the edge, so that no line begins with it.
            if lines[-1] and full and character not in HANGING:
                lines.append("")
            lines[-1] += character
        return lines

    def draw(self, text: str, x: float, y: float, size: float) -> str:
        """The operators that write a line at ``x``, ``y``; the face is the resource ``/L``."""
        codes = "".join(f"{self._glyph(character):04X}" for character in text)
        return f"BT /L {size:g} Tf {x:.2f} {y:.2f} Td <{codes}> Tj ET"

    def font(self, out: pikepdf.Pdf) -> Any:
        """The face as an object of ``out``."""
        program = pikepdf.Stream(out, self._data)
        program.Length1 = len(self._data)
        scale = 1000 / self._units
        box = [
            round(value * scale)
            for value in (self._head.xMin, self._head.yMin, self._head.xMax, self._head.yMax)
        ]
        name = pikepdf.Name("/SHIFAN+ShifanSong")
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=name,
            # Symbolic: the glyphs are called by their numbers.
            Flags=4,
            FontBBox=box,
            ItalicAngle=0,
            Ascent=round(self._ascent * scale),
            Descent=round(self._descent * scale),
            CapHeight=round(self._ascent * scale),
            StemV=80,
            FontFile2=out.make_indirect(program),
        )
        inner = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=out.make_indirect(descriptor),
            CIDToGIDMap=pikepdf.Name.Identity,
            W=[0, [round(width * scale) for width in self._widths]],
        )
        return out.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[out.make_indirect(inner)],
                ToUnicode=out.make_stream(self._map().encode()),
            )
        )

    def _map(self) -> str:
        """From glyphs back to characters, so that the numbers can be searched and copied."""
        lines = []
        for code, glyph in self._glyphs.items():
            character = chr(code).encode("utf-16-be").hex().upper()
            lines.append(f"<{glyph:04X}> <{character}>")
        blocks = [lines[index : index + _RANGES] for index in range(0, len(lines), _RANGES)]
        ranges = "".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return _TO_UNICODE.format(ranges=ranges)

    def _glyph(self, character: str) -> int:
        return self._glyphs.get(ord(character), self._glyphs[ord(UNKNOWN)])
