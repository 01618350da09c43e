"""The pages of a PDF piece fitted onto A4: copied, never encoded again; scripts and attachments
stay out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from scoring.binding.geometry import HEIGHT, LEFT, TOP, WIDTH, Box, Matrix, fitted
from scoring.binding.marking import Marks, marks_of
from scoring.binding.passages import Passage
from scoring.binding.skew import skew_of
from scoring.problems import ScoringError

MOST_PAGES = 2_000
"""Pages of one piece that are bound; a longer one is handed in as a file."""
UNDERLINE = 1.1
"""Width of the red line in points."""
RED = "0.78 0.10 0.08 RG"
_SCRIPTS = ("/OpenAction", "/AA", "/AcroForm", "/Collection")
_NAMES = ("/JavaScript", "/EmbeddedFiles")


class UnbindableError(ScoringError):
    """Why a piece cannot be put on pages; the sentence is printed on the sheet that stands in its
    place.
    """


def bind_pdf(
    source: Path | bytes, out: pikepdf.Pdf, passages: Sequence[Passage], recognise: Any = None
) -> Marks:
    """Appends the pages of ``source`` to ``out`` and returns what was marked on them.

    Raises :class:`UnbindableError` for what is locked, broken, empty or too long.
    """
    raw = source if isinstance(source, bytes) else source.read_bytes()
    document = _opened(raw)
    with document:
        count = len(document.pages)
        if count == 0:
            raise UnbindableError("文件里没有页面")
        if count > MOST_PAGES:
            raise UnbindableError(f"共 {count} 页，超过每件 {MOST_PAGES} 页的限度")
        notes = _disarmed(document)
        # From the bytes as they came: where text stands is asked of the original.
        view = pypdfium2.PdfDocument(raw)
        try:
            marks = marks_of(view, passages, recognise=recognise)
            for index, page in enumerate(document.pages):
                _append(
                    out,
                    page,
                    _skew(view, index, page),
                    marks.lines.get(index, []),
                    index in marks.margins,
                )
        finally:
            view.close()
    marks.notes = notes
    return marks


def _opened(raw: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(raw))
    except pikepdf.PasswordError:
        raise UnbindableError("文件加了密码，不能排入") from None
    except pikepdf.PdfError:
        raise UnbindableError("文件已损坏，打不开") from None


def _disarmed(document: pikepdf.Pdf) -> list[str]:
    """Prints form fields and notes into their pages, and drops whatever acts by itself. Says what
    was left out.
    """
    notes = []
    root = document.Root
    # A field may be filled in and have no look yet; flattening prints looks.
    if "/AcroForm" in root:
        document.generate_appearance_streams()
    document.flatten_annotations("print")
    names = root.get("/Names", pikepdf.Dictionary())
    if "/EmbeddedFiles" in names:
        notes.append(f"文件内的附件 {len(document.attachments)} 个未排入")
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
        notes.append("文件内的脚本和动作已去掉")
    for key in _NAMES:
        if key in names:
            del names[key]
    for key in _SCRIPTS:
        if key in root:
            del root[key]
    return notes


def _append(
    out: pikepdf.Pdf,
    page: pikepdf.Page,
    skew: float,
    lines: list[Box],
    margin: bool,
) -> None:
    form = page.as_form_xobject()
    # Points of a page: PDF has them as decimals, geometry reckons with floats.
    own = Matrix(*map(float, form.get("/Matrix", [1, 0, 0, 1, 0, 0])))
    left, bottom, right, top = map(float, form.BBox)
    box = own.box(Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top)))
    if box.width < 1 or box.height < 1:
        raise UnbindableError("页面没有大小")
    place = fitted(box, skew=skew)
    content = [f"q {place.operator()} /P Do Q"]
    content += [underline(own.then(place), line) for line in lines]
    if margin:
        content.append(margin_mark())
    made = out.add_blank_page(page_size=(WIDTH, HEIGHT))
    made.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=out.copy_foreign(form)))
    made.obj.Contents = out.make_stream("\n".join(content).encode())


def underline(place: Matrix, box: Box) -> str:
    """A red line below ``box``, which ``place`` brings onto the A4 page."""
    x0, y0 = place.at(box.x0, box.y0)
    x1, y1 = place.at(box.x1, box.y0)
    return f"q {RED} {UNDERLINE} w 1 J {x0:.2f} {y0 - 1:.2f} m {x1:.2f} {y1 - 1:.2f} l S Q"


def margin_mark() -> str:
    """A red bar beside the whole page: it is this page, the very words were not found."""
    x = LEFT - 9
    return f"q {RED} 2.2 w {x:.2f} {HEIGHT - TOP:.2f} m {x:.2f} {HEIGHT - TOP - 170:.2f} l S Q"


def _skew(view: Any, at: int, page: pikepdf.Page) -> float:
    """The skew of a scan: a page whose only content is a picture. Pages with text lie straight."""
    if len(page.get_images() if hasattr(page, "get_images") else page.images) != 1:
        return 0.0
    shown = view[at]
    layer = shown.get_textpage()
    try:
        if layer.count_chars():
            return 0.0
    finally:
        layer.close()
    width = max(shown.get_width(), 1.0)
    return skew_of(shown.render(scale=min(360 / width, 1.0), grayscale=True).to_pil())
