"""用印页 in Word files: the words of the printed page, upright and alone, and where an own template
wants it."""

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

from scoring.documents.word.seal_page import PLACE

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
    # The contents name it too.
    *_, at = (
        at for at, node in enumerate(whole) if node.tag == qn("w:p") and text_of(node) == "用印页"
    )
    assert [node.tag for node in whole[at:]] == [qn("w:p")] * (len(whole) - at - 1) + [
        qn("w:sectPr")
    ]
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
    assert last._sectPr.find(qn("w:type")).get(qn("w:val")) == "nextPage"
    ends = heading.getprevious().find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    assert (ends.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape") == (word in ACROSS)


@pytest.mark.parametrize("word", NAMES)
def test_the_name_is_centred_on_the_date_and_its_lines_are_of_equal_length(
    home: Path, word: str
) -> None:
    name, day, place = page_of(opened(report(home, word, "docx", "--seal")))[-3:]
    sides = [node.find(f"{qn('w:pPr')}/{qn('w:ind')}") for node in (name, day, place)]
    left, right = (
        [int(side.get(qn(f"w:{edge}"))) / 20 for side in sides] for edge in ("left", "right")
    )
    assert left[1] == left[2]
    assert 442 - left[1] == pytest.approx((7 + 8) * 16, abs=1), (
        "four characters are left free beside the date"
    )
    assert left[0] - left[1] == right[0], "centred on the date"
    width = 442 - left[0] - right[0]
    assert 15 * 15.75 <= width < 16 * 15.75, "15 characters in a line: two lines"


@pytest.mark.slow
@pytest.mark.parametrize("word", NAMES)
def test_without_the_wish_there_is_no_page(home: Path, word: str) -> None:
    paper = opened(report(home, word, "docx"))
    assert not {"用印页", PLACE} & {text_of(node) for node in paper.element.body.iter(qn("w:p"))}
    head = home / "workspace.yaml"
    head.write_text(head.read_text("utf-8").replace("report: {", "report: {seal: true, "), "utf-8")
    page_of(opened(report(home, word, "docx")))


@pytest.mark.slow
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
    stops = [
        int(tab.get(qn("w:pos"))) for tab in head._element.iter(qn("w:tab")) if tab.get(qn("w:pos"))
    ]
    assert all(stop <= 442 * 20 + 20 for stop in stops), "the head is no wider than the page"


def own(home: Path, word: str, *lines: str) -> Any:
    """A template of the office."""
    target = home / "templates" / f"{word}.docx"
    target.parent.mkdir(exist_ok=True)
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(str(target))
    return target


@pytest.mark.parametrize("word", ["self", "rectification"])
def test_an_own_template_without_a_place_stays_as_it_is(home: Path, word: str) -> None:
    own(home, word, "正文")
    assert report(home, word, "docx", "--seal") == report(home, word, "docx")


@pytest.mark.parametrize("word", ["self", "rectification"])
def test_an_own_template_has_the_page_where_it_wants_it(home: Path, word: str) -> None:
    own(home, word, "正文", "{{ seal }}")
    made = opened(report(home, word, "docx", "--seal"))
    assert [text_of(node) for node in page_of(made)][-3:] == [ISSUER, "2026年11月22日", "（盖章）"]
    assert "用印页" not in "".join(
        line.text for line in opened(report(home, word, "docx")).paragraphs
    )


@pytest.mark.parametrize("word", ["criteria", "tasks"])
def test_an_own_template_of_another_document_may_offer_a_place(home: Path, word: str) -> None:
    (home / "templates").mkdir()
    paper = Document()
    paper.add_paragraph("正文 {{ title }}")
    for line in ("{%p if seal %}", "{{ seal }}", "{%p endif %}"):
        paper.add_paragraph(line)
    paper.save(str(home / "templates" / f"{word}.docx"))
    if word == "tasks":  # no document that is handed in: there is never a page
        code, _, err = call("-w", str(home), "report", "tasks", "--to", "docx", "--today", TODAY)
        assert (code, err) == (0, "")
        said = opened((home / "reports" / "任务分解表和交办单.docx").read_bytes()).paragraphs
        assert [line.text for line in said] == ["正文 示例县任务分解表和交办单"]
        return
    made = opened(report(home, word, "docx", "--seal"))
    assert text_of(page_of(made)[0]) == "用印页"
    assert len(made.sections) == 1
    assert "用印页" not in "".join(
        line.text for line in opened(report(home, word, "docx")).paragraphs
    )


def test_a_place_inside_a_table_is_refused(home: Path) -> None:
    target = own(home, "self", "正文")
    paper = Document(str(target))
    paper.add_table(1, 1).cell(0, 0).text = "{{ seal }}"
    paper.add_paragraph()
    paper.save(str(target))
    code, out, err = call(
        "-w", str(home), "report", "self", "--to", "docx", "--seal", "--today", TODAY
    )
    assert (code, out) == (4, "")
    assert "{{ seal }} 要在正文里单独占一段" in err
