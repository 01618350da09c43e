"""Many printed parts into one PDF: pages with their margin boxes, faces, links, bookmarks and what
the file says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from scoring.pdf.errors import RenderError
from scoring.pdf.parts.cache import Printed
from scoring.pdf.parts.numbering import Leaf

NEAR = 0.01
"""Points by which two measures of the same thing may differ."""


@dataclass(slots=True)
class _Mark:
    """A bookmark with those below it."""

    level: int
    label: str
    place: Array
    closed: bool
    below: list[_Mark] = field(default_factory=list)


def merge(
    parts: Sequence[Printed],
    leaves: Sequence[Leaf],
    margins: Iterable[tuple[int, Printed]],
    blanks: Mapping[str, Printed],
    faces: Printed,
    about: Mapping[str, str],
    language: str | None,
) -> bytes:
    """The document. ``margins`` are runs of margin boxes with the index of their first page among
    ``leaves``, ``blanks`` an empty page for each page name under which a blank one stands.

    The same parts give the same bytes. Raises RenderError for a link without a target.
    """
    _all_linked(parts)
    with ExitStack() as stack:
        # The streams of a part are read when the document is written: until then its file stays
        # open.
        return _merged(parts, leaves, margins, blanks, faces, about, language, _Source(stack))


class _Source:
    """Opens parts for as long as the merge lasts."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def __call__(self, part: Printed) -> Pdf:
        return self._stack.enter_context(Pdf.open(BytesIO(part.pdf)))


def _merged(
    parts: Sequence[Printed],
    leaves: Sequence[Leaf],
    margins: Iterable[tuple[int, Printed]],
    blanks: Mapping[str, Printed],
    faces: Printed,
    about: Mapping[str, str],
    language: str | None,
    opened: _Source,
) -> bytes:
    target = Pdf.new()
    source = opened(faces)
    fonts = target.copy_foreign(source.make_indirect(source.pages[0].obj.Resources.Font))
    bodies = [_copied(target, opened(part), fonts) for part in parts]
    placed: list[Page] = []
    shifts: list[tuple[float, float]] = []
    for start, run in margins:
        for at, (stream, facts) in enumerate(
            _streams(target, opened(run), run.report["pages"], fonts), start
        ):
            leaf = leaves[at]
            part = blanks[leaf.name] if leaf.part is None else parts[leaf.part]
            # Each blank page is an object of its own, so its file is opened for each.
            if leaf.part is None:
                pages = _copied(target, opened(part), fonts)
            else:
                pages = bodies[leaf.part]
            page, shift = pages[leaf.page], _shift(part.report["pages"][leaf.page], facts)
            _overlaid(target, page, stream, shift, at)
            target.pages.append(page)
            placed.append(target.pages[-1])
            shifts.append(shift)
    where = {(leaf.part, leaf.page): at for at, leaf in enumerate(leaves) if leaf.part is not None}

    def place(part: int, page: int, x: float, y: float) -> Array:
        at = where[part, page]
        return Array(
            [placed[at].obj, Name.XYZ, round(x + shifts[at][0], 3), round(y + shifts[at][1], 3), 0]
        )

    _destinations(target, parts, place)
    _outline(target, parts, place)
    _say(target, about, language)
    buffer = BytesIO()
    target.save(
        buffer,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        min_version="1.7",
    )
    return buffer.getvalue()


def _all_linked(parts: Sequence[Printed]) -> None:
    there = {name for part in parts for name in part.report["anchors"]}
    lost = dict.fromkeys(
        name for part in parts for name in part.report["links"] if name not in there
    )
    if lost:
        sentence = "；".join(f"文内链接 #{name} 没有目标" for name in list(lost)[:5])
        raise RenderError(
            "resource", f"文件中有图片、样式或文内链接不能读取：{sentence}", "\n".join(lost)
        )


def _copied(target: Pdf, source: Pdf, fonts: Object) -> list[Page]:
    """The pages of a part as objects of the document, not yet in it. Their shared resources get the
    faces.
    """
    pages = [Page(target.copy_foreign(page.obj)) for page in source.pages]
    for page in pages[:1]:
        _dress(page.obj.Resources, fonts)
    return pages


def _dress(resources: Object, fonts: Object) -> None:
    """Put the faces into the (shared, still empty) dictionary that the pages of a part name."""
    for name, font in fonts.items():
        resources.Font[name] = font


