"""Web pages: the article without navigation, tables with row and column spans, metadata of
government sites.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from scoring import libraries
from scoring.reading.blocks import Block, Paragraph, Placed, Reading, make_table
from scoring.reading.charset import decode
from scoring.reading.mail import html_part
from scoring.reading.model import broken
from scoring.reading.remarks import Remark
from scoring.values import whole_number

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Where Chinese government sites keep the article body.
_CONTAINERS = (
    '//*[@id="zoom" or @id="UCAP-CONTENT" or @id="artibody" or @id="content_body"]',
    '//*[contains(@class,"TRS_Editor") or contains(@class,"trs_editor_view") or '
    'contains(@class,"pages_content")]',
    "//article",
)
_SKIP = {
    "script",
    "style",
    "noscript",
    "nav",
    "header",
    "footer",
    "select",
    "button",
    "form",
    "iframe",
    "template",
}
_BREAKS = {
    "p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "dd", "dt",
    "dl", "blockquote", "center", "tr", "td", "th", "pre", "hr", "figcaption", "caption", "body",
}  # fmt: skip
_STRUCK = {"s", "strike", "del"}
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")
_META = {"articletitle": "title", "pubdate": "published", "contentsource": "source"}


def read(data: bytes) -> Reading:
    """Read an .html page; raise ``UnreadableError`` where nothing can be parsed."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data)).replace("\0", "")
    try:
        root = libraries.lxml_html.document_fromstring(
            text, parser=libraries.lxml_html.HTMLParser(no_network=True, huge_tree=False)
        )
    except libraries.etree.ParserError:
        # Nothing but comments and spaces.
        return Reading("html", [])
    except (libraries.etree.XMLSyntaxError, ValueError) as error:
        raise broken("网页") from error
    reading = Reading("html", [])
    for meta in root.iter("meta"):
        name = _META.get(meta.get("name", "").lower())
        content = meta.get("content", "").strip()
        if name and content:
            reading.meta[name] = content
    named = root.findtext(".//title")
    if named and named.strip():
        reading.meta["page_title"] = " ".join(named.split())
    reading.remarks = _take_out_unseen(root)
    walker = _Walker()
    walker.walk(_container(root))
    walker.flush()
    reading.blocks = walker.blocks
    return reading


def read_archive(data: bytes) -> Reading:
    """Read the page of a web archive (.mht); raise ``UnreadableError`` where it has none."""
    page = html_part(data)
    if not page:
        raise broken("网页存档")
    return read(page)


def _take_out_unseen(root: HtmlElement) -> list[Remark]:
    """Takes struck-out text, and text that Word hides, out of a page, and says how much there
    was.
    """
    counts: Counter[str] = Counter()
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        why = _unseen(element)
        if why:
            counts[why] += bool(element.text_content().strip())
            element.drop_tree()
    remarks = []
    if counts["struck"]:
        what = f"有 {counts['struck']} 处划掉的文字"
        remarks.append(Remark("struck", "全文", what, "没有读取"))
    if counts["hidden"]:
        what = f"有 {counts['hidden']} 处隐藏的文字"
        remarks.append(Remark("hidden_text", "全文", what, "没有读取"))
    return remarks


def _unseen(element: HtmlElement) -> str:
    """Why the text of an element is not valid on the page, "" where it is."""
    style = re.sub(r"\s", "", element.get("style", "").lower())
    if element.tag in _STRUCK or _LINE_THROUGH.search(style):
        return "struck"
    return "hidden" if "mso-hide:all" in style else ""


def _container(root: HtmlElement) -> HtmlElement:
    body = root.find("body")
    whole: HtmlElement = root if body is None else body
    everything = len(whole.text_content())
    for path in _CONTAINERS:
        found = [
            element for element in root.xpath(path) if len(element.text_content()) * 3 > everything
        ]
        if found:
            best: HtmlElement = max(found, key=lambda element: len(element.text_content()))
            return best
    return whole


