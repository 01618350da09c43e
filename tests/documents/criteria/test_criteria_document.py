"""创建条件对照表: what each condition lacks, whose it is, what mends it, and by when the ledger
would meet it."""

from __future__ import annotations

import io
import json
from datetime import date
from fractions import Fraction

import pytest
from docx import Document
from helpers_ledger import files, item
from helpers_outputs import compact
from hostile import hostile
from openpyxl import load_workbook
from pikepdf import Pdf
from samples import SOUND, Opener

from scoring.documents.criteria.document import (
    LISTED,
    CriteriaReport,
    criteria_page,
    criteria_report,
)
from scoring.documents.registry import Wishes, rendered
from scoring.documents.summary_sentences import upwards
from scoring.pdf.printer import visible_text
from scoring.values import format_fixed
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
WISHES = Wishes(DAY)
GOLDEN = """\
示例县创建条件对照表 示例县创建条件对照表 评查对象：示例县 指标体系：示例指标体系 轮次：2026-self 评估日期：2026年11
月20日 分值来源：测算 示例县依法治县办 2026年11月22日 先看结论 一票否决：1 项均未触发。创建条件：2 项中达到1 项，未
达到 1 项，尚不具备条件。清单事项都如期整改到位（最后时限 2026-12-01），2 项条件可达到 1 项。 达到的条件1/2 项 未达
到 1 项 触发的否决事项 0 项 共设 1 项 总分（现分） 9.40 分 未达等次 完成度 100.00% 可能区间 9.40～14.40（含加分 5）
编号 条件（来源） 要求 实际 结论 差在哪里（牵头单位） 怎样补 如期整改后 一、一票否决 V1 发生重大负面舆情 不得触发 未
触发 √ 未触发 后果：不具备申报条件，得分照常计算 二、创建条件 1 总分（现分）不低于 60 分 ≥ 60 9.40 × 未达到 差50.
60 分，失分全部补上也不够 1.1 网上办理，差 0.60 分（县司法局）。 清单 R0001 仍未达到（9.40） 2 指标 1 的得分率（现分）
不低于 50% 各项 ≥ 50% 最低 94.00% √ 达到 已达到 实际值按未取整的数与要求比较；差额向上取到 0.01。 差在哪里：总分和
得分率一类的条件，按失分由大到小列到补足为止（加分门槛未到的，算上到门槛后计入的加分）；其余的全部列出。单位为牵头单
位。 如期整改后：整改清单里的事项都在各自时限前（含已逾期的，按当天）整改到位时的结论，不是预测。 填表人 审核人 单位
负责人（盖章） 年月 日 附表 未达到的条件差在哪里、怎样补 编号 指标或事项 牵头单位 差额 原因 怎样补 时限 1 总分（现分
）不低于 60分 差 50.60 分，失分全部补上也不够 1.1 网上办理 县司法局 差 0.60 分 标准未达到 R0001（整改中）有一项没有
上网；按标准补办，补足 1：由 9 提高到 10（总数 10）
（未列入清单） 2026-12-01
"""
CONDITIONS = """\
criteria:
- {type: total, min: 15}
- {type: rate, codes: ["1"], min: 95%}
- {type: evidence, min: 100%}
- {type: completeness, min: 100%}
- {type: no_veto}
- {type: rectified}
indicators:"""


def report_of(workspace: Workspace) -> CriteriaReport:
    return criteria_report(workspace, workspace.assess(), DAY)


def tree(criteria: str) -> str:
    head, rest = SOUND["indicators/sample.yaml"].split("criteria:")
    return head + criteria + rest.split("indicators:", 1)[1]


def test_the_text_of_the_table(opened: Opener) -> None:
    workspace = opened(None)
    page = criteria_page(workspace, workspace.assess(), DAY)
    text = visible_text(rendered(page, "html", WISHES, None).decode())
    assert compact(text) == compact(GOLDEN)


def test_every_condition_says_what_it_lacks_and_what_mends_it(opened: Opener) -> None:
    told = {
        **files(
            item("R0001", due="2026-12-01"),
            item("R0002", indicator="", cause="other", due="持续推进"),
        ),
        "indicators/sample.yaml": tree(CONDITIONS),
    }
    told["rounds/2026-self.yaml"] = (
        str(told["rounds/2026-self.yaml"])
        .replace('  "1.2": {met: true}\n', "")
        .replace("{V1: false}", "{V1: {on: 2026-03-02, authority: 市委}}")
    )
    told["evidence/files/清单.txt"] = "改过"
    workspace = opened(told)
    report = report_of(workspace)
    gaps = {line.id: line.gap for line in report.conditions}
    assert gaps == {
        "1": "差 15.00 分，失分全部补上也不够",
        "2": "1 项未达到",
        "3": "还差 1 项必备佐证",
        "4": "未评 4.00 分，1 项",
        "5": "触发 1 项",
        "6": "2 个未销号",
    }
    assert not any(line.met for line in report.conditions)
    rate = report.conditions[1]
    assert [(line.code, line.gap, line.head) for line in rate.failing] == [
        ("1", "差 9.50 分", True),
        ("1.1", "差 6.00 分", False),
        ("1.2", "差 4.00 分", False),
    ]
    assert rate.failing[1].items == ("R0001",)
    assert rate.failing[1].how.startswith("R0001（未整改）有一项没有上网；补报“办理清单”1 件")
    assert rate.failing[2].how.endswith("（未列入清单）")
    assert rate.mend == "清单 R0001；1 项未列入清单"
    assert report.conditions[4].failing[0].why == "2026年3月2日，市委"
    assert [line.code for line in report.conditions[5].failing] == ["R0001", "R0002"]
    assert report.vetoes[0].triggered
    page = criteria_page(workspace, workspace.assess(), DAY)
    text = compact(visible_text(rendered(page, "html", WISHES, None).decode()))
    assert "不得触发已触发×已触发" in text
    assert page.sheets[0].rows[0][4:7] == ("不得触发", "已触发：2026年3月2日，市委", "× 已触发")
    assert "不具备申报条件" in report.conclusion[0]


