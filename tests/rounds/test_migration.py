"""What a round under a new edition takes over: what is sure, a question everywhere else.

::

    old edition                     new edition
    1.1 网上办理  6 分  ratio        1.1 网上办理  6 分  ratio      → 沿用
    1.2 公开到位  4 分  met          1.3 公开到位  4 分  met        → 沿用，编号由 1.2 变为 1.3
    1.3 群众评议  3 分  judged       1.2 群众评议  5 分  judged     → 待确认：直接打的分与满分有关
    1.4 简报数量  2 分  met          —                            → 已取消
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from helpers_rounds import tree

from scoring.indicators.comparison import Comparison, compare
from scoring.rounds.migration import (
    CarriedFinding,
    carry_findings,
    carry_proofs,
    carry_vetoes,
    concerned,
)
from scoring.rounds.proof_migration import with_proofs

SURE = """\
indicators:
- code: "1"
  name: 依法履职
  points: 15
  children:
  - code: "1.1"
    name: 网上办理事项占比
    points: 6
    rule: {type: ratio}
    evidence: [{name: 办理清单}]
"""
"""What stands in both editions."""


def edition(ident: str, title: str, veto: str, rest: str) -> str:
    """An edition of the indicators: its second veto, and what it has beside 1.1."""
    return (
        f"id: {ident}\n"
        f"title: {title}\n"
        "levels: [一级指标, 二级指标]\n"
        "points: {basis: estimate, source: 测算}\n"
        "vetoes:\n"
        "- {code: V1, name: 发生重大负面舆情}\n"
        f"- {{code: V2, name: {veto}}}\n"
        f"{SURE}{rest}"
    )


OLD = edition(
    "old",
    "旧版",
    "弄虚作假",
    """\
  - {code: "1.2", name: 政务信息依法公开, points: 4, rule: {type: met}}
  - {code: "1.3", name: 群众评议行政机关, points: 3, rule: {type: judged}}
  - {code: "1.4", name: 每月报送简报, points: 2, rule: {type: met}}
""",
)
NEW = edition(
    "new",
    "新版",
    "拒不接受督察",
    """\
  - {code: "1.2", name: 群众评议行政机关, points: 5, rule: {type: judged}}
  - {code: "1.3", name: 政务信息依法公开, points: 4, rule: {type: met}}
