"""The documents of rectification: what they say of a small ledger, and the templates that an office
may bring."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from helpers_ledger import HISTORIES, files, item
from openpyxl import load_workbook
from samples import SOUND, Opener

from scoring.documents.layout import Page
from scoring.documents.rectification.bulletin_document import bulletin_page
from scoring.documents.rectification.closing_document import closing_page
from scoring.documents.rectification.list_document import count_words, rectification_page
from scoring.documents.rectification.tasks_document import tasks_page
from scoring.documents.registry import (
    NoLedgerError,
    Wishes,
    document,
    left_out,
    produce,
    rendered,
    unable,
)
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import visible_text
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
WISHES = Wishes(DAY)
MEASURES = "[{text: 补上网, due: 2026-10-01, done: 2026-09-03}, {text: 建台账, due: 2026-12-01}]"
SMALL = (
    item("R0001", status="已销号", lost='"0.60"', measures=MEASURES, due="2026-12-01"),
    item(
        "R0002",
        cause="evidence",
        problem="缺一页",
        lost='"1.00"',
        lead="[县教育局]",
        due="2026-11-20",
        person="陈立",
    ),
    item(
        "R0003",
        indicator="",
        source="supervision",
        cause="other",
        problem="督察指出台账不全",
        due="持续推进",
    ),
    item(
        "R0004",
        status="退回",
        indicator='"1.2"',
        problem="公开迟了",
        lost='"0.40"',
        due="2026-11-26",
    ),
)


KIND = "classes: {级别: [市, 县], 地区: [山区]}\n"
GOLDEN_SLIP = """\
示例县短板整改销号单 示例县短板整改销号单 R0001 第 1/1 张
对应指标 1.1 网上办理 失分 0.60 分 牵头单位 县司法局 责任人 未明确 责任单位 — 整改时限 2026年12月1日
存在问题 有一项没有上网
整改措施 1. 补上网（已完成，2026年9月3日） 2. 建台账（已完成）
申 报 李四 2026年9月3日
核实销号 王五 2026年9月4日 属实
销号依据 编号 材料 文号 日期 审核
E0001 一次办清单 2026年3月1日 审核通过，赵六，2026年5月2日
办理经过 日期 步骤 经办人 说明
2026年9月1日 立项 张三
2026年9月2日 开始整改 李四
2026年9月3日 申报验收 李四
2026年9月4日 销号 王五 属实
责任人 年 月 日 牵头单位负责人（盖章） 年 月 日
核实人 年 月 日 示范创建工作专班（盖章） 年 月 日
示例县依法治县办 2026年11月22日 制
"""


def page_of(workspace: Workspace, build: Any) -> Page:
    return build(workspace, workspace.assess(), DAY)


def words(page: Page, home: Path | None = None) -> str:
    return visible_text(rendered(page, "html", WISHES, home).decode())


def pages_of(page: Page) -> list[str]:
    """The text of each page on paper."""
    with pypdfium2.PdfDocument(rendered(page, "pdf", WISHES, None)) as document:
        return [document[at].get_textpage().get_text_range() for at in range(len(document))]


@pytest.fixture
def small(opened: Opener) -> Workspace:
    return opened(files(*SMALL))


def test_the_list_groups_by_block_and_says_colours_as_words(small: Workspace) -> None:
    report = page_of(small, rectification_page).data
    shown = [
        (
            block.name,
            [(line.number, line.id, line.status, line.colour, line.late) for line in block.lines],
        )
        for block in report.blocks
    ]
    assert shown == [
        ("不对应指标的事项", [("1", "R0003", "未整改", "", "")]),
        (
            "依法履职",
            [
                ("2", "R0002", "未整改", "红　逾期", "逾期 2 天"),
                ("3", "R0004", "退回", "黄　滞后", ""),
                ("4", "R0001", "已销号", "", ""),
            ],
        ),
    ]
    text = words(page_of(small, rectification_page))
    for said in (
        "红 逾期 1 个",
        "黄 滞后 1 个",
        "逾期 2 天",
        "2026-09-04 王五",
        "陈立",
        "持续推进",
        "督察反馈",
    ):
        assert said in text


def test_the_text_of_a_slip(small: Workspace) -> None:
    assert words(page_of(small, closing_page)).split() == GOLDEN_SLIP.split()


def test_problems_and_measures_are_counted_apart(small: Workspace) -> None:
    report = page_of(small, rectification_page).data
    assert report.statement == (
        "问题 4 个，已销号 1 个，销号率 25.00%，逾期 1 个；措施 2 条，已完成 2 条，完成率 100.00%。"
    )
    figures = {label: (value, remark) for label, value, _, remark in report.figures}
    assert figures["清单所列失分"] == ("2.00", "各事项所载之和，含已销号的")
    assert figures["措施"] == ("2", "已完成 2 条，完成率 100.00%")
    # R0001 alone answers for what is lost, and it is closed: nothing that is open can win anything
    # back.
    assert figures["可挽回"] == ("0.00", "未销号事项；当前共失 0.60 分")
    assert count_words((), DAY) == "问题 0 个，已销号 0 个，逾期 0 个；措施 0 条，已完成 0 条。"


def test_a_loss_with_two_items_is_won_back_once(opened: Opener) -> None:
    workspace = opened(files(item("R0001"), item("R0002")))
    figures = {
        label: value for label, value, _, _ in page_of(workspace, rectification_page).data.figures
    }
    assert figures["可挽回"] == "0.60"


def test_the_losses_of_the_units_add_up_to_the_county(small: Workspace) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "    points: 6\n", "    points: 6\n    lead: [各单位]\n    support: [县司法局]\n"
    )
    (small.path / "indicators" / "sample.yaml").write_text(tree, "utf-8")
    workspace = open_workspace(small.path).whole()
    report = page_of(workspace, tasks_page).data
    whole = workspace.assess().losses.total
    assert whole == Fraction(3, 5)
    assert report.exact == {
        "县司法局": Fraction(3, 10),
        "县教育局": Fraction(3, 10),
        "未明确": Fraction(0),
    }
    assert report.balance.startswith("3 行失分之和 0.60 分，等于示例县失分 0.60 分。")
    assert [(sheet.number, sheet.unit, sheet.lost, sheet.part) for sheet in report.sheets] == [
        ("1", "县司法局", "0.30", "50.0%"),
        ("2", "县教育局", "0.30", "50.0%"),
    ]


def test_a_loss_in_a_folded_block_stands_beside_points_of_the_same_scale(opened: Opener) -> None:
    tree = SOUND["indicators/sample.yaml"].replace("  points: 10\n", "  points: 20\n  fold: true\n")
    report = page_of(opened({**files(*SMALL), "indicators/sample.yaml": tree}), tasks_page).data
    first = report.tasks[0]
    assert (first.code, first.points, first.lost) == ("1.1", "6", "1.20")
    assert first.rule == "达到 100% 得满分，不足的按比例得分；折合总分 12.00 分"


def test_each_unit_gets_a_letter_with_a_slip(opened: Opener) -> None:
    register = "- id: E0002\n" + SOUND["evidence/register.yaml"].split("- id: E0002\n")[1]
    workspace = opened(files(*SMALL, accepted=False, **{"evidence/register.yaml": register}))
    report = page_of(workspace, tasks_page).data
    justice, education = report.sheets
    assert justice.unit == "县司法局"
    assert [task.code for task in justice.led] == ["1.1", "1.2"]
    assert justice.led[0].missing == ("办理清单：要 1 件，有效 0 件",)
    assert [entry.id for entry in justice.items] == ["R0003", "R0004"], "closed items are done with"
    assert [entry.id for entry in education.items] == ["R0002"]
    assert (
        justice.receipt
        == "县司法局已收到第 1 号交办单（牵头指标 2 项、整改事项 2 个），将按时限办理。"
    )
    assert "你单位没有牵头的指标" in education.opening
    text = words(page_of(workspace, tasks_page))
    assert text.count("回 执") == 2
    assert "【缺】办理清单" in text


NOTICE = """\
number: {number}
name: 示例县
week: {week}
since: {week}
until: {until}
issued: {until}
by: 李明
totals: {{items: 2, closed: 1, overdue: 1, measures: 3, measures_done: 2}}
units:
- rank: 1
  unit: 县司法局
  items: 1
  closed: 1
  open: 0
  overdue: 0
  new: 0
  submitted: 0
  signed_off: 1
  returned: 0
