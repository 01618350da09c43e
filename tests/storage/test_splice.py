"""Splicing: the lines of one record change, every other byte stays as a person left it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.storage import (
    DROP,
    Bare,
    Edit,
    MapEdit,
    Quoted,
    append_record,
    apply_edits,
    remove_record,
)
from scoring.yamlio import parse

REGISTER = """\
# 登记簿
- id: E0001   # 第一件
  title: '清单𝒳'
  note: |
    第一行

    第三行

  proves:
  - {indicator: "1.1", item: 清单}
  # 这一行说的是 E0001

# 第二件
- id: E0002
  tags: [a,
    b]
  title: 很长
    的题名
- {id: E0003, "unit": 县司法局}
"""


def data(text: str) -> Any:
    found, _, problems = parse(text, "x")
    assert not problems, problems
    return found


def both_ends(text: str) -> list[str]:
    return [text, text.replace("\n", "\r\n")]


@pytest.mark.parametrize("text", both_ends(REGISTER), ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
def test_only_the_lines_of_the_record_change(text: str, bom: str) -> None:
    end = "\r\n" if "\r\n" in text else "\n"
    made = apply_edits(
        bom + text, [Edit(0, {"title": "新"}), Edit(1, {"title": "短", "unit": "县教育局"})]
    )
    old, new = (bom + text).split(end), made.split(end)
    assert [line for line in old if line not in new] == [
        "  title: '清单𝒳'",
        "  title: 很长",
        "    的题名",
    ]
    assert [line for line in new if line not in old] == [
        "  title: 新",
        "  title: 短",
        "  unit: 县教育局",
    ]


def test_a_comment_behind_a_value_stays() -> None:
    assert apply_edits(REGISTER, [Edit(0, {"id": "E0009"})]) == REGISTER.replace(
        "id: E0001", "id: E0009"
    )


@pytest.mark.parametrize(
    ("index", "changes", "old", "new"),
    [
        (0, {"note": "短"}, "  note: |\n    第一行\n\n    第三行\n", "  note: 短\n"),
        (0, {"note": DROP}, "  note: |\n    第一行\n\n    第三行\n", ""),
        (0, {"proves": DROP}, '  proves:\n  - {indicator: "1.1", item: 清单}\n', ""),
        (
            0,
            {"proves": [{"indicator": Quoted("1.2.3")}, {"indicator": "2"}]},
            '  - {indicator: "1.1", item: 清单}\n',
            '  - {indicator: "1.2.3"}\n  - {indicator: "2"}\n',
        ),
        (0, {"proves": []}, '  proves:\n  - {indicator: "1.1", item: 清单}\n', "  proves: []\n"),
        (1, {"tags": ["c"]}, "  tags: [a,\n    b]\n", "  tags: [c]\n"),
        (2, {"unit": "县教育局"}, '"unit": 县司法局}', '"unit": 县教育局}'),
        (2, {"unit": DROP}, ', "unit": 县司法局}', "}"),
        (2, {"title": "=1"}, "县司法局}", "县司法局, title: =1}"),
        (1, {"id": DROP}, "- id: E0002\n  tags", "- tags"),
    ],
)
def test_each_shape_of_value(index: int, changes: dict[str, Any], old: str, new: str) -> None:
    assert REGISTER.count(old) == 1
    assert apply_edits(REGISTER, [Edit(index, changes)]) == REGISTER.replace(old, new)


def test_a_new_key_goes_behind_the_last_one_of_its_record() -> None:
    text = "- id: a\n  proves:\n  - {indicator: x}\n\n# zu b\n- id: b"
    day = datetime.date(2026, 3, 1)
    assert apply_edits(text, [Edit(0, {"date": day}), Edit(1, {"n": 3})]) == (
        "- id: a\n  proves:\n  - {indicator: x}\n  date: 2026-03-01\n\n# zu b\n- id: b\n  n: 3"
    )


def test_a_file_without_final_newline_stays_so() -> None:
    assert apply_edits("- id: a\n  n: 1", [Edit(0, {"n": DROP, "m": "2"})]) == '- id: a\n  m: "2"'
    assert (
        apply_edits("- id: a\n  n: |-\n    x", [Edit(0, {"z": "q"})])
        == "- id: a\n  n: |-\n    x\n  z: q"
    )


def test_a_blank_value_is_filled_in_before_its_comment() -> None:
    assert (
        apply_edits("- id: a\n  note:   # 待填\n", [Edit(0, {"note": "好"})])
        == "- id: a\n  note: 好   # 待填\n"
    )


@pytest.mark.parametrize("text", ["a: 1\n", "- x\n", "", "- - 1\n"])
def test_what_is_no_list_of_records_is_refused(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        apply_edits(text, [Edit(0, {"a": 1})])


def test_a_record_is_never_emptied() -> None:
    with pytest.raises(ValueError, match="left"):
        apply_edits("- id: a\n", [Edit(0, {"id": DROP})])


def test_words_of_the_format_stand_without_quotes_and_doubtful_texts_with() -> None:
    record = {
        "on": datetime.date(2026, 1, 2),
        "lost": "0.80",
        "yes": "no",
        "text": "a: b",
        "bare": Bare("96%"),
    }
    assert append_record("", record) == (
        '- on: 2026-01-02\n  lost: "0.80"\n  yes: "no"\n  text: "a: b"\n  bare: 96%\n'
    )
    assert (
        append_record("", {"x": [{"on": "1", "do": "open"}]}) == '- x:\n  - {on: "1", do: open}\n'
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", "- id: b\n"),
        ("# 空\n[]\n", "# 空\n- id: b\n"),
        ("  - id: a", "  - id: a\n  - id: b\n"),
        ("- id: a\r\n", "- id: a\r\n- id: b\r\n"),
        ("\ufeff- id: a\n", "\ufeff- id: a\n- id: b\n"),
        ("- id: a\n# 尾\n", "- id: a\n# 尾\n- id: b\n"),
    ],
)
def test_appending(text: str, made: str) -> None:
    assert append_record(text, {"id": "b"}) == made


def test_appending_to_what_cannot_take_it() -> None:
    with pytest.raises(ValueError, match="flow"):
        append_record("[{id: a}]\n", {"id": "b"})
    with pytest.raises(ValueError, match="list"):
        append_record("a: 1\n", {"id": "b"})


@pytest.mark.parametrize(
    ("text", "index", "made"),
    [
        ("- id: a\n  n: |\n    x\n\n# b\n- id: b\n", 0, "\n# b\n- id: b\n"),
        ("-\n  id: a\n-\n  id: b\n", 0, "-\n  id: b\n"),
        ("- id: a\n- {id: b}\n- id: c", 1, "- id: a\n- id: c"),
        ("\ufeff- id: a\r\n- id: b\r\n", 0, "\ufeff- id: b\r\n"),
    ],
)
def test_removing(text: str, index: int, made: str) -> None:
    assert remove_record(text, index) == made


ROUND = """\
round: 2026-self   # 轮次
findings:
  # ── 1 依法履职
  # 1.1 网上办理
  "1.1": {done: 9, of: 10}   # 导出
  # 1.2 公开
  # "1.2": {met: true}
  '1.3':
    has: [甲,
      乙]
    note: |
      说明
  # 1.4 最后
