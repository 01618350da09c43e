"""Where a document may be cut into parts that are printed on their own, and the HTML of each part.

A template marks the elements that may begin a part with ``data-part="KIND"`` or ``data-part="KIND
N"``, where N counts the lines that follow up to the next mark. Which marks are used follows from
these counts alone, never from the length of a text: a changed finding moves no cut. A used mark
begins a new page, in parts and in one process alike, so that both give the same pages. The open
elements around a cut are closed before it and opened again behind it, a table with its columns and
its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.values import whole_number


@dataclass(frozen=True, slots=True)
class Kind:
    """What a mark stands for.

    ``pages`` that its element takes, and ``each`` of the N lines behind it, roughly; ``least`` the
    pages that must have gathered since the last cut for this one to be used, and ``fewer`` that
    will do in a document that is ``LONG``.
    """

    pages: float
    each: float
    least: float
    fewer: float | None = None


KINDS = {
    "section": Kind(0, 0, 0),  # begins a new page by the style sheet anyway
    "contents": Kind(4, 0, 0),  # the same; its page numbers are filled in when all others are known
    "heading": Kind(3, 0, 0),
    "part": Kind(
        0, 0, 8, 1
    ),  # a heading that begins no page of its own in a document of the usual size
    "chapter": Kind(0, 0, 3, 0),
    "group": Kind(0, 0, 40, 4),
    "card": Kind(0.55, 0, 60),
    "band": Kind(0, 0.15, 36),
    "scores": Kind(0, 0.07, 30, 2),
    "tree": Kind(0, 0.3, 36),
    "row": Kind(0.12, 0, 36),
    "form": Kind(1.3, 0, 10),
}
ALWAYS = frozenset({"section", "contents"})
PAGED = ALWAYS | {"form"}
"""What begins a new page, or a right-hand one, by the style sheet: a cut before it asks for nothing
more."""
AGAIN = "data-again"
"""Stands on an element that a cut went through, in the parts behind the first."""
SHORT = 24.0
"""A document of fewer pages than this, by its marks, is not cut at all."""
LONG = 150.0
"""From so many pages on a document is cut finer: a page that stays half empty is not noticed there,
a second is."""
_STRUCTURE = (
    "html|body|main|section|article|div|nav|aside|table|thead|tbody|tfoot|ol|ul|figure|blockquote"
)
_TAG = re.compile(
    r"<!--.*?-->|<(?P<raw>style|script|svg)\b.*?</(?P=raw)\s*>"
    rf"|<(?P<close>/?)(?P<tag>{_STRUCTURE})\b(?P<given>[^>]*)>"
    r"|<(?P<other>[a-z][a-z0-9]*)\b(?P<marked>[^>]*\bdata-part=\"[^>]*)>",
    re.DOTALL | re.IGNORECASE,
)
_MARK = re.compile(r"\s*\bdata-part=\"([^\"]*)\"")
_CONTENTS = re.compile(r"\bdata-part=\"contents\"")
_ID = re.compile(r"\s+id=(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_CAPTION = re.compile(r"<caption\b.*?</caption\s*>", re.DOTALL | re.IGNORECASE)
_PAGED = re.compile(
    r"@page\b|target-counter|target-text|counters?\(\s*pages?\b|position:\s*running", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:\s|(?><!--.*?-->)|<(?:main|section|article|div)\b[^>]*>)*", re.DOTALL | re.IGNORECASE
)
"""Nothing that is seen: a cut behind it would leave an empty page."""
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The HTML of one part. ``continued``: it begins inside an element that began in the part
    before.
    """

    html: str
    kind: Literal["text", "contents"]
    continued: bool


@dataclass(frozen=True, slots=True)
class Cutting:
    """A document in its pieces, which hold no mark any more; ``breaks`` are the places in ``html``
    it was cut at.
    """

    pieces: tuple[Piece, ...]
    html: str
    breaks: tuple[int, ...] = ()

    @property
    def whole(self) -> str:
        """The same document for one process, with a page break in the place of each cut; without
        marks.
        """
        return _whole(self.html, self.breaks)


@dataclass(slots=True)
class _Open:
    """An element that is open at a place: its tag, its opening tag, and what stands before the rows
    of a table.
    """

    tag: str
    text: str
    end: int
    head: str | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    kind: str
    lines: int
    around: tuple[tuple[str, str], ...]
    """Of each open element below the body: its tag, and how it is opened again."""


def separable(html: str) -> bool:
    """Whether parts can be put together again: not where a template brings page styles or page
    numbers of its own.
    """
    return not _PAGED.search(html)


