"""Photographs: drawn scenes with people, signs and banners, made a little uneven and grainy, saved
as real JPEG."""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import fonts
from .model import Document

_WIDTH, _HEIGHT = 1000, 667
_CLOTHES = (
    (40, 52, 84),
    (70, 76, 88),
    (110, 54, 54),
    (56, 88, 80),
    (96, 96, 104),
    (150, 132, 108),
    (32, 38, 48),
)
_SKIN = ((226, 184, 150), (214, 170, 136), (233, 194, 162))

Colour = tuple[int, int, int]


def jpeg(document: Document) -> bytes:
    """The picture of one scene; ``banner`` is the lettering in it, ``scene`` one of the scenes
    below."""
    chance = random.Random(document.seed)
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), (214, 208, 196))
    draw = ImageDraw.Draw(picture)
    _SCENES[document.content["scene"]](draw, chance, document.content["banner"])
    target = io.BytesIO()
    _developed(picture, chance).save(target, "JPEG", quality=72, dpi=(72, 72))
    return target.getvalue()


def _fade(draw: ImageDraw.ImageDraw, top: int, bottom: int, first: Colour, last: Colour) -> None:
    for row in range(top, bottom):
        share = (row - top) / max(1, bottom - top)
        colour = tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
        draw.line((0, row, _WIDTH, row), fill=colour)


