"""Splicing: the lines of one record change, every other byte stays as a person left it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
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
from scoring.storage.splice import nested_edits, replaced_value, value_edits, written_value
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


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            'findings:\n  "2": {met: false}\n  # "1": {met: true}\nvetoes: {}\n',
            'findings:\n  "2": {met: false}\n  # "1": {met: true}\n  "1": {met: true}\nvetoes: {}\n',
        ),
        (
            "findings:\n  \"2\": {met: false}\n  # '1': {met: true}\n  # 尾\n",
            'findings:\n  "2": {met: false}\n  # \'1\': {met: true}\n  "1": {met: true}\n  # 尾\n',
        ),
        (
            'findings:\n  "2": {met: false}\nvetoes:\n  # "1": {met: true}\n  V1: false\n',
            'findings:\n  "2": {met: false}\n  "1": {met: true}\nvetoes:\n  # "1": {met: true}\n  V1: false\n',
        ),
        (
            'findings:\n  "2": {met: false}\nkind: self\nvetoes:\n  # "1": {met: true}\n',
            'findings:\n  "2": {met: false}\n  "1": {met: true}\nkind: self\nvetoes:\n  # "1": {met: true}\n',
        ),
        (
            'findings:\n# "1": {met: true}\nvetoes: {}\n',
            'findings:\n# "1": {met: true}\n  "1": {met: true}\nvetoes: {}\n',
        ),
        (
            "findings:\n# 还没有\n\nvetoes: {}\n",
            'findings:\n  "1": {met: true}\n# 还没有\n\nvetoes: {}\n',
        ),
        (
            'findings:\n  "2": {note: |\n    # "1": {met: true}\n    }\n',
            None,
        ),
        (
            'findings:\n  "2":\n    note: |\n      # "1": {met: true}\n      字\n    met: true\n',
            'findings:\n  "2":\n    note: |\n      # "1": {met: true}\n      字\n    met: true\n'
            '  "1": {met: true}\n',
        ),
    ],
    ids=[
        "the last line of its section",
        "in other quotes",
        "in the next section",
        "in the last section",
        "as far left as the key",
        "no form at all",
        "no YAML",
        "inside a text",
    ],
)
def test_a_new_entry_goes_below_its_blank_form_where_its_section_has_one(
    text: str, made: str | None
) -> None:
    edits = [MapEdit(("findings",), {"1": {"met": Bare("true")}})]
    if made is None:
        with pytest.raises(yaml.YAMLError):
            apply_edits(text, edits)
    else:
        assert apply_edits(text, edits) == made
        assert data(made)["findings"]["1"] == {"met": "true"}


def test_an_entry_of_a_new_map_is_written_as_people_read_it() -> None:
    made = apply_edits("round: x\n", [MapEdit(("parts",), {"县司法局": [{"do": "assign"}]})])
    assert made == 'round: x\nparts:\n  "县司法局":\n  - {do: assign}\n'
    assert data(made)["parts"] == {"县司法局": [{"do": "assign"}]}


def test_a_new_entry_is_written_as_people_read_it() -> None:
    text = "parts:\n  县司法局: [{do: assign}]\n"
    made = apply_edits(text, [MapEdit(("parts",), {"县教育局": [{"do": "assign"}]})])
    assert made == text + '  "县教育局":\n  - {do: assign}\n'


def test_a_map_in_a_map_has_to_be_there() -> None:
    text = "a:\n  b:\n    c: 1\n"
    assert apply_edits(text, [MapEdit(("a", "b"), {"d": "2"})]) == (
        'a:\n  b:\n    c: 1\n    "d": "2"\n'
    )
    for path in (("a", "x"), ("x", "b")):
        with pytest.raises(ValueError, match="no such map"):
            apply_edits(text, [MapEdit(path, {"d": "2"})])
    with pytest.raises(ValueError, match="not a map"):
        apply_edits("a: {b: {c: 1}}\n", [MapEdit(("a", "b"), {"d": "2"})])


def test_what_stands_in_brackets_keeps_its_text_when_more_is_added() -> None:
    """Blanks and quotes inside of a list in brackets are a person's."""
    old = "[ {indicator:  \"1.1\", item: '清单'} ]"
    proofs = [{"indicator": "1.1", "item": "清单"}, {"indicator": Quoted("1.2")}]
    new = '[ {indicator:  "1.1", item: \'清单\'}, {indicator: "1.2"} ]'
    for text in (f"- id: E1\n  proves: {old}\n", f"- {{id: E1, proves: {old}}}\n"):
        assert apply_edits(text, [Edit(0, {"proves": proofs})]) == text.replace(old, new)
    other = apply_edits(f"- {{id: E1, proves: {old}}}\n", [Edit(0, {"proves": proofs[1:]})])
    assert other == '- {id: E1, proves: [{indicator: "1.2"}]}\n'


