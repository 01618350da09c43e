"""Small real files of every kind, made where a test wants them."""

import io
import random
import struct
import zipfile
from pathlib import Path

# notice.doc and ledger.xls were saved by LibreOffice; locked.docx is encrypted (ECMA-376 agile,
# password "secret").
DATA = Path(__file__).parent / "data"
LINES = [
    "示例县司法局文件",
    "示司发〔2026〕12号",
    "示例县司法局关于开展行政执法案卷评查的通知",
    "各乡镇人民政府，县政府各部门：",
    "按照年度计划，定于六月集中评查行政处罚案卷，每个单位抽取五卷。",
    "本通知有效期至2027年12月31日。",
    "示例县司法局",
    "二○二六年五月十八日",
]


def html_page(lines=LINES):
    return (
        "<!doctype html><html><body>"
        + "".join(f"<p>{line}</p>" for line in lines)
        + "</body></html>"
    )


def pdf(path, pages=(LINES,), page_css=""):
    from weasyprint import HTML

    bodies = "".join(
        f'<section style="break-after:page">{html_page(lines)[21:-14]}</section>' for lines in pages
    )
    HTML(
        string=f'<html lang="zh"><style>@page {{ size: A4; {page_css} }}</style><body>{bodies}</body></html>'
    ).write_pdf(path)
    return path


def picture_of_page(lines=LINES, size=34, colours=None):
    """A page of text as a picture, drawn with the song face that ships with the tool."""
    from PIL import Image, ImageDraw, ImageFont

    fonts = Path(__file__).resolve().parents[3] / "templates" / "fonts"
    face = ImageFont.truetype(str(fonts / "ShifanSong-Regular.ttf"), size)
    image = Image.new("RGB", (1240, 1754), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        colour = (colours or {}).get(number, (30, 30, 30))
        draw.text((160, 200 + number * 90), line, font=face, fill=colour)
    return image


def seal(image, centre, radius=130):
    from PIL import Image, ImageChops, ImageDraw

    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(214, 30, 38), width=9)
    draw.regular_polygon((x, y, radius * 0.45), 5, fill=(214, 30, 38))
    return ImageChops.multiply(image, layer)


def scan_pdf(path, images):
    first, *rest = images
    first.save(path, "PDF", resolution=150, save_all=True, append_images=rest)
    return path


def docx(path, lines=LINES):
    import docx as library

    document = library.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


def xlsx(path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in (
        ["案卷评查台账"],
        ["单位", "案卷数", "得分"],
        ["县城管局", 5, 96.5],
        ["填报日期：2026年6月30日"],
    ):
        sheet.append(row)
    book.save(path)
    return path


def ofd(path, lines=LINES, *, absolute=False, upper=False, image_only=False):
    """A hand-made OFD with one page; ``absolute`` and ``upper`` are habits of real producers."""
    root = "/Doc_0/" if absolute else ""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    runs = "".join(
        f'<ofd:TextObject ID="{at + 10}" Boundary="30 {20 + at * 10} 150 6" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in reversed(list(enumerate(lines)))
    )
    if image_only:
        runs = '<ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="3"/>'
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = f'<ofd:Pages><ofd:Page ID="1" BaseLoc="{root}Pages/Page_0/Content.xml"/></ofd:Pages>'
    layer = f'<ofd:Content><ofd:Layer ID="2">{runs}</ofd:Layer></ofd:Content>'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}>{body}</ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}>{pages}</ofd:Document>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}>{layer}</ofd:Page>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.upper() if upper and "Content" in name else name, text)
    return path


def photo(path, seed=1, size=(1200, 900), **options):
    """A scene: a bright sky over coarse coloured patches."""
    from PIL import Image, ImageFilter

    chance = random.Random(seed)
    small = Image.new("RGB", (16, 12))
    small.putdata([tuple(chance.randrange(20, 230) for _ in "rgb") for _ in range(16 * 12)])
    small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3)).save(
        path, **options
    )
    return path


def mp4(path, *, cut=False):
    boxes = (
        struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom")
        + struct.pack(">I4s", 16, b"moov")
        + bytes(8)
    )
    media = struct.pack(">I4s", 1008, b"mdat") + bytes(1000)
    path.write_bytes((boxes + media)[: -500 if cut else None])
    return path


def raw_zip(path, entries, flags=0):
    """A zip whose names are raw bytes, as foreign programs write them (no UTF-8 flag unless asked
    for)."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, data in entries:
        import zlib

        offset, crc = out.tell(), zlib.crc32(data)
        fields = (20, flags, 0, 0, 0x5A21, crc, len(data), len(data), len(name), 0)
        out.write(struct.pack("<4s5H3I2H", b"PK\3\4", *fields) + name + data)
        directory.write(
            struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *fields, 0, 0, 0, 0, offset) + name
        )
    body, listing = out.getvalue(), directory.getvalue()
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(listing), len(body), 0
    )
    path.write_bytes(body + listing + end)
    return path
