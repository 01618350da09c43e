"""Text of pictures, offline: RapidOCR where the extra ``ocr`` is installed, else the program
tesseract.

Seals are red and lie over sign-off and date. In the red channel they turn pale and can be lifted to
white, so pages are read in that channel, except the top of the first page, where the red head
stands.
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

from scoring.reading.placed_text import Box, join_row, to_rows
from scoring.reading.seals import Sign, seal_mask, with_hidden_signs, without_seals

if TYPE_CHECKING:
    from PIL.Image import Image

MISSING = "没有装文字识别组件（可选组件 ocr），待识别。"
# Pixels of the longer side: beyond it memory grows and accuracy does not (A4 at 120 dpi).
SIDE = 1400
_LEAST_SCORE = 0.5
# How a page lies is seen on a small picture, from its longest lines; fewer lines tell nothing.
_SMALL, _JUDGED, _LEAST_LINES, _SURE = 480, 5, 3, 0.7

_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "?": "？"}
_HAN = r"\u4e00-\u9fff“”《》、"
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}])[(),:;?]|[(),:;?](?=[{_HAN}])|(?<=[{_HAN}][\d%])[)]")


class Engine(Protocol):
    """What reads pictures."""

    def lines(self, image: Image, mask: Image | None = None) -> list[str]:
        """The lines of an upright page, from top to bottom; ``mask`` tells where seals were taken
        off.
        """
        ...

    def turn(self, image: Image) -> int:
        """By how many degrees, against the clock, a picture must be turned to stand upright: 0, 90,
        180, 270.
        """
        ...


@functools.cache
def engine() -> Engine | None:
    """The engine of this process, made once; None where neither RapidOCR nor tesseract is
    installed.
    """
    if importlib.util.find_spec("rapidocr") and importlib.util.find_spec("onnxruntime"):
        return _Rapid()
    program = shutil.which("tesseract")
    if program:
        return _Tesseract(program)
    return None


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
    lines = reader.lines(without_seals(page, first=first), seal_mask(page))
    return full_width("\n".join(lines))


def full_width(text: str) -> str:
    """Recognised text with the punctuation of Chinese print: engines take （ for ( and ， for a
    comma.
    """
    return _HALF_WIDTH.sub(lambda match: _WIDE[match.group()], text)


def shrink(image: Image) -> Image:
    """The picture with its longer side at most ``SIDE`` pixels."""
    scale = SIDE / max(image.size)
    if scale >= 1:
        return image
    return image.resize((max(round(image.width * scale), 1), max(round(image.height * scale), 1)))


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
        # Its own reader for how a page lies: it may look at far fewer pixels than one that is to
        # read.
        small = {"Det.limit_type": "max", "Det.limit_side_len": _SMALL}
        self._finder: Any = maker(params=settings | small)
        self._array: Any = importlib.import_module("numpy").asarray

    def lines(self, image: Image, mask: Image | None = None) -> list[str]:
        """The recognised lines. Those that the engine itself hardly believes are left out."""
        sealed = mask is not None
        result = self._reader(
            self._array(image), use_det=True, use_cls=False, use_rec=True, return_word_box=sealed
        )
        if result.boxes is None:
            return []
        lines = _signs(result.word_results) if sealed else {}
        boxes: list[Box] = []
        signs: dict[Box, list[Sign]] = {}
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            if score >= _LEAST_SCORE:
                box = Box(*_bounds(corners), text)
                boxes.append(box)
                signs[box] = lines.get(text, [])
        rows = to_rows(boxes)
        if mask is not None:
            rows = [with_hidden_signs(row, signs, mask) for row in rows]
        return [join_row(row) for row in rows]

    def turn(self, image: Image) -> int:
        """Lines of a page that lies on its side stand upright; a classifier tells a line from one
        on its head.
        """
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
        if votes * 2 > len(longest):
            return (base + 180) % 360
        return base

    def _on_its_head(self, line: Image) -> bool:
        answers = (
            self._finder(self._array(line), use_det=False, use_cls=True, use_rec=False).cls_res
            or []
        )
        return any(label == "180" and score > _SURE for label, score in answers)


def _signs(words: Any) -> dict[str, list[Sign]]:
    """The signs of each recognised line, by its text; lines whose signs have no places are left
    out.
    """
    lines = {}
    for line in words or ():
        if line and all(corners is not None for _, _, corners in line):
            # The engine's numbers are numpy's.
            signs = [
                _sign(str(text), float(score), _bounds(corners)) for text, score, corners in line
            ]
            lines["".join(sign.text for sign in signs)] = signs
    return lines


def _sign(text: str, score: float, bounds: tuple[float, float, float, float]) -> Sign:
    left, _, width, _ = bounds
    return Sign(text, score, left, left + width)


def _bounds(corners: Any) -> tuple[float, float, float, float]:
    """Left, top, width and height of a quadrilateral."""
    across, down = (
        [float(corner[0]) for corner in corners],
        [float(corner[1]) for corner in corners],
    )
    return min(across), min(down), max(across) - min(across), max(down) - min(down)


def _threads() -> int:
    """How many threads one engine may use: what the pool of workers allows, else two."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    if allowed.isdigit() and int(allowed):
        return int(allowed)
    return min(2, os.cpu_count() or 1)


class _Tesseract:
    """The program tesseract; it is asked for the text of pages that stand upright."""

    def __init__(self, program: str) -> None:
        self._program = program

    def turn(self, _: Image) -> int:
        """Nothing: the data that tells it is mostly not installed."""
        return 0

    def lines(self, image: Image, mask: Image | None = None) -> list[str]:
        """The recognised lines; the program tells no places, so that nothing is known of hidden
        signs.
        """
        with tempfile.TemporaryDirectory(prefix="shifan-ocr-") as folder:
            picture = Path(folder) / "page.png"
            image.save(picture)
            command = [self._program, str(picture), "stdout", "-l", "chi_sim", "--psm", "6"]
            # With more than one thread some pages take a hundred times longer.
            variables = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            done = subprocess.run(  # noqa: S603  the program found on the path, our own file
                command, env=variables, capture_output=True, check=False, timeout=120
            )
        return [
            line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()
        ]
