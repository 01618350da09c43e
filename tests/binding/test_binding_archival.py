"""Whether a volume may call itself PDF/A-2b: what of strangers' pages stands against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from scoring.binding.archival import DEEPEST, declare, obstacle


def paper(change: Callable[[pikepdf.Pdf, Any], None] = lambda out, page: None) -> pikepdf.Pdf:
    out = pikepdf.new()
    page = out.add_blank_page(page_size=(595, 842)).obj
    page.Resources = Dictionary()
    change(out, page)
    return out


def image(**more: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(out: pikepdf.Pdf, page: Any) -> None:
        stream = out.make_stream(b"\xff" * 3)
        stream.Type, stream.Subtype = Name.XObject, Name.Image
        for key, value in more.items():
            stream[f"/{key}"] = value
        page.Resources.XObject = Dictionary(I=stream)

    return change


def form(content: bytes, **more: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(out: pikepdf.Pdf, page: Any) -> None:
        stream = out.make_stream(content)
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        for key, value in more.items():
            stream[f"/{key}"] = value
        page.Resources.XObject = Dictionary(P=stream)

    return change


def font(**more: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(out: pikepdf.Pdf, page: Any) -> None:
        face = Dictionary(Type=Name.Font, Subtype=Name.TrueType, **more)
        page.Resources.Font = Dictionary(F=out.make_indirect(face))

    return change


def content(text: bytes) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(out: pikepdf.Pdf, page: Any) -> None:
        page.Contents = out.make_stream(text)

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda out, page: None, ""),
        (image(), ""),
        (image(Filter=Name.LZWDecode), "里有不宜长期保存的压缩方式"),
        (image(Filter=Array([Name.FlateDecode, Name.JPXDecode])), "里有不宜长期保存的压缩方式"),
        (image(Alternates=Array()), "里有图片带替代图"),
        (image(ColorSpace=Name.DeviceCMYK), "里有印刷色没有色彩配置"),
        (image(ColorSpace=Array([Name.Indexed, Name.DeviceCMYK])), "里有印刷色没有色彩配置"),
        (form(b"0 0 0 1 k"), "里有印刷色没有色彩配置"),
        (form(b"0.5 g"), ""),
        (form(b"", PS=True), "里有材料引用别处的内容"),
        (form(b"", Ref=Dictionary()), "里有材料引用别处的内容"),
        (content(b"q 0 0 0 1 K Q"), "里有印刷色没有色彩配置"),
        (content(b"(0 0 0 1 kilo) Tj"), ""),
        (font(), "里有字体没有嵌入"),
        (font(FontDescriptor=Dictionary()), "里有字体没有嵌入"),
    ],
)
def test_what_stands_against_long_keeping_is_said(change, reason):
    with paper(change) as out:
        assert obstacle(out) == reason


def test_a_face_that_is_embedded_stands_against_nothing():
    def change(out: pikepdf.Pdf, page: Any) -> None:
        font(FontDescriptor=Dictionary(FontFile2=out.make_stream(b"x")))(out, page)

    with paper(change) as out:
        assert obstacle(out) == ""


def test_a_transfer_function_changes_colours_and_is_refused():
    def change(out: pikepdf.Pdf, page: Any) -> None:
        state = Dictionary(Type=Name.ExtGState, TR=Name.Identity)
        page.Resources.ExtGState = Dictionary(G=state)

    with paper(change) as out:
        assert obstacle(out) == "里有材料带转移函数"


def test_smoothing_of_a_picture_is_switched_off_and_no_obstacle():
    with paper(image(Interpolate=True)) as out:
        assert obstacle(out) == ""
        assert out.pages[0].obj.Resources.XObject.I.Interpolate is False


def test_what_nests_without_end_is_taken_as_unfit():
    """A hostile file must not take the stack of the program."""

    def change(out: pikepdf.Pdf, page: Any) -> None:
        inner = Array()
        for _ in range(DEEPEST + 3):
            inner = Array([inner])
        page.Deep = inner

    with paper(change) as out:
        assert obstacle(out) == "里有材料的内部结构套得太深"


def test_a_volume_that_may_says_so_in_its_metadata():
    def change(out: pikepdf.Pdf, page: Any) -> None:
        page.Annots = Array([out.make_indirect(Dictionary(Subtype=Name.Link))])

    with paper(change) as out:
        declare(out, "第1卷 依法<履职>")
        packet = out.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="2"' in packet
        assert "第1卷 依法&lt;履职&gt;" in packet
        assert out.Root.OutputIntents[0].S == Name.GTS_PDFA1
        assert out.pages[0].obj.Annots[0].F == 4
