"""草稿 across every page and a mark in the heads, in Word files of whatever origin: made by us, by
python-docx, with one section or several."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION

from scoring.docx.watermark import marked, watermark

DAY = date(2026, 11, 22)


def saved(paper: Any) -> bytes:
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def plain(*, first: bool = False, even: bool = False, sections: int = 1) -> bytes:
    """A document of the library's own, with as many kinds of head as asked for."""
    paper = Document()
    paper.add_paragraph("正文。")
    for _ in range(sections - 1):
        paper.add_section(WD_SECTION.NEW_PAGE)
    paper.settings.odd_and_even_pages_header_footer = even
    paper.sections[0].different_first_page_header_footer = first
    return saved(paper)


def after(raw: bytes, **asked: Any) -> Any:
    wanted: dict[str, Any] = {"draft": False, "mark": None, "day": DAY, **asked}
    return Document(io.BytesIO(marked(raw, **wanted)))


def heads(paper: Any) -> list[Any]:
    section = paper.sections[0]
    kinds = [section.header]
    if paper.settings.odd_and_even_pages_header_footer:
        kinds.append(section.even_page_header)
    if section.different_first_page_header_footer:
        kinds.append(section.first_page_header)
    return kinds


@pytest.mark.parametrize("mark", [None, ""])
def test_where_nothing_is_asked_for_not_a_byte_is_touched(mark: str | None) -> None:
    raw = plain()
    assert marked(raw, draft=False, mark=mark, day=DAY) is raw


@pytest.mark.parametrize(
    ("first", "even", "count"),
    [(False, False, 1), (True, False, 2), (False, True, 2), (True, True, 3)],
)
def test_every_kind_of_head_has_the_letters_once(first: bool, even: bool, count: int) -> None:
    paper = after(plain(first=first, even=even), draft=True)
    found = heads(paper)
    assert len(found) == count
    assert [head._element.xml.count('string="草稿"') for head in found] == [1] * count
    shapes = [head._element.xml.split('v:shape id="')[1].split('"')[0] for head in found]
    assert len(set(shapes)) == count, "no two shapes of one name"


def test_a_section_that_takes_its_head_from_the_one_before_is_drawn_once() -> None:
    paper = after(plain(sections=3), draft=True)
    assert [section.header.is_linked_to_previous for section in paper.sections] == [
        False,
        True,
        True,
    ]
    assert paper.sections[2].header._element.xml.count('string="草稿"') == 1


def test_the_mark_stands_above_what_the_head_says() -> None:
    paper = Document()
    paper.sections[0].header.paragraphs[0].text = "示例县自评报告"
    made = after(saved(paper), mark="内部资料")
    assert [item.text for item in made.sections[0].header.paragraphs] == [
        "内部资料",
        "示例县自评报告",
    ]


def test_an_empty_head_takes_the_mark_into_its_own_line() -> None:
    (head,) = heads(after(plain(), mark="内部资料"))
    assert [item.text for item in head.paragraphs] == ["内部资料"]
    (run,) = head.paragraphs[0].runs
    assert run.font.size.pt == 9
    assert 'w:eastAsia="黑体"' in run._element.xml


def test_a_linked_head_shows_the_mark_of_the_one_before_and_no_second() -> None:
    paper = after(plain(sections=2), mark="内部资料")
    assert [item.text for item in paper.sections[1].header.paragraphs] == ["内部资料"]


def test_mark_and_letters_together_and_the_text_stays() -> None:
    paper = after(plain(), draft=True, mark="秘密\u0007<b>")
    (head,) = heads(paper)
    assert head.paragraphs[0].text.startswith("秘密<b>"), "no character that XML cannot hold"
    assert head._element.xml.count('string="草稿"') == 1
    assert [item.text for item in paper.paragraphs] == ["正文。"]


def test_the_same_day_gives_the_same_bytes_and_the_archive_has_no_clock() -> None:
    raw = plain(first=True)
    made = marked(raw, draft=True, mark="内部资料", day=DAY)
    assert marked(raw, draft=True, mark="内部资料", day=DAY) == made
    assert {item.date_time[0] for item in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {1980}


def test_any_word_can_stand_across_the_page() -> None:
    paper = Document()
    watermark(paper, "送审稿")
    assert paper.sections[0].header._element.xml.count('string="送审稿"') == 1
