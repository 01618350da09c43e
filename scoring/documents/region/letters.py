"""A document of a region as one column of blocks, from which page, Word file, workbook and JSON are
all laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from scoring.documents.layout import Page
from scoring.documents.region.form import FormTable, form_table
from scoring.views.sheet import Column, Sheet, cells_under

BlockKind = Literal["h1", "h2", "p", "note", "table", "chart"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a note, a table, or a chart (``text`` then says its numbers)."""

    kind: BlockKind
    text: str = ""
    table: FormTable | None = None


@dataclass(frozen=True, slots=True)
class RegionLetter:
    """One document: ``to`` is 主送, ``facts`` the line of terms below the title."""

    title: str
    number: str
    issuer: str
    date: str
    blocks: tuple[Block, ...]
    to: str = ""
    facts: str = ""
    imprint: str = ""


def heading(text: str, level: Literal[1, 2] = 1) -> Block:
    """A heading."""
    return Block("h1" if level == 1 else "h2", text)


def para(text: str) -> Block:
    """A paragraph."""
    return Block("p", text)


def note(text: str) -> Block:
    """A note."""
    return Block("note", text)


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = "") -> Block:
    """A table; without rows it is one line that says so."""
    if not rows:
        return note("（无）")
    return Block("table", title, form_table(title, columns, rows))


def table_of(columns: Sequence[Column], lines: Iterable[Any], title: str = "") -> Block:
    """A table of lines, each cell from its column; without lines it is one line that says so."""
    return table(columns, [cells_under(columns, line) for line in lines], title)


def letter_page(letter: RegionLetter, charts: Sequence[Markup] = ()) -> Page:
    """The document, ready to be laid out; ``charts`` stand in the order of its chart blocks."""
    context = {"letter": letter, "charts": list(charts)}
    return Page(
        letter.title,
        letter.issuer,
        "region-letter.html.j2",
        context,
        letter,
        tuple(_sheets(letter)),
        ("forms.css", "region.css"),
    )


def _sheets(letter: RegionLetter) -> list[Sheet]:
    """The tables, each under the heading that it follows."""
    sheets: list[Sheet] = []
    above = letter.title
    for block in letter.blocks:
        if block.kind in {"h1", "h2"}:
            above = block.text
        if block.table is not None:
            columns = tuple(
                Column(name, max(8.0, 90 * width), centre=index in block.table.centred)
                for index, (name, width) in enumerate(
                    zip(block.table.headings, block.table.widths, strict=True)
                )
            )
            # Numbered, because two tables may stand under one heading and two sheets
            # cannot share a name.
            name = f"{len(sheets) + 1} {above}"
            sheets.append(Sheet(name, block.text or above, columns, block.table.rows))
    # A workbook without a sheet is none that a spreadsheet opens.
    if not sheets:
        rows = tuple((block.text,) for block in letter.blocks if block.text)
        sheets.append(Sheet(letter.title, letter.title, (Column("内容", 100),), rows))
    return sheets
