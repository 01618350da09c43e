"""Word templates that an office makes itself: what they may print, what is refused, which files are
handed out."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from helpers_inspection import INSPECTED
from helpers_ledger import files, item
from helpers_outputs import EXAMPLES, call, word_text
from samples import Opener

from scoring.documents.assets import templates_root
from scoring.documents.layout import Page
from scoring.documents.registry import DOCUMENTS, Wishes, rendered
from scoring.documents.word.self_assessment import fields
from scoring.docx import pictures
from scoring.pdf import printer
from scoring.pdf.errors import RenderError
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
KINDS = ("rectification", "bulletin", "inspection")
DOCS = EXAMPLES.parent / "docs"
BULLETIN = """\
number: 2
name: 示例县
week: 2026-11-09
since: 2026-11-09
until: 2026-11-13
issued: 2026-11-13
by: 李明
totals: {items: 2, closed: 0, overdue: 1, measures: 0, measures_done: 0}
units:
- {rank: 1, unit: 县司法局, items: 1, closed: 0, open: 1, overdue: 0, new: 1, submitted: 0, signed_off: 0, returned: 0}
- {rank: 2, unit: 县教育局, items: 1, closed: 0, open: 1, overdue: 1, new: 0, submitted: 0, signed_off: 0, returned: 0}
new:
- {id: R0003, problem: 台账不全, kind: 督察反馈, lead: []}
overdue:
- {id: R0002, indicator: "1.1", problem: 缺一页, kind: 佐证不足, lead: [县教育局], due: 2026-11-10, days: 3}
"""
FULL = {
    **files(
        item("R0001", status="已销号", lost='"0.60"', due="2026-12-01"),
        item("R0002", problem="缺一页", lost='"1.00"', lead="[县教育局]", due="2026-11-10"),
    ),
    **INSPECTED,
    "bulletins/0002.yaml": BULLETIN,
}


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    return opened(FULL)


def page_of(workspace: Workspace, kind: str) -> Page:
    return DOCUMENTS[kind].build(workspace, workspace.assess(), Wishes(DAY))


def word_of(page: Page, home: Path | None = None, **wishes: Any) -> bytes:
    return rendered(page, "docx", Wishes(DAY, **wishes), home)


def paper_of(raw: bytes) -> Any:
    return Document(io.BytesIO(raw))


def own(home: Path, kind: str, *texts: str) -> Path:
    """Writes the office's own template ``templates/<kind>.docx``."""
    paper = Document()
    for text in texts:
        paper.add_paragraph(text)
    (home / "templates").mkdir(exist_ok=True)
    paper.save(str(home / "templates" / f"{kind}.docx"))
    return home


# ---- what they print ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "filled"),
    [
        ("self", "总分 {{ now.final }} 分，{{ ladder.scores }}、得分", "总分 "),
        ("rectification", "{{ statement }}", "问题 2 个，已销号 1 个，销号率 50.00%"),
        (
            "bulletin",
            "{{ number }} {{ happened[0].number }}、{{ happened[0].heading }}",
            "第2期 一、新增问题 1 个",
        ),
        (
            "inspection",
            "{{ chapters[0].number }} {{ signing[0] | join('，') }}",
            "一 评查人员，评查组组长",
        ),
        ("tree", "{{ cover.title }}共{{ total }}分", "示例"),
    ],
)
def test_the_own_template_goes_first_and_gets_the_mark_it_has_no_place_for(
    workspace: Workspace, tmp_path: Path, kind: str, text: str, filled: str
) -> None:
    page = page_of(workspace, kind)
    raw = word_of(page, own(tmp_path, kind, text), mark="内部资料")
    assert word_text(raw).startswith(filled)
    if kind == "self":  # prints the mark where the template says so
        assert (
            word_text(word_of(page, own(tmp_path, kind, "标注 {{ mark }}"), mark="内部资料"))
            == "标注 内部资料"
        )
        return
    assert paper_of(raw).sections[0].header.paragraphs[0].text == "内部资料"


def test_a_place_for_the_mark_is_enough(workspace: Workspace, tmp_path: Path) -> None:
    placed = word_of(
        page_of(workspace, "bulletin"),
        own(tmp_path, "bulletin", "标注 {{ mark }}"),
        mark="内部资料",
    )
    assert word_text(placed) == "标注 内部资料"
    assert paper_of(placed).sections[0].header.is_linked_to_previous


