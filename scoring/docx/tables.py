"""Tables of the page as tables of Word: columns, merged cells,
the head on every page, rows that stay together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.docx.looks import LOOSE, Grid, cell_style, grid_of, word_style
from scoring.docx.model import MILLIMETRE, Block, Cell, Paragraph, Row, Table
from scoring.docx.widths import fitted, least_width
from scoring.values import whole_number

WASH, BAND = "EFEFEF", "E2E2E2"
MOST_TOGETHER = 12
"""Rows of one group that no page cuts through; longer groups are cut anyway."""
MOST_SPAN = 100
_SHARE = re.compile(r"width:\s*([0-9]+(?:\.[0-9]+)?)%")
_STATED = re.compile(r"(?:^|;)\s*height:\s*([0-9]+(?:\.[0-9]+)?)mm")
_HEIGHTS = {"roomy": 34.0, "tall": 16.0}
"""The least height of a row to write in, in millimetres."""
_LABEL, _SIGNER = 24.0, 30.0
"""The width of the labels of a form, and of those beside a place to sign, in millimetres."""
_FACT = 34.0
_TOP = frozenset({"card", "facts"})
_UNBROKEN = frozenset({"num", "code", "date"})
_LONGEST, _SHORT, _HEAD = 18, 10, 8
"""Half-width characters that stay in one line: of a code, date or figure, of a text in the middle,
of a heading."""

Fill = Callable[[Any, tuple[str, ...], int, str, str], list[Block]]
"""Makes the blocks of a cell: element, classes around it, width, style of its paragraphs, style of
its words."""


@dataclass(slots=True)
class _Line:
    """A row of the page: its element, the classes of its table part, whether it is of the head."""

    element: Any
    part: frozenset[str]
    head: bool
    last: bool
    keys: list[str] = field(default_factory=list)


def _keys(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _lines(table: Any) -> Iterator[_Line]:
    for child in table:
        if child.tag in {"thead", "tbody", "tfoot"}:
            rows = [row for row in child if row.tag == "tr"]
            part = frozenset(_keys(child))
            for row in rows:
                yield _Line(row, part, child.tag == "thead", row is rows[-1], _keys(row))
        elif child.tag == "tr":
            yield _Line(child, frozenset({"long"}), head=False, last=False, keys=_keys(child))


def _span(cell: Any, name: str) -> int:
    return max(1, min(MOST_SPAN, whole_number(cell.get(name)) or 1))


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def table_block(
    element: Any, within: tuple[str, ...], width: int, styles: Callable[[str], str], fill: Fill
) -> Table | None:
    """The table; ``width`` is that of the line, ``styles`` gives the id of a style. None where it
    has no cells.

    A card of the page (class ``card``) comes without its head, which stands above it as a heading.
    """
    keys = _keys(element)
    look = grid_of(within, keys)
    lines = list(_lines(element))
    if "card" in keys:
        lines = [line for line in lines if not line.head]
    spans = (sum(_span(cell, "colspan") for cell in _cells(line.element)) for line in lines)
    count = max(spans, default=0)
    if not count:
        return None
    widths = _widths(element, lines, count, width, look)
    table = Table(styles(look.style), widths)
    _rows(table, lines, _Around(within, keys, look, styles, fill, _opens_block(element)))
    _keep(table, lines, keys)
    return table


@dataclass(frozen=True, slots=True)
class _Around:
    within: tuple[str, ...]
    keys: list[str]
    look: Grid
    styles: Callable[[str], str]
    fill: Fill
    blocks: bool
    """Whether bands of the table open blocks of the document."""


def _rows(table: Table, lines: Sequence[_Line], around: _Around) -> None:
    """Fills the rows; a cell that goes on downwards leaves its mark in the rows below."""
    count = len(table.widths)
    open_cells: dict[int, tuple[int, Cell]] = {}  # column -> rows still to go, the cell above
    for line in lines:
        row = Row(head=line.head, parted="parted" in line.keys, height=_height(line))
        waiting = _cells(line.element)
        column = 0
        while column < count:
            if column in open_cells:
                left, above = open_cells.pop(column)
                row.cells.append(_continued(above, around))
                if left > 1:
                    open_cells[column] = (left - 1, above)
                column += above.span
                continue
            if not waiting:
                break
            element = waiting.pop(0)
            # A cell that comes down from above keeps its column,
            # whatever the page says of this row.
            room = (
                next((index for index in range(column + 1, count) if index in open_cells), count)
                - column
            )
            span = min(_span(element, "colspan"), room)
            cell = _cell(element, line, sum(table.widths[column : column + span]), span, around)
            down = _span(element, "rowspan")
            if down > 1:
                cell.merge = "restart"
                open_cells[column] = (down - 1, cell)
            row.cells.append(cell)
            column += span
        if column < count:
            # A row that is shorter than the others ends in an empty cell, so that the edge of the
            # table is whole.
            row.cells.append(_empty(sum(table.widths[column:]), count - column, around))
        table.rows.append(row)


def _height(line: _Line) -> int:
    """The least height of a row: that of its class,
    or what a cell of it states (``height:24mm``).
    """
    stated = [_STATED.search(element.get("style", "")) for element in (line.element, *line.element)]
    # Heights on paper: they end as whole twentieths of a point.
    heights = [_HEIGHTS.get(key, 0.0) for key in line.keys]
    heights += [float(match[1]) for match in stated if match]
    return round(max(heights, default=0.0) * MILLIMETRE)


def _empty(width: int, span: int, around: _Around) -> Cell:
    style = cell_style(around.look.family, (), head=False, label=False)
    return Cell(width, span, blocks=[Paragraph(around.styles(style))])


def _continued(above: Cell, around: _Around) -> Cell:
    cell = _empty(above.width, above.span, around)
    cell.merge, cell.shade = "continue", above.shade
    return cell


def _cell(element: Any, line: _Line, width: int, span: int, around: _Around) -> Cell:
    keys = _keys(element)
    label = element.tag == "th" and not line.head
    style = cell_style(
        around.look.family, keys, head=line.head, label=label, level=_level(element, line, around)
    )
    if label and "facts" in around.keys:
        style = cell_style(around.look.family, (), head=False, label=False)
    if "facts" in around.keys and label:
        words = "强调"
    else:
        words = ""
    words = _words(keys, line.keys) or words
    inner = (*around.within, *around.keys, *keys)
    cell = Cell(width, span, stand=_stand(keys, line, around))
    cell.shade = _shade(element, line, around)
    cell.blocks = around.fill(element, inner, width, style, words)
    # Word refuses a cell that does not end in a paragraph.
    if not cell.blocks or isinstance(cell.blocks[-1], Table):
        cell.blocks.append(Paragraph(around.styles(style)))
    return cell


def _level(element: Any, line: _Line, around: _Around) -> int:
    """The level of the heading that a cell is, 0 where it is none: by what the page puts into the
    bookmarks of its PDF. Where some bands of a list open a block, the others stand below it.
    """
    if element.get("data-mark") is not None:
        return 1
    if element.get("data-below") is not None:
        return 2
    if "band" in line.keys and around.blocks:
        return 1 if _opens_block(element) else 2
    return 0


def _opens_block(element: Any) -> bool:
    return any("opens" in _keys(inner) for inner in element.iter("span"))


def _words(keys: Sequence[str], row: Sequence[str]) -> str:
    """The style of the words of a cell, by its own classes or by those of its row."""
    return word_style(keys) or word_style(row)


def _shade(element: Any, line: _Line, around: _Around) -> str:
    if around.look.style in {"得分表", "要素表"}:
        return ""
    if "band" in line.keys:
        return BAND
    if element.tag == "th" or "total" in line.keys:
        return WASH
    return ""


def _stand(keys: Sequence[str], line: _Line, around: _Around) -> str:
    if "place" in keys:
        return "bottom"
    top = (
        "top" in keys
        or "parted" in line.keys
        or around.look.style in {"得分表", "要素表"}
        or _TOP & set(around.keys)
    )
    if top and not line.head:
        return "top"
    return "center"


def _keep(table: Table, lines: Sequence[_Line], keys: Sequence[str]) -> None:
    """Which rows stay on one page: heads and bands with what follows, a short group, totals with
    the row above.
    """
    whole = bool({"keep", "scores", "signing"} & set(keys))
    loose = bool(LOOSE & set(keys))
    start = 0
    # Word keeps a row with the next one: the last row has nothing to be kept with.
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if index == 0 or line.part is not lines[index - 1].part:
            start = index
        short = _group(lines, start) <= MOST_TOGETHER and "long" not in line.part
        together = short and not loose and not line.last
        if whole or together or _opens(line) or _closes(following):
            table.rows[index].keep()
    if "card" in keys and len(table.rows) > 2:
        table.rows[0].keep()
        table.rows[-2].keep()


def _opens(line: _Line) -> bool:
    """Whether a row says what the rows below it are."""
    return line.head or "band" in line.keys or "first" in line.keys


def _closes(line: _Line) -> bool:
    """Whether a row adds up the rows above it."""
    return "total" in line.keys or "closing" in line.part


def _group(lines: Sequence[_Line], start: int) -> int:
    end = next((index for index in range(start, len(lines)) if lines[index].last), len(lines) - 1)
    return end - start + 1


def _widths(element: Any, lines: Sequence[_Line], count: int, width: int, look: Grid) -> list[int]:
    """The columns in twips; together they fill the line."""
    if look.style == "要素表":
        width = round(width - 36 * MILLIMETRE)
    shares = [_share(column) for group in element.iter("colgroup") for column in group.iter("col")]
    if len(shares) == count and all(shares):
        # No column narrower than its longest piece that cannot break, whatever its share.
        least = [least_width(column, look.size) * MILLIMETRE for column in _unbroken(lines, count)]
        return _rounded(fitted(shares, least, width), width)
    labels: set[int] = set()
    if look.family in {"表单", "紧排表单", "要素"}:
        labels = _label_columns(lines, count)
    if not 0 < len(labels) < count:
        return _rounded([width / count] * count, width)
    millimetres = _SIGNER if "signing" in _keys(element) else _LABEL
    if look.family == "要素":
        millimetres = _FACT
    label = min(millimetres * MILLIMETRE, width / count)
    rest = (width - label * len(labels)) / (count - len(labels))
    return _rounded([label if column in labels else rest for column in range(count)], width)


def _label_columns(lines: Sequence[_Line], count: int) -> set[int]:
    """The columns of a form that hold labels, by its rows without merged cells."""
    rows = [cells for line in lines if len(cells := _cells(line.element)) == count]
    return {column for cells in rows for column, cell in enumerate(cells) if cell.tag == "th"}


def _share(column: Any) -> float:
    match = _SHARE.search(column.get("style") or "")
    if match:
        # A width on paper: it ends as whole twentieths of a point.
        return float(match[1])
    return 0.0


def _rounded(widths: Sequence[float], width: int) -> list[int]:
    rounded = [round(value) for value in widths]
    # What rounding moved goes to the last column, so that the table is as wide as the line.
    rounded[-1] += width - sum(rounded)
    return rounded


def _unbroken(lines: Sequence[_Line], count: int) -> list[dict[str, int]]:
    """The lines of each column that are not to be broken, with how long they may be to count."""
    columns: list[dict[str, int]] = [{} for _ in range(count)]
    for line in lines:
        cells = _cells(line.element)
        if len(cells) > count or (line.head and len(cells) < count):
            continue
        # Where merged cells come down from above, what a row has of its own stands to the right.
        plain = all(_span(cell, "colspan") == 1 for cell in cells)
        column = count - len(cells) if plain else 0
        for cell in cells:
            longest = _longest(cell, line)
            if longest and column < count:
                texts = (text.strip() for text in cell.itertext())
                columns[column].update((text, longest) for text in texts if text)
            column += _span(cell, "colspan")
    return columns


def _longest(cell: Any, line: _Line) -> int:
    """How long a line of a cell may be and still is not broken, 0 where it does not matter."""
    if line.head:
        return _HEAD
    keys = set(_keys(cell))
    if keys & _UNBROKEN:
        return _LONGEST
    if "mid" in keys:
        return _SHORT
    return 0
