"""OpenDocument texts and presentations."""

from __future__ import annotations

import zipfile

import pytest

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.opendocument import read_odt

SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def odt(tmp_path, body: str, **parts: bytes):
    path = tmp_path / "要点.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"<office:body {SPACES}>{body}</office:body>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def page(tmp_path, body: str) -> str:
    (text,) = read_odt(odt(tmp_path, body), Limits()).pages
    return text


def test_headings_and_paragraphs_are_lines(tmp_path):
    assert page(
        tmp_path, "<text:h>一、领导</text:h><text:p>加强<text:span>领导</text:span>。</text:p>"
    ) == ("一、领导\n加强领导。")


def test_blanks_tabs_and_breaks_are_elements(tmp_path):
    body = "<text:p>甲<text:s/>乙<text:tab/>丙<text:line-break/>丁</text:p>"
    assert page(tmp_path, body) == "甲 乙\t丙\n丁"


def test_a_row_of_a_table_is_a_line(tmp_path):
    cells = "".join(
        f"<table:table-cell><text:p>{one}</text:p><text:p>{two}</text:p></table:table-cell>"
        for one, two in (("编号", ""), ("事项", "名称"))
    )
    body = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    assert page(tmp_path, body) == "编号\t事项 名称"


def test_deleted_text_and_remarks_in_the_margin_are_not_on_the_page(tmp_path):
    body = (
        "<text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
        "<text:p>留下的<office:annotation><text:p>批注</text:p></office:annotation>文字</text:p>"
    )
    assert page(tmp_path, body) == "留下的文字"


def test_a_text_that_is_locked_says_so(tmp_path):
    path = odt(tmp_path, "", **{"META-INF__manifest.xml": b"<encryption-data/>"})
    with pytest.raises(UnreadableError, match="打开密码"):
        read_odt(path, Limits())


def test_a_file_without_its_content_is_damaged(tmp_path):
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("styles.xml", "<x/>")
    with pytest.raises(UnreadableError, match="OpenDocument 文件已损坏"):
        read_odt(path, Limits())


def test_the_pictures_that_the_text_shows_travel_along(tmp_path):
    body = '<text:p><draw:image xlink:href="Pictures/1.png"/></text:p>'
    path = odt(tmp_path, body, **{"Pictures__1.png": b"data"})
    assert [picture.data for picture in read_odt(path, Limits()).pictures] == [b"data"]


def test_a_picture_that_is_not_there_costs_nothing(tmp_path):
    path = odt(tmp_path, '<text:p>甲<draw:image xlink:href="Pictures/1.png"/></text:p>')
    content = read_odt(path, Limits())
    assert (content.pages, content.pictures) == (["甲"], [])
