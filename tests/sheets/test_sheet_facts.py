"""A finding in one cell: what people type is read, and whatever is shown reads back the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_samples import TODAY, make

from scoring.indicators.loading import load_tree
from scoring.sheets import export, read_book
from scoring.sheets.fact_hints import wanted
from scoring.sheets.facts import read, say
from scoring.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = open_workspace(make(tmp_path_factory.mktemp("kinds"))).whole()
    assert workspace.errors == []
    return workspace


def leaf(workspace: Workspace, code: str) -> Any:
    return workspace.tree.by_code[code]


FORMS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("1.1", {"met": "true"}, ["是", "达标", "√", " 是。", "Yes", "ＴＲＵＥ"]),
    ("1.1", {"met": "false"}, ["否", "未达标", "×", "不达标"]),
    (
        "1.1",
        {"not_applicable": "本级无此职权", "approved_by": "县委编办"},
        [
            "不适用：本级无此职权（同意：县委编办）",
            "不适用:本级无此职权(县委编办)",
            "不适用，本级无此职权（经同意：县委编办）",
        ],
    ),
    ("1.1", {"not_applicable": "没有（暂无）"}, ["不适用：没有（暂无）（）"]),
    ("1.1", {"not_applicable": "没有"}, ["不适用：没有", "不适用 没有"]),
    (
        "1.2",
        {"has": ["有制度", "有检查、有通报"]},
        [
            "已具备：有制度、有检查、有通报",
            "有制度,有检查、有通报",
            "具备:有制度；有检查，有通报".replace("，", "、"),
        ],
    ),
    (
        "1.2",
        {"has": ["有制度", "有台账", "有检查、有通报"]},
        ["已具备：有制度、有台账、有检查、有通报", "全部", "全部具备"],
    ),
    ("1.2", {"has": []}, ["无", "均不具备", "已具备：无"]),
    (
        "1.3",
        {"counts": {"迟报": "2", "迟报2次以上": "1"}},
        ["迟报 2；迟报2次以上 1", "迟报２次、迟报2次以上：1次", "迟报×2，迟报2次以上×1"],
    ),
    ("1.3", {"counts": {}}, ["无", "没有"]),
    ("1.4", {"done": "96", "of": "100"}, ["96/100", "９６／１００", "96 ÷ 100"]),
    ("1.4", {"value": "96.5%"}, ["96.5%", "９６．５％", "96.5 %"]),
    ("1.5", {"value": "60"}, ["60", " ６０ "]),
    ("1.7", {"grade": "良"}, ["良"]),
    (
        "1.8",
        {"votes": {"满意": "120", "基本满意": "30"}},
        ["满意 120；基本满意 30", "满意：120票\n基本满意：30票"],
    ),
    (
        "1.9",
        {"rank": "3", "of": "12"},
        ["第3名/12", "3/12", "第 3 名，共 12 个", "第３名（共12名）"],
    ),
    ("1.9", {"rank": "3"}, ["第3名"]),
    ("1.10", {"value": "88", "best": "95"}, ["88/95"]),
    (
        "1.11",
        {
            "awards": [
                {"matter": "一件事", "level": "省级"},
                {"matter": "政务：公开", "level": "国家级"},
            ]
        },
        ["一件事：省级；政务：公开：国家级", "一件事 省级\n政务：公开 国家级"],
    ),
    ("1.11", {"awards": []}, ["无"]),
    (
        "1.12",
        {"checked": "10", "failed": "1"},
        ["抽查10，不合格1", "抽查 10 个，其中不合格 1 个", "抽查：10；不合格：1"],
    ),
    ("1.12", {"checked": "10", "failed": "0"}, ["抽查10，不合格0", "抽查10个，均合格"]),
    ("1.13", {"values": ["92", "88.5"]}, ["92；88.5", "92、88.5", "92分 88.5分", "９２,88.5"]),
    ("1.14", {"score": "92.5"}, ["92.5", "92.5分"]),
    (
        "2",
        {"score": "1.5", "reason": "台账不全，缺（2）月"},
        ["1.5：台账不全，缺（2）月", "1.5分，理由：台账不全，缺（2）月"],
    ),
    ("1.4", {"score": "1", "reason": "现场核验"}, ["评分 1：现场核验", "评分1分，理由：现场核验"]),
]


@pytest.mark.parametrize(
    ("code", "facts", "typed"), FORMS, ids=[f"{code} {typed[0]}" for code, _, typed in FORMS]
)
def test_each_short_form(
    kinds: Workspace, code: str, facts: dict[str, Any], typed: list[str]
) -> None:
    node = leaf(kinds, code)
    assert say(node, facts | {"note": "另列"}) == typed[0]
    for text in typed:
        assert read(node, text) == facts, text


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("1.1", "也许", "不是“是”或“否”"),
        ("1.1", "不适用", "写明原因"),
        ("1.1", "不适用：（县委编办）", "写明原因"),
        ("1.2", "有制渡", "是不是“有制度”"),
        ("1.3", "早退 2", "可用的有"),
        ("1.3", "迟报", "不在名单里"),
        ("1.3", "迟报 1；迟报 2", "写了两次"),
        ("1.4", "很多", "读不出数值"),
        ("1.4", "96/", "读不出数值"),
        ("1.7", "中", "可用的有：优、良"),
        ("1.9", "12", "读不出名次"),
        ("1.10", "88", "第一名数值"),
        ("1.11", "一件事：市级", "不在名单里"),
        ("1.11", "一件事", "事项：层级"),
        ("1.12", "10，1", "抽查数"),
        ("1.13", "92；优", "一串得分"),
        ("1.14", "优", "不是得分"),
        ("2", "还行", "读不出分数"),
        ("1.1", "{met: [}", "大括号"),
        ("1.1", "{1}{2}", "大括号"),
    ],
)
def test_what_cannot_be_read_says_why(kinds: Workspace, code: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(leaf(kinds, code), text)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("1.11", {"awards": [{"matter": "甲；乙", "level": "省级"}]}),
        ("1.1", {"not_applicable": "不", "approved_by": "半）边"}),
        ("1.2", {"has": "有制度"}),
        ("1.4", {"value": "96", "of": "x"}),
        ("1.1", {"met": "maybe"}),
    ],
)
def test_what_has_no_short_form_stands_in_braces_and_reads_back(
    kinds: Workspace, code: str, facts: Any
) -> None:
    text = say(leaf(kinds, code), facts)
    assert text.startswith("{")
    assert read(leaf(kinds, code), text) == facts


def test_remarks_alone_are_no_finding(kinds: Workspace) -> None:
    assert say(leaf(kinds, "1.1"), {"note": "待核"}) == ""


def test_how_to_fill_in_names_the_rule_s_own_words(kinds: Workspace) -> None:
    assert kinds.tree is not None
    said = {node.code: wanted(node) for node in kinds.tree.leaves()}
    assert said["1.3"].startswith("迟报 次数；迟报2次以上 次数")
    assert said["1.6"] == "完成数/总数，如 96/100；或 96%"
    assert said["1.5"].startswith("数值")
    assert "评分" not in said["1.1"]
    # An example lies within the points: 1.1 has one point only.
    assert "评分 0.8：理由" in wanted(leaf(kinds, "1.1"), "inspection")
    assert len(set(said.values())) >= 12


TREE_OF_QUANTITIES = """\
id: 小例
title: 小例
levels: [一级指标]
points: {basis: estimate, source: 测算}
indicators:
- {code: "1", name: 加强宣传, points: 0.5, rule: {type: judged}}
- {code: "2", name: 专家评议, points: 5, rule: {type: judged, min: 2, max: 3}}
- {code: "3", name: 专题学习次数, points: 2, rule: {type: threshold, at: 2, loss: 1}}
- code: "4"
  name: 办复率
  points: 2
  rule:
    type: ratio
    full_at: 100%
    quantities: {done: {label: 按期答复, unit: 件}, of: {label: 应答复, unit: 件}}