def gated(opened: Opener, least: str = "12") -> Workspace:
    """0.20 short of the gate of a bonus of 2; all else gives 9.40 of 10."""
    told = dict(SOUND)
    head = tree(f"criteria:\n- {{type: total, min: {least}}}\nindicators:")
    told["indicators/sample.yaml"] = head.replace("{cap: 5}", "{cap: 2, gate: 9.6}")
    told["rounds/2026-self.yaml"] = told["rounds/2026-self.yaml"].replace(
        "vetoes:", '  "2": {score: 4, reason: 市里推广}\nvetoes:'
    )
    told["evidence/register.yaml"] += '  - {indicator: "2"}\n'
    return opened(told)


def test_a_bonus_behind_its_gate_is_told_beside_a_short_total(opened: Opener) -> None:
    workspace = gated(opened, "11.8")
    (line,) = report_of(workspace).conditions
    assert line.gap == "差 2.40 分"
    assert line.gate == (
        "折算分 9.40 分，再得 0.20 分到 9.6 分，已得的加分 2.00 分即可计入，总分到 11.60 分；"
        "共需再得 0.40 分。"
    )
    page = criteria_page(workspace, workspace.assess(), DAY)
    assert compact(line.gate) in compact(
        visible_text(rendered(page, "html", WISHES, None).decode())
    )
    assert page.sheets[0].rows[1][7] == f"{line.gap}。{line.gate}"


def test_at_the_gate_nothing_more_may_be_wanting(opened: Opener) -> None:
    (line,) = report_of(gated(opened, "11.5")).conditions
    assert line.gate.endswith("总分到 11.60 分。")
    (line,) = report_of(gated(opened, "9.5")).conditions
    assert line.gap == "差 0.10 分"


def test_a_round_that_nobody_began_says_so(opened: Opener) -> None:
    told = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    told["rounds/2026-self.yaml"] = (
        told["rounds/2026-self.yaml"].split("findings:")[0] + "vetoes: {V1: false}\n"
    )
    told["indicators/sample.yaml"] = tree(CONDITIONS)
    workspace = opened(told)
    report = report_of(workspace)
    assert report.conclusion == (
        "尚未开始自评（完成度 0%）。",
        "一票否决：1 项均未填写。",
        "创建条件：6 项中达到 3 项（其中 5、6 还没有内容可查，暂计达到），未达到 3 项，"
        "尚不具备条件。",
    )
    assert report.vetoes[0].state == "未填写"
    assert [(line.actual, line.met, line.projected) for line in report.conditions[4:]] == [
        ("尚未填写", True, "暂计达到，尚无内容可查"),
        ("没有整改清单", True, "暂计达到，尚无内容可查"),
    ]
    assert report.figures[0][3] == "未达到 3 项，暂计 2 项"
    assert report.figures[3][3] == "可能区间 0.00～15.00（含加分 5）"
    page = criteria_page(workspace, workspace.assess(), DAY)
    assert "不得触发未填写待填写" in compact(
        visible_text(rendered(page, "html", WISHES, None).decode())
    )
    assert page.sheets[0].rows[0][5:7] == ("未填写", "待填写")


def test_the_annex_prints_long_texts_whole(opened: Opener) -> None:
    problem = (
        "佐证不足：缺“常务会议学法纪要”；不作数的：材料的日期不在时间窗之内，另有两件没有日期，"
        "请补齐后重新报送" * 2
    )
    told = {
        **files(item("R0001", problem=problem)),
        "indicators/sample.yaml": tree("criteria:\n- {type: rectified}\nindicators:"),
    }
    workspace = opened(told)
    page = criteria_page(workspace, workspace.assess(), DAY)
    assert problem in rendered(page, "html", WISHES, None).decode()


@pytest.mark.slow
def test_the_outline_names_the_parts_and_the_conditions(opened: Opener) -> None:
    workspace = opened(None)
    made = rendered(criteria_page(workspace, workspace.assess(), DAY), "pdf", WISHES, None)
    with Pdf.open(io.BytesIO(made)) as paper, paper.open_outline() as outline:
        titles = [
            (entry.title, [below.title for below in entry.children]) for entry in outline.root
        ]
    assert titles == [
        ("一、一票否决", []),
        ("二、创建条件", []),
        ("附表　未达到的条件差在哪里、怎样补", ["1　总分（现分）不低于 60 分"]),
    ]


