"""A Word file of ours: styles, pages, heads and feet, settings, faces."""

from __future__ import annotations

import io
from dataclasses import dataclass
from dataclasses import field as dataclass_field
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
    BASE,
    CELL_HEADINGS,
    CHARACTERS,
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
    twips,
)

from scoring.storage.office import without_clock

STAMP = datetime(2026, 1, 1)
UNUSED = frozenset({"stylesWithEffects", "customXml", "thumbnail"})
"""Parts of the library's empty document that ours has no use for, by the end of their relation's
name."""


def style_xml(
    ident: str,
    name: str,
    properties: str,
    face: str,
    size: float,
    more: str,
    *,
    based: str = "Normal",
) -> str:
    """A paragraph style."""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" '
        f'w:styleId="{ident}"{"" if ident in BUILT_IN else CUSTOM}>'
        f'<w:name w:val={quoteattr(name)}/><w:basedOn w:val="{based}"/>'
        f'{NEXT if "eading" in ident else ""}<w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{faces(face)}{set_type(more, size)}</w:rPr></w:style>"
    )


def cell_heading_xml(ident: str, name: str, based: str, level: int) -> str:
    """A heading in a cell: it looks like the style that it is based on, whatever becomes of that."""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{CUSTOM} w:styleId="{ident}">'
        f'<w:name w:val={quoteattr(name)}/><w:basedOn w:val="{based}"/><w:next w:val="{based}"/>'
        f'<w:uiPriority w:val="1"/><w:qFormat/><w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        "</w:style>"
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
    names = (
        ("top", "top"), ("left", "left"), ("bottom", "bottom"), ("right", "right"), ("insideH", "rows"),
        ("insideV", "columns"),
    )  # fmt: skip
    sides = [(side, widths.get(key, 0)) for side, key in names]
    return "".join(
        f'<w:{side} w:val="{"single" if width else "nil"}" w:sz="{width}" w:space="0" '
        'w:color="404040"/>'
        for side, width in sides
    )


def table_style(ident: str, name: str, borders: str, side: int) -> str:
    """A table style; ``side`` is the space beside the text of a cell, in twips."""
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{ident}"><w:name '
        f'w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="30" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{side}" '
        'w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def styles(paper: Any) -> None:
    """Replaces the styles of the empty document by ours; those that we neither use nor build on
    go.
    """
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
    normal.append(
        parse_xml(f'<w:pPr {nsdecls("w")}><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr>')
    )
    normal.append(parse_xml(f"<w:rPr {nsdecls('w')}>{faces(FANGSONG)}{sized(16)}</w:rPr>"))
    for name, (ident, properties, face, size, more) in STYLES.items():
        sheet.append(parse_xml(style_xml(ident, name, properties, face, size, more)))
    for name, (ident, based, level) in CELL_HEADINGS.items():
        sheet.append(parse_xml(cell_heading_xml(ident, name, STYLES[based][0], level)))
    for ident, name, properties, face, size, more in (*HEADINGS.values(), *CONTENTS.values()):
        sheet.append(parse_xml(style_xml(ident, name, properties, face, size, more)))
    for name, (ident, properties) in CHARACTERS.items():
        sheet.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="character"{CUSTOM} w:styleId="{ident}"><w:name '
                f'w:val="{name}"/>'
                f'<w:uiPriority w:val="1"/><w:qFormat/><w:rPr>{properties}</w:rPr></w:style>'
            )
        )
    for ident, name, size in (("Header", "header", 9), ("Footer", "footer", 14)):
        sheet.append(parse_xml(style_xml(ident, name, BASE, SONG, size, "")))
    everywhere = edges(top=8, bottom=8, left=4, right=4, rows=4, columns=4)
    sheet.append(parse_xml(table_style("GwTable", "公文表格", everywhere, 60)))
    sheet.append(
        parse_xml(table_style("GwScores", "得分表", edges(top=12, bottom=6, columns=4), 60))
    )
    sheet.append(parse_xml(table_style("GwFacts", "要素表", edges(rows=4, bottom=4), 60)))


