"""A picture as one A4 page, upright, with its data as it came where a PDF can hold it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from binding_samples import photo
from PIL import Image
from pypdfium2 import PdfDocument

from scoring.binding.geometry import CAPTION, LEFT
from scoring.binding.pdf_pages import UnbindableError
from scoring.binding.pictures import bind_picture


def bind(tmp_path: Path, raw: bytes, name: str = "照片.jpg") -> tuple[Path, list[float]]:
    source, target = tmp_path / name, tmp_path / "out.pdf"
    source.write_bytes(raw)
    with pikepdf.new() as out:
        edges = bind_picture(source, out)
        out.save(target)
    return target, edges


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def colours(target: Path, page: int = 0) -> tuple[str, str, str, str]:
    """The colours at the left, top, right and bottom of the picture on a page."""
    document = PdfDocument(target)
    try:
        shown = document[page].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
    inked = (
        shown.point(lambda value: 255 - value)
        .convert("L")
        .point(lambda value: 255 if value > 9 else 0)
    )
    box = inked.getbbox()
    assert box is not None
    left, top, right, bottom = box
    across, down = (left + right) // 2, (top + bottom) // 2
    spots = ((left + 8, down), (across, top + 8), (right - 8, down), (across, bottom - 8))
    return tuple(_name(shown.getpixel(spot)) for spot in spots)  # type: ignore[return-value]


def _name(pixel) -> str:
    red, _, blue = pixel
    return "红" if red > blue else "蓝"


def stream(target: Path):
    with pikepdf.open(target) as out:
        image = out.pages[0].obj.Resources.XObject.I
        return str(image.get("/Filter", "")), image.read_raw_bytes()


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_stands_as_it_was_taken_however_the_camera_was_held(tmp_path, turn):
    """Red lies above in the picture itself; its orientation says what is above in the scene."""
    target, _ = bind(tmp_path, photo(turn=turn))
    above = {1: 1, 2: 1, 3: 3, 4: 3, 5: 0, 6: 2, 7: 2, 8: 0}[turn]
    assert colours(target)[above] == "红"
    assert colours(target)[(above + 2) % 4] == "蓝"


def test_a_jpeg_goes_in_byte_for_byte(tmp_path):
    raw = photo()
    target, _ = bind(tmp_path, raw)
    assert stream(target) == ("/DCTDecode", raw)


def test_the_packed_data_of_a_plain_png_goes_in_as_it_is(tmp_path):
    raw = encoded(Image.new("RGB", (40, 30), "red"), "PNG")
    target, _ = bind(tmp_path, raw, "图.png")
    packing, data = stream(target)
    assert packing == "/FlateDecode"
    assert data in raw
    assert set(colours(target)) == {"红"}


@pytest.mark.parametrize(
    "raw",
    [
        encoded(Image.new("RGBA", (40, 30), (255, 0, 0, 255)), "PNG"),
        encoded(Image.new("P", (40, 30)), "GIF"),
        encoded(Image.new("1", (40, 30)), "PNG"),
        encoded(Image.new("L", (40, 30)), "BMP"),
        encoded(Image.new("CMYK", (40, 30)), "JPEG"),
        encoded(Image.new("RGB", (40, 30)), "WEBP"),
    ],
)
def test_any_other_picture_is_packed_without_loss(tmp_path, raw):
    target, edges = bind(tmp_path, raw, "图")
    assert len(edges) == 1
    with pikepdf.open(target) as out:
        assert out.pages[0].obj.Resources.XObject.I.ColorSpace in (
            pikepdf.Name.DeviceRGB,
            pikepdf.Name.DeviceGray,
        )


def test_what_is_clear_in_a_picture_is_white_paper(tmp_path):
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    target, _ = bind(tmp_path, encoded(clear, "PNG"), "图.png")
    document = PdfDocument(target)
    try:
        assert document[0].render().to_pil().convert("L").getextrema() == (255, 255)
    finally:
        document.close()


def test_each_frame_of_a_fax_is_a_page(tmp_path):
    pages = [Image.new("L", (40, 50), shade) for shade in (0, 80, 160)]
    raw = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    target, edges = bind(tmp_path, raw, "传真.tif")
    assert len(edges) == 3
    with pikepdf.open(target) as out:
        assert len(out.pages) == 3


def test_a_moving_picture_is_its_first_frame(tmp_path):
    frames = [Image.new("P", (40, 50), shade) for shade in (0, 1)]
    _, edges = bind(
        tmp_path, encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), "a.gif"
    )
    assert len(edges) == 1


def test_below_the_picture_there_is_room_for_its_caption(tmp_path):
    _, (edge,) = bind(tmp_path, photo(width=600, height=800))
    assert edge > CAPTION > LEFT


@pytest.mark.parametrize("raw", [b"\xff\xd8\xff\xe0rubbish", photo()[:2000], b"BM", b""])
def test_a_damaged_picture_says_so(tmp_path, raw):
    with pytest.raises(UnbindableError, match="图片已损坏，打不开"):
        bind(tmp_path, raw)


def test_a_picture_of_too_many_pixels_is_not_opened(tmp_path):
    raw = bytearray(encoded(Image.new("L", (1, 1)), "PNG"))
    raw[16:24] = (50_000).to_bytes(4) * 2
    with pytest.raises(UnbindableError):
        bind(tmp_path, bytes(raw), "图.png")
