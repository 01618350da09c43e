"""一页简报: one page whatever the names, and the figures of the other documents."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from helpers_ledger import files, item
from helpers_outputs import compact, pages_of, read_aloud
from hostile import hostile
from samples import SOUND, Opener

from scoring.documents import layout
from scoring.documents.brief_document import (
    SHORTEST,
    BriefReport,
    brief_page,
    brief_report,
    shortened,
)
from scoring.documents.charts.compact import Rate
from scoring.documents.charts.compact import compact as bars
from scoring.documents.layout import Page
from scoring.documents.registry import Wishes, rendered
from scoring.engine.gaps import at_root
from scoring.pdf.printer import Metadata, visible_text
from scoring.values import format_fixed, percent
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
WISHES = Wishes(DAY)
GOLDEN = """\
示例县示范创建情况一页简报 示例县示范创建情况一页简报 示例指标体系 轮次 2026-self 评估日期 2026年11月20日 示例县依法
治县办 2026年11月22日 一票否决：1 项均未触发。尚不具备创建条件：2 项中有 1 项未达到，现分 9.40 分。 总分 9.40，满分
10.00，区间9.40 至 14.40 可能区间 9.40 ～ 14.40 0 9.40 / 10.00 总分（现分） 9.40 分 未达等次 完成度 100.00% 区间 9.4
0～14.40（含加分 5） 创建条件 1/2 项 达到的／全部 未销号事项 1 个 其中逾期 0 个 各板块得分（现分／应得） 各部分得分
：依法履职 9.40/10.00 依法履职 9.40/10.00 最大的短板 编号 指标 牵头单位 失分 原因 1.1 网上办理 县司法局 0.60 标准未
达到 共 1 项失 0.60 分，以上占 0.60 分。失分最多的单位：县司法局 0.60 分。 本周需要决定 没有需要决定的事项。 可靠程
度 分值来源：测算，不是发布机关公布的分值，仅供自查。没有经过核验，现分是有佐证支撑的自评分。
"""


def report_of(workspace: Workspace) -> BriefReport:
    return brief_report(workspace, workspace.assess(), DAY)


def page_of(workspace: Workspace) -> Page:
    return brief_page(workspace, workspace.assess(), DAY)


def test_the_text_of_the_page(opened: Opener) -> None:
    text = visible_text(rendered(page_of(opened(None)), "html", WISHES, None).decode())
    assert compact(text) == compact(GOLDEN)


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [1, 12, 20])
def test_it_is_one_page_whatever_the_names(opened: Opener, blocks: int) -> None:
    page = page_of(opened(hostile(blocks)))
    for wishes in (WISHES, Wishes(DAY, draft=True, mark="内部资料 注意保存")):
        assert len(pages_of(rendered(page, "pdf", wishes, None))) == 1


def test_it_is_one_page_with_nothing_to_say(opened: Opener) -> None:
    bare = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    bare["rounds/2026-self.yaml"] = bare["rounds/2026-self.yaml"].replace("done: 9", "done: 10")
    workspace = opened(bare)
    report = report_of(workspace)
    assert (report.boards, report.boards_note, report.decide) == ((), "没有失分。", ())
    (text,) = pages_of(rendered(page_of(workspace), "pdf", WISHES, None))
    assert "没有需要决定的事项" in text


@pytest.mark.slow
def test_the_figures_are_those_of_the_assessment_in_every_form(opened: Opener) -> None:
    workspace = opened(files(item("R0001", due="2026-11-20"), item("R0002", status="已销号")))
    assessment = workspace.assess()
    page = page_of(workspace)
    final = format_fixed(assessment.track("current").final)
    met = sum(verdict.met for verdict in assessment.verdicts)
    figures = [
        ["总分（现分）", final, "分", assessment.track("current").grade],
        [
            "完成度",
            percent(assessment.completeness, 2),
            "",
            f"区间 {format_fixed(assessment.low)}～{format_fixed(assessment.high)}（含加分 5）",
        ],
        ["创建条件", f"{met}/{len(assessment.verdicts)}", "项", "达到的／全部"],
        ["未销号事项", "1", "个", "其中逾期 1 个"],
    ]
    assert json.loads(rendered(page, "json", WISHES, None))["figures"] == figures
    paper = compact("".join(pages_of(rendered(page, "pdf", WISHES, None))))
    screen = compact(read_aloud(rendered(page, "html", WISHES, None).decode()))
    word = Document(io.BytesIO(rendered(page, "docx", WISHES, None))).tables[0]
    for at, (label, value, unit, remark) in enumerate(figures):
        run = compact(label + value + unit + remark)
        assert run in paper
        assert run in screen
        assert word.cell(0, at).text.split("\n") == [label, f"{value} {unit}".strip(), remark]


def test_the_boards_are_the_largest_losses(opened: Opener) -> None:
    workspace = opened(hostile(3))
    assessment = workspace.assess()
    lost = sorted((at_root(leaf).total for leaf in assessment.leaves()), reverse=True)[:SHORTEST]
    report = report_of(workspace)
    assert [board.lost for board in report.boards] == [format_fixed(value) for value in lost]
    assert f"以上占 {format_fixed(sum(lost))} 分" in report.boards_note


def test_what_to_decide_comes_with_the_gravest_first(opened: Opener) -> None:
    told = files(
        item("R0001", due="2026-11-20"),
        item("R0002", due="2026-11-01", lead="[县教育局, 县司法局]"),
        item("R0003", due="2026-11-25"),
        item("R0004", status="待验收", due="2026-12-30"),
        item(
            "R0005",
            indicator="",
            problem="一票否决 V1：发生重大负面舆情",
            cause="other",
            due="2026-12-30",
        ),
    )
    told["rounds/2026-self.yaml"] = str(told["rounds/2026-self.yaml"]).replace(
        "{V1: false}", "{V1: {on: 2026-03-02}}"
    )
    report = report_of(opened(told))
    assert report.verdict == "触发一票否决 1 项（发生重大负面舆情），现分 9.40 分。"
    assert not report.ready
    assert list(report.decide) == [
        "研究处置已触发的一票否决：发生重大负面舆情（不具备申报条件，得分照常计算）；清单里 1 个对应事项未销号。",
        "催办逾期的 2 个事项：县司法局 1 个、县教育局 1 个；拖得最久的是R0002（1.1 网上办理，县教育局等 2 家），"
        "逾期 21 天。",
        "验收 1 个事项，销号或退回：R0004（1.1 网上办理，县司法局）。",
        "落实 7 天内到期的 1 个事项：县司法局 1 个。",
    ]


def test_what_waits_longer_than_a_week_asks_for_no_decision(opened: Opener) -> None:
    report = report_of(opened(files(item("R0001", due="2026-12-30"))))
    assert report.decide == ()


def test_a_disagreement_of_inspectors_and_what_is_open_ask_for_one(opened: Opener) -> None:
    told: dict[str, str | bytes] = dict(SOUND)
    told["workspace.yaml"] = SOUND["workspace.yaml"] + 'inspection: {differ: "0.5"}\n'
    told["rounds/2026-self.yaml"] = SOUND["rounds/2026-self.yaml"].replace(
        '  "1.2": {met: true}\n', ""
    )
    for at, score in enumerate((5, 3)):
        head = (
            f"round: 2026-mock-{at}\nkind: mock\nas_of: 2026-11-25\nbasis: 2026-self\ninspectors: "
            f"[甲{at}]\n"
        )
        told[f"rounds/2026-mock-{at}.yaml"] = (
            head + f'findings:\n  "1.1": {{score: {score}, reason: 抽查}}\n'
        )
    assert report_of(opened(told)).decide == (
        "仲裁评查人员有分歧的 1 项：1.1 网上办理。",
        "安排未评的 1 项指标尽快认定，合 4.00 分。",
    )


def test_nothing_is_ranked_before_anything_is_assessed(opened: Opener) -> None:
    told = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    told["rounds/2026-self.yaml"] = (
        told["rounds/2026-self.yaml"].split("findings:")[0] + "vetoes: {V1: false}\n"
    )
    report = report_of(opened(told))
    assert report.verdict == (
        "尚未开始自评（完成度 0%）。一票否决：1 项均未填写。尚不具备创建条件：2 项中有 2 "
        "项未达到，现分 0.00 分。"
    )
    assert report.boards == ()
    assert report.boards_note.startswith("还没有一项指标评过")
    assert report.decide == (
        "核实一票否决事项有没有发生并填写：1 项还没有人填。",
        "部署自评：3 项指标还没有认定，定下各单位填报的时限。",
    )
    assert report.figures[1][3] == "区间 0.00～15.00（含加分 5）"


@pytest.mark.slow
def test_a_bonus_that_waits_for_its_gate_is_told(opened: Opener) -> None:
    told: dict[str, str | bytes] = dict(SOUND)
    tree = SOUND["indicators/sample.yaml"].replace("{cap: 5}", "{cap: 2, gate: 9.6}")
    told["indicators/sample.yaml"] = tree
    told["rounds/2026-self.yaml"] = SOUND["rounds/2026-self.yaml"].replace(
        "vetoes:", '  "2": {score: 4, reason: 市里推广}\nvetoes:'
    )
    told["evidence/register.yaml"] = SOUND["evidence/register.yaml"] + '  - {indicator: "2"}\n'
    workspace = opened(told)
    report = report_of(workspace)
    assert report.gate == (
        "加分未计：折算分 9.40 分，再得 0.20 分到 9.6 分，已得的加分 2.00 分即可计入，总分到 "
        "11.60 分。"
    )
    page = page_of(workspace)
    for form in ("html", "docx"):
        content = rendered(page, form, WISHES, None)
        text = (
            visible_text(content.decode())
            if form == "html"
            else "".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
        )
        assert compact(report.gate) in compact(text)
    assert ("数字", report.gate, "", "") in page.sheets[0].rows


def test_names_of_ordinary_length_are_not_cut(opened: Opener) -> None:
    told = dict(SOUND)
    name = "政府工作人员法治思维和依法行政能力全面提高的保障机制落实到位情况"
    told["indicators/sample.yaml"] = told["indicators/sample.yaml"].replace(
        "name: 网上办理", f"name: {name}"
    )
    told["indicators/sample.yaml"] = told["indicators/sample.yaml"].replace(
        "name: 优秀, from: 90", "name: 优秀案卷, from: 9"
    )
    (text,) = pages_of(rendered(page_of(opened(told)), "pdf", WISHES, None))
    assert compact(name) in compact(text)
    assert "…" not in text
    assert "优秀案卷9" in compact(text)


def test_losses_without_a_ledger_are_told(opened: Opener) -> None:
    report = report_of(
        opened({name: text for name, text in SOUND.items() if name != "rectification.yaml"})
    )
    assert report.decide[-1] == "建立整改清单：失分还没有落实到事项、单位和时限。"
    assert report.figures[3] == ("未销号事项", "—", "", "没有整改清单")


def test_very_many_blocks_are_cut_to_those_that_lose_most(opened: Opener) -> None:
    report = report_of(opened(hostile(20)))
    assert len(report.blocks) == 12
    assert report.blocks_note == "共 20 个板块，图上是失分最多的 12 个。"


@pytest.mark.slow
def test_the_same_bytes(opened: Opener) -> None:
    workspace = opened(hostile(2))
    assert rendered(page_of(workspace), "pdf", WISHES, None) == rendered(
        page_of(workspace), "pdf", WISHES, None
    )


def test_small_bars_are_in_proportion() -> None:
    from fractions import Fraction

    svg = bars([Rate("<甲>", Fraction(1, 4), "1/4"), Rate("乙", Fraction(3, 2), "3/2")])
    assert "<甲>" not in svg
    assert 'width="16"' in svg
    assert svg.count('width="64"') == 3  # two outlines, and one that is full: never more


def test_small_bars_name_a_block_in_two_lines_where_there_is_room() -> None:
    from fractions import Fraction

    name = "行政权力制约监督科学有效"
    few = bars([Rate(name, Fraction(1, 2), "1/2")] * 10)
    assert few.count(">行政权力制约<") == few.count(">监督科学有效<") == 10
    assert few.count("…") == 0
    many = bars([Rate(name, Fraction(1, 2), "1/2")] * 11)
    assert many.count(">行政权力制约监督科学…<") == 11


@pytest.mark.slow
def test_what_fits_is_printed_in_the_usual_type_and_what_does_not_in_smaller(
    opened: Opener,
) -> None:
    """A page is looked at after it was printed; nothing is reckoned before."""
    sizes = []
    for files_ in (None, hostile(20)):
        page = page_of(opened(files_))
        html, paper = layout._one_page(page, None, Metadata(), draft=False, mark=None)
        assert len(pages_of(paper)) == 1
        dense = 'class="brief dense brief-dense"'
        sizes.append(dense in html)
        # The Word file of a full page is in smaller type too, and says the same.
        assert layout.word_html(page, None, draft=False, mark=None) == html
    assert sizes == [False, True]


def page_with(opened: Opener, decide: tuple[str, ...]) -> Page:
    """The page of the sound workspace with other sentences below 本周需要决定."""
    page = page_of(opened(None))
    report = replace(page.data, decide=decide)
    context = {**page.context, "report": report}
    shorter = tuple(
        {**context, "report": replace(report, decide=fewer)} for fewer in shortened(decide)
    )
    return replace(page, context=context, data=report, shorter=shorter)


@pytest.mark.slow
def test_a_page_that_is_full_in_small_type_says_how_many_and_not_which(opened: Opener) -> None:
    """The least grave first, and only so many as there is no room for; in print and in Word, not in
    JSON."""
    names = "、".join(f"第{number}号事项" for number in range(60))
    page = page_with(opened, tuple(f"督办第{n}批 60 个事项：{names}。" for n in range(1, 9)))
    notices: list[str] = []
    (text,) = pages_of(rendered(page, "pdf", replace(WISHES, notice=notices.append), None))
    compacted = compact(text)
    whole = [n for n in range(1, 9) if compact(f"督办第{n}批 60 个事项：第0号事项") in compacted]
    short = [n for n in range(1, 9) if compact(f"督办第{n}批 60 个事项。") in compacted]
    assert whole == list(range(1, len(whole) + 1))
    assert short == list(range(len(whole) + 1, 9))
    assert whole
    assert short
    assert notices == []
    assert compact(f"督办第{short[0]}批 60 个事项。") in compact(
        visible_text(layout.word_html(page, None, draft=False, mark=None))
    )
    assert json.loads(rendered(page, "json", WISHES, None))["decide"] == list(page.data.decide)


@pytest.mark.slow
def test_what_cannot_be_one_page_is_printed_and_told(opened: Opener) -> None:
    page = page_with(opened, tuple(f"第{n}件要紧的事" * 20 for n in range(30)))
    notices: list[str] = []
    paper = rendered(page, "pdf", replace(WISHES, notice=notices.append), None)
    count = len(pages_of(paper))
    assert count > 1
    assert notices == [
        f"示例县示范创建情况一页简报排成了 {count} 页：用小字也排不进一页，请把内容写短"
    ]


def test_sentences_are_shortened_from_the_last() -> None:
    """What says no names is left as it is."""
    assert list(shortened(["督办 2 个：甲、乙。", "建立清单", "研究 1 项：丙。"])) == [
        ("督办 2 个：甲、乙。", "建立清单", "研究 1 项。"),
        ("督办 2 个。", "建立清单", "研究 1 项。"),
    ]


def test_the_page_says_what_the_missing_evidence_would_bring_and_who_holds_it(
    opened: Opener,
) -> None:
    """网上办理 has 5.4 of 6 points by its facts and no evidence."""
    register = "- id: E0002\n" + SOUND["evidence/register.yaml"].split("- id: E0002\n")[1]
    workspace = opened({**SOUND, "evidence/register.yaml": register})
    report = brief_report(workspace, workspace.assess(), date(2026, 11, 22))
    assert "补齐 1 件材料，总分即 9.40（未达等次）：县司法局 1 件。" in report.decide
    full = opened(SOUND)
    assert not [
        line
        for line in brief_report(full, full.assess(), date(2026, 11, 22)).decide
        if "补齐" in line
    ]
