"""What is asked of the renderer that it has no door for: to say what it did, and to leave out of a
part what comes once for the whole document.

None of these is a fault, and WeasyPrint offers no call for any of them; a test says for each what it
relies on, and fails when there is one:

- the families that a text asks for are read once from its style, and known nowhere afterwards;
- ``Document`` keeps its pages and not the layout: running strings, page counters and the breaks that
  a part asks for stand in the layout context, which is thrown away;
- margin boxes are made for every page: of a part they are printed when the number of its first page
  is known;
- every file holds the faces that it uses: parts leave them out, and one file holds those of all;
- a face keeps its family, style and weight, but its variations as numbers and not in the words that
  it was asked for with: the name of the face in the file, which another process has to arrive at,
  is made of these words.

:func:`.cjk.apply` has checked the version of the library.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pydyf
from weasyprint import DEFAULT_OPTIONS, layout, pdf
from weasyprint import document as documents
from weasyprint.pdf import stream
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

Description = tuple[str, int, int, str]
"""Family, style, weight and variations of a face, the numbers being Pango's."""


def record_families(seen: set[tuple[str, ...]]) -> None:
    """Note every list of families that a laid-out text asks for from now on, in pages, margins and
    charts alike.
    """
    original = line_break.get_font_description

    def recording(style: Any) -> Any:
        seen.add(tuple(style["font_family"]))
        return original(style)

    line_break.get_font_description = recording


class PartHooks:
    """The hooks of a process that prints parts; making one installs them.

    ``bare`` is to be set before a part is laid out: without margin boxes. ``context`` and ``root``
    are the layout of the last document and its root box.
    """

    def __init__(self) -> None:
        self.bare = False
        self.context: Any = None
        self.root: Any = None
        self._lay_out = documents.layout_document
        self._margin_boxes = layout.make_margin_boxes
        self._fonts_dictionary = pdf.build_fonts_dictionary
        self.face = _described_face(stream.Font)
        documents.layout_document = self._keep_layout
        layout.make_margin_boxes = self._make_margin_boxes
        pdf.build_fonts_dictionary = lambda *_: pydyf.Dictionary()
        stream.Font = self.face

    def forget(self) -> None:
        """Let go of the last layout: it is large."""
        self.context = self.root = None

    def fonts_dictionary(self, file: pydyf.PDF, faces: Mapping[int, Any]) -> pydyf.Dictionary:
        """The faces put into a file, each cut down to what is used of it: the renderer's own way."""
        built: pydyf.Dictionary = self._fonts_dictionary(
            file, faces, True, True, dict(DEFAULT_OPTIONS)
        )
        return built

    def _keep_layout(self, html: Any, root_box: Any, context: Any) -> Any:
        self.context, self.root = context, root_box
        return self._lay_out(html, root_box, context)

    def _make_margin_boxes(self, *page: Any) -> Any:
        return () if self.bare else self._margin_boxes(*page)


def _described_face(face: type[Any]) -> Callable[[Any, Any, float], Any]:
    """The renderer's class of a face, its instances with ``described``."""

    class DescribedFace(face):  # type: ignore[misc]  # weasyprint ships no types
        """A face that remembers how it was asked for."""

        def __init__(self, pango_font: Any, description: Any, font_size: float) -> None:
            # Before the renderer changes the description, which it does while it loads the face.
            self.described = description_of(description)
            super().__init__(pango_font, description, font_size)

    return DescribedFace


def description_of(description: Any) -> Description:
    """What a Pango description says of a face."""
    variations = pango.pango_font_description_get_variations(description)
    return (
        ffi.string(pango.pango_font_description_get_family(description)).decode(),
        int(pango.pango_font_description_get_style(description)),
        int(pango.pango_font_description_get_weight(description)),
        "" if variations == ffi.NULL else ffi.string(variations).decode(),
    )
