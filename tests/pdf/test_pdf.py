"""Rendering: same bytes for the same input, and a Chinese sentence for everything that cannot be
printed faithfully."""

import ctypes
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from PIL import Image

from scoring.documents import assets
from scoring.pdf import printer, renderer
from scoring.pdf.errors import RenderError

PAGE = "<!DOCTYPE html><html lang=zh-CN><head><title>标题</title></head><body>{}</body></html>"
TREE = (
    "<h1 id=a>一、总体</h1><h2>（一）得分</h2><p>自评 88.15 分，“优秀”。<a href='#a'>见上</a></p>"
)


def render(body: str, **options: object) -> bytes:
    return printer.render(PAGE.format(body), css=assets.print_sheets(), **options)  # type: ignore[arg-type]


def failure(body: str, **options: object) -> RenderError:
    with pytest.raises(RenderError) as caught:
        render(body, **options)
    return caught.value


@pytest.mark.slow
def test_same_input_same_bytes_with_metadata_and_bookmarks() -> None:
    about = printer.Metadata(
        "自评\u202e报告", "示例县依法治县办", keywords=("自评",), created=date(2026, 11, 20)
    )
    first = render(TREE, metadata=about)
    assert first == render(TREE, metadata=about)
    with pypdfium2.PdfDocument(first) as document:
        info = document.get_metadata_dict()
        assert (info["Title"], info["Author"]) == ("自评报告", "示例县依法治县办")
        assert info["CreationDate"].startswith("D:20261120")
        outline = [(entry.level, entry.get_title()) for entry in document.get_toc()]
    assert outline == [(0, "一、总体"), (1, "（一）得分")]
    assert all("+Shifan-" in name for name in base_fonts(first))


def base_fonts(data: bytes) -> set[str]:
    """The names of the embedded faces that the texts of a file use."""
    found = set()
    buffer = ctypes.create_string_buffer(200)
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            for text in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                font = pypdfium2.raw.FPDFTextObj_GetFont(text)
                pypdfium2.raw.FPDFFont_GetBaseFontName(font, buffer, 200)
                found.add(buffer.value.decode())
    return found


@pytest.mark.slow
def test_many_in_one_process_are_byte_for_byte_what_each_is_alone() -> None:
    bodies = [
        TREE,
        "<table class=grid><tr><th>题名<td>清单</table>",
        "<p>第三份，<b>另</b>一些字</p>",
        TREE,
    ]
    pages = [
        (PAGE.format(body), printer.Metadata(f"第{at}份", created=date(2026, 11, 20)))
        for at, body in enumerate(bodies)
    ]
    sheets = assets.print_sheets()
    alone = [printer.render(html, css=sheets, metadata=about) for html, about in pages]
    assert printer.render_many(pages, css=sheets) == alone
    assert printer.render_many(pages[::-1], css=sheets) == alone[::-1]
    assert printer.render_many([], css=sheets) == []


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("<p>司法局𠮷</p>", "glyph", "U+20BB7"),
        ("<p style='font-family:方正舒体'>字</p>", "font", "方正舒体"),
        ("<img src='file:///etc/passwd'>", "resource", "拒绝"),
        ("<a href='#nowhere'>去</a>", "resource", "#nowhere"),
    ],
)
def test_the_first_of_many_at_fault_is_named(body: str, kind: str, said: str) -> None:
    bodies = ["<p>好的</p>", body, body]
    pages = [
        (PAGE.format(text), printer.Metadata(f"第{at}份")) for at, text in enumerate(bodies, 1)
    ]
    with pytest.raises(RenderError) as caught:
        printer.render_many(pages, css=assets.print_sheets())
    assert caught.value.cause == kind
    assert str(caught.value).startswith("“第2份”：")
    assert said in str(caught.value)


def test_the_time_limit_grows_with_the_number_of_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    def stopped(*_: object, timeout: float, memory_mb: int) -> dict[str, object]:
        limits.append(timeout)
        raise RenderError("timeout", f"{memory_mb}")

    monkeypatch.setattr(printer, "run", stopped)
    for count in (1, 3):
        with pytest.raises(RenderError):
            printer.render_many([(PAGE, printer.Metadata())] * count, css=[], timeout=60)
    assert limits == [60, 70]


def test_nothing_is_taken_from_the_clock() -> None:
    with pypdfium2.PdfDocument(render("<p>无日期</p>")) as document:
        assert not document.get_metadata_dict()["CreationDate"]


@pytest.mark.slow
def test_archive_and_tagged_variant_is_stable() -> None:
    about = printer.Metadata("归档件", created=date(2026, 11, 20))
    first = render(TREE, metadata=about, variant="pdf/a-3b", tagged=True)
    assert first == render(TREE, metadata=about, variant="pdf/a-3b", tagged=True)
    streams = [
        zlib.decompressobj().decompress(part)
        for part in first.split(b"stream\n")
        if part.startswith(b"x")
    ]
    assert any(b"pdfaid:part" in stream for stream in streams)
    with pypdfium2.PdfDocument(first) as document:
        assert document.is_tagged()


