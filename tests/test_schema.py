"""Records out of documents: a faulty field costs only itself, and is told in Chinese at its
place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from scoring.evidence.model import Evidence, Proof, Review
from scoring.problems import Problem
from scoring.rectification.ledger import Event, Measure, RectificationItem
from scoring.rounds.finding import ByMethod, Direct, MethodMark, NotApplicable
from scoring.rules import KINDS
from scoring.schema import Record, build, key_label, without_keys
from scoring.values import Count, Day, Exact, Flag, Names, Text
from scoring.yamlio import Document, parse


class Part(Record):
    name: Text
    share: Exact | None = None


class Thing(Record):
    code: Text
    kind: Literal["文件", "图片"] = "文件"
    on: Day | None = None
    ready: Flag = False
    who: Names = ()
    parts: tuple[Part, ...] = ()
    least: Annotated[Count, Field(ge=1)] = 1
    levels: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)] = ("一级",)
    start: Day | None = Field(default=None, alias="from")
    named: dict[Text, Part] = Field(default_factory=dict)


def document(text: str) -> Document:
    data, root, problems = parse(text, "a.yaml")
    assert problems == []
    assert root is not None
    return Document(Path("a.yaml"), "a.yaml", data, root, text.encode())


def made(text: str) -> tuple[Thing | None, list[tuple[str, str, str, str]]]:
    file = document(text)
    thing, problems = build(Thing, file.data, file)
    return thing, [_told(item) for item in problems]


def _told(item: Problem) -> tuple[str, str, str, str]:
    return (item.rule, str(item.where), item.what, item.fix)


def test_a_sound_record() -> None:
    thing, problems = made("code: 甲\nfrom: 2026-01-01\nparts: [{name: 乙, share: 0.5}]\n")
    assert problems == []
    assert thing is not None
    assert thing.start is not None
    assert thing.parts[0].name == "乙"


def test_a_record_is_frozen() -> None:
    thing, _ = made("code: 甲\n")
    assert thing is not None
    with pytest.raises(ValidationError):
        thing.code = "乙"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("line", "rule", "place", "what", "fix"),
    [
        ("kindd: 文件", "S001", "2:1", "不认识的键“kindd”", "是不是“kind”？"),
        ("全无关系: 1", "S001", "2:1", "不认识的键“全无关系”", "这里可用的键有："),
        ("kind: 图像", "S004", "2:7", "种类“kind”：“图像”不是可用的值", "可填：文件、图片"),
        ("on: 昨天", "S004", "2:5", "日期“on”：“昨天”不是日期", ""),
        ("ready: yes", "S004", "2:8", "ready：“yes”不是 true 或 false", ""),
        ("who: {a: 1}", "S003", "2:6", "who：应是一个列表，现在是一组键值", ""),
        ("who: [甲, [乙]]", "S004", "2:10", "who：这里要填一段文字，现在是一个列表", ""),
        ("parts: 无", "S003", "2:8", "parts：应是一个列表，现在是文字", ""),
        ("parts: [无]", "S003", "2:9", "parts第 1 项：应是一组“键: 值”", ""),
        ("parts: [{name: 乙, shares: 1}]", "S001", "2:19", "不认识的键“shares”", "是不是“share”？"),
        ("parts: [{share: 1}]", "S002", "2:9", "缺少“name”", "补上 name: …"),
        ("parts: [{name: 乙, share: -1}]", "S004", "2:26", "parts、share：“-1”是负数", ""),
        ("least: 0", "S004", "2:8", "least：不能小于 1", ""),
        ("levels: [一, 二, 三, 四]", "S004", "2:9", "levels：最多 3 项", ""),
        ("levels: []", "S004", "2:9", "levels：不能是空的", ""),
        ("named: {甲: {nam: 乙}}", "S001", "2:13", "不认识的键“nam”", "是不是“name”？"),
        ("named: [甲]", "S003", "2:8", "named：应是一组“键: 值”，现在是一个列表", ""),
        (
            "named: 甲：乙",
            "S003",
            "2:8",
            "named：应是一组“键: 值”，现在是一段带全角冒号的文字",
            "把“：”改成英文冒号",
        ),
    ],
)
def test_one_fault_is_one_problem_and_the_rest_is_kept(
    line: str, rule: str, place: str, what: str, fix: str
) -> None:
    thing, problems = made(f"code: 甲\n{line}\nfrom: 2026-01-01\n")
    told = next(item for item in problems if item[0] == rule)
    assert told[1] == f"a.yaml:{place}"
    assert told[2].startswith(what)
    assert told[3].startswith(fix)
    assert {item[0] for item in problems} <= {rule, "S002"}, (
        "an unknown key may stand for one that is then missing"
    )
    assert thing is not None
    assert thing.code == "甲"
    assert str(thing.start) == "2026-01-01"


def test_a_missing_key_leaves_no_record_but_the_other_faults_are_told() -> None:
    thing, problems = made("kind: 图像\nready: no\n")
    assert thing is None
    assert sorted(item[0] for item in set(problems)) == ["S002", "S004", "S004"]
    assert ("S002", "a.yaml:1:1", "缺少“code”", "补上 code: …") in problems


def test_a_faulty_required_key_leaves_no_record() -> None:
    thing, problems = made("code: []\nready: true\n")
    assert thing is None
    assert [item[:2] for item in problems] == [("S004", "a.yaml:1:7")]


@pytest.mark.parametrize(("text", "shape"), [("甲", "文字"), ("[甲]", "一个列表"), ("~", "空白")])
def test_something_else_than_a_map(text: str, shape: str) -> None:
    thing, problems = made(text)
    assert thing is None
    assert problems == [
        (
            "S003",
            "a.yaml:1:1",
            f"这里：应是一组“键: 值”，现在是{shape}",
            "对照 docs/format.md 中这一项的写法修改",
        )
    ]


def test_keys_that_the_caller_reads_by_itself() -> None:
    file = document("code: 甲\nchildren: []\nchildrn: []\n")
    thing, problems = build(Thing, file.data, file, skip=frozenset({"children"}))
    assert thing is not None
    assert [_told(item)[2:] for item in problems] == [("不认识的键“childrn”", "是不是“children”？")]


def test_the_ids_of_unknown_keys_and_bad_values_may_be_chosen() -> None:
    file = document("code: 甲\nx: 1\non: 2\n")
    _, problems = build(Thing, file.data, file, rules=("F002", "F003"))
    assert [item.rule for item in problems] == ["F003", "F002"]


ENTERED: list[type[Record]] = [
    *(
        NotApplicable,
        Direct,
        MethodMark,
        ByMethod,
        Evidence,
        Proof,
        Review,
        RectificationItem,
        Measure,
        Event,
    ),
    *(kind.finding for kind in KINDS.values()),
]
"""The records that people fill in through workbooks and the review book."""


@pytest.mark.parametrize("record", dict.fromkeys(ENTERED), ids=lambda record: record.__name__)
def test_every_key_that_people_fill_in_has_a_word(record: type[Record]) -> None:
    keys = [info.alias or name for name, info in record.model_fields.items()]
    assert [key for key in keys if key_label(key, record.__name__) == key] == []


def test_who_never_sees_the_file_reads_words_alone() -> None:
    assert without_keys("指标“1.1”：缺少理由“reason”") == "指标“1.1”：缺少理由"
    assert (
        without_keys("不适用的原因“not_applicable”、不适用“not_applicable”")
        == "不适用的原因、不适用"
    )
    assert without_keys("不认识的键“reason”，写着“score”") == "不认识的键“reason”，写着“score”"
