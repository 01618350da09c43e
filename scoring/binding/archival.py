"""Whether a volume may call itself PDF/A-2b, and what it says of itself when it may.

Pages of strangers are bound as they are. What stands against long keeping is looked for (ISO
19005-2): a face that is not embedded (6.2.11.4), colours without a profile (6.2.4.3), packing that
is not allowed (6.1.7.2), alternate pictures and pages elsewhere (6.2.8.1, 6.2.9). One such object,
and the volume stays a plain PDF.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

_FACES = ("/TrueType", "/Type1", "/MMType1", "/CIDFontType0", "/CIDFontType2")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
# The operators that set a colour of print: four numbers and k or K.
_CMYK = re.compile(rb"(?<![\w.])(?:[\d.]+\s+){4}[kK](?=\s|$)")
DEEPEST = 12
"""Containers inside containers that are followed; what nests deeper is taken as unfit."""


def obstacle(out: pikepdf.Pdf) -> str:
    """What stands against PDF/A-2b, in a Chinese phrase; "" where nothing was found."""
    for item in out.objects:
        if reason := _object(item, 0):
            return reason
    for page in out.pages:
        contents: Any = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, Array) else [contents]
        if any(isinstance(part, Stream) and _CMYK.search(part.read_bytes()) for part in parts):
            return "里有印刷色没有色彩配置"
    return ""


def _object(item: Any, depth: int) -> str:
    if depth > DEEPEST:
        return "里有材料的内部结构套得太深"
    reason = _own_fault(item)
    if reason:
        return reason
    for value in _inner(item):
        # What is indirect is one of the objects of the file and comes by itself.
        if isinstance(value, Name | Array | Dictionary) and not value.is_indirect:
            reason = _object(value, depth + 1)
            if reason:
                return reason
    return ""


def _own_fault(item: Any) -> str:
    """What of an object itself no archive takes, without what it holds."""
    if isinstance(item, Stream):
        return _stream(item) or _dictionary(item)
    if isinstance(item, Dictionary):
        return _dictionary(item)
    if isinstance(item, Name) and item == Name.DeviceCMYK:
        return "里有印刷色没有色彩配置"
    return ""


def _inner(item: Any) -> list[Any]:
    if isinstance(item, Dictionary | Stream):
        return list(item.values())
    if isinstance(item, Array):
        return list(item)
    return []


def _dictionary(item: Any) -> str:
    if item.get("/Type") == Name.Font and str(item.get("/Subtype")) in _FACES:
        descriptor = item.get("/FontDescriptor")
        if descriptor is None or not any(key in descriptor for key in _PROGRAMS):
            return "里有字体没有嵌入"
    if "/TR" in item and item.get("/Type") == Name.ExtGState:
        return "里有材料带转移函数"
    return ""


def _stream(item: Any) -> str:
    packing = item.get("/Filter")
    filters = packing if isinstance(packing, Array) else [packing]
    if {str(name) for name in filters} & {"/LZWDecode", "/JPXDecode", "/Crypt"}:
        return "里有不宜长期保存的压缩方式"
    subtype = item.get("/Subtype")
    if subtype == Name.Image and "/Alternates" in item:
        return "里有图片带替代图"
    if subtype == Name.Image and item.get("/Interpolate") is True:
        # PDF/A forbids it (ISO 19005-2 6.2.8); without it the picture is the same, less smooth.
        item.Interpolate = False
    return _form(item) if subtype == Name.Form else ""


def _form(item: Any) -> str:
    if "/PS" in item or "/Ref" in item:
        return "里有材料引用别处的内容"
    if _CMYK.search(item.read_bytes()):
        return "里有印刷色没有色彩配置"
    return ""


def declare(out: pikepdf.Pdf, title: str) -> None:
    """Marks the volume: the profile of its colours, its metadata, links that are printed."""
    profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB IEC61966-2.1",
        DestOutputProfile=out.make_stream(profile, N=3),
    )
    out.Root.OutputIntents = Array([out.make_indirect(intent)])
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
        'pdfaid:part="2" '
        'pdfaid:conformance="B"/><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title><rdf:Alt><rdf:li "
        f'xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
    out.Root.Metadata = out.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    for page in out.pages:
        for note in page.obj.get("/Annots", Array()):
            note.F = 4
