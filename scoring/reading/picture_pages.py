"""Pictures of words inside documents: found, listed as waiting, or read by OCR into the pages of
the text.
"""

from __future__ import annotations

import hashlib
import io

from scoring.reading import ocr
from scoring.reading.images import looks_like_page, open_picture
from scoring.reading.model import Content, Limits, OcrMode, Picture, UnreadableError

# Smaller pictures are photographs, seals and signs; so many are looked at.
_LEAST_SIDE, _MOST_LOOKED_AT = 350, 120
# A document with fewer characters is its pictures: what they say comes first.
_FEW = 120


def read_pictures(content: Content, limits: Limits, mode: OcrMode) -> None:
    """Reads the words in the pictures of a document, or says that nobody has read them."""
    pages = [picture for picture in _once(content.pictures) if _shows_words(picture, limits)]
    content.pictures = []
    if not pages:
        return
    if mode == "off" or not ocr.available():
        why = "没有要求识别文字，待识别。" if mode == "off" else ocr.MISSING
        content.state = "unread"
        content.note = f"里面有 {len(pages)} 幅图像像是扫描页，{why}{content.note}"
        return
    # Head and date stand on the first and the last page; each other one costs seconds.
    wanted = pages if mode == "all" else pages[:1] + pages[1:][-1:]
    texts = [
        (picture, _recognised(picture, limits, first=index == 0))
        for index, picture in enumerate(wanted)
    ]
    _insert(content, texts)
    if len(wanted) < len(pages):
        content.note += f"里面有 {len(pages)} 幅图像像是扫描页，识别了第一幅和最后一幅。"


def _insert(content: Content, texts: list[tuple[Picture, str]]) -> None:
    own = "\n".join(content.pages)
    leading = len("".join(own.split())) < _FEW
    placed = _places(content, texts)
    if len(placed) == len(texts):
        for page, (_, text) in zip(placed, texts, strict=True):
            content.pages[page] = "\n".join(filter(None, (content.pages[page], text)))
        content.own_pages = None if leading else 0
        read = [page + 1 for page in placed]
    elif leading:
        # A file of pictures with a word or two of its own is a scan: its pages come first.
        content.pages = [text for _, text in texts]
        if own.strip():
            content.pages.append(own)
        read = list(range(1, len(texts) + 1))
    else:
        content.own_pages = len(content.pages)
        content.pages.extend(text for _, text in texts)
        read = list(range(content.own_pages + 1, len(content.pages) + 1))
    content.ocr_pages = tuple(sorted({*content.ocr_pages, *read}))
    if leading:
        content.source = "ocr"
    if content.state == "unread" and any(text for _, text in texts):
        content.state, content.note = "ok", ""


def _places(content: Content, texts: list[tuple[Picture, str]]) -> list[int]:
    """The pages that show the pictures, of those that say so."""
    pages = (picture.page for picture, _ in texts)
    return [page for page in pages if page is not None and page < len(content.pages)]


def _once(pictures: list[Picture]) -> list[Picture]:
    found: dict[bytes, Picture] = {}
    for picture in pictures[:_MOST_LOOKED_AT]:
        found.setdefault(hashlib.blake2b(picture.data, digest_size=16).digest(), picture)
    return list(found.values())


def _shows_words(picture: Picture, limits: Limits) -> bool:
    try:
        image = open_picture(io.BytesIO(picture.data), limits, side=700)
    except UnreadableError:
        return False
    return min(image.size) >= _LEAST_SIDE and looks_like_page(image)


def _recognised(picture: Picture, limits: Limits, *, first: bool) -> str:
    try:
        image = open_picture(io.BytesIO(picture.data), limits, side=ocr.SIDE)
    except UnreadableError:
        return ""
    return ocr.read_page(image, first=first) or ""
