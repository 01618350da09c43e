"""A folder of 200 mixed files as a county hands them in, with the truth about each.

``python -m benchmarks.mixed_folder DIR`` writes it, and the truth beside it as JSON. Deterministic:
the same texts and pixels each time. Every kind that the intake reads, scans with seals and noise,
archives with names in both encodings and one inside another, ten broken files, copies and near
copies, names by indicator code. Places and papers are invented.
"""

from __future__ import annotations

import json
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import ROOT

if TYPE_CHECKING:
    from PIL.Image import Image

DATA = ROOT / "tests" / "evidence" / "probing" / "data"
FACE = ROOT / "templates" / "fonts" / "ShifanSong-Regular.ttf"
DIGITS = "〇一二三四五六七八九十"
UNITS = (
    "县司法局",
    "县行政审批局",
    "县教育局",
    "县财政局",
    "县水利局",
    "县城管局",
    "县民政局",
    "县人社局",
)
TOPICS = (
    "行政执法案卷评查", "政务服务事项公开", "重大行政决策程序", "规范性文件备案审查", "行政复议规范化建设",
    "领导干部学法用法", "公共法律服务网络建设", "行政执法人员培训", "矛盾纠纷排查化解", "村居法律顾问工作",
    "执法全过程记录", "权责清单动态调整", "证明事项告知承诺", "政府合同合法性审查", "法治宣传教育",
)  # fmt: skip
SENTENCES = (
    "各单位要结合实际制定具体方案，明确任务分工和完成时限。",
    "县政府办公室会同有关部门加强督促检查，及时通报进展。",
    "对工作中的经验做法，要认真总结并在全县推广。",
    "有关台账、名册和影像资料由牵头单位统一归档。",
    "抽查中发现的问题应当在十五个工作日内整改到位。",
    "请于每月月底前将进展情况报送联络员汇总。",
    "经费由同级财政予以保障，专款专用。",
    "参加人员名单和签到表作为附件一并留存。",
    "县融媒体中心要做好宣传报道，营造良好氛围。",
    "各乡镇要落实专人负责，建立问题清单和责任清单。",
    "完成情况纳入年度法治建设考核内容。",
    "对不按要求落实的，予以书面提醒并限期改正。",
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so about one file (``name`` relative to the folder; of a member of an archive, where
    it will lie).

    ``doc_no`` and ``day`` are None where the file states none; ``state`` is as the probe names it;
    ``copy_of`` and ``like`` name the file that it repeats; ``code`` is the indicator that its name
    tells.
    """

    name: str
    type: str
    state: str = "ok"
    doc_no: str | None = None
    day: str | None = None
    scanned: bool = False
    copy_of: str | None = None
    like: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One invented official paper as lines."""

    lines: tuple[str, ...]
    doc_no: str
    day: date


def paper(number: int) -> Paper:
    """The paper of this number: its number in one of four bracket styles, its date in one of
    three.
    """
    chance = random.Random(number)
    unit = UNITS[number % len(UNITS)]
    day = date(2025, 1, 6) + timedelta(days=chance.randrange(640))
    short, running = f"示{unit[1]}{'发办函'[number % 3]}", 1 + number % 180
    left, right = (("〔", "〕"), ("[", "]"), ("【", "】"), ("（", "）"))[number % 4]
    title = f"示例{unit}关于做好{day.year}年{TOPICS[number % len(TOPICS)]}第{number}号工作的通知"
    body = [f"　　{sentence}" for sentence in chance.sample(SENTENCES, 6)]
    lines = (
        f"示例{unit}文件",
        f"{short}{left}{day.year}{right}{running}号",
        title,
        "各乡镇人民政府，县政府各部门：",
        *body,
        f"示例{unit}",
        written(day, number % 3),
    )
    return Paper(lines, f"{short}〔{day.year}〕{running}号", day)


def written(day: date, style: int) -> str:
    """A date as 2026年3月5日, as 二〇二六年三月五日, or with blanks as forms print it."""
    if style == 1:
        year = "".join(DIGITS[int(digit)] for digit in str(day.year))
        return f"{year}年{_counted(day.month)}月{_counted(day.day)}日"
    return (
        f"{day.year} 年 {day.month} 月 {day.day} 日"
        if style == 2
        else f"{day.year}年{day.month}月{day.day}日"
    )


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else DIGITS[tens])
        + ("十" if tens else "")
        + (DIGITS[ones] if ones or not tens else "")
    )


# Writers: each puts lines into a file of one kind.


