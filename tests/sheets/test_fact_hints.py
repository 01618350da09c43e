"""How the cell of a finding is to be filled in: one sentence for each indicator, beside its cell."""

from __future__ import annotations

from typing import Any

import pytest
from samples import Opener
from sheet_samples import FILES

from scoring.indicators.model import IndicatorTree
from scoring.sheets.fact_hints import wanted


@pytest.fixture
def tree(opened: Opener) -> IndicatorTree:
    return opened(FILES).tree


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("1.1", "是 或 否"),
        ("1.2", "已具备：有制度、有台账、有检查、有通报（只写已有的；都没有写“无”）"),
        ("1.3", "迟报 次数；迟报2次以上 次数（没有的不写；都没有写“无”）"),
        ("1.4", "完成数/总数，如 96/100；或 96%"),
        ("1.5", "数值（达线），如 60；或 完成数/总数"),
        ("1.6", "完成数/总数，如 96/100；或 96%"),
        ("1.7", "优 / 良"),
        ("1.8", "满意 票数；基本满意 票数；不满意 票数"),
        ("1.9", "第3名/12（名次/总数）"),
        ("1.10", "本地数值/第一名数值，如 88/95"),
        ("1.11", "事项：国家级；另一事项：省级（没有写“无”）"),
        ("1.12", "抽查10，不合格1"),
        ("1.13", "92；88；95（各对象得分）"),
        ("1.14", "92.5（原考核得分）"),
        ("2", "1.5：理由（0 至 2 分）"),
    ],
)
def test_each_kind_of_rule_says_how_it_is_filled_in(
    tree: IndicatorTree, code: str, hint: str
) -> None:
    assert wanted(tree.by_code[code]) == hint


def test_inspectors_may_write_a_score_instead(tree: IndicatorTree) -> None:
    node = tree.by_code["1.1"]
    assert wanted(node, "inspection").startswith("是 或 否；或 评分 ")
    assert wanted(node, "inspection").endswith("：理由")
    assert wanted(tree.by_code["2"], "mock") == "1.5：理由（0 至 2 分）"


def named(opened: Opener, rule: str) -> Any:
    tree = FILES["indicators/kinds.yaml"].replace("rule: {type: ratio}", f"rule: {rule}")
    assert tree != FILES["indicators/kinds.yaml"]
    return opened({**FILES, "indicators/kinds.yaml": tree}).tree.by_code["1.4"]


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        (
            "{type: ratio, quantities: {done: {label: 按期答复, unit: 件}, of: {label: 应答复}}}",
            "按期答复（件）/应答复，如 96/100；或 96%",
        ),
        (
            "{type: ratio, full_at: 40, quantities: {value: {label: 培训, unit: 学时}}}",
            "数值（培训，学时），如 40；或 完成数/总数",
        ),
        ("{type: ratio, full_at: 40}", "数值（比例），如 40；或 完成数/总数"),
    ],
)
def test_quantities_are_called_as_the_rule_calls_them(opened: Opener, rule: str, hint: str) -> None:
    assert wanted(named(opened, rule)) == hint