def test_missing_glyph_names_the_character_and_its_place() -> None:
    error = failure("<p>责任单位为示例县<b>司法局𠮷</b>，限期整改。再见𠮷</p>")
    assert error.cause == "glyph"
    assert "U+20BB7" in str(error)
    assert "司法局 𠮷" in str(error) or "司法局𠮷" in str(error)
    assert "共 2 处" in str(error)


def test_missing_glyph_in_a_chart_is_seen_too() -> None:
    svg = "<svg viewBox='0 0 9 9'><text y='9' font-family='shifan-figure'>𠮷</text></svg>"
    assert failure(f"<figure>{svg}</figure>").cause == "glyph"


def test_missing_family_is_named() -> None:
    error = failure("<p style='font-family:方正舒体'>字</p>")
    assert error.cause == "font"
    assert "方正舒体" in str(error)


def test_a_family_that_is_named_first_but_followed_by_one_that_is_there_passes() -> None:
    assert render("<p style='font-family:方正舒体,shifan-kai'>字</p>")


def test_face_of_the_office_is_used(tmp_path: Path, own_face: Callable[[Path, str], Path]) -> None:
    own_face(tmp_path / "fonts", "仿宋_GB2312")
    names = base_fonts(render("<p>正文</p>", workspace_fonts=tmp_path / "fonts"))
    assert any("Shifan" not in name for name in names), names


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "<img src='file:///etc/passwd'>",
        "<img src='http://169.254.169.254/'>",
        "<link rel=stylesheet href='file:///etc/passwd'>",
        "<style>@import 'http://localhost/x.css';</style>",
        "<object data='file:///etc/hostname'></object>",
        "<a rel=attachment href='file:///etc/passwd'>x</a>",
        "<svg viewBox='0 0 9 9'><image href='file:///etc/passwd' width='9' height='9'/></svg>",
    ],
)
def test_injected_addresses_end_the_document(body: str) -> None:
    error = failure(body)
    assert error.cause == "resource"
    assert "拒绝" in str(error)


@pytest.mark.slow
def test_pictures_below_a_root_are_printed_and_broken_ones_are_named(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "#b3261e").save(tmp_path / "现场.png")
    with pypdfium2.PdfDocument(render("<img src='现场.png'>", roots=[tmp_path])) as document:
        assert list(document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    (tmp_path / "坏.png").write_bytes(b"\x89PNG broken")
    assert failure("<img src='坏.png'>", roots=[tmp_path]).cause == "resource"


def test_a_picture_that_explodes_is_refused(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "big.png")
    assert failure("<img src='big.png'>", roots=[tmp_path]).cause == "resource"


def test_link_without_target_is_named() -> None:
    assert "#nowhere 没有目标" in str(failure("<a href='#nowhere'>去</a>"))


def test_a_row_taller_than_a_page_breaks_where_nothing_else_can_be_done() -> None:
    """A band must stay with the row behind it, and the row must stay whole; it is higher than the
    page."""
    band, text = "<tbody class=band><tr><th>第一部分</th></tr></tbody>", "很长的一段文字，" * 900
    rows = f"{band}<tbody><tr><td>{text}完</td></tr></tbody>"
    made = render(f"<table class=grid><thead><tr><th>内容</th></tr></thead>{rows}</table>")
    with pypdfium2.PdfDocument(made) as document:
        texts = [leaf.get_textpage().get_text_bounded() for leaf in document]
    assert len(texts) > 3
    assert "第一部分" in texts[0]
    assert texts[-1].split("—")[0].rstrip().endswith("完")


def test_time_limit() -> None:
    error = failure("<p>字</p>", timeout=0.05)
    assert error.cause == "timeout"
    assert "0.05 秒" in str(error)


@pytest.mark.slow
def test_memory_limit() -> None:
    error = failure("<p>字</p>" * 60_000, memory_mb=300, timeout=60)
    assert error.cause in {"memory", "killed"}
    assert "内存" in str(error)


def test_missing_system_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text(
        "raise OSError('cannot load library libpango-1.0-0')", encoding="utf-8"
    )
    job = {"task": "families"}
    # The stand-in is found first: it lies before the installed package on the path of the child.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RenderError) as caught:
        renderer.run(job, {}, timeout=30, memory_mb=1024)
    assert caught.value.cause == "library"
    assert "apt-get install libpango-1.0-0" in str(caught.value)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x0bc\x85", "abc"),
        ("示例\u202e县\u2066", "示例县"),
        ("\ud800字\udfff", "字"),
        ("\ufffe\uffff\ufeff字", "字"),
        ("一行\r\n二行\r三行\t表", "一行\n二行\n三行\t表"),
        ("❤\ufe0f", "〔红心〕"),
        ("𠮷〔2026〕１号", "𠮷〔2026〕１号"),
    ],
)
def test_clean(dirty: str, clean: str) -> None:
    assert printer.clean(dirty) == clean


def test_finalize_cleans_text_keeps_markup_and_prints_none_as_nothing() -> None:
    environment = SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=printer.finalize
    )
    template = environment.from_string("{{ a }}|{{ b }}|{{ c }}|{{ d }}")
    assert template.render(a="<\u202ei>", b=Markup("<b>"), c=None, d=3) == "&lt;i&gt;|<b>||3"


def test_dirty_text_in_the_document_does_not_kill_the_render() -> None:
    assert render("<p>甲\ud800乙\u202e丙\x00</p>")
