"""Scanned pages: the printed document as a slightly skewed, noisy picture with a red seal, without
any text layer."""

import io
import math
import random

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import fonts, official
from .model import Document

_DPI = 110


def pdf(document: Document) -> bytes:
    """The document as a PDF of page pictures (JPEG, 110 dpi)."""
    printed = pypdfium2.PdfDocument(official.pdf(document))
    pages = [page.render(scale=_DPI / 72).to_pil().convert("RGB") for page in printed]
    chance = random.Random(document.seed)
    if document.issuer:
        _stamp(pages[-1], document, chance)
    return _bind([_worn(page, chance) for page in pages])


def _stamp(page: Image.Image, document: Document, chance: random.Random) -> None:
    """Press the seal over 落款 and date, which are the last lines of the last page."""
    seal = _seal(document.issuer).rotate(chance.uniform(-6, 6), resample=Image.Resampling.BICUBIC)
    bottom = _last_line(page)
    width, height = seal.size
    place = (
        int(page.width * 0.71) - width // 2,
        min(bottom - int(height * 0.72), page.height - height),
    )
    layer = Image.new("RGB", page.size, "white")
    layer.paste(seal, place, seal)
    page.paste(ImageChops.multiply(page, layer))


def _last_line(page: Image.Image) -> int:
    """The lowest dark row above the page number."""
    text = (
        page.convert("L")
        .crop((0, 0, page.width, int(page.height * 0.885)))
        .point(lambda value: 255 * (value < 120))
    )
    box = text.getbbox()
    return box[3] if box else page.height // 2


def _seal(name: str) -> Image.Image:
    size = 190
    seal = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    red = (205, 24, 32, 215)
    draw.ellipse((4, 4, size - 4, size - 4), outline=red, width=5)
    centre, radius = size / 2, 24
    star = []
    for point in range(10):
        angle = math.pi * point / 5 - math.pi / 2
        reach = radius if point % 2 == 0 else radius * 0.4
        star.append((centre + reach * math.cos(angle), centre + reach * math.sin(angle)))
    draw.polygon(star, fill=red)
    letter = fonts.face("Song", 23 if len(name) <= 12 else 17, bold=True)
    spread = min(270.0, 26.0 * len(name))
    for position, character in enumerate(name):
        angle = -spread / 2 + spread * position / max(1, len(name) - 1)
        tile = Image.new("RGBA", (36, 36), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((18, 18), character, font=letter, fill=red, anchor="mm")
        turned = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        reach = centre - 27
        x = centre + reach * math.sin(math.radians(angle)) - 18
        y = centre - reach * math.cos(math.radians(angle)) - 18
        seal.alpha_composite(turned, (round(x), round(y)))
    return seal


def _worn(page: Image.Image, chance: random.Random) -> bytes:
    """What a copier does to a page: skew, a soft focus, a grey ground, specks and a dark edge."""
    ground = (247, 246, 241)
    page = page.rotate(
        chance.uniform(-1.3, 1.3), resample=Image.Resampling.BICUBIC, fillcolor="white"
    )
    page = page.filter(ImageFilter.GaussianBlur(0.45))
    page = ImageChops.multiply(page, Image.new("RGB", page.size, ground))
    draw = ImageDraw.Draw(page)
    for _ in range(60):
        x, y = chance.randrange(page.width), chance.randrange(page.height)
        shade = chance.randrange(110, 210)
        draw.ellipse((x, y, x + chance.choice((1, 1, 2)), y + 1), fill=(shade, shade, shade))
    edge = chance.randrange(4, 9)
    draw.rectangle((0, 0, edge, page.height), fill=(196, 194, 188))
    width, height = page.width // 4, page.height // 4
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    grain = grain.resize(page.size, Image.Resampling.BICUBIC).point(
        lambda value: 128 + (value - 128) // 14
    )
    page = ImageChops.overlay(page, Image.merge("RGB", (grain, grain, grain)))
    target = io.BytesIO()
    page.save(target, "JPEG", quality=42, dpi=(_DPI, _DPI))
    return target.getvalue()


def _bind(pictures: list[bytes]) -> bytes:
    book = pikepdf.new()
    for picture in pictures:
        with Image.open(io.BytesIO(picture)) as image:
            width, height = image.size
        page = book.add_blank_page(page_size=(width * 72 / _DPI, height * 72 / _DPI))
        image_keys = {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": pikepdf.Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": pikepdf.Name.DCTDecode,
        }
        stream = pikepdf.Stream(book, picture, image_keys)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=stream))
        drawing = f"q {width * 72 / _DPI:.3f} 0 0 {height * 72 / _DPI:.3f} 0 0 cm /Scan Do Q"
        page.Contents = pikepdf.Stream(book, drawing.encode())
    target = io.BytesIO()
    book.save(target, deterministic_id=True)
    return target.getvalue()
