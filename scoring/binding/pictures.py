"""A picture as one A4 page. JPEG and plain PNG data go in as they are; what a page cannot hold is
turned into one.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageFile, ImageOps

from scoring.binding.geometry import HEIGHT, WIDTH, Box, Matrix, fitted
from scoring.binding.pdf_pages import UnbindableError

LARGEST = 200_000_000
"""Pixels above which a picture is not opened."""
FRAMES = 200
"""Pages of one TIFF."""
_TURNS = {
    1: Matrix(),
    2: Matrix(-1, 0, 0, 1, 1, 0),
    3: Matrix(-1, 0, 0, -1, 1, 1),
    4: Matrix(1, 0, 0, -1, 0, 1),
    5: Matrix(0, -1, -1, 0, 1, 1),
    6: Matrix(0, -1, 1, 0, 0, 1),
    7: Matrix(0, 1, 1, 0, 0, 0),
    8: Matrix(0, 1, -1, 0, 1, 0),
}
"""EXIF orientation: the unit square of the picture to how it is to be seen."""
_SIDEWAYS = (5, 6, 7, 8)


def bind_picture(source: Path, out: pikepdf.Pdf) -> list[float]:
    """Appends a page for each frame of the picture, with room for a caption below.

    Returns the height of the lower edge of each. Raises :class:`UnbindableError`.
    """
    Image.MAX_IMAGE_PIXELS = LARGEST
    # The renderer switches this on when it is loaded: half a photograph would pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(source) as picture:
            if picture.width * picture.height > LARGEST:
                raise UnbindableError(f"图片有 {picture.width}×{picture.height} 像素，超过限度")
            if picture.format == "TIFF":
                frames = int(getattr(picture, "n_frames", 1))
            else:
                frames = 1
            edges = []
            for frame in range(min(frames, FRAMES)):
                picture.seek(frame)
                edges.append(_append(out, source, picture))
            return edges
    except UnbindableError:
        raise
    except Image.DecompressionBombError:
        raise UnbindableError("图片像素过多，超过限度") from None
    except (OSError, ValueError, SyntaxError, struct.error, EOFError):
        raise UnbindableError("图片已损坏，打不开") from None


def _append(out: pikepdf.Pdf, source: Path, picture: Image.Image) -> float:
    turn = picture.getexif().get(0x0112, 1) if picture.format in ("JPEG", "MPO") else 1
    width, height = picture.size
    stream = _stream(out, source, picture)
    shown = (height, width) if turn in _SIDEWAYS else (width, height)
    unit = _TURNS.get(turn, Matrix()).then(Matrix(shown[0], 0, 0, shown[1]))
    place = unit.then(fitted(Box(0, 0, *shown), picture=True))
    page = out.add_blank_page(page_size=(WIDTH, HEIGHT))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stream))
    page.obj.Contents = out.make_stream(f"q {place.operator()} /I Do Q".encode())
    return place.box(Box(0, 0, 1, 1)).y0


def _stream(out: pikepdf.Pdf, source: Path, picture: Image.Image) -> Any:
    if picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB"):
        picture.load()  # what is cut off says so here, not on paper
        return _image(out, source.read_bytes(), picture.size, picture.mode, "/DCTDecode")
    if (
        picture.format == "PNG"
        and picture.mode in ("L", "RGB")
        and "transparency" not in picture.info
    ):
        packed = _png_data(source.read_bytes())
        if packed is not None:
            colors = 1 if picture.mode == "L" else 3
            stream = _image(out, packed, picture.size, picture.mode, "/FlateDecode")
            stream.DecodeParms = pikepdf.Dictionary(
                Predictor=15, Colors=colors, BitsPerComponent=8, Columns=picture.width
            )
            return stream
    return _plain(out, picture)


def _plain(out: pikepdf.Pdf, picture: Image.Image) -> Any:
    """Any other picture on white, packed without loss."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        flat = Image.alpha_composite(ground, over).convert("RGB")
    else:
        flat = ImageOps.exif_transpose(picture).convert(
            "L" if picture.mode in ("1", "L", "I;16") else "RGB"
        )
    stream = out.make_stream(flat.tobytes())
    described = _described(flat.size, flat.mode)
    for key, value in described.items():
        stream[key] = value
    return stream


def _image(out: pikepdf.Pdf, data: bytes, size: tuple[int, int], mode: str, packing: str) -> Any:
    stream = pikepdf.Stream(out, data)
    for key, value in _described(size, mode).items():
        stream[key] = value
    stream.Filter = pikepdf.Name(packing)
    return stream


def _described(size: tuple[int, int], mode: str) -> dict[str, Any]:
    return {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": size[0],
        "/Height": size[1],
        "/BitsPerComponent": 8,
        "/ColorSpace": pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB,
    }


def _png_data(raw: bytes) -> bytes | None:
    """The packed pixels of a PNG as PDF takes them: eight bits, not interlaced; None for another
    kind.
    """
    bits, interlaced = raw[24], raw[28]
    if bits != 8 or interlaced:
        return None
    packed = io.BytesIO()
    offset = 8
    while offset + 8 <= len(raw):
        length = struct.unpack(">I", raw[offset : offset + 4])[0]
        if raw[offset + 4 : offset + 8] == b"IDAT":
            packed.write(raw[offset + 8 : offset + 8 + length])
        offset += length + 12
    return packed.getvalue() or None