- code: "5"
  name: 平均时限
  points: 2
  rule: {type: threshold, at: 2.5, direction: at_most, loss: 1, quantities: {value: {label: 平均用时, unit: 天}}}
"""


def test_an_example_says_what_is_counted_and_stays_within_the_points(tmp_path: Path) -> None:
    path = tmp_path / "小例.yaml"
    path.write_text(TREE_OF_QUANTITIES, "utf-8")
    tree, _ = load_tree(path, path.name)
    assert tree is not None
    told = {node.code: wanted(node) for node in tree.leaves()}
    assert told == {
        "1": "0.4：理由（0 至 0.5 分）",
        "2": "2.8：理由（2 至 3 分）",
        "3": "数值（专题学习次数），如 2；或 完成数/总数",
        "4": "按期答复（件）/应答复（件），如 96/100；或 96%",
        "5": "数值（平均用时，天），如 2.5；或 完成数/总数",
    }
    forms = {node.code: node.rule.form(node.points) for node in tree.leaves() if node.rule}
    assert (forms["1"], forms["2"]) == ("{score: 0.4, reason: 理由}", "{score: 2.8, reason: 理由}")


WORDS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cf"], exclude_characters="\x85\u2028\u2029\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
)
CLEAN = WORDS.map(str.strip).filter(bool)


@given(CLEAN, st.none() | CLEAN)
def test_any_reason_reads_back(kinds: Workspace, reason: str, given_by: str | None) -> None:
    facts = {"not_applicable": reason} | ({"approved_by": given_by} if given_by else {})
    assert read(leaf(kinds, "1.1"), say(leaf(kinds, "1.1"), facts)) == facts


@given(
    st.lists(
        st.fixed_dictionaries({"matter": CLEAN, "level": st.sampled_from(["国家级", "省级"])}),
        max_size=3,
    )
)
def test_any_matter_reads_back(kinds: Workspace, awards: list[dict[str, str]]) -> None:
    assert read(leaf(kinds, "1.11"), say(leaf(kinds, "1.11"), {"awards": awards})) == {
        "awards": awards
    }


@given(CLEAN)
def test_any_judgement_reads_back(kinds: Workspace, reason: str) -> None:
    for code in ("2", "1.1"):
        facts = {"score": "1.5", "reason": reason}
        assert read(leaf(kinds, code), say(leaf(kinds, code), facts)) == facts


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_random_findings_survive_the_workbook(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    space = data.draw(strategies.workspaces())
    folder = strategies.write(space, tmp_path_factory.mktemp("random"))
    workspace = open_workspace(folder).whole()
    path = folder / "表.xlsx"
    path.write_bytes(export(workspace, "findings", today=TODAY))
    found: dict[str, Any] = {}
    for line in read_book(Path(path)).lines:
        text, note = line.cells["认定"].text, line.cells["备注"].text
        assert not text.startswith("{"), "every finding of the generator has a short form"
        if text:
            found[line.id] = read(workspace.tree.by_code[line.id], text) | (
                {"note": note} if note else {}
            )
    assert found == space["rounds"][0]["findings"]
