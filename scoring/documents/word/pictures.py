"""The charts of a document for a Word template of an office: ``{{ pictures.bars }}``.

Nothing is drawn before a template asks for it, and then all at once, since starting the process is
what costs. Where the system libraries of printing are missing there are no pictures, and the tables
beside them say the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docx.shared import Mm
from lxml import etree
from markupsafe import Markup

from scoring.docx.pictures import pictures

WIDTH = 156
"""The width of the type area in millimetres."""
Key = tuple[str, int]
"""A picture: the name of its chart, and which one of those under that name."""


class Pictures:
    """The charts of one document by name; an empty one stands for one that there is not."""

    def __init__(
        self,
        drawings: Mapping[str, str | tuple[str, ...]],
        widths: Mapping[str, int],
        fonts: Path | None,
    ) -> None:
        """``drawings`` are SVG, or several under one name; ``widths`` are on paper in millimetres
        (the line else).
        """
        self._drawings = {
            name: (svg,) if isinstance(svg, str) else tuple(svg) for name, svg in drawings.items()
        }
        self._several = frozenset(
            name for name, svg in drawings.items() if not isinstance(svg, str)
        )
        self._widths, self._fonts = widths, fonts
        self._made: dict[Key, bytes] | None = None

    def bound(self, part: Any) -> dict[str, Picture | list[Picture]]:
        """What a template prints, each put into ``part`` of a Word file when it is printed."""
        every = {
            name: [Picture(self, (name, index), part) for index in range(len(svg))]
            for name, svg in self._drawings.items()
        }
        return {
            name: images if name in self._several else images[0] for name, images in every.items()
        }

    def png(self, key: Key) -> bytes | None:
        """The bytes of a picture; None without a drawing or anything to draw it with."""
        name, index = key
        if not self._drawings[name][index]:
            return None
        if self._made is None:
            self._made = self._printed()
        return self._made.get(key)

    def width(self, key: Key) -> int:
        """The width on paper, in millimetres."""
        return self._widths.get(key[0], WIDTH)

    def _all(self) -> Iterator[tuple[Key, str]]:
        for name, several in self._drawings.items():
            yield from (((name, index), str(svg)) for index, svg in enumerate(several) if svg)

    def _printed(self) -> dict[Key, bytes]:
        every = dict(self._all())
        # None at all where the system libraries are missing.
        return dict(zip(every, pictures([*every.values()], self._fonts), strict=False))


class Picture:
    """One picture, as a template sees it: it can be asked whether it is there, and printed. Nothing
    else is in reach.

    Its names begin with underscores because the sandbox lets no template near those.
    """

    __slots__ = ("_key", "_part", "_pictures")

    def __init__(self, pictures: Pictures, key: Key, part: Any) -> None:
        self._pictures, self._key, self._part = pictures, key, part

    def __bool__(self) -> bool:
        return self._pictures.png(self._key) is not None

    def __html__(self) -> Markup:
        """The picture as XML; its run ends before it, and another begins behind it."""
        raw = self._pictures.png(self._key)
        if raw is None:
            return Markup("")
        drawn = self._part.new_pic_inline(
            io.BytesIO(raw), width=Mm(self._pictures.width(self._key))
        )
        xml = etree.tostring(drawn, encoding="unicode")
        return Markup(  # noqa: S704  our own picture
            f'</w:t></w:r><w:r><w:drawing>{xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'
        )

    def __str__(self) -> str:
        return str(self.__html__())
