"""PDF: text of every page, and the pages that are pictures.

PDFium is not thread-safe: one process looks at one file at a time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring import libraries
from scoring.reading import ocr
from scoring.reading.model import (
    Content,
    Limits,
    OcrMode,
    UnreadableError,
    broken,
    cut_short,
    locked,
)
from scoring.reading.pdf_extras import form_lines, inner_names, note_lines
from scoring.reading.text_quality import is_gibberish

# A page with fewer characters than this and a picture over more than this share of it is a scan.
_FEW, _SHARE = 20, 0.15
# Under a system's watermark lies a picture of the whole page; the mark has few lines, however often
# they are drawn.
_WHOLE, _MARK_LINES, _MARK_CHARACTERS = 0.6, 4, 120
_OUTLINES = 200
# So many pages without text are looked at, as small pictures: is there anything on them?
_LOOKED_AT, _SMALL, _VISIBLE = 5, 160, 8
_NOTHING = "PDF 里没有文字，页面像是空白的。"
_ONLY_SHAPES = "PDF 里没有文字，只有图形、小图或没有填的栏；请打开看看是不是要报的材料。"


@dataclass(slots=True)
class _Book:
    texts: list[str] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    room: int = 0
    full: bool = False


def read_pdf(path: Path, limits: Limits, mode: OcrMode) -> Content:
    """Text by page. ``type`` is scan-pdf where most pages are pictures; with OCR their first and
    last are read too.

    Raises ``UnreadableError`` for a PDF that wants a password, is cut short or is no PDF inside.
    """
    try:
        document = libraries.pypdfium2.PdfDocument(path)
    except libraries.pypdfium2.PdfiumError as error:
        raise _reason(path, str(error)) from error
    try:
        count = len(document)
        if not count:
            raise broken("PDF ")
        book = _read_pages(document, min(count, limits.pages), limits)
        _tell_scans(book)
        kind = "scan-pdf" if len(book.scans) * 2 > len(book.texts) else "pdf"
        content = Content(book.texts, count=count, type=kind)
        if count > len(book.texts) or book.full:
            content.note = f"文字过长，只读取了前 {len(book.texts)} 页（共 {count} 页）。"
        elif not book.scans:
            content.note = _why_empty(document, book.texts)
        if book.scans:
            _read_scans(document, content, book, mode)
        _add_extras(path, document, content)
        return content
    finally:
        document.close()


def _read_pages(document: Any, count: int, limits: Limits) -> _Book:
    book = _Book(room=limits.text_chars)
    for index in range(count):
        try:
            page = document[index]
        except libraries.pypdfium2.PdfiumError:
            # One damaged page does not cost the others.
            book.texts.append("")
            book.covered.append(0.0)
            continue
        words = page.get_textpage()
        text = words.get_text_range().replace("\r\n", "\n")
        words.close()
        few = len(text.strip()) < _FEW
        # Pictures are measured only where little text, or little but a mark, stands over them.
        if few or _like_a_mark(text):
            share = _picture_share(page, blank=not text.strip())
        else:
            share = 0.0
        notes = note_lines(page)
        page.close()
        book.covered.append(share)
        if is_gibberish(text):
            book.unclear.append(index)
        if few and share > _SHARE:
            book.scans.append(index)
        if notes:
            text = "\n".join([text, *notes])
        book.texts.append(text[: book.room])
        book.room -= len(text)
        if book.room <= 0:
            book.full = True
            break
    return book


def _why_empty(document: Any, texts: list[str]) -> str:
    """The note for a file in which nothing is written, "" for any other."""
    if any(text.strip() for text in texts):
        return ""
    return _NOTHING if _all_blank(document, len(texts)) else _ONLY_SHAPES


def _all_blank(document: Any, count: int) -> bool:
    """Whether the pages show one colour and nothing else."""
    for index in range(min(count, _LOOKED_AT)):
        page = document[index]
        picture = page.render(scale=_SMALL / max(*page.get_size(), 1.0)).to_pil().convert("L")
        page.close()
        darkest, brightest = picture.getextrema()
        if brightest - darkest > _VISIBLE:
            return False
    return True


def _tell_scans(book: _Book) -> None:
    """Adds the pages whose text layer is not their text: a watermark over a scan, a layer that
    makes no words.
    """
    lines_of = [_lines(text) for text in book.texts]
    repeated = Counter(line for lines in lines_of for line in lines)
    many = max(2, len(book.texts) * 4 // 5)
    for index, text in enumerate(book.texts):
        if index in book.scans:
            continue
        # Lines that stand on most pages are the watermark, none of the text.
        own = any(repeated[line] < many for line in lines_of[index])
        covered = book.covered[index] > _WHOLE and bool(text.strip())
        if index in book.unclear or (covered and (not own or _like_a_mark(text))):
            book.texts[index] = ""
            book.scans.append(index)
    book.scans.sort()


def _lines(text: str) -> set[str]:
    """The lines of a text that hold something, each once."""
    return {line.strip() for line in text.splitlines() if line.strip()}


def _like_a_mark(text: str) -> bool:
    """Whether a text is no more than what systems print over a page: who printed it and when."""
    lines = {line.strip() for line in text.splitlines() if line.strip()}
    return len(lines) <= _MARK_LINES and sum(map(len, lines)) <= _MARK_CHARACTERS


def _picture_share(page: Any, *, blank: bool) -> float:
    """The share of a page that pictures cover; 1 for text that was turned into outlines."""
    width, height = page.get_size()
    covered, drawn = 0.0, 0
    for item in page.get_objects(max_depth=3):
        drawn += 1
        if item.type == libraries.pypdfium2_raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(right - left, 0) * max(top - bottom, 0)
        if covered > _WHOLE * width * height:
            return 1.0
    # Text turned into outlines: no characters, no picture, but hundreds of shapes.
    return 1.0 if blank and drawn > _OUTLINES else covered / max(width * height, 1.0)


def _read_scans(document: Any, content: Content, book: _Book, mode: OcrMode) -> None:
    has_text = max(map(len, content.pages), default=0) >= _FEW
    if mode == "off" or not ocr.available():
        why = "没有要求识别文字，待识别。" if mode == "off" else ocr.MISSING
        if not has_text:
            content.source = "none"
        content.state = "unread"
        content.note = f"{_what(book)}，{why}"
        return
    # Head and date of a paper stand on its first and last page; the others cost seconds each.
    scans = book.scans
    wanted = scans if mode == "all" else sorted({scans[0], scans[-1]})
    for index in wanted:
        content.pages[index] = _recognised(document, index)
    content.ocr_pages = tuple(index + 1 for index in wanted)
    if not has_text:
        content.source = "ocr"
    if len(wanted) < len(scans):
        pages = "、".join(map(str, content.ocr_pages))
        content.note = f"扫描件共 {len(scans)} 页，识别了第 {pages} 页。"


def _recognised(document: Any, index: int) -> str:
    """The words of a scanned page."""
    page = document[index]
    image = page.render(scale=ocr.SIDE / max(*page.get_size(), 1.0)).to_pil()
    page.close()
    return ocr.read_page(image, first=index == 0) or ""


def _what(book: _Book) -> str:
    whole = len(book.scans) == len(book.texts)
    if set(book.scans) <= set(book.unclear):
        return f"{'全部' if whole else f'{len(book.scans)} 页'}文字读不通（文字层是乱码）"
    return f"{'全部' if whole else f'{len(book.scans)} 页'}是扫描图像"


def _add_extras(path: Path, document: Any, content: Content) -> None:
    """The values of forms behind the text, and the names of the files inside."""
    lines = form_lines(path, document)
    if lines:
        if not content.pages:
            content.pages.append("")
        content.pages[-1] = "\n".join([content.pages[-1].rstrip("\n"), *lines])
    names = list(inner_names(document))
    if names:
        content.note += f"里面附有 {len(names)} 个文件（{'、'.join(names[:5])}），没有读取，请另存出来单独报送。"


def _reason(path: Path, message: str) -> UnreadableError:
    if "assword" in message or "ecurity" in message:
        return locked()
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 2048, 0))
        tail = stream.read()
    if _opens_elsewhere(path):
        reason = (
            "这份 PDF 的结构有毛病，读不出文字；请用 WPS 或浏览器打开后另存（打印）为新的 PDF。"
        )
        return UnreadableError("unsupported", reason)
    if b"%%EOF" in tail:
        return broken("PDF ")
    return cut_short()


def _opens_elsewhere(path: Path) -> bool:
    """Whether a second reader finds pages in a file that PDFium does not open."""
    try:
        with libraries.pikepdf.open(path) as document:
            return len(document.pages) > 0
    except (libraries.pikepdf.PdfError, OSError, ValueError, RuntimeError):
        return False