def unmarked(html: str) -> str:
    """The document without marks, for a screen."""
    if "data-part=" in html:
        return _MARK.sub("", html)
    return html


def cut(html: str) -> Cutting:
    """Cut a document at the marks that are worth it; one without marks is one piece."""
    body = _BODY.search(html) if "data-part=" in html else None
    if body is None:
        return Cutting((Piece(html, "text", False),), html)
    opening, closing = html[: body.end()], "</body></html>"
    pieces, start, before = [], body.end(), ""
    kind: Literal["text", "contents"] = "text"
    continued = False
    breaks = []
    for mark in _worth(list(_marks(html, body.end()))):
        text = html[start : mark.start]
        if not _BARE.fullmatch(text):
            ends = "".join(f"</{tag}>" for tag, _ in reversed(mark.around))
            pieces.append(
                Piece(unmarked(opening + before + text + ends + closing), kind, continued)
            )
            continued = bool(mark.around)
            before = "".join(again for _, again in mark.around)
            start = mark.start
            breaks += [mark.start] if mark.kind not in PAGED else []
        kind = "contents" if mark.kind == "contents" else "text"
    pieces.append(Piece(unmarked(opening + before + html[start:]), kind, continued))
    return Cutting(tuple(pieces), html, tuple(breaks))


def _marks(html: str, start: int) -> Iterator[_Mark]:
    stack: list[_Open] = []
    for match in _TAG.finditer(html, start):
        tag = (match["tag"] or "").lower()
        if match["close"]:
            shut = _close(stack, tag) if _is_element(tag) else None
            if shut and _CONTENTS.search(shut.text):
                # What comes behind the contents stands under another page name: on a new page in
                # any case.
                yield _Mark(match.end(), "section", 0, _around(stack))
            continue
        # What stands before the first rows of a table is opened again with each part.
        if tag in {"tbody", "tfoot"}:
            _note_head(html, stack, match.start())
        mark = _MARK.search(match["given"] or match["marked"] or "")
        if mark and not _in_head(stack, tag):
            name, _, lines = mark[1].partition(" ")
            yield _Mark(match.start(), name, whole_number(lines) or 0, _around(stack))
        if _is_element(tag):
            stack.append(_Open(tag, match[0], match.end()))


def _in_head(stack: list[_Open], tag: str) -> bool:
    """Whether an element stands in the head of a table, which is printed again with each part:
    nothing in it begins one.
    """
    return tag == "thead" or any(item.tag == "thead" for item in stack)


def _is_element(tag: str) -> bool:
    """Whether a tag is of an element that is closed and opened again between parts."""
    return bool(tag) and tag not in {"html", "body"}


def _around(stack: list[_Open]) -> tuple[tuple[str, str], ...]:
    return tuple((item.tag, _again(item)) for item in stack)


def _close(stack: list[_Open], tag: str) -> _Open | None:
    """Take an element off the stack, with all that was left open in it."""
    while stack:
        opened = stack.pop()
        if opened.tag == tag:
            return opened
    return None


def _note_head(html: str, stack: list[_Open], rows: int) -> None:
    """Keep what stands between the opening of a table and its first rows."""
    if stack and stack[-1].tag == "table" and stack[-1].head is None:
        stack[-1].head = _CAPTION.sub("", html[stack[-1].end : rows])


def _again(item: _Open) -> str:
    """How an element is opened behind a cut: no name of its own, and no wish for a side of the
    leaf.
    """
    begun = f"{item.text[:-1].rstrip()} {AGAIN}>"
    return _ID.sub("", _MARK.sub("", begun + (item.head or "")))


def _worth(marks: list[_Mark]) -> Iterator[_Mark]:
    """The marks at which the document is cut."""
    known = [mark for mark in marks if mark.kind in KINDS]
    sizes = [KINDS[mark.kind].pages + KINDS[mark.kind].each * mark.lines for mark in known]
    if sum(sizes) < SHORT:
        return
    fine = sum(sizes) >= LONG
    gathered = 0.0
    for mark, size in zip(known, sizes, strict=True):
        kind = KINDS[mark.kind]
        if fine and kind.fewer is not None:
            least = kind.fewer
        else:
            least = kind.least
        if mark.kind in ALWAYS or gathered >= least:
            yield mark
            gathered = 0.0
        gathered += size


def _whole(html: str, breaks: tuple[int, ...]) -> str:
    pieces, start = [], 0
    for place in breaks:
        match = _MARK.search(html, place)
        assert match is not None
        pieces += [html[start : match.start()], ' style="break-before:page"']
        start = match.end()
    return unmarked("".join([*pieces, html[start:]]))
