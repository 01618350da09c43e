"""The shortcuts through the renderer change no byte of any page, whatever stands on it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from rendering_apart import rendered_apart

from scoring.data_files import data_folder
from scoring.documents import assets
from scoring.documents.layout import body
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.page import self_page
from scoring.pdf import fonts, printer
from scoring.pdf.renderer import variables
from scoring.workspace import open_workspace

PLAINLY = """
import sys
from pathlib import Path
from scoring.pdf import render_worker
from scoring.pdf.weasyprint_patches import caching
caching.apply = lambda: None
caching.look_at = lambda *texts: None
sys.exit(render_worker.main(Path(sys.argv[1])))
"""
"""The rendering process without shortcuts: the renderer as it comes, with the corrections for
Chinese only."""

ODD = """
<style>
  .half { width: 50%; padding: 2% 1em; margin: auto; min-height: 3em; max-width: 90%; background: #eee; }
  .boxed { box-sizing: border-box; width: 8cm; padding: 5mm; border: 2px dotted; }
  .calc { width: calc(100% - 3cm); }
  .round { border-radius: 4mm 20% 0 1mm; background: linear-gradient(white, silver); box-shadow: 1mm 1mm gray; }
  .flow::first-letter { font-size: 200%; }
  .flow::first-line { color: navy; letter-spacing: 2pt; }
  .left { float: left; width: 4cm; }
  .apart { position: absolute; right: 0; top: 5%; }
  .moved { position: relative; left: 3%; top: -2px; }
  .flex { display: flex; } .flex > * { flex: 1; padding: 1%; }
  .grid { display: grid; grid-template-columns: 1fr 2fr; }
  .item { display: list-item; list-style: square inside; }
  .note { float: footnote; } .note::footnote-call { color: maroon; }
  .unseen { visibility: hidden; background: red; }
  .own { --gap: 7pt; margin: var(--gap); color: currentcolor; border: thin solid currentcolor; }
  .apart-table { border-collapse: separate; border-spacing: 3pt; } .apart-table td { padding: 3%; border: 1pt solid; }
  .tight { border-collapse: collapse; } .tight td { border: 2pt solid; width: 30%; }
  .caps { font-variant: small-caps; font-feature-settings: "tnum"; }
</style>
"""
PIECES = {
    "percentages": "<div class=half>宽度的一半<div class=calc>算出来的宽度</div></div>",
    "sizing": "<div class=boxed>边框之内<p>一段</p></div>",
    "corners": "<div class=round>圆角，渐变，阴影</div><div class=unseen>看不见</div>",
    "first": f"<p class=flow>{'首行和首字另有样子，其余照旧。' * 12}</p>",
    "floats": f"<div class=left>左浮</div><div class=apart>另放</div><p class=moved>{'绕排的文字，' * 30}</p>",
    "flex": "<div class=flex><div>甲</div><div>乙<br>乙</div></div><div class=grid><p>一</p><p>二</p></div>",
    "lists": "<ol start=3><li>甲<li>乙<ul><li>丙</ul></ol><p class=item>当作列表的段落</p>",
    "footnotes": "<p>正文<span class=note>脚注的话</span>继续。</p>",
    "variables": "<div class=own>自定的间距</div><p class=caps>Caps 2026 0123</p>",
    "tables": "<table class=apart-table><tr><td>甲<td rowspan=2>乙<tr><td>丙</table>"
    "<table class=tight><thead><tr><th>头<th>尾</thead><tr><td>一<td>二</table>",
}


def plainly(html: str, folder: Path) -> bytes:
    """The page as the renderer prints it without shortcuts."""
    return rendered_apart(PLAINLY, html, folder)


@pytest.mark.slow
@pytest.mark.parametrize("piece", [*PIECES, "all"])
def test_no_byte_changes_on_odd_pages(piece: str, tmp_path: Path) -> None:
    text = "".join(PIECES.values()) if piece == "all" else PIECES[piece]
    html = f"<!DOCTYPE html><html lang=zh-CN><head><title>页</title>{ODD}</head><body>{text}</body></html>"
    assert printer.render(html, css=assets.print_sheets()) == plainly(html, tmp_path)


@pytest.mark.slow
def test_no_byte_changes_in_a_self_assessment(tmp_path: Path) -> None:
    home = data_folder("evidence") / "one-level"
    opened = open_workspace(home).whole()
    report = build_report(opened, opened.assess(), date(2026, 11, 20))
    html = body(self_page(report), home, draft=True, mark="内部资料")
    assert printer.render(html, css=assets.print_sheets()) == plainly(html, tmp_path)


def test_the_renderer_still_reckons_each_box_anew() -> None:
    """Where this fails, the renderer keeps these itself by now and the shortcut can go."""
    script = (
        "from weasyprint.css import AnonymousStyle, ComputedStyle\n"
        "from tinyhtml5 import inputstream, parse\n"
        "parse('<p>甲</p>')\n"
        "assert not any(isinstance(key[0], frozenset) for key in "
        "inputstream.characters_until_regex)\n"
        "assert ComputedStyle.__setitem__ is dict.__setitem__\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        env=variables(fonts.environment(None)),
        check=True,
        cwd=os.sep,
    )