""",
)


@lru_cache(maxsize=1)
def comparison() -> Comparison:
    return compare(tree(OLD), tree(NEW))


def carried(
    raw: dict[str, Any],
    faulty: frozenset[str] = frozenset(),
    kinds: tuple[str, str] = ("self", "self"),
) -> list[CarriedFinding]:
    return carry_findings(comparison(), raw, faulty, *kinds)


def fate(code: str, entry: Any, **more: Any) -> tuple[str, str | None, str]:
    (line,) = carried({code: entry}, **more)
    return line.fate, line.new, line.reason


@pytest.mark.parametrize(
    ("code", "entry", "expected"),
    [
        ("1.1", {"done": "9", "of": "10"}, ("carried", "1.1", "")),
        ("1.2", {"met": "true"}, ("carried", "1.3", "编号由 1.2 变为 1.3")),
        ("1.4", {"met": "true"}, ("removed", None, "新体系里没有对应的指标")),
        ("9.9", {"met": "true"}, ("removed", None, "原轮次的体系里也没有这个编号")),
        (
            "1.3",
            {"score": "3", "reason": "好"},
            ("pending", "1.2", "直接打的分与满分有关，满分由 3 分变为 5 分"),
        ),
    ],
)
def test_each_old_finding_ends_in_one_line(
    code: str, entry: dict[str, str], expected: tuple[str, str | None, str]
) -> None:
    assert fate(code, entry) == expected


def test_a_faulty_finding_and_one_of_another_kind_of_round_wait_for_a_person() -> None:
    entry = {"done": "9", "of": "10"}
    assert fate("1.1", entry, faulty=frozenset({"1.1"})) == ("pending", "1.1", "原认定有误")
    assert fate("1.1", entry, kinds=("inspection", "self")) == (
        "pending",
        "1.1",
        "核验的认定不能直接用作自评",
    )


def test_the_comment_beside_the_new_indicator() -> None:
    (kept,) = carried({"1.2": {"met": "true"}})
    assert kept.remark() == "沿用 原 1.2 政务信息依法公开：编号由 1.2 变为 1.3"
    (asked,) = carried({"1.3": {"score": "3", "reason": "好"}})
    assert asked.remark().startswith("待确认：原 1.3 群众评议行政机关 = {score: 3, reason: 好}；")


def test_a_veto_goes_on_where_code_and_name_agree() -> None:
    raw = {"V1": "true", "V2": {"on": "2026-03-02"}, "V9": "true"}
    assert next(iter(carry_vetoes(comparison(), {**raw, "V1": "false"})))[0] == "V2"
    assert list(carry_vetoes(comparison(), raw)) == [
        ("V1", "V1", "true", "发生重大负面舆情"),
        ("V2", None, {"on": "2026-03-02"}, "弄虚作假"),
        ("V9", None, "true", ""),
    ]


def proofs(
    *entries: dict[str, str],
) -> tuple[list[dict[str, Any]] | None, list[tuple[str | None, str | None, str]]]:
    """What one record proves afterwards (None: as before), and the lines about it."""
    changed, lines = carry_proofs(comparison(), [{"id": "E0001", "proves": list(entries)}])
    return changed.get(0), [(line.new, line.state, line.reason) for line in lines]


def test_a_proof_whose_indicator_keeps_its_code_is_as_good_as_before() -> None:
    assert proofs({"indicator": "1.1", "item": "办理清单"}) == (None, [])
    _, lines = proofs({"indicator": "1.1", "item": "台账"})
    assert lines == [("1.1", None, "新体系的指标没有“台账”这条佐证要求，请改 item")]


def test_a_proof_of_another_code_means_nothing_under_the_new_edition() -> None:
    after, lines = proofs({"indicator": "1.2", "what": "公开目录"})
    assert after == [
        {"indicator": "1.2", "what": "公开目录", "tree": "old"},
        {"indicator": "1.3", "what": "公开目录", "tree": "new"},
    ]
    assert lines == [("1.3", "confirmed", "编号由 1.2 变为 1.3")]


def test_a_proof_that_was_only_proposed_stays_so() -> None:
    after, lines = proofs({"indicator": "1.2", "state": "proposed"})
    assert after is not None
    assert after[1]["state"] == "proposed"
    assert lines[0][1] == "proposed"


def test_a_proof_of_what_is_gone_stays_with_the_old_edition() -> None:
    after, lines = proofs({"indicator": "1.4"})
    assert after == [{"indicator": "1.4", "tree": "old"}]
    assert lines == [(None, None, "新体系里没有对应的指标，只留作旧体系的佐证")]


def test_a_proof_that_is_there_already_is_not_written_twice() -> None:
    after, lines = proofs(
        {"indicator": "1.2"},
        {"indicator": "1.3", "tree": "new"},
        {"indicator": "7", "tree": "third"},
    )
    assert after is not None
    assert len(after) == 3
    assert lines == [("1.3", None, "已有这条对应关系")]


def test_records_without_proofs_are_left_alone() -> None:
    assert carry_proofs(comparison(), [None, {"id": "E1"}, {"id": "E2", "proves": "x"}]) == ({}, [])


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("1.1", None),
        ("9.9", None),
        ("1.2", "现为 1.3 政务信息依法公开"),
        ("1.4", "新体系里没有对应的指标"),
    ],
)
def test_what_else_points_to_an_old_indicator_is_told(code: str, what: str | None) -> None:
    assert concerned(comparison(), code) == what


# The register's text, in which no other byte changes.

REGISTER = """\
# 登记簿
- id: E0001
  proves:
  - {indicator: "1.2", what: 公开目录}   # 第一条
- id: E0002
  proves: [{indicator: "1.4"}]
"""


def test_marks_and_new_proofs_go_into_the_text_of_the_register() -> None:
    changed = {
        0: [
            {"indicator": "1.2", "what": "公开目录", "tree": "old"},
            {"indicator": "1.3", "what": "公开目录", "tree": "new"},
        ],
        1: [{"indicator": "1.4", "tree": "old"}],
    }
    assert with_proofs(REGISTER, changed) == (
        "# 登记簿\n"
        "- id: E0001\n"
        "  proves:\n"
        '  - {indicator: "1.2", what: 公开目录, tree: old}   # 第一条\n'
        '  - {indicator: "1.3", what: 公开目录, tree: new}\n'
        "- id: E0002\n"
        '  proves: [{indicator: "1.4", tree: old}]\n'
    )


def test_proofs_in_brackets_and_other_line_ends_keep_their_form() -> None:
    text = '- id: E0001\r\n  proves: [{indicator: "1.2"}]\r\n'
    changed = {0: [{"indicator": "1.2", "tree": "old"}, {"indicator": "1.3", "tree": "new"}]}
    assert with_proofs(text, changed) == (
        '- id: E0001\r\n  proves: [{indicator: "1.2", tree: old}, {indicator: "1.3", tree: new}]\r\n'
    )


def test_proofs_in_blocks_are_written_anew_and_a_map_is_no_register() -> None:
    text = '- id: E0001\n  proves:\n  - indicator: "1.2"\n    what: 目录\n  title: 甲\n'
    after = with_proofs(text, {0: [{"indicator": "1.2", "what": "目录", "tree": "old"}]})
    assert after.startswith("- id: E0001\n  proves:\n")
    assert "tree: old" in after
    assert after.endswith("  title: 甲\n")
    with pytest.raises(ValueError, match="not a list"):
        with_proofs("id: E0001\n", {})
