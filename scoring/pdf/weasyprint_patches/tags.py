"""Corrections to WeasyPrint's tags: nothing on a page is left loose, and what a page break cuts is
read as one piece.

PDF/UA (ISO 14289-1, 7.1) asks that all content is either tagged, and reached from the structure
tree exactly once, or marked as an artifact. WeasyPrint tags what stands in the margins of the page
and forgets it in the tree; it reads aloud the dots of a table of contents, repeats the head of a
table on every page as if a new table began, and makes two paragraphs of one that a page break cuts
(Kozea/WeasyPrint#1836, #2482). Here

- margin boxes, fixed boxes and repeated table heads and feet are artifacts of pagination, leaders artifacts of layout;
- what a pattern is made of is not marked: it is painted within what is;
- the pieces of an element on several pages become one element;
- text in a translucent group is reached through that group (ISO 32000-1, 14.7.4.2);
- the box of a figure is stated in the units of the page, and a link says its text and not the name of its target;
- header cells carry no ids, which the renderer reckons wrongly beside merged cells: their scopes say it.

It is done where the renderer knows what a box is, because the finished page does not tell a page
number from a figure in the text. Where no tags are asked for, nothing changes. :func:`.cjk.apply`
has checked the version of the library.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import VARIANTS, tags
from weasyprint.pdf.stream import Stream

_POINTS = 0.75
"""Points in a CSS pixel."""
_LAYOUT = {"Type": "/Layout"}
_REPEATED = {"Type": "/Pagination"}
_WATERMARK = {"Type": "/Pagination", "Subtype": "/Watermark"}
_ASIDE = "_shifan_aside"
_ONE_BOX = (boxes.BlockLevelBox, boxes.TableRowGroupBox, boxes.TableRowBox, boxes.TableCellBox)
"""Boxes of which an element has one on each page; an inline element has one in each line."""
_ORIGINAL: dict[str, Any] = {}


class _InGroup(int):
    """The number of a marked piece of content that stands in a group of its own, not in the
    page.
    """

    group: Stream


def prepare(document: Any, *, variant: str | None, tagged: bool) -> None:
    """Find out what on the laid-out pages of a document is no content, where it is to be written
    with tags.

    ``document`` is the renderer's; to be called before it is written. Installs the corrections at
    the first call.
    """
    _, options = VARIANTS.get(variant, (None, {}))
    if not tagged and not options.get("pdf_tags"):
        return
    _install()
    repeated: dict[tuple[Any, bool], list[Any]] = {}
    for page in document.pages:
        for box in _walk(page._page_box):
            kind = _kind(box)
            if kind is not None:
                _put_aside(box, kind)
            elif isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
                repeated.setdefault((box.element, box.is_header), []).append(box)
    for (_, is_head), groups in repeated.items():
        # Of a head the first one is read, of a foot the last; the others only look like them.
        for group in groups[1:] if is_head else groups[:-1]:
            _put_aside(group, _REPEATED)


def _install() -> None:
    if _ORIGINAL:
        return
    _ORIGINAL.update(tree=tags._build_box_tree, add_tags=tags.add_tags, pattern=Stream.add_pattern)
    Stream.marked, Stream.artifact, Stream.add_pattern = _marked, _artifact, _add_pattern
    tags._build_box_tree = _build_box_tree
    weasyprint.pdf.add_tags = _add_tags


def _walk(box: Any) -> Iterator[Any]:
    """A box and all below it, in the order in which they are read."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    yield box
    for child in box.children:
        yield from _walk(child)


def _kind(box: Any) -> dict[str, str] | None:
    """What a box is beside the content, as the properties of its artifact."""
    if isinstance(box, boxes.MarginBox):
        edge = {"@t": "/Header", "@b": "/Footer"}.get(box.at_keyword[:2])
        return {"Type": "/Pagination", **({"Subtype": edge} if edge else {})}
    if box.is_leader:
        return _LAYOUT
    if box.style["position"] == "fixed":
        behind = box.style["z_index"]
        if behind != "auto" and behind < 0:
            return _WATERMARK
        return _REPEATED
    return None


