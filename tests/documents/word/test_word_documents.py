"""短板整改清单, 整改通报 and 评查意见书 as Word files: they say what the printed documents say, no more and no less."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from helpers_inspection import INSPECTED
from helpers_ledger import files, item
from helpers_outputs import EXAMPLES, call, compact, word_text
from lxml import etree
from lxml import html as markup
from samples import MOCK, SOUND, Opener

from scoring.documents.assets import templates_root
from scoring.documents.inspection.document import contents
from scoring.documents.layout import Page
from scoring.documents.registry import DOCUMENTS, Wishes, rendered
from scoring.documents.word import pictures as word_pictures
from scoring.pdf import printer
from scoring.pdf.errors import RenderError
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
KINDS = ("rectification", "bulletin", "inspection")
DOCS = EXAMPLES.parent / "docs"
MEASURES = "[{text: 补上网, due: 2026-10-01, done: 2026-09-03}, {text: 建台账, due: 2026-12-01}]"
LEDGER = (
    item("R0001", status="已销号", lost='"0.60"', measures=MEASURES, due="2026-12-01"),
    item(
        "R0002",
        problem="缺一页",
        lost='"1.00"',
        lead="[县教育局]",
        support="[县司法局]",
        person="陈立",
        due="2026-11-10",
        events=[
            "{on: 2026-09-01, do: open, by: 张三}",
            "{on: 2026-10-01, do: extend, by: 张三, to: 2026-11-20, note: 等上级文件, approved_by: 李明}",
        ],
    ),
    item("R0003", indicator="", source="supervision", cause="other", problem="'台账 <b>&</b> {{ 7 }}'", due="持续推进"),
    item("R0004", status="退回", indicator='"1.2"', problem="公开迟了", lost='"0.40"', due="2026-11-26"),
)
BULLETIN = """\
number: 2
name: 示例县
week: 2026-11-09
since: 2026-11-09
until: 2026-11-13
issued: 2026-11-13
by: 李明
totals: {items: 4, closed: 1, overdue: 1, measures: 2, measures_done: 1}
units:
- {rank: 1, unit: 县司法局, items: 3, closed: 1, open: 2, overdue: 0, new: 1, submitted: 0, signed_off: 1, returned: 1}
- {rank: 2, unit: 县教育局, items: 1, closed: 0, open: 1, overdue: 1, new: 0, submitted: 0, signed_off: 0, returned: 0}
new:
- {id: R0003, problem: 台账不全, kind: 督察反馈, lead: []}
closed:
- {id: R0001, indicator: "1.1", problem: 有一项没有上网, kind: 标准未达到, lead: [县司法局]}
returned:
- {id: R0004, indicator: "1.2", problem: 公开迟了, kind: 标准未达到, lead: [县司法局]}
overdue:
- {id: R0002, indicator: "1.1", problem: 缺一页, kind: 佐证不足, lead: [县教育局], due: 2026-11-10, days: 3}
notices:
- {unit: 县教育局, kind: 佐证不足, items: [R0002, R0004], times: 2, streak: 2, step: interview}
"""
FULL = {
    **files(*LEDGER),
    **INSPECTED,
    "bulletins/0002.yaml": BULLETIN,
}
SPARSE = {**SOUND, "rectification.yaml": "[]\n", "rounds/2026-mock.yaml": MOCK}


def page_of(workspace: Workspace, kind: str) -> Page:
    return DOCUMENTS[kind].build(workspace, workspace.assess(), Wishes(DAY))


def word_of(page: Page, home: Path | None = None, **wishes: Any) -> bytes:
    return rendered(page, "docx", Wishes(DAY, **wishes), home)


def paper_of(raw: bytes) -> Any:
    return Document(io.BytesIO(raw))


# ---- complete -----------------------------------------------------------------------------------------------------

BREAK = "\ue000"
BLOCKS = {"p", "h1", "h2", "h3", "th", "td", "tr", "li", "div", "figcaption", "br"}


def passages(page: str) -> list[str]:
    """The paragraphs and cells of an HTML page in their order, without what only a screen or a page of paper has."""
    body = markup.fromstring(page).find("body")
    for furniture in body.xpath("//style | //svg | //nav | //*[@class='toc' or @class='mark-source']"):
        furniture.drop_tree()
    for element in body.iter(*BLOCKS):
        element.text = BREAK + (element.text or "")
        element.tail = BREAK + (element.tail or "")
    return [text for line in body.text_content().split(BREAK) if (text := compact(line))]


def paragraphs(raw: bytes) -> Iterator[str]:
    """The paragraphs of a Word file in their order, those of cells too."""
    for element in paper_of(raw).element.body.iter(qn("w:p")):
        if text := compact("".join(node.text or "" for node in element.iter(qn("w:t")))):
            yield text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("contained", [FULL, SPARSE], ids=["full", "sparse"])
def test_every_passage_of_the_printed_document_stands_in_the_word_file(
    opened: Opener, contained: dict[str, str | bytes], kind: str
) -> None:
    workspace = opened(contained)
    assert workspace.errors == []
    page = page_of(workspace, kind)
    told = passages(rendered(page, "html", Wishes(DAY, mark="内部资料"), None).decode())
    raw = word_of(page, mark="内部资料")
    text, at = compact(word_text(raw)), 0
    assert len(told) > 15
    for passage in told:
        found = text.find(passage, at)
        assert found >= 0, f"“{passage}” is missing behind “{text[max(0, at - 40) : at]}”"
        at = found + len(passage)
    whole = compact("".join(told))
    listed = [compact(entry) for _, _, entry in contents(page.data)] if kind == "inspection" else []
    entries = [re.compile(rf"{re.escape(entry)}\d+") for entry in listed]
    lines = (line for line in paragraphs(raw) if not any(entry.fullmatch(line) for entry in entries))
    added = [line for line in lines if line not in whole and line not in listed]
    assert added == ([compact("目录")] if kind == "inspection" else [])


def test_the_completeness_test_would_see_what_is_missing(opened: Opener, tmp_path: Path) -> None:
    """An own template without the note below the ranking."""
    page = page_of(opened(FULL), "bulletin")
    note = next(text for text in passages(rendered(page, "html", Wishes(DAY), None).decode()) if "都相同的并列" in text)
    assert note in compact(word_text(word_of(page)))
    home = changed(tmp_path, "bulletin", "{{ ranking_note }}")
    assert note not in compact(word_text(word_of(page, home)))


def changed(home: Path, name: str, unwanted: str) -> Path:
    """Our template as an office's own one, without the paragraph that begins so."""
    (home / "templates").mkdir(exist_ok=True)
    paper = Document(str(templates_root() / "word" / f"{name}.docx"))
    (gone,) = [paragraph for paragraph in paper.paragraphs if paragraph.text.startswith(unwanted)]
    gone._p.getparent().remove(gone._p)
    paper.save(str(home / "templates" / f"{name}.docx"))
    return home


