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
from helpers_outputs import call, compact, pages_of, read_aloud
from openpyxl import load_workbook
from samples import MOCK, SOUND, Opener, write

from scoring.reporting.documents import DOCUMENTS, NoLedgerError, Wishes, produce, rendered, unable
from scoring.reporting.inspection.building import inspection_report
from scoring.reporting.inspection.cards import signed
from scoring.reporting.inspection.document import NO_INSPECTION, contents, inspection_page
from scoring.reporting.layout import Page, html_page
from scoring.values import rounded
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
TREE = SOUND["indicators/sample.yaml"].replace("    name: 公开到位\n", "    name: 公开到位\n    methods: [暗访]\n")
INSPECTION = """\
round: 2026-insp
kind: inspection
as_of: 2026-11-25
basis: 2026-self
assessor: 示例市第三方评查组
inspectors: [周启明, 吴晓岚]
sample:
  by: risk
  size: 2
  seed: "20261125"
  frame: 0b5f4f5d8e6f0c0f8f1b8a5d6a0f6d3c1b7c9d2e4f5a6b7c8d9e0f1a2b3c4d5e
  pieces: 10
  indicators: ["1.1", "1.2"]
  evidence: [E0001]
  strata:
  - {block: "1", group: 全部, of: 2, drawn: 2, codes: ["1.1", "1.2"]}
  chance: {"1.1": "1", "1.2": "1"}
findings:
  "1.1": {score: 5, reason: 清单有一项查无实据, opinion: 不实, opened: [E0001], untrue: [E0001], penalty: 1.5}
  "1.2": {opinion: 无法核实, note: 栏目正在改版}
"""
SECOND = """\
round: 2026-b
kind: inspection
as_of: 2026-11-24
basis: 2026-self
findings:
  "1.1":
    {score: 2, reason: <b>缺页</b><script>alert(1)</script>, opinion: 部分属实,
     by: 郑一鸣, place: 大厅, people: [窗口人员]}
"""
FILES = {
    **SOUND,
    "workspace.yaml": SOUND["workspace.yaml"] + 'inspection: {differ: "0.5"}\n',
    "indicators/sample.yaml": TREE,
    "evidence/register.yaml": SOUND["evidence/register.yaml"]
    .replace('  - {indicator: "1.2"}', '  - {indicator: "1.2"}\n  - {indicator: "2"}')
    .replace("办理清单}\n", '办理清单}\n  - {indicator: "2"}\n'),
    "rounds/2026-insp.yaml": INSPECTION,
    "rounds/2026-b.yaml": SECOND,
}


def page_of(workspace: Workspace) -> Page:
    return inspection_page(workspace, workspace.assess(), DAY)


def test_the_printed_document_from_the_results_on_is_the_golden_one(opened: Opener) -> None:
    workspace = opened(FILES)
    assert workspace.errors == []
    pdf = rendered(page_of(workspace), "pdf", Wishes(DAY), None)
    pages = pages_of(pdf)
    text = re.sub(r"[一二三四五六]、[\u4e00-\u9fff]+—\d+—", "", compact("".join(pages)))  # heads and numbers of pages
    assert compact(GOLDEN_RESULTS) in text
    assert compact(GOLDEN_CARD) in text
    assert compact(GOLDEN_END) in text


