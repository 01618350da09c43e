"""A printed PDF made fit for the archive: files attached, what it says about itself, the roles of
its table cells.

The renderer writes PDF/A-3 and tags, with gaps that the standards do not allow: streams whose
stated length is off, compressed metadata, header cells that do not say what they head, tables
without any header that only arrange figures, no mark of PDF/UA beside that of PDF/A. They are
closed here, on the finished file. Sources of the rules: ISO 19005-3 (PDF/A-3) 6.1.7, 6.6, 6.8; ISO
14289-1 (PDF/UA-1) 5 and 7.5.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

Relationship = Literal["Source", "Data", "Supplement"]
_PDFA, _PDFUA = "http://www.aiim.org/pdfa/ns/", "http://www.aiim.org/pdfua/ns/id/"
# What PDF/A knows nothing of may stand in the metadata only where it is declared (ISO 19005-3,
# 6.6.2.3).
_DECLARED = (
    '<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li '
    'rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{_PDFUA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq><rdf:li "
    'rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    '<rdf:Description rdf:about="" pdfuaid:part="1"/>'
)

# PDF/UA-1 knows six levels.
_HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file to be attached. ``plain`` is its name for old readers, ASCII; ``name`` the one that is
    shown.
    """

    plain: str
    name: str
    kind: str
    content: bytes
    relationship: Relationship
    description: str


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself. ``day`` is its date, and that of everything attached to
    it.
    """

    title: str
    author: str
    day: date


def finished(pdf: bytes, about: About, enclosed: Sequence[Enclosed] = (), *, tagged: bool) -> bytes:
    """The file as it is handed in: PDF/A-3a and PDF/UA-1 where it is tagged, else PDF/A-3u. Same
    input, same bytes.
    """
    with pikepdf.open(BytesIO(pdf)) as paper:
        if enclosed:
            _attach(paper, enclosed, about.day)
        if tagged:
            _mend_tags(paper)
        paper.Root.Metadata = paper.make_stream(
            _metadata(about, str(paper.docinfo.get("/Producer", "")), tagged).encode(),
            Type=Name.Metadata,
            Subtype=Name.XML,
        )
        _settle(paper)
        buffer = BytesIO()
        # Told to compress, the library would compress again what was settled.
        paper.save(
            buffer,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
        )
        return buffer.getvalue()


def _settle(paper: Pdf) -> None:
    """Compress what is not, and write streams whose end is easily mistaken in letters.

    A reader that looks for the end of a stream (ISO 19005-3, 6.1.7.1) takes a carriage return at
    its end for a part of the line end that follows, and a piece of an attached PDF that compression
    kept as it is for the end itself.
    """
    for item in paper.objects:
        if not isinstance(item, pikepdf.Stream) or item.get("/Type") == Name.Metadata:
            continue
        if "/Filter" not in item:
            item.write(zlib.compress(item.read_raw_bytes()), filter=Name.FlateDecode)
        packed = item.read_raw_bytes()
        if item.Filter == Name.FlateDecode and (packed.endswith(b"\r") or b"endstream" in packed):
            if "/DecodeParms" in item:
                parameters = Array([Dictionary(), item.DecodeParms])
            else:
                parameters = None
            letters = base64.a85encode(packed, wrapcol=100) + b"~>"
            item.write(
                letters,
                filter=Array([Name.ASCII85Decode, Name.FlateDecode]),
                decode_parms=parameters,
            )


def _attach(paper: Pdf, enclosed: Sequence[Enclosed], day: date) -> None:
    stamp = f"D:{day:%Y%m%d}000000Z"
    streams: dict[str, Object] = {}
    objects: dict[str, Object] = {}
    for item in enclosed:
        digest = hashlib.sha256(item.content).hexdigest()
        if digest not in streams:
            # One content under two names is written once.
            check = hashlib.md5(
                item.content, usedforsecurity=False
            ).digest()  # the format asks for MD5
            stream = paper.make_stream(
                item.content, Type=Name.EmbeddedFile, Subtype=Name(f"/{item.kind}")
            )
            stream.Params = Dictionary(
                CheckSum=pikepdf.String(check),
                Size=len(item.content),
                CreationDate=stamp,
                ModDate=stamp,
            )
            streams[digest] = stream
        objects[item.plain] = paper.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=item.plain,
                UF=item.name,
                Desc=item.description,
                AFRelationship=Name(f"/{item.relationship}"),
                EF=Dictionary(F=streams[digest], UF=streams[digest]),
            )
        )
    # A reader searches the names by halves: they must be in order.
    pairs = [part for name in sorted(objects) for part in (pikepdf.String(name), objects[name])]
    if "/Names" not in paper.Root:
        paper.Root.Names = Dictionary()
    paper.Root.Names.EmbeddedFiles = paper.make_indirect(Dictionary(Names=Array(pairs)))
    paper.Root.AF = Array(list(objects.values()))
    paper.Root.PageMode = Name.UseAttachments


def _mend_tags(paper: Pdf) -> None:
    """Mend headings and tables; the renderer writes the elements in the order in which they are
    read.
    """
    level = 0
    for element in list(paper.objects):
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        role = str(element.S)
        if role == "/Table":
            _mend_table(paper, element)
        elif role in _HEADINGS:
            # A paper that begins with headings of the second level has them as its first.
            level = min(_HEADINGS.index(role) + 1, level + 1)
            element.S = Name(_HEADINGS[level - 1])


def _mend_table(paper: Pdf, table: Object) -> None:
    """Say of each header cell whether it heads its column or its row; a table without one is no
    table.
    """
    cells = [(cell, head, str(cell.S)) for cell, head in _cells(table, head=False)]
    if not any(role == "/TH" for _, _, role in cells):
        _flatten(table)
        return
    for cell, head, role in cells:
        if role == "/TH":
            cell.A.Scope = Name.Column if head else Name.Row
    _mend_spans(paper, table)


def _mend_spans(paper: Pdf, table: Object) -> None:
    """Give every row of a table its full width, where a template left it short or merged more rows
    than there are.
    """
    widths: list[tuple[Object, int]] = []
    for group in _kids(table):
        rows = [row for row in _kids(group) if str(row.S) == "/TR"]
        widths += zip(rows, _row_widths(rows), strict=True)
    widest = max((width for _, width in widths), default=0)
    for row, width in widths:
        # A row without any cell is left alone.
        if 0 < width < widest:
            about = Dictionary(O=Name.Table, ColSpan=widest - width)
            blank = Dictionary(Type=Name.StructElem, S=Name.TD, P=row, K=Array([]), A=about)
            row.K = Array([*row.K, paper.make_indirect(blank)])


def _row_widths(rows: list[Object]) -> list[int]:
    """How many columns the cells of each row take, those that reach down from above included. A
    cell that reaches below the group is cut short.
    """
    taken = [0] * len(rows)
    for index, row in enumerate(rows):
        for cell in _kids(row):
            if str(cell.S) not in ("/TH", "/TD"):
                continue
            about = cell.get("/A", Dictionary())
            down = min(int(about.get("/RowSpan", 1)), len(rows) - index)
            if "/RowSpan" in about:
                about.RowSpan = down
            for reached in range(index, index + down):
                taken[reached] += int(about.get("/ColSpan", 1))
    return taken


def _cells(element: Object, *, head: bool) -> Iterator[tuple[Object, bool]]:
    """The cells of a table, each with whether it stands in its head; those of a table inside a cell
    are not its own.
    """
    for kid in _kids(element):
        role = str(kid.S)
        if role in ("/TH", "/TD"):
            yield kid, head
        elif role != "/Table":
            yield from _cells(kid, head=head or role == "/THead")


def _kids(element: Object) -> Iterator[Object]:
    inner = element.get("/K", Array([]))
    for kid in inner if isinstance(inner, Array) else [inner]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid


def _flatten(element: Object) -> None:
    for kid in _kids(element):
        if kid.S in (Name.TBody, Name.TR, Name.TD):
            _flatten(kid)
    element.S = Name.Div
    if "/A" in element:
        del element.A


def _metadata(about: About, producer: str, tagged: bool) -> str:
    """The metadata packet, in agreement with the document information of the renderer (ISO 19005-3,
    6.6.3).
    """
    spaces = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "pdf": "http://ns.adobe.com/pdf/1.3/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "pdfaid": f"{_PDFA}id/",
        **({"pdfuaid": _PDFUA} if tagged else {}),
        **(
            {f"pdfa{name}": f"{_PDFA}{name.lower()}#" for name in ("Schema", "Property")}
            if tagged
            else {}
        ),
        **({"pdfaExtension": f"{_PDFA}extension/"} if tagged else {}),
    }
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    moment = f"{about.day.isoformat()}T00:00:00Z"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"{declared}>'
        '<rdf:Description rdf:about="" pdfaid:part="3" '
        f'pdfaid:conformance="{"A" if tagged else "U"}"/>'
        f'<rdf:Description rdf:about=""><pdf:Producer>{escape(producer)}</pdf:Producer>'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        "<dc:title><rdf:Alt><rdf:li "
        f'xml:lang="x-default">{escape(about.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(about.author)}</rdf:li></rdf:Seq></dc:creator></rdf:Description>"
        f"{_DECLARED if tagged else ''}</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )
