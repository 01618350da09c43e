"""What an office wrote, as it is printed: headings on the ladder, paragraphs, tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers_narrative import docx_of, para

from scoring.narrative import PLACEHOLDERS, Passage, filled, read_narrative, unknown
from scoring.problems import Where

HERE = Where("workspace.yaml", 1, 1)
DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def passages(tmp_path: Path, content: str | bytes, name: str = "正文.txt") -> tuple[Passage, ...]:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    part, problems = read_narrative(tmp_path, "工作打算", name, HERE, first=False)
    assert [item.rule for item in problems if item.severity == "error"] == []
    return part.passages


def shown(found: tuple[Passage, ...]) -> list[str]:
    """Each passage as a line: # for each level of a heading, [] around the sentence that heads a
    paragraph."""
    lines = []
    for item in found:
        lead = f"[{item.lead}]" if item.lead else ""
        sign = "#" * item.level + " " if item.kind == "heading" else ""
        rows = "／".join("｜".join(f"{text}×{span}" for text, span in row) for row in item.rows)
        lines.append(f"{sign}{item.number}{lead}{item.text}{rows}")
    return lines


def test_the_highest_heading_of_a_text_stands_below_the_part(tmp_path: Path) -> None:
    """
    == 正文.txt
    一、补齐短板
    逐项销号。
    （一）建账
    （二）销账
    1. 逐周通报
    二、巩固成果
    （一）建章立制
    """
    text = (test_the_highest_heading_of_a_text_stands_below_the_part.__doc__ or "").split(
        "== 正文.txt\n"
    )[1]
    assert shown(passages(tmp_path, text)) == [
        "## （一）补齐短板",
        "逐项销号。",
        "### 1. 建账",
        "### 2. 销账",
        "#### （1）逐周通报",
        "## （二）巩固成果",
        "### 1. 建章立制",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("（一）建账\n（二）销账", ["## （一）建账", "## （二）销账"]),
        ("1. 建账\n3. 销账", ["## （一）建账", "## （三）销账"]),
        ("# 工作打算\n## 建账\n正文\n## 销账", ["## （一）建账", "正文", "## （二）销账"]),
        (
            "## 一、建账\n（一）逐周通报\n## 二、销账 ##",
            ["## （一）建账", "### 1. 逐周通报", "## （二）销账"],
        ),
        (
            "（一）建账。逐项登记，不漏一项。\n（二）销账。逐项验收。",
            ["（一）[建账。]逐项登记，不漏一项。", "（二）[销账。]逐项验收。"],
        ),
        ("一、建账\n1. 县司法局牵头，逐项登记；", ["## （一）建账", "1. 县司法局牵头，逐项登记；"]),
        ("一、建账\n一是登记。\n① 核对。", ["## （一）建账", "一是登记。", "① 核对。"]),
        (
            "1. 县司法局牵头，逐项登记；\n2. 县财政局保障经费。",
            ["1. 县司法局牵头，逐项登记；", "2. 县财政局保障经费。"],
        ),
        ("2026年完成 96.5%。\n12个单位参加", ["2026年完成 96.5%。", "12个单位参加"]),
        ("工 作 打 算\n逐项销号。", ["逐项销号。"]),
        ("三、工作打算\n逐项销号。", ["逐项销号。"]),
        ("# 甲\n## 乙\n### 丙\n#### 丁", ["## （一）甲", "### 1. 乙", "#### （1）丙", "丁"]),
        ("#井号\n**要点**是`这个`。", ["#井号", "要点是这个。"]),
    ],
)
def test_lines_become_headings_or_stay_text(tmp_path: Path, text: str, lines: list[str]) -> None:
    assert shown(passages(tmp_path, text)) == lines


def test_tables_of_markdown_are_tables(tmp_path: Path) -> None:
    text = "说明\n| 时间 | 工作 |\n| --- | --- |\n| 3月 | 动员<br>分解 |\n\n完。"
    assert shown(passages(tmp_path, text, "正文.md")) == [
        "说明",
        "时间×1｜工作×1／3月×1｜动员\n分解×1",
        "完。",
    ]


def test_word_has_headings_by_style_and_merged_cells(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
    wide = cell.format(more='<w:gridSpan w:val="2"/>', text="合计")
    tall = [
        cell.format(more=f'<w:vMerge w:val="{value}"/>', text=text)
        for value, text in (("restart", "甲"), ("continue", ""))
    ]
    one = cell.format(more="", text="1")
    table = (
        f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{tall[0]}{one}</w:tr><w:tr>{tall[1]}{one}</w:tr></w:tbl>"
    )
    body = [
        para("工作打算", "1"),
        para("建账", "own"),
        para("一", "a", "<w:r><w:br/><w:t>二</w:t></w:r>"),
        table,
    ]
    found = passages(tmp_path, docx_of("".join(body)), "正文.docx")
    assert shown(found) == ["## （一）建账", "一", "二", "合计×2／甲×1｜1×1／甲×1｜1×1"]


def test_a_number_that_word_counts_itself_is_part_of_the_heading(tmp_path: Path) -> None:
    from docx import Document

    paper = Document()
    for text in ("建账", "销账"):
        paper.add_paragraph(text, style="List Number")
    paper.save(str(tmp_path / "正文.docx"))
    assert shown(passages(tmp_path, (tmp_path / "正文.docx").read_bytes(), "正文.docx")) == [
        "## （一）建账",
        "## （二）销账",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_any_usual_encoding_and_line_end_is_read(tmp_path: Path, encoding: str) -> None:
    assert shown(passages(tmp_path, "一、建账\r\n逐项登记。\r\n".encode(encoding))) == [
        "## （一）建账",
        "逐项登记。",
    ]


def test_figures_take_the_place_of_their_names() -> None:
    values = {"总分": "76.33", "失分": "{总分}"}
    assert (
        filled("得{总分}分，｛ 总分 ｝，{{总分}}，失{失分}，{别的}。", values)
        == "得76.33分，76.33，76.33，失{总分}，{别的}。"
    )
    assert list(unknown("{总分}{总得分}｛甲｝{}{ }")) == ["总得分", "甲"]


def test_the_manual_lists_every_placeholder() -> None:
    page = (DOCS / "documents.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `\{(.+?)\}` \| (.+) \|$", page, re.MULTILINE)) == dict(
        PLACEHOLDERS
    )