# 一票否决
vetoes: {V1: false}
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        (
            {"1.1": {"done": Bare("10"), "of": Bare("10")}},
            "{done: 9, of: 10}",
            "{done: 10, of: 10}",
        ),
        ({"1.1": DROP}, '  "1.1": {done: 9, of: 10}   # 导出\n', ""),
        (
            {"1.3": {"has": []}},
            "  '1.3':\n    has: [甲,\n      乙]\n    note: |\n      说明\n",
            "  '1.3': {has: []}\n",
        ),
        ({"1.2": {"met": Bare("true")}}, "{met: true}\n", '{met: true}\n  "1.2": {met: true}\n'),
        ({"9": {"value": Bare("65%")}}, "      说明\n", '      说明\n  "9": {value: 65%}\n'),
        ({"9": DROP}, "", ""),
    ],
)
@pytest.mark.parametrize("crlf", [False, True])
def test_entries_of_a_map(changes: dict[str, Any], old: str, new: str, crlf: bool) -> None:
    made = ROUND.replace(old, new) if old else ROUND
    text = ROUND.replace("\n", "\r\n") if crlf else ROUND
    assert apply_edits(text, [MapEdit(("findings",), changes)]) == (
        made.replace("\n", "\r\n") if crlf else made
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("findings:\nvetoes: {}\n", 'findings:\n  "1": {met: true}\nvetoes: {}\n'),
        (
            "findings: {}   # 空\nvetoes: {}\n",
            'findings:    # 空\n  "1": {met: true}\nvetoes: {}\n',
        ),
        ('findings:\n    # "1": {met: false}\n    # 尾\n', None),
        ('findings: {"2": {met: false}}\n', 'findings: {"2": {met: false}, "1": {met: true}}\n'),
        ("round: x", 'round: x\nfindings:\n  "1": {met: true}'),
        ("", 'findings:\n  "1": {met: true}\n'),
    ],
)
def test_the_first_entry_of_a_map(text: str, made: str | None) -> None:
    found = apply_edits(text, [MapEdit(("findings",), {"1": {"met": Bare("true")}})])
    made = made or 'findings:\n    # "1": {met: false}\n    "1": {met: true}\n    # 尾\n'
    assert found == made
    assert data(found)["findings"]["1"] == {"met": "true"}


@pytest.mark.parametrize("text", ["- 1\n", "findings: [1]\n", "findings: 无\n"])
def test_what_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="map"):
        apply_edits(text, [MapEdit(("findings",), {"1": {"met": "true"}})])


def test_a_map_that_loses_all_entries_reads_as_blank() -> None:
    made = apply_edits('findings:\n  "1": {met: true}\n', [MapEdit(("findings",), {"1": DROP})])
    assert made == "findings:\n"


TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029\ufeff\ufffe\uffff"
    ),
    min_size=1,
).filter(str.strip)
VALUES = st.one_of(
    TEXTS,
    st.lists(TEXTS, max_size=3),
    st.lists(st.dictionaries(TEXTS, TEXTS, min_size=1), max_size=2),
)


@given(st.dictionaries(st.sampled_from(["title", "note", "new", "proves"]), VALUES, min_size=1))
def test_any_value_reads_back_and_touches_nothing_else(changes: dict[str, Any]) -> None:
    for text in (REGISTER, REGISTER.replace("\n", "\r\n")):
        before, after = data(text), data(apply_edits(text, [Edit(0, changes)]))
        assert after[1:] == before[1:]
        assert after[0] == before[0] | changes


@given(
    st.dictionaries(
        st.sampled_from(["1.1", "1.2", "1.3", "7"]),
        st.one_of(st.just(DROP), st.dictionaries(TEXTS, TEXTS, min_size=1)),
    )
)
def test_any_finding_reads_back(changes: dict[str, Any]) -> None:
    before, after = data(ROUND), data(apply_edits(ROUND, [MapEdit(("findings",), changes)]))
    kept = {code: entry for code, entry in before["findings"].items() if code not in changes}
    wanted = kept | {code: entry for code, entry in changes.items() if entry is not DROP}
    assert after.get("findings", {}) == wanted
    assert after["vetoes"] == before["vetoes"]
