"""Word documents as blocks: what the page shows, in the order in which it shows it."""

from __future__ import annotations

import io
import zipfile

import pytest

from scoring.reading.blocks import Paragraph, Reading, Table
from scoring.reading.docx import read
from scoring.reading.model import UnreadableError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{xml}</w:{name}>')
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}</w:tc>"


def table(*rows: list[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def paragraphs(body: str) -> list[str]:
    return [block.full for block in read(word(body)).blocks if isinstance(block, Paragraph)]


def grid(body: str) -> list[list[str]]:
    (found,) = (block for block in read(word(body)).blocks if isinstance(block, Table))
    return [[one.text for one in row.cells] for row in found.rows]


def remarks(reading: Reading) -> list[str]:
    return [remark.kind for remark in reading.remarks]


def test_paragraphs_are_named_by_their_place():
    blocks = read(word(para("示例县工作要点") + para("") + para("一、加强领导"))).blocks
    assert [(block.text, block.where) for block in blocks] == [
        ("示例县工作要点", "第1段"),
        ("一、加强领导", "第3段"),
    ]


def test_breaks_and_tabs_inside_a_paragraph_are_kept():
    body = "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
    assert paragraphs(body) == ["甲\n乙\t丙"]


def test_inserted_text_stays_and_deleted_text_goes():
    body = (
        f"<w:p>{run('应当')}<w:ins>{run('全部')}</w:ins><w:del><w:r><w:delText>部分</w:delText></w:r></w:del>"
        f"{run('公开')}</w:p>"
    )
    reading = read(word(body))
    assert [block.text for block in reading.blocks] == ["应当全部公开"]
    assert "tracked" in remarks(reading)


def test_a_link_and_a_field_are_the_text_that_they_show():
    body = (
        f"<w:p><w:hyperlink>{run('公开目录')}</w:hyperlink>"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('见附件')}</w:p>"
    )
    assert paragraphs(body) == ["公开目录见附件"]


def test_cells_that_reach_over_columns_and_rows():
    """
    | 职能履行 | 公开 | 清单 |
    |    〃    | 审批（两列）  |
    """
    body = table(
        [cell("职能履行", '<w:vMerge w:val="restart"/>'), cell("公开"), cell("清单")],
        [cell("", "<w:vMerge/>"), cell("审批", '<w:gridSpan w:val="2"/>')],
    )
    assert grid(body) == [["职能履行", "公开", "清单"], ["职能履行", "审批", "审批"]]


def test_text_in_the_continuation_of_a_merged_cell_belongs_to_it():
    body = table(
        [cell("前半", '<w:vMerge w:val="restart"/>'), cell("甲")],
        [cell("后半", "<w:vMerge/>"), cell("乙")],
    )
    assert grid(body)[0][0] == "前半\n后半"


def test_a_row_may_begin_in_a_later_column():
    body = (
        "<w:tbl><w:tr>" + cell("甲") + cell("乙") + "</w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("丙") + "</w:tr></w:tbl>"
    )
    assert grid(body) == [["甲", "乙"], ["", "丙"]]


def test_a_span_that_no_page_could_hold_is_cut():
    (row,) = grid(table([cell("甲", '<w:gridSpan w:val="99999999"/>')]))
    assert len(row) <= 200


def test_a_table_inside_of_a_cell_is_listed_by_itself():
    inner = table([cell("内")])
    body = f"<w:tbl><w:tr><w:tc>{para('外')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    reading = read(word(body))
    tables = [block for block in reading.blocks if isinstance(block, Table)]
    assert [one.rows[0].cells[0].text for one in tables] == ["外", "内"]
    assert "nested_table" in remarks(reading)


def test_tables_that_nest_without_end_cost_nothing():
    body = para("底")
    for _ in range(40):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    assert read(word(body)).blocks


def test_the_numbers_that_word_draws_stand_before_their_paragraphs():
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="numbering.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"/>'
        "</Relationships>"
    )
    data = word(para("加强领导", listed) + para("推进公开", listed), numbering=numbering)
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", rels)
    blocks = read(stream.getvalue()).blocks
    assert [(block.number, block.text) for block in blocks] == [
        ("一、", "加强领导"),
        ("二、", "推进公开"),
    ]


@pytest.mark.parametrize(
    ("mark", "kind"), [("<w:strike/>", "struck"), ("<w:vanish/>", "hidden_text")]
)
def test_what_the_page_does_not_show_as_valid_is_left_out_and_told(mark, kind):
    reading = read(word(f"<w:p>{run('应当')}{run('不', mark)}{run('公开')}</w:p>"))
    assert [block.text for block in reading.blocks] == ["应当公开"]
    assert kind in remarks(reading)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"", word("<w:p>")[:-40]])
def test_a_damaged_file_says_so(data):
    with pytest.raises(UnreadableError):
        read(data)


def test_a_file_without_its_text_is_damaged():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/styles.xml", "<x/>")
    with pytest.raises(UnreadableError, match="已损坏"):
        read(stream.getvalue())