def _banner(
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    text: str,
    ground: Colour = (190, 20, 26),
) -> None:
    draw.rectangle(box, fill=ground)
    height, width = box[3] - box[1], box[2] - box[0]
    size = min(int(height * 0.62), (width - 24) // max(1, len(text)))
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    draw.text(
        middle, text, font=fonts.face("Hei", size, bold=True), fill=(255, 240, 205), anchor="mm"
    )


def _person(
    draw: ImageDraw.ImageDraw,
    chance: random.Random,
    x: int,
    y: int,
    size: int,
    *,
    back: bool = False,
) -> None:
    """Head and shoulders; ``y`` is the top of the head and ``size`` its height."""
    clothes, skin = chance.choice(_CLOTHES), chance.choice(_SKIN)
    hair = (28 + chance.randrange(18),) * 3
    top = y + int(size * 0.95)
    draw.rounded_rectangle((x - size, top, x + size, y + int(size * 3.1)), size // 2, fill=clothes)
    draw.rectangle((x - size // 5, y + int(size * 0.8), x + size // 5, top + 4), fill=skin)
    draw.ellipse(
        (x - int(size * 0.42), y, x + int(size * 0.42), y + size), fill=hair if back else skin
    )
    if not back:
        draw.pieslice(
            (x - int(size * 0.45), y - 3, x + int(size * 0.45), y + int(size * 0.8)),
            180,
            360,
            fill=hair,
        )
        draw.polygon(
            ((x - size // 5, top), (x + size // 5, top), (x, top + size // 2)), fill=(240, 240, 240)
        )


def _meeting(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 330, (232, 224, 208), (206, 196, 178))
    _fade(draw, 330, _HEIGHT, (150, 116, 84), (110, 82, 58))
    for x in range(0, _WIDTH, 125):
        draw.line((x, 0, x, 330), fill=(196, 186, 166), width=2)
    _banner(draw, (110, 46, 890, 118), banner)
    for x in range(150, 900, 100):
        _person(draw, chance, x + chance.randrange(-8, 9), 182 + chance.randrange(-6, 7), 46)
    draw.rectangle((70, 292, 930, 372), fill=(122, 74, 44))
    draw.rectangle((70, 292, 930, 304), fill=(156, 100, 62))
    for x in range(150, 900, 100):
        draw.polygon(
            ((x - 34, 290), (x + 34, 290), (x + 30, 264), (x - 30, 264)), fill=(248, 246, 240)
        )
    for row, y in enumerate((400, 490)):
        for x in range(90 - 40 * row, 1000, 118):
            _person(
                draw,
                chance,
                x + chance.randrange(-10, 11),
                y + chance.randrange(-6, 7),
                60,
                back=True,
            )


def _training(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 360, (206, 214, 220), (178, 186, 192))
    _fade(draw, 360, _HEIGHT, (96, 100, 108), (70, 72, 80))
    draw.rectangle((240, 40, 760, 300), fill=(250, 250, 250), outline=(60, 60, 60), width=8)
    _banner(draw, (262, 62, 738, 122), banner, (24, 74, 140))
    for line in range(5):
        draw.rectangle(
            (290, 150 + 28 * line, 420 + chance.randrange(60, 280), 160 + 28 * line),
            fill=(130, 140, 156),
        )
    draw.rectangle((806, 222, 916, 350), fill=(116, 70, 44))
    _person(draw, chance, 860, 130, 52)
    draw.rectangle((806, 240, 916, 350), fill=(116, 70, 44))
    for row, (y, size) in enumerate(((372, 40), (430, 48), (505, 60))):
        for x in range(60 + 30 * (row % 2), 990, int(size * 2.3)):
            _person(
                draw,
                chance,
                x + chance.randrange(-6, 7),
                y + chance.randrange(-5, 6),
                size,
                back=True,
            )


def _hall(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 180, (244, 246, 248), (226, 230, 234))
    _fade(draw, 180, 430, (198, 208, 216), (214, 220, 224))
    _fade(draw, 430, _HEIGHT, (206, 200, 190), (160, 154, 146))
    _banner(draw, (40, 30, 960, 96), banner, (20, 84, 150))
    for number in range(5):
        x = 60 + 186 * number
        draw.rectangle((x, 132, x + 150, 168), fill=(178, 22, 28))
        draw.text(
            (x + 75, 150),
            f"{number + 1:02d}号窗口",
            font=fonts.face("Hei", 24, bold=True),
            fill="white",
            anchor="mm",
        )
        _person(draw, chance, x + 75, 230 + chance.randrange(-4, 5), 46)
        draw.rectangle((x + 100, 280, x + 146, 316), fill=(34, 38, 44))
    draw.rectangle((30, 320, 970, 420), fill=(236, 232, 224), outline=(150, 140, 128), width=3)
    draw.rectangle((30, 320, 970, 334), fill=(92, 62, 42))
    for x in (140, 330, 520, 880):
        _person(
            draw,
            chance,
            x + chance.randrange(-20, 21),
            360 + chance.randrange(-10, 30),
            66,
            back=True,
        )
    draw.rectangle((668, 392, 760, 600), fill=(230, 236, 242), outline=(90, 100, 110), width=3)
    draw.rectangle((680, 408, 748, 470), fill=(44, 110, 176))
    draw.text((714, 440), "自助", font=fonts.face("Hei", 22, bold=True), fill="white", anchor="mm")


def _board(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 540, (222, 214, 200), (204, 194, 178))
    _fade(draw, 540, _HEIGHT, (150, 144, 134), (122, 116, 106))
    draw.rectangle((110, 66, 890, 560), fill=(86, 92, 100))
    draw.rectangle((128, 84, 872, 542), fill=(238, 240, 240))
    _banner(draw, (128, 84, 872, 150), banner)
    for row in range(2):
        for column in range(5):
            x, y = 150 + 142 * column, 172 + 182 * row
            draw.rectangle((x, y, x + 122, y + 162), fill=(253, 253, 250), outline=(180, 180, 176))
            draw.rectangle((x + 22, y + 14, x + 100, y + 24), fill=(60, 60, 66))
            for line in range(9):
                end = x + 70 + chance.randrange(42)
                draw.line(
                    (x + 12, y + 40 + 13 * line, end, y + 40 + 13 * line),
                    fill=(150, 150, 154),
                    width=3,
                )
    for x in (150, 830):
        draw.rectangle((x, 560, x + 18, 640), fill=(86, 92, 100))


def _street(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 300, (148, 190, 228), (224, 232, 236))
    _fade(draw, 300, _HEIGHT, (172, 168, 160), (134, 130, 124))
    for x in range(0, _WIDTH, 170):
        height = chance.randrange(90, 210)
        draw.rectangle((x, 300 - height, x + 150, 320), fill=(190 + chance.randrange(30), 186, 178))
        for row in range(310 - height, 290, 34):
            for column in range(x + 14, x + 136, 34):
                draw.rectangle((column, row, column + 18, row + 18), fill=(120, 140, 158))
    for x in (40, 955):
        draw.rectangle((x - 7, 250, x + 7, 420), fill=(92, 66, 44))
        for _ in range(40):
            left, top = x + chance.randrange(-64, 44), chance.randrange(120, 280)
            draw.ellipse(
                (left, top, left + 36, top + 32), fill=(52, 100 + chance.randrange(40), 58)
            )
    _banner(draw, (150, 196, 850, 262), banner)
    draw.polygon(((140, 196), (860, 196), (790, 136), (210, 136)), fill=(34, 92, 160))
    for x in (156, 844):
        draw.rectangle((x - 4, 262, x + 4, 520), fill=(210, 210, 214))
    for x in range(240, 820, 130):
        _person(draw, chance, x + chance.randrange(-14, 15), 302, 46)
    draw.rectangle((180, 400, 820, 480), fill=(184, 24, 30))
    for x in range(200, 800, 56):
        draw.rectangle((x, 388, x + 38, 402), fill=(246, 246, 240))
    for x in (140, 300, 450, 640, 800):
        _person(
            draw,
            chance,
            x + chance.randrange(-20, 21),
            440 + chance.randrange(-14, 15),
            64,
            back=True,
        )


def _court(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 400, (150, 108, 70), (118, 82, 52))
    _fade(draw, 400, _HEIGHT, (142, 132, 122), (104, 96, 88))
    for x in range(0, _WIDTH, 100):
        draw.line((x, 0, x, 400), fill=(104, 70, 44), width=3)
    _banner(draw, (300, 36, 700, 96), banner)
    for x in (400, 500, 600):
        _person(draw, chance, x, 140, 48)
    draw.rectangle((320, 240, 680, 350), fill=(92, 54, 32))
    draw.text(
        (500, 296),
        "审判席",
        font=fonts.face("Hei", 30, bold=True),
        fill=(236, 214, 160),
        anchor="mm",
    )
    for x, label in ((40, "原告席"), (720, "被告席")):
        for seat in (60, 160):
            _person(draw, chance, x + seat, 268, 50)
        draw.rectangle((x, 372, x + 240, 470), fill=(106, 64, 40))
        draw.text(
            (x + 120, 420),
            label,
            font=fonts.face("Hei", 28, bold=True),
            fill=(236, 214, 160),
            anchor="mm",
        )
    for x in range(70, 980, 120):
        _person(
            draw,
            chance,
            x + chance.randrange(-10, 11),
            510 + chance.randrange(-6, 7),
            58,
            back=True,
        )


def _drill(draw: ImageDraw.ImageDraw, chance: random.Random, banner: str) -> None:
    _fade(draw, 0, 330, (170, 184, 196), (214, 216, 214))
    _fade(draw, 330, _HEIGHT, (128, 138, 96), (104, 110, 78))
    for _ in range(70):
        x, y, size = chance.randrange(620, 860), chance.randrange(60, 330), chance.randrange(30, 80)
        shade = 120 + chance.randrange(70)
        draw.ellipse((x, y, x + size, y + size), fill=(shade, shade, shade))
    draw.rectangle((600, 320, 900, 440), fill=(150, 142, 132))
    draw.polygon(((60, 420), (420, 420), (360, 300), (120, 300)), fill=(226, 106, 30))
    _banner(draw, (60, 232, 560, 286), banner)
    for x in (66, 554):
        draw.line((x, 232, x, 420), fill=(90, 90, 90), width=6)
    for x in range(120, 960, 108):
        y = 430 + chance.randrange(-16, 17)
        _person(draw, chance, x, y, 46)
        draw.rounded_rectangle((x - 44, y + 46, x + 44, y + 150), 16, fill=(232, 98, 24))
        draw.rectangle((x - 44, y + 92, x + 44, y + 102), fill=(246, 236, 120))
        draw.pieslice((x - 28, y - 12, x + 28, y + 40), 180, 360, fill=(220, 40, 36))


def _developed(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Soft focus, darker corners and grain."""
    picture = picture.filter(ImageFilter.GaussianBlur(0.9))
    light = Image.new("L", (_WIDTH, _HEIGHT), 168)
    ImageDraw.Draw(light).ellipse((-60, -90, _WIDTH + 60, _HEIGHT + 90), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(110))
    picture = ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))
    grain = Image.frombytes("L", (_WIDTH, _HEIGHT), chance.randbytes(_WIDTH * _HEIGHT))
    grain = grain.point(lambda value: 128 + (value - 128) // 12)
    return ImageChops.overlay(picture, Image.merge("RGB", (grain, grain, grain)))


_SCENES = {
    "meeting": _meeting,
    "training": _training,
    "hall": _hall,
    "board": _board,
    "street": _street,
    "court": _court,
    "drill": _drill,
}
