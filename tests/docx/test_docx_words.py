"""The words of one paragraph: white space as a browser sees it, styles, breaks, links, bookmarks,
and the entries of the contents."""

from __future__ import annotations

from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from scoring.docx.contents import ask_to_update, entries, entry
from scoring.docx.inline import Names, Words
from scoring.docx.model import SPACES, Heading

STYLES = {"强调": "Strong", "浅字": "Soft", "短板": "Gap"}


def names(*targets: str) -> Names:
    relations = {"https://example.com/a": "rId7"}
    return Names(frozenset(targets), relations.get)


def words_of(html: str, known: Names | None = None) -> Words:
    """The words of a paragraph of a page."""
    root: Any = etree.fromstring(f"<p>{html}</p>", etree.HTMLParser())
    paragraph = root.find("body/p")
    words = Words(STYLES, known or names())
    words.add_text(paragraph.text, "")
    for child in paragraph:
        words.add(child, "")
        words.add_text(child.tail, "")
    return words


def runs(words: Words) -> list[tuple[str, str]]:
    """Style and text of each run; "|" is the end of a line and ">" a tab."""
    root = etree.fromstring(f"<x {SPACES}>{words.xml()}</x>")
    made = []
    for run in root.iter(qn("w:r")):
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        text = "".join(node.text or "" for node in run.iter(qn("w:t")))
        text += "|" * len(run.findall(qn("w:br"))) + ">" * len(run.findall(qn("w:tab")))
        made.append(("" if style is None else style.get(qn("w:val")), text))
    return made


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("  一  二\n三\t四  ", ["一 二 三 四"]),
        ("一 <b> 二 </b> 三", ["一 ", "二 ", "三"]),
        ("一  <br>  二", ["一", "|", "二"]),
        ("一<br><br>二", ["一", "|", "|", "二"]),
        ("<b> </b>一", ["一"]),
        ("一 <b></b> ", ["一"]),
        ("五\u3000六", ["五\u3000六"]),
        ("   ", []),
    ],
    ids=["runs of blanks", "across elements", "at a break", "two breaks", "blank element", "end",
         "the wide blank is a character", "nothing but blanks"],
)  # fmt: skip
def test_white_space_is_one_space_and_none_at_the_ends_of_a_line(
    html: str, texts: list[str]
) -> None:
    assert [text for _, text in runs(words_of(html))] == texts


def test_words_take_the_style_of_the_innermost_class_or_tag_that_has_one() -> None:
    """``vain`` means 短板, ``soft`` 浅字, ``b`` 强调; an element that means nothing keeps the style
    around it."""
    words = words_of('一<b>二<span class="soft">三</span><span class="x">四</span></b>')
    assert runs(words) == [("", "一"), ("Strong", "二"), ("Soft", "三"), ("Strong", "四")]


def test_a_style_that_the_reference_document_lacks_is_no_style() -> None:
    assert runs(words_of("<em>一</em>")) == [("", "一")]


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>一",
        "<style>p {}</style>一",
        "<template>x</template>一",
        '<span class="mark-source">内部</span>一',
        "<!-- 注 -->一",
    ],
    ids=["script", "style", "template", "the mark of the heads", "comment"],
)
def test_what_a_reader_does_not_see_is_not_written(html: str) -> None:
    assert words_of(html).plain == "一"


def test_the_day_of_an_issue_stands_at_the_end_of_its_line() -> None:
    words = words_of('示例县<span class="day">2026年</span>')
    assert [text for _, text in runs(words)] == ["示例县", ">", "2026年"]


def test_marks_of_xml_are_text() -> None:
    words = words_of("a &lt;w:br/&gt; &amp; “b”")
    assert words.plain == "a <w:br/> & “b”"
    assert [text for _, text in runs(words)] == ["a <w:br/> & “b”"]


# -- links and bookmarks


