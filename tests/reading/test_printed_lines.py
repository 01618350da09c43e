"""Lines of print joined to paragraphs, as a reader of the page joins them."""

from __future__ import annotations

from scoring.reading.printed_lines import Line, is_wrapped, join_wrapped

PAGE = [
    "\u3000\u3000各乡镇人民政府、县政府各部门要切实加强对法治政府建",
    "设工作的组织领导，主要负责人履行第一责任人职责，每年至",
    "少听取两次汇报。",
    "一、加强组织领导",
    "\u3000\u3000县司法局牵头制定年度工作要点，明确责任分工和完成时",
    "限，每半年通报一次进展情况。",
]


def lines(texts: list[str], **marks) -> list[Line]:
    return [Line(text, f"第{number}行", **marks) for number, text in enumerate(texts, 1)]


def joined(texts: list[str]) -> list[str]:
    return [paragraph.text for paragraph in join_wrapped(lines(texts))]


def test_text_that_was_broken_at_a_fixed_width_is_told_from_text_with_lines_of_its_own():
    assert is_wrapped(lines(PAGE))
    assert not is_wrapped(lines([f"{number}、公开事项" for number in range(1, 12)]))
    assert not is_wrapped(lines(PAGE[:3]))


def test_lines_go_on_until_a_mark_an_indent_or_a_short_line():
    assert joined(PAGE) == [
        "各乡镇人民政府、县政府各部门要切实加强对法治政府建设工作的组织领导，主要负责人履行第一责任人职责，"
        "每年至少听取两次汇报。",
        "一、加强组织领导",
        "县司法局牵头制定年度工作要点，明确责任分工和完成时限，每半年通报一次进展情况。",
    ]


def test_an_empty_line_ends_a_paragraph_however_full_it_is():
    full = "县司法局牵头制定年度工作要点明确责任分工和完成"
    assert joined([full, "", full]) == [full, full]


def test_latin_words_are_joined_with_a_blank_and_chinese_ones_with_nothing():
    texts = ["The county publishes its annual plan of open government work and", "reports on it."]
    assert joined(texts) == [" ".join(texts)]


def test_a_paragraph_stands_where_its_first_line_stands():
    assert [paragraph.where for paragraph in join_wrapped(lines(PAGE))] == [
        "第1行",
        "第4行",
        "第5行",
    ]


def test_what_the_page_shows_goes_before_what_the_text_looks_like():
    """On a PDF page it is known whether a line is indented and whether it reaches the edge."""
    page = [
        Line("短的一行", "第1页", indented=False, full=True),
        Line("接着的一行", "第1页", indented=False, full=False),
        Line("缩进的一行", "第1页", indented=True, full=False),
    ]
    assert [paragraph.text for paragraph in join_wrapped(page)] == [
        "短的一行接着的一行",
        "缩进的一行",
    ]


def test_no_lines_make_no_paragraphs():
    assert join_wrapped([]) == []
