"""The red line under the passage that proves the point: found in the text of a PDF page, or in
recognised text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.util import find_spec
from typing import Any

from scoring import libraries
from scoring.binding.geometry import Box
from scoring.binding.passages import Passage, run_of, words_of

MOST_TRIED = 60
"""Pages that are searched where ``locate`` names none."""
MOST_RECOGNISED = 3
"""Pages without a text layer that are recognised for one piece: each takes seconds."""
# PDF counts in points; pictures of pages in pixels.
POINTS = 72.0

Words = Sequence[tuple[Box, str]]
"""Lines of recognised text with their boxes in points of the page."""


class Marks:
    """What was found for one piece: boxes to underline by page (from 0), and pages to be marked in
    the margin; ``notes`` say what of the file was left out.
    """

    def __init__(self) -> None:
        self.lines: dict[int, list[Box]] = {}
        self.margins: set[int] = set()
        self.missing: list[int] = []
        self.notes: list[str] = []


def marks_of(
    document: Any, passages: Sequence[Passage], *, recognise: Callable[[Any], Words] | None = None
) -> Marks:
    """Looks for each passage in a ``pypdfium2.PdfDocument``. ``missing`` holds the numbers of those
    without a place.
    """
    marks = Marks()
    searched = _Pages(document, recognise)
    count = len(document)
    for number, passage in enumerate(passages):
        named = [page - 1 for page in passage.pages if page <= count]
        tried = named or list(range(min(count, MOST_TRIED)))
        if not _underlined(searched, tried, passage, marks):
            marks.margins.update(named)
            if not named:
                marks.missing.append(number)
    return marks


class _Pages:
    """The pages of a document as passages are looked for on them: the text of each, read once for
    all passages. Of pages without a text layer at most a few are recognised.
    """

    def __init__(self, document: Any, recognise: Callable[[Any], Words] | None) -> None:
        self._document = document
        self._recognise = recognise
        self._texts: dict[int, str] = {}
        self._known: dict[int, Words] = {}

    def boxes(self, at: int, passage: Passage, find: _Find) -> list[Box]:
        """The boxes of a passage on a page; none where it is not there."""
        text = self._text(at)
        if not text.strip():
            return _in_words(self._words(at), passage, find)
        run = find(text, passage)
        if run is None:
            return []
        start, end = run
        with self._layer(at) as layer:
            count = layer.count_rects(start, end - start)
            return [_box(layer.get_rect(index)) for index in range(count)]

    def _text(self, at: int) -> str:
        """What the text layer of a page says; "" where it has none."""
        if at not in self._texts:
            with self._layer(at) as layer:
                self._texts[at] = layer.get_text_range()
        return self._texts[at]

    def _layer(self, at: int) -> Any:
        return closing(self._document[at].get_textpage())

    def _words(self, at: int) -> Words:
        if self._recognise is None:
            return ()
        if at not in self._known:
            if len(self._known) >= MOST_RECOGNISED:
                return ()
            self._known[at] = self._recognise(self._document[at])
        return self._known[at]


def _underlined(searched: _Pages, pages: Sequence[int], passage: Passage, marks: Marks) -> bool:
    if not passage.words:
        return False
    # The very words on any page go before what is only like them on an earlier one.
    for find in (_literal, _anyhow):
        for index in pages:
            boxes = searched.boxes(index, passage, find)
            if boxes:
                marks.lines.setdefault(index, []).extend(boxes)
                return True
    return False


_Find = Callable[[str, Passage], tuple[int, int] | None]
"""From and to of the characters of a text that carry a passage."""


def _literal(text: str, passage: Passage) -> tuple[int, int] | None:
    return words_of(text, passage.phrases)


def _anyhow(text: str, passage: Passage) -> tuple[int, int] | None:
    return run_of(text, passage.phrases, passage.item)


def _box(rect: tuple[float, float, float, float]) -> Box:
    left, bottom, right, top = rect
    return Box(left, bottom, right, top)


def _in_words(words: Words, passage: Passage, find: _Find = _anyhow) -> list[Box]:
    """The boxes of the recognised lines that hold the run; a part of a line by its share of the
    width.
    """
    text = "".join(line for _, line in words)
    run = find(text, passage)
    if run is None:
        return []
    boxes = []
    offset = 0
    for box, line in words:
        first, last = max(run[0] - offset, 0), min(run[1] - offset, len(line))
        if first < last:
            each = box.width / max(_halves(line), 1)
            left, right = _halves(line[:first]), _halves(line[:last])
            boxes.append(Box(box.x0 + left * each, box.y0, box.x0 + right * each, box.y1))
        offset += len(line)
    return boxes


def _halves(text: str) -> int:
    """The width of a text in half characters: figures and letters take half of what a Chinese
    character does.
    """
    return sum(1 if letter.isascii() else 2 for letter in text)


def recogniser() -> Callable[[Any], Words] | None:
    """Recognises a page picture with the ``ocr`` extra; None where it is not installed."""
    if find_spec("rapidocr") is None:
        return None
    engine: list[Any] = []

    def recognise(page: Any) -> Words:
        if not engine:
            engine.append(libraries.rapidocr.RapidOCR(params={"Global.log_level": "critical"}))
        scale = 2.0
        picture = page.render(scale=scale, grayscale=True).to_pil().convert("RGB")
        height = picture.height
        answer = engine[0](picture)
        if answer.boxes is None:
            return ()
        words = []
        for corners, line in zip(answer.boxes, answer.txts, strict=True):
            # Places on a page are floats, like all that the library says of it.
            across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
            upright = (min(across), height - max(down), max(across), height - min(down))
            words.append((Box(*(value / scale for value in upright)), str(line)))
        return words

    return recognise
