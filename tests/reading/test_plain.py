"""Text files as evidence: as much as the bound on text needs, and what could not be decoded."""

from __future__ import annotations

import pytest

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.plain import decode_text, read_bytes, read_plain


def test_a_text_file_is_one_page(tmp_path):
    path = tmp_path / "要点.txt"
    path.write_bytes("示例县工作要点\n一、加强领导".encode("gbk"))
    content = read_plain(path, Limits())
    assert content.pages == ["示例县工作要点\n一、加强领导"]
    assert content.note == ""


def test_a_few_bytes_that_no_charset_explains_cost_themselves_and_are_counted(tmp_path):
    path = tmp_path / "要点.txt"
    path.write_bytes("示例县工作要点，加强组织领导。".encode() * 20 + b"\xff" + b"ok")
    content = read_plain(path, Limits())
    assert content.pages[0].startswith("示例县工作要点")
    assert content.note == "有 1 处文字编码错误，已略过。"


def test_a_file_of_such_bytes_is_no_text():
    with pytest.raises(UnreadableError, match="文字编码无法辨认"):
        decode_text(b"\x80\xff" * 500)


def test_of_a_long_file_whole_lines_are_read_up_to_the_bound(tmp_path):
    path = tmp_path / "日志.txt"
    path.write_bytes("第一行\n第二行\n第三行很长很长很长\n".encode())
    (page,) = read_plain(path, Limits(text_chars=6)).pages
    assert page == "第一行\n第二行\n"


def test_zero_characters_go(tmp_path):
    """Some programs pad the end of a text with zeros."""
    path = tmp_path / "a.txt"
    path.write_bytes("甲乙丙丁戊己庚辛\0\0".encode())
    assert read_plain(path, Limits()).pages == ["甲乙丙丁戊己庚辛"]


def test_a_file_too_large_to_be_parsed_in_memory_is_told_with_both_sizes(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"x" * (3 << 20))
    with pytest.raises(UnreadableError, match="文件有 3 MB，超过可读取内容的上限 2 MB"):
        read_bytes(path, Limits(parsed_bytes=2 << 20))
    assert len(read_bytes(path, Limits())) == 3 << 20
