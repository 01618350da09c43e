"""The self-assessment as a Word file: the whole report, from our template or from the office's own."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from helpers_outputs import EXAMPLES, SHIPPED, TODAY, call, word_text

from scoring.documents.assets import templates_root
from scoring.documents.layout import contents, self_page
from scoring.documents.registry import DOCUMENTS, Wishes, rendered
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import Report
from scoring.documents.word import pictures as word_pictures
from scoring.documents.word.self_assessment import fields
from scoring.pdf import printer
from scoring.pdf.errors import RenderError
from scoring.workspace import open_workspace

DAY = date.fromisoformat(TODAY)
DOCS = EXAMPLES.parent / "docs"


@pytest.fixture(scope="module")
def report() -> Report:
    return of("example-county")


def of(name: str) -> Report:
    workspace = open_workspace(EXAMPLES / name).whole()
    return build_report(workspace, workspace.assess(), DAY)


@pytest.fixture(scope="module")
def raw(report: Report) -> bytes:
    return rendered(report, "docx", Wishes(DAY, mark="内部资料"), None)


@pytest.fixture
def paper(raw: bytes) -> Any:
    return Document(io.BytesIO(raw))


def own(home: Path, *paragraphs: str) -> Path:
    """Writes the office's own template ``templates/self.docx``."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    (home / "templates").mkdir(exist_ok=True)
    made.save(str(home / "templates" / "self.docx"))
    return home


def headings(paper: Any) -> list[tuple[int, str]]:
    pairs = ((re.fullmatch(r"Heading (\d)", item.style.name), item.text) for item in paper.paragraphs)
    return [(int(level[1]), text) for level, text in pairs if level]


# ---- our template -------------------------------------------------------------------------------------------------


def test_the_shipped_template_is_what_its_script_makes(tmp_path: Path) -> None:
    source = templates_root() / "word"
    shutil.copytree(source, tmp_path / "word", ignore=shutil.ignore_patterns("*.docx", "__pycache__"))
    subprocess.run(
        [sys.executable, "-P", "-c", "import runpy; runpy.run_path('word/make_templates.py', run_name='__main__')"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path / 'word'}:{EXAMPLES.parent}", "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=60,
    )
    assert (tmp_path / "word" / "self.docx").read_bytes() == (source / "self.docx").read_bytes()


def test_the_headings_are_those_of_the_printed_report(paper: Any, report: Report) -> None:
    shown = [(level, text) for level, text in headings(paper) if level < 4]
    assert shown == [(level, text) for level, _, text in contents(report)]
    cards = [f"{card.code}　{card.name}" for chapter in report.chapters for card in chapter.cards]
    assert [text for level, text in headings(paper) if level == 4] == cards


def test_every_card_says_what_the_report_says(paper: Any, report: Report) -> None:
    cards = [card for chapter in report.chapters for card in chapter.cards]
    tables = [table for table in paper.tables if table.cell(0, 0).text == "得分"]
    assert len(tables) == len(cards)
    for table, card in zip(tables, cards, strict=True):
        rows = {row.cells[0].text: row.cells[1].text for row in table.rows}
        *figures, (_, state) = card.figures
        assert rows["得分"] == "  ".join([*(f"{label} {value}" for label, value in figures), state])
        assert rows["为什么"] == card.why
        assert rows.get("标准", "") == card.text
        assert rows.get("▲短板", "").split("\n") == list(card.missing or ("",))
        told = [piece.id for wanted in card.wanted for piece in wanted.pieces]
        assert re.findall(r"^(E\d+) ", rows.get("佐证", ""), re.MULTILINE) == told


def test_each_record_stands_in_the_catalogue(paper: Any, report: Report) -> None:
    (table,) = [table for table in paper.tables if table.cell(0, 1).text == "题名"]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [(row[0], row[1]) for row in rows] == [(line.id, line.label) for line in report.evidence]
    assert [row[6].split("\n") for row in rows] == [
        [code for _, code, _ in line.proves] or [""] for line in report.evidence
    ]


