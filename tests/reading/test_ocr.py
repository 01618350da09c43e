"""Recognition of pages, apart from the engine itself: what goes in, and what comes out."""

from __future__ import annotations

import pytest
from PIL import Image

from scoring.reading import ocr
from scoring.reading.ocr import SIDE, full_width, read_page, shrink


@pytest.mark.parametrize(
    ("taken", "printed"),
    [
        ("公开清单(一)", "公开清单（一）"),
        ("甲,乙;丙", "甲，乙；丙"),
        ("时限:5天", "时限：5天"),
        ("1,234", "1,234"),
        ("a, b", "a, b"),
    ],
)
def test_recognised_text_has_the_punctuation_of_chinese_print(taken, printed):
    assert full_width(taken) == printed


def test_a_large_page_is_made_smaller_and_a_small_one_is_left():
    assert max(shrink(Image.new("L", (SIDE * 2, 400))).size) == SIDE
    small = Image.new("L", (200, 100))
    assert shrink(small) is small


def test_a_strip_keeps_a_height():
    assert min(shrink(Image.new("L", (SIDE * 4, 1))).size) == 1


class Engine:
    """A stand-in that says how the page lies, and reads its size."""

    def __init__(self, turn: int = 0) -> None:
        self._turn = turn

    def turn(self, image) -> int:
        return self._turn

    def lines(self, image, mask=None) -> list[str]:
        return [f"{image.width}x{image.height}", "公开(一)"]


@pytest.mark.parametrize(("turn", "size"), [(0, "300x200"), (90, "200x300"), (180, "300x200")])
def test_a_page_is_turned_upright_before_it_is_read(monkeypatch, turn, size):
    monkeypatch.setattr(ocr, "engine", lambda: Engine(turn))
    assert read_page(Image.new("RGB", (300, 200), "white"), first=True) == f"{size}\n公开（一）"


def test_without_an_engine_nothing_is_read(monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: None)
    assert read_page(Image.new("RGB", (30, 20)), first=False) is None


def test_whether_there_is_one_is_told_without_loading_it(monkeypatch):
    monkeypatch.setattr(ocr.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(ocr.shutil, "which", lambda name: None)
    assert not ocr.available()
    monkeypatch.setattr(ocr.shutil, "which", lambda name: "/usr/bin/tesseract")
    assert ocr.available()
