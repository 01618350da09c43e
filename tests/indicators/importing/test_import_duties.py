"""Deadlines, rules and units only from what the text asks for and names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from import_samples import leaves

from scoring.indicators.importing import Imported, import_file


def item(
    folder: Path, text: str, clause: str = "责任单位:县司法局"
) -> tuple[dict[str, Any], Imported]:
    path = folder / "要点.txt"
    path.write_text(
        f"示例县2026年工作要点\n一、任务\n(一)办好事。{text}({clause})\n", encoding="utf-8"
    )
    imported = import_file(path)
    return leaves(imported.tree)[0], imported


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("持续推进律师调解试点工作。", None),
        ("健全机制,持续推进。", "持续推进"),
        ("6月底前完成清理。", "2026-06-30"),
        ("年内已办结案件31件。", None),
        ("年内受理案件31件。", None),
        ("逾期未报的,12月底前予以通报批评。", None),
        ("年内完成清理。", "2026-12-31"),
    ],
)
def test_a_deadline_is_something_that_is_asked_for(
    tmp_path: Path, text: str, due: str | None
) -> None:
    assert item(tmp_path, text)[0].get("due") == due


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("出庭应诉率达到100%。", "ratio"),
        ("去年出庭应诉率达到98%。", None),
        ("累计培训干部600人次以上。", None),
        ("对连续2次以上被通报的,约谈主要负责人。", None),
        ("不得要求群众提供3份以上材料。", None),
        ("办理时间不得超过5个工作日。", "threshold"),
        ("每年培训不少于60学时。", "threshold"),
    ],
)
def test_a_rule_is_proposed_from_duties_only(tmp_path: Path, text: str, rule: str | None) -> None:
    proposed = item(tmp_path, text)[0].get("rule", {})
    assert proposed.get("type") == rule


def test_a_deadline_of_one_sentence_among_several_says_so(tmp_path: Path) -> None:
    _, imported = item(tmp_path, "6月底前完成清理,健全备案制度,加强培训。")
    assert any(
        notice.rule == "IMP40" and "3 句中一句" in notice.what for notice in imported.notices
    )


def test_a_second_requirement_that_the_rule_leaves_out_is_named(tmp_path: Path) -> None:
    _, imported = item(tmp_path, "出庭应诉率达到100%,公开年度报告。")
    assert any(
        notice.rule == "IMP42" and "没有包括“公开年度报告”" in notice.did
        for notice in imported.notices
    )


UNITS = [
    ("县司法局、乡镇人民政府按职责分工分别负责", ["县司法局", "乡镇人民政府"]),
    ("县司法局、县财政局按照职责分工负责落实", ["县司法局", "县财政局"]),
    ("县卫健局、县司法局等部门", ["县卫健局", "县司法局"]),
    ("市发展改革委、大数据局、财政局", ["市发展改革委", "市大数据局", "市财政局"]),
    ("县委编办、县司法局和县财政局", ["县委编办", "县司法局", "县财政局"]),
    ("县司法局、各乡镇党委、政府", ["县司法局", "各乡镇党委", "各乡镇政府"]),
    ("县司法局、各乡镇党委和政府", ["县司法局", "各乡镇党委和政府"]),
    ("县司法局、县政府各部门,各乡(镇)人民政府", ["县司法局", "县政府各部门", "各乡(镇)人民政府"]),
    ("县公安局、国家税务总局示例县税务局", ["县公安局", "国家税务总局示例县税务局"]),
]


@pytest.mark.parametrize(("clause", "units"), UNITS, ids=[clause for clause, _ in UNITS])
def test_units_are_whole_units(tmp_path: Path, clause: str, units: list[str]) -> None:
    node, _ = item(tmp_path, "加强备案。", f"责任单位:{clause}")
    assert [*node["lead"], *node.get("support", [])] == units


@pytest.mark.parametrize(
    "clause", ["县卫健局、县司法局等部门", "市发展改革委、大数据局", "各乡镇党委、政府"]
)
def test_a_unit_is_never_changed_in_silence(tmp_path: Path, clause: str) -> None:
    _, imported = item(tmp_path, "加强备案。", f"责任单位:{clause}")
    assert {"IMP37", "IMP70"} & {notice.rule for notice in imported.notices}


DAMAGED = [
    ("一、总则\n(一)甲事。\n二、任务\n)乙事。\n(三)丙事。\n", ["甲事", "乙事", "丙事"]),
    ("一、总则\n(一)甲事。\n(五)乙事。\n(三)丙事。\n", ["甲事", "乙事", "丙事"]),
    ("1.甲事。\n、乙事。\n3.丙事。\n", ["甲事", "乙事", "丙事"]),
    ("1.甲事。2.乙事。3.丙事。\n4.丁事。\n", ["甲事", "乙事", "丙事", "丁事"]),
]


@pytest.mark.parametrize(("text", "names"), DAMAGED)
def test_damaged_numbers_are_read_by_their_neighbours(
    tmp_path: Path, text: str, names: list[str]
) -> None:
    path = tmp_path / "要点.txt"
    path.write_text(f"示例县工作要点\n{text}", encoding="utf-8")
    assert [node["name"] for node in leaves(import_file(path).tree)] == names


def test_a_clause_without_its_colon_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text(
        "示例县工作要点\n一、执法\n(一)整合队伍。\n牵头单位:县委编办\n责任单位县公安局、"
        "县法院,各乡(镇)人民政府\n",
        encoding="utf-8",
    )
    imported = import_file(path)
    assert leaves(imported.tree)[0]["support"] == ["县公安局", "县法院", "各乡(镇)人民政府"]
    assert "IMP34" in [notice.rule for notice in imported.notices]


HEADS = [
    (
        "示政办〔2025〕20号\n示例县人民政府办公室\n关于印发示例县2025年度依法行政\n"
        "工作安排的通知\n各乡镇:\n2025年3月8日\n"
        "示例县2025年度依法行政工作安排\n",
        ("示例县2025年度依法行政工作安排", "2025", "示政办〔2025〕20号，2025-03-08", "示例县人民政府办公室"),
    ),
    (
        "发文字号: 示发(2024) 15号 发文机关: 中共示例县委 示例县人民政府\n成文时间: 2024-09-21\n"
        "示例县法治政府建设实施方案(2024—2027年)\n",
        (
            "示例县法治政府建设实施方案(2024—2027年)", "2024-2027", "示发〔2024〕15号，2024-09-21",
            "中共示例县委、示例县人民政府",
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("head", "wanted"), HEADS)
def test_title_edition_number_and_issuers_of_an_official_letter(
    tmp_path: Path, head: str, wanted: tuple[str, str, str, str]
) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(f"{head}一、任务\n(一)备案。加强备案。(责任单位:县司法局)\n", encoding="utf-8")
    tree = import_file(path).tree
    assert (tree["title"], tree["edition"], tree["source"], tree["issuer"]) == (
        wanted[0], wanted[1], f"通知.txt（{wanted[2]}）", wanted[3],
    )  # fmt: skip


def test_the_title_of_a_table_on_a_page_is_its_caption(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_text(
        "<html><head><meta charset='utf-8'><title>示例县考核细则_示例县人民政府</title></head><body><table>"
        "<caption>示例县2025年度考核细则</caption><tr><th>序号</th><th>考核项目</th><th>分值</th></tr>"
        "<tr><td>1</td><td>备案</td><td>100</td></tr></table></body></html>",
        encoding="utf-8",
    )
    assert import_file(path).tree["title"] == "示例县2025年度考核细则"


STRAYS = [
    ("一、制度\n( )甲事。\n(二)乙事。\n二、执法\n(三)丙事。\n", ["甲事", "乙事", "丙事"]),
    ("一、制度\n(一)甲事。\n(二)乙事。\n3、丙事。\n(四)丁事。\n", ["甲事", "乙事", "丙事", "丁事"]),
]


@pytest.mark.parametrize(("text", "names"), STRAYS)
def test_a_first_number_that_is_torn_and_one_of_the_wrong_form(
    tmp_path: Path, text: str, names: list[str]
) -> None:
    path = tmp_path / "要点.txt"
    path.write_text(f"示例县工作要点\n{text}", encoding="utf-8")
    imported = import_file(path)
    assert [
        node["name"] for node in leaves(imported.tree) if node["name"] not in ("执法",)
    ] == names
    assert "IMP21" in [notice.rule for notice in imported.notices]


def test_bonus_and_deduction_chapters_stand_outside_the_total(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(
        "示例县考核办法\n一、考核指标(100分)\n(一)审批(40分)。\n(二)监管(60分)。\n二、"
        "加分项(最高5分)\n获表彰的,每次加2分。\n"
        "三、扣分项(扣5分)\n被通报的,每次扣1分。\n",
        encoding="utf-8",
    )
    imported = import_file(path)
    found = [(node.get("kind"), node["points"]) for node in imported.tree["indicators"]]
    assert found == [(None, "100"), ("bonus", "5"), ("penalty", "5")]
    assert imported.points == "100"
    assert imported.fit
