"""评查意见书: what it says of a small inspection, in every form, and when it cannot be made."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from helpers_inspection import INSPECTED, INSPECTION
from helpers_outputs import call, compact, pages_of, read_aloud
from openpyxl import load_workbook
from samples import MOCK, SOUND, Opener, write

from scoring.documents.inspection.building import inspection_report
from scoring.documents.inspection.cards import signed
from scoring.documents.inspection.document import NO_INSPECTION, contents, inspection_page
from scoring.documents.layout import Page, html_page
from scoring.documents.registry import DOCUMENTS, NoLedgerError, Wishes, produce, rendered, unable
from scoring.values import format_fixed
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
FILES = {
    **SOUND,
    **INSPECTED,
    "evidence/register.yaml": SOUND["evidence/register.yaml"]
    .replace('  - {indicator: "1.2"}', '  - {indicator: "1.2"}\n  - {indicator: "2"}')
    .replace("办理清单}\n", '办理清单}\n  - {indicator: "2"}\n'),
}


def page_of(workspace: Workspace) -> Page:
    return inspection_page(workspace, workspace.assess(), DAY)


@pytest.mark.slow
def test_the_printed_document_from_the_results_on_is_the_golden_one(opened: Opener) -> None:
    workspace = opened(FILES)
    assert workspace.errors == []
    pdf = rendered(page_of(workspace), "pdf", Wishes(DAY), None)
    pages = pages_of(pdf)
    text = re.sub(
        r"[一二三四五六]、[\u4e00-\u9fff]+—\d+—", "", compact("".join(pages))
    )  # heads and numbers of pages
    assert compact(GOLDEN_RESULTS) in text
    assert compact(GOLDEN_CARD) in text
    assert compact(GOLDEN_END) in text


GOLDEN_RESULTS = """\
三、评查结果 （一）得分
编号 指标 已核验／应核验 自评 佐证 核验 相差
1 依法履职 1/2 5.40 0.00 3.50 −1.90
2 创新做法（加分） 0/1 — — — —
合计（基本分） 1/2 5.40 0.00 3.50 −1.90
自评、佐证两栏只计已核验的和按规定计分的不适用指标；相差是核验分减自评分。核验认定不实的佐证，在认定的指标上不再支撑佐证分。
核验分：基本分 3.50，折算分 3.50，加分 0.00，倒扣 0.00，总分 3.50，等次 —（没有核验完），现分（未核验的按佐证分） 7.50。
意见：属实 0 项，部分属实 0 项，不实 1 项，无法核实 1 项。
（二）核减的指标和理由
编号 指标 自评 核验 核减 理由和失分构成 意见
1.1 网上办理 5.40 3.50 1.90 清单有一项查无实据 标准未达到 0.60，佐证不足 1.90 不实 有分歧，待仲裁
从核减多的到少的；核减是自评分减核验分，折算板块内的指标按板块自身分值列出。
（三）不实佐证
佐证 名称 认定于 扣分 还用在（应逐项复核）
E0001 一次办清单 1.1 网上办理 1.5 分 2 创新做法
"""
GOLDEN_CARD = """\
1.1 网上办理
评分 满分 6.00 自评 5.40 佐证 0.00 核验（有分歧，待仲裁） 3.50 与自评相差 −1.90
标准 达到 100% 得满分，不足的按比例得分
"""
GOLDEN_END = """\
六、意见和签字
评查组意见
被评查单位意见
评查人员 年 月 日 评查组组长 年 月 日
被评查单位负责人（盖章） 年 月 日 评查单位（盖章） 年 月 日
示例市第三方评查组
2026年11月22日
"""


@pytest.mark.slow
def test_every_form_has_the_same_totals(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    where = ("-w", str(folder))
    forms = [word for form in ("pdf", "html", "docx", "xlsx", "json") for word in ("--to", form)]
    code, out, err = call(*where, "report", "inspection", *forms, "--today", "2026-11-22")
    assert (code, err) == (0, "")
    stem = folder / "reports" / "评查意见书"
    assert [Path(line).suffix for line in out.split()] == [
        ".pdf",
        ".html",
        ".docx",
        ".xlsx",
        ".json",
    ]
    score = json.loads(call(*where, "score", "--format", "json")[1])["total"]["verified"]
    assert (score["score"], score["final"]) == ("3.50", "3.50")
    report = json.loads(stem.with_suffix(".json").read_text("utf-8"))
    assert report["total"]["verified"] == score["score"]
    names = ("基本分", "折算分", "加分", "倒扣", "总分")
    whole = [score[key] for key in ("score", "converted", "bonus", "penalty", "final")]
    assert [dict(report["whole"])[name] for name in names] == whole
    shown = "核验分：" + "，".join(f"{name}{text}" for name, text in zip(names, whole, strict=True))
    assert shown in compact("".join(pages_of(stem.with_suffix(".pdf").read_bytes())))
    assert shown in compact(read_aloud(stem.with_suffix(".html").read_text("utf-8")))
    assert shown in compact(
        "".join(line.text for line in Document(str(stem.with_suffix(".docx"))).paragraphs)
    )
    book = load_workbook(io.BytesIO(stem.with_suffix(".xlsx").read_bytes()))
    rows = {str(row[0]): row[1] for row in book["总分"].iter_rows(values_only=True) if row[0]}
    assert [rounded_cell(rows[name]) for name in names] == whole
    last = [
        row for row in book["各级汇总"].iter_rows(values_only=True) if row[1] == "合计（基本分）"
    ]
    assert [rounded_cell(cell) for cell in last[0][3:6]] == ["5.40", "0.00", "3.50"]
    (line,) = [row for row in call(*where, "score")[1].splitlines() if row.startswith("核验分 ")]
    assert line.split()[1:6] == whole


def rounded_cell(value: object) -> str:
    return f"{float(str(value)):.2f}"


def test_what_is_open_is_listed(opened: Opener) -> None:
    workspace = opened(FILES)
    report = inspection_report(workspace, workspace.assess(), DAY)
    (dispute,) = report.disputes
    assert (dispute.code, dispute.spread, dispute.state) == (
        "1.1",
        "1.5 分",
        "需要仲裁；暂按 2026-insp 的 3.5 分计",
    )
    assert dispute.views[1] == "2026-insp（周启明、吴晓岚）：3.5 分，清单有一项查无实据（不实）"
    (unsure,) = report.open
    assert (unsure.code, unsure.text) == ("1.2", "无法核实：栏目正在改版；没有核验分，现分取佐证分")
    assert report.limit == "0.5 分"
    (visit,) = report.visits
    assert (visit.place, visit.people, visit.indicators, visit.who) == (
        "大厅",
        "窗口人员",
        "1.1",
        "郑一鸣",
    )
    assert report.samples[0].strata == (("1 依法履职（全部）", "2", "2", "1"),)
    assert report.estimate is not None
    assert [line.split("：")[0] for line in report.estimate.lines][:1] == ["推算（不是核验分）"]


def test_of_two_rounds_of_one_day_the_last_by_name_stands_and_the_paper_says_so(
    opened: Opener,
) -> None:
    head = "kind: inspection\nas_of: 2026-11-24\nbasis: 2026-self\nfindings:\n"
    files = {
        **SOUND,
        "workspace.yaml": SOUND["workspace.yaml"] + 'inspection: {differ: "0.5"}\n',
        "rounds/a.yaml": f'round: i-9\n{head}  "1.1": {{done: 8, of: 10, opinion: 部分属实, by: 甲, note: 少一项。}}\n',
        "rounds/b.yaml": f'round: i-10\n{head}  "1.1": {{done: 5, of: 10, opinion: 属实, by: 乙}}\n',
    }
    workspace = opened(files)
    assessment = workspace.assess()
    leaf = assessment.by_code["1.1"].leaf
    assert leaf is not None
    assert leaf.verified is not None
    assert leaf.verified.round.id == "i-9", "as text i-9 comes behind i-10"
    report = inspection_report(workspace, assessment, DAY)
    (dispute,) = report.disputes
    assert dispute.views == (
        "i-10（乙）：3 分，完成 5，总数 10（属实）",
        "i-9（甲）：4.8 分，完成 8，总数 10；少一项（部分属实）",
    )
    assert dispute.state == "需要仲裁；暂按 i-9 的 4.8 分计"
    assert "评估日相同的，以轮次名称按字符顺序排在最后的一轮为准" in report.precedence
    (card,) = report.chapters[0].cards
    assert dict(card.figures)["核验（有分歧，待仲裁）"] == "4.80"
    assert (
        card.dispute
        == "有分歧：i-10 3 分，i-9 4.8 分；需要仲裁；暂按 i-9 的 4.8 分计（见第五部分）"
    )
    assert report.cuts[0].dispute == "有分歧，待仲裁"
    assert report.statement[-1].startswith("评查人员评分有分歧、尚未仲裁的 1 项（1.1）")
    settled = {
        **files,
        "rounds/b.yaml": files["rounds/b.yaml"].replace("by: 乙", "by: 乙, arbitrates: true"),
    }
    workspace = opened(settled)
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert (report.disputes[0].state, report.cuts[0].dispute) == ("已由 i-10 仲裁", "")
    assert dict(report.chapters[0].cards[0].figures)["核验"] == "3.00"


def test_an_opinion_without_a_reason_of_its_own_stands_alone_and_no_fact_is_told_twice(
    opened: Opener,
) -> None:
    found = (
        '"1.1": {done: 9, of: 10, opinion: 属实}\n  "1.2": {score: 3, reason: 晚了两天。, '
        "opinion: 部分属实}"
    )
    workspace = opened(
        {**SOUND, "rounds/m.yaml": MOCK.replace('"1.1": {score: 5, reason: 清单缺一页}', found)}
    )
    page = page_of(workspace)
    sound, late = page.data.chapters[0].cards
    assert (sound.reason, sound.found, late.reason) == ("", "", "晚了两天")
    said = compact(read_aloud(html_page(page)))
    assert "意见属实评查模拟轮次" in said
    assert "意见部分属实评查模拟轮次" in said
    assert said.count("晚了两天") == 2, "once among the cuts, once on the card"
    assert "完成9，总数10" not in said, "the sentence of the score says 9/10"


def test_what_counts_without_being_inspected_is_told_with_the_totals(opened: Opener) -> None:
    files = {
        **SOUND,
        "indicators/sample.yaml": "not_applicable: full\n" + SOUND["indicators/sample.yaml"],
        "rounds/2026-self.yaml": SOUND["rounds/2026-self.yaml"].replace(
            "{met: true}", "{not_applicable: 无此职权}"
        ),
        "rounds/m.yaml": MOCK,
    }
    workspace = opened(files)
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert report.statement[1] == (
        "已核验的指标连同按规定计分的不适用指标（1.2，4.00 分）自评 9.40 分，佐证支撑 9.40 分，"
        "核验分（模拟）9.00 分，比自评低 0.40 分。"
    )
    assert [remark for _, _, _, remark in report.figures[1:3]] == ["含不适用 4.00 分"] * 2


def test_the_estimate_explains_what_is_above_the_whole_and_names_what_was_not_drawn(
    opened: Opener,
) -> None:
    drawn = INSPECTION.replace('indicators: ["1.1", "1.2"]', 'indicators: ["1.1"]').replace(
        "size: 2", "size: 1"
    )
    drawn = drawn.replace(
        'of: 2, drawn: 2, codes: ["1.1", "1.2"]', 'of: 1, drawn: 1, codes: ["1.1"]'
    )
    drawn = drawn.replace('{"1.1": "1", "1.2": "1"}', '{"1.1": "1"}').partition("findings:")[0]
    given = 'findings:\n  "1.1": {score: 6, reason: 现场看已全部上网, opinion: 属实}\n'
    workspace = opened({**SOUND, "rounds/2026-insp.yaml": drawn + given})
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert report.estimate is not None
    assert [(row[0], row[4]) for row in report.estimate.strata] == [
        ("1 依法履职（全部）", "111.11%"),
        ("未列入抽样", "—"),
    ]
    assert report.estimate.notes[-1].endswith("推算到每项指标时，最多按应得分计。")


def test_a_script_in_a_reason_is_only_text(opened: Opener) -> None:
    page = page_of(opened(FILES))
    html = html_page(page)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_every_entry_of_the_contents_has_its_target_once(opened: Opener) -> None:
    workspace = opened(FILES)
    html = html_page(page_of(workspace))
    entries = contents(inspection_report(workspace, workspace.assess(), DAY))
    assert len(entries) > 5
    for _, target, _ in entries:
        assert html.count(f'id="{target}"') == 1, target


def test_a_mock_alone_is_labelled_throughout(opened: Opener) -> None:
    workspace = opened({**SOUND, "rounds/m.yaml": MOCK})
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert (report.mock, report.title, report.track) == (
        "模拟",
        "示例县法治政府建设示范创建模拟评查意见书",
        "核验分（模拟）",
    )
    assert report.statement[0].startswith("本次模拟评查依据 1 个轮次")
    assert report.chapters[0].cards[0].who == "模拟轮次 2026-mock"
    assert report.samples == ()
    assert report.estimate is None


def test_each_indicator_and_each_piece_is_counted_once(opened: Opener) -> None:
    workspace = opened(
        {**FILES, "rounds/m.yaml": MOCK.replace("缺一页", "缺一页, opened: [E0001]")}
    )
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert sum(int(count) for _, count in report.opinions) == 2, "1.1, in three rounds, and 1.2"
    ((_, pieces, _, offered),) = [figure for figure in report.figures if figure[0] == "查阅佐证"]
    assert (pieces, offered) == ("1", "2 项共登记 2 件"), (
        "of 1.2, which was looked at, another piece"
    )
    assert report.process[0].startswith("查阅佐证材料 1 件")
    assert "取自模拟" not in "".join(report.statement)


def test_what_only_a_mock_has_verified_is_told_in_an_inspection(opened: Opener) -> None:
    later = INSPECTION.partition("findings:")[0] + 'findings:\n  "2": {score: 1, reason: 属实}\n'
    workspace = opened({**FILES, "rounds/2026-insp.yaml": later, "rounds/2026-b.yaml": MOCK})
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert report.mock == ""
    assert report.statement[1] == "其中 1 项没有经过核验，取自模拟（2026-mock）。"


def test_without_a_verifying_round_it_is_refused_and_left_out(opened: Opener) -> None:
    workspace = opened(SOUND)
    with pytest.raises(NoLedgerError, match="做不了评查意见书"):
        list(produce(workspace, ["inspection"], ["json"], Wishes(DAY), None))
    assert f"没有生成评查意见书：{NO_INSPECTION}" in unable(workspace, ["all"])
    blank = opened({**SOUND, "rounds/m.yaml": MOCK.split("findings:")[0] + "findings: {}\n"})
    assert DOCUMENTS["inspection"].wants(blank) == NO_INSPECTION


def test_the_command_says_what_to_do_first(tmp_path: Path) -> None:
    code, _, err = call("-w", str(write(tmp_path, SOUND)), "report", "inspection", "--to", "json")
    assert code == 1
    assert "shifan round new" in err


def test_an_inspection_in_which_nothing_could_be_told(opened: Opener) -> None:
    text = MOCK.replace("{score: 5, reason: 清单缺一页}", "{opinion: 无法核实}")
    workspace = opened({**SOUND, "rounds/m.yaml": text})
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert report.statement[1] == "各项指标都还没有核验分。"
    assert (report.chapters, report.whole, report.cuts) == ((), (), ())
    assert "还没有评出分数的指标" in html_page(page_of(workspace))
    assert report.total.verified == ""


@pytest.mark.parametrize(
    ("value", "shown"), [("1/5", "+0.20"), ("-3/2", "-1.50"), ("0", "0.00"), ("1/1000", "0.00")]
)
def test_differences_carry_their_sign(value: str, shown: str) -> None:
    assert signed(Fraction(value)) == shown
    assert format_fixed(Fraction(value)).lstrip("-") == shown.lstrip("+-")


def test_the_same_day_gives_the_same_bytes(opened: Opener) -> None:
    workspace = opened(FILES)
    for form in ("docx", "xlsx", "html", "json"):
        first, second = (rendered(page_of(workspace), form, Wishes(DAY), None) for _ in range(2))
        assert first == second, form
