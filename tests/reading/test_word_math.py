"""Equations on one line, as a person would type them."""

from __future__ import annotations

import pytest
from lxml import etree

from scoring.reading.word_math import equation_text, is_equation

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def equation(body: str):
    return etree.fromstring(f'<m:oMath xmlns:m="{M}">{body}</m:oMath>')


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def e(text: str, name: str = "e") -> str:
    return f"<m:{name}>{run(text)}</m:{name}>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (run("x") + run("=") + run("1"), "x=1"),
        (f"<m:f>{e('办结数', 'num')}{e('受理数', 'den')}</m:f>", "办结数/受理数"),
        (f"<m:f>{e('a+b', 'num')}{e('2', 'den')}</m:f>", "(a+b)/2"),
        (f"<m:sSup>{e('x')}{e('2', 'sup')}</m:sSup>", "x^2"),
        (f"<m:sSub>{e('x')}{e('i+1', 'sub')}</m:sSub>", "x_(i+1)"),
        (f"<m:sSubSup>{e('x')}{e('i', 'sub')}{e('2', 'sup')}</m:sSubSup>", "x_i^2"),
        (f"<m:rad><m:deg/>{e('x')}</m:rad>", "√(x)"),
        (f"<m:rad>{e('3', 'deg')}{e('x')}</m:rad>", "3√(x)"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{e("i=1", "sub")}{e("n", "sup")}{e("x")}</m:nary>',
         "∑_(i=1)^nx"),
        (f"<m:nary>{e('x')}</m:nary>", "∫x"),
        (f"<m:d>{e('x')}{e('y')}</m:d>", "(x|y)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>{e("x")}</m:d>', "[x]"),
        (f"<m:m><m:mr>{e('a')}{e('b')}</m:mr><m:mr>{e('c')}{e('d')}</m:mr></m:m>", "[a, b; c, d]"),
        (f"<m:eqArr>{e('a')}{e('b')}</m:eqArr>", "a; b"),
    ],
)  # fmt: skip
def test_every_structure_has_a_form_on_the_line(body, text):
    assert equation_text(equation(body)) == text


def test_properties_are_no_text():
    assert equation_text(equation(f"<m:rPr><m:t>x</m:t></m:rPr>{run('y')}")) == "y"


def test_an_equation_that_nests_without_end_is_its_text():
    body = "<m:e>" * 200 + run("x") + "</m:e>" * 200
    assert equation_text(equation(body)) == "x"


def test_an_equation_is_told_from_other_elements():
    assert is_equation(equation("").tag)
    assert not is_equation(f"{{{M}}}r")
    assert not is_equation(etree.Comment)