def test_loops_rows_and_merged_cells(workspace: Workspace, tmp_path: Path) -> None:
    home = own(
        tmp_path,
        "self",
        "{%p for item in vetoes %}",
        "{{ item.code }} {{ item.state }}",
        "{%p endfor %}",
    )
    path = home / "templates" / "self.docx"
    template = Document(str(path))
    table = template.add_table(3, 2)
    for cell, text in zip(
        [table.cell(0, 0), table.cell(1, 0), table.cell(1, 1), table.cell(2, 0)],
        ["{%tr for row in blocks %}", "{% vm %}板块", "{{ row.name }}", "{%tr endfor %}"],
        strict=True,
    ):
        cell.text = text
    template.save(str(path))
    page = page_of(workspace, "self")
    paper = paper_of(word_of(page, home))
    report = page.context["report"]
    assert [line.text for line in paper.paragraphs if line.text] == [
        f"{v.code} {v.state}" for v in report.vetoes
    ]
    (table,) = paper.tables
    assert [row.cells[1].text for row in table.rows] == [block.name for block in report.blocks]
    order = [qn(f"w:{name}") for name in ("tcW", "gridSpan", "vMerge", "shd", "vAlign")]
    for properties in table._tbl.iter(qn("w:tcPr")):
        tags = [order.index(child.tag) for child in properties]
        assert tags == sorted(tags), "the order of the schema"


def test_the_contents_of_a_template_name_its_headings(workspace: Workspace, tmp_path: Path) -> None:
    """A contents field as WPS puts it there, and headings that the office wrote."""
    home = own(tmp_path, "self")
    path = home / "templates" / "self.docx"
    template = Document(str(path))
    field = template.add_paragraph()
    for kind, text in (("begin", ""), ("", r' TOC \o "1-3" \h '), ("separate", ""), ("end", "")):
        run = field.add_run()
        node = run._element.makeelement(qn("w:fldChar" if kind else "w:instrText"), {})
        if kind:
            node.set(qn("w:fldCharType"), kind)
        node.text = text or None
        run._element.append(node)
    template.add_heading("一、{{ cover.county }}的结论", 1)
    template.add_heading("（一）{{ blocks[0].name }}", 2)
    template.save(str(path))
    page = page_of(workspace, "self")
    made = paper_of(word_of(page, home))
    links = list(made.element.body.iter(qn("w:hyperlink")))
    shown = ["".join(node.text or "" for node in link.iter(qn("w:t"))) for link in links]
    assert shown == [
        f"一、{page.context['report'].cover.county}的结论",
        f"（一）{page.context['report'].blocks[0].name}",
    ]
    marks = {node.get(qn("w:name")) for node in made.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    assert made.settings.element.find(qn("w:updateFields")) is not None
    kinds = [node.get(qn("w:fldCharType")) for node in made.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_charts_are_drawn_where_a_template_asks_for_them_and_only_there(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(workspace, "rectification")
    several = ("{%p for picture in pictures.gantt %}", "{{ picture }}", "{%p endfor %}")
    paper = paper_of(
        word_of(page, own(tmp_path, "rectification", "{{ pictures.progress }}", *several))
    )
    assert {round(shape.width.mm) for shape in paper.inline_shapes} == {247}

    def never(*_: object, **__: object) -> list[bytes]:
        raise AssertionError("drawn")

    monkeypatch.setattr(printer, "run", never)
    monkeypatch.setattr(pictures, "render_many", never)
    assert word_text(word_of(page, own(tmp_path, "rectification", "{{ title }}"))) == page.title


def test_draft_stands_across_a_page_of_their_own(workspace: Workspace, tmp_path: Path) -> None:
    for kind in ("self", "tree"):
        raw = word_of(page_of(workspace, kind), own(tmp_path, kind, "正文"), draft=True)
        assert paper_of(raw).sections[0].header._element.xml.count('string="草稿"') == 1


# ---- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (
            "self",
            "得分 {{ now.finale }}",
            r"self\.docx 有错，在“得分 \{\{ now\.finale \}\}”一段：没有“finale”这个内容",
        ),
        ("self", "｛｛ now.final ｝｝", "全角的括号.*“｛｛ now.final ｝｝”"),
        ("self", "一 {｛ now.final }} 二", "全角的括号.*“{｛ now.final }}”"),
        ("self", "{％ if x %}", "全角的括号.*“{％ if x %}”"),
        ("self", "{{ pictures.strip._part }}", "不允许的操作"),
        ("self", "{{ pictures.strip._pictures.png('x') }}", "不允许的操作"),
        ("self", "{{ pictures.strips }}", "没有“strips”这个内容"),
        (
            "bulletin",
            "{{ titel }}",
            r"bulletin\.docx 有错，在“\{\{ titel \}\}”一段：没有“titel”这个内容",
        ),
        ("bulletin", "{{ title.__class__ }}", "不允许的操作"),
        ("bulletin", "{{ 'x' * 100000000 }}", "重复得太多"),
    ],
)
def test_a_fault_is_told_with_its_name(
    workspace: Workspace, tmp_path: Path, kind: str, text: str, said: str
) -> None:
    with pytest.raises(RenderError, match=said):
        word_of(page_of(workspace, kind), own(tmp_path, kind, "标题", text))


