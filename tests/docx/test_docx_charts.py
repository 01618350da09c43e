"""Charts of a page as pictures of Word: how large they are, what they say to who cannot see them,
and what happens where one cannot be drawn.

A line of 正文 is 156 mm; a picture there is at most 185 mm tall, on a page that lies on its side
145 mm.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from helpers_docx import lines, made
from PIL import Image

from scoring.docx import pictures as drawing
from scoring.docx import writer
from scoring.docx.pictures import pictures
from scoring.pdf.errors import RenderError


def png(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(content, "PNG")
    return content.getvalue()


def svg(label: str = 'aria-label="各部分得分"', inside: str = "") -> str:
    return f'<svg viewBox="0 0 200 100" role="img" {label}>{inside}</svg>'


def figure(chart: str, caption: str = "图1　得分") -> str:
    return f"<figure>{chart}<figcaption>{caption}</figcaption></figure>"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Pictures of 200 × 100 dots in place of printed ones; gives the drawings of each call."""
    calls: list[list[str]] = []

    def instead(drawings: list[str], _: Path | None) -> list[bytes]:
        calls.append(list(drawings))
        return [png(200, 100)] * len(drawings)

    monkeypatch.setattr(writer, "pictures", instead)
    return calls


def sizes(paper: Any) -> list[tuple[int, int]]:
    """In whole millimetres."""
    return [(round(shape.width.mm), round(shape.height.mm)) for shape in paper.inline_shapes]


def labels(paper: Any) -> list[str]:
    return [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]


# -- size


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("body", "size"),
    [
        (f"<main>{figure(svg())}</main>", (156, 78)),
        (f'<main><div class="half">{figure(svg())}</div></main>', (112, 56)),
        (f'<main><div class="strip">{figure(svg())}</div></main>', (125, 62)),
        (
            f'<main><div class="dense"><div class="strip">{figure(svg())}</div></div></main>',
            (94, 47),
        ),
    ],
    ids=["as wide as the line", "72 per cent", "a strip of 80 per cent", "a dense one of 60"],
)
def test_a_picture_is_as_wide_as_its_place(body: str, size: tuple[int, int]) -> None:
    assert sizes(made(body)) == [size]


def test_a_tall_picture_is_made_narrower(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 × 400 dots on a line of 156 mm would be 624 mm tall: at 185 it is 46 mm wide."""
    monkeypatch.setattr(writer, "pictures", lambda *_: [png(100, 400)])
    assert sizes(made(f"<main>{figure(svg())}</main>")) == [(46, 185)]
    assert sizes(made(f'<section class="land">{figure(svg())}</section>')) == [(36, 145)]


# -- words


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("chart", "label"),
    [
        (svg(), "各部分得分"),
        (svg('aria-label="得分 &amp; 失分 &lt;5&gt;"'), "得分 & 失分 <5>"),
        (svg("", "<title>趋势</title>"), "趋势"),
        (svg(""), ""),
    ],
    ids=["a label", "signs of markup in it", "a title", "none"],
)
def test_a_picture_says_what_it_shows(chart: str, label: str) -> None:
    assert labels(made(f"<main>{figure(chart)}</main>")) == [label]


@pytest.mark.usefixtures("drawn")
def test_a_picture_stays_with_its_caption() -> None:
    paper = made(f"<main>{figure(svg())}</main>")
    first, second = (
        item for item in paper.paragraphs if item.text or item._p.xpath(".//w:drawing")
    )
    assert first.paragraph_format.keep_with_next
    assert (second.style.name, second.text) == ("图题", "图1　得分")


def test_all_charts_are_drawn_in_one_go_and_none_where_there_is_none(
    drawn: list[list[str]],
) -> None:
    paper = made(f"<main>{figure(svg())}<p>一</p>{figure(svg(), '图2')}</main>")
    assert [len(call) for call in drawn] == [2]
    numbers = [shape._inline.docPr.get("id") for shape in paper.inline_shapes]
    assert numbers == ["1", "2"]
    made("<main><p>一</p></main>")
    assert len(drawn) == 1


# -- what cannot be drawn


def test_no_drawings_are_no_pictures() -> None:
    assert pictures([], None) == []


def test_a_drawing_that_does_not_say_how_large_it_is_is_named() -> None:
    with pytest.raises(RenderError, match="图没有写明大小（viewBox），放不进 Word 文件"):
        pictures(["<svg></svg>"], None)


@pytest.mark.parametrize("cause", ["library", "document"])
def test_without_the_libraries_there_are_none_and_any_other_fault_is_told(
    monkeypatch: pytest.MonkeyPatch, cause: Any
) -> None:
    def fail(*_: object, **__: object) -> list[bytes]:
        raise RenderError(cause, "缺字")

    monkeypatch.setattr(drawing, "render_many", fail)
    if cause == "library":
        assert pictures([svg()], None) == []
        return
    with pytest.raises(RenderError, match="缺字"):
        pictures([svg()], None)


def test_where_no_picture_came_its_caption_goes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "pictures", lambda *_: [])
    paper = made(f"<main><p>一</p>{figure(svg())}<p>二</p></main>")
    assert lines(paper) == [("公文正文", "一"), ("公文正文", "二")]
