"""Paragraphs, fields and tables of a Word template, as XML."""

from __future__ import annotations

from xml.sax.saxutils import escape

from looks import HEI, IDS, TYPE_AREA, WASH, twips


def run(text: str, *, colour: str = "", face: str = "", bold: bool = False, size: float = 0) -> str:
    """A run; the hint makes the marks “”—… full and not Latin ones."""
    east = f' w:eastAsia="{face}"' if face else ""
    more = "<w:b/>" if bold else ""
    more += f'<w:color w:val="{colour}"/>' if colour else ""
    more += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    fonts = f'<w:rFonts w:hint="eastAsia"{east}/>'
    return f'<w:r><w:rPr>{fonts}{more}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(style: str, *runs: str, before: str = "") -> str:
    """A paragraph in one of ``STYLES``; what is no XML becomes a run. ``before`` holds further
    paragraph properties.
    """
    inner = "".join(item if item.startswith("<w:") else run(item) for item in runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{IDS[style]}"/>{before}</w:pPr>{inner}</w:p>'


def tag(text: str) -> str:
    """A paragraph that holds nothing but a ``{%p … %}`` tag; it vanishes when the template is
    filled.
    """
    return para("控制行", text)


def field(code: str, shown: str, *, size: float = 0) -> str:
    """A field with what it shows before it is updated."""
    inner = run(shown, size=size)
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{inner}<w:r><w:fldChar '
        'w:fldCharType="end"/></w:r>'
    )


def cell(
    width: float,
    *paragraphs: str,
    span: int = 1,
    shade: str = "",
    middle: bool = True,
    low: bool = False,
) -> str:
    """A cell; ``width`` in millimetres; ``low``: the text stands at its foot."""
    more = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    more += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    more += f'<w:vAlign w:val="{"bottom" if low else "center"}"/>' if middle or low else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" '
        f'w:type="dxa"/>{more}</w:tcPr>{"".join(paragraphs)}</w:tc>'
    )


def row(*cells: str, head: bool = False, height: float = 0) -> str:
    """A row that no page cuts through; ``head``: it stands on every page; ``height``: at least, in
    millimetres.
    """
    more = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    more += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"


def tag_row(text: str, widths: list[float]) -> str:
    """A row that holds nothing but a ``{%tr … %}`` tag; it vanishes when the template is filled."""
    return row(cell(sum(widths), para("控制行", text), span=len(widths)))


def table(widths: list[float], *rows: str, style: str = "公文表格") -> str:
    """A table of fixed columns, ``widths`` in millimetres."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    look = '<w:tblLook w:val="0000"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{IDS[style]}"/><w:tblW w:w="{twips(sum(widths))}" '
        'w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout '
        f'w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def shares(*parts: float, of: float = TYPE_AREA) -> list[float]:
    """Widths in millimetres from shares of the line."""
    return [of * part / sum(parts) for part in parts]


def grid(widths: list[float], head: list[str], *rows: str) -> str:
    """A table with a head; a heading may have several lines."""
    heads = [[para("表格表头", text) for text in heading.split("\n")] for heading in head]
    cells = [cell(width, *texts, shade=WASH) for width, texts in zip(widths, heads, strict=True)]
    return table(widths, row(*cells, head=True), *rows)


def line(widths: list[float], *texts: str, shade: str = "", bold: bool = False) -> str:
    """A row of texts; the sign before each one sets its style: ``<`` left, ``^`` centred, ``>`` a
    figure.
    """
    styles = {"<": "表格文字", "^": "表格居中", ">": "表格数字"}
    cells = []
    for width, text in zip(widths, texts, strict=True):
        inner = run(text[1:], face=HEI) if bold else run(text[1:])
        cells.append(cell(width, para(styles[text[0]], inner), shade=shade))
    return row(*cells)
