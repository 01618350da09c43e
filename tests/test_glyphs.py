"""What can be printed is known before a report is; picture signs of phones go by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import SOUND, Opens

from scoring.data_files import data_folder
from scoring.glyphs import (
    bundled,
    faces_of,
    half_widths,
    picture_signs,
    unprintable,
    with_named_signs,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("普法活动👍", "普法活动〔赞〕"),
        ("两面🇨🇳旗", "两面〔国旗〕旗"),
        ("鼓掌👏🏽完", "鼓掌〔鼓掌〕完"),
        ("一家👨‍👩‍👧人", "一家〔表情符号 U+1F468〕人"),
        ("满意度≥95%，★①已办", "满意度≥95%，★①已办"),
        ("☑已办 ☐未办", "〔勾选〕已办 〔空框〕未办"),
        ("plain", "plain"),
    ],
)
def test_picture_signs_stand_by_their_names_and_nothing_else_changes(
    text: str, printed: str
) -> None:
    assert with_named_signs(text) == printed


def test_a_character_without_a_glyph_is_told_and_a_picture_sign_is_not() -> None:
    assert unprintable("示例县𠮷家村👍") == ["𠮷"]
    assert unprintable("示例县𠮷家村", frozenset("𠮷")) == []
    assert picture_signs("示例县𠮷家村👍👍") == ["👍"]
    assert unprintable("示例县\t（2026）\u3000一、\n") == []


def test_the_list_of_characters_is_that_of_the_faces() -> None:
    folder = data_folder("templates") / "fonts"
    faces = faces_of(folder)
    assert {sign for sign in faces if not sign.isspace()} == {
        sign for sign in bundled() if not sign.isspace()
    }


def test_check_tells_where_a_character_stands_that_cannot_be_printed(opening: Opens) -> None:
    text = SOUND["evidence/register.yaml"]
    files = {**SOUND, "evidence/register.yaml": text.replace("一次办清单", "一次办清单𠮷", 1)}
    told = [problem for problem in opening(files).problems if problem.rule == "Y013"]
    assert told
    assert "U+20BB7" in told[0].what
    assert told[0].severity == "notice"
    assert told[0].where.line is not None


def test_a_face_of_the_office_is_asked_too(tmp_path: Path) -> None:
    (tmp_path / "坏.ttf").write_bytes(b"no face")
    assert faces_of(tmp_path) == frozenset()
    assert faces_of(tmp_path / "没有") == frozenset()


def test_wide_characters_take_two_columns() -> None:
    """So do signs that are wide among Chinese alone: a dash, a quotation mark."""
    assert half_widths("法治ab") == 6
    assert half_widths("“法”") == 6
    assert half_widths("") == 0
