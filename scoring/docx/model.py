"""The pieces of a Word document before they are written: paragraphs,
and tables of cells that hold them.

They are plain and changeable because what stands below decides about what stands above: a signature
keeps the line before it on its page. Lengths are twips (twentieths of a point).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MILLIMETRE = 56.6929
"""Twips in a millimetre."""
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph: the id of its style, the XML of its runs, and what differs from the style.

    ``keep``: the next one begins on the same page; ``fresh``: it begins a page; ``section``: XML of
    the section that it ends.
    """

    style: str
    runs: str = ""
    keep: bool = False
    fresh: bool = False
    flush: bool = False
    indent: tuple[int, int] | None = None
    before: int | None = None
    outline: int | None = None
    tab: int | None = None
    frame: str = ""
    section: str = ""

    def xml(self) -> str:
        """The paragraph; properties in the order of the schema."""
        pieces = [f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>']
        if self.keep:
            pieces.append("<w:keepNext/>")
        if self.fresh:
            pieces.append("<w:pageBreakBefore/>")
        pieces.append(self.frame)
        if self.tab is not None:
            pieces.append(f'<w:tabs><w:tab w:val="right" w:pos="{self.tab}"/></w:tabs>')
        if self.before is not None:
            pieces.append(f'<w:spacing w:before="{self.before}"/>')
        if self.flush:
            pieces.append('<w:ind w:firstLineChars="0" w:firstLine="0"/>')
        elif self.indent is not None:
            left, right = self.indent
            pieces.append(
                f'<w:ind w:left="{left}" w:right="{right}" w:firstLineChars="0" w:firstLine="0"/>'
            )
        if self.outline is not None:
            pieces.append(f'<w:outlineLvl w:val="{self.outline}"/>')
        pieces += [self.section, "</w:pPr>", self.runs, "</w:p>"]
        return "".join(pieces)


@dataclass(slots=True)
class Cell:
    """A cell: ``merge`` is "" or how it goes on downwards ("restart", "continue"), ``stand`` where
    its text stands.
    """

    width: int
    span: int = 1
    merge: str = ""
    shade: str = ""
    stand: str = "center"
    blocks: list[Paragraph | Table] = field(default_factory=list)

    def xml(self) -> str:
        """The cell, with a paragraph at its end, as Word wants it."""
        pieces = [f'<w:tc><w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/>']
        if self.span > 1:
            pieces.append(f'<w:gridSpan w:val="{self.span}"/>')
        if self.merge:
            pieces.append(f'<w:vMerge w:val="{self.merge}"/>')
        if self.shade:
            pieces.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>')
        pieces.append(f'<w:vAlign w:val="{self.stand}"/></w:tcPr>')
        pieces += [block.xml() for block in self.blocks]
        pieces.append("</w:tc>")
        return "".join(pieces)


@dataclass(slots=True)
class Row:
    """A row: ``head`` stands on every page, ``parted`` may be cut by the end of a page, ``height``
    is the least.
    """

    cells: list[Cell] = field(default_factory=list)
    head: bool = False
    parted: bool = False
    height: int = 0

    def keep(self) -> None:
        """The next row begins on the same page."""
        for cell in self.cells:
            for block in cell.blocks:
                if isinstance(block, Paragraph):
                    block.keep = True

    def xml(self) -> str:
        """The row."""
        # A row that is cut by the end of a page is hard to read across; only long texts may be.
        more = "" if self.parted else "<w:cantSplit/>"
        more += f'<w:trHeight w:val="{self.height}" w:hRule="atLeast"/>' if self.height else ""
        more += "<w:tblHeader/>" if self.head else ""
        return f"<w:tr><w:trPr>{more}</w:trPr>{''.join(cell.xml() for cell in self.cells)}</w:tr>"


@dataclass(slots=True)
class Table:
    """A table of fixed columns."""

    style: str
    widths: Sequence[int]
    rows: list[Row] = field(default_factory=list)

    def xml(self) -> str:
        """The table, in the middle of the line."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.style}"/><w:tblW w:w="{sum(self.widths)}" '
            'w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook '
            'w:val="0000"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(row.xml() for row in self.rows)}</w:tbl>"
        )


Block = Paragraph | Table


def bind(blocks: Sequence[Block]) -> None:
    """No page begins between these blocks, nor inside of one but the last."""
    for block in blocks[:-1]:
        if isinstance(block, Paragraph):
            block.keep = True
        else:
            for row in block.rows:
                row.keep()
    if blocks and isinstance(blocks[-1], Table):
        for row in blocks[-1].rows[:-1]:
            row.keep()


@dataclass(slots=True)
class Heading:
    """A heading that stands in the contents: its level from 1,
    its text, the name of its bookmark.
    """

    level: int
    text: str
    name: str


def paragraphs_of(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Every paragraph, those of tables too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs_of(cell.blocks)
