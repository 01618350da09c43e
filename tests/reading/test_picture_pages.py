"""Words in the pictures of a document: read, or said to be waiting."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from scoring.reading import ocr
from scoring.reading.model import Content, Limits, Picture
from scoring.reading.picture_pages import read_pictures


def page(shade: int = 255) -> bytes:
    image = Image.new("RGB", (600, 800), (shade,) * 3)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        for column in range(22):
            draw.rectangle(
                (60 + column * 22, 40 + row * 36, 72 + column * 22, 52 + row * 36), fill=0
            )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def dot() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def reader(monkeypatch):
    """A stand-in for the engine; it numbers the pages that it is asked for."""
    asked: list[bool] = []

    def read(image, *, first: bool) -> str:
        asked.append(first)
        return f"第{len(asked)}幅的文字"

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "read_page", read)
    return asked


def content(*pages: str, pictures: list[Picture]) -> Content:
    return Content(list(pages), pictures=pictures)


LONG = "正文很长，" * 40


def test_a_file_that_is_its_pictures_has_their_words_as_pages(reader):
    found = content("附件", pictures=[Picture("1.png", page()), Picture("2.png", page(250))])
    read_pictures(found, Limits(), "auto")
    assert found.pages == ["第1幅的文字", "第2幅的文字", "附件"]
    assert (found.ocr_pages, found.source) == ((1, 2), "ocr")
    assert reader == [True, False]


def test_pictures_of_a_text_come_behind_it(reader):
    found = content(LONG, pictures=[Picture("1.png", page())])
    read_pictures(found, Limits(), "auto")
    assert found.pages == [LONG, "第1幅的文字"]
    assert (found.own_pages, found.ocr_pages, found.source) == (1, (2,), "layer")


def test_pictures_that_say_where_they_are_shown_come_there(reader):
    found = content("第一页", LONG, pictures=[Picture("1.png", page(), page=1)])
    read_pictures(found, Limits(), "auto")
    assert found.pages == ["第一页", f"{LONG}\n第1幅的文字"]
    assert found.ocr_pages == (2,)


def test_of_many_the_first_and_the_last_are_read_and_the_rest_is_told(reader):
    pictures = [Picture(f"{n}.png", page(255 - n)) for n in range(4)]
    found = content(pictures=pictures)
    read_pictures(found, Limits(), "auto")
    assert len(reader) == 2
    assert found.note == "里面有 4 幅图像像是扫描页，识别了第一幅和最后一幅。"


def test_all_are_read_where_somebody_asks_for_all(reader):
    pictures = [Picture(f"{n}.png", page(255 - n)) for n in range(4)]
    found = content(pictures=pictures)
    read_pictures(found, Limits(), "all")
    assert len(reader) == 4


def test_a_picture_that_comes_twice_is_read_once(reader):
    found = content(pictures=[Picture("1.png", page()), Picture("2.png", page())])
    read_pictures(found, Limits(), "auto")
    assert len(reader) == 1


def test_icons_and_photographs_are_no_pages(reader):
    found = content(LONG, pictures=[Picture("1.png", dot()), Picture("2.png", b"rubbish")])
    read_pictures(found, Limits(), "auto")
    assert (found.pages, found.pictures, reader) == ([LONG], [], [])


def test_without_recognition_the_file_waits(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    found = content(pictures=[Picture("1.png", page())])
    read_pictures(found, Limits(), "auto")
    assert found.state == "unread"
    assert found.note.startswith("里面有 1 幅图像像是扫描页，")
    assert ocr.MISSING in found.note


def test_where_nobody_asks_for_recognition_the_note_says_so(reader):
    found = content(pictures=[Picture("1.png", page())])
    read_pictures(found, Limits(), "off")
    assert "没有要求识别文字，待识别。" in found.note
    assert reader == []


def test_a_file_that_waited_is_read_by_what_its_pictures_say(reader):
    found = content(pictures=[Picture("1.png", page())])
    found.state, found.note = "unread", "待识别。"
    read_pictures(found, Limits(), "auto")
    assert (found.state, found.note) == ("ok", "")
