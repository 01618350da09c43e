"""用印页 in a Word file from an office's own template: the same words as in print, on an upright
page of their own.

The template says with ``{{ seal }}``, alone in its paragraph, where the page goes. The signature
stands as GB/T 9704-2012, 7.3.5 has it: the date leaves four characters free on the right, the name
is centred on it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from scoring.documents.final_copy import HANDS, SEAL_TITLE, Ending
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import clean

PLACE = "〔〔用印页〕〕"
"""What ``{{ seal }}`` leaves in a filled template, until the page takes its place."""
OFFICIAL = "公文正文"
"""A file with this style is set in the faces of our templates."""
# 三号 is 16 points and 二号 22; 22 lines of 28.95 points fill 版心.
SIZE, PITCH, TITLE, TITLE_PITCH, SOFT = 16, 28.95, 22, 36, "595959"
"""Size and distance of lines in points."""
# The margins of GB/T 9704-2012: what they leave is 版心, 156 × 225 mm.
PAGE, MARGINS = (Mm(210), Mm(297)), (Mm(37), Mm(26), Mm(35), Mm(28))
"""An upright page and its margins from the top clockwise, where the pages before lie across."""


def seal_placed(paper: Any, ending: Ending | None) -> None:
    """Puts the page where a filled template offers a place for it.

    Raises ``RenderError`` where that place is no paragraph of its own in the text.
    """
    if ending is None:
        return
    for paragraph in list(paper.element.body.iterchildren(qn("w:p"))):
        if _text(paragraph).strip() == PLACE:
            _put(paper, paragraph, ending)
    if PLACE in _text(paper.element.body):
        raise RenderError(
            "document", "模板里的 {{ seal }} 要在正文里单独占一段，不能放进表格或句子"
        )


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def _put(paper: Any, place: Any, ending: Ending) -> None:
    """The page in place of a paragraph, else behind everything."""
    body = paper.element.body
    last = body.sectPr
    if place is None:
        place = parse_xml(f"<w:p {nsdecls('w')}/>")
        last.addprevious(place)
    section = paper.sections[-1]
    across = place.getnext() is last and section.page_width > section.page_height
    if across:
        _upright(paper, place)
    official = OFFICIAL in {style.name for style in paper.styles}
    for paragraph in _paragraphs(
        ending, _line(paper.sections[-1]), official=official, fresh=not across
    ):
        place.addprevious(paragraph)
    body.remove(place)


def _upright(paper: Any, place: Any) -> None:
    """Ends the section before ``place`` and makes the last one upright; its heads are those of
    before, in its width.
    """
    last = paper.element.body.sectPr
    before = place.getprevious()
    if (
        before is None
        or before.tag != qn("w:p")
        or before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ):
        # A table cannot end a section; the paragraph that does is too low to begin a page.
        low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        before = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{low}</w:pPr></w:p>")
        place.addprevious(before)
    before.get_or_add_pPr().append(deepcopy(last))
    for child in list(last):
        last.remove(child)
    above, section = paper.sections[-2], paper.sections[-1]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = MARGINS
    section.header_distance, section.footer_distance = above.header_distance, above.footer_distance
    parity = ["default"] + (["even"] if paper.settings.odd_and_even_pages_header_footer else [])
    for reference in above._sectPr.findall(qn("w:headerReference")):
        if reference.get(qn("w:type")) in parity:
            # Not the library's own way to the head: that leads to the one before
            # the template was filled.
            head = paper.part.rels[reference.get(qn("r:id"))].target_part.element
            if reference.get(qn("w:type")) == "even":
                own = section.even_page_header
            else:
                own = section.header
            # In twentieths of a point, as Word measures.
            _narrowed(head, own, round(_line(section) * 20))


def _line(section: Any) -> float:
    """The width of a line in points, from Word's whole numbers; a float does for a width."""
    return float((section.page_width - section.left_margin - section.right_margin) / Pt(1))


def _narrowed(head: Any, own: Any, line: int) -> None:
    """A head of the section's own with the texts of ``head``; pictures belong to the page across
    and stay there.
    """
    own.is_linked_to_previous = False
    if any(True for _ in head.iter(qn("w:drawing"), qn("w:pict"))):
        return
    for child in list(own._element):
        own._element.remove(child)
    for child in head:
        own._element.append(deepcopy(child))
    for tab in own._element.iter(qn("w:tab")):
        if int(tab.get(qn("w:pos"), 0)) > line:
            tab.set(qn("w:pos"), str(line))


def _paragraphs(ending: Ending, line: float, *, official: bool, fresh: bool) -> list[Any]:
    """The page; ``line`` is its width in points, ``fresh``: it has to begin a page by itself."""
    heading, text = ("方正小标宋简体", "仿宋_GB2312") if official else ("黑体", "仿宋")
    # Four characters beside the date on either hand: what is centred in this box at the right edge
    # leaves four free, and the name is centred on the date.
    box = min(line, (ending.date_width + 8) * SIZE)
    centred = f'<w:ind w:left="{round((line - box) * 20)}"/><w:jc w:val="center"/>'
    begin = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    width = max(1, ending.issuer_width)
    name = [
        ending.issuer[index : index + width] for index in range(0, len(ending.issuer), width)
    ] or [""]
    title = _made(
        [SEAL_TITLE], heading, TITLE, TITLE_PITCH, '<w:jc w:val="center"/>', after=29, fresh=fresh
    )
    made = [title, _made([ending.promise], text, SIZE, PITCH, begin)]
    made += [
        _made([hand], text, SIZE, PITCH, begin, before=0 if index else 58, after=14)
        for index, hand in enumerate(HANDS)
    ]
    made.append(_made(name, text, SIZE, PITCH, centred, before=102))
    made.append(_made([ending.date], text, SIZE, PITCH, centred))
    made.append(_made(["（盖章）"], text, SIZE, PITCH, centred, colour=SOFT))
    return made


def _made(
    lines: list[str],
    face: str,
    size: int,
    pitch: float,
    more: str,
    *,
    before: float = 0,
    after: float = 0,
    colour: str = "",
    fresh: bool = False,
) -> Any:
    """A paragraph, set by itself: styles may be called anything. ``more`` follows the spacing."""
    # The hint makes Word take “”, — and … from the Chinese face instead of Times.
    fonts = (
        '<w:rFonts w:hint="eastAsia" w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
        f'w:eastAsia="{face}"/>'
    )
    tone = f'<w:color w:val="{colour}"/>' if colour else ""
    properties = (
        f'<w:rPr>{fonts}{tone}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'
    )
    texts = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(clean(line))}</w:t>' for line in lines
    )
    spacing = (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(pitch * 20)}" '
        'w:lineRule="exact"/>'
    )
    start = "<w:pageBreakBefore/>" if fresh else ""
    # Off the grid of the document: one with lines of its own distance would pull these to it.
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr>{start}<w:snapToGrid w:val="0"/>{spacing}{more}</w:pPr>'
        f"<w:r>{properties}{texts}</w:r></w:p>"
    )