def test_smart_quotes_in_a_tag_are_taken_for_straight_ones(
    workspace: Workspace, tmp_path: Path
) -> None:
    made = word_of(
        page_of(workspace, "self"),
        own(tmp_path, "self", "{{ “没有” if not cover.doc_no else ‘有’ }}文号"),
    )
    assert word_text(made) in {"有文号", "没有文号"}


def test_a_tag_that_cuts_a_paragraph_in_two_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    home = own(tmp_path, "self", "{%p for item in blocks %}", "{{ item.name }}")
    path = home / "templates" / "self.docx"
    template = Document(str(path))
    template.add_table(1, 1).cell(0, 0).text = "{%p endfor %}"
    template.save(str(path))
    with pytest.raises(RenderError, match="单独占一段"):
        word_of(page_of(workspace, "self"), home)


# ---- the reference document of a workspace ------------------------------------------------------------------------


def test_a_workspace_changes_the_look_of_all_its_word_files(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    paper = Document(str(templates_root() / "word" / "reference.docx"))
    paper.styles["公文正文"].font.size = Pt(15)
    paper.save(str(tmp_path / "templates" / "reference.docx"))
    for kind in ("bulletin", "closing"):
        page = page_of(workspace, kind)
        raw = word_of(page, tmp_path)
        assert word_text(raw) == word_text(word_of(page))
        assert paper_of(raw).styles["公文正文"].font.size == Pt(15)


@pytest.mark.parametrize("content", [b"", "不是 Word".encode(), b"PK\3\4" + bytes(100)])
def test_a_reference_document_that_is_none_is_refused(
    workspace: Workspace, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "reference.docx").write_bytes(content)
    with pytest.raises(RenderError, match=r"reference\.docx 不是 Word 文件"):
        word_of(page_of(workspace, "closing"), tmp_path)


def test_a_reference_document_that_is_a_link_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "reference.docx").symlink_to(
        templates_root() / "word" / "reference.docx"
    )
    with pytest.raises(RenderError, match="是链接"):
        word_of(page_of(workspace, "closing"), tmp_path)


# ---- manual and commands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["self", *KINDS])
def test_every_field_is_in_the_manual(workspace: Workspace, kind: str) -> None:
    manual = (DOCS / "word-templates.md").read_text("utf-8")
    (chapter,) = [part for part in manual.split("\n### ") if f"（{kind}）" in part.split("\n")[0]]
    word: Any = page_of(workspace, kind).word
    if kind == "self":
        named = set(re.findall(r"`([a-z_]+)(?:\.[a-z_]+)?`", manual))
        assert {*fields(word.report), "mark", "draft", "coverage_note", "pictures"} <= named
    else:
        assert set(word.fields(word.report)) <= set(re.findall(r"`([a-z_]+)`", chapter))
    assert set(word.drawings) <= set(re.findall(r"`pictures\.([a-z]+)`", chapter))


def test_the_command_hands_out_the_reference_document_and_replaces_nothing(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "one-level", tmp_path / "w")
    where = ("-w", str(tmp_path / "w"), "report")
    code, out, _ = call(*where, "--word-template")
    path = tmp_path / "w" / "templates" / "reference.docx"
    assert (code, out.strip()) == (0, str(path))
    assert path.read_bytes() == (templates_root() / "word" / "reference.docx").read_bytes()
    code, _, err = call(*where, "--word-template")
    assert (code, "没有覆盖" in err) == (2, True)
    code, _, err = call(*where, "tree", "--word-template")
    assert (code, "所有文书用同一份版式样本" in err) == (2, True)
    code, _, err = call(*where, "--word-template", "--draft")
    assert code == 2
    code, out, _ = call(*where, "--word-template", "-o", str(tmp_path / "另一份.docx"))
    assert (code, (tmp_path / "另一份.docx").exists()) == (0, True)


def test_the_example_of_a_template_is_handed_out_and_fills(
    workspace: Workspace, tmp_path: Path
) -> None:
    code, out, _ = call("-w", str(workspace.path), "report", "bulletin", "--word-template")
    path = workspace.path / "templates" / "bulletin.docx"
    assert (code, out.strip()) == (0, str(path))
    page = page_of(workspace, "bulletin")
    text = word_text(word_of(page, workspace.path))
    assert page.title in text
    assert "县教育局" in text
    assert not re.search(r"\{\{|\{%", text)
