"""The parts that the office writes itself, in every form of the report."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from docx import Document
from helpers_narrative import docx_of, para, with_parts
from helpers_outputs import pages_of

from scoring.documents.final_copy import Final, UnsoundError, ending
from scoring.documents.layout import body, html_page
from scoring.documents.registry import Wishes, rendered
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import Report
from scoring.documents.self_assessment.page import contents, self_page
from scoring.documents.self_assessment.parts import SECTIONS, figures, ladder
from scoring.narrative import PLACEHOLDERS
from scoring.pdf.parts.splitting import cut
from scoring.workspace import open_workspace

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "parts.txt"
TODAY = date(2026, 11, 22)
EVIL = "<script>alert(1)</script>{{7*7}}{% raw %}&amp;"

PLANS = """\
一、补齐短板
还有{短板数}项失分，合计{失分}分，现分总分{总分}分，自评{自评分}分、佐证{佐证分}分，核验{核验分}。
（一）建账。逐项登记，不漏一项。
（二）销账。已销号{已销号数}个，共{整改事项数}个。
二、巩固成果

| 时间 | 工作 |
| --- | --- |
| 12月 | 完成整改，共{指标数}项 |
"""
PARTS = (
    "{title: 下一步打算, file: texts/打算.txt}, {title: 组织情况, file: texts/组织.docx, place: "
    "first}, "
    "{title: 意见建议, file: texts/建议.md, place: last}"
)
WRITTEN = with_parts(
    PARTS,
    {
        "texts/打算.txt": PLANS,
        "texts/组织.docx": docx_of(
            para("加强领导", "1") + para("以{评估日期}为准。") + para("专班", "2")
        ),
        "texts/建议.md": "统一口径。\n",
    },
)


def report_of(tmp_path: Path, files: dict[str, str | bytes] | None = None) -> Report:
    workspace = open_workspace(samples.write(tmp_path, files or WRITTEN)).whole()
    return build_report(workspace, workspace.assess(), TODAY)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return report_of(tmp_path)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page."""
    home = tmp_path_factory.mktemp("printed")
    return list(pages_of(rendered(self_page(report_of(home)), "pdf", Wishes(TODAY), home)))


def dotted(page: str) -> str:
    """The lines of a page without the spaces around and between the dots of a leader."""
    lines = [re.sub(r"\s*\.[\s.]*\.\s*", "..", line).strip() for line in page.splitlines()]
    return "\n".join(lines)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_sections_are_numbered_in_one_run(report: Report) -> None:
    chapters = [text for level, _, text in contents(report) if level == 1]
    assert chapters == [
        "一、组织情况",
        "二、总体结论",
        "三、得分情况",
        "四、失分分析",
        "五、分项自评",
        "六、下一步打算",
        "七、意见建议",
        "八、佐证材料目录",
        "九、编制说明",
    ]
    assert ladder(()) == dict(zip(SECTIONS, "一二三四五六", strict=True))


def test_the_contents_lead_to_every_heading_of_a_part(report: Report) -> None:
    page = html_page(self_page(report))
    entries = contents(report)
    assert [text for _, target, text in entries if target.startswith("p-1")] == [
        "一、组织情况",
        "（一）加强领导",
        "1. 专班",
    ]
    for level, target, text in entries:
        assert page.count(f'id="{target}"') == 1, text
        if target.startswith("p-"):
            assert re.search(rf'<h{level} id="{target}"[^>]*>{re.escape(text)}</h{level}>', page), (
                text
            )


def test_words_and_tables_name_the_same_figures(report: Report) -> None:
    text = next(part for part in report.parts if part.title == "下一步打算").passages[1].text
    now, claimed, supported = report.tracks[3], report.tracks[0], report.tracks[1]
    assert text == (
        f"还有1项失分，合计{report.lost}分，现分总分{now.final}分，自评{claimed.final}分、"
        f"佐证{supported.final}分，核验尚未核验。"
    )


def test_there_is_a_figure_for_every_placeholder_as_the_report_prints_it(tmp_path: Path) -> None:
    workspace = open_workspace(
        samples.write(tmp_path, {**WRITTEN, "rounds/2026-mock.yaml": samples.MOCK})
    ).whole()
    found = figures(workspace, workspace.assess())
    assert set(found) == set(PLACEHOLDERS)
    report = build_report(workspace, workspace.assess(), TODAY)
    assert found["核验分"] == report.tracks[2].final
    counts = dict(report.evidence_counts)
    assert [f"{found['佐证件数']} 件", f"{found['有效佐证件数']} 件"] == [
        counts["登记佐证"],
        counts["有效佐证"],
    ]
    assert found["未达到条件数"] == str(sum(not item.met for item in report.conditions))
    assert (found["满分"], found["应得分"], found["完成度"]) == (
        report.full,
        report.applicable,
        report.completeness,
    )
    assert (found["最低分"], found["最高分"]) == (report.low, report.high)
    causes = {row.key: row.lost for row in report.causes}
    assert found["标准失分"] == causes["标准未达到"]
    assert found["佐证失分"] == causes.get("佐证不足", "0.00")
    assert found["核验失分"] == causes["核验扣减"]