def _text(path: Path, lines: Sequence[str]) -> None:
    path.write_bytes("\r\n".join(lines).encode("gb18030" if len(path.name) % 2 else "utf-8"))


def _html(path: Path, lines: Sequence[str]) -> None:
    body = "".join(f"<p>{line}</p>" for line in lines)
    path.write_text(
        f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>',
        "utf-8",
    )


def _rtf(path: Path, lines: Sequence[str]) -> None:
    coded = "\\par\n".join("".join(f"\\u{ord(char)}?" for char in line) for line in lines)
    path.write_text("{\\rtf1\\ansi\\uc1 " + coded + "}", "ascii")


def _docx(path: Path, lines: Sequence[str]) -> None:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _xlsx(path: Path, lines: Sequence[str]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append([line, None, 1])
    book.save(path)


def _csv(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{at},{line}\n" for at, line in enumerate(lines)), "utf-8-sig")


def _ofd(path: Path, lines: Sequence[str]) -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    runs = "".join(
        f'<ofd:TextObject ID="{at + 10}" Boundary="30 {20 + at * 10} 150 6" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate(lines)
    )
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    page = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    layer = f'<ofd:Content><ofd:Layer ID="2">{runs}</ofd:Layer></ofd:Content>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", f"<ofd:OFD {space}>{root}</ofd:OFD>")
        archive.writestr("Doc_0/Document.xml", f"<ofd:Document {space}>{page}</ofd:Document>")
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", f"<ofd:Page {space}>{layer}</ofd:Page>")


def _pdf(path: Path, lines: Sequence[str]) -> None:
    from weasyprint import HTML

    body = "".join(f"<p>{line}</p>" for line in lines)
    HTML(
        string=f'<html lang="zh"><style>@page {{ size: A4 }}</style><body>{body}</body></html>'
    ).write_pdf(path)


def _page(lines: Sequence[str], number: int) -> Image:
    """A scanned page: red head, seal over the sign-off, noise and a slight turn."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    image = Image.new("RGB", (1240, 1754), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    face, big = ImageFont.truetype(str(FACE), 32), ImageFont.truetype(str(FACE), 60)
    for at, line in enumerate(lines):
        last = at >= len(lines) - 2
        ink = (208, 30, 30) if at == 0 else (35, 35, 40)
        size = big if at == 0 else face
        width = draw.textlength(line, size)
        left = (1240 - width) / 2 if at < 3 else 1090 - width if last else 130
        draw.text((left, 170 + at * 96), line, font=size, fill=ink)
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    x, y, red = 930, 170 + (len(lines) - 2) * 96 + 60, (216, 40, 46)
    pen.ellipse((x - 130, y - 130, x + 130, y + 130), outline=red, width=9)
    pen.regular_polygon((x, y, 58), 5, fill=red)
    image = ImageChops.multiply(image, layer)
    chance = random.Random(number)
    pixels = image.load()
    assert pixels is not None
    for _ in range(2500):
        pixels[chance.randrange(1240), chance.randrange(1754)] = (120, 120, 120)
    return image.rotate(
        chance.uniform(-0.6, 0.6), resample=Image.Resampling.BICUBIC, fillcolor=(250, 249, 245)
    )


def _scan(path: Path, lines: Sequence[str]) -> None:
    _page(lines, len(path.name)).save(path, "PDF", resolution=150)


def _photographed(path: Path, lines: Sequence[str]) -> None:
    _page(lines, len(path.name)).save(path, quality=80)


def _scene(path: Path, number: int, size: tuple[int, int] = (1000, 750)) -> None:
    from PIL import Image, ImageFilter

    chance = random.Random(number)
    small = Image.new("RGB", (16, 12))
    small.putdata([tuple(chance.randrange(20, 230) for _ in "rgb") for _ in range(192)])
    picture = small.resize((1000, 750), Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(3)
    )
    picture.resize(size).save(path)


def _video(path: Path, number: int) -> None:
    boxes = b"\0\0\0\x14ftypisom\0\0\0\0isom" + b"\0\0\0\x10moov" + bytes(8)
    path.write_bytes(boxes + b"\0\0\x03\xf0mdat" + bytes([number % 251]) * 1000)


WRITERS: dict[str, tuple[str, Callable[[Path, Sequence[str]], None]]] = {
    "pdf": (".pdf", _pdf), "docx": (".docx", _docx), "xlsx": (".xlsx", _xlsx), "ofd": (".ofd", _ofd),
    "html": (".html", _html), "txt": (".txt", _text), "rtf": (".rtf", _rtf), "csv": (".csv", _csv),
    "scan-pdf": (".pdf", _scan), "jpg": (".jpg", _photographed), "png": (".png", _photographed),
}  # fmt: skip
PAPERS = {
    "pdf": 38, "docx": 36, "xlsx": 8, "ofd": 10, "html": 8, "txt": 10, "rtf": 4, "csv": 3, "scan-pdf": 24, "jpg": 6,
    "png": 2,
}  # fmt: skip
NAMED = ("1.1 {}", "1-2 {}", "1.2_{}")
"""How some names tell the indicator; the tree of the run has 1.1 and 1.2."""


def make(folder: Path) -> list[Truth]:
    """Writes the files below ``folder`` and returns the truth, one for each file that a scan comes
    upon.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truths: list[Truth] = []
    number = 0
    for kind, count in PAPERS.items():
        suffix, write = WRITERS[kind]
        for _ in range(count):
            number += 1
            found = paper(number)
            unit, stem = UNITS[number % len(UNITS)], f"{number:03d} {TOPICS[number % len(TOPICS)]}"
            code = None
            if number % 5 == 0:
                stem, code = NAMED[number % 3].format(stem), "1.1" if number % 3 == 0 else "1.2"
            name = f"{unit}/{stem}{suffix}"
            (folder / unit).mkdir(exist_ok=True)
            write(folder / name, found.lines)
            told = kind not in ("csv", "xlsx")
            truths.append(
                Truth(
                    name,
                    kind,
                    doc_no=found.doc_no if told else None,
                    day=found.day.isoformat() if told else None,
                    scanned=kind in ("scan-pdf", "jpg", "png"),
                    code=code,
                )
            )
    truths += _photos(folder) + _misnamed(folder)
    truths += _copies(folder, truths) + _broken(folder) + _archives(folder)
    return truths


def _photos(folder: Path) -> list[Truth]:
    home = folder / "照片"
    home.mkdir()
    found = []
    for number in range(12):
        _scene(home / f"现场{number:02d}.jpg", number)
        found.append(Truth(f"照片/现场{number:02d}.jpg", "jpg"))
    for number in range(4):
        _video(home / f"录像{number}.mp4", number)
        found.append(Truth(f"照片/录像{number}.mp4", "mp4"))
    return found


def _misnamed(folder: Path) -> list[Truth]:
    """Files whose suffix says something else, and the old formats."""
    home = folder / "县委办"
    home.mkdir()
    old = {"旧通知.doc": "doc", "旧通知.wps": "wps"}
    found = []
    for name, kind in old.items():
        data = bytearray((DATA / "notice.doc").read_bytes())
        data[-1] ^= kind == "wps"
        (home / name).write_bytes(bytes(data))
        found.append(
            Truth(f"县委办/{name}", kind, like="县委办/旧通知.doc" if kind == "wps" else None)
        )
    for name, kind in {"旧台账.et": "et", "旧台账.xls": "xls"}.items():
        data = bytearray((DATA / "ledger.xls").read_bytes())
        data[-1] ^= kind == "et"
        (home / name).write_bytes(bytes(data))
        found.append(
            Truth(f"县委办/{name}", kind, like="县委办/旧台账.et" if kind == "xls" else None)
        )
    wrong: tuple[tuple[str, str, Callable[[Path, Sequence[str]], None]], ...] = (
        ("网页导出.doc", "html", _html), ("其实是文本.doc", "txt", _text), ("其实是PDF.docx", "pdf", _pdf),
        ("没有后缀", "docx", _docx), ("其实是表格.pdf", "xlsx", _xlsx),
    )  # fmt: skip
    for at, (name, kind, write) in enumerate(wrong):
        papers = paper(300 + at)
        write(home / name, papers.lines)
        told = kind != "xlsx"
        found.append(
            Truth(
                f"县委办/{name}",
                kind,
                doc_no=papers.doc_no if told else None,
                day=papers.day.isoformat() if told else None,
            )
        )
    return found


def _copies(folder: Path, truths: Sequence[Truth]) -> list[Truth]:
    """Three copies under other names, two papers typed again, two photos at another size."""
    home = folder / "重复报送"
    home.mkdir()
    found = []
    originals = [truth for truth in truths if truth.type == "pdf"][:2] + [
        truth for truth in truths if truth.name == "照片/现场03.jpg"
    ]
    for at, source in enumerate(originals):
        name = f"副本{at}.{source.type}"
        (home / name).write_bytes((folder / source.name).read_bytes())
        found.append(
            Truth(
                f"重复报送/{name}",
                source.type,
                copy_of=source.name,
                doc_no=source.doc_no,
                day=source.day,
            )
        )
    for at, kind in ((46, "docx"), (60, "docx")):
        again = paper(at)
        lines = [*again.lines[:5], f"{again.lines[5]} ", *again.lines[6:]]
        _html(home / f"重打{at}.html", lines)
        (source,) = folder.glob(f"县*/*{at:03d} *.{kind}")
        like = source.relative_to(folder).as_posix()
        found.append(
            Truth(
                f"重复报送/重打{at}.html",
                "html",
                doc_no=again.doc_no,
                day=again.day.isoformat(),
                like=like,
            )
        )
    for at in (5, 6):
        _scene(home / f"缩小{at}.jpg", at, (500, 375))
        found.append(Truth(f"重复报送/缩小{at}.jpg", "jpg", like=f"照片/现场{at:02d}.jpg"))
    return found


def _broken(folder: Path) -> list[Truth]:
    """Ten that cannot be read, each in its own way."""
    home = folder / "坏的"
    home.mkdir()
    lines = paper(400).lines
    halves: dict[str, tuple[str, Callable[[Path, Sequence[str]], None]]] = {
        "断.pdf": ("pdf", _pdf), "断.docx": ("docx", _docx), "断.xlsx": ("xlsx", _xlsx),
        "断.jpg": ("jpg", _photographed),
    }  # fmt: skip
    found = []
    for name, (kind, write) in halves.items():
        write(home / name, lines)
        data = (home / name).read_bytes()
        (home / name).write_bytes(data[: len(data) // 2])
        found.append(Truth(f"坏的/{name}", kind, "truncated"))
    (home / "空.pdf").write_bytes(b"")
    (home / "全零.docx").write_bytes(bytes(50_000))
    (home / "加密.docx").write_bytes((DATA / "locked.docx").read_bytes())
    (home / "乱码.bin").write_bytes(random.Random(1).randbytes(30_000).replace(b"PK", b"pk"))
    (home / "程序.exe").write_bytes(b"MZ" + bytes(3000))
    (home / "分卷.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(500))
    found += [
        Truth("坏的/空.pdf", "unknown", "empty"), Truth("坏的/全零.docx", "unknown", "zeroed"),
        Truth("坏的/加密.docx", "docx", "encrypted"), Truth("坏的/乱码.bin", "unknown", "unsupported"),
        Truth("坏的/程序.exe", "exe", "unsupported"), Truth("坏的/分卷.rar", "rar", "unsupported"),
    ]  # fmt: skip
    return found


def _archives(folder: Path) -> list[Truth]:
    """One archive with names in GB18030, one in UTF-8, one inside another: nine members."""
    found = []
    for at, (stem, mode) in enumerate(
        (("乡镇材料", "gb18030"), ("社区材料", "utf-8"), ("部门材料", "nested"))
    ):
        members = []
        for part in range(3):
            text = paper(500 + 10 * at + part)
            members.append((f"一季度/第{part + 1}件.txt", "\n".join(text.lines).encode()))
            inside = f"{stem}/内层/" if mode == "nested" else f"{stem}/"
            name = f"{inside}一季度/第{part + 1}件.txt"
            found.append(Truth(name, "txt", doc_no=text.doc_no, day=text.day.isoformat()))
        path = folder / f"{stem}.zip"
        _zip(path, members, "gb18030" if mode == "gb18030" else "utf-8")
        if mode == "nested":
            inner = path.read_bytes()
            _zip(path, [("内层.zip", inner)], "utf-8")
    return found


def _zip(path: Path, members: Sequence[tuple[str, bytes]], charset: str) -> None:
    """An archive whose names are plain bytes of ``charset``, without the mark that says which."""
    names = [name.encode(charset) for name, _ in members]
    stand_ins = [bytes([97 + at]) * len(name) for at, name in enumerate(names)]
    with zipfile.ZipFile(path, "w") as archive:
        for stand_in, (_, data) in zip(stand_ins, members, strict=True):
            archive.writestr(zipfile.ZipInfo(stand_in.decode()), data)
    raw = path.read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        raw = raw.replace(stand_in, name)
    path.write_bytes(raw)


def as_data(truths: Sequence[Truth]) -> list[dict[str, Any]]:
    """The truth as plain values."""
    return [asdict(truth) for truth in truths]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target.parent / f"{target.name}.json").write_text(
        json.dumps(as_data(make(target)), ensure_ascii=False, indent=1), "utf-8"
    )
