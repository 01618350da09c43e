"""The page in, the bytes of a Word document out. Same page,
reference document and day, same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from scoring.docx import contents
from scoring.docx.blocks import Blocks, Picture, Section, spaced
from scoring.docx.inline import Names
from scoring.docx.looks import AFTER_TABLE
from scoring.docx.model import SPACES, Block, Paragraph
from scoring.docx.package import without_attached, written
from scoring.docx.pictures import pictures
from scoring.docx.reference import Reference, open_reference, write_heads
from scoring.docx.watermark import watermark
from scoring.pdf.printer import clean

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_LABEL = re.compile(r"""aria-label="([^"]*)"|<title[^>]*>([^<]*)</title>""")
_TIGHT = ("说明小字", "图例", "单页小字", "单页标题", "单页依据", "单页紧排依据")
_EMU = 36_000
"""English metric units in a millimetre."""
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """How a file is wanted: the reference document (an office's own, or the same as ``ours``), who
    issues it, its day.

    ``fonts`` are the workspace's own faces, for charts.
    """

    reference: Path
    ours: Path
    issuer: str
    day: date
    fonts: Path | None = None


def word_file(page: str, order: Order) -> bytes:
    """The bytes of the document that a page of HTML is.

    Its title is that of the page, its mark (内部资料 and the like) what stands in ``.mark-source``;
    ``data-draft`` on the body puts a word across every page. Raises ``RenderError`` where the
    reference document is at fault or a chart cannot be printed.
    """
    drawings: list[str] = []

    def taken(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<img data-drawing="{len(drawings) - 1}">'

    # Charts are taken out first: the parser of HTML would lower the case of names that SVG needs.
    root: Any = etree.fromstring(
        _SVG.sub(taken, clean(page)), etree.HTMLParser(no_network=True, huge_tree=True)
    )
    body = root.find("body")
    reference = open_reference(order.reference, order.ours)
    in_contents = _listed(body)
    names = Names(_targets(body), _outward(reference.paper))
    blocks = Blocks(
        reference, names, _pictures(reference.paper, drawings, order.fonts), in_contents,
        simplex="simplex" in (body.get("class") or "").split(),
    )  # fmt: skip
    blocks.walk(body)
    title = (root.findtext("head/title") or "").strip()
    mark = "".join(
        next(
            (item.itertext() for item in body.iter("div") if item.get("class") == "mark-source"), ()
        )
    )
    _write(reference, blocks)
    write_heads(reference.paper, title, mark.strip())
    without_attached(reference.paper)
    if draft := body.get("data-draft"):
        watermark(reference.paper, draft)
    return written(reference.paper, title=title, issuer=order.issuer, day=order.day)


def _targets(body: Any) -> frozenset[str]:
    """The ids that something leads to, but for the contents, which have bookmarks of their own."""
    idents = {
        str(address)[1:]
        for address in body.xpath(".//a[starts-with(@href, '#')][not(ancestor::nav)]/@href")
    }
    return frozenset(idents.intersection(body.xpath(".//@id")))


def _listed(body: Any) -> frozenset[str] | None:
    for item in body.iter("nav"):
        if "toc" in (item.get("class") or "").split():
            return frozenset((link.get("href") or "")[1:] for link in item.iter("a"))
    return None


def _outward(paper: Any) -> Any:
    def relation(address: str) -> str | None:
        # A paper that goes out must not lead to a file of the computer on which it was made.
        if not _ADDRESS.match(address):
            return None
        return str(paper.part.relate_to(address, RT.HYPERLINK, is_external=True))

    return relation


def _pictures(paper: Any, drawings: Sequence[str], fonts: Path | None) -> Picture:
    """Draws nothing before a chart is reached, and then all at once:
    starting the process is what costs.
    """
    results: list[list[bytes]] = []

    def run(number: int, width: float, tallest: float) -> str:
        if not results:
            results.append(pictures(drawings, fonts))
        if number >= len(results[0]):
            return ""
        relation, image = paper.part.get_or_add_image(io.BytesIO(results[0][number]))
        height = width * image.px_height / image.px_width
        if height > tallest:
            width, height = width * tallest / height, tallest
        return _drawing(relation, number + 1, (width, height), _label(drawings[number]))

    return run


def _label(svg: str) -> str:
    """What a chart says to who cannot see it; "" where it says nothing."""
    match = _LABEL.search(svg)
    if match is None:
        return ""
    # As it stands in the page: there & is written &amp;, and Word would read that aloud.
    return unescape(match[1] or match[2] or "")


def _drawing(relation: str, number: int, size: tuple[float, float], label: str) -> str:
    across, down = (round(length * _EMU) for length in size)
    extent = f'cx="{across}" cy="{down}"'
    attributes = f'id="{number}" name="图{number}" descr={quoteattr(label)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f"<wp:docPr {attributes}/><wp:cNvGraphicFramePr><a:graphicFrameLocks "
        'noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        "<a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom '
        'prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _write(reference: Reference, blocks: Blocks) -> None:
    """Puts the sections into the document in place of what shows the styles."""
    after = reference.style(AFTER_TABLE)
    tight = frozenset(reference.style(name) for name in _TIGHT)
    if blocks.headings:
        levels = [reference.style(f"目录{level}") for level in (1, 2, 3)]
        for section in (item for item in blocks.sections if item.contents is not None):
            section.blocks[section.contents : section.contents] = contents.entries(
                blocks.headings, levels
            )
        contents.ask_to_update(reference.paper)
    pieces = []
    for index, section in enumerate(blocks.sections):
        made: list[Block] = [*spaced(section.blocks, after, tight)]
        last = made[-1] if made else None
        # A break inside of the contents field takes the page numbers from its section in
        # LibreOffice.
        if not isinstance(last, Paragraph) or last.frame or section.contents is not None:
            last = Paragraph(after)
            made.append(last)
        ending = _ending(reference, section)
        if index + 1 < len(blocks.sections):
            last.section = ending
            pieces += [block.xml() for block in made]
        else:
            pieces += [*(block.xml() for block in made), ending]
    root = reference.paper.element
    root.replace(root.body, parse_xml(f"<w:body {SPACES}>{''.join(pieces)}</w:body>"))
    _prune(reference.paper)


def _ending(reference: Reference, section: Section) -> str:
    sheet = section.sheet
    return reference.section(sheet.name, sheet.start, restart=sheet.restart, roman=sheet.roman)


def _prune(paper: Any) -> None:
    """Takes out the heads and feet of pages that the document does not have."""
    used = {
        item.get(qn("r:id"))
        for item in paper.element.body.iter(qn("w:headerReference"), qn("w:footerReference"))
    }
    for ident, relation in list(paper.part.rels.items()):
        if relation.reltype in {RT.HEADER, RT.FOOTER} and ident not in used:
            del paper.part.rels[ident]
