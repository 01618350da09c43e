"""Styles of Word: what a style says of its paragraphs, and what a run says against it."""

from __future__ import annotations

import pytest
from lxml import etree

from scoring.reading.word_styles import Styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xml(body: str):
    return etree.fromstring(f'<w:x xmlns:w="{W}">{body}</w:x>')


def style(
    name: str, *, based: str = "", outline: str = "", run: str = "", kind: str = "paragraph"
) -> str:
    parts = f'<w:basedOn w:val="{based}"/>' if based else ""
    if outline:
        parts += f'<w:pPr><w:outlineLvl w:val="{outline}"/></w:pPr>'
    if run:
        parts += f"<w:rPr>{run}</w:rPr>"
    return f'<w:style w:type="{kind}" w:styleId="{name}">{parts}</w:style>'


def para(style: str = "", properties: str = "", run: str = ""):
    """A paragraph with one run, and that run."""
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    found = xml(
        f"<w:p><w:pPr>{own}{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>甲</w:t></w:r></w:p>"
    )[0]
    return found, found[1]


SHEET = xml(
    style("H1", outline="0")
    + style("H2", based="H1", outline="1")
    + style("Own", based="H2")
    + style("Draft", run="<w:strike/>")
    + style("Final", based="Draft", run='<w:strike w:val="0"/>')
    + style("Note", run="<w:vanish/>", kind="character")
)


@pytest.mark.parametrize(
    ("name", "level"), [("H1", 1), ("H2", 2), ("Own", 2), ("Draft", 0), ("", 0), ("?", 0)]
)
def test_a_heading_is_one_by_its_style_or_by_what_that_stands_on(name, level):
    paragraph, _ = para(name)
    assert Styles(SHEET).heading(paragraph) == level


def test_a_paragraph_may_be_a_heading_by_itself():
    paragraph, _ = para("H1", '<w:outlineLvl w:val="2"/>')
    assert Styles(SHEET).heading(paragraph) == 3


@pytest.mark.parametrize("value", ["9", "x", "-1", "99999999999"])
def test_a_level_that_word_does_not_have_is_body_text(value):
    paragraph, _ = para("", f'<w:outlineLvl w:val="{value}"/>')
    assert Styles(SHEET).heading(paragraph) == 0


@pytest.mark.parametrize(
    ("name", "run", "struck"),
    [
        ("", "", False),
        ("", "<w:strike/>", True),
        ("", "<w:dstrike/>", True),
        ("", '<w:strike w:val="0"/>', False),
        ("", '<w:strike w:val="false"/>', False),
        ("Draft", "", True),
        ("Draft", '<w:strike w:val="0"/>', False),
        ("Final", "", False),
    ],
)
def test_text_is_struck_by_its_run_or_by_its_style_and_the_nearest_counts(name, run, struck):
    paragraph, piece = para(name, run=run)
    assert Styles(SHEET).struck(piece, paragraph) is struck


def test_text_may_be_hidden_by_the_style_of_its_run():
    paragraph, piece = para("", run='<w:rStyle w:val="Note"/>')
    assert Styles(SHEET).hidden(piece, paragraph)
    assert not Styles(SHEET).struck(piece, paragraph)


def test_a_document_without_styles_has_none():
    paragraph, piece = para("H1")
    styles = Styles(None)
    assert (styles.heading(paragraph), styles.struck(piece, paragraph)) == (0, False)


def test_styles_that_stand_on_each_other_in_a_ring_end():
    ring = xml(style("A", based="B") + style("B", based="A"))
    paragraph, piece = para("A")
    assert Styles(ring).heading(paragraph) == 0
    assert not Styles(ring).hidden(piece, paragraph)