def test_a_link_leads_inside_outside_or_nowhere() -> None:
    known = names("e1")
    words = words_of(
        '<a href="#e1">甲</a><a href="#e2">乙</a><a href="https://example.com/a">丙</a>'
        '<a href="https://example.com/b">丁</a><a>戊</a>',
        known,
    )
    root = etree.fromstring(f"<x {SPACES}>{words.xml()}</x>")
    links = [(link[0][1].text, dict(link.items())) for link in root.iter(qn("w:hyperlink"))]
    assert links == [
        ("甲", {qn("w:anchor"): "p_e1", qn("w:history"): "1"}),
        ("丙", {qn("r:id"): "rId7", qn("w:history"): "1"}),
    ]
    assert words.plain == "甲乙丙丁戊"


def test_an_element_that_is_led_to_has_a_bookmark_and_no_other() -> None:
    words = words_of('<span id="e1">甲</span><span id="e2">乙</span>', names("e1"))
    root = etree.fromstring(f"<x {SPACES}>{words.xml()}</x>")
    assert [mark.get(qn("w:name")) for mark in root.iter(qn("w:bookmarkStart"))] == ["p_e1"]
    assert [mark.get(qn("w:id")) for mark in root.iter(qn("w:bookmarkEnd"))] == ["1"]


def test_names_of_bookmarks_are_those_that_word_takes() -> None:
    """Letters, figures and lines below; 40 characters at most; and no two alike: e-1.1 and e_1_1
    would be one, and so would two that differ behind the 32nd character."""
    known = names()
    assert known.of("e-1.1") == "p_e_1_1"
    assert known.of("e_1_1") == "p_e_1_1_1"
    assert known.of("e-1.1") == "p_e_1_1", "the same again"
    long, longer = known.of("x" * 50), known.of("x" * 51)
    assert long == "p_" + "x" * 30
    assert longer == "p_" + "x" * 22 + "_3"
    assert known.of("指标") == "p___"


# -- contents

HEADINGS = [Heading(1, "一、总体 & 结论", "_Toc00000001"), Heading(2, "（一）得分", "_Toc00000002")]


def test_the_contents_are_one_field_with_a_line_for_each_heading() -> None:
    paragraphs = entries(HEADINGS, ["T1", "T2", "T3"])
    assert [paragraph.style for paragraph in paragraphs] == ["T1", "T2"]
    root = etree.fromstring(f"<x {SPACES}>{''.join(one.xml() for one in paragraphs)}</x>")
    kinds = [mark.get(qn("w:fldCharType")) for mark in root.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    (code,) = [node.text for node in root.iter(qn("w:instrText"))]
    assert code == r' TOC \o "1-3" \h \z \u '
    assert [node.text for node in root.iter(qn("w:t"))] == ["一、总体 & 结论", "（一）得分"]


def test_a_heading_deeper_than_the_styles_takes_the_last() -> None:
    (paragraph,) = entries([Heading(5, "深", "_Toc00000001")], ["T1", "T2", "T3"])
    assert paragraph.style == "T3"


def test_without_headings_there_is_no_field() -> None:
    assert entries([], ["T1"]) == []


def test_a_line_of_the_contents_is_a_link_as_a_whole() -> None:
    root = etree.fromstring(f"<x {SPACES}>{entry(HEADINGS[0])}</x>")
    assert root[0].tag == qn("w:hyperlink")
    assert root[0].get(qn("w:anchor")) == "_Toc00000001"


def test_word_is_asked_once_to_update_and_at_the_place_of_the_schema() -> None:
    """Behind it stand ``compat`` and ``rsids``; before it whatever else the settings hold."""
    paper = Document()
    ask_to_update(paper)
    ask_to_update(paper)
    tags = [child.tag for child in paper.settings.element]
    assert tags.count(qn("w:updateFields")) == 1
    at = tags.index(qn("w:updateFields"))
    assert qn("w:compat") in tags[at:]
    assert qn("w:zoom") in tags[:at]