def test_the_level_cells_are_merged_over_their_leaves(paper: Any, report: Report) -> None:
    (table,) = [table for table in paper.tables if table.cell(0, 0).text == report.levels[1]]
    merges = [node.get(qn("w:val")) for node in table._tbl.iter(qn("w:vMerge"))]
    groups = [len(group.lines) for block in report.blocks for group in block.groups]
    assert merges == [word for size in groups for word in ("restart", *["continue"] * (size - 1))]
    order = [qn(f"w:{name}") for name in ("tcW", "gridSpan", "vMerge", "shd", "vAlign")]
    for properties in table._tbl.iter(qn("w:tcPr")):
        tags = [order.index(child.tag) for child in properties]
        assert tags == sorted(tags)


def test_heads_repeat_and_no_row_is_cut(paper: Any) -> None:
    body = paper.element.body
    rows = list(body.iter(qn("w:tr")))
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    for heading in ("题名", "牵头单位", "事项"):
        (head,) = [row for row in rows if heading in [text_of(cell) for cell in row.iter(qn("w:tc"))]]
        assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_no_cell_is_without_a_paragraph_and_no_tag_is_left(name: str) -> None:
    made = Document(io.BytesIO(rendered(of(name), "docx", Wishes(DAY), None)))
    for cell in made.element.body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")
    for row in made.element.body.iter(qn("w:tr")):
        assert row.find(qn("w:tc")) is not None
    assert not re.search(r"\{\{|\{%", text_of(made.element.body))


def text_of(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


# ---- page ---------------------------------------------------------------------------------------------------------


def test_the_page_is_that_of_the_standard(paper: Any) -> None:
    upright = [section for section in paper.sections if section.orientation == WD_ORIENT.PORTRAIT]
    across = [section for section in paper.sections if section.orientation == WD_ORIENT.LANDSCAPE]
    assert (len(upright), len(across)) == (4, 1)
    for section in upright:
        sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        assert [round(side.mm, 1) for side in sides] == [37, 26, 35, 28]
        grid = section._sectPr.find(qn("w:docGrid"))
        pitch, characters = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
        assert grid.get(qn("w:type")) == "linesAndChars"
        assert Mm(225).twips // pitch == 22
        assert int(Mm(156).pt / (16 + characters / 4096)) == 28
    assert round(across[0].page_width.mm) == 297


def test_the_number_stands_outside_by_parity(paper: Any) -> None:
    assert paper.settings.odd_and_even_pages_header_footer
    assert paper.settings.element.find(qn("w:mirrorMargins")) is not None
    section = paper.sections[1]
    sides = [foot.paragraphs[0].alignment for foot in (section.footer, section.even_page_footer)]
    assert [side.name for side in sides] == ["RIGHT", "LEFT"]
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert paper.sections[0].footer.is_linked_to_previous  # the cover has none
    numbers = [section._sectPr.find(qn("w:pgNumType")) for section in paper.sections]
    assert [None if item is None else item.get(qn("w:start")) for item in numbers] == [None, "1", "1", None, None]


def test_the_heading_ladder_has_its_faces(paper: Any) -> None:
    faces = []
    for level in (1, 2, 3):
        style = paper.styles[f"Heading {level}"].element
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        faces.append((fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))))
        assert style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}").get(qn("w:val")) == str(level - 1)
    assert faces == [(face, "Times New Roman") for face in ("黑体", "楷体_GB2312", "仿宋_GB2312")]


def test_the_mark_stands_on_cover_and_head_and_draft_on_every_page(report: Report, paper: Any) -> None:
    assert paper.paragraphs[0].text == "内部资料"
    assert "内部资料" in paper.sections[1].header.paragraphs[0].text
    drafted = Document(io.BytesIO(rendered(report, "docx", Wishes(DAY, draft=True), None)))
    for number, section in enumerate(drafted.sections):
        if number in {0, 1, 3, 4}:  # the third goes by the second
            assert 'string="草稿"' in section.header._element.xml
            assert 'string="草稿"' in section.even_page_header._element.xml
    assert 'string="草稿"' not in paper.sections[1].header._element.xml


@pytest.mark.parametrize("kind", ["catalogue", "criteria", "tasks"])
def test_the_other_documents_carry_draft_and_mark_too(kind: str) -> None:
    workspace = open_workspace(EXAMPLES / "one-level").whole()
    wishes = Wishes(DAY, draft=True, mark="内部资料")
    page = DOCUMENTS[kind].build(workspace, workspace.assess(), wishes)
    first, second = (rendered(page, "docx", wishes, None) for _ in range(2))
    assert first == second
    head = Document(io.BytesIO(first)).sections[0].header
    assert head.paragraphs[0].text == f"内部资料\t{page.title}"
    assert head._element.xml.count('string="草稿"') == 1
    plain = Document(io.BytesIO(rendered(page, "docx", Wishes(DAY), None)))
    assert plain.sections[0].header.paragraphs[0].text == f"\t{page.title}"


