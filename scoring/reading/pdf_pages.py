"""PDF: text of every page, and the pages that are pictures.

PDFium is not thread-safe: one process looks at one file at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.reading import ocr
from scoring.reading.model import Content, Limits, OcrMode, UnreadableError, broken, cut_short, locked

# A page with fewer characters than this and a picture over more than this share of it is a scan.
_FEW, _SHARE = 20, 0.6


@dataclass(slots=True)
class _Book:
    texts: list[str]
    scans: list[int]
    room: int
    full: bool = False


def read_pdf(path: Path, limits: Limits, mode: OcrMode) -> Content:
    """Text by page. ``type`` is scan-pdf where most pages are pictures; with OCR their first and last are read too.

    Raises ``UnreadableError`` for a PDF that wants a password, is cut short or is no PDF inside.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _reason(path, str(error)) from error
    try:
        count = len(document)
        if not count:
            raise broken("PDF ")
        book = _read_pages(document, min(count, limits.pages), limits)
        content = Content(book.texts, count=count, type="scan-pdf" if len(book.scans) * 2 > len(book.texts) else "pdf")
        if count > len(book.texts) or book.full:
            content.note = f"文字过长，只读取了前 {len(book.texts)} 页（共 {count} 页）。"
        elif not any(text.strip() for text in book.texts) and not book.scans:
            content.note = "PDF 里没有文字也没有图像，页面可能是空白的。"
        if book.scans:
            _read_scans(document, content, book.scans, mode)
        return content
    finally:
        document.close()


def _read_pages(document: Any, count: int, limits: Limits) -> _Book:
    import pypdfium2

    book = _Book([], [], limits.text_chars)
    for index in range(count):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            # One damaged page does not cost the others.
            book.texts.append("")
            continue
        words = page.get_textpage()
        text = words.get_text_range().replace("\r\n", "\n")
        words.close()
        if len(text) < _FEW and _is_picture(page, blank=not text.strip()):
            book.scans.append(index)
        page.close()
        book.texts.append(text[: book.room])
        book.room -= len(text)
        if book.room <= 0:
            book.full = True
            break
    return book


def _is_picture(page: Any, *, blank: bool) -> bool:
    import pypdfium2.raw as raw

    width, height = page.get_size()
    covered, drawn = 0.0, 0
    for item in page.get_objects(max_depth=3):
        drawn += 1
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(right - left, 0) * max(top - bottom, 0)
        if covered > _SHARE * width * height:
            return True
    # Text turned into outlines: no characters, no picture, but hundreds of shapes.
    return blank and drawn > 200


def _read_scans(document: Any, content: Content, scans: list[int], mode: OcrMode) -> None:
    wanted = scans if mode == "all" else sorted({scans[0], scans[-1]})
    has_text = any(len(text) >= _FEW for text in content.pages)
    if mode == "off" or not ocr.available():
        why = "没有要求识别文字，待识别。" if mode == "off" else ocr.MISSING
        if not has_text:
            content.source = "none"
        content.state = "unread"
        content.note = f"{'全部' if len(scans) == len(content.pages) else f'{len(scans)} 页'}是扫描图像，{why}"
        return
    for index in wanted:
        page = document[index]
        image = page.render(scale=ocr.SIDE / max(*page.get_size(), 1.0)).to_pil()
        page.close()
        content.pages[index] = ocr.read_page(image, first=index == 0) or ""
    content.ocr_pages = tuple(index + 1 for index in wanted)
    if not has_text:
        content.source = "ocr"
    if len(wanted) < len(scans):
        content.note = f"扫描件共 {len(scans)} 页，识别了第 {'、'.join(str(index + 1) for index in wanted)} 页。"


def _reason(path: Path, message: str) -> UnreadableError:
    if "assword" in message or "ecurity" in message:
        return locked()
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 2048, 0))
        tail = stream.read()
    return broken("PDF ") if b"%%EOF" in tail else cut_short()
