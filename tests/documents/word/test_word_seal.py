"""用印页 in Word files: the words of the printed page, upright and alone, and where an own template wants it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from helpers_ledger import files, item
from helpers_outputs import TODAY, call
from lxml import html as markup
from samples import SOUND, write

from scoring.documents.assets import templates_root
from scoring.documents.word.sealing import PLACE

ISSUER = "示例县全面依法治县委员会办公室法治政府建设示范创建工作专班"
"""Longer than the line that the signature has."""
NAMES = {
    "self": "自评报告",
    "criteria": "创建条件对照表",
    "catalogue": "佐证材料目录",
    "rectification": "短板整改清单",
}
ACROSS = {"criteria", "catalogue", "rectification"}
"""Those whose other pages lie across at their end."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = dict(files(item("R0001", lost='"0.60"')))
    made["workspace.yaml"] = SOUND["workspace.yaml"].replace("示例县依法治县办}", ISSUER + "}")
    return write(tmp_path / "home", made)


def report(home: Path, word: str, form: str, *more: str) -> bytes:
    code, _, err = call("-w", str(home), "report", word, "--to", form, "--today", TODAY, *more)
    assert (code, err) == (0, "")
    return (home / "reports" / f"{NAMES[word]}.{form}").read_bytes()


def opened(raw: bytes) -> Any:
    return Document(io.BytesIO(raw))


def text_of(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def page_of(paper: Any) -> list[Any]:
    """The paragraphs from the heading of the page on; everything behind it belongs to it."""
    whole = list(paper.element.body)
    at = next(at for at, node in enumerate(whole) if node.tag == qn("w:p") and text_of(node) == "用印页")
    assert [node.tag for node in whole[at:]] == [qn("w:p")] * (len(whole) - at - 1) + [qn("w:sectPr")]
    return whole[at:-1]


@pytest.mark.parametrize("word", NAMES)
def test_the_page_says_what_the_printed_one_says(home: Path, word: str) -> None:
    paragraphs = page_of(opened(report(home, word, "docx", "--seal")))
    (printed,) = markup.fromstring(report(home, word, "html", "--seal").decode()).find_class("seal")
    said = ["".join(node.itertext()) for node in printed.iter("h1", "p")]
    assert [text_of(paragraph) for paragraph in paragraphs] == said
    assert said[-3:] == [ISSUER, "2026年11月22日", "（盖章）"]


@pytest.mark.parametrize("word", NAMES)
def test_the_page_stands_alone_and_upright(home: Path, word: str) -> None:
    paper = opened(report(home, word, "docx", "--seal"))
    heading = page_of(paper)[0]
    last = paper.sections[-1]
    assert (last.orientation, round(last.page_width.mm)) == (WD_ORIENT.PORTRAIT, 210)
    fresh = heading.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
    ends = heading.getprevious().find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    assert (fresh, ends is not None) == (word not in ACROSS, word in ACROSS)
    if ends is not None:
        assert ends.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"


@pytest.mark.parametrize("word", NAMES)
def test_the_name_is_centred_on_the_date_in_lines_of_equal_length(home: Path, word: str) -> None:
    name, day, place = page_of(opened(report(home, word, "docx", "--seal")))[-3:]
    lines = [node.text for node in name.iter(qn("w:t"))]
    assert (len(lines), {len(line) for line in lines[:-1]}, "".join(lines)) == (2, {15}, ISSUER)
    edges = [node.find(f"{qn('w:pPr')}/{qn('w:ind')}").get(qn("w:left")) for node in (name, day, place)]
    (edge,) = {int(edge) / 20 for edge in edges}
    assert 442 - edge == pytest.approx((7 + 8) * 16, abs=1), "four characters are left free beside the date"


@pytest.mark.parametrize("word", NAMES)
def test_without_the_wish_there_is_no_page(home: Path, word: str) -> None:
    paper = opened(report(home, word, "docx"))
    assert not {"用印页", PLACE} & {text_of(node) for node in paper.element.body.iter(qn("w:p"))}
    head = home / "workspace.yaml"
    head.write_text(head.read_text("utf-8").replace("report: {", "report: {seal: true, "), "utf-8")
    page_of(opened(report(home, word, "docx")))


@pytest.mark.parametrize("word", ["self", "rectification", "criteria"])
def test_draft_and_mark_reach_the_page_and_bytes_repeat(home: Path, word: str) -> None:
    options = ("--seal", "--draft", "--mark", "内部资料")
    raw = report(home, word, "docx", *options)
    assert report(home, word, "docx", *options) == raw
    paper = opened(raw)
    page_of(paper)
    head = paper.sections[-1].header
    said = text_of(head._element)
    assert "内部资料" in said
    assert not re.search(r"[{}]", said)
    assert [*head._element.iter(qn("w:pict"))], "草稿 stands across it"
    stops = [int(tab.get(qn("w:pos"))) for tab in head._element.iter(qn("w:tab")) if tab.get(qn("w:pos"))]
    assert all(stop <= 442 * 20 + 20 for stop in stops), "the head is no wider than the page"


def own(home: Path, word: str, change: Any) -> bytes:
    """A template of the office: ours with a change."""
    target = home / "templates" / f"{word}.docx"
    target.parent.mkdir(exist_ok=True)
    paper = Document(str(templates_root() / "word" / f"{word}.docx"))
    change(paper)
    paper.save(str(target))
    return target.read_bytes()


def places(paper: Any) -> list[Any]:
    tags = ("{%p if seal %}", "{{ seal }}")
    found = [node for node in paper.element.body.iterchildren(qn("w:p")) if text_of(node) in tags]
    return [*found, found[-1].getnext()]


@pytest.mark.parametrize("word", ["self", "rectification"])
def test_an_own_template_without_a_place_stays_as_it_is(home: Path, word: str) -> None:
    def without(paper: Any) -> None:
        for node in places(paper):
            paper.element.body.remove(node)

    own(home, word, without)
    assert report(home, word, "docx", "--seal") == report(home, word, "docx")


@pytest.mark.parametrize("word", ["criteria", "closing"])
def test_an_own_template_of_another_document_may_offer_a_place(home: Path, word: str) -> None:
    (home / "templates").mkdir()
    paper = Document()
    paper.add_paragraph("正文 {{ title }}")
    for line in ("{%p if seal %}", "{{ seal }}", "{%p endif %}"):
        paper.add_paragraph(line)
    paper.save(str(home / "templates" / f"{word}.docx"))
    if word == "closing":  # no document that is handed in: there is never a page
        code, _, err = call("-w", str(home), "report", "closing", "--to", "docx", "--today", TODAY)
        assert (code, err) == (0, "")
        said = opened((home / "reports" / "销号单.docx").read_bytes()).paragraphs
        assert [line.text for line in said] == ["正文 示例县短板整改销号单"]
        return
    made = opened(report(home, word, "docx", "--seal"))
    assert text_of(page_of(made)[0]) == "用印页"
    assert len(made.sections) == 1
    assert "用印页" not in "".join(line.text for line in opened(report(home, word, "docx")).paragraphs)


def test_a_place_inside_a_table_is_refused(home: Path) -> None:
    def inside(paper: Any) -> None:
        for node in places(paper):
            paper.element.body.remove(node)
        paper.add_table(1, 1).cell(0, 0).text = "{{ seal }}"
        paper.add_paragraph()

    own(home, "self", inside)
    code, out, err = call("-w", str(home), "report", "self", "--to", "docx", "--seal", "--today", TODAY)
    assert (code, out) == (4, "")
    assert "{{ seal }} 要在正文里单独占一段" in err
