"""Tables and lines of a PDF, which has neither: only strokes and places of signs."""

from __future__ import annotations

import pytest

from scoring.documents.assets import print_sheets
from scoring.pdf.printer import render
from scoring.reading.blocks import Paragraph, Table
from scoring.reading.model import UnreadableError
from scoring.reading.pdf_tables import read


def pdf(body: str) -> bytes:
    style = "<style>table{border-collapse:collapse}td{border:1pt solid black;padding:3pt}</style>"
    return render(
        f"<!DOCTYPE html><html lang='zh-CN'><head>{style}</head><body>{body}</body></html>",
        css=print_sheets(),
    )


@pytest.fixture(scope="module")
def index():
    """A title, a table with merged cells, and running text."""
    return read(
        pdf(
            "<p>示例县法治建设指标体系</p><table><tr><td rowspan=2>职能履行</td><td>政务公开</td><td>10</td></tr>"
            "<tr><td>行政审批</td><td>20</td></tr></table><p>以上指标由县司法局负责解释，并根据上级要求适时调整。</p>"
        )
    )


def test_a_table_is_what_its_lines_draw(index):
    (table,) = (block for block in index.blocks if isinstance(block, Table))
    # Justified cells come with blanks between their signs, which importing takes out.
    assert [["".join(cell.text.split()) for cell in row.cells] for row in table.rows] == [
        ["职能履行", "政务公开", "10"],
        ["职能履行", "行政审批", "20"],
    ]
    assert table.where == "第1页表1"


def test_the_first_row_of_a_page_may_be_the_rest_of_a_cut_one(index):
    (table,) = (block for block in index.blocks if isinstance(block, Table))
    assert [row.cut for row in table.rows] == [True, False]


def test_text_around_it_is_paragraphs_and_comes_once(index):
    texts = [block.text for block in index.blocks if isinstance(block, Paragraph)]
    assert texts[0] == "示例县法治建设指标体系"
    assert any("由县司法局负责解释" in text for text in texts)
    assert not any("政务公开" in text for text in texts)


def test_progress_is_told_page_by_page():
    told = []
    read(
        pdf("<p>第一页的文字内容足够长，可以读出来。</p>"),
        lambda done, pages: told.append((done, pages)),
    )
    assert told[-1] == (1, 1)


@pytest.mark.parametrize("data", [b"%PDF-1.7 rubbish", b"%PDF-"])
def test_a_damaged_file_says_so(data):
    with pytest.raises(UnreadableError):
        read(data)


def test_a_scan_without_text_says_what_to_do():
    with pytest.raises(UnreadableError) as caught:
        read(pdf("<p>&nbsp;</p>"))
    assert caught.value.reason
