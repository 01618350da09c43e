"""Names in a package are names on Windows, macOS, Linux and in a zip, and no two of them meet."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.evidence.package.names import MOST_UNITS, Folders, safe_name, units

RESERVED = {"con", "prn", "aux", "nul", "com1", "com9", "lpt1", "com0"}


@pytest.mark.parametrize(
    ("wanted", "given_out"),
    [
        ("通知.pdf", "通知.pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("LPT1 .pdf", "_LPT1 .pdf"),
        ("CONTRACT.pdf", "CONTRACT.pdf"),
        ("a:b?.pdf", "a：b？.pdf"),
        ('<>"/\\|*', "＜＞＂／＼｜＊"),
        ("100%.pdf", "100％.pdf"),
        ("末尾是点...", "末尾是点"),
        ("末尾有空格 . ", "末尾有空格"),
        ("..", "未命名"),
        ("", "未命名"),
        (".hidden", "_.hidden"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("甲\t乙\n丙.pdf", "甲 乙 丙.pdf"),
        ("甲\x00\x1b[31m乙.pdf", "甲_[31m乙.pdf"),
        ("cod\u202efdp.exe", "cod_fdp.exe"),
        ("坏\udcff字节.pdf", "坏_字节.pdf"),
        ("笑脸😀.jpg", "笑脸😀.jpg"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(wanted: str, given_out: str) -> None:
    assert safe_name(wanted) == given_out


def test_a_long_name_is_cut_before_its_ending_and_says_so() -> None:
    short = safe_name("很" * 300 + ".pdf", 60)
    assert short.endswith("很….pdf")
    assert units(short) == 60
    assert len(safe_name("长" * 300, 300).encode()) <= 255
    assert units(safe_name("😀" * 60, 41)) <= 41


def test_a_mark_is_not_cut_from_its_letter() -> None:
    assert safe_name("q\u0323\u0307" * 20, 20) == "q\u0323\u0307" * 6 + "…"


def test_names_that_differ_in_case_or_composition_do_not_meet() -> None:
    folders = Folders()
    assert [
        folders.claim("data", name)
        for name in ("Ab.pdf", "aB.PDF", "été", "e\u0301te\u0301", "ÉTÉ")
    ] == [
        "data/Ab.pdf",
        "data/aB-2.PDF",
        "data/été",
        "data/été-2",
        "data/ÉTÉ-3",
    ]
    assert folders.claim("other", "Ab.pdf") == "other/Ab.pdf"


@given(st.lists(st.text(max_size=400), max_size=12))
def test_whatever_is_asked_for_every_path_can_be_written(wanted: list[str]) -> None:
    folders = Folders()
    top = folders.claim("data", "很长的指标名称" * 20, 40)
    paths = [folders.claim(top, name) for name in wanted]
    assert len({unicodedata.normalize("NFC", path.casefold()) for path in paths}) == len(paths)
    for path in paths:
        name = path.removeprefix(f"{top}/")
        assert name == unicodedata.normalize("NFC", name)
        assert units(path) <= MOST_UNITS
        assert len(name.encode()) <= 255
        assert not re.search(r'[<>:"/\\|?*%\x00-\x1f]', name)
        assert name.strip() == name
        assert not name.endswith(".")
        assert name.split(".")[0].strip().lower() not in RESERVED


def test_hostile_names_can_stand_on_a_disk(tmp_path: Path) -> None:
    folders = Folders()
    for name in (
        "CON",
        "a:b?.pdf",
        "点.",
        "长" * 300 + ".pdf",
        "😀.png",
        "e\u0301.txt",
        "É.txt",
        "\x07响铃.txt",
    ):
        (tmp_path / folders.claim("", name)).write_text(name, "utf-8", "replace")
    assert len(list(tmp_path.iterdir())) == 8
