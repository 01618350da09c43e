"""The file of a Word template: styles, page, heads and feet, settings, faces."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from building import field, run
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from looks import (
    ACROSS,
    BASE,
    CONTENTS,
    FANGSONG,
    HEADINGS,
    HEI,
    IDS,
    LATIN,
    SOFT,
    SONG,
    STAND_INS,
    STYLES,
    TIGHT,
    TYPE_AREA,
    twips,
)

from scoring.documents.workbook import without_clock

STAMP = datetime(2026, 1, 1)
UNUSED = frozenset({"stylesWithEffects", "customXml", "thumbnail", "numbering"})
"""Parts of the library's empty document that ours has no use for, by the end of their relation's name."""


def style_xml(
    ident: str, name: str, properties: str, face: str, size: float, more: str, *, based: str = "Normal"
) -> str:
    """A paragraph style."""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{ident}"{"" if ident in BUILT_IN else CUSTOM}>'
        f'<w:name w:val={quoteattr(name)}/><w:basedOn w:val="{based}"/>'
        f'{NEXT if "eading" in ident else ""}<w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{faces(face)}{set_type(more, size)}</w:rPr></w:style>"
    )


CUSTOM, NEXT = ' w:customStyle="1"', f'<w:next w:val="{IDS["公文正文"]}"/>'
BUILT_IN = frozenset({"Header", "Footer", *(item[0] for item in {**HEADINGS, **CONTENTS}.values())})


def faces(face: str) -> str:
    """The faces of a style: Chinese and Latin."""
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}" w:cs="{LATIN}"/>'


def set_type(more: str, size: float) -> str:
    """Weight, colour, pitch and size, in the order of the schema; off the grid of characters."""
    weight, rest = ("<w:b/>", more.replace("<w:b/>", "")) if "<w:b/>" in more else ("", more)
    return f"{weight}{BASE}{rest}{TIGHT if size == 16 else ''}{sized(size)}"


def sized(size: float) -> str:
    """A size in points."""
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def edges(**widths: int) -> str:
    """Borders in eighths of a point; a side that is not named has none."""
    sides = (("top", widths.get("top", 0)), ("left", widths.get("left", 0)), ("bottom", widths.get("bottom", 0)))
    sides += (
        ("right", widths.get("right", 0)),
        ("insideH", widths.get("rows", 0)),
        ("insideV", widths.get("columns", 0)),
    )
    return "".join(
        f'<w:{side} w:val="{"single" if width else "nil"}" w:sz="{width}" w:space="0" w:color="404040"/>'
        for side, width in sides
    )


def table_style(ident: str, name: str, borders: str, side: int) -> str:
    """A table style; ``side`` is the space beside the text of a cell, in twips."""
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{ident}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="30" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def styles(paper: Any) -> None:
    """Replaces the styles of the empty document by ours; those that we neither use nor build on go."""
    sheet = paper.styles.element
    for name in list(sheet):
        if name.tag == qn("w:style") and name.get(qn("w:styleId")) not in {
            "Normal",
            "DefaultParagraphFont",
            "TableNormal",
            "NoList",
        }:
            sheet.remove(name)
    defaults = sheet.find(qn("w:docDefaults"))
    defaults.getparent().replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{faces(FANGSONG)}{sized(16)}"
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            "<w:pPrDefault/></w:docDefaults>"
        ),
    )
    normal = paper.styles["Normal"].element
    for child in list(normal):
        if child.tag in {qn("w:pPr"), qn("w:rPr")}:
            normal.remove(child)
    normal.append(parse_xml(f'<w:pPr {nsdecls("w")}><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr>'))
    normal.append(parse_xml(f"<w:rPr {nsdecls('w')}>{faces(FANGSONG)}{sized(16)}</w:rPr>"))
    for name, (ident, properties, face, size, more) in STYLES.items():
        sheet.append(parse_xml(style_xml(ident, name, properties, face, size, more)))
    for ident, name, properties, face, size, more in (*HEADINGS.values(), *CONTENTS.values()):
        sheet.append(parse_xml(style_xml(ident, name, properties, face, size, more)))
    for ident, name, size in (("Header", "header", 9), ("Footer", "footer", 14)):
        sheet.append(parse_xml(style_xml(ident, name, BASE, SONG, size, "")))
    everywhere = edges(top=8, bottom=8, left=4, right=4, rows=4, columns=4)
    sheet.append(parse_xml(table_style("GwTable", "公文表格", everywhere, 60)))
    sheet.append(parse_xml(table_style("GwScores", "得分表", edges(top=12, bottom=6, columns=4), 60)))
    sheet.append(parse_xml(table_style("GwFacts", "要素表", edges(rows=4, bottom=4), 60)))


MARGINS = '<w:pgMar w:top="{0}" w:right="{1}" w:bottom="{2}" w:left="{3}" w:header="{4}" w:footer="{5}" w:gutter="0"/>'
UPRIGHT = '<w:pgSz w:w="11906" w:h="16838"/>' + MARGINS
ASIDE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' + MARGINS
GRID = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>'
"""22 lines of 28.95 pt in 225 mm, 28 characters of 15.79 pt in 156 mm; the second is told as 4096ths of a point less
than the 16 pt of the style Normal."""


def section(
    *,
    kind: str = "nextPage",
    across: bool = False,
    number: str = "",
    references: str = "",
    last: bool = False,
    first: bool = False,
    margins: tuple[float, ...] = (),
) -> str:
    """The end of a section: in a paragraph of its own, or of the body where it is the ``last`` one. ``first``: its
    first page has the head and foot of its own that ``opening`` adds. ``margins`` in millimetres, from the top
    clockwise, then those of head and foot, for a page without the grid of the standard.
    """
    sides = margins or ((28, 25, 26, 25, 15, 17) if across else (37, 26, 35, 28, 26, 21.6))
    page = (ASIDE if across else UPRIGHT).format(*(twips(value) for value in sides))
    fields = f'{references}<w:type w:val="{kind}"/>{page}{number}' + ("<w:titlePg/>" if first else "")
    fields += "" if across or margins else GRID
    made = f"<w:sectPr>{fields}</w:sectPr>"
    return made if last else f'<w:p><w:pPr><w:pStyle w:val="{IDS["控制行"]}"/>{made}</w:pPr></w:p>'


def header_xml(*, odd: bool, width: int, title: str) -> str:
    """The running head: the title on the outside, a mark such as 内部资料 on the inside."""
    pos = twips(width)
    title, mark = run(title, colour=SOFT), run("{{ mark }}", colour=SOFT, face=HEI)
    tab = "<w:r><w:tab/></w:r>"
    inner = f"{mark}{tab}{title}" if odd else f"{title}{tab}{mark}"
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{pos}"/></w:tabs>'
    return f'<w:hdr {nsdecls("w")}><w:p><w:pPr><w:pStyle w:val="Header"/>{tabs}</w:pPr>{inner}</w:p></w:hdr>'


def footer_xml(*, odd: bool) -> str:
    """The page number between two dashes, on the outside, one character in."""
    side, indent = ("right", 'w:rightChars="100" w:right="280"') if odd else ("left", 'w:leftChars="100" w:left="280"')
    spaced = '<w:spacing w:line="360" w:lineRule="exact"/>'
    inner = run("— ") + field("PAGE", "1") + run(" —")
    properties = f'<w:pStyle w:val="Footer"/>{BASE}{spaced}<w:ind {indent}/><w:jc w:val="{side}"/>'
    return f"<w:ftr {nsdecls('w')}><w:p><w:pPr>{properties}</w:pPr>{inner}</w:p></w:ftr>"


def running(paper: Any, title: str = "{{ cover.title }}") -> tuple[str, str]:
    """Adds heads and feet for odd and even pages to the file; gives what refers to them, upright and across."""
    feet = [_added(paper, "footer", at, PARITY[odd], footer_xml(odd=odd)) for at, odd in ((1, True), (2, False))]
    heads = [
        _added(paper, "header", at, PARITY[odd], header_xml(odd=odd, width=width, title=title))
        for at, odd, width in ((1, True, TYPE_AREA), (2, False, TYPE_AREA), (3, True, ACROSS), (4, False, ACROSS))
    ]
    return "".join([*heads[:2], *feet]), "".join([*heads[2:], *feet])


def opening(paper: Any, width: float = TYPE_AREA) -> str:
    """Adds the head and foot of a first page, whose head does not say the title again; gives what refers to them."""
    head = _added(paper, "header", 5, "first", header_xml(odd=True, width=width, title=""))
    return head + _added(paper, "footer", 3, "first", footer_xml(odd=True))


def plain(width: float, margins: tuple[float, ...], *, across: bool = False) -> bytes:
    """A file without any text: a page with head and foot, lines of ``width`` millimetres, and all styles. From it the
    documents are made that have no template.
    """
    paper = empty()
    references = "".join(
        [
            *(
                _added(paper, "header", at, PARITY[odd], header_xml(odd=odd, width=width, title="{{ title }}"))
                for at, odd in ((1, True), (2, False))
            ),
            *(_added(paper, "footer", at, PARITY[odd], footer_xml(odd=odd)) for at, odd in ((1, True), (2, False))),
            opening(paper, width),
        ]
    )
    ending = section(last=True, first=True, across=across, references=references, margins=margins)
    return written(ending, paper, "")


PARITY = {True: "default", False: "even"}


def _added(paper: Any, kind: str, number: int, pages: str, xml: str) -> str:
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    part = Part(PackURI(f"/word/{kind}{number}.xml"), content, xml.encode(), paper.part.package)
    ident = paper.part.relate_to(part, RT.HEADER if kind == "header" else RT.FOOTER)
    return f'<w:{kind}Reference w:type="{pages}" r:id="{ident}"/>'


def settings(paper: Any) -> None:
    """Pages by parity, margins mirrored, laid out as programs of 2013 and later do."""
    old = paper.settings.element
    for child in list(old):
        old.remove(child)
    compat = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
    )
    inner = (
        '<w:zoom w:percent="100"/><w:mirrorMargins/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{compat}'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    for child in list(parse_xml(f"<w:settings {nsdecls('w')}>{inner}</w:settings>")):
        old.append(child)


def font_table(paper: Any) -> None:
    """The list of faces, each with the one that stands in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in STAND_INS.items()
    )
    (part,) = [rel.target_part for rel in paper.part.rels.values() if rel.reltype == RT.FONT_TABLE]
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    )


def written(body: str, paper: Any, title: str) -> bytes:
    """The bytes of a template from the XML of its body."""
    root = paper.element
    root.replace(root.body, parse_xml(f"<w:body {nsdecls('w', 'r')}>{body}</w:body>"))
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = title, "shifan", "", ""
    properties.created = properties.modified = STAMP
    raw = io.BytesIO()
    paper.save(raw)
    return without_clock(raw.getvalue(), STAMP)


def empty() -> Any:
    """An empty document with our styles, settings and faces."""
    paper = Document()
    for holder in (paper.part, paper.part.package):
        for ident, relation in list(holder.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNUSED:
                del holder.rels[ident]
    styles(paper)
    settings(paper)
    font_table(paper)
    return paper
