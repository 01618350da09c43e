"""任务分解表和交办单: what falls to each unit, what it is still to hand in, and its letter."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from helpers_ledger import item
from samples import SOUND, Opener, write

from scoring.documents.rectification.tasks import (
    TasksReport,
    evidence_words,
    tasks_report,
)
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
TREE = SOUND["indicators/sample.yaml"]
LEAD = "  lead: [县司法局]\n"
SHARED = TREE.replace(
    LEAD, "  lead: [县司法局, 县教育局]\n  support: [各单位]\n  due: 2026-10-31\n"
)
ITEMS = (
    item("R0010", lead="[县教育局]", due="2026-11-01"),
    item("R0002", lead="[各单位]", due="2026-12-01", indicator='"1.2"'),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> TasksReport:
    """Both units lead block 1 together; the file of E0001 is missing, so that 1.1 loses all of its
    six points. One item is 县教育局's alone, one is that of both."""
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    changed = {"indicators/sample.yaml": SHARED, "rectification.yaml": "".join(ITEMS)}
    workspace = open_workspace(write(tmp_path_factory.mktemp("tasks"), {**files, **changed}))
    return of(workspace.whole())


def of(workspace: Workspace) -> TasksReport:
    return tasks_report(workspace, workspace.assess(), DAY)


def test_the_losses_of_the_units_make_up_the_county_s(report: TasksReport) -> None:
    """Six points shared by two: three each; nobody leads the bonus indicator, which loses nothing
    and still lacks its evidence."""
    lines = [
        (line.number, line.unit, line.led, line.lost, line.part, line.missing, line.items)
        for line in report.units
    ]
    assert lines == [
        ("1", "县司法局", "2", "3.00", "50.0%", "1", "1"),
        ("2", "县教育局", "2", "3.00", "50.0%", "1", "2"),
        ("—", "未明确", "1", "0.00", "0.0%", "1", "0"),
    ]
    assert report.exact == {
        "县司法局": Fraction(3),
        "县教育局": Fraction(3),
        "未明确": Fraction(0),
    }
    assert report.balance.startswith("3 行失分之和 6.00 分，等于示例县失分 6.00 分。")


def test_a_task_says_rule_evidence_and_term(report: TasksReport) -> None:
    """1.1 has the term of its block."""
    first, second, bonus = report.tasks
    assert (first.block, first.code, first.points) == ("1 依法履职", "1.1", "6")
    assert first.rule == "达到 100% 得满分，不足的按比例得分"
    assert first.wanted == ("办理清单（文件）",)
    assert first.missing == ("办理清单：要 1 件，有效 0 件；不作数的：E0001 文件缺失",)
    assert (first.lead, first.support, first.due) == (
        "县司法局、县教育局",
        "各单位",
        "2026-10-31",
    )
    assert (second.missing, second.lost) == ((), "0.00")
    assert (bonus.block, bonus.lead, bonus.due) == ("", "未明确", "未定")


def test_the_words_of_the_evidence_say_what_is_missing(report: TasksReport) -> None:
    assert evidence_words(report.tasks[0]).splitlines() == [
        "办理清单（文件）",
        "【缺】办理清单：要 1 件，有效 0 件；不作数的：E0001 文件缺失",
    ]
    assert evidence_words(report.tasks[1]) == "佐证材料"


def test_where_nothing_is_asked_for_the_words_say_so(opened: Opener) -> None:
    none = TREE.replace("  kind: bonus\n", "  kind: bonus\n  evidence: none\n")
    assert evidence_words(of(opened({**SOUND, "indicators/sample.yaml": none})).tasks[2]) == (
        "不要求佐证"
    )


def test_a_letter_opens_with_what_falls_to_the_unit(report: TasksReport) -> None:
    first, second = report.sheets
    assert first.opening == (
        "现将牵头指标 2 项、整改事项 1 个交给你单位办理。按现有认定和材料，你单位名下失 3.00 分，"
        "占示例县失分的 50.0%，还缺必备佐证 1 项。"
    )
    assert second.receipt == (
        "县教育局已收到第 2 号交办单（牵头指标 2 项、整改事项 2 个），将按时限办理。"
    )
    assert [line.lost for line in first.led] == ["3.00", "0.00"]