def test_items_of_a_list_keep_their_comments_when_others_come_and_go() -> None:
    text = "- id: E1\n  proves:\n  - {a: 1}   # 甲\n  - {a: 2}   # 乙\n  - {a: 3}   # 丙\n"
    made = apply_edits(text, [Edit(0, {"proves": [{"a": "3"}, {"a": "1"}, {"a": "4"}]})])
    assert made == ('- id: E1\n  proves:\n  - {a: 3}   # 丙\n  - {a: 1}   # 甲\n  - {a: "4"}\n')
    torn = apply_edits(text.rstrip("\n"), [Edit(0, {"proves": [{"a": "3"}, {"a": "4"}]})])
    assert torn == '- id: E1\n  proves:\n  - {a: 3}   # 丙\n  - {a: "4"}'


TREE = "levels: [一级]\nindicators:\n- code: a\n  children:\n  - {code: b}\n  - code: c   # 丙\n"


@pytest.mark.parametrize(
    "text",
    [TREE, TREE.replace("\n", "\r\n"), "\ufeff" + TREE, TREE.removesuffix("\n")],
    ids=["as people write it", "windows", "with a mark", "torn"],
)
def test_a_map_deep_inside_gets_other_values(text: str) -> None:
    path = ("indicators", 0, "children", 1)
    made = nested_edits(
        text,
        [
            (path, {"code": "d", "points": Bare("2")}),
            ((), {"id": "x", "title": "y", "issuer": "z"}),
        ],
    )
    assert made.startswith(text[: text.index("code: c")])
    assert "code: d   # 丙" in made
    assert made.endswith("\n") == text.endswith("\n")
    assert made.count("\r\n") in (0, made.count("\n"))
    after = data(made.removeprefix("\ufeff"))
    assert after["indicators"][0]["children"] == [{"code": "b"}, {"code": "d", "points": "2"}]
    assert after["id"] == "x"


@pytest.mark.parametrize(
    "path",
    [
        ("none",),
        ("indicators",),
        ("indicators", 1),
        ("indicators", "a"),
        ("levels", 0),
        ("indicators", 0, "code", 0),
    ],
)
def test_a_path_that_leads_to_no_map_is_refused(path: tuple[str | int, ...]) -> None:
    with pytest.raises(ValueError, match="not a map"):
        nested_edits(TREE, [(path, {"code": "d"})])


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "changes", "made"),
    [
        ('"1.1": {met: true}', {"met": Bare("false")}, '"1.1": {met: false}'),
        ('  "1.1":', {"met": Bare("true"), "x": DROP}, '  "1.1": {met: true}'),
        ('"1.1": {}', {"met": Bare("true")}, '"1.1": {met: true}'),
        ('"1.1": 无', {"met": Bare("true")}, '"1.1": {met: true}'),
        ('"1.1":\n  met: true', {"note": "甲"}, '"1.1":\n  met: true\n  note: 甲'),
    ],
)
def test_one_entry_alone_gets_other_values_and_keeps_its_end(
    text: str, changes: dict[str, Any], made: str, end: str
) -> None:
    inside = end or "\n"
    if end == "\r\n" or "\n" not in text:
        text, made = text.replace("\n", inside), made.replace("\n", inside)
    assert value_edits(text + end, changes) == made + end


def test_one_entry_alone_gets_another_value() -> None:
    assert replaced_value('"1.1": 无', "有") == '"1.1": 有'
    assert replaced_value('"1.1": 无   # 说明\r\n', "有") == '"1.1": 有   # 说明\r\n'


@pytest.mark.parametrize("text", ["- a\n", "a: 1\nb: 2\n", "", "甲"])
def test_what_is_not_one_entry_is_refused(text: str) -> None:
    for edit in (
        lambda: value_edits(text, {"met": "true"}),
        lambda: replaced_value(text, "x"),
        lambda: written_value(text),
    ):
        with pytest.raises(ValueError, match="not one entry"):
            edit()


@pytest.mark.parametrize(
    "text",
    [
        "{done: 96, of: 100, note: 以系统导出为准}",
        '{code: "1.1", share: 96%}',
        "[{on: 2026-09-01, do: open}, {files: [a, '1']}]",
        "true",
        '"true"',
    ],
)
def test_an_entry_is_written_elsewhere_as_it_was(text: str) -> None:
    value = written_value(f'"1.1": {text}')
    made = apply_edits('findings:\n  "1": {met: true}\n', [MapEdit(("findings",), {"1.1": value})])
    assert data(made)["findings"]["1.1"] == data(f"x: {text}")["x"]
    assert made.splitlines()[2:] == (
        [f'  "1.1": {text}']
        if not text.startswith("[")
        else ['  "1.1":', "  - {on: 2026-09-01, do: open}", '  - {files: [a, "1"]}']
    )


@pytest.mark.parametrize("text", ["", "[]\n", "[{id: a}]\n", "a: 1\n"])
def test_what_is_no_list_one_below_the_other_loses_no_record(text: str) -> None:
    with pytest.raises(ValueError, match="not a list"):
        remove_record(text, 0)


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
