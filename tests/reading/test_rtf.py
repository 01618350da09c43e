"""RTF, which business systems and mail programs call .doc."""

from __future__ import annotations

import pytest

from scoring.reading.model import Limits
from scoring.reading.rtf import read_rtf


def content(tmp_path, body: bytes | str):
    raw = body.encode("ascii") if isinstance(body, str) else body
    path = tmp_path / "报告.doc"
    path.write_bytes(b"{\\rtf1\\ansi " + raw + b"}")
    return read_rtf(path, Limits())


def gb(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def test_chinese_comes_as_bytes_or_as_unicode_with_a_substitute(tmp_path):
    r"""{\rtf1\ansi \'b9\'ab\'bf\'aa\u20844?\u24320?}"""
    body = gb("公开") + "".join(f"\\u{ord(sign)}?" for sign in "公开")
    assert content(tmp_path, body).pages == ["公开公开"]


def test_a_writer_may_give_several_bytes_instead_of_one_or_none(tmp_path):
    body = f"\\uc2\\u{ord('公')}\\'b9\\'ab{{\\uc0\\u{ord('开')}}}x"
    assert content(tmp_path, body).pages == ["公开x"]


def test_a_character_beyond_the_basic_plane_comes_in_two_halves(tmp_path):
    high, low = (int.from_bytes("𫖯".encode("utf-16-be")[at : at + 2]) for at in (0, 2))
    assert content(tmp_path, f"\\u{high - 65536}?\\u{low - 65536}?").pages == ["𫖯"]


def test_half_a_character_is_a_sign_for_a_lost_one_and_no_error(tmp_path):
    assert content(tmp_path, "\\u-10240?x").pages == ["\ufffdx"]


def test_paragraphs_and_cells_end_lines_and_fields(tmp_path):
    body = "\\trowd a\\cell b\\cell\\row c\\par d\\tab e\\line f"
    assert content(tmp_path, body).pages == ["a\tb\t\nc\nd\te\nf"]


def test_tables_of_fonts_pictures_and_heads_are_no_text(tmp_path):
    body = "{\\fonttbl{\\f0 SimSun;}}{\\*\\generator X;}{\\info{\\title T}}{\\pict 0102}{\\header H}text"
    assert content(tmp_path, body).pages == ["text"]


def test_signs_of_the_format_are_written_with_a_stroke(tmp_path):
    assert content(tmp_path, "a\\{b\\}c\\\\d").pages == ["a{b}c\\d"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("strike", "有 2 处划掉的文字，没有读取。"),
        ("striked1", "有 2 处划掉的文字，没有读取。"),
        ("v", "有 2 处隐藏的文字，没有读取。"),
        ("deleted", ""),
    ],
)
def test_what_is_not_on_the_page_is_left_out_and_told(tmp_path, word, said):
    body = f"a{{\\{word} x}}b\\{word} y\\plain c"
    found = content(tmp_path, body)
    assert (found.pages, found.note) == (["abc"], said)


def test_a_mark_that_is_switched_off_hides_nothing(tmp_path):
    found = content(tmp_path, "a\\strike0 b{\\v0 c}")
    assert (found.pages, found.note) == (["abc"], "")


def test_line_ends_of_the_file_are_none_of_the_text(tmp_path):
    assert content(tmp_path, "ab\r\ncd").pages == ["abcd"]


@pytest.mark.parametrize("body", [b"}}}}x", b"{{{{x", b"\\'zz\\u9999999999?x", b"\\"])
def test_damage_gives_what_can_be_read(tmp_path, body):
    (page,) = content(tmp_path, body).pages
    assert "x" in page or body == b"\\"
