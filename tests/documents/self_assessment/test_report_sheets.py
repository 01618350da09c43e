"""The self-assessment as a workbook, and the digests that stand at its end."""

from __future__ import annotations

from datetime import date

from helpers_inspection import verifying_round
from samples import MOCK, SOUND, Opener

from scoring.documents.self_assessment.building import build_report, files_digest, short_digest
from scoring.documents.self_assessment.sheets import report_sheets
from scoring.views.sheet import Sheet, headings
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
TREE = SOUND["indicators/sample.yaml"]
FLAT = """\
id: sample
title: 单层体系
levels: [指标]
indicators:
- {code: "1.1", name: 网上办理, points: 6, binding: true, rule: {type: ratio}, evidence: none}
- {code: "1.2", name: 公开到位, points: 4, rule: {type: met}, evidence: none}
"""


def sheets(workspace: Workspace) -> dict[str, Sheet]:
    report = build_report(workspace, workspace.assess(), DAY)
    return {sheet.name: sheet for sheet in report_sheets(report)}


def lines(sheet: Sheet) -> list[dict[str, str]]:
    return [dict(zip(headings(sheet.columns), row, strict=True)) for row in sheet.rows]


def test_the_first_sheet_says_what_comes_before_any_figure(opened: Opener) -> None:
    book = sheets(opened(SOUND))
    assert list(book) == ["总体", "得分总表", "失分", "佐证目录"]
    rows = book["总体"].rows
    assert rows[0] == ("结论", "一票否决：1 项均未触发。", "")
    assert ("一票否决", "V1 发生重大负面舆情", "未触发") in rows
    assert ("总分", "满分", "10.00") in rows
    assert ("核验分", "总分", "尚未核验") in rows
    assert ("总分", "最高", "14.40") in rows
    assert ("编制说明", "加分规则", "加分合计最多 5 分") in rows


def test_the_table_of_scores_merges_blocks_and_ends_with_their_sum(opened: Opener) -> None:
    sheet = sheets(opened(SOUND))["得分总表"]
    rows = lines(sheet)
    assert [(row["一级指标"], row["编号"], row["现分"], row["状态"]) for row in rows] == [
        ("依法履职", "1.1", "5.40", "部分得分"),
        ("依法履职", "1.2", "4.00", "满分"),
        ("创新做法", "2", "0.00", "未评"),
        ("", "合计", "9.40", ""),
    ]
    assert sheet.merges == ((0, 0, 1),)
    assert rows[-1]["失分"] == "0.60"
    assert sheet.notes[0].startswith("★ 约束性指标。")


def test_a_mock_beside_an_inspection_has_a_column_of_its_own(opened: Opener) -> None:
    inspected = verifying_round("i", '"1.2": {met: true}')
    sheet = sheets(opened({**SOUND, **inspected, "rounds/m.yaml": MOCK}))["得分总表"]
    assert headings(sheet.columns)[6:10] == ["佐证分", "模拟核验分", "核验分", "现分"]
    by_code = {row["编号"]: row for row in lines(sheet)}
    assert (by_code["1.1"]["模拟核验分"], by_code["1.1"]["核验分"]) == ("5.00", "")
    assert (by_code["1.2"]["模拟核验分"], by_code["1.2"]["核验分"]) == ("", "4.00")
    assert (by_code["合计"]["模拟核验分"], by_code["合计"]["核验分"]) == ("5.00", "4.00")


def test_a_tree_of_one_level_has_nothing_above_its_indicators(opened: Opener) -> None:
    own = SOUND["rounds/2026-self.yaml"].replace("vetoes: {V1: false}\n", "")
    register = SOUND["evidence/register.yaml"].replace(", item: 办理清单", "")
    flat = {
        "indicators/sample.yaml": FLAT,
        "rounds/2026-self.yaml": own,
        "evidence/register.yaml": register,
    }
    sheet = sheets(opened({**SOUND, **flat}))["得分总表"]
    rows = lines(sheet)
    assert headings(sheet.columns)[:2] == ["编号", "指标"]
    assert (rows[0]["指标"], rows[1]["指标"]) == ("网上办理★", "公开到位")
    assert (rows[-1]["编号"], rows[-1]["指标"], rows[-1]["现分"]) == ("合计", "基本分", "9.40")
    assert sheet.merges == ()


def test_losses_are_told_by_cause_by_unit_and_by_method_with_one_total(opened: Opener) -> None:
    rows = lines(sheets(opened(SOUND))["失分"])
    assert [(row["口径"], row["失分归属"], row["失分"]) for row in rows] == [
        ("按原因", "标准未达到", "0.60"),
        ("按牵头单位", "县司法局", "0.60"),
        ("按测评方式", "未注明测评方式", "0.60"),
        ("合计", "", "0.60"),
    ]


def test_evidence_is_listed_with_its_counts_below(opened: Opener) -> None:
    sheet = sheets(opened(SOUND))["佐证目录"]
    assert [(row["编号"], row["指标"], row["情况"]) for row in lines(sheet)] == [
        ("E0001", "1.1", "有效"),
        ("E0002", "1.2", "有效"),
    ]
    assert sheet.notes == (
        "登记佐证 2 件；有效佐证 2 件；必备佐证要求 3 项；已满足 2 项；"
        "其中基本分指标的 2 项、已满足 2 项",
    )


def test_without_evidence_the_list_is_empty_and_counted(opened: Opener) -> None:
    sheet = sheets(opened({**SOUND, "evidence/register.yaml": "[]\n"}))["佐证目录"]
    assert sheet.notes[0].startswith("登记佐证 0 件；有效佐证 0 件")


def test_a_digest_is_told_in_short_with_its_file() -> None:
    assert short_digest("0123456789abcdef" * 4, "rounds/a.yaml") == (
        "0123456789abcdef（SHA-256 前 16 位，rounds/a.yaml）"
    )


def test_the_digest_of_the_files_changes_with_a_file_and_with_its_absence(
    opened: Opener,
) -> None:
    first = opened(SOUND)
    digest = files_digest(first)
    assert files_digest(opened(SOUND)) == digest
    changed = files_digest(opened({**SOUND, "evidence/files/清单.txt": "改过\n"}))
    (first.path / "evidence/files/清单.txt").unlink()
    gone = files_digest(opened({name: SOUND[name] for name in SOUND if not name.endswith(".txt")}))
    assert len({digest, changed, gone}) == 3