# ---- contents -----------------------------------------------------------------------------------------------------


def test_the_contents_name_every_heading_and_lead_to_it(paper: Any, report: Report) -> None:
    body = paper.element.body
    marks = {node.get(qn("w:name")): node.getparent() for node in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    texts = [next(link.iter(qn("w:t"))).text for link in links]
    assert texts == [text for _, _, text in contents(report)]
    numbers = [int(text_of(link).removeprefix(text)) for link, text in zip(links, texts, strict=True)]
    assert (numbers[0], numbers) == (1, sorted(numbers))
    for link, text in zip(links, texts, strict=True):
        target = marks[link.get(qn("w:anchor"))]
        assert text_of(target) == text
    codes = [node.text for node in body.iter(qn("w:instrText"))]
    assert any(code.strip().startswith("TOC ") for code in codes)
    kinds = [node.get(qn("w:fldCharType")) for node in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate") == len(links) + 1
    assert paper.settings.element.find(qn("w:updateFields")) is not None


def test_the_contents_follow_an_own_template(report: Report, tmp_path: Path) -> None:
    shutil.copytree(templates_root() / "word", tmp_path / "templates", ignore=shutil.ignore_patterns("*.py", "__*"))
    path = tmp_path / "templates" / "self.docx"
    template = Document(str(path))
    first = next(paragraph for paragraph in template.paragraphs if paragraph.text.endswith("、总体结论"))
    first.runs[0].text = "一、{{ cover.county }}的结论"
    first.insert_paragraph_before("另、本县说明", style=first.style).insert_paragraph_before("本县自己的一句话。")
    template.save(str(path))
    made = Document(io.BytesIO(rendered(report, "docx", Wishes(DAY), tmp_path)))
    links = [text_of(link).strip() for link in made.element.body.iter(qn("w:hyperlink"))]
    assert links[:2] == ["另、本县说明1", "一、示例县的结论1"]
    assert "本县自己的一句话。" in [paragraph.text for paragraph in made.paragraphs]


# ---- pictures -----------------------------------------------------------------------------------------------------


def test_the_charts_are_pictures_as_wide_as_the_line(raw: bytes, paper: Any) -> None:
    media = [name for name in zipfile.ZipFile(io.BytesIO(raw)).namelist() if name.startswith("word/media/")]
    captions = [paragraph.text[:2] for paragraph in paper.paragraphs if paragraph.style.name == "图题"]
    assert len(media) == len(paper.inline_shapes) == len(captions)
    assert captions[:5] == ["图1", "图2", "图3", "图4", "图5"]
    widths = [round(shape.width.mm) for shape in paper.inline_shapes]
    assert widths[:5] == [156, 156, 112, 156, 156]
    assert set(widths[5:]) == {247}


def test_without_the_system_libraries_the_report_comes_without_pictures(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> list[bytes]:
        raise RenderError("library", "缺少")

    monkeypatch.setattr(word_pictures, "render_many", missing)
    made = Document(io.BytesIO(rendered(report, "docx", Wishes(DAY), None)))
    assert len(made.inline_shapes) == 0
    assert not [paragraph for paragraph in made.paragraphs if paragraph.text.startswith("图1")]


def test_a_template_without_pictures_does_not_draw_any(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> list[bytes]:
        raise AssertionError("drawn")

    monkeypatch.setattr(printer, "run", never)
    made = rendered(report, "docx", Wishes(DAY), own(tmp_path, "总分 {{ now.final }} 分"))
    assert word_text(made) == f"总分 {report.tracks[3].final} 分"


# ---- whatever an office writes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("得分 {{ now.finale }}", r"self\.docx 有错，在“得分 \{\{ now\.finale \}\}”一段：没有“finale”这个内容"),
        ("｛｛ now.final ｝｝", "全角的括号.*“｛｛ now.final ｝｝”"),
        ("一 {｛ now.final }} 二", "全角的括号.*“{｛ now.final }}”"),
        ("{％ if x %}", "全角的括号.*“{％ if x %}”"),
        ("{{ pictures.strip._part }}", "不允许的操作"),
        ("{{ pictures.strip._pictures.png('x') }}", "不允许的操作"),
        ("{{ pictures.strips }}", "没有“strips”这个内容"),
    ],
)
def test_a_fault_is_told_with_its_name(report: Report, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RenderError, match=said):
        rendered(report, "docx", Wishes(DAY), own(tmp_path, "标题", text))


def test_smart_quotes_in_a_tag_are_taken_for_straight_ones(report: Report, tmp_path: Path) -> None:
    made = rendered(report, "docx", Wishes(DAY), own(tmp_path, "{{ “没有” if not cover.doc_no else ‘有’ }}文号"))
    assert word_text(made) == ("有文号" if report.cover.doc_no else "没有文号")


def test_a_tag_that_cuts_a_paragraph_in_two_is_refused(report: Report, tmp_path: Path) -> None:
    home = own(tmp_path, "{%p for item in vetoes %}", "{{ item.name }}")
    path = home / "templates" / "self.docx"
    template = Document(str(path))
    template.add_table(1, 1).cell(0, 0).text = "{%p endfor %}"
    template.save(str(path))
    with pytest.raises(RenderError, match="单独占一段"):
        rendered(report, "docx", Wishes(DAY), home)


def test_markup_in_a_text_comes_out_as_it_stands(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "one-level", tmp_path / "w")
    head = tmp_path / "w" / "workspace.yaml"
    evil = "</w:t><w:br/>{{ 7 * 7 }}{%p if %}&amp;县"
    head.write_text(re.sub(r"(?m)^name:.*$", f"name: '{evil}'", head.read_text("utf-8")), "utf-8")
    workspace = open_workspace(tmp_path / "w").whole()
    made = rendered(build_report(workspace, workspace.assess(), DAY), "docx", Wishes(DAY), None)
    assert evil in word_text(made)


# ---- bytes, fields, commands --------------------------------------------------------------------------------------


def test_same_report_and_day_same_bytes_without_a_clock(report: Report, raw: bytes) -> None:
    assert rendered(report, "docx", Wishes(DAY, mark="内部资料"), None) == raw
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(raw)).infolist()} == {1980}
    properties = Document(io.BytesIO(raw)).core_properties
    assert (properties.title, properties.author) == (report.cover.title, report.cover.issuer)
    assert properties.created.replace(tzinfo=None) == datetime(DAY.year, DAY.month, DAY.day)


