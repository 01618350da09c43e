"""A self-written plan with the faults of real ones, and the two real documents where they are at
hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_samples import leaves

from scoring.indicators.importing import import_file

PLAN = Path(__file__).parent / "data" / "plan.txt"
REAL = Path(__file__).resolve().parents[4] / "shared" / "real"


@pytest.fixture(scope="module")
def plan():
    return import_file(PLAN)


def test_every_heading_item_and_clause_of_the_plan(plan):
    assert plan.counts == (5, 16, 2)
    assert plan.clauses == {"lead": 15, "support": 15}
    assert [node["name"] for node in plan.tree["indicators"]] == [
        "把营商规则立起来", "把文件管住", "把执法练精", "强化监督合力", "把矛盾解在门口",
    ]  # fmt: skip
    items = [item["name"] for node in plan.tree["indicators"] for item in node["children"]]
    assert items == [
        "公开准入事项", "清理中介环节", "收费一眼看清所有收费项目贴在大厅,多收一分钱也要退,群众可以当场投诉",
        "把好事办成小事", "发文先过法制关", "定期翻旧账", "备案不拖延", "亮证执法", "重点领域常抽查", "案卷互评",
        "执法先讲理", "接受各方监督",
        "晒账本", "算总账", "用好账本", "调解优先",
    ]  # fmt: skip


def test_every_unit_of_the_plan(plan):
    assert plan.units == (
        "区发改委", "区商务局", "区政府各部门", "区政务服务局", "区财政局", "区市场监督管理局", "区政府办公室",
        "区司法局",
        "各乡(镇)政府", "区政府各行政执法部门", "区政府各相关行政执法部门", "区审计局", "区信访局",
    )  # fmt: skip


def test_every_fault_of_the_plan_is_reported_at_its_line(plan):
    seen = {(notice.rule, notice.where) for notice in plan.notices}
    assert seen >= {
        ("IMP10", "第1行"), ("IMP11", "第14行"), ("IMP13", "第61行"), ("IMP21", "第40行"), ("IMP21", "第55行"),
        ("IMP22", "第36行"), ("IMP23", "第49行"), ("IMP24", "第55行"), ("IMP26", "第28行"), ("IMP28", "第26行"),
        ("IMP30", "第47行"), ("IMP32", "第30行"), ("IMP33", "第45行"), ("IMP33", "第53行"), ("IMP33", "第55行"),
        ("IMP34", "第45行"), ("IMP35", "第28行"), ("IMP35", "第38行"), ("IMP36", "第51行"), ("IMP37", "第36行"),
        ("IMP38", "全文"), ("IMP40", "第26行"), ("IMP42", "第34行"),
    }  # fmt: skip


def test_head_of_the_plan(plan):
    assert plan.tree["title"] == "示例区2026年度依法行政工作计划"
    assert plan.tree["edition"] == "2026"
    assert plan.tree["issuer"] == "示例市示例区人民政府办公室"


def test_what_the_text_states_is_proposed(plan):
    proposed = {leaf["name"]: leaf["proposed"] for leaf in leaves(plan.tree) if "proposed" in leaf}
    assert proposed["清理中介环节"] == ["due"]
    assert proposed["亮证执法"] == ["rule"]
    assert proposed["把好事办成小事"] == ["due", "rule"]
    assert proposed["重点领域常抽查"] == ["due"]


real = pytest.mark.skipif(
    not REAL.is_dir(), reason="the official documents do not travel with the project"
)


@real
def test_the_real_plan():
    got = import_file(REAL / "004-donghe-2021-plan.txt")
    assert got.counts == (8, 26)
    assert got.clauses == {"lead": 25, "support": 24}
    assert [leaf["number"] for leaf in leaves(got.tree)] == [
        f"{number}." for number in range(1, 27)
    ]
    assert len(got.units) == 24
    faults = {notice.rule for notice in got.notices}
    assert {
        "IMP10",
        "IMP13",
        "IMP26",
        "IMP28",
        "IMP29",
        "IMP30",
        "IMP32",
        "IMP38",
        "IMP40",
        "IMP42",
    } <= faults
    assert sum(notice.rule == "IMP32" for notice in got.notices) == 2


@real
def test_the_real_work_points():
    got = import_file(REAL / "002-changhai-2012-points.txt")
    assert got.counts == (8, 22)
    assert got.clauses == {"lead": 0, "support": 22}
    assert [leaf["number"] for leaf in leaves(got.tree)] == [
        f"{number}." for number in range(1, 23)
    ]
    assert all(leaf["lead"] for leaf in leaves(got.tree))
    assert len(got.units) == 7
    assert sum(notice.rule == "IMP30" for notice in got.notices) == 22


def test_a_document_that_says_how_points_are_lost_gets_no_guessed_rule(tmp_path):
    path = tmp_path / "计划.txt"
    path.write_text(
        "示例区考核要点\n一、执法监督\n1.提高案卷合格率。合格率不低于95%，每低1个百分点扣1分。"
        "（牵头单位：区司法局）\n"
        "2.加强培训。每人每年不少于60学时。（牵头单位：区司法局）\n",
        encoding="utf-8",
    )
    imported = import_file(path)
    first, second = imported.tree["indicators"][0]["children"]
    assert "rule" not in first
    assert "每低1个百分点扣1分" in first["text"]
    assert second["rule"]["type"] == "threshold"
    assert [notice.rule for notice in imported.notices if notice.rule in ("IMP42", "IMP68")] == [
        "IMP68",
        "IMP42",
    ]