def test_the_figures_of_the_list_are_those_of_the_report(opened: Opener) -> None:
    page = page_of(opened(FULL), "rectification")
    paper = paper_of(word_of(page))
    boxes, items = paper.tables
    shown = [cell.text.split("\n") for cell in boxes.rows[0].cells]
    assert shown == [[label, f"{value} {unit}".strip(), note] for label, value, unit, note in page.data.figures]
    rows = [[cell.text for cell in row.cells] for row in items.rows]
    assert [row[0].split("\n")[1] for row in rows[1:] if "\n" in row[0]] == [
        line.id for block in page.data.blocks for line in block.lines
    ]
    late = next(row for row in rows if "R0002" in row[0])
    assert [cell.text for cell in items.rows[0].cells][3::6] == ["失分\n原因", "状态\n销号"]
    assert late[3] == "1.00\n标准未达到"
    assert late[5:] == [
        "县教育局\n责任单位：县司法局",
        "陈立",
        "2026-11-20\n原 2026-11-10",
        "2026-10-01 延期：等上级文件",
        "未整改\n红　逾期\n逾期 2 天",
    ]


def test_the_bulletin_names_empty_parts_too_and_ends_in_its_imprint(opened: Opener) -> None:
    paper = paper_of(word_of(page_of(opened(FULL), "bulletin")))
    heads = [paragraph.text for paragraph in paper.paragraphs if paragraph.style.name == "Heading 2"]
    assert heads == [
        "（一）新增问题 1 个",
        "（二）申报验收 0 个",
        "（三）完成销号 1 个",
        "（四）退回重办 1 个",
        "（五）重新打开 0 个",
    ]
    last = [(paragraph.style.name, paragraph.text) for paragraph in paper.paragraphs][-3:]
    imprint = ("印发栏", "　示例县依法治县办\t2026年11月13日印发")
    assert last == [("落款", "示例县依法治县办"), ("落款", "2026年11月13日"), imprint]