class _Walker:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._buffer: list[str] = []
        self._paragraphs = 0
        self._tables = 0

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n]+", " ", "".join(self._buffer)).strip()
        self._buffer = []
        if text:
            self._paragraphs += 1
            self.blocks.append(Paragraph(text, f"第{self._paragraphs}段"))

    def walk(self, element: HtmlElement) -> None:
        # An explicit stack: pages made by office programs nest deeper than Python allows.
        stack: list[tuple[HtmlElement, bool]] = [(element, False)]
        while stack:
            node, leaving = stack.pop()
            tag = _tag(node)
            tail = node.tail or ""
            if leaving:
                if tag in _BREAKS:
                    self.flush()
                if node is not element:
                    self._buffer.append(tail)
                continue
            if not tag or tag in _SKIP or _hidden(node):
                self._buffer.append(tail)
                continue
            if tag in _BREAKS:
                self.flush()
            if _is_innermost_table(node):
                self.flush()
                self._table(node)
                if node is not element:
                    self._buffer.append(tail)
                continue
            if tag == "li":
                self._buffer.append(_list_number(node))
            self._buffer.append(node.text or "")
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))

    def _table(self, table: HtmlElement) -> None:
        self._tables += 1
        caption = table.find("caption")
        if caption is not None:
            self._buffer.append(caption.text_content())
            self.flush()
        rows = list(table.iter("tr"))
        taken: set[tuple[int, int]] = set()
        placed: list[Placed] = []
        for index, row in enumerate(rows):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while (index, column) in taken:
                    column += 1
                height = _span(cell.get("rowspan"), len(rows) - index)
                width = _span(cell.get("colspan"), 100)
                taken.update(
                    (index + down, column + across)
                    for down in range(height)
                    for across in range(width)
                )
                placed.append(Placed(index, column, _cell_text(cell), height, width))
                column += width
        self.blocks.append(make_table(placed, len(rows), f"表{self._tables}"))


def _list_number(item: HtmlElement) -> str:
    """Return the number that a browser draws before an item of an ordered list: 1. outside, 1.1 and
    1.1.1 inside.
    """
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    numbers: list[int] = []
    node: HtmlElement | None = item
    while node is not None:
        parent = node.getparent()
        if parent is not None and parent.tag == "ol":
            before = sum(1 for _ in node.itersiblings("li", preceding=True))
            if node.tag == "li":
                start = whole_number(parent.get("start"))
                numbers.append(before + (1 if start is None else start))
            elif node.tag == "ol":
                # Office programs put inner lists beside the items; the item before is the one they
                # belong to.
                numbers.append(max(before, 1))
        node = parent
    if len(numbers) == 1:
        return f"{numbers[0]}."
    return ".".join(map(str, reversed(numbers))) + " "


def _is_innermost_table(node: HtmlElement) -> bool:
    """Whether an element is a table of content; one that holds tables only lays out the page."""
    return node.tag == "table" and node.find(".//table") is None


def _hidden(node: HtmlElement) -> bool:
    return "display:none" in re.sub(r"\s", "", (node.get("style") or "").lower())


def _span(value: str | None, limit: int) -> int:
    number = whole_number(value)
    if number is None:
        return 1
    # rowspan=0 means "to the end of the table".
    if number == 0:
        return limit
    return max(1, min(number, limit))


def _cell_text(cell: HtmlElement) -> str:
    parts: list[str] = []
    for node in cell.iter():
        tag = _tag(node)
        if tag in _BREAKS and node is not cell:
            parts.append("\n")
        if tag and tag not in _SKIP:
            parts.append(_one_line(node.text))
        if node is not cell:
            parts.append(_one_line(node.tail))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _tag(node: HtmlElement) -> str:
    """The name of an element, "" for comments and instructions."""
    return node.tag if isinstance(node.tag, str) else ""


def _one_line(text: str | None) -> str:
    """Text as a browser sets it: line ends and runs of blanks are one blank."""
    return re.sub(r"\s+", " ", text or "")