GOLDEN_RESULTS = """\
三、评查结果 （一）得分
编号 指标 已核验／应核验 自评 佐证 核验 相差
1 依法履职 1/2 5.40 0.00 3.50 -1.90
2 创新做法（加分） 0/1 — — — —
合计（基本分） 1/2 5.40 0.00 3.50 -1.90
自评、佐证两栏只计已核验的和按规定计分的不适用指标；相差是核验分减自评分。核验认定不实的佐证，在认定的指标上不再支撑佐证分。
核验分：基本分 3.50，折算分 3.50，加分 0.00，倒扣 0.00，总分 3.50，等次 —（没有核验完），现分（未核验的按佐证分） 7.50。
意见：属实 0 项，部分属实 0 项，不实 1 项，无法核实 1 项。
（二）核减的指标和理由
编号 指标 自评 核验 核减 理由和失分构成 意见
1.1 网上办理 5.40 3.50 1.90 清单有一项查无实据 标准未达到 0.60，佐证不足 1.90 不实
从核减多的到少的；核减是自评分减核验分，折算板块内的指标按板块自身分值列出。
（三）不实佐证
佐证 名称 认定于 扣分 还用在（应逐项复核）
E0001 一次办清单 1.1 网上办理 1.5 分 2 创新做法
"""
GOLDEN_CARD = """\
1.1 网上办理
评分 满分 6.00 自评 5.40 佐证 0.00 核验 3.50 与自评相差 -1.90
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


def test_every_form_has_the_same_totals(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    where = ("-w", str(folder))
    forms = [word for form in ("pdf", "html", "docx", "xlsx", "json") for word in ("--to", form)]
    code, out, err = call(*where, "report", "inspection", *forms, "--today", "2026-11-22")
    assert (code, err) == (0, "")
    stem = folder / "reports" / "评查意见书"
    assert [Path(line).suffix for line in out.split()] == [".pdf", ".html", ".docx", ".xlsx", ".json"]
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
    assert shown in compact("".join(line.text for line in Document(str(stem.with_suffix(".docx"))).paragraphs))
    book = load_workbook(io.BytesIO(stem.with_suffix(".xlsx").read_bytes()))
    rows = {str(row[0]): row[1] for row in book["总分"].iter_rows(values_only=True) if row[0]}
    assert [rounded_cell(rows[name]) for name in names] == whole
    last = [row for row in book["各级汇总"].iter_rows(values_only=True) if row[1] == "合计（基本分）"]
    assert [rounded_cell(cell) for cell in last[0][3:6]] == ["5.40", "0.00", "3.50"]
    (line,) = [row for row in call(*where, "score")[1].splitlines() if row.startswith("核验分 ")]
    assert line.split()[1:6] == whole


def rounded_cell(value: object) -> str:
    return f"{float(str(value)):.2f}"


def test_what_is_open_is_listed(opened: Opener) -> None:
    workspace = opened(FILES)
    report = inspection_report(workspace, workspace.assess(), DAY)
    (dispute,) = report.disputes
    assert (dispute.code, dispute.spread, dispute.state) == ("1.1", "1.5 分", "需要仲裁")
    assert dispute.views[1] == "2026-insp（周启明、吴晓岚）：3.5 分，清单有一项查无实据"
    (unsure,) = report.open
    assert (unsure.code, unsure.text) == ("1.2", "无法核实：栏目正在改版；没有核验分，现分取佐证分")
    assert report.limit == "0.5 分"
    (visit,) = report.visits
    assert (visit.place, visit.people, visit.indicators, visit.who) == ("大厅", "窗口人员", "1.1", "郑一鸣")
    assert report.samples[0].strata == (("1 依法履职（全部）", "2", "2", "1"),)
    assert report.estimate is not None
    assert [line.split("：")[0] for line in report.estimate.lines][:1] == ["推算（不是核验分）"]


def test_a_script_in_a_reason_is_only_text(opened: Opener) -> None:
    page = page_of(opened(FILES))
    html = html_page(page)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_every_entry_of_the_contents_has_its_target_once(opened: Opener) -> None:
    workspace = opened(FILES)
    html = html_page(page_of(workspace))
    for _, target, _ in contents(inspection_report(workspace, workspace.assess(), DAY)):
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
    workspace = opened({**FILES, "rounds/m.yaml": MOCK.replace("缺一页", "缺一页, opened: [E0001]")})
    report = inspection_report(workspace, workspace.assess(), DAY)
    assert sum(int(count) for _, count in report.opinions) == 2, "1.1, in three rounds, and 1.2"
    ((_, pieces, _, offered),) = [figure for figure in report.figures if figure[0] == "查阅佐证"]
    assert (pieces, offered) == ("1", "这些指标登记 2 件"), "of 1.2, which was looked at, another piece"
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


@pytest.mark.parametrize(("value", "shown"), [("1/5", "+0.20"), ("-3/2", "-1.50"), ("0", "0.00"), ("1/1000", "0.00")])
def test_differences_carry_their_sign(value: str, shown: str) -> None:
    assert signed(Fraction(value)) == shown
    assert rounded(Fraction(value)).lstrip("-") == shown.lstrip("+-")


def test_the_same_day_gives_the_same_bytes(opened: Opener) -> None:
    workspace = opened(FILES)
    for form in ("docx", "xlsx", "html", "json"):
        first, second = (rendered(page_of(workspace), form, Wishes(DAY), None) for _ in range(2))
        assert first == second, form