def test_the_parts_of_the_printed_report_are_the_golden_ones(printed: list[str]) -> None:
    told = [page for page in printed if flat(page).startswith(("一、组织情况", "六、下一步打算"))]
    lines = [
        re.sub(r"[^\S\n]+", " ", line).strip()
        for page in told
        for line in ["==", *page.splitlines()]
    ]
    text = "\n".join(line for line in lines if line and not line.startswith("— ")) + "\n"
    if os.environ.get("SHIFAN_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(text, "utf-8")
    assert text.splitlines() == GOLDEN.read_text("utf-8").splitlines()


def test_the_contents_name_the_pages_of_the_parts(printed: list[str]) -> None:
    numbers = dict(
        re.findall(
            r"^([一二三四五六七八九]、[^.\n]+?)\.+(\d+)$",
            "\n".join(map(dotted, printed)),
            re.MULTILINE,
        )
    )
    for heading in (
        "一、组织情况",
        "二、总体结论",
        "六、下一步打算",
        "七、意见建议",
        "八、佐证材料目录",
    ):
        # The running head repeats it on later pages; in the contents a leader stands behind it.
        page = next(
            page for page in printed if re.search(rf"^{heading}$", dotted(page), re.MULTILINE)
        )
        assert f"— {numbers[heading]} —" in page, heading


def test_word_has_the_same_headings_words_and_tables(tmp_path: Path, report: Report) -> None:
    paper: Any = Document(io.BytesIO(rendered(self_page(report), "docx", Wishes(TODAY), tmp_path)))
    headings = [
        item.text for item in paper.paragraphs if re.fullmatch(r"Heading [123]", item.style.name)
    ]
    assert headings == [text for _, _, text in contents(report)]
    texts = [item.text for item in paper.paragraphs]
    for item in (item for part in report.parts for item in part.passages if item.kind == "text"):
        assert f"{item.number}{item.lead}{item.text}" in texts
    (table,) = [item for item in paper.tables if item.cell(0, 0).text == "时间"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["时间", "工作"],
        ["12月", "完成整改，共2项"],
    ]


def test_json_has_the_parts(tmp_path: Path, report: Report) -> None:
    parts = json.loads(rendered(self_page(report), "json", Wishes(TODAY), tmp_path))["parts"]
    assert [(part["number"], part["title"], part["place"]) for part in parts] == [
        ("一", "组织情况", "first"),
        ("六", "下一步打算", "last"),
        ("七", "意见建议", "last"),
    ]
    assert parts[1]["passages"][-1]["rows"] == [
        [["时间", 1], ["工作", 1]],
        [["12月", 1], ["完成整改，共2项", 1]],
    ]


def test_a_changed_text_changes_its_own_piece_only(tmp_path: Path) -> None:
    many = "\n".join(f'- {{code: "{at}", name: 指标{at}, points: 1}}' for at in range(3, 80))
    files = {
        **WRITTEN,
        "indicators/sample.yaml": samples.SOUND["indicators/sample.yaml"] + many + "\n",
    }

    def pieces(folder: Path, plans: str) -> list[str]:
        page = self_page(report_of(folder, {**files, "texts/打算.txt": plans}))
        return [piece.html for piece in cut(body(page, None, draft=False, mark=None)).pieces]

    before, after = (
        pieces(tmp_path / "a", PLANS),
        pieces(tmp_path / "b", PLANS.replace("不漏一项", "不漏一件")),
    )
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert "不漏一件" in changed[0]
    assert 'class="grid card"' not in changed[0]
    (first,) = [piece for piece in before if "以2026年11月20日为准" in piece]
    assert "先看结论" not in first


@pytest.mark.slow
def test_markup_in_a_text_comes_out_as_it_stands(tmp_path: Path) -> None:
    plans = f"一、{EVIL}\n{EVIL}，话。\n| {EVIL} | 乙 |\n| --- | --- |\n| {EVIL} | 丁 |\n"
    report = report_of(tmp_path, {**WRITTEN, "texts/打算.txt": plans})
    page = html_page(self_page(report))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert (
        "49"
        not in next(part for part in report.parts if part.title == "下一步打算").passages[1].text
    )
    word: Any = Document(io.BytesIO(rendered(self_page(report), "docx", Wishes(TODAY), tmp_path)))
    assert f"{EVIL}，话。" in [item.text for item in word.paragraphs]


def test_a_part_without_its_text_says_so_and_is_not_handed_in(tmp_path: Path) -> None:
    files = {name: text for name, text in WRITTEN.items() if name != "texts/建议.md"}
    workspace = open_workspace(samples.write(tmp_path, files)).whole()
    report = build_report(workspace, workspace.assess(), TODAY)
    assert report.parts[-1].fault == "找不到文件 texts/建议.md"
    assert "正文没有印出　</span>找不到文件 texts/建议.md。" in html_page(self_page(report))
    with pytest.raises(UnsoundError):
        ending(workspace, "self", ("题", "单位", TODAY), Final(), seal=False)