def _streams(
    target: Pdf, source: Pdf, pages: Sequence[Mapping[str, Any]], fonts: Object
) -> list[tuple[Object, Mapping[str, Any]]]:
    """The margin boxes of each page of a run as something that can be laid over a page, with the
    page's measures.
    """
    resources = target.copy_foreign(source.pages[0].obj.Resources)
    _dress(resources, fonts)
    streams = [target.copy_foreign(page.obj.Contents) for page in source.pages]
    for stream, facts in zip(streams, pages, strict=True):
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox, stream.Resources = Array([0, 0, *facts["size"]]), resources
    return list(zip(streams, pages, strict=True))


def _shift(body: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[float, float]:
    """How far the content moves: it was laid out for a right-hand page, and inner and outer margin
    differ.
    """
    (x, y, width, height), (left, low, wide, high) = body["area"], facts["area"]
    same = abs(width - wide) < NEAR and abs(height - high) < NEAR
    if not same or any(
        abs(a - b) >= NEAR for a, b in zip(body["size"], facts["size"], strict=True)
    ):
        raise RenderError(
            "document", "左右页的版心大小不同，不能分部分排版。请检查模板里的页面样式。"
        )
    across, up = left - x, low - y
    return (across if abs(across) >= NEAR else 0.0), (up if abs(up) >= NEAR else 0.0)


def _overlaid(
    target: Pdf, page: Page, margins: Object, shift: tuple[float, float], at: int
) -> None:
    """Put the margin boxes over the page of a part, moved into its place."""
    name = f"/M{at}"
    resources = page.obj.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[name] = margins
    move = f" 1 0 0 1 {shift[0]:.3f} {shift[1]:.3f} cm" if any(shift) else ""
    # The renderer leaves its own matrix in force at the end of a page.
    before, after = (
        target.make_stream(f"q{move}".encode()),
        target.make_stream(f"Q {name} Do".encode()),
    )
    page.obj.Contents = Array([before, page.obj.Contents, after])
    if any(shift):
        for link in page.obj.get("/Annots", []):
            # Points of a page, in the file as decimals: floats, like the shift.
            x1, y1, x2, y2 = (float(value) for value in link.Rect)
            link.Rect = Array(
                [
                    round(value, 3)
                    for value in (x1 + shift[0], y1 + shift[1], x2 + shift[0], y2 + shift[1])
                ]
            )


def _destinations(target: Pdf, parts: Sequence[Printed], place: Any) -> None:
    """The named targets of all links; of a name that stands in several parts the first one
    counts.
    """
    arrays: dict[bytes, Array] = {}
    for number, part in enumerate(parts):
        for name, (page, x, y) in part.report["anchors"].items():
            arrays.setdefault(_written(name), place(number, page, x, y))
    if arrays:
        pairs = [item for name in sorted(arrays) for item in (pikepdf.String(name), arrays[name])]
        target.Root.Names = Dictionary(Dests=target.make_indirect(Dictionary(Names=Array(pairs))))


def _written(name: str) -> bytes:
    """A text as the renderer writes it: the links of the parts name their targets in these
    bytes.
    """
    if name.isascii():
        return name.encode()
    return b"\xfe\xff" + name.encode("utf-16-be")


def _outline(target: Pdf, parts: Sequence[Printed], place: Any) -> None:
    root = _Mark(0, "", Array([]), False)
    path = [root]
    for number, part in enumerate(parts):
        for level, label, page, x, y, state in part.report["bookmarks"]:
            mark = _Mark(level, label, place(number, page, x, y), state == "closed")
            while path[-1].level >= level:
                path.pop()
            path[-1].below.append(mark)
            path.append(mark)
    if root.below:
        outlines = target.make_indirect(Dictionary(Type=Name.Outlines))
        outlines.Count = _hang(target, outlines, root.below)
        target.Root.Outlines = outlines


def _hang(target: Pdf, parent: Object, marks: Sequence[_Mark]) -> int:
    """Hang bookmarks below their parent; gives how many of them an opened outline shows."""
    items = []
    shown = len(marks)
    for mark in marks:
        item = target.make_indirect(Dictionary(Title=mark.label, Dest=mark.place, Parent=parent))
        if mark.below:
            below = _hang(target, item, mark.below)
            item.Count = -below if mark.closed else below
            shown += 0 if mark.closed else below
        items.append(item)
    for before, after in pairwise(items):
        before.Next, after.Prev = after, before
    parent.First, parent.Last = items[0], items[-1]
    return shown


def _say(target: Pdf, about: Mapping[str, str], language: str | None) -> None:
    target.trailer.Info = target.make_indirect(
        Dictionary({f"/{key}": text for key, text in about.items()})
    )
    if language:
        target.Root.Lang = language