def test_the_contents_of_the_opinion_are_those_of_the_printed_one(opened: Opener) -> None:
    page = page_of(opened(FULL), "inspection")
    links = [
        [node.text for node in link.iter(qn("w:t"))]
        for link in paper_of(word_of(page)).element.body.iter(qn("w:hyperlink"))
    ]
    assert [text for text, _ in links] == [text for _, _, text in contents(page.data)]
    numbers = [int(page) for _, page in links]
    assert (numbers[0], numbers) == (1, sorted(numbers))


def test_a_mock_says_on_its_cover_what_it_is(opened: Opener) -> None:
    raw = word_of(page_of(opened(SPARSE), "inspection"))
    (line,) = [paragraph for paragraph in paper_of(raw).paragraphs if paragraph.style.name == "封面副题"]
    assert line.text == "模拟评查，不代替上级核验"
    assert "核验分（模拟）" in word_text(raw)
    real = paper_of(word_of(page_of(opened(FULL), "inspection")))
    assert "封面副题" not in {paragraph.style.name for paragraph in real.paragraphs}


# ---- page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_that_of_the_standard(opened: Opener, kind: str) -> None:
    paper = paper_of(word_of(page_of(opened(FULL), kind)))
    across = kind == "rectification"
    for section in paper.sections:
        assert (section.orientation == WD_ORIENT.LANDSCAPE) == across
        sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        assert [round(side.mm) for side in sides] == ([28, 25, 26, 25] if across else [37, 26, 35, 28])
    assert paper.settings.odd_and_even_pages_header_footer
    last = paper.sections[-1]
    feet = [last.footer, last.even_page_footer]
    if last.different_first_page_header_footer:
        assert "{{" not in last.first_page_header.paragraphs[0].text
        feet.append(last.first_page_footer)
    assert [foot.paragraphs[0].alignment.name for foot in feet] == ["RIGHT", "LEFT", "RIGHT"][: len(feet)]
    assert {foot.paragraphs[0].text for foot in feet} == {"— 1 —"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("contained", [FULL, SPARSE], ids=["full", "sparse"])
def test_no_row_is_cut_no_cell_is_empty_of_paragraphs_and_no_tag_is_left(
    opened: Opener, contained: dict[str, str | bytes], kind: str
) -> None:
    body = paper_of(word_of(page_of(opened(contained), kind))).element.body
    rows = list(body.iter(qn("w:tr")))
    assert rows
    for row in rows:
        assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        assert [cell[-1].tag for cell in row.iter(qn("w:tc"))] == [qn("w:p")] * len(row.findall(qn("w:tc")))
    assert not re.search(r"\{%|\{\{(?! 7 \}\})", "".join(body.itertext()))
    for table in body.iter(qn("w:tbl")):
        assert table.getnext().tag != qn("w:tbl"), "Word would make one table of two"


@pytest.mark.parametrize("kind", KINDS)
def test_mark_and_draft_stand_on_every_page(opened: Opener, kind: str) -> None:
    page = page_of(opened(FULL), kind)
    paper = paper_of(word_of(page, draft=True, mark="内部资料"))
    section = paper.sections[-1]
    heads = [section.header, section.even_page_header]
    heads += [section.first_page_header] if section.different_first_page_header_footer else []
    for head in heads:
        assert head._element.xml.count('string="草稿"') == 1
        assert "".join(paragraph.text for paragraph in head.paragraphs).count("内部资料") == 1
    assert 'string="草稿"' not in paper_of(word_of(page)).sections[-1].header._element.xml


# ---- own templates ------------------------------------------------------------------------------------------------


def own(home: Path, kind: str, *texts: str) -> Path:
    paper = Document()
    for text in texts:
        paper.add_paragraph(text)
    (home / "templates").mkdir(exist_ok=True)
    paper.save(str(home / "templates" / f"{kind}.docx"))
    return home


@pytest.mark.parametrize(
    ("kind", "text", "filled"),
    [
        ("rectification", "{{ statement }}", "问题 4 个，已销号 1 个，销号率 25.00%"),
        ("bulletin", "{{ number }} {{ happened[0].number }}、{{ happened[0].heading }}", "第2期 一、新增问题 1 个"),
        ("inspection", "{{ chapters[0].number }} {{ signing[0] | join('，') }}", "一 评查人员，评查组组长"),
    ],
)
def test_the_own_template_goes_first_and_gets_the_mark_it_has_no_place_for(
    opened: Opener, tmp_path: Path, kind: str, text: str, filled: str
) -> None:
    page = page_of(opened(FULL), kind)
    raw = word_of(page, own(tmp_path, kind, text), mark="内部资料")
    assert word_text(raw).startswith(filled)
    assert paper_of(raw).sections[0].header.paragraphs[0].text == "内部资料"
    placed = word_of(page, own(tmp_path, kind, "标注 {{ mark }}"), mark="内部资料")
    assert word_text(placed) == "标注 内部资料"
    assert paper_of(placed).sections[0].header.is_linked_to_previous


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ titel }}", r"bulletin\.docx 有错，在“\{\{ titel \}\}”一段：没有“titel”这个内容"),
        ("{{ title.__class__ }}", "不允许的操作"),
        ("{{ 'x' * 100000000 }}", "重复得太多"),
        ("｛｛ title ｝｝", "全角的括号"),
    ],
)
def test_a_fault_of_an_own_template_is_told(opened: Opener, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RenderError, match=said):
        word_of(page_of(opened(FULL), "bulletin"), own(tmp_path, "bulletin", text))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_in_the_manual(opened: Opener, kind: str) -> None:
    manual = (DOCS / "word-templates.md").read_text("utf-8")
    (chapter,) = [part for part in manual.split("\n### ") if f"（{kind}）" in part.split("\n")[0]]
    named = set(re.findall(r"`([a-z_]+)`", chapter))
    word: Any = page_of(opened(FULL), kind).word
    assert set(word.fields(word.report)) <= named
    assert set(word.drawings) <= set(re.findall(r"`pictures\.([a-z]+)`", chapter))


