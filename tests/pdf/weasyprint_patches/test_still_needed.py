"""Each correction inside the renderer is still needed: WeasyPrint as it comes is asked for the
fault that it mends.

A test that fails here is good news. The renderer does by itself what a correction does: take the
correction out, look at the pages, and take the test out with it.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Object
from test_tags import PAGE, RUNNING, Reading, long_table, read
from weasyprint import DEFAULT_OPTIONS

from scoring.documents import assets
from scoring.pdf import fonts
from scoring.pdf.renderer import variables

PLAINLY = """
import json, sys
from pathlib import Path
from weasyprint import CSS, HTML, draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration

job = json.loads(Path(sys.argv[1], "job.json").read_text("utf-8"))
faces = FontConfiguration()
sheets = [CSS(filename=name, font_config=faces) for name in job["css"]]
strokes, texts = [], []
draw_line, show_text = draw.draw_line, Stream.show_text
draw.draw_line = lambda *given: (strokes.append(given), draw_line(*given))
Stream.show_text = lambda self, text: (texts.append(text), show_text(self, text))
seen = {}
for name, page in job["pages"].items():
    strokes.clear(), texts.clear()
    document = HTML(string=page["html"]).render(font_config=faces, stylesheets=sheets)
    document.write_pdf(str(Path(sys.argv[1], f"{name}.pdf")), **page["options"])
    lines = [
        {"height": line.height, "width": line.width, "filled": sum(child.width for child in line.children)}
        for paper in document.pages for line in paper._page_box.descendants() if isinstance(line, boxes.LineBox)
    ]
    margins = [box for paper in document.pages for box in paper._page_box.children if isinstance(box, boxes.MarginBox)]
    kept = [name for name, value in vars(document).items() if isinstance(value, LayoutContext)]
    about = {key: type(value).__name__ for face in document.fonts.values() for key, value in vars(face).items()}
    seen[name] = {"lines": lines, "strokes": len(strokes), "texts": list(texts), "pages": len(document.pages)}
    seen[name] |= {"margins": len(margins), "kept": kept, "faces": len(document.fonts), "about": about}
Path(sys.argv[1], "seen.json").write_text(json.dumps(seen), "utf-8")
"""
"""WeasyPrint without a single correction; it notes what it lays out and draws."""

WORDS = "".join(f"第{number}句话说完了。" for number in range(300))
PAGES = {
    "justified": "<p style='width:168px; margin:0; font-size:16px; line-height:20px; letter-spacing:0; text-indent:0'>"
    f"{'法治政府建设示范创建' * 8}</p>",
    "grid": "<p>自评得分是 88.68 分，等次为良好，<b>约束性</b>指标 <em>全部</em> 达标 abc。</p>",
    "runs": "<p>得分 88.68 分 <b>良好</b> 等次 <em>楷体</em> 结束 abc 与 123。</p>",
    "borders": "<table class=grid><tr><td>一<td>二<td>三<tr><td>四<td>五<td>六</table>",
}
TAGGED = {
    "margins": f"<style>{RUNNING}</style><p class=top>内部</p><p>正文</p>",
    "leaders": "<div class=toc><a href='#a'>一、得分情况</a></div><main><h1 id=a>一、得分情况</h1></main>",
    "heads": long_table(90),
    "cut": f"<p>{WORDS}</p>",
    "group": "<p>前</p><p style='opacity:.5'>淡</p>",
    "figure": "<style>@page{size:400px 800px; margin:0} body{margin:0}</style><div style='height:100px'></div>"
    "<div style='line-height:0'><svg xmlns='http://www.w3.org/2000/svg' width=80 height=40><title>图</title>"
    "<rect width=80 height=40 /></svg></div>",
    "link": "<p>见 <a href='#i-1'>1.1.1 办理时限</a></p><p id=i-1>字</p>",
    "space": "<p><b>满分</b> <b>自评</b></p>",
    "header cells": "<table><tr><th rowspan=2>甲<th colspan=2>乙<tr><th>丙<th>丁<tr><td>1<td>2<td>3</table>",
    "pattern": "<p style='background:repeating-linear-gradient(white, silver)'>底纹</p>",
}


@dataclass(frozen=True)
class Plain:
    """What the renderer did, and the files that it wrote."""

    seen: dict[str, Any]
    folder: Path

    def raw(self, name: str) -> bytes:
        return (self.folder / f"{name}.pdf").read_bytes()

    def read(self, name: str) -> Reading:
        return read(self.raw(name))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    folder = tmp_path_factory.mktemp("plain")
    pages = {name: {"html": PAGE.format("", body), "options": {}} for name, body in PAGES.items()}
    tagged = {"pdf_variant": "pdf/ua-1"}
    pages |= {
        name: {"html": PAGE.format("", body), "options": tagged} for name, body in TAGGED.items()
    }
    job = {"css": [str(sheet) for sheet in assets.print_sheets()], "pages": pages}
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    command = [sys.executable, "-c", PLAINLY, str(folder)]
    subprocess.run(
        command, env=variables(fonts.environment(None)), check=True, cwd=os.sep, timeout=600
    )
    return Plain(json.loads((folder / "seen.json").read_text("utf-8")), folder)


# ---- cjk ----------------------------------------------------------------------------------------------------------


def test_chinese_lines_are_left_ragged(plain: Plain) -> None:
    """``cjk``, justification: CSS Text 3 lets a renderer choose where it stretches; WeasyPrint
    takes spaces only."""
    first = plain.seen["justified"]["lines"][0]
    assert first["filled"] < 168 - 7, (
        "ten characters of 16 pixels, and half a character is left over"
    )


def test_a_line_with_other_faces_is_higher_than_its_line_height(plain: Plain) -> None:
    """``cjk``, line grid; see Kozea/WeasyPrint#931."""
    stated = 28.95 / 0.75
    assert max(line["height"] for line in plain.seen["grid"]["lines"]) > stated + 0.2


