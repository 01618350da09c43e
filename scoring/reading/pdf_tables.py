"""PDF with a text layer: ruled tables by their lines, everything else as printed lines that are
joined again.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Callable
from itertools import chain
from operator import itemgetter
from typing import Any

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from scoring import libraries
from scoring.reading.blocks import Paragraph, Placed, Reading, Row, Table, make_table
from scoring.reading.limits import check_rows
from scoring.reading.model import UnreadableError, broken, locked
from scoring.reading.numbering_marks import read_mark
from scoring.reading.printed_lines import Line, join_wrapped
from scoring.reading.remarks import Remark

_Box = tuple[float, float, float, float]
"""Left, top, right and bottom of what is drawn, in points from the top left of the page."""
_MIN_CHARACTERS = 20
# A line that names who is responsible is content, however often it returns.
_RESPONSIBLE = re.compile(r"牵头|责任|配合|落实|负责")
_PAGE_NUMBER = re.compile(
    r"^[-—–－\s]*(第\s*)?\d{1,4}(\s*页)?(\s*[/／]?\s*(共\s*)?\d{1,4}\s*页?)?[-—–－\s]*$"
)


def read(data: bytes, progress: Callable[[int, int], None] | None = None) -> Reading:
    """Read a PDF; raise ``UnreadableError`` where it is locked, broken, or a scan without text."""
    # pdfminer warns about every odd font; those warnings help no user.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with libraries.pdfplumber.open(io.BytesIO(data)) as document:
            return _read_pages(document, progress)
    except PdfminerException as error:
        if any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args):
            raise locked() from error
        raise broken() from error
    except (
        PSException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
    ) as error:
        # A broken object graph surfaces as any of these inside pdfminer.
        raise broken() from error


def _read_pages(document: Any, progress: Callable[[int, int], None] | None) -> Reading:
    total = len(document.pages)
    check_rows(total, "段")
    lines: list[list[Line]] = []
    tables: list[list[Table]] = []
    characters = 0
    for number, page in enumerate(document.pages, 1):
        characters += len(page.chars)
        found, boxes = _page_tables(page, number)
        tables.append(found)
        lines.append(_page_lines(page, number, boxes))
        page.close()
        if progress is not None:
            progress(number, total)
    if characters < _MIN_CHARACTERS * max(1, min(total, 5)):
        raise UnreadableError("unread", "PDF 里没有文字，多半是扫描件。")
    reading = Reading("pdf", [], _drop_running_heads(lines))
    pending: list[Line] = []
    for page_lines, page_tables in zip(lines, tables, strict=True):
        pending.extend(page_lines)
        if page_tables:
            reading.blocks.extend(join_wrapped(pending))
            pending = []
        reading.blocks.extend(page_tables)
    reading.blocks.extend(join_wrapped(pending))
    if any(isinstance(block, Table) for block in reading.blocks):
        reading.remarks.append(
            Remark("guessed_table", "全文", "表格由线条推定", "跨页的单元格按上下文接合")
        )
    if any(isinstance(block, Paragraph) for block in reading.blocks):
        reading.remarks.append(Remark("wrapped", "全文", "文字按版面折行", "按缩进和编号接成整段"))
    return reading


def _page_tables(page: Any, number: int) -> tuple[list[Table], list[_Box]]:
    if len(page.lines) + len(page.rects) + len(page.curves) < 4:
        return [], []
    tables = []
    boxes = []
    for index, grid in enumerate(page.find_tables(), 1):
        # A single column is a frame around text.
        if not grid.rows or max(len(row.cells) for row in grid.rows) < 2:
            continue
        boxes.append(grid.bbox)
        table = _grid_table(grid, f"第{number}页表{index}")
        # Its first row may be the rest of a row that the page end cut.
        first = Row(table.rows[0].cells, table.rows[0].where, cut=True)
        tables.append(Table((first, *table.rows[1:]), table.where))
    return tables, boxes


def _grid_table(grid: Any, where: str) -> Table:
    """A table as its lines draw it.

    Edges of all cells give the true grid, because a merged cell is one box that reaches over
    several rows.
    """
    boxes = chain.from_iterable(row.cells for row in grid.rows)
    drawn: list[_Box] = list(filter(None, boxes))
    lefts = _edges(map(itemgetter(0), drawn))
    tops = _edges(map(itemgetter(1), drawn))
    placed = []
    texts = grid.extract(x_tolerance=2, y_tolerance=3)
    for row, values in zip(grid.rows, texts, strict=True):
        for box, value in zip(row.cells, values, strict=True):
            if box is None:
                continue
            left, top, right, bottom = box
            height = sum(top - 2 <= edge < bottom - 2 for edge in tops)
            width = sum(left - 2 <= edge < right - 2 for edge in lefts)
            placed.append(
                Placed(
                    _index(tops, top),
                    _index(lefts, left),
                    _cell_text(value or ""),
                    max(height, 1),
                    max(width, 1),
                )
            )
    return make_table(placed, len(tops), where)


def _cell_text(text: str) -> str:
    """Join the printed lines of a cell; a line with a mark begins a line of its own."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = read_mark(line)
        if lines and not (mark is not None and mark.sure and lines[-1].rstrip()[-1:] in "。;；:："):
            if lines[-1][-1:].isascii() and line[:1].isascii() and lines[-1][-1:].isalpha():
                glue = " "
            else:
                glue = ""
            lines[-1] += glue + line.strip()
        elif line.strip():
            lines.append(line.strip())
    return "\n".join(lines)