MARGINS = (
    '<w:pgMar w:top="{0}" w:right="{1}" w:bottom="{2}" w:left="{3}" w:header="{4}" w:footer="{5}" '
    'w:gutter="0"/>'
)
SHORT, LONG = 11906, 16838
"""The sides of A4 in twips."""
GRID = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>'
"""22 lines of 28.95 pt in 225 mm, 28 characters of 15.79 pt in 156 mm; the second is told as
4096ths of a point less than the 16 pt of the style Normal."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: its margins in millimetres from the top clockwise, then the distances of head
    and foot.

    ``bare``: no running head and no page number; ``first``: the first page does not say the title
    again; ``official``: the grid of the standard.
    """

    margins: tuple[float, float, float, float, float, float]
    meant: str
    across: bool = False
    bare: bool = False
    first: bool = False
    official: bool = False
    numbered: bool = True

    @property
    def line(self) -> float:
        """The width of a line in millimetres."""
        _, right, _, left, _, _ = self.margins
        return (297 if self.across else 210) - left - right

    def properties(self, references: str) -> str:
        """The section without its ends."""
        sides = (
            f'{LONG}" w:h="{SHORT}" w:orient="landscape' if self.across else f'{SHORT}" w:h="{LONG}'
        )
        margins = MARGINS.format(*(twips(value) for value in self.margins))
        more = ("<w:titlePg/>" if self.first else "") + (GRID if self.official else "")
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz '
            f'w:w="{sides}"/>{margins}{more}</w:sectPr>'
        )


OFFICIAL = (37, 26, 35, 28, 26, 21.6)
KINDS = {
    "封面": Kind(OFFICIAL, "没有页眉和页码", bare=True, official=True),
    "目录": Kind(OFFICIAL, "页码用罗马数字", official=True),
    "正文": Kind(OFFICIAL, "自评报告、评查意见书等的正文，GB/T 9704 的版心", official=True),
    "公文": Kind(OFFICIAL, "通报、公函，首页的页眉不印题名", first=True, official=True),
    "横页": Kind((28, 25, 26, 25, 15, 17), "报告里的横排表", across=True),
    "宽横页": Kind((24, 18, 22, 18, 13, 9.6), "整份是横排表的文书", across=True, first=True),
    "表单": Kind((24, 23, 24, 23, 13, 10.6), "交办单、销号单，每一份从右页开始", first=True),
    "单页": Kind((16, 20, 11, 20, 8, 6), "一页简报，没有页码", first=True, numbered=False),
    "县页": Kind((13, 18, 9, 18, 6, 5), "区域文书里每县一页，没有页码", first=True, numbered=False),
}
"""The kinds of page by the names under which the reference document shows them."""


def header_xml(*, odd: bool, width: float, title: str, mark: str = "{{ mark }}") -> str:
    """The running head: the title on the outside, a mark such as 内部资料 on the inside."""
    pos = twips(width)
    shown, note = run(title, colour=SOFT), run(mark, colour=SOFT, face=HEI)
    tab = "<w:r><w:tab/></w:r>"
    inner = f"{note}{tab}{shown}" if odd else f"{shown}{tab}{note}"
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{pos}"/></w:tabs>'
    return (
        f"<w:hdr {nsdecls('w')}><w:p><w:pPr><w:pStyle "
        f'w:val="Header"/>{tabs}</w:pPr>{inner}</w:p></w:hdr>'
    )


