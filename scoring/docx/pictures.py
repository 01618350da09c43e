"""Charts as pictures: the SVG of the page, printed by the rendering process, turned into PNG."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from scoring import libraries
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import Metadata, render_many

DOTS = 200
"""Dots per inch."""
COLOURS = 64
"""Enough for the few colours of a chart and the edges of its letters; half the size of a picture in
true colour."""
SIZE = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
_PAGE = "<style>@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }}</style>"


def pictures(drawings: Sequence[str], fonts: Path | None) -> list[bytes]:
    """Each SVG as PNG; none at all where the system libraries of printing are missing.

    ``fonts`` are the workspace's own faces. Raises ``RenderError`` where a drawing cannot be
    printed.
    """
    if not drawings:
        return []
    pages = []
    for svg in drawings:
        size = SIZE.search(svg)
        if size is None:
            raise RenderError("document", "图没有写明大小（viewBox），放不进 Word 文件")
        pages.append((_PAGE.format(width=size[1], height=size[2]) + svg, Metadata()))
    try:
        return [_png(paper) for paper in render_many(pages, css=[], workspace_fonts=fonts)]
    except RenderError as error:
        # A file without its charts is worth more than none, and its text and tables need no
        # printing.
        if error.cause == "library":
            return []
        raise


def _png(paper: bytes) -> bytes:
    # Only here: a document without charts does not load them.
    document = libraries.pypdfium2.PdfDocument(paper)
    try:
        drawn = document[0].render(scale=DOTS / 72).to_pil()
        image = drawn.quantize(
            COLOURS, method=libraries.Image.Quantize.FASTOCTREE, dither=libraries.Image.Dither.NONE
        )
    finally:
        document.close()
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=6)
    return made.getvalue()