def _edges(values: Any) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2:
            edges.append(value)
    return edges


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda position: abs(edges[position] - value))


def _page_lines(page: Any, number: int, boxes: list[_Box]) -> list[Line]:
    area = page
    for box in boxes:
        if _inside(page.bbox, box):
            area = area.outside_bbox(box, strict=False)
    lines = area.extract_text_lines(return_chars=False, x_tolerance=2, y_tolerance=3)
    if not lines:
        return []
    left = min(line["x0"] for line in lines)
    right = max(line["x1"] for line in lines)
    heights = Counter(round(line["bottom"] - line["top"]) for line in lines)
    size = max(6.0, heights.most_common(1)[0][0])
    return [
        Line(
            line["text"],
            f"第{number}页",
            indented=line["x0"] - left > size * 1.2,
            full=line["x1"] > right - size * 2.2,
            margin=_at_head(line, page) or line["top"] > page.height * 0.9,
        )
        for line in lines
        if not _is_page_number(line, page)
    ]


def _at_head(line: dict[str, Any], page: Any) -> bool:
    return bool(line["bottom"] < page.height * 0.1)


def _is_page_number(line: dict[str, Any], page: Any) -> bool:
    if not _PAGE_NUMBER.match(line["text"].strip()):
        return False
    return _at_head(line, page) or bool(line["top"] > page.height * 0.88)


def _inside(
    page: tuple[float, float, float, float], box: tuple[float, float, float, float]
) -> bool:
    return box[0] < page[2] and box[2] > page[0] and box[1] < page[3] and box[3] > page[1]


def _drop_running_heads(pages: list[list[Line]]) -> list[Remark]:
    """Remove running heads and feet: the same short line in the margin of most pages. Return a
    notice for each.
    """
    notices: list[Remark] = []
    if len(pages) < 3:
        return notices
    for position in (0, -1):
        counts = Counter(_in_margin(page, position) for page in pages)
        for text, count in counts.items():
            if not _is_running_head(text, count, len(pages)):
                continue
            notices.append(Remark("furniture", "全文", f"{count} 页重复的“{text}”", "未导入"))
            for page in pages:
                if _in_margin(page, position) == text:
                    page.pop(position)
    return notices


def _is_running_head(text: str, count: int, pages: int) -> bool:
    if not text or len(text) > 40 or count < max(3, pages * 0.6):
        return False
    # 责任单位:… at the foot of every page is content, however often it stands there.
    return not _RESPONSIBLE.search(text)


def _in_margin(page: list[Line], position: int) -> str:
    """The first or last line of a page where it stands in the margin, "" where it does not."""
    if not page or not page[position].margin:
        return ""
    return page[position].text.strip()
