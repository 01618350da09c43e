"""The reference document: an office changes the look by replacing it, and need not know all of
it."""

from __future__ import annotations

import runpy
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from helpers_docx import OURS, lines, made, text_of
from lxml import etree

from scoring.docx.looks import _PARAGRAPHS, _WORDS
from scoring.docx.reference import open_reference
from scoring.pdf.errors import RenderError

KINDS = ("封面", "目录", "正文", "公文", "横页", "宽横页", "表单", "单页", "县页")


def test_the_files_that_ship_are_what_their_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(OURS.parent))
    script = runpy.run_path(str(OURS.parent / "make_reference.py"))
    made_now = {name: build() for name, build in script["FILES"].items()}
    assert made_now == {path.name: path.read_bytes() for path in OURS.parent.glob("*.docx")}
    for name in ("building", "example", "looks", "paper"):
        sys.modules.pop(name, None)


def test_every_part_is_sound_and_every_style_that_a_page_takes_is_there() -> None:
    with zipfile.ZipFile(OURS) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    reference = open_reference(OURS, OURS)
    wanted = {style for rules in _PARAGRAPHS.values() for style in rules.values()} | set(
        _WORDS.values()
    )
    assert {name for name in wanted if reference.style(name) == "Normal"} == set()
    assert set(KINDS) <= set(reference.pages)


def test_the_page_is_that_of_the_standard() -> None:
    reference = open_reference(OURS, OURS)
    section = reference.page("正文")
    margins = section.find(qn("w:pgMar"))
    sides = [
        round(int(margins.get(qn(f"w:{side}"))) / 56.6929)
        for side in ("top", "right", "bottom", "left")
    ]
    assert sides == [37, 26, 35, 28]
    grid = section.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert Mm(225).twips // int(grid.get(qn("w:linePitch"))) == 22
    assert int(Mm(156).pt / (16 + int(grid.get(qn("w:charSpace"))) / 4096)) == 28
    assert reference.paper.settings.odd_and_even_pages_header_footer
    assert reference.paper.settings.element.find(qn("w:mirrorMargins")) is not None


def test_the_ladder_of_headings_has_its_faces() -> None:
    paper = open_reference(OURS, OURS).paper
    faces = []
    for level in (1, 2, 3):
        style = paper.styles[f"Heading {level}"].element
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        faces.append((fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))))
        assert style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}").get(qn("w:val")) == str(level - 1)
    assert faces == [(face, "Times New Roman") for face in ("黑体", "楷体_GB2312", "仿宋_GB2312")]


def changed(tmp_path: Path, change: Any, source: Path | None = OURS) -> Path:
    paper = Document(str(source)) if source else Document()
    change(paper)
    path = tmp_path / "reference.docx"
    paper.save(str(path))
    return path


def test_an_office_changes_a_style_a_margin_and_a_head(tmp_path: Path) -> None:
    def change(paper: Any) -> None:
        paper.styles["公文正文"].font.size = Pt(15)
        section = next(section for section in paper.sections[2:])
        section.left_margin = Mm(40)
        section.header.paragraphs[0].add_run("　示例县司法局")

    paper = made("<main><p>正文</p></main>", reference=changed(tmp_path, change))
    assert paper.styles["公文正文"].font.size == Pt(15)
    assert round(paper.sections[0].left_margin.mm) == 40
    assert paper.sections[0].header.paragraphs[0].text == "\t示例县情况　示例县司法局"
    assert [text for _, text in lines(paper)] == ["正文"], (
        "what shows the styles is not taken along"
    )


def test_a_document_that_knows_none_of_this_gets_what_it_lacks(tmp_path: Path) -> None:
    """As an office would make it: a new file, its own page, its own first heading."""

    def change(paper: Any) -> None:
        paper.styles["Heading 1"].font.size = Pt(20)
        paper.sections[0].left_margin = Mm(31)
        paper.add_paragraph("随便写的字")

    path = changed(tmp_path, change, None)
    paper = made(
        "<main><h1>一、总体</h1><p>正文</p><ul><li>一</li></ul></main><section "
        'class="land"><p>横</p></section>',
        reference=path,
    )
    assert lines(paper)[:2] == [("Heading 1", "一、总体"), ("公文正文", "正文")]
    assert paper.styles["Heading 1"].font.size == Pt(20)
    assert [round(section.left_margin.mm) for section in paper.sections] == [31, 31]
    assert [section.orientation for section in paper.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]


