"""Three corrections to WeasyPrint for Chinese pages, applied once in the rendering process.

Justification: WeasyPrint stretches a line at U+0020 and U+00A0 only, so most Chinese lines come out
ragged and a lone space is torn wide. Here the slack of a line is spread over the gaps around
Chinese characters and over spaces.

Line grid: WeasyPrint places the baseline by the metrics of whichever faces a line happens to use,
so a line with digits becomes higher than one without and a page holds 21 lines instead of the 22 of
GB/T 9704-2012 (see Kozea/WeasyPrint#931). Here a stated line-height is the height of the line,
whatever faces stand in it.

Runs: where the face changes within a line, WeasyPrint writes the space after the last character at
the end of the text operator. Readers built on PDFium (Chrome, Edge) drop it there, so it is moved
to the start of the next one.

All replace functions inside the library, so its major version is checked first;
``test_still_needed.py`` tells when a new version does one of these by itself.
"""

import re
from itertools import pairwise
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

SUPPORTED = 70
# Where the middle of a Han character lies above the baseline, in em: the em box reaches from -0.12
# to 0.88.
_MIDDLE = 0.38
# A gap wider than this share of the type size is worse than a ragged line (a long address pushed to
# the next line).
_WIDEST_GAP = 0.5
# Han, kana, Chinese punctuation and full-width forms, the quotes and dots that Chinese text uses;
# and spaces. The ideographic space is a hand-made indent and keeps its width. "——" and "……" stay
# whole: faces may draw them as one.
_STRETCHES = re.compile(
    "[ \u00a0\u2018-\u201d\u00b7\u2e80-\u2fff\u3001-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff64\uffe0-\uffe6\U00020000-\U0003fffd]"
)
_TRAILING = re.compile(r"(?<=>)-?[0-9.]+$")
_ORIGINAL: dict[str, Any] = {}


def apply() -> None:
    """Install the corrections in this process; calling it again does nothing.

    Raises RuntimeError when the installed WeasyPrint is of another major version than the one that
    was examined.
    """
    if _ORIGINAL:
        return
    if int(weasyprint.__version__.split(".")[0]) != SUPPORTED:
        raise RuntimeError(f"WeasyPrint {weasyprint.__version__} 未经核对，请安装 {SUPPORTED} 版")
    _ORIGINAL.update(show_text=Stream.show_text, begin_text=Stream.begin_text)
    _ORIGINAL.update(
        set_text=line_break.Layout.set_text,
        strut=inline.strut,
        split_text_box=inline.split_text_box,
    )
    line_break.Layout.set_text = _set_text
    inline.strut = _strut
    inline.split_text_box = _split_text_box
    inline.justify_line = _justify_line
    Stream.show_text, Stream.begin_text = _show_text, _begin_text


def _strut(style: Any) -> tuple[float, float]:
    """Line height and baseline of a style; with a stated line-height the baseline depends on the
    type size alone.
    """
    height, baseline = _ORIGINAL["strut"](style)
    if style["line_height"] == "normal":
        return height, baseline
    return height, height / 2 + _MIDDLE * style["font_size"]


def _split_text_box(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True
) -> Any:
    result = _ORIGINAL["split_text_box"](
        context, box, available_width, skip, is_line_start=is_line_start
    )
    new_box = result[0]
    if new_box is not None and new_box.style["line_height"] != "normal":
        new_box.baseline = inline.strut(new_box.style)[1]
    return result


def _weight(text: str) -> float:
    """Gaps of a text that may be stretched; Pango gives half of a character's share to each of its
    sides.
    """
    if not text:
        return 0
    return len(_STRETCHES.findall(text)) - (_edge(text[0]) + _edge(text[-1])) / 2


def _edge(character: str) -> int:
    if _STRETCHES.match(character):
        return 1
    return 0


def _leaves(box: Any) -> list[Any]:
    """The text and atomic boxes of a line in reading order."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return [
            leaf for child in box.children if child.is_in_normal_flow() for leaf in _leaves(child)
        ]
    return [box]


def _ends(leaf: Any) -> tuple[int, int]:
    if isinstance(leaf, boxes.TextBox) and leaf.text:
        return _edge(leaf.text[0]), _edge(leaf.text[-1])
    return 0, 0


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread the slack of a line (CSS pixels) over its gaps; a line with too few gaps stays as it
    is.
    """
    leaves = _leaves(line)
    if not leaves or line.style["direction"] == "rtl":
        return
    total = sum(_weight(leaf.text) for leaf in leaves if isinstance(leaf, boxes.TextBox))
    gaps = {}
    for before, after in pairwise(leaves):
        gaps[id(after)] = (_ends(before)[1] + _ends(after)[0]) / 2
    total += sum(gaps.values())
    if total <= 0 or extra_width / total > _WIDEST_GAP * line.style["font_size"]:
        return
    _move(line, extra_width / total, gaps, 0)


def _move(box: Any, spacing: float, gaps: dict[int, float], advance: float) -> float:
    """Widen and shift a box; returns how far everything after it has to move."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += advance
        start = advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _move(child, spacing, gaps, advance)
        box.width += advance - start
        return advance
    advance += gaps.get(id(box), 0) * spacing
    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        box.justification_spacing = box.pango_layout.justification_spacing = spacing
        extra = _weight(box.text) * spacing
        box.width += extra
        return advance + extra
    box.translate(advance, 0)
    return advance


def _set_text(self: Any, text: str, justify: bool = False) -> None:
    """Hand the text to Pango; when it is drawn, each stretching character carries its share as
    letter spacing.
    """
    _ORIGINAL["set_text"](self, text, justify=False)
    if not (justify and self.justification_spacing and self.text):
        return
    attributes = pango.pango_layout_get_attributes(self.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    letter = self.style["letter_spacing"]
    spacing = int((0 if letter == "normal" else letter) * TO_UNITS) + round(
        self.justification_spacing * TO_UNITS
    )
    offset = 0
    for stretched, run in _runs(self.text):
        length = len(run.encode())
        if stretched:
            attribute = pango.pango_attr_letter_spacing_new(spacing)
            attribute.start_index, attribute.end_index = offset, offset + length
            pango.pango_attr_list_change(attributes, attribute)
        offset += length
    pango.pango_layout_set_attributes(self.layout, attributes)


def _runs(text: str) -> list[tuple[bool, str]]:
    pieces: list[tuple[bool, str]] = []
    last = 0
    for match in re.finditer(f"(?:{_STRETCHES.pattern})+", text):
        if match.start() > last:
            pieces.append((False, text[last : match.start()]))
        pieces.append((True, match[0]))
        last = match.end()
    if last < len(text):
        pieces.append((False, text[last:]))
    return pieces


def _begin_text(self: Any) -> None:
    self.carried = ""
    _ORIGINAL["begin_text"](self)


def _show_text(self: Any, text: str) -> None:
    """Write the characters of one face; a space at their end is carried over to the next face of
    the line.
    """
    if carried := getattr(self, "carried", ""):
        text = f"{carried} {text}"
    match = _TRAILING.search(text)
    self.carried = match[0] if match else ""
    _ORIGINAL["show_text"](self, text[: match.start()] if match else text)
