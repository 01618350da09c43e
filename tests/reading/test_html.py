"""Web pages: the article without what surrounds it, as it is seen."""

from __future__ import annotations

import pytest

from scoring.reading.blocks import Paragraph, Table
from scoring.reading.html import read, read_archive
from scoring.reading.model import UnreadableError


def texts(body: str) -> list[str]:
    blocks = read(f"<html><body>{body}</body></html>".encode()).blocks
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def rows(body: str) -> list[list[str]]:
    (table,) = (b for b in read(body.encode()).blocks if isinstance(b, Table))
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_paragraphs_are_what_stands_on_lines_of_its_own():
    assert texts("<p>一、加强\n  领导</p><div>二、<b>公</b>开<br>三、监督</div>四") == [
        "一、加强 领导",
        "二、公开",
        "三、监督",
        "四",
    ]


def test_navigation_scripts_and_forms_are_no_text():
    body = "<nav>首页</nav><script>x</script><style>y</style><form>搜索</form><p>正文</p><footer>版权</footer>"
    assert texts(body) == ["正文"]


def test_what_is_not_shown_is_not_read():
    assert texts('<p style="display:none">旧稿</p><p>正文</p>') == ["正文"]


def test_of_a_page_with_a_body_of_its_own_only_that_is_read():
    """Government sites keep the article in #zoom, lists of other articles around it."""
    article = "县司法局牵头制定年度工作要点，明确责任分工和完成时限。"
    page = f"<div>相关链接</div><div id='zoom'><p>{article}</p></div><div>上一篇</div>"
    assert texts(page) == [article]


def test_an_empty_box_of_that_name_does_not_hide_the_page():
    assert texts("<div id='zoom'></div><p>正文在别处</p>") == ["正文在别处"]


def test_a_table_keeps_its_spans():
    body = (
        "<table><tr><th rowspan=2>职能履行</th><td>公开</td></tr><tr><td>审批<br>许可</td></tr>"
        "<tr><td colspan=2>合计</td></tr></table>"
    )
    assert rows(body) == [["职能履行", "公开"], ["职能履行", "审批\n许可"], ["合计", "合计"]]


def test_a_table_that_only_lays_out_the_page_is_none():
    body = "<table><tr><td>左栏</td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>"
    assert rows(body) == [["甲", "乙"]]
    assert texts(body) == ["左栏"]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol start=3><li>丙</ol>", ["3.丙"]),
        ("<ol><li>甲<ol><li>子</ol></ol>", ["1.甲", "1.1 子"]),
        ("<ol><li>甲</li><ol><li>子</ol><li>乙</ol>", ["1.甲", "1.1 子", "2.乙"]),
        ("<ul><li>点</ul>", ["点"]),
    ],
)
def test_the_numbers_that_a_browser_draws_are_read(body, seen):
    assert texts(body) == seen


@pytest.mark.parametrize(
    "mark", ["<s>{}</s>", "<del>{}</del>", '<span style="text-decoration: line-through">{}</span>']
)
def test_struck_text_is_left_out_and_told(mark):
    reading = read(f"<p>应当{mark.format('不')}公开</p>".encode())
    assert [block.text for block in reading.blocks] == ["应当公开"]
    assert [(remark.kind, remark.what) for remark in reading.remarks] == [
        ("struck", "有 1 处划掉的文字")
    ]


def test_text_that_word_hides_in_its_pages_is_told():
    reading = read('<p>正文<span style="mso-hide:all">内部意见</span></p>'.encode())
    assert [block.text for block in reading.blocks] == ["正文"]
    assert [remark.kind for remark in reading.remarks] == ["hidden_text"]


def test_what_a_government_site_says_about_the_page():
    """
    <meta name="ArticleTitle" content="工作要点"><meta name="PubDate" content="2026-03-02 10:00">
    """
    page = (
        '<meta name="ArticleTitle" content=" 工作要点 "><meta name="PubDate" content="2026-03-02">'
        '<meta name="keywords" content="x"><title>工作要点\n-示例县</title><p>正文'
    )
    assert read(page.encode()).meta == {
        "title": "工作要点",
        "published": "2026-03-02",
        "page_title": "工作要点 -示例县",
    }


@pytest.mark.parametrize("page", [b"<!-- x -->", b"   ", b""])
def test_a_page_of_nothing_has_no_blocks(page):
    assert read(page).blocks == []


def test_a_page_that_nests_deeper_than_any_program_recurses_is_read():
    assert "底" in "".join(texts("<div>" * 200 + "底" + "</div>" * 200))


def test_an_archive_is_its_first_page():
    raw = b'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>ok</p>\n--b--'
    assert [block.text for block in read_archive(raw).blocks] == ["ok"]
    with pytest.raises(UnreadableError, match="网页存档已损坏"):
        read_archive(b"Content-Type: text/plain\n\nx")
