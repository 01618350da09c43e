"""What the renderer is made to say of a part, and to leave out of it.

A process of its own prints one page twice, with its margin boxes and without, after the hooks of a
part were put in.
"""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name

import scoring
from scoring.pdf import fonts
from scoring.pdf.renderer import variables

PROGRAM = """
import io, json, sys
from pathlib import Path
import pydyf
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from scoring.pdf.weasyprint_patches import cjk, hooks

PAGE = '''<style>
  @page { @top-center { content: string(title) } @bottom-center { content: counter(page) } }
  @page { counter-increment: page 2 } h1 { string-set: title content() } p { break-before: right }
</style><h1 style="font-family: STFangsong, serif; font-weight: normal">得分</h1><p style="font-weight:bold">正文</p>'''

folder = Path(sys.argv[1])
cjk.apply()
families = set()
hooks.record_families(families)
part = hooks.PartHooks()
seen = {}
for name in ("leaves", "piece"):
    part.bare = name == "piece"
    document = HTML(string=PAGE).render()
    document.write_pdf(folder / f"{name}.pdf")
    context = part.context
    seen[name] = {
        "pages": len(document.pages),
        "margins": sum(
            isinstance(box, boxes.MarginBox)
            for page in document.pages for box in page._page_box.children
        ),
        "strings": {page: value for page, value in context.string_set["title"].items()},
        "counters": [made[3][1]["page"][-1] for made in context.page_maker[1:]],
        "breaks": [made[1]["break"] for made in context.page_maker[1:]],
        "root": part.root.element_tag,
    }
file = pydyf.PDF()
resources = pydyf.Dictionary({"Font": part.fonts_dictionary(file, document.fonts)})
file.add_page(pydyf.Dictionary({
    "Type": "/Page", "Parent": file.pages.reference, "MediaBox": pydyf.Array([0, 0, 1, 1]),
    "Resources": resources,
}))
buffer = io.BytesIO()
file.write(buffer, b"1.7", None, True)
(folder / "faces.pdf").write_bytes(buffer.getvalue())
part.forget()
seen["faces"] = [face.described for face in document.fonts.values()]
seen["forgotten"] = part.context is part.root is None
seen["families"] = sorted(map(list, families))
(folder / "seen.json").write_text(json.dumps(seen), "utf-8")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hooks")
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place)],
        env=variables(fonts.environment(None)),
        check=True,
        cwd=os.sep,
        timeout=120,
    )
    return place


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "seen.json").read_text("utf-8"))
    return report


def faces_in(path: Path) -> list[str]:
    """The faces that a file holds, by the names that they have in it."""
    with pikepdf.open(io.BytesIO(path.read_bytes())) as paper:
        return [
            str(item.FontName)
            for item in paper.objects
            if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        ]


def test_the_layout_stays_until_it_is_let_go(seen: dict[str, Any]) -> None:
    """Running strings by page, the numbers of the pages, the breaks that are asked for."""
    for name in ("piece", "leaves"):
        assert seen[name]["root"] == "html"
        assert seen[name]["pages"] == 3  # the second one is blank
        assert seen[name]["strings"]["1"] == ["得分"]
        assert seen[name]["counters"][:3] == [2, 4, 6]
        assert "right" in seen[name]["breaks"]
    assert seen["forgotten"]


def test_a_bare_part_has_no_margin_boxes(seen: dict[str, Any]) -> None:
    assert seen["leaves"]["margins"] > 0
    assert seen["piece"]["margins"] == 0


def test_a_part_holds_no_face_and_one_file_holds_those_of_all(
    seen: dict[str, Any], folder: Path
) -> None:
    assert faces_in(folder / "piece.pdf") == faces_in(folder / "leaves.pdf") == []
    assert len(faces_in(folder / "faces.pdf")) == len(seen["faces"]) == 2


def test_a_face_says_how_it_was_asked_for(seen: dict[str, Any]) -> None:
    """Family, style, weight as Pango counts it, variations."""
    assert {(style, weight) for _, style, weight, _ in seen["faces"]} == {(0, 400), (0, 700)}
    assert all(family for family, *_ in seen["faces"])


def test_the_families_of_every_text_are_noted(seen: dict[str, Any]) -> None:
    assert ["STFangsong", "serif"] in seen["families"]


def test_nothing_inside_the_renderer_is_replaced_outside_this_room() -> None:
    """No module but those of ``weasyprint_patches`` assigns to a name of a module of WeasyPrint."""
    room = Path(scoring.__file__).parent
    replaced = [
        f"{path.relative_to(room)}:{line}"
        for path in sorted(room.rglob("*.py"))
        if "weasyprint_patches" not in path.parts
        for line in assignments_into_the_renderer(ast.parse(path.read_text("utf-8")))
    ]
    assert replaced == []


def test_what_is_replaced_is_recognised() -> None:
    tree = ast.parse("from weasyprint import layout as l\nl.make = None\nl.text.x = 1\na.b = 2\n")
    assert list(assignments_into_the_renderer(tree)) == [2, 3]


def assignments_into_the_renderer(tree: ast.Module) -> Iterator[int]:
    """The lines that assign to an attribute of what was imported from the renderer."""
    names = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (getattr(node, "module", None) or alias.name).split(".")[0] == "weasyprint"
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            owner = target
            while isinstance(owner, ast.Attribute):
                owner = owner.value
            if owner is not target and isinstance(owner, ast.Name) and owner.id in names:
                yield node.lineno