def _put_aside(box: Any, kind: dict[str, str]) -> None:
    for inner in _walk(box):
        setattr(inner, _ASIDE, kind)
        # The renderer writes the ids of header cells to where it has put the cell in the tree.
        inner.mark = {"A": {}}


@contextmanager
def _between_marks(
    stream: Stream, tag: str, properties: dict[str, Any] | None = None
) -> Iterator[None]:
    stream.begin_marked_content(tag, None if properties is None else pydyf.Dictionary(properties))
    try:
        yield
    finally:
        stream.end_marked_content()


@contextmanager
def _artifact(self: Stream, properties: dict[str, Any] | None = None) -> Iterator[None]:
    if self._tags is None:
        yield
        return
    with _between_marks(self, "Artifact", properties):
        yield


@contextmanager
def _marked(self: Stream, box: Any, tag: str) -> Iterator[None]:
    aside = getattr(box, _ASIDE, None)
    if self._tags is None or aside is not None:
        with _artifact(self, aside):
            yield
        return
    number = len(self._tags)
    # A space between two words shows nothing, and a reader would join them.
    if isinstance(box, boxes.TextBox) and box.text.isspace():
        blank = {"ActualText": pydyf.String(" ")}
    else:
        blank = {}
    if self.extra.get("Subtype") == "/Form":
        number = _InGroup(number)
        number.group = self
    self._tags[box] = {"tag": tag, "mcid": number}
    with _between_marks(self, tag, {"MCID": number, **blank}):
        yield


def _add_pattern(self: Stream, *args: Any) -> Stream:
    """What is drawn with a pattern is marked; marks inside the pattern would be nested in it."""
    pattern = _ORIGINAL["pattern"](self, *args)
    pattern._tags = None
    return pattern


def _build_box_tree(
    box: Any,
    parent: Any,
    pdf: Any,
    page: int,
    numbers: dict[int, Any],
    annotations: list[Any],
    known: dict[Any, Any],
) -> Iterator[Any]:
    """The elements of a box, with a note of where they come from; none for what is no content, but
    for its links.
    """
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if hasattr(box, _ASIDE):
        for inner in [inner for inner in _walk(box) if inner.link_annotation]:
            yield _bare_link(inner, parent, pdf, page, annotations)
        return
    if box.link_annotation and tags._get_pdf_tag(box.element_tag) != "Link":
        # All that stands in a link inherits it, with an annotation of its own.
        yield _bare_link(box, parent, pdf, page, annotations)
        box.link_annotation = None
    elif box.link_annotation:
        _describe(box)
    for element in _ORIGINAL["tree"](box, parent, pdf, page, numbers, annotations, known):
        if not hasattr(element, "source"):
            element.source = _source(box, element["S"])
        yield element


def _describe(box: Any) -> None:
    if sentence := " ".join("".join(box.element.itertext()).split()):
        box.link_annotation["Contents"] = pydyf.String(sentence)


def _source(box: Any, role: str) -> tuple[Any, str, str] | None:
    """What all pieces of an element have in common; None for what is no element, or may stand in
    one several times.
    """
    if (
        box.element is None
        or box.element_tag in ("html", "body")
        or isinstance(box, boxes.ReplacedBox)
    ):
        return None
    if role in ("/Link", "/LBody"):
        # What the style sheet adds to a link has links of its own; the body of an item is a
        # nameless box.
        return box.element, "", role
    own = box.is_table_wrapper or not isinstance(box.style, AnonymousStyle)
    if own and isinstance(box, _ONE_BOX):
        return (box.element, box.element_tag, role)
    return None


