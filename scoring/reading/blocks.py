"""The neutral shape that every reader produces and both grammars read: paragraphs and tables, in
source order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.reading.model import Picture
from scoring.reading.remarks import Remark


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the source.

    ``number`` is the automatic number that the word processor draws before the text (it is no part
    of ``text``); ``where`` is the place as a reader of the source would name it, such as 第12段;
    ``level`` is that of a heading, from 1, where the source says so by its form and not by its
    words, else 0.
    """

    text: str
    where: str
    number: str = ""
    level: int = 0

    @property
    def full(self) -> str:
        """Return number and text as they are seen on the page."""
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the resolved grid; fields of one merged cell share the ``anchor`` (row, column)
    and the text.
    """

    text: str
    anchor: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid; ``cut`` says that a page begins with it, so that it may continue the row
    before.
    """

    cells: tuple[Cell, ...]
    where: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with all spans resolved; every row has the same number of cells."""

    rows: tuple[Row, ...]
    where: str


Block = Paragraph | Table


@dataclass(slots=True)
class Reading:
    """What a reader got out of one file: its kind, its blocks, its doubts and the metadata that the
    file carries.

    ``heads`` are running heads and feet, ``notes`` those below and behind the text, ``inner`` the
    names of whole files inside, ``pages`` the number that the word processor counted.
    """

    kind: str
    blocks: list[Block]
    remarks: list[Remark] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell as the source states it: its corner in the grid and how far it reaches, in fields."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


MAX_COLUMNS = 200


def make_table(
    cells: Iterable[Placed], rows: int, where: str, row_where: Mapping[int, str] | None = None
) -> Table:
    """Resolve spans to a grid of ``rows`` rows; fields that no cell covers are empty; the first
    cell wins an overlap.

    ``row_where`` names rows whose place is not simply "table, row number".
    """
    grid: list[dict[int, Cell]] = [{} for _ in range(rows)]
    width = 0
    for placed in cells:
        right = min(placed.column + max(placed.colspan, 1), MAX_COLUMNS)
        for row in range(placed.row, min(placed.row + max(placed.rowspan, 1), rows)):
            for column in range(placed.column, right):
                grid[row].setdefault(column, Cell(placed.text, (placed.row, placed.column)))
        width = max(width, right)
    names = row_where or {}
    return Table(
        tuple(
            Row(
                tuple(fields.get(column) or Cell("", (number, column)) for column in range(width)),
                names.get(number, f"{where}第{number + 1}行"),
            )
            for number, fields in enumerate(grid)
        ),
        where,
    )


def text_of(block: Block) -> str:
    """Return a block as plain text, a table row by row."""
    if isinstance(block, Paragraph):
        return block.full
    return "\n".join(
        "\t".join(dict.fromkeys(cell.text for cell in row.cells if cell.text.strip()))
        for row in block.rows
    )


def paragraphs_of(blocks: list[Block]) -> list[Block]:
    """Return the blocks with every table turned into one paragraph per cell line, for documents
    laid out in tables.
    """
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            for index, line in enumerate(block.text.split("\n")):
                if line.strip():
                    # The number stands before the first line of a paragraph alone.
                    result.append(Paragraph(line, block.where, block.number if index == 0 else ""))
            continue
        for row in block.rows:
            result.extend(Paragraph(line, row.where) for line in _row_lines(row) if line.strip())
    return result


def _row_lines(row: Row) -> list[str]:
    """The lines of a row's cells; short cells side by side are one line."""
    cells = {cell.anchor: cell.text for cell in row.cells if cell.text.strip()}
    texts = list(cells.values())
    if len(texts) > 1 and all(len(text) < 30 for text in texts):
        return [" ".join(texts)]
    return [line for text in texts for line in text.split("\n")]


def plain_text(blocks: Iterable[Block]) -> str:
    """The text of blocks, one line for each paragraph or table row, cells separated by tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.full)
            continue
        # A merged cell stands in every field that it covers; its text belongs to the first one
        # only.
        for down, row in enumerate(block.rows):
            own = (
                cell.text for across, cell in enumerate(row.cells) if cell.anchor == (down, across)
            )
            lines.append("\t".join(text.replace("\n", " ") for text in own).rstrip("\t"))
    return "\n".join(line for line in lines if line.strip())
