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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scoring.reading.placed_text import Box, to_lines

if TYPE_CHECKING:
    from PIL.Image import Image

MISSING = "没有装文字识别组件（可选组件 ocr），待识别。"
# Pixels of the longer side: beyond it memory grows and accuracy does not (A4 at 120 dpi).
SIDE = 1400
_HEAD = 0.38
_LEAST_SCORE = 0.5
# How a page lies is seen on a small picture, from its longest lines; fewer lines tell nothing.
_SMALL, _JUDGED, _LEAST_LINES, _SURE = 480, 5, 3, 0.7
# By how much red exceeds green in pixels that a seal has touched, and in the seal itself; the value of paper.
_REDDISH, _SEAL, _PAPER = 35, 90, 250
# Fewer pixels of that red are no seal. Its lower quarter of values counts as its red, so that all of it turns white.
_LEAST_SEAL, _QUARTER = 200, 0.25

_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "?": "？"}
_HAN = r"\u4e00-\u9fff“”《》、"
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}])[(),:;?]|[(),:;?](?=[{_HAN}])|(?<=[{_HAN}][\d%])[)]")


class Engine(Protocol):
    """What reads pictures."""

    def lines(self, image: Image) -> list[str]:
        """The lines of an upright page, from top to bottom."""
        ...

    def turn(self, image: Image) -> int:
        """By how many degrees, against the clock, a picture must be turned to stand upright: 0, 90, 180, 270."""
        ...


@functools.cache
def engine() -> Engine | None:
    """The engine of this process, made once; None where neither RapidOCR nor tesseract is installed."""
    if importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime"):
        return _Rapid()
    program = shutil.which("tesseract")
    return _Tesseract(program) if program else None


def available() -> bool:
    """Whether pictures can be read here, told without loading an engine."""
    rapid = importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime")
    return bool(rapid or shutil.which("tesseract"))


def read_page(image: Image, *, first: bool) -> str | None:
    """The lines of one page from top to bottom, turned upright first; None without an engine.

    ``first`` spares the red head.
    """
    reader = engine()
    if reader is None:
        return None
    page = shrink(image)
    turn = reader.turn(page)
    if turn:
        page = page.rotate(turn, expand=True, fillcolor="white")
    return full_width("\n".join(reader.lines(without_seals(page, first=first))))


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


class _Rapid:
    """RapidOCR; its models travel with the package, so that nothing is fetched."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        settings = {
            "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "Global.max_side_len": SIDE,
            "Global.log_level": "error",
            "Global.use_cls": False,
        }
        maker = importlib.import_module("rapidocr").RapidOCR
        self._reader: Any = maker(params=settings)
        # Its own reader for how a page lies: it may look at far fewer pixels than one that is to read.
        small = {"Det.limit_type": "max", "Det.limit_side_len": _SMALL}
        self._finder: Any = maker(params=settings | small)
        self._array: Any = importlib.import_module("numpy").asarray

    def lines(self, image: Image) -> list[str]:
        """The recognised lines. Those that the engine itself hardly believes are left out."""
        result = self._reader(self._array(image), use_det=True, use_cls=False, use_rec=True)
        if result.boxes is None:
            return []
        boxes = []
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            if score >= _LEAST_SCORE:
                boxes.append(Box(*_bounds(corners), text))
        return to_lines(boxes)

    def turn(self, image: Image) -> int:
        """Lines of a page that lies on its side stand upright; a classifier tells a line from one on its head."""
        small = image.copy()
        small.thumbnail((_SMALL, _SMALL))
        found = self._finder(self._array(small), use_det=True, use_cls=False, use_rec=False).boxes
        bounds = [] if found is None else [_bounds(corners) for corners in found]
        if len(bounds) < _LEAST_LINES:
            return 0
        bounds.sort(key=lambda box: box[2] * box[3], reverse=True)
        longest = bounds[:_JUDGED]
        sideways = sum(height > 1.5 * width for _, _, width, height in longest) * 2 > len(longest)
        base = 90 if sideways else 0
        scale = image.width / small.width
        votes = 0
        for left, top, width, height in longest:
            edges = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
            line = image.crop(edges).rotate(base, expand=True)
            votes += self._on_its_head(line)
        return (base + 180) % 360 if votes * 2 > len(longest) else base

    def _on_its_head(self, line: Image) -> bool:
        answers = self._finder(self._array(line), use_det=False, use_cls=True, use_rec=False).cls_res or []
        return any(label == "180" and score > _SURE for label, score in answers)


def _bounds(corners: Any) -> tuple[float, float, float, float]:
    """Left, top, width and height of a quadrilateral."""
    across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return min(across), min(down), max(across) - min(across), max(down) - min(down)


def _threads() -> int:
    """How many threads one engine may use: what the pool of workers allows, else two."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    return int(allowed) if allowed.isdigit() and int(allowed) else min(2, os.cpu_count() or 1)


class _Tesseract:
    """The program tesseract; it is asked for the text of pages that stand upright."""

    def __init__(self, program: str) -> None:
        self._program = program

    def turn(self, _: Image) -> int:
        """Nothing: the data that tells it is mostly not installed."""
        return 0

    def lines(self, image: Image) -> list[str]:
        """The recognised lines."""
        with tempfile.TemporaryDirectory(prefix="shifan-ocr-") as folder:
            picture = Path(folder) / "page.png"
            image.save(picture)
            command = [self._program, str(picture), "stdout", "-l", "chi_sim", "--psm", "6"]
            # With more than one thread some pages take a hundred times longer.
            variables = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            done = subprocess.run(command, env=variables, capture_output=True, check=False, timeout=120)  # noqa: S603
        return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
