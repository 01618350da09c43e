"""Text files of China: UTF-8 with and without mark, UTF-16, and all that calls itself GB."""

from __future__ import annotations

import pytest

from scoring.reading.charset import decode, utf16_without_mark
from scoring.reading.model import UnreadableError

TEXT = "示例县法治政府建设工作要点\n一、加强组织领导\n"


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]
)
def test_a_text_is_read_in_whatever_charset_an_office_saves_it(charset):
    assert decode(TEXT.encode(charset)) == TEXT


def test_the_rare_characters_of_names_are_read_from_a_gb_file():
    """𫖯 is not in GBK; offices whose clerk bears it save GB18030 and call it GBK."""
    assert decode("王𫖯".encode("gb18030")) == "王𫖯"


def test_an_empty_file_is_an_empty_text():
    assert decode(b"") == ""


def test_what_is_no_text_is_refused_with_advice():
    with pytest.raises(UnreadableError, match="另存为 UTF-8") as caught:
        decode(bytes(range(1, 256)) * 4)
    assert caught.value.state == "unsupported"


def test_a_mark_that_lies_about_the_text_is_refused_too():
    with pytest.raises(UnreadableError, match="无法辨认"):
        decode(b"\xef\xbb\xbf\xff\xff\xff")


def test_zero_bytes_that_are_no_utf16_are_no_text():
    with pytest.raises(UnreadableError, match="无法辨认"):
        decode(b"\0\1\2\3" * 100)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_ordinary_characters(name):
    assert utf16_without_mark(TEXT.encode(name)) == name


def test_bytes_that_make_no_ordinary_characters_either_way_are_none():
    assert utf16_without_mark(bytes(range(256)) * 4) is None
    assert utf16_without_mark(b"") is None
