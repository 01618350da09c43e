"""The child process that draws: one job a line (JSON), one answer a line, followed by the bytes of
the picture.

Run as ``python -m scoring.workbench.pictures.worker MEGABYTES``. It ends when its input ends. It
reads one file that it is told, writes nothing, and what it parses may break it: its parent starts
another.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageOps

from scoring.limits import limit_files, limit_memory
from scoring.reading.sniff import sniff
from scoring.workbench.pictures.words import NO_PAGES

IMAGES = frozenset({"jpg", "png", "gif", "bmp", "tiff", "webp"})
MOST_PIXELS = 60_000_000
"""A picture above this is a bomb; a page of a PDF is drawn smaller instead."""
DRAWN_PIXELS = 6_000_000
QUALITY = 82


class CannotDraw(Exception):
    """Why there is no picture; Chinese, for the user."""


def main() -> None:
    """Serves jobs until the input ends."""
    limit_memory(int(sys.argv[1]))
    limit_files(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries print what they like; only answers travel on the pipe
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    for line in sys.stdin.buffer:
        _answer(json.loads(line), answers)


def _answer(job: dict[str, Any], answers: BinaryIO) -> None:
    data, told = b"", {}
    try:
        data, pages = draw(
            Path(os.fsdecode(bytes.fromhex(job["path"]))), int(job["page"]), int(job["dpi"])
        )
        told = {"pages": pages, "size": len(data), "reason": ""}
    except CannotDraw as error:
        told = {"pages": 0, "size": 0, "reason": str(error)}
    except MemoryError:
        told = {"pages": 0, "size": 0, "reason": "这一页太大，画不出来，请下载原件看"}
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; the reason goes to the parent
        told = {
            "pages": 0,
            "size": 0,
            "reason": f"这个文件打不开（{type(error).__name__}），请下载原件看",
        }
    answers.write(json.dumps(told).encode() + b"\n" + data)
    answers.flush()


def draw(path: Path, page: int, dpi: int) -> tuple[bytes, int]:
    """JPEG bytes of one page (from 1), and how many pages there are."""
    kind = sniff(path)
    if kind == "pdf":
        return _pdf_page(path, page, dpi)
    if kind in IMAGES:
        return _image(path, page)
    raise CannotDraw(NO_PAGES)


def _pdf_page(path: Path, page: int, dpi: int) -> tuple[bytes, int]:
    document = pypdfium2.PdfDocument(path)
    try:
        pages = len(document)
        if not 1 <= page <= pages:
            raise CannotDraw(f"这个文件有 {pages} 页")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = dpi / 72
        area = width * height * scale * scale
        if area > DRAWN_PIXELS:
            scale *= (DRAWN_PIXELS / area) ** 0.5
        picture = sheet.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil()
        return _jpeg(picture), pages
    finally:
        document.close()


def _image(path: Path, page: int) -> tuple[bytes, int]:
    try:
        with Image.open(path) as picture:
            if picture.format == "TIFF":
                frames = int(getattr(picture, "n_frames", 1))
            else:
                frames = 1
            if not 1 <= page <= frames:
                raise CannotDraw(f"这个文件有 {frames} 页")
            picture.seek(page - 1)
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((2400, 2400))
            return _jpeg(turned), frames
    except Image.DecompressionBombError:
        raise CannotDraw("这张图片的像素太多，为免拖垮机器没有打开，请下载原件看") from None


def _jpeg(picture: Image.Image) -> bytes:
    if picture.mode not in {"RGB", "L"}:
        flat = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
        picture = flat
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


if __name__ == "__main__":
    main()
