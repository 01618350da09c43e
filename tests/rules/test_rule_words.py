"""Parameters of rules in words: what people type, and that every rule comes back as it went out."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.rules import KINDS, words

TYPED: list[tuple[str, str, dict[str, Any]]] = [
    ("threshold", "不低于60；每低5扣0.5（不足一档按一档）",
     {"at": "60", "direction": "at_least", "loss": "0.5", "per": "5", "steps": "up"}),
    ("threshold", "不超过５％；每超１％扣0.2分，不足一档按比例",
     {"at": "5%", "direction": "at_most", "loss": "0.2", "per": "1%", "steps": "prorata"}),
    ("threshold", "至少2", {"at": "2", "direction": "at_least"}),
    ("ratio", "", {}),
    ("ratio", "达到95%得满分，低于60%不得分", {"full_at": "95%", "zero_below": "60%"}),
    ("checklist", "甲（40%）；乙（关键项）；丙。缺一项不得分",
     {"items": [{"name": "甲", "share": "40%"}, {"name": "乙", "key": True}, {"name": "丙"}], "missing": "zero"}),
    ("checklist", "甲、乙、丙", {"items": [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]}),
    ("deduct", "迟报：0.5（最多3，满5次不得分）；漏报扣1分",
     {"cases": [{"name": "迟报", "points": "0.5", "max": "3", "zero_at": "5"}, {"name": "漏报", "points": "1"}]}),
    ("bands", "90以上：5；80至90：3；80以下：0",
     {"bands": [
         {"from": "90", "points": "5"}, {"from": "80", "to": "90", "points": "3"}, {"to": "80", "points": "0"},
     ]}),
    ("grade", "优 100%；良 80%", {"grades": {"优": "100%", "良": "80%"}}),
    ("ladder", "国家级5分；省级3分", {"steps": {"国家级": "5", "省级": "3"}}),
    ("survey", "满意：100\n基本满意：80", {"options": {"满意": "100", "基本满意": "80"}}),
    ("rank", "依次5、4、3；其后每名减0.5，最低1；倒数",
     {"table": ["5", "4", "3"], "beyond": {"step": "0.5", "floor": "1"}, "reverse": True}),
    ("rank", "按第一名的比例", {"to_first": True}),
    ("sample", "一处不合格不得分", {"any_fail": "zero"}),
    ("sample", "每处不合格扣2分", {"per_fail": "2"}),
    ("judged", "0至2", {"min": "0", "max": "2"}),
    ("mean", "满分100", {"full": "100"}),
    ("met", "", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "data"), TYPED, ids=[f"{kind}-{text}" for kind, text, _ in TYPED]
)
def test_what_people_type_is_read(kind: str, text: str, data: dict[str, Any]) -> None:
    assert words.read(kind, text) == data
    KINDS[kind].model_validate({"type": kind, **data})


@pytest.mark.parametrize(
    ("kind", "text", "data"), TYPED, ids=[f"{kind}-{text}" for kind, text, _ in TYPED]
)
def test_a_rule_comes_back_as_it_went_out(kind: str, text: str, data: dict[str, Any]) -> None:
    said = words.say({"type": kind, **data})
    assert not said.startswith("{")
    again = words.read(kind, said)
    assert KINDS[kind].model_validate({"type": kind, **again}) == KINDS[kind].model_validate(
        {"type": kind, **data}
    )


@pytest.mark.parametrize(
    "data",
    [
        {"type": "checklist", "items": ["甲；乙", "丙（丁）"]},
        {"type": "deduct", "cases": [{"name": "迟报（含漏报；不含免报）", "points": "1"}]},
        {"type": "grade", "grades": {"优：": "100%"}},
        {"type": "threshold", "at": "60", "gain": "1", "per": "7"},
    ],
)
def test_what_no_words_can_say_stands_in_braces(data: dict[str, Any]) -> None:
    again = words.read(data["type"], words.say(data))
    assert KINDS[data["type"]].model_validate({"type": data["type"], **again}) == KINDS[
        data["type"]
    ].model_validate(data)


def test_every_kind_has_an_example_that_it_reads() -> None:
    assert words.EXAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize(
    ("kind", "text"), [("threshold", "每逢三扣五"), ("bands", "九十以上五分"), ("met", "满分")]
)
def test_what_cannot_be_read_says_how_to_write_it(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"[读空写]"):
        words.read(kind, text)


def test_quantities_in_words() -> None:
    data = {"done": {"label": "按期答复", "unit": "件"}, "of": {"label": "应答复", "unit": "件"}}
    assert words.say_quantities(data) == "完成数：按期答复（件）；总数：应答复（件）"
    assert words.read_quantities(words.say_quantities(data)) == data
    with pytest.raises(ValueError, match="写成"):
        words.read_quantities("按期答复的件数")
