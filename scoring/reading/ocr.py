"""Text of pictures, offline: RapidOCR where the extra ``ocr`` is installed, else the program tesseract.

Seals are red and lie over sign-off and date. In the red channel they turn pale and can be lifted to white, so pages
are read in that channel, except the top of the first page, where the red head stands.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.reading.placed_text import Box, to_lines

if TYPE_CHECKING:
    from PIL.Image import Image

MISSING = "没有装文字识别组件（可选组件 ocr），待识别。"
# Pixels of the longer side: beyond it memory grows and accuracy does not (A4 at 120 dpi).
SIDE = 1400
_HEAD = 0.38
_LEAST_SCORE = 0.5
# By how much red exceeds green in pixels that a seal has touched, and in the seal itself; the value of paper.
_REDDISH, _SEAL, _PAPER = 35, 90, 250
# Fewer pixels of that red are no seal. Its lower quarter of values counts as its red, so that all of it turns white.
_LEAST_SEAL, _QUARTER = 200, 0.25

_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "?": "？"}
_HAN = r"\u4e00-\u9fff“”《》、"
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}])[(),:;?]|[(),:;?](?=[{_HAN}])|(?<=[{_HAN}][\d%])[)]")

Engine = Callable[["Image"], list[str]]


@functools.cache
def engine() -> Engine | None:
    """The engine of this process, made once; None where neither RapidOCR nor tesseract is installed."""
    if importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime"):
        return _rapid()
    program = shutil.which("tesseract")
    return functools.partial(_tesseract, program) if program else None


def available() -> bool:
    """Whether pictures can be read here, told without loading an engine."""
    rapid = importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime")
    return bool(rapid or shutil.which("tesseract"))


def read_page(image: Image, *, first: bool) -> str | None:
    """The lines of one page from top to bottom, None without an engine. ``first`` spares the red head."""
    read = engine()
    return None if read is None else full_width("\n".join(read(without_seals(shrink(image), first=first))))


def full_width(text: str) -> str:
    """Recognised text with the punctuation of Chinese print: engines take （ for ( and ， for a comma."""
    return _HALF_WIDTH.sub(lambda match: _WIDE[match.group()], text)


def shrink(image: Image) -> Image:
    """The picture with its longer side at most ``SIDE`` pixels."""
    scale = SIDE / max(image.size)
    if scale >= 1:
        return image
    return image.resize((max(round(image.width * scale), 1), max(round(image.height * scale), 1)))


def without_seals(image: Image, *, first: bool) -> Image:
    """The red channel as a grey picture, with red areas lifted to paper; with ``first`` the top keeps its brightness.

    On poor scans a seal stays visible in the red channel. Reddish pixels are therefore scaled so that the red of the
    seal becomes white: ink under it, dark red in the scan, stays dark and keeps its soft edges.
    """
    from PIL import Image as Images
    from PIL import ImageChops

    colour = image.convert("RGB")
    red, green, _ = colour.split()
    redness = ImageChops.subtract(red, green)
    level = _seal_level(red, redness)
    if level:
        lifted = red.point(lambda value: min(255, value * _PAPER // level))
        red.paste(lifted, mask=redness.point(lambda value: 255 * (value > _REDDISH)))
    if first:
        top = (0, 0, colour.width, round(colour.height * _HEAD))
        red.paste(colour.crop(top).convert("L"), top)
    return Images.merge("RGB", (red, red, red))


def _seal_level(red: Image, redness: Image) -> int:
    """The value that the seal has in the red channel, 0 where there is none."""
    counts = red.histogram(mask=redness.point(lambda value: 255 * (value > _SEAL)))
    total, seen = sum(counts), 0
    if total < _LEAST_SEAL:
        return 0
    for value, count in enumerate(counts):
        seen += count
        if seen >= total * _QUARTER:
            return value
    return 0


def _rapid() -> Engine:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    settings = {
        "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
        "Global.max_side_len": SIDE,
        "Global.log_level": "error",
        "Global.use_cls": False,
    }
    reader = importlib.import_module("rapidocr").RapidOCR(params=settings)
    array = importlib.import_module("numpy").asarray

    def read(image: Image) -> list[str]:
        result: Any = reader(array(image))
        if result.boxes is None:
            return []
        boxes = []
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            if score < _LEAST_SCORE:
                continue
            across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
            boxes.append(Box(min(across), min(down), max(across) - min(across), max(down) - min(down), text))
        return to_lines(boxes)

    return read


def _threads() -> int:
    """How many threads one engine may use: what the pool of workers allows, else two."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    return int(allowed) if allowed.isdigit() and int(allowed) else min(2, os.cpu_count() or 1)


def _tesseract(program: str, image: Image) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="shifan-ocr-") as folder:
        picture = Path(folder) / "page.png"
        image.save(picture)
        command = [program, str(picture), "stdout", "-l", "chi_sim", "--psm", "6"]
        # With more than one thread some pages take a hundred times longer.
        variables = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, env=variables, capture_output=True, check=False, timeout=120)  # noqa: S603
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