- rank: 2
  unit: 县教育局
  items: 1
  closed: 0
  open: 1
  overdue: 1
  new: 0
  submitted: 0
  signed_off: 0
  returned: 0
closed:
- {{id: R0001, indicator: "1.1", problem: 有一项没有上网, kind: 标准未达到, lead: [县司法局]}}
overdue:
- {{id: R0002, indicator: "1.1", problem: 缺一页, kind: 佐证不足, lead: [县教育局], due: 2026-10-01, days: 43}}
notices:
- {{unit: 县教育局, kind: 佐证不足, items: [R0002], times: {number}, streak: {number}, step: {step}}}
"""


def issued(number: int, week: str, until: str, step: str) -> dict[str, str]:
    return {
        f"bulletins/{number:04d}.yaml": NOTICE.format(
            number=number, week=week, until=until, step=step
        )
    }


def test_the_latest_issued_bulletin_is_printed_as_it_was(opened: Opener) -> None:
    past = issued(1, "2026-11-02", "2026-11-06", "notice") | issued(
        2, "2026-11-09", "2026-11-13", "interview"
    )
    report = page_of(opened(files(*SMALL, **past)), bulletin_page).data
    assert (report.number, report.state, report.date, report.by) == (
        "第2期",
        "",
        "2026年11月13日",
        "李明",
    )
    assert report.opening == "现将2026年11月9日至2026年11月13日短板整改情况通报如下。"
    assert report.overview[0] == (
        "截至2026年11月13日，清单共有问题 2 个，已销号 1 个，销号率 50.00%，逾期 1 个；"
        "整改措施 3 条，已完成 2 条，完成率 66.67%。"
    )
    assert report.overview[1] == "本期销号 1 个。"
    (done,) = report.happened  # what did not happen has no heading
    assert (done.heading, done.lines) == (
        "完成销号 1 个",
        ("1.1 网上办理（R0001，县司法局）：有一项没有上网。",),
    )
    assert report.imprint == "2026年11月13日印发"
    assert report.overdue == (
        ("R0002", "1.1", "缺一页", "县教育局", "陈立", "2026-10-01", "43 天"),
    )
    assert report.handling == ("再次被通报的，建议由工作专班约谈，报领导决定：县教育局。",)
    assert report.notices == (
        ("建议约谈", "县教育局", "佐证不足", "第 2 次，连续 2 期", "R0002 缺一页（责任人：陈立）"),
    )
    assert [row[:2] for row in report.ranking] == [("1", "县司法局"), ("2", "县教育局")]


def test_without_an_issued_bulletin_this_week_is_previewed(small: Workspace) -> None:
    page = page_of(small, bulletin_page)
    assert (page.data.number, page.data.state, page.data.imprint) == ("第1期", "预览，尚未印发", "")
    assert "（预览，尚未印发）" in words(page)
    assert "2026年11月27日" not in words(page), "a week ahead begins at the end of the period"


def test_units_are_ranked_once_a_term_has_passed(opened: Opener) -> None:
    """R0001 is due on 2026-10-01: before that day a rank would praise and blame nothing but
    chance."""
    workspace = opened(files(item(due="2026-10-01"), item("R0002", lead="[县教育局]")))
    early = bulletin_page(workspace, workspace.assess(), date(2026, 9, 6))
    assert not early.data.ranked
    assert "各单位办理情况" in words(early)
    assert "单位排名" not in words(early)
    assert "还没有事项到期，暂不排名。" in words(early)
    late = bulletin_page(workspace, workspace.assess(), date(2026, 10, 9))
    assert late.data.ranked
    assert "单位排名" in words(late)


def test_headings_of_a_bulletin_are_numbered_without_those_that_hold_nothing(
    opened: Opener,
) -> None:
    workspace = opened(files(item()))
    text = words(bulletin_page(workspace, workspace.assess(), date(2026, 9, 20)))
    assert "一、总体情况" in text
    assert "本期没有新增、申报和销号。" in text
    assert "二、各单位办理情况" in text
    assert "三、下步要求" in text
    assert not [name for name in ("本期进展", "逾期问题", "约谈和移交") if f"、{name}" in text]


def test_what_was_reopened_is_told_with_its_reason(opened: Opener) -> None:
    """In the week in which it happened: 9-05 is a Saturday."""
    ledger = files(item("R0001", status="重新打开", person="陈立"), item("R0002", status="退回"))
    report = bulletin_page(workspace := opened(ledger), workspace.assess(), date(2026, 9, 6)).data
    assert report.overview[1].endswith("退回 1 个，重新打开 1 个。")
    told = {part.heading: part.lines for part in report.happened}
    assert told["退回重办 1 个"] == (
        "1.1 网上办理（R0002，县司法局）：有一项没有上网；退回理由：缺页。",
    )
    assert told["重新打开 1 个"] == (
        "1.1 网上办理（R0001，县司法局，责任人陈立）：有一项没有上网；理由：又失分。",
    )
    shared = opened(files(item(lead="[县司法局, 县教育局]")))
    note = bulletin_page(shared, shared.assess(), DAY).data.ranking_note
    assert note.endswith("几家共同牵头的事项，各计一次，所以各单位合计 2 个，多于清单的 1 个。")


@pytest.mark.parametrize(("count", "lines"), [(20, 20), (21, 0)])
def test_many_new_items_stand_in_a_table_by_unit(opened: Opener, count: int, lines: int) -> None:
    ledger = [item(f"R{at:04d}") for at in range(1, count)] + [
        item("R0099", lead="", indicator="", cause="evidence")
    ]
    page = bulletin_page(workspace := opened(files(*ledger)), workspace.assess(), date(2026, 9, 6))
    new = page.data.happened[0]
    assert (new.heading, len(new.lines)) == (f"新增问题 {count} 个", lines)
    named = "、".join(f"1.1（R{at:04d}）" for at in range(1, 7)) + "等，逐项见短板整改清单"
    rows = (("县司法局", "20", "标准未达到 20", named), ("未明确", "1", "佐证不足 1", "R0099"))
    assert new.rows == (() if lines else rows)
    assert "R0099" in words(page)


def test_the_list_tells_why_less_is_closed_than_the_week_before(opened: Opener) -> None:
    again = [*HISTORIES["已销号"], "{on: 2026-09-10, do: reopen, by: 王五, note: 又失分}"]
    page = page_of(
        opened(files(item(events=again), item("R0002", status="已销号"))), rectification_page
    )
    assert page.data.weeks_note == "9月13日已销号由 2 个减为 1 个：其间重新打开 1 个（R0001）。"
    assert page.data.weeks_note in words(page)


def test_a_sentence_names_few_items_and_of_many_the_first(opened: Opener) -> None:
    """Items that fall due within a week: eight stand in the sentence, of nine the first five."""
    for count, said in (
        (8, "8 个问题（R0001、R0002、R0003、R0004、R0005、R0006、R0007、R0008），"),
        (9, "9 个问题（R0001、R0002、R0003、R0004、R0005等，逐项见短板整改清单的时限一栏），"),
    ):
        ledger = [item(f"R{at:04d}", due=str(DAY)) for at in range(1, count + 1)]
        (line,) = (
            line
            for line in page_of(opened(files(*ledger)), bulletin_page).data.demands
            if "到期的" in line
        )
        assert said in line


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 9, 60, 90])
def test_the_slip_never_stands_alone_on_a_page(opened: Opener, count: int) -> None:
    """Whatever number of indicators a unit helps with: the last of them go on with the slip."""
    leaves = "".join(
        f'- {{code: "{at}", name: 事项{at}, points: 1, lead: [县司法局], support: [县教育局]}}\n'
        for at in range(3, 3 + count)
    )
    tree = SOUND["indicators/sample.yaml"] + leaves
    page = page_of(opened({**files(), "indicators/sample.yaml": tree}), tasks_page)
    (last,) = (text for text in pages_of(page) if "县教育局已收到" in text)
    assert len(re.findall(r"事项\d+（县司法局）", last)) >= min(count, 8)


def sides(page: Page) -> list[tuple[bool, str]]:
    """Whether each page is a right-hand one, and what stands on it."""
    return [(at % 2 == 0, re.sub(r"\s", "", text)) for at, text in enumerate(pages_of(page))]


def test_each_letter_begins_on_a_right_hand_page_behind_an_empty_back(opened: Opener) -> None:
    """Printed on both sides, no letter stands on the back of another one."""
    tree = SOUND["indicators/sample.yaml"].replace(
        "    points: 6\n", "    points: 6\n    lead: [各单位]\n"
    )
    found = sides(page_of(opened({**files(*SMALL), "indicators/sample.yaml": tree}), tasks_page))
    letters = [at for at, (_, text) in enumerate(found) if text.startswith("交办单")]
    assert len(letters) == 2
    assert all(found[at][0] and "—1—" in found[at][1] for at in letters)
    assert all(text for right, text in found if right)
    assert not found[letters[1] - 1][1] or found[letters[1] - 1][1].endswith("—2—")


def test_each_closing_slip_has_a_sheet_of_its_own(opened: Opener) -> None:
    ledger = [item(f"R000{at}", status="已销号") for at in (1, 2, 3)]
    found = sides(page_of(opened(files(*ledger)), closing_page))
    assert ["—1—" in text for _, text in found] == [True, False, True, False, True]
    assert [bool(text) for _, text in found] == [True, False, True, False, True]


@pytest.mark.slow
@pytest.mark.parametrize("key", ["problem", "measures"])
def test_an_item_that_is_taller_than_a_page_is_printed(opened: Opener, key: str) -> None:
    """As the first below its band, where it can neither stay whole nor leave the band."""
    words = [f"第{at}条{'补' * 40}" for at in range(1, 25)]
    long = (
        "；".join(words)
        if key == "problem"
        else "[" + ", ".join(f"{{text: {said}}}" for said in words) + "]"
    )
    workspace = opened(files(item("R0001", **{key: long}), item("R0002", indicator="")))
    text = re.sub(r"\s", "", "".join(pages_of(page_of(workspace, rectification_page))))
    assert all(re.search(rf"第{at}条补", text) for at in range(1, 25))


def test_a_closing_slip_names_both_persons_and_the_evidence(small: Workspace) -> None:
    report = page_of(small, closing_page).data
    (slip,) = report.slips
    assert (slip.submitted_by, slip.submitted_on) == ("李四", "2026年9月3日")
    assert (slip.closed_by, slip.closed_on, slip.close_note) == ("王五", "2026年9月4日", "属实")
    (proof,) = slip.proofs
    assert (proof.id, proof.title, proof.date) == ("E0001", "一次办清单", "2026年3月1日")
    assert proof.review == "审核通过，赵六，2026年5月2日"
    assert slip.warnings == ()
    (small.path / "evidence" / "files" / "清单.txt").write_text("改过", "utf-8")
    changed = open_workspace(small.path).whole()
    assert "文件内容与登记的校验值不符" in page_of(changed, closing_page).data.slips[0].warnings[0]
    assert "应重新打开" in words(page_of(changed, closing_page))


def test_no_closed_item_no_slip(opened: Opener) -> None:
    """A slip for nothing is refused with a sentence, and ``report all`` says why there is none."""
    workspace = opened(files(item()))
    with pytest.raises(NoLedgerError, match="还没有已销号的事项，销号单不用出"):
        document(workspace, "closing", Wishes(DAY))
    assert any(
        line.startswith("没有生成销号单：还没有已销号的事项") for line in unable(workspace, ["all"])
    )


BUILDERS = (rectification_page, tasks_page, bulletin_page, closing_page)


@pytest.mark.slow
@pytest.mark.parametrize("build", BUILDERS)
def test_every_form_says_the_same_and_is_the_same_again(small: Workspace, build: Any) -> None:
    page = page_of(small, build)
    told = {
        "rectification": "督察指出台账不全",
        "tasks": "督察指出台账不全",
        "bulletin": "R0002",
        "closing": "王五",
    }[page.name]
    assert told in words(page)
    assert told in json.dumps(json.loads(rendered(page, "json", WISHES, None)), ensure_ascii=False)
    book = load_workbook(io.BytesIO(rendered(page, "xlsx", WISHES, None)))
    assert any(
        told in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
    )
    first, second = (rendered(page, "docx", WISHES, None) for _ in range(2))
    assert first == second
    assert told in paper_text(first)


def paper_text(raw: bytes) -> str:
    paper = Document(io.BytesIO(raw))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_pdf_of_the_slips(small: Workspace) -> None:
    assert rendered(page_of(small, closing_page), "pdf", WISHES, small.path).startswith(b"%PDF")


def test_all_leaves_out_what_needs_a_ledger(opened: Opener, tmp_path: Path) -> None:
    contents = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    workspace = opened(contents)
    assert left_out(workspace, ["all"]) == [
        *("短板整改清单", "任务分解表和交办单", "整改通报", "整改月报", "送阅件"),
        *("督办单", "销号单"),
    ]
    assert left_out(workspace, ["self"]) == []
    made = [
        path.name
        for path in produce(workspace, ["all", "tasks"], ["json"], WISHES, tmp_path / "出")
    ]
    names = [
        "自评报告",
        "创建条件对照表",
        "一页简报",
        "佐证材料目录",
        "指标体系",
        "任务分解表和交办单",
    ]
    assert made == [*(f"{name}.json" for name in names), "文件索引.html"]
    with pytest.raises(NoLedgerError, match="做不了销号单"):
        list(produce(workspace, ["self", "closing"], ["json"], WISHES, tmp_path / "又"))
    assert not (tmp_path / "又").exists(), "nothing is made before the refusal"


# Templates that an office brings.


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


def own(home: Path, name: str, text: str) -> Path:
    path = home / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_own_template_replaces_ours_and_stays_escaped(opened: Opener) -> None:
    workspace = opened(files(item(problem="'<script>alert(1)</script>'", status="已销号")))
    own(
        workspace.path,
        "closing.html.j2",
        "{% for s in report.slips %}本县格式 {{ s.problem }}{% endfor %}",
    )
    html = rendered(page_of(workspace, closing_page), "html", WISHES, workspace.path).decode()
    assert html == "本县格式 &lt;script&gt;alert(1)&lt;/script&gt;"


def test_own_templates_may_include_ours_and_each_other(small: Workspace) -> None:
    own(small.path, "foot.html.j2", "页脚")
    text = (
        '{% from "macros/parts.html.j2" import verdict %}{{ verdict(true) }}{% include '
        '"foot.html.j2" %}'
    )
    own(small.path, "closing.html.j2", text)
    assert words(page_of(small, closing_page), small.path).split() == ["√", "达到", "页脚"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一\n{{ report.nothing }}", r"closing\.html\.j2第 2 行：没有“nothing”这个内容"),
        ("{{ nobody }}", "没有“nobody”这个内容"),
        ("一\n二\n{% if %}", r"closing\.html\.j2第 3 行：写法不对"),
        ("{{ 1 / 0 }}", "第 1 行：运行出错（ZeroDivisionError"),
        ("{{ report.__class__.__mro__ }}", "不允许的操作"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "不允许的操作"),
        ("{{ report.slips.__init__.__globals__ }}", "不允许的操作"),
        ("{{ cycler.__init__.__globals__.os.system('id') }}", "不允许的操作"),
        ("{{ 'x' * 100000000 }}", "重复得太多"),
        ("{{ 'x'.ljust(1000000000) }}", "不允许的操作"),
        ("{{ '{:>1000000000}'.format(1) }}", "不允许的操作"),
        ("{{ 9 ** 9 ** 9 }}", "不允许的操作"),
        ("{{ '%1000000000d' % 1 }}", "不允许的操作"),
        ("{% for i in range(1000000000) %}{% endfor %}", "运行出错（OverflowError"),
        ("{{ lipsum(n=100000) }}", "没有“lipsum”这个内容"),
        ("{% include '../workspace.yaml' %}", "找不到模板"),
        ("{% include '/etc/hostname' %}", "找不到模板"),
        ("{% include 'nothing.j2' %}", "找不到模板“nothing.j2”"),
        ("{% include 'closing.html.j2' %}", "自己引用自己"),
    ],
)
def test_a_faulty_or_hostile_template_is_told_with_its_place(
    small: Workspace, text: str, said: str
) -> None:
    own(small.path, "closing.html.j2", text)
    with pytest.raises(RenderError, match=said):
        rendered(page_of(small, closing_page), "html", WISHES, small.path)


def test_templates_are_not_read_through_links(small: Workspace, outside: Path) -> None:
    (outside / "secret.j2").write_text("秘密", "utf-8")
    page = page_of(small, closing_page)
    folder = small.path / "templates"
    folder.mkdir()
    (folder / "closing.html.j2").write_text("{% include 'secret.j2' %}", "utf-8")
    (folder / "secret.j2").symlink_to(outside / "secret.j2")
    with pytest.raises(RenderError, match="链接"):
        rendered(page, "html", WISHES, small.path)
    (folder / "secret.j2").unlink()
    (folder / "sub").symlink_to(outside, target_is_directory=True)
    (folder / "closing.html.j2").write_text("{% include 'sub/secret.j2' %}", "utf-8")
    with pytest.raises(RenderError, match="链接"):
        rendered(page, "html", WISHES, small.path)


def test_a_template_folder_that_is_a_link_is_refused(small: Workspace, outside: Path) -> None:
    (outside / "closing.html.j2").write_text("外面的", "utf-8")
    (small.path / "templates").symlink_to(outside, target_is_directory=True)
    with pytest.raises(RenderError, match="链接"):
        rendered(page_of(small, closing_page), "html", WISHES, small.path)


def test_pipes_folders_and_foreign_codes_are_refused(small: Workspace) -> None:
    page = page_of(small, closing_page)
    path = small.path / "templates" / "closing.html.j2"
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(RenderError, match="不是普通文件"):
        rendered(page, "html", WISHES, small.path)
    path.unlink()
    path.mkdir()
    with pytest.raises(RenderError, match="不是普通文件"):
        rendered(page, "html", WISHES, small.path)
    path.rmdir()
    path.write_bytes("销号单".encode("gb18030"))
    with pytest.raises(RenderError, match="UTF-8"):
        rendered(page, "html", WISHES, small.path)


def test_a_template_cannot_print_files_of_the_machine(small: Workspace, outside: Path) -> None:
    (outside / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    own(small.path, "closing.html.j2", f'<img src="{(outside / "secret.svg").as_uri()}">')
    with pytest.raises(RenderError) as told:
        rendered(page_of(small, closing_page), "pdf", WISHES, small.path)
    assert told.value.cause == "resource"


def own_word(home: Path, *paragraphs: str) -> None:
    paper = Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    (home / "templates").mkdir(exist_ok=True)
    paper.save(str(home / "templates" / "closing.docx"))


def test_the_own_word_template_is_filled(opened: Opener) -> None:
    workspace = opened(files(item(problem="'甲<乙 & {{ 7 }}'", status="已销号")))
    own_word(
        workspace.path,
        "本县的销号单",
        "{%p for slip in slips %}",
        "{{ slip.id }}：{{ slip.problem }}",
        "{%p endfor %}",
    )
    page = page_of(workspace, closing_page)
    first, second = (rendered(page, "docx", WISHES, workspace.path) for _ in range(2))
    assert first == second
    assert paper_text(first) == "本县的销号单\nR0001：甲<乙 & {{ 7 }}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "责任人 {{ report.person }}",
            r"closing\.docx 有错，在“责任人 \{\{ report\.person \}\}”一段：没有“report”这个内容",
        ),
        ("{% if %}", "写法不对"),
        ("{{ slips.__class__ }}", "不允许的操作"),
        ("{{ 'x' * 100000000 }}", "重复得太多"),
        ("{% include 'a' %}", r"closing\.docx 有错"),
    ],
)
def test_a_faulty_word_template_is_told_with_its_paragraph(
    small: Workspace, text: str, said: str
) -> None:
    own_word(small.path, "标题", text)
    with pytest.raises(RenderError, match=said):
        rendered(page_of(small, closing_page), "docx", WISHES, small.path)


def test_a_word_template_is_not_read_through_a_link(small: Workspace, outside: Path) -> None:
    own_word(outside, "外面的")
    (small.path / "templates").mkdir()
    (small.path / "templates" / "closing.docx").symlink_to(outside / "templates" / "closing.docx")
    with pytest.raises(RenderError, match="链接"):
        rendered(page_of(small, closing_page), "docx", WISHES, small.path)


def test_what_is_no_word_file_is_refused(small: Workspace) -> None:
    own(small.path, "closing.docx", "不是 Word")
    with pytest.raises(RenderError, match="不是 Word 文件"):
        rendered(page_of(small, closing_page), "docx", WISHES, small.path)


@pytest.mark.slow
@pytest.mark.parametrize("build", [bulletin_page, closing_page, rectification_page, tasks_page])
@pytest.mark.parametrize("chosen", [True, False])
def test_the_chosen_kind_of_object_is_printed_in_every_form(
    opened: Opener, build: Any, chosen: bool
) -> None:
    made: dict[str, Any] = dict(files(*SMALL))
    if chosen:
        tree = SOUND["indicators/sample.yaml"]
        made["indicators/sample.yaml"] = tree.replace(
            "points: {b", "classes: {级别: [市, 县], 地区: [山区]}\npoints: {b"
        )
        made["workspace.yaml"] = SOUND["workspace.yaml"].replace(
            "level: 县", "level: 县\nclasses: {地区: 山区}"
        )
    workspace = opened(made)
    assert not workspace.errors
    page = page_of(workspace, build)
    letter = Document(io.BytesIO(rendered(page, "docx", WISHES, None)))
    said = {
        "html": words(page),
        "json": rendered(page, "json", WISHES, None).decode(),
        "docx": "\n".join(node.text or "" for node in letter.element.body.iter("{*}t")),
    }
    if build in (bulletin_page, closing_page):
        book = load_workbook(io.BytesIO(rendered(page, "xlsx", WISHES, None)))
        said["xlsx"] = "\n".join(
            str(value) for sheet in book for row in sheet.values for value in row
        )
    found = {
        form for form, text in said.items() if "级别 县、地区 山区" in text and "对象类别" in text
    }
    assert found == (set(said) if chosen else set())
