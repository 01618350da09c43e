"""Pictures: size, time of recording, a hash that survives resizing, and whether a picture shows a
page of text.
"""

from __future__ import annotations

import datetime
import re
import warnings
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from scoring import libraries
from scoring.reading.model import Content, Limits, Photo, UnreadableError, broken, cut_short

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

_ORIGINAL, _DIGITISED, _CHANGED, _EXIF = 0x9003, 0x9004, 0x0132, 0x8769
_SIDE = 16
# Lines of print are looked for on a picture of this size; darker or more coloured than this is no
# paper.
_LINES_SIDE, _LEAST_PAPER, _MOST_COLOUR, _LEAST_LINES = 420, 70, 60, 5
# A JPEG can be decoded at an eighth of its size, so that a large one costs little.
_JPEG_BONUS = 4


def open_picture(path: Path | BinaryIO, limits: Limits, side: int = 0) -> Image:
    """The decoded picture, upright, in RGB. A JPEG may come reduced, but not below ``side`` pixels.

    Raises ``UnreadableError`` for a broken or truncated picture and for one with too many pixels.
    """
    with warnings.catch_warnings():
        # The pixel bound below replaces Pillow's own warning.
        warnings.simplefilter("ignore")
        libraries.Image.MAX_IMAGE_PIXELS = None
        libraries.ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with libraries.Image.open(path) as image:
                _check_size(image, limits)
                if side and image.format == "JPEG":
                    image.draft("RGB", (side, side))
                image.load()
                upright = libraries.ImageOps.exif_transpose(image)
                if "transparency" in image.info:
                    upright = upright.convert("RGBA")
                return _eight_bits(upright).convert("RGB")
        except libraries.PIL.UnidentifiedImageError as error:
            raise broken("图片") from error
        except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
            raise cut_short() if _is_cut(error) else broken("图片") from error


def _eight_bits(image: Image) -> Image:
    """Grey with 16 bits or more, as scanners write it, brought to 8; Pillow by itself makes all of
    it white.
    """
    if not image.mode.startswith(("I", "F")):
        return image
    _, brightest = cast("tuple[float, float]", image.getextrema())
    whole = 255 if brightest <= 255 else 65_535
    return image.convert("F").point(lambda value: value * (255 / whole)).convert("L")


def read_picture(path: Path, limits: Limits) -> tuple[Content, bool]:
    """The facts of a picture, and whether it looks like a page of text (a scan or a screenshot)."""
    image = open_picture(path, limits, side=512)
    with libraries.Image.open(path) as original:
        width, height = original.size
        frames = getattr(original, "n_frames", 1) if original.format == "TIFF" else 1
        exif = original.getexif()
        if exif.get(0x0112, 1) in {5, 6, 7, 8}:
            width, height = height, width
        taken = _taken(exif)
    photo = Photo(width, height, dhash(image), taken)
    return Content(
        count=frames if frames > 1 else None, source="none", photo=photo
    ), looks_like_page(image)


def dhash(image: Image) -> str:
    """The 256-bit difference hash: 16 rows of 16 comparisons of neighbours. Unrelated pictures
    differ in 100 bits.
    """
    pixels = image.convert("L").resize((_SIDE + 1, _SIDE), libraries.Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            at = row * (_SIDE + 1) + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return f"{bits:064x}"


def photo_distance(one: str, other: str) -> int:
    """In how many of 256 bits two picture hashes differ; below 30 the pictures show the same."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def looks_like_page(image: Image) -> bool:
    """Whether a picture shows a page of words: a scan, a screenshot, a photo of a page that lies on
    a desk.
    """
    return _pale(image) or _holds_lines(image)


def _pale(image: Image) -> bool:
    """Whether most of the picture is one pale, colourless ground, as paper and web pages are and
    scenes are not.
    """
    small = image.convert("HSV").resize((64, 64))
    _, saturation, value = small.split()
    ground = sum(
        s < 70 and v > 165 for s, v in zip(saturation.tobytes(), value.tobytes(), strict=True)
    )
    levels = sorted(value.tobytes())
    # Skies and walls are pale too, but never as even as paper over the brighter half of the
    # picture.
    even = levels[-200] - levels[-2000] < 22
    return ground > 64 * 64 * 0.55 and even


def _holds_lines(image: Image) -> bool:
    """Whether lines of ink stand on colourless paper, under whatever shadow: ink is dark against
    what surrounds it.
    """
    small = image.copy()
    small.thumbnail((_LINES_SIDE, _LINES_SIDE))
    grey = small.convert("L")
    # The brightest near each point is the paper there; a shadow only makes it darker.
    paper = grey.filter(libraries.ImageFilter.MaxFilter(9)).filter(
        libraries.ImageFilter.GaussianBlur(6)
    )
    saturation = (
        small.convert("HSV").getchannel("S").filter(libraries.ImageFilter.GaussianBlur(2)).tobytes()
    )
    darker = libraries.ImageChops.subtract(paper, grey).tobytes()
    ground = paper.tobytes()
    width, height = small.size
    rows = [0] * height
    sheet = ink = smooth = 0
    for place, (bright, depth, colour) in enumerate(zip(ground, darker, saturation, strict=True)):
        if bright < _LEAST_PAPER or colour > _MOST_COLOUR:
            continue
        sheet += 1
        if depth * 4 > bright:
            ink += 1
            rows[place // width] += 1
        elif depth * 12 < bright:
            smooth += 1
    whole = width * height
    if sheet < whole * 0.3 or smooth < sheet * 0.6 or not sheet * 0.015 < ink < sheet * 0.3:
        return False
    return _runs(rows, width) >= _LEAST_LINES


def _runs(rows: list[int], width: int) -> int:
    """How many bands of ink lie above each other with paper between them."""
    dense = [count > width * 0.02 for count in rows]
    return sum(now and not before for before, now in pairwise([False, *dense]))


def _check_size(image: Image, limits: Limits) -> None:
    width, height = image.size
    bound = limits.pixels * (_JPEG_BONUS if image.format == "JPEG" else 1)
    if width * height > bound:
        raise UnreadableError(
            "too_large",
            f"图片有 {width}×{height} 像素，超过上限 {bound // 10_000} 万像素，未打开；"
            "请缩小后重新报送。",
        )


def _is_cut(error: Exception) -> bool:
    return bool(
        re.search(r"truncat|unexpected end|not enough|EOF|incomplete", str(error), re.IGNORECASE)
    )


def _taken(exif: Exif) -> datetime.datetime | None:
    inner = exif.get_ifd(_EXIF)
    for value in (inner.get(_ORIGINAL), inner.get(_DIGITISED), exif.get(_CHANGED)):
        try:
            return datetime.datetime.strptime(str(value).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
    return None
