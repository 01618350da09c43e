"""Lines and pages as GB/T 9704-2012 wants them, measured on the printed page."""

import ctypes
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw
import pytest
import weasyprint

from scoring.documents import assets
from scoring.pdf import printer
from scoring.pdf.weasyprint_patches import cjk

MM = 72 / 25.4
# The binding margin changes sides: left and right edge of the type area on odd pages, then on even
# pages.
EDGES = ((28 * MM, 184 * MM), (26 * MM, 182 * MM))
LEFT, RIGHT = EDGES[0]
COMMON = "法治政府建设示范创建指标体系自评报告行政执法规范文件审核决策公开监督责任落实整改群众满意度材料佐证核验"
# Stops and closing marks that may not open a line; "·" and the dash may (CLREQ).
FORBIDDEN = "，。、；：！？）》」』〕】”’％"


@dataclass(frozen=True)
class Glyph:
    """One printed character: its text, left and right edge and baseline in points, the baseline
    from below."""

    text: str
    left: float
    right: float
    baseline: float


def lines(data: bytes) -> list[list[list[Glyph]]]:
    """Characters of the type area by page and line, told apart by their baseline."""
    pages = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            rows: dict[int, list[Glyph]] = {}
            for glyph in glyphs(page.get_textpage()):
                if 99 < glyph.baseline < 737:
                    rows.setdefault(round(glyph.baseline), []).append(glyph)
            pages.append(
                [
                    sorted(rows[key], key=lambda glyph: glyph.left)
                    for key in sorted(rows, reverse=True)
                ]
            )
    return pages


def glyphs(page: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(page.count_chars()):
        text = page.get_text_range(index, 1)
        if text.strip() and not pypdfium2.raw.FPDFText_IsGenerated(page, index):
            pypdfium2.raw.FPDFText_GetCharOrigin(page, index, x, y)
            yield Glyph(text, x.value, page.get_charbox(index, loose=True)[2], y.value)


def print_paragraphs(paragraphs: Sequence[str], style: str = "") -> list[list[list[Glyph]]]:
    body = "".join(f"<p style='{style}'>{text}</p>" for text in paragraphs)
    return lines(
        printer.render(f"<html lang=zh-CN><body>{body}</body></html>", css=assets.print_sheets())
    )


def prose(seed: int, length: int) -> str:
    """Chinese text with stops, quotes, book marks, numbers and Latin words, as reports have
    them."""
    source = random.Random(seed)
    pieces = []
    while sum(map(len, pieces)) < length:
        word = "".join(source.choices(COMMON, k=source.randint(3, 11)))
        shape = source.choice(
            [
                "{}，",
                "“{}”、",
                "《{}》",
                "{}。",
                "{}2026年10月，",
                "{}（98.6%）；",
                "{}12,345件",
                "{}OA系统",
                "{}——",
            ]
        )
        pieces.append(shape.format(word))
    return "".join(pieces) + "。"


def test_28_characters_and_22_lines() -> None:
    pages = print_paragraphs([COMMON * 30], "text-indent:0")
    assert [len(line) for line in pages[0]] == [28] * 22
    assert len(pages[1]) == 22


def test_digits_and_other_faces_do_not_change_the_line_grid() -> None:
    mixed = (COMMON[:20] + "2026年<b>黑体ABC</b><i>楷体12</i>") * 30
    pages = print_paragraphs([mixed], "text-indent:0")
    assert len(pages[0]) == 22
    baselines = [line[0].baseline for line in pages[0]]
    steps = {round(above - below, 1) for above, below in pairwise(baselines)}
    assert steps <= {28.9, 29.0}


def test_no_ragged_line_and_no_forbidden_line_start() -> None:
    text = [prose(seed, 400) for seed in range(12)]
    measured = 0
    for number, page in enumerate(print_paragraphs(text)):
        left, right = EDGES[number % 2]
        for line, following in pairwise(page):
            if (
                following[0].left > left + 20
            ):  # the next line opens a paragraph: this one is a last line
                continue
            measured += 1
            assert line[-1].right == pytest.approx(right, abs=0.8), "".join(c.text for c in line)
            assert following[0].text not in FORBIDDEN
    assert measured > 100


def test_slack_is_spread_evenly_across_inline_boxes() -> None:
    """A bold run in the middle of a line takes its share of the slack at both of its ends."""
    text = "“一二三”四五六<b>七八九十</b>甲乙丙丁戊己庚辛“壬癸”子丑寅ABCDEFG" * 3
    (line, *_), *_ = print_paragraphs([text], "text-indent:0")
    han = [(a, b) for a, b in pairwise(line) if "一" <= a.text <= "龥" and "一" <= b.text <= "龥"]
    steps = [float(b.left - a.left) for a, b in han]
    assert max(steps) - min(steps) < 0.6
    assert line[-1].right == pytest.approx(RIGHT, abs=0.8)


def test_a_line_with_few_gaps_stays_ragged_instead_of_being_torn() -> None:
    address = "https" + "abcdefghij" * 5
    (line, *_), *_ = print_paragraphs(
        [f"见本单位门户网站网址 {address} 内容"], "text-indent:0;overflow-wrap:normal"
    )
    assert line[-1].right < RIGHT - 50


def test_another_major_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match=r"71\.0"):
        cjk.apply()
