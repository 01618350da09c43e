"""Values as YAML text in the style of the contract: what a person would have typed, and what reads
back as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from scoring.storage.yaml_text import (
    Bare,
    Quoted,
    bare_days,
    comment_text,
    dump,
    in_block,
    key_of,
    key_text,
    one_line,
    record_text,
    value_text,
    word_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("县司法局", "县司法局"),
        ("96", '"96"'),
        ("1.10", '"1.10"'),
        ("2026-03-21", '"2026-03-21"'),
        ("是", "是"),
        ("true", '"true"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("# 号", '"# 号"'),
        ("- 项", '"- 项"'),
        (Bare("96"), "96"),
        (Bare("96%"), "96%"),
        (Bare("2026-03-21"), "2026-03-21"),
        (Quoted("1.1"), '"1.1"'),
        (Quoted("县司法局"), '"县司法局"'),
        (date(2026, 3, 21), "2026-03-21"),
        (True, "true"),
        (12, "12"),
        ([], "[]"),
        ({}, "{}"),
        (["甲", "乙"], "[甲, 乙]"),
        ({"state": "accepted", "by": "王敏"}, "{state: accepted, by: 王敏}"),
        ({"on": Bare("2026-05-02")}, "{on: 2026-05-02}"),
        ([{"indicator": Quoted("1.1.1"), "what": "96"}], '[{indicator: "1.1.1", what: "96"}]'),
    ],
)
def test_a_value_on_one_line(value: Any, text: str) -> None:
    assert one_line(value) == text
    assert value_text(value) == text


def test_a_comma_or_a_bracket_needs_quotes_inside_brackets_only() -> None:
    for text in ("甲, 乙", "甲 [乙]", "a}b"):
        assert value_text(text) == text
        assert one_line(text) == f'"{text}"'
        assert one_line([text]) == f'["{text}"]'


def test_a_text_of_several_lines_stays_on_one_inside_a_list_and_behind_a_key() -> None:
    text = "第一行\n第二行\n"
    assert yaml.safe_load(one_line([text])) == [text]
    assert "\n" not in one_line([text])
    assert yaml.safe_load(key_text("note", text, 0, "\n")) == {"note": text}


def test_the_keys_of_the_format_need_no_quotes_and_codes_do() -> None:
    """YAML 1.1 takes ``on`` for a truth value; shifan's files do not."""
    assert one_line({"on": "x", "yes": "y"}) == "{on: x, yes: y}"
    assert one_line({"1.1": {"met": True}}) == '{"1.1": {met: true}}'
    assert one_line([{"no": [{"off": "z"}]}]) == "[{no: [{off: z}]}]"


def test_a_value_that_stands_twice_is_written_twice() -> None:
    proof = {"indicator": "甲"}
    assert one_line([proof, proof]) == "[{indicator: 甲}, {indicator: 甲}]"


def test_a_long_value_is_not_broken_into_lines() -> None:
    text = "字 " * 3000
    assert one_line([text.strip()]).count("\n") == 0


@pytest.mark.parametrize(
    ("value", "block"),
    [
        ([{"a": 1}], True),
        ([{"a": 1}, {}], True),
        ([], False),
        (["甲"], False),
        ([{"a": 1}, "甲"], False),
        ({"a": 1}, False),
        ("甲", False),
    ],
)
def test_a_list_of_maps_alone_stands_below_its_key(value: Any, block: bool) -> None:
    assert in_block(value) is block


def test_a_key_with_a_plain_value_and_one_with_a_list_of_maps() -> None:
    assert key_text("unit", "县司法局", 2, "\n") == "  unit: 县司法局\n"
    assert key_text("proves", [{"indicator": "甲"}, {"indicator": "乙"}], 2, "\r\n") == (
        "  proves:\r\n  - {indicator: 甲}\r\n  - {indicator: 乙}\r\n"
    )


def test_a_whole_record_begins_with_its_dash() -> None:
    record = {"id": "E0001", "date": Bare("2026-03-21"), "proves": [{"indicator": Quoted("1.1")}]}
    assert record_text(record, 0, "\n") == (
        '- id: E0001\n  date: 2026-03-21\n  proves:\n  - {indicator: "1.1"}\n'
    )
    assert record_text({"id": "E0001", "unit": "甲"}, 2, "\r\n") == (
        "  - id: E0001\r\n    unit: 甲\r\n"
    )


def test_dates_inside_of_lists_and_maps_lose_their_quotes_and_other_texts_keep_them() -> None:
    value = {
        "date": "2026-03-21",
        "valid": {"from": "2026-03-21", "to": "2028-03-20"},
        "events": [{"on": "2026-09-01", "note": "2026-09-01 起"}],
        "files": ("2026-01-02", "2026-1-2"),
        "count": 3,
        "code": Quoted("2026-01-02"),
    }
    assert one_line(bare_days(value)) == (
        "{date: 2026-03-21, valid: {from: 2026-03-21, to: 2028-03-20}, "
        "events: [{on: 2026-09-01, note: 2026-09-01 起}], "
        'files: [2026-01-02, 2026-1-2], count: 3, code: "2026-01-02"}'
    )


@pytest.mark.parametrize(
    ("key", "bare", "quoted"),
    [
        ("done", "done", "done"),
        ("not_applicable", "not_applicable", "not_applicable"),
        ("县司法局", "县司法局", '"县司法局"'),
        ("1.1", '"1.1"', '"1.1"'),
        ("V1", "V1", '"V1"'),
        ("甲: 乙", '"甲: 乙"', '"甲: 乙"'),
    ],
)
def test_a_name_and_a_code_before_a_colon(key: str, bare: str, quoted: str) -> None:
    assert key_of(key) == bare
    assert word_of(key) == quoted
    for word in (bare, quoted):
        assert list(yaml.safe_load(f"{word}: 1")) == [key]


def test_what_stands_in_a_comment_stays_on_its_line() -> None:
    assert comment_text("可选：甲、\r\n乙") == "可选：甲、 乙"
    assert comment_text("a\x00b\u2028c\ud800d") == "a b c d"
    assert comment_text("  甲   乙  ") == "甲 乙"


def test_a_document_of_its_own_has_its_lists_indented_below_their_key() -> None:
    assert dump({"units": {"县司法局": {"aliases": ["司法局"]}}, "on": "x"}) == (
        "units:\n  县司法局:\n    aliases:\n      - 司法局\non: x\n"
    )
