"""The numbers that Word draws before paragraphs and writes nowhere."""

from __future__ import annotations

import pytest
from lxml import etree

from scoring.reading.numbering import Numbering, format_number, to_roman

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xml(body: str):
    return etree.fromstring(f'<w:x xmlns:w="{W}">{body}</w:x>')


def level(index: int, pattern: str, style: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/>{more}</w:lvl>'
    )


OFFICIAL = (
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "%1、", "chineseCounting")
    + level(1, "（%2）", "chineseCounting")
    + level(2, "%3.")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def para(num: str | None = "1", depth: int | None = 0, style: str = ""):
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None or depth is not None:
        inner = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
        inner += "" if num is None else f'<w:numId w:val="{num}"/>'
        marks += f"<w:numPr>{inner}</w:numPr>"
    return xml(f"<w:p><w:pPr>{marks}</w:pPr></w:p>")[0]


def drawn(numbering: str, paragraphs: list, styles: str = "") -> list[str]:
    counting = Numbering(xml(numbering), xml(styles) if styles else None)
    return [counting.number(paragraph) for paragraph in paragraphs]


def test_levels_count_and_begin_again_below_a_new_heading():
    depths = [0, 1, 1, 2, 2, 1, 0, 1, 2]
    assert drawn(OFFICIAL, [para(depth=depth) for depth in depths]) == [
        "一、", "（一）", "（二）", "1.", "2.", "（三）", "二、", "（一）", "1.",
    ]  # fmt: skip


def test_a_paragraph_without_a_list_or_with_an_unknown_one_has_no_number():
    assert (
        drawn(OFFICIAL, [para("9"), para(None, None), xml("<w:p/>")[0], para(depth=7)]) == [""] * 4
    )


def test_lists_on_one_definition_count_together_until_one_says_where_it_begins():
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    found = drawn(OFFICIAL + more, [para("1"), para("2"), para("3"), para("3")])
    assert found == ["一、", "二、", "一、", "二、"]


def test_a_list_may_change_a_level_of_its_definition():
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        + level(0, "第%1条", "chineseCounting")
        + "</w:lvlOverride></w:num>"
    )
    assert drawn(OFFICIAL + more, [para("2")]) == ["第一条"]


def test_a_level_that_never_begins_again_runs_on():
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        + level(0, "%1、", "chineseCounting")
        + level(1, "%2.", more='<w:lvlRestart w:val="0"/>')
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    depths = [0, 1, 1, 0, 1]
    assert drawn(numbering, [para(depth=depth) for depth in depths]) == [
        "一、", "1.", "2.", "二、", "3.",
    ]  # fmt: skip


def test_a_legal_number_is_written_in_figures_whatever_its_parts_are():
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        + level(0, "第%1章", "chineseCounting")
        + level(1, "%1.%2", more="<w:isLgl/>")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert drawn(numbering, [para(depth=0), para(depth=1)]) == ["第一章", "1.1"]


def test_a_bullet_is_no_number():
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        + level(0, "\uf06c", "bullet")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert drawn(numbering, [para()]) == [""]


def test_a_style_numbers_its_paragraphs_and_those_of_styles_that_stand_on_it():
    styles = (
        '<w:style w:styleId="H1"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    paragraphs = [para(None, None, "H1"), para(None, None, "H2"), para(None, None, "H2")]
    assert drawn(OFFICIAL, paragraphs, styles) == ["一、", "（一）", "（二）"]


def test_styles_that_stand_on_each_other_in_a_ring_end():
    styles = (
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert drawn(OFFICIAL, [para(None, None, "A")], styles) == [""]


def test_a_paragraph_may_take_its_style_out_of_the_list():
    styles = (
        '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert drawn(OFFICIAL, [para("0", None, "H1"), para(None, None, "H1")], styles) == ["", "一、"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (12, "decimal", "12"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (11, "chineseCounting", "十一"),
        (4, "ideographTraditional", "丁"),
        (11, "ideographTraditional", "11"),
        (3, "upperLetter", "C"),
        (28, "lowerLetter", "bb"),
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (5, "something new", "5"),
    ],
)
def test_a_counter_in_every_form_that_word_has(value, style, text):
    assert format_number(value, style) == text


def test_roman_numbers():
    assert [to_roman(number) for number in (1, 4, 9, 14, 40, 90, 400, 2026)] == [
        "I", "IV", "IX", "XIV", "XL", "XC", "CD", "MMXXVI",
    ]  # fmt: skip
