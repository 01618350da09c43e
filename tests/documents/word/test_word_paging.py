"""The pages of a Word file, reckoned from its styles: sections, full pages, rows and headings that stay together."""

from __future__ import annotations

from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from scoring.documents.assets import templates_root
from scoring.documents.word.paging import pages

BODY = "公文正文"


def empty() -> Any:
    """A page of 22 lines of 28 characters: that of the standard, in our styles."""
    paper = Document(str(templates_root() / "word" / "bulletin.docx"))
    last = paper.element.body.sectPr
    for child in list(paper.element.body):
        if child is not last:
            paper.element.body.remove(child)
    return paper


def lines(paper: Any, count: int, text: str = "字") -> list[Any]:
    return [paper.add_paragraph(text, style=BODY)._p for _ in range(count)]


def numbers(paper: Any, wanted: list[Any]) -> list[str]:
    found = pages(paper)
    return [found[element] for element in wanted]


def test_twenty_two_lines_fill_a_page() -> None:
    paper = empty()
    assert numbers(paper, lines(paper, 45)) == ["1"] * 22 + ["2"] * 22 + ["3"]


@pytest.mark.parametrize(("characters", "taken"), [(26, 1), (27, 2), (54, 2), (55, 3)])
def test_twenty_eight_characters_fill_a_line_but_for_the_two_of_its_indent(characters: int, taken: int) -> None:
    paper = empty()
    lines(paper, 22 - taken)
    (long,) = lines(paper, 1, "字" * characters)
    (behind,) = lines(paper, 1)
    assert numbers(paper, [long, behind]) == ["1", "2"]


def test_a_heading_goes_with_the_line_below_it() -> None:
    paper = empty()
    lines(paper, 21)
    heading = paper.add_paragraph("一、标题", style="Heading 1")._p
    (below,) = lines(paper, 1)
    assert numbers(paper, [heading, below]) == ["2", "2"]


def test_a_row_that_may_not_be_cut_goes_to_the_next_page_below_the_head() -> None:
    paper = empty()
    lines(paper, 19)
    table = paper.add_table(rows=3, cols=1)
    for row in table.rows:
        row.cells[0].width = Pt(400)
        row.cells[0].paragraphs[0].style = BODY
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))
    table.rows[2].cells[0].paragraphs[0].text = "字" * 60
    behind = lines(paper, 18)
    # One row stands on the first page below the head; the next, of three lines, on the second below the head again.
    assert numbers(paper, behind) == ["2"] * 17 + ["3"]


def test_sections_count_on_or_anew_and_begin_on_right_hand_pages() -> None:
    paper = empty()
    first = lines(paper, 1)
    for kind in (WD_SECTION.NEW_PAGE, WD_SECTION.ODD_PAGE, WD_SECTION.ODD_PAGE):
        paper.add_section(kind)
        first += lines(paper, 1)
    sections = list(paper.element.body.iter(qn("w:sectPr")))
    margin = sections[0].find(qn("w:pgMar"))
    margin.addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="upperRoman" w:start="4"/>'))
    for section in sections[1:]:
        for number in section.findall(qn("w:pgNumType")):
            section.remove(number)
    sections[3].find(qn("w:pgMar")).addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))
    assert numbers(paper, first) == ["IV", "5", "7", "1"]


def test_a_file_that_states_no_page_and_no_style_is_reckoned_too() -> None:
    paper = empty()
    last = paper.element.body.sectPr
    for child in list(last):
        last.remove(child)
    wanted = []
    for _ in range(3):
        made = paper.add_paragraph("字")
        form = made.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(500)
        wanted.append(made._p)
    assert numbers(paper, wanted) == ["1", "2", "3"]