def _bare_link(box: Any, parent: Any, pdf: Any, page: int, annotations: list[Any]) -> Any:
    """A link without text, for an annotation whose text is in another element or none: it has to be
    in a link.

    (ISO 14289-1, 7.18.5.) Where it stands within a link, it becomes a part of that one.
    """
    while parent["S"] not in ("/Link", "/Document"):
        parent = _found(pdf, parent["P"])
    place = pdf.page_references[page]
    target = pydyf.Dictionary({"Type": "/OBJR", "Obj": box.link_annotation.reference, "Pg": place})
    link = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Link",
            "K": pydyf.Array([target]),
            "Pg": place,
            "P": parent.reference,
        }
    )
    pdf.add_object(link)
    if parent["S"] == "/Link":
        link.within = parent
        said = next(other for owner, other in reversed(annotations) if owner == parent.reference)
        box.link_annotation["Contents"] = said["Contents"]
    else:
        link.source = _source(box, "/Link")
        _describe(box)
    annotations.append((link.reference, box.link_annotation))
    return link


def _add_tags(pdf: Any, document: Any, version: Any, streams: Sequence[Stream]) -> None:
    _ORIGINAL["add_tags"](pdf, document, version, streams)
    heights = {
        reference: page.height
        for reference, page in zip(pdf.page_references, document.pages, strict=True)
    }
    groups: dict[int, tuple[Stream, dict[int, Any]]] = {}
    for element in pdf.objects:
        if not isinstance(element, pydyf.Dictionary) or "S" not in element or "K" not in element:
            continue
        about = element.get("A", {})
        if element["S"] in ("/TH", "/TD"):
            element.pop("ID", None)
            about.pop("Headers", None)
        if "BBox" in about:
            left, top, right, bottom = about["BBox"]
            high = heights[element["Pg"]]
            corners = (left, high - bottom, right, high - top)
            about["BBox"] = pydyf.Array(_POINTS * corner for corner in corners)
        for index, kid in enumerate(element["K"]):
            if isinstance(kid, _InGroup):
                groups.setdefault(id(kid.group), (kid.group, {}))[1][int(kid)] = element.reference
                element["K"][index] = _reference(element, kid, Stm=kid.group.reference)
    root = _found(pdf, pdf.catalog["StructTreeRoot"])
    moved: dict[bytes, bytes] = {}
    whole = _found(pdf, root["K"][0])
    _join(pdf, whole, whole, {}, moved)
    _list_parents(_found(pdf, root["ParentTree"])["Nums"], groups.values(), moved)


def _found(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _reference(element: Any, number: int, **more: Any) -> Any:
    """A marked piece of content that is not on the page of its element, or not directly."""
    return pydyf.Dictionary({"Type": "/MCR", "Pg": element["Pg"], "MCID": int(number), **more})


def _join(
    pdf: Any, element: Any, into: Any, first: dict[Any, Any], moved: dict[bytes, bytes]
) -> None:
    """Put what stands in ``element`` into ``into``, its first piece (mostly itself), and so
    everywhere below it.

    ``first`` holds the first piece of each source, ``moved`` where an element has gone that is no
    more.
    """
    kids, element["K"] = element["K"], pydyf.Array()
    for kid in kids:
        piece: Any = _found(pdf, kid) if isinstance(kid, bytes) else {}
        if "K" not in piece:
            elsewhere = isinstance(kid, int) and element["Pg"] != into["Pg"]
            into["K"].append(_reference(element, kid) if elsewhere else kid)
            continue
        source = getattr(getattr(piece, "within", piece), "source", None)
        whole = first.setdefault(source, piece) if source else piece
        if whole is piece:
            piece["P"] = into.reference
            into["K"].append(kid)
        _join(pdf, piece, whole, first, moved)
        if whole is not piece:
            moved[piece.reference] = whole.reference
            piece.clear()


def _list_parents(
    parents: Any, groups: Iterable[tuple[Stream, dict[int, Any]]], moved: dict[bytes, bytes]
) -> None:
    """Say of each group which elements its pieces belong to, and of all that moved where it is
    now.
    """
    for group, owners in groups:
        key = len(parents) // 2
        group.extra["StructParents"] = key
        parents.extend(
            (key, pydyf.Array(owners.get(number, "null") for number in range(max(owners) + 1)))
        )
    for index in range(1, len(parents), 2):
        if isinstance(parents[index], bytes):
            parents[index] = moved.get(parents[index], parents[index])
        else:
            parents[index][:] = [moved.get(owner, owner) for owner in parents[index]]