def test_the_space_behind_a_face_stands_at_the_end_of_its_operator(plain: Plain) -> None:
    """``cjk``, runs: readers built on PDFium drop it there."""
    assert any(re.search(r">-?[0-9.]+$", text) for text in plain.seen["runs"]["texts"])


# ---- borders ------------------------------------------------------------------------------------------------------


def test_every_side_of_every_cell_is_drawn_by_itself(plain: Plain) -> None:
    """``borders``: two rows of three cells have seven lines."""
    assert plain.seen["borders"]["strokes"] > 7


# ---- tags ---------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_margins_is_marked_and_forgotten(plain: Plain) -> None:
    """Kozea/WeasyPrint#1836: margin boxes are no artifacts."""
    found = plain.read("margins")
    assert set(found.texts) - set(found.reached), "tagged, and not in the tree"


def test_leaders_are_read_aloud(plain: Plain) -> None:
    """Kozea/WeasyPrint#2482 gathers what its tags lack."""
    assert "...." in plain.read("leaders").text.replace(" ", "")


def test_each_page_has_a_head_of_its_own(plain: Plain) -> None:
    """A table over three pages becomes three heads (Kozea/WeasyPrint#2482)."""
    assert plain.seen["heads"]["pages"] > 1
    assert len(plain.read("heads").roles("/THead")) > 1


def test_a_paragraph_that_a_page_cuts_becomes_two(plain: Plain) -> None:
    assert plain.seen["cut"]["pages"] > 1
    assert len(plain.read("cut").roles("/P")) > 1


def test_what_a_translucent_group_holds_is_not_reached(plain: Plain) -> None:
    """ISO 32000-1, 14.7.4.2."""
    found = plain.read("group")
    assert found.faults or found.text != "前淡"


def test_the_box_of_a_figure_is_not_in_points(plain: Plain) -> None:
    found = plain.read("figure")
    (figure,) = found.roles("/Figure")
    assert [round(float(side)) for side in figure.A.BBox] != [0, 495, 60, 525]


def test_a_link_says_the_name_of_its_target(plain: Plain) -> None:
    with pikepdf.open(io.BytesIO(plain.raw("link"))) as paper:
        (link,) = paper.pages[0].obj.Annots
        assert str(link.get("/Contents", "")) != "1.1.1 办理时限"


def test_a_space_that_stands_alone_is_not_said(plain: Plain) -> None:
    with pikepdf.open(io.BytesIO(plain.raw("space"))) as paper:
        steps = [
            step
            for step in pikepdf.parse_content_stream(paper.pages[0])
            if str(step.operator) == "BDC"
        ]
    assert not [
        step for step in steps if len(step.operands) > 1 and Name("/ActualText") in step.operands[1]
    ]


def test_beside_merged_cells_a_cell_names_the_wrong_header_cells(plain: Plain) -> None:
    """2 stands below 乙 and 丙, 3 below 乙 and 丁."""
    paper = plain.read("header cells")
    names = {str(cell.get("/ID", "")): said_by(paper, cell) for cell in paper.roles("/TH")}
    headers = {
        said_by(paper, cell): {
            names[str(ident)] for ident in cell.get("/A", {}).get("/Headers", [])
        }
        for cell in paper.roles("/TD")
    }
    assert set(headers) == {"1", "2", "3"}
    assert headers != {"1": {"甲"}, "2": {"乙", "丙"}, "3": {"乙", "丁"}}


def said_by(paper: Reading, element: Object, page: Object | None = None) -> str:
    """The text of an element and of all below it."""
    page = element.get("/Pg", page)
    assert page is not None
    return "".join(
        said_by(paper, kid, page)
        if isinstance(kid, Dictionary)
        else paper.texts[page.objgen, int(kid)]
        for kid in element.K
    )


def test_what_a_pattern_is_made_of_is_marked_within_what_is_painted_with_it(plain: Plain) -> None:
    """ISO 32000-1, 14.7.4.2: marked pieces of content are not nested."""
    assert plain.read("pattern").faults["marks in a pattern"]


# ---- hooks --------------------------------------------------------------------------------------------------------


def test_a_document_does_not_keep_its_layout(plain: Plain) -> None:
    assert plain.seen["grid"]["kept"] == []


def test_margin_boxes_are_made_for_every_page_whoever_prints_it(plain: Plain) -> None:
    """There is no option to leave them out."""
    assert plain.seen["heads"]["margins"] >= plain.seen["heads"]["pages"] > 1
    assert not [name for name in DEFAULT_OPTIONS if "margin" in name]


def test_every_file_holds_its_faces(plain: Plain) -> None:
    """There is no option to leave them out: ``full_fonts`` and ``hinting`` say how they go in."""
    assert plain.seen["grid"]["faces"]
    with pikepdf.open(io.BytesIO(plain.raw("grid"))) as paper:
        descriptors = [
            item
            for item in paper.objects
            if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        ]
        assert descriptors
        assert all({"/FontFile2", "/FontFile3"} & set(item.keys()) for item in descriptors)
    assert {name for name in DEFAULT_OPTIONS if "font" in name} == {"full_fonts"}


def test_a_face_does_not_keep_the_words_of_its_variations(plain: Plain) -> None:
    """They are numbers by then, and the name of the face is made of the words."""
    assert {"family", "style", "weight", "hash"} <= set(plain.seen["grid"]["about"])
    assert plain.seen["grid"]["about"]["variations"] == "dict"
    assert "str" not in {
        kind for name, kind in plain.seen["grid"]["about"].items() if name not in ("family", "hash")
    }