def test_terms_of_a_letter_are_those_that_can_still_be_kept(report: TasksReport) -> None:
    """2026-10-31 has passed; of 1.2 nothing is open any more."""
    _, letter = report.sheets
    assert [line.due for line in letter.led] == ["立即办理（原定 2026-10-31）", "已完成"]
    assert [(entry.id, entry.due) for entry in letter.items] == [
        ("R0002", "2026-12-01"),
        ("R0010", "立即办理（原定 2026-11-01）"),
    ]


def test_what_waits_for_the_office_is_not_pressed(opened: Opener) -> None:
    entry = item(status="待验收", due="2026-11-01")
    (letter,) = of(opened({**SOUND, "rectification.yaml": entry})).sheets
    assert letter.items[0].due == "2026-11-01"


def test_helpers_are_told_whom_they_help_and_nobody_helps_himself(opened: Opener) -> None:
    """各单位 are both; 县司法局 leads."""
    helped = TREE.replace(LEAD, f"{LEAD}  support: [各单位]\n")
    report = of(opened({**SOUND, "indicators/sample.yaml": helped, "rectification.yaml": "[]\n"}))
    first, second = report.sheets
    assert (first.unit, first.helped) == ("县司法局", ())
    assert second.helped == (("1.1", "网上办理", "县司法局"), ("1.2", "公开到位", "县司法局"))
    assert second.opening == "现将责任指标 2 项交给你单位办理。你单位没有牵头的指标。"


def test_a_unit_with_nothing_open_has_a_line_and_no_letter(opened: Opener) -> None:
    """9 of 10 becomes 10 of 10: nothing is lost, and no item is open."""
    full = SOUND["rounds/2026-self.yaml"].replace("done: 9", "done: 10")
    report = of(opened({**SOUND, "rounds/2026-self.yaml": full, "rectification.yaml": "[]\n"}))
    assert report.sheets == ()
    assert [(line.unit, line.number, line.part) for line in report.units] == [
        ("县司法局", "—", "—"),
        ("未明确", "—", "—"),
    ]


def test_a_collective_without_members_keeps_its_loss_and_gets_no_letter(opened: Opener) -> None:
    vague = TREE.replace(LEAD, "  lead: [相关部门]\n")
    report = of(opened({**SOUND, "indicators/sample.yaml": vague, "rectification.yaml": "[]\n"}))
    assert report.vague == ("“相关部门”还没有明确到具体单位（指标 1.1、1.2），明确后再交办。",)
    assert [line.unit for line in report.units] == ["相关部门", "未明确"]
    assert report.units[0].part == "100.0%"
    assert report.sheets == ()
    owned = of(opened({**SOUND, "rectification.yaml": item("R0007", lead="[相关部门]")}))
    assert owned.vague == ("“相关部门”还没有明确到具体单位（整改事项 R0007），明确后再交办。",)


def test_printed_shares_that_do_not_add_up_are_told(opened: Opener) -> None:
    """0.02 of six points shared by three is 0.0066… each, printed as 0.01: three of them are 0.03."""
    three = "  lead: [县司法局, 县教育局, 县财政局]\n"
    units = SOUND["workspace.yaml"].replace("  县教育局:\n", "  县教育局:\n  县财政局:\n")
    lacking = SOUND["rounds/2026-self.yaml"].replace("done: 9, of: 10", "done: 299, of: 300")
    report = of(
        opened(
            {
                **SOUND,
                "workspace.yaml": units,
                "indicators/sample.yaml": TREE.replace(LEAD, three),
                "rounds/2026-self.yaml": lacking,
            }
        )
    )
    assert [line.lost for line in report.units] == ["0.01", "0.01", "0.01", "0.00"]
    assert "4 行失分之和 0.02 分，等于示例县失分 0.02 分（各数分别四舍五入，末位有出入）。" in (
        report.balance
    )


def test_points_of_a_folded_block_are_told_as_they_count(opened: Opener) -> None:
    """Ten points folded to five: the 0.60 that are lost inside cost 0.30."""
    folded = TREE.replace("  points: 10\n  lead", "  points: 5\n  fold: true\n  lead")
    report = of(opened({**SOUND, "indicators/sample.yaml": folded}))
    assert report.tasks[0].lost == "0.30"
    assert report.tasks[0].rule.startswith("达到 100% 得满分，不足的按比例得分；")