def footer_xml(*, odd: bool, numbered: bool = True) -> str:
    """The page number between two dashes, on the outside, one character in."""
    side, indent = (
        ("right", 'w:rightChars="100" w:right="280"')
        if odd
        else ("left", 'w:leftChars="100" w:left="280"')
    )
    spaced = '<w:spacing w:line="360" w:lineRule="exact"/>'
    inner = run("— ") + field("PAGE", "1") + run(" —") if numbered else ""
    properties = f'<w:pStyle w:val="Footer"/>{BASE}{spaced}<w:ind {indent}/><w:jc w:val="{side}"/>'
    return f"<w:ftr {nsdecls('w')}><w:p><w:pPr>{properties}</w:pPr>{inner}</w:p></w:ftr>"


@dataclass(slots=True)
class Running:
    """Heads and feet of a file; equal ones are one part."""

    paper: Any
    parts: dict[str, str] = dataclass_field(default_factory=dict)

    def references(self, kind: Kind) -> str:
        """What refers to the heads and feet of a kind of page."""
        title, mark = ("", "") if kind.bare else ("{{ title }}", "{{ mark }}")
        numbered = kind.numbered and not kind.bare
        pieces = []
        for pages, odd in (("default", True), ("even", False)):
            pieces.append(
                self._one(
                    "header", pages, header_xml(odd=odd, width=kind.line, title=title, mark=mark)
                )
            )
        if kind.first:
            pieces.append(
                self._one(
                    "header", "first", header_xml(odd=True, width=kind.line, title="", mark=mark)
                )
            )
        for pages, odd in (
            ("default", True),
            ("even", False),
            *((("first", True),) if kind.first else ()),
        ):
            pieces.append(self._one("footer", pages, footer_xml(odd=odd, numbered=numbered)))
        return "".join(pieces)

    def _one(self, kind: str, pages: str, xml: str) -> str:
        if xml not in self.parts:
            content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
            number = 1 + sum(known.startswith(f"<w:{kind[0]}") for known in self.parts)
            part = Part(
                PackURI(f"/word/{kind}{number}.xml"), content, xml.encode(), self.paper.part.package
            )
            self.parts[xml] = self.paper.part.relate_to(
                part, RT.HEADER if kind == "header" else RT.FOOTER
            )
        return f'<w:{kind}Reference w:type="{pages}" r:id="{self.parts[xml]}"/>'


def settings(paper: Any) -> None:
    """Pages by parity, margins mirrored, laid out as programs of 2013 and later do."""
    old = paper.settings.element
    for child in list(old):
        old.remove(child)
    compat = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
    )
    inner = (
        '<w:zoom w:percent="100"/><w:mirrorMargins/><w:defaultTabStop '
        'w:val="420"/><w:evenAndOddHeaders/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{compat}'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    for child in list(parse_xml(f"<w:settings {nsdecls('w')}>{inner}</w:settings>")):
        old.append(child)


def font_table(paper: Any) -> None:
    """The list of faces, each with the one that stands in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family '
        'w:val="auto"/></w:font>'
        for name, other in STAND_INS.items()
    )
    (part,) = [rel.target_part for rel in paper.part.rels.values() if rel.reltype == RT.FONT_TABLE]
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part._blob = f"{declaration}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def numbering(paper: Any) -> None:
    """The marks of lists: 1 bullets, 2 numbers."""
    levels = [
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="960" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
        for at, (form, text) in enumerate((("bullet", "·"), ("decimal", "%1.")))
    ]
    lists = [
        f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at in range(len(levels))
    ]
    root = parse_xml(f"<w:numbering {nsdecls('w')}>{''.join(levels)}{''.join(lists)}</w:numbering>")
    old = paper.part.numbering_part.element
    for child in list(old):
        old.remove(child)
    for child in list(root):
        old.append(child)


def written(body: str, paper: Any, title: str) -> bytes:
    """The bytes of a template from the XML of its body."""
    root = paper.element
    root.replace(root.body, parse_xml(f"<w:body {nsdecls('w', 'r')}>{body}</w:body>"))
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = (
        title,
        "shifan",
        "",
        "",
    )
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
    numbering(paper)
    return paper