# ---- pictures -----------------------------------------------------------------------------------------------------


def test_the_charts_of_the_list_are_pictures_across(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(opened(FULL), "rectification")
    paper = paper_of(word_of(page))
    captions = [paragraph.text for paragraph in paper.paragraphs if paragraph.style.name == "图题"]
    assert captions == ["图1　各周末的整改进度（个）", "图2　整改事项和措施的计划与实际"]
    assert [round(shape.width.mm) for shape in paper.inline_shapes] == [247, 247]

    def missing(*_: object, **__: object) -> list[bytes]:
        raise RenderError("library", "缺少")

    monkeypatch.setattr(word_pictures, "render_many", missing)
    without = paper_of(word_of(page))
    assert len(without.inline_shapes) == 0
    assert "图题" not in {paragraph.style.name for paragraph in without.paragraphs}


@pytest.mark.parametrize("kind", ["bulletin", "inspection"])
def test_a_document_without_charts_starts_no_printing(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def never(*_: object, **__: object) -> list[bytes]:
        raise AssertionError("drawn")

    monkeypatch.setattr(printer, "run", never)
    assert word_of(page_of(opened(FULL), kind))


# ---- bytes, commands, the files that ship -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_same_report_and_day_same_bytes_without_a_clock(opened: Opener, kind: str) -> None:
    page = page_of(opened(FULL), kind)
    first, second = (word_of(page, mark="内部资料", draft=True) for _ in range(2))
    assert first == second
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}
    properties = paper_of(first).core_properties
    assert (properties.title, properties.author) == (page.title, page.issuer)
    assert properties.created.replace(tzinfo=None) == datetime(DAY.year, DAY.month, DAY.day)


def test_markup_in_a_text_comes_out_as_it_stands(opened: Opener) -> None:
    workspace = opened(FULL)
    assert "台账 <b>&</b> {{ 7 }}" in word_text(word_of(page_of(workspace, "rectification")))
    assert "<b>缺页</b>" in word_text(word_of(page_of(workspace, "inspection")))


def test_the_command_hands_out_the_templates(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "one-level", tmp_path / "w")
    code, out, _ = call("-w", str(tmp_path / "w"), "report", *KINDS, "--word-template")
    paths = [tmp_path / "w" / "templates" / f"{kind}.docx" for kind in KINDS]
    assert (code, out.split()) == (0, [str(path) for path in paths])
    for path in paths:
        assert path.read_bytes() == (templates_root() / "word" / path.name).read_bytes()


def test_a_template_that_was_handed_out_gives_what_ours_gives(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    workspace = opened(FULL)
    for kind in KINDS:
        shutil.copy(templates_root() / "word" / f"{kind}.docx", tmp_path / "templates")
        page = page_of(workspace, kind)
        assert word_of(page, tmp_path, mark="内部资料") == word_of(page, mark="内部资料")


def test_the_shipped_templates_are_what_their_script_makes(tmp_path: Path) -> None:
    source = templates_root() / "word"
    shutil.copytree(source, tmp_path / "word", ignore=shutil.ignore_patterns("*.docx", "__pycache__"))
    subprocess.run(
        [sys.executable, "-P", "-c", "import runpy; runpy.run_path('word/make_templates.py', run_name='__main__')"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path / 'word'}:{EXAMPLES.parent}", "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=60,
    )
    shipped = {path.name: path.read_bytes() for path in source.glob("*.docx")}
    assert set(shipped) == {"self.docx", *(f"{kind}.docx" for kind in KINDS)}
    assert {path.name: path.read_bytes() for path in (tmp_path / "word").glob("*.docx")} == shipped


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_of_a_template_is_sound_and_every_style_in_use_is_there(kind: str) -> None:
    path = templates_root() / "word" / f"{kind}.docx"
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    paper = Document(str(path))
    known = {style.get(qn("w:styleId")) for style in paper.styles.element.iter(qn("w:style"))}
    used = {node.get(qn("w:val")) for node in paper.element.body.iter(qn("w:pStyle"))}
    assert used <= known


def test_the_worked_example_has_them_all(tmp_path: Path) -> None:
    workspace = open_workspace(EXAMPLES / "example-county").whole()
    for kind in KINDS:
        page = page_of(workspace, kind)
        whole = compact(word_text(word_of(page)))
        told = passages(rendered(page, "html", Wishes(DAY), None).decode())
        assert [passage for passage in told if passage not in whole] == []