def test_every_field_is_in_the_manual(report: Report) -> None:
    manual = (DOCS / "word-templates.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)(?:\.[a-z_]+)?`", manual))
    assert {*fields(report), "mark", "draft", "coverage_note", "pictures"} <= named
    page = self_page(report)
    assert page.word is not None
    assert set(page.word.drawings) <= set(re.findall(r"`pictures\.([a-z]+)`", manual))  # type: ignore[attr-defined]


def test_the_command_hands_out_the_template_and_replaces_nothing(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "one-level", tmp_path / "w")
    where = ("-w", str(tmp_path / "w"), "report")
    code, out, _ = call(*where, "self", "--word-template")
    path = tmp_path / "w" / "templates" / "self.docx"
    assert (code, out.strip()) == (0, str(path))
    assert path.read_bytes() == (templates_root() / "word" / "self.docx").read_bytes()
    code, _, err = call(*where, "--word-template")
    assert (code, "没有覆盖" in err) == (2, True)
    code, _, err = call(*where, "tree", "--word-template")
    assert (code, "tree 没有自带的 Word 模板；有的是：bulletin、inspection、rectification、self" in err) == (2, True)
    code, _, err = call(*where, "--word-template", "--draft")
    assert code == 2
    code, out, _ = call(*where, "--word-template", "-o", str(tmp_path / "另一份.docx"))
    assert (code, (tmp_path / "另一份.docx").exists()) == (0, True)


def test_the_importer_reads_the_report_without_stumbling(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "自评报告.docx"
    path.write_bytes(raw)
    code, _, err = call("indicators", "import", str(path), "-o", str(tmp_path / "out.yaml"))
    assert (code, "2 种表头不同的指标表" in err) == (3, True)
    assert not (tmp_path / "out.yaml").exists()
