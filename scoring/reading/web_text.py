"""Web pages and web archives: the article without navigation, title and date from what the page says of itself."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message
from pathlib import Path

from scoring.reading.blocks import Paragraph, Reading, Table
from scoring.reading.errors import UnreadableSource
from scoring.reading.html import read as read_page
from scoring.reading.model import Content, Found, Limits, broken
from scoring.reading.plain import decode_text, read_bytes

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def read_html(path: Path, limits: Limits) -> Content:
    """An .html page; raise ``UnreadableError`` where nothing can be parsed."""
    return _page(read_bytes(path, limits))


def read_mht(path: Path, limits: Limits) -> Content:
    """A web archive, often called .doc: its first HTML part, else its first plain text."""
    message = email.message_from_bytes(read_bytes(path, limits), policy=email.policy.compat32)
    for wanted in ("text/html", "text/plain"):
        for part in message.walk():
            if part.get_content_type() == wanted and (data := _payload(part)):
                return _page(data) if wanted == "text/html" else Content([decode_text(data)[0]])
    raise broken("网页存档")


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _page(data: bytes) -> Content:
    source, _ = decode_text(data)
    try:
        reading = read_page(source.encode("utf-8", "surrogatepass"))
    except UnreadableSource as error:
        raise broken("网页") from error
    content = Content([blocks_text(reading)])
    content.title = _title(source, reading)
    content.published = reading.meta.get("published", "")
    return content


def blocks_text(reading: Reading) -> str:
    """The text of a reading, one line per paragraph or table row, cells separated by tabs."""
    lines: list[str] = []
    for block in reading.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.number + block.text)
        elif isinstance(block, Table):
            # A merged cell stands in every field that it covers; its text belongs to the first one only.
            for down, row in enumerate(block.rows):
                own = (cell.text for across, cell in enumerate(row.cells) if cell.anchor == (down, across))
                lines.append("\t".join(text.replace("\n", " ") for text in own))
    return "\n".join(lines)


def _title(source: str, reading: Reading) -> Found | None:
    if meta := reading.meta.get("title"):
        return Found(meta, "high", "网页标注的标题")
    if heading := _HEADING.search(source):
        text = _clean(heading.group(1))
        if len(text) >= 4:
            return Found(text, "high", "网页大标题")
    if title := _TITLE.search(source):
        # Sites append their own name: 标题_示例县人民政府.
        text = re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s*", _clean(title.group(1)))[0]
        if text:
            return Found(text, "medium", "网页窗口标题")
    return None


def _clean(text: str) -> str:
    import html

    return re.sub(r"\s+", " ", html.unescape(_TAG.sub("", text))).strip()