def test_a_rate_lists_the_largest_losses_until_they_make_up_the_difference(opened: Opener) -> None:
    round_ = (
        SOUND["rounds/2026-self.yaml"]
        .replace("{met: true}", "{met: false}")
        .replace("done: 9", "done: 5")
    )
    criteria = 'criteria:\n- {type: rate, codes: ["1"], min: 60%}\nindicators:'
    report = report_of(
        opened({**SOUND, "rounds/2026-self.yaml": round_, "indicators/sample.yaml": tree(criteria)})
    )
    (line,) = report.conditions
    assert [(gap.code, gap.gap) for gap in line.failing] == [
        ("1", "差 3.00 分"),
        ("1.2", "差 4.00 分"),
    ]


def test_the_outlook_names_the_first_day_on_which_a_condition_is_met(opened: Opener) -> None:
    told = {
        **files(
            item("R0001", due="2026-12-01"),
            item("R0002", indicator='"1.2"', cause="evidence", due="2026-12-20"),
        ),
        "indicators/sample.yaml": tree(
            "criteria:\n- {type: total, min: 9.5}\n- {type: rectified}\n- {type: total, min: 11}\n"
            "indicators:"
        ),
    }
    report = report_of(opened(told))
    assert [line.projected for line in report.conditions] == [
        "2026-12-01 前达到",
        "2026-12-20 前达到",
        "仍未达到（10.00）",
    ]
    assert report.outlook == "清单事项都如期整改到位（最后时限 2026-12-20），3 项条件可达到 2 项。"


def test_what_is_overdue_counts_from_today_and_what_has_no_date_not_at_all(opened: Opener) -> None:
    criteria = "criteria:\n- {type: total, min: 9.5}\nindicators:"
    late = opened(
        {**files(item("R0001", due="2026-01-01")), "indicators/sample.yaml": tree(criteria)}
    )
    assert report_of(late).conditions[0].projected == "逾期的整改到位即达到"
    loose = opened(
        {**files(item("R0001", due="持续推进")), "indicators/sample.yaml": tree(criteria)}
    )
    assert report_of(loose).conditions[0].projected == "不变（未销号的事项都没有时限）"


def test_without_a_ledger_there_is_no_outlook(opened: Opener) -> None:
    report = report_of(
        opened({name: text for name, text in SOUND.items() if name != "rectification.yaml"})
    )
    assert report.outlook == ""
    assert report.conditions[0].projected == "没有整改清单"
    assert "未列入" not in report.conditions[0].failing[0].how


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 300), "0.01"), (Fraction(5), "5.00"), (Fraction(1001, 1000), "1.01")],
)
def test_a_difference_is_rounded_up(value: Fraction, text: str) -> None:
    assert upwards(value) == text


def test_all_forms_say_the_same(opened: Opener) -> None:
    workspace = opened(None)
    assessment = workspace.assess()
    page = criteria_page(workspace, assessment, DAY)
    final = format_fixed(assessment.track("current").final)
    verdicts = [("1", "× 未达到", final), ("2", "√ 达到", "最低 94.00%")]
    data = json.loads(rendered(page, "json", WISHES, None))
    assert [(line["id"], line["met"], line["actual"]) for line in data["conditions"]] == [
        ("1", False, final),
        ("2", True, "最低 94.00%"),
    ]
    sheet = load_workbook(io.BytesIO(rendered(page, "xlsx", WISHES, None))).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [(row[1], row[6], row[5]) for row in rows if row[1] in {"1", "2"}] == verdicts
    table = Document(io.BytesIO(rendered(page, "docx", WISHES, None))).tables[1]
    words = [[cell.text for cell in row.cells] for row in table.rows]
    assert [(row[0], row[4], row[3]) for row in words if row[0] in {"1", "2"}] == verdicts


def test_print_says_where_it_stops_and_the_workbook_holds_all(opened: Opener) -> None:
    workspace = opened(hostile(12))
    page = criteria_page(workspace, workspace.assess(), DAY)
    html = rendered(page, "html", WISHES, None).decode()
    report = page.data
    (evidence,) = [line for line in report.conditions if line.gap.startswith("还差")]
    assert len(evidence.failing) > LISTED
    assert f"共 {len(evidence.failing)} 行，这里印前 {LISTED} 行" in html
    annex = page.sheets[1]
    assert len(annex.rows) == sum(len(line.failing) for line in report.conditions)
    assert "<b>&甲</b>" not in html


@pytest.mark.slow
def test_hostile_names_do_not_stop_the_printing_and_the_bytes_are_the_same(opened: Opener) -> None:
    workspace = opened(hostile(12))
    first = rendered(criteria_page(workspace, workspace.assess(), DAY), "pdf", WISHES, None)
    again = open_workspace(workspace.path).whole()
    assert rendered(criteria_page(again, again.assess(), DAY), "pdf", WISHES, None) == first
