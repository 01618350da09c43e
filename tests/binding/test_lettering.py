"""Numbers and captions drawn on finished pages."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from scoring.binding.lettering import HANGING, UNKNOWN, Lettering

TEXT = "第1卷　第15页，时间：2026年3月5日"


@pytest.fixture(scope="module")
def lettering() -> Lettering:
    return Lettering([TEXT])


def test_a_line_is_as_long_as_its_characters(lettering):
    assert lettering.width("第", 10) == pytest.approx(10)
    assert lettering.width("第第", 10) == pytest.approx(20)
    assert lettering.width("", 10) == 0
    assert lettering.width("1", 10) < 10


def test_a_caption_is_cut_into_lines_that_fit(lettering):
    lines = lettering.lines(TEXT, 10, 60)
    assert "".join(lines) == TEXT
    assert all(lettering.width(line.rstrip(HANGING), 10) <= 60 for line in lines)
    assert len(lines) > 1


def test_no_line_begins_with_a_sign_that_hangs(lettering):
    lines = lettering.lines("第第第第，第第", 10, 40)
    assert lines == ["第第第第，", "第第"]


def test_a_line_that_is_narrower_than_a_character_holds_one_all_the_same(lettering):
    assert lettering.lines("第页", 10, 1) == ["第", "页"]


def test_what_the_face_lacks_is_told_and_printed_as_printers_do(lettering):
    assert lettering.lacking("第页") == ""
    assert lettering.lacking("第\U0001f600\U0001f600") == "\U0001f600"
    drawn = lettering.draw("\U0001f600", 0, 0, 10)
    assert drawn == lettering.draw(UNKNOWN, 0, 0, 10)


def page_with(lettering: Lettering, text: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(400, 100))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(L=lettering.font(document)))
        page.obj.Contents = document.make_stream(lettering.draw(text, 20, 50, 12).encode())
        document.save(out, deterministic_id=True)
    return out.getvalue()


def test_what_is_drawn_can_be_searched_and_copied(lettering):
    document = pypdfium2.PdfDocument(page_with(lettering, TEXT))
    try:
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert "".join(text.split()) == "".join(TEXT.split())


def test_what_is_drawn_is_seen(lettering):
    document = pypdfium2.PdfDocument(page_with(lettering, TEXT))
    try:
        picture = document[0].render().to_pil().convert("L")
    finally:
        document.close()
    assert picture.getextrema()[0] < 100


def test_the_same_texts_give_the_same_bytes(lettering):
    assert page_with(lettering, TEXT) == page_with(Lettering([TEXT]), TEXT)