def test_a_style_that_is_added_leans_on_those_of_the_office(tmp_path: Path) -> None:
    """An office's document has its own 密排文字 under another id: headings in cells look like it."""

    def change(paper: Any) -> None:
        own = paper.styles.add_style("密排文字", WD_STYLE_TYPE.PARAGRAPH)
        own.element.styleId = "Office1"
        own.font.size = Pt(7)

    table = '<table class="tight"><tr><td data-mark="甲">甲</td></tr></table>'
    paper = made(f"<main>{table}</main>", reference=changed(tmp_path, change, None))
    heading = paper.tables[0].cell(0, 0).paragraphs[0].style
    assert heading.name == "密排标题1"
    assert heading.base_style.name == "密排文字"
    assert heading.base_style.font.size == Pt(7)
    known = {style.styleId for style in paper.styles.element.style_lst}
    assert {
        item.get(qn("w:val"))
        for tag in ("basedOn", "next", "link")
        for item in paper.styles.element.iter(qn(f"w:{tag}"))
    } <= known


def test_a_name_that_a_program_cut_into_runs_is_found(tmp_path: Path) -> None:
    def change(paper: Any) -> None:
        head = paper.sections[2].header.paragraphs[0]
        for run in list(head.runs):
            run._element.getparent().remove(run._element)
        for piece in ("《{", "{ ti", "tle }}", "》"):
            head.add_run(piece)

    paper = made("<main><p>一</p></main>", reference=changed(tmp_path, change))
    assert paper.sections[0].header.paragraphs[0].text == "《示例县情况》"


def test_a_template_that_word_would_fetch_from_elsewhere_is_taken_out(tmp_path: Path) -> None:
    def change(paper: Any) -> None:
        part = paper.part._settings_part
        relation = part.relate_to(
            "https://example.invalid/evil.dotm",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
            is_external=True,
        )
        mark = OxmlElement("w:attachedTemplate")
        mark.set(qn("r:id"), relation)
        part.element.insert(0, mark)

    path = changed(tmp_path, change)
    assert b"example.invalid" in zipfile.ZipFile(path).read("word/_rels/settings.xml.rels")
    paper = made("<p>一</p>", reference=path)
    assert paper.settings.element.find(qn("w:attachedTemplate")) is None
    assert not [rel for rel in paper.part._settings_part.rels.values() if rel.is_external]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是 Word 文件"),
        (b"PK\3\4" + b"\0" * 300, "不是 Word 文件"),
        ("不是".encode(), "不是 Word 文件"),
    ],
    ids=["empty", "cut", "text"],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "reference.docx"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=said):
        made("<p>一</p>", reference=path)


BARE = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'


def with_parts(tmp_path: Path, **parts: str) -> Path:
    """Our reference document with other parts."""
    path = tmp_path / "reference.docx"
    with zipfile.ZipFile(OURS) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            stem = name.removeprefix("word/").removesuffix(".xml")
            target.writestr(name, parts[stem].encode() if stem in parts else source.read(name))
    return path


@pytest.mark.parametrize(
    "body",
    [
        "<w:body><w:p/></w:body>",
        '<w:body><w:sectPr><w:pgSz w:w="abc" w:h="99999999999"/></w:sectPr></w:body>',
    ],
    ids=["none", "absurd"],
)
def test_a_document_that_states_no_page_has_ours(tmp_path: Path, body: str) -> None:
    path = with_parts(tmp_path, document=BARE.format(body))
    paper = made('<main><p>一</p></main><section class="land"><p>横</p></section>', reference=path)
    assert [round(section.page_width.mm) for section in paper.sections] == [210, 297]
    assert [text for _, text in lines(paper)] == ["一", "横"]


@pytest.mark.parametrize(("part", "text"), [("styles", "<w:styles"), ("document", BARE.format(""))])
def test_a_document_that_is_not_whole_is_refused(tmp_path: Path, part: str, text: str) -> None:
    with pytest.raises(RenderError, match=r"版式样本 reference\.docx 不完整"):
        made("<p>一</p>", reference=with_parts(tmp_path, **{part: text}))


def test_what_would_unpack_to_far_more_than_it_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reference.docx"
    path.write_bytes(OURS.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.bin", bytes(101 * 1024 * 1024))
    with pytest.raises(RenderError, match="解开后太大"):
        made("<p>一</p>", reference=path)


def test_the_reference_document_says_what_it_is_for() -> None:
    text = text_of(Document(str(OURS)).element.body)
    assert all(f"版面：{name}" in text for name in KINDS)
    assert "样式：公文正文" in text
