"""Dates, names, proofs and measures as people type them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_samples import make

from scoring.evidence.model import Proof
from scoring.indicators.model import IndicatorTree
from scoring.rectification.ledger import Measure
from scoring.sheets.measures import read_measures, say_measures
from scoring.sheets.proof_cells import read_proofs, say_proofs
from scoring.sheets.words import bracket, day, due, names, pick
from scoring.workspace import open_workspace


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/3/5",
        "2026.03.05",
        "2026年3月5日",
        "２０２６年３月５日",
        "20260305",
        "46086",
        "2026-03-05 00:00:00",
        " 2026 年 3 月 5 日 ",
    ],
)
def test_a_date_in_any_usual_form(text: str) -> None:
    assert day(text) == "2026-03-05"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026.13.45", "不存在"),
        ("2026-02-30", "不存在"),
        ("三月五日", "不是日期"),
        ("26-3-5", "不是日期"),
        ("9999", "不是日期"),
        ("99999", "不是日期"),
        ("2026-03", "不是日期"),
    ],
)
def test_what_is_no_date(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        day(text)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_the_serial_number_of_any_day(any_day: date) -> None:
    assert day(str((any_day - date(1899, 12, 30)).days)) == any_day.isoformat()


def test_a_deadline_may_be_continuous() -> None:
    assert due(" 持续推进 ") == "持续推进"
    assert due("2026/1/2") == "2026-01-02"


def test_names_and_brackets() -> None:
    assert names("县司法局、县教育局；\n县水务局，") == ["县司法局", "县教育局", "县水务局"]
    assert bracket("甲（乙（丙））") == ("甲", "乙（丙）")
    assert bracket("甲(乙）") == ("甲", "乙")
    assert bracket("甲") == ("甲", None)
    assert bracket("甲）") == ("甲）", None)


def test_names_with_separators_in_them() -> None:
    tail = re.compile(r"(?=、|$)")
    assert [name for name, _ in pick("甲、乙、甲", ["甲", "甲、乙"], tail)] == ["甲、乙", "甲"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> IndicatorTree:
    found = open_workspace(make(Path(tmp_path_factory.mktemp("tree")))).whole().tree
    assert found is not None
    return found


OLD = (
    Proof(indicator="1.1", item="办理清单", locate="第3页（下）", what="压缩"),
    Proof(indicator="1.4", state="proposed"),
    Proof(indicator="1.1", item="公告（网上）"),
    Proof(indicator="1.1", item="甲；乙", locate="首页；次页"),
)


def test_proofs_read_back_with_what_is_not_shown(tree: IndicatorTree) -> None:
    text = say_proofs(OLD)
    assert text.split("\n")[1] == "1.4【待确认】"
    assert [Proof.model_validate(item) for item in read_proofs(text, tree, OLD)] == list(OLD)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "1.1 办理清单（第5页）",
            {"indicator": "1.1", "item": "办理清单", "locate": "第5页", "what": "压缩"},
        ),
        ("１．１　办理清单", {"indicator": "1.1", "item": "办理清单", "what": "压缩"}),
        ("1.4", {"indicator": "1.4"}),
        ("1.1（第2页）", {"indicator": "1.1", "locate": "第2页"}),
        ("1.1 公告(网上)（首页）", {"indicator": "1.1", "item": "公告（网上）", "locate": "首页"}),
        ("1.5（全篇）", {"indicator": "1.5", "locate": "全篇"}),
    ],
)
def test_proofs_that_were_changed(tree: IndicatorTree, text: str, wanted: dict[str, str]) -> None:
    assert read_proofs(text, tree, OLD) == [wanted]


def test_a_name_that_differs_in_the_width_of_its_signs_stays_the_one_that_was_written(
    tree: IndicatorTree,
) -> None:
    both = (Proof(indicator="1.1", item="名册（新）"), Proof(indicator="1.1", item="名册(新)"))
    found = read_proofs("1.1 名册(新)\n1.1 名册（新）", tree, both)
    assert [item["item"] for item in found] == ["名册(新)", "名册（新）"]
    assert read_proofs(" 1.1  名册(新)", tree, both)[0]["item"] == "名册(新)"


def test_proofs_on_one_line(tree: IndicatorTree) -> None:
    found = read_proofs("1.1 甲；乙（第1页；第2页）；1.4（第3页）; 1.5", tree, ())
    assert [(item["indicator"], item.get("item"), item.get("locate")) for item in found] == [
        ("1.1", "甲；乙", "第1页；第2页"),
        ("1.4", None, "第3页"),
        ("1.5", None, None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.99", "不在指标体系里，是不是“1.9”"),
        ("1", "上级指标"),
        ("1.1 办理清但", "是不是“办理清单”"),
        ("1.4 台账", "没有列明佐证要求"),
        ("见附件", "不在指标体系里"),
    ],
)
def test_proofs_that_point_nowhere(tree: IndicatorTree, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_proofs(text, tree, OLD)


MEASURES = (
    Measure(text="补齐（含乡镇）", due=date(2026, 11, 30)),
    Measure(text="公开", due="持续推进", done=date(2026, 10, 12)),
    Measure(text="培训（两期）"),
    Measure(text="自查", done=date(2026, 10, 1)),
)


def test_measures_read_back() -> None:
    text = say_measures(MEASURES)
    assert text.split("\n")[1] == "公开（持续推进；已完成 2026-10-12）"
    for old in (MEASURES, ()):
        assert [Measure.model_validate(item) for item in read_measures(text, old)] == list(MEASURES)


def test_measures_that_were_typed() -> None:
    found = read_measures("补台账（2026年10月5日，完成于2026/10/4）\n\n 公开 ", ())
    assert found == [
        {"text": "补台账", "due": date(2026, 10, 5), "done": date(2026, 10, 4)},
        {"text": "公开"},
    ]


@pytest.mark.parametrize("text", ["补台账（2026-13-45）", "补台账（已完成）", "（2026-10-05）"])
def test_measures_with_a_wrong_date_or_no_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"[一-龥]"):
        read_measures(text, ())
