"""草稿 across every page of a Word file and a mark such as 内部资料 in its heads,
whatever it was made from.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from scoring.pdf.printer import clean
from scoring.storage.office import without_clock

DRAFT = "草稿"
_SPACES = (
    f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


def marked(raw: bytes, *, draft: bool, mark: str | None, day: date) -> bytes:
    """The same file with what ``--draft`` and ``--mark`` ask for;
    untouched where they ask for nothing.
    """
    if not draft and not mark:
        return raw
    paper = Document(io.BytesIO(raw))
    if mark:
        _head(paper, clean(mark))
    if draft:
        watermark(paper)
    made = io.BytesIO()
    paper.save(made)
    return without_clock(made.getvalue(), datetime(day.year, day.month, day.day))


def _head(paper: Any, mark: str) -> None:
    """Puts the mark into the head of every page, above what stands there."""
    for index, section in enumerate(paper.sections):
        heads = [section.header]
        heads += (
            [section.even_page_header] if paper.settings.odd_and_even_pages_header_footer else []
        )
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        for head in heads:
            # A linked head shows the one before it, which has its mark already.
            if index and head.is_linked_to_previous:
                continue
            first = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            paragraph = first.insert_paragraph_before() if first.text else first
            run = paragraph.add_run(mark)
            run.font.name, run.font.size = "Times New Roman", Pt(9)
            run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), "黑体")


def watermark(paper: Any, text: str = DRAFT) -> None:
    """Puts pale letters behind the text of every page: into each head, and into new ones where a
    section has none.
    """
    for index, section in enumerate(paper.sections):
        kinds = [section.header]
        kinds += (
            [section.even_page_header] if paper.settings.odd_and_even_pages_header_footer else []
        )
        kinds += [section.first_page_header] if section.different_first_page_header_footer else []
        for head in kinds:
            if index == 0 and head.is_linked_to_previous:
                head.is_linked_to_previous = (
                    False  # the first section has none before it: an empty head of its own
                )
    number = 0
    for relation in paper.part.rels.values():
        if relation.reltype != RT.HEADER or not isinstance(relation.target_part, XmlPart):
            continue
        number += 1
        paragraph = next(relation.target_part.element.iter(qn("w:p")))
        paragraph.append(_letters(text, number))


def _letters(text: str, number: int) -> Any:
    """Slanted letters as Word draws its own watermarks."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:330pt;height:165pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return parse_xml(
        f"<w:r {_SPACES}><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod '
        '#0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f '
        'eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f '
        'eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 '
        '@5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="ShifanMark{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" '
        f'alt="{text}" '
        f'style="{style}" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{text}"/>'
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
    )
