"""A file as its records: editing one gives, byte for byte, what editing the whole file gives."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import yaml

from scoring.problems import CannotError
from scoring.storage import (
    DROP,
    Bare,
    Edit,
    IrregularError,
    MapEdit,
    RecordFile,
    append_record,
    apply_edits,
    records,
    remove_record,
    version,
)
from scoring.storage.records import LIST, BrokenFileError, Section, plain, read_back, safely
from scoring.yamlio import parse

REGISTER = """\
# 登记表
- id: E0001
  file: files/甲.pdf   # 原件在三楼
  date: 2026-03-21
  proves:
  - {indicator: "1.1", item: 清单}
  - {indicator: "1.2"}

# 下面是第二批
- id: E0002
  title: |
    第一行
    # 这不是注释
    - 这不是记录
  unit: 县司法局
- {id: E0003, unit: 县司法局, proves: [{indicator: "1.1"}]}
- id: E0004
  title: "跨行的
    题名"
  unit: 县公安局
"""
ROUND = """\
round: 2026-self
kind: self   # 自评
findings:
  # 先填这些
  "1.1": {done: 96, of: 100, note: 以系统导出为准}   # 已核
  "1.2":
    met: true
    note: 已公开
  # "1.3": {met: true}
  "1.4": {not_applicable: 本级无此职权}

  # 以下未填
  # "2.1": {grade: 优}
vetoes: {V1: false}
parts:
  县司法局: [{on: 2026-11-01, do: assign, by: 甲}]
"""
VALUES: tuple[Any, ...] = (
    "县司法局",
    "a: b",
    "是",
    DROP,
    ["甲", "乙"],
    {"state": "accepted", "by": "甲"},
    "1.10",
    "# 号",
)


def variants(text: str) -> list[str]:
    windows = text.replace("\n", "\r\n")
    deeper = "".join(f"  {line}" for line in text.splitlines(keepends=True))
    return [text, windows, text.removesuffix("\n"), "\ufeff" + text, deeper]


@pytest.mark.parametrize("text", variants(REGISTER))
def test_a_list_is_cut_into_its_records_and_put_together_again(text: str) -> None:
    file = RecordFile.of("register", text)
    assert file.text == text
    assert not file.whole
    assert list(file.keys) == ["E0001", "E0002", "E0003", "E0004"]
    data, _, _ = parse(text.removeprefix("\ufeff"), "register")
    assert list(file.data().values()) == data


@pytest.mark.parametrize("text", variants(REGISTER)[:4])
def test_fields_of_a_record_are_changed_as_in_the_whole_file(text: str) -> None:
    chance = random.Random(text)
    for _ in range(300):
        file = RecordFile.of("register", text)
        at = chance.randrange(4)
        keys = chance.sample(
            ["unit", "title", "date", "proves", "note", "file"], chance.randint(1, 3)
        )
        changes = {key: chance.choice(VALUES) for key in keys}
        try:
            whole = apply_edits(text, [Edit(at, changes)])
        except ValueError:
            continue
        assert file.with_fields(f"E000{at + 1}", changes).text == whole


def test_a_record_is_added_and_removed_as_in_the_whole_file() -> None:
    record = {"id": "E0009", "unit": "县司法局", "proves": [{"indicator": "1.1"}]}
    for text in (*variants(REGISTER), "", "# 空\n", "[]\n"):
        assert RecordFile.of("register", text).with_records([record]).text == append_record(
            text, record
        )
    for text in variants(REGISTER)[:4]:
        for at in range(4):
            assert RecordFile.of("register", text).without(f"E000{at + 1}").text == remove_record(
                text, at
            )


@pytest.mark.parametrize("text", variants(ROUND)[:4])
def test_findings_are_changed_as_in_the_whole_file(text: str) -> None:
    file = RecordFile.of("round", text, ("findings",))
    assert file.text == text
    assert not file.whole
    assert list(file.keys) == ["1.1", "1.2", "1.4"]
    values = (
        {"done": Bare("40"), "of": Bare("100")},
        {"met": True},
        {"score": Bare("1.5"), "reason": "缺页：两份"},
        DROP,
    )
    for code in ("1.1", "1.2", "1.3", "1.4", "2.1", "9"):
        for value in values:
            if value is DROP and code not in file.keys:
                continue
            whole = apply_edits(text, [MapEdit(("findings",), {code: value})])
            assert file.with_value(code, value).text == whole


def test_a_field_of_a_finding_leaves_the_others_as_they_are_written() -> None:
    file = RecordFile.of("round", ROUND, ("findings",))
    text = file.with_fields("1.1", {"done": Bare("97")}).with_fields("1.2", {"note": DROP}).text
    assert (
        '"1.1": {done: 97, of: 100, note: 以系统导出为准}   # 已核\n  "1.2":\n    met: true\n  # '
        '"1.3"' in text
    )


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        (("parts",), ["县司法局"]),
        ((), ["round", "kind", "findings", "vetoes", "parts"]),
        (("vetoes",), ["V1"]),
    ],
)
def test_other_maps_of_a_round(section: Section, keys: list[str]) -> None:
    file = RecordFile.of("round", ROUND, section)
    assert file.text == ROUND
    assert list(file.keys) == keys


def test_a_key_of_the_file_itself() -> None:
    file = RecordFile.of("round", ROUND, ())
    assert file.with_value("kind", "mock").text == ROUND.replace("kind: self", "kind: mock")
    assert RecordFile.of("round", ROUND, ("vetoes",)).with_value("V1", True).text == ROUND.replace(
        "false", "true"
    )
    added = file.with_value("basis", "2026-self").text
    assert parse(added, "round")[0] == {**parse(ROUND, "round")[0], "basis": "2026-self"}


HIDDEN = """\
- id: E0001
  title: "开头
- id: E0002
  unit: 引号里的
- 结尾"
- id: E0003
  unit: 县司法局
"""


@pytest.mark.parametrize("text", [HIDDEN, "[{id: E0001, unit: 甲}, {id: E0003, unit: 乙}]\n"])
def test_what_a_quotation_mark_or_a_bracket_hides_is_no_record(text: str) -> None:
    file = RecordFile.of("register", text)
    assert file.whole
    assert list(file.keys) == ["E0001", "E0003"]
    changed = file.with_fields("E0003", {"unit": "县公安局"}).text
    assert parse(changed, "r")[0] == [parse(text, "r")[0][0], {"id": "E0003", "unit": "县公安局"}]


def test_the_version_is_of_the_record_alone() -> None:
    file = RecordFile.of("register", REGISTER, LIST)
    before = {key: file.record(key).version for key in file.keys}
    changed = file.with_fields("E0002", {"unit": "县公安局"})
    after = {key: changed.record(key).version for key in changed.keys}
    assert [key for key in before if before[key] != after[key]] == ["E0002"]
    assert before["E0001"] == version(file.record("E0001").text)
    moved = RecordFile.of("register", REGISTER.replace("# 下面是第二批", "# 另一句话"), LIST)
    assert {key: moved.record(key).version for key in moved.keys} == before


def test_what_was_read_before_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    file = RecordFile.of("register", REGISTER)
    parsed: list[str] = []
    real = yaml.compose
    monkeypatch.setattr(
        yaml, "compose", lambda text, **more: parsed.append(text) or real(text, **more)
    )
    again = RecordFile.of("register", REGISTER.replace("县公安局", "县财政局"), LIST, file)
    assert list(again.keys) == list(file.keys)
    assert len(parsed) == 1


@pytest.mark.parametrize(("text", "section"), [(REGISTER, LIST), (ROUND, ("findings",))])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_what_an_edit_leaves_alone_is_taken_over_in_text_and_in_bytes(
    text: str, section: Section, bom: str
) -> None:
    draw = random.Random(13)
    file = RecordFile.of("x.yaml", bom + text, section)
    assert file.raw == (bom + text).encode("utf-8")  # from here on the bytes are kept as well
    keys = [key for key in file.keys if file.record(key) is not None]
    for _ in range(80):
        file = file.with_fields(draw.choice(keys), {"note": "补" * draw.randint(0, 6) + "é"})
        assert file.text == bom + "".join(piece.text for piece in file.pieces)
        assert file.raw == file.text.encode("utf-8")


def test_several_records_are_added_to_a_list_in_its_own_way() -> None:
    new = [{"id": f"E000{number}", "unit": "县司法局"} for number in (7, 8, 9)]
    for text in (REGISTER, REGISTER.removesuffix("\n"), "", "# 空\n", HIDDEN):
        after = RecordFile.of("register", text).with_records(new)
        assert parse(after.text, "register")[0] == (parse(text, "register")[0] or []) + new
        assert after.text.startswith(text)
    assert RecordFile.of("register", REGISTER).with_records([]).text == REGISTER


WHOLE_ROUND = 'round: 2026-self\nfindings: {"1.1": {done: 96, of: 100}, "1.2": {met: true}}\n'


def test_a_section_in_brackets_is_changed_entry_by_entry() -> None:
    file = RecordFile.of("round", WHOLE_ROUND, ("findings",))
    assert file.whole
    assert file.data() == {"1.1": {"done": "96", "of": "100"}, "1.2": {"met": "true"}}
    stored = file.record("1.1")
    assert stored is not None
    assert (stored.text, stored.data) == ('"1.1": {done: 96, of: 100}', {"done": "96", "of": "100"})
    assert file.text_of("1.2") == '"1.2": {met: true}'
    assert file.text_of("1.3") is None
    assert file.record("1.3") is None
    changed = file.with_fields("1.1", {"done": Bare("97"), "of": DROP, "note": "复核"})
    assert changed.data()["1.1"] == {"done": "97", "note": "复核"}
    assert changed.data()["1.2"] == {"met": "true"}
    assert changed.text.startswith("round: 2026-self\n")
    noted = file.with_fields("1.1", {"note": "复核"})
    assert noted.data()["1.1"] == {"done": "96", "of": "100", "note": "复核"}
    assert file.without("1.1").data() == {"1.2": {"met": "true"}}
    assert file.with_value("1.3", {"met": Bare("false")}).data()["1.3"] == {"met": "false"}


@pytest.mark.parametrize(
    ("text", "section", "keys"),
    [
        ("[{id: E0001}, 甲, {unit: 乙}]\n", LIST, ["E0001", ""]),
        ("甲\n", LIST, []),
        ("{a: 1\n", LIST, []),
        ("findings: 3\n", ("findings",), []),
        ("findings:\n  - a: 1\n", ("findings",), []),
        ("- a: 1\n", (), []),
        ("findings: {}\n", ("findings",), []),
        ("{a: 1}\n", (), ["a"]),
    ],
)
def test_a_file_that_cannot_be_cut_has_the_records_that_it_has(
    text: str, section: Section, keys: list[str]
) -> None:
    file = RecordFile.of("x", text, section)
    assert file.whole
    assert file.text == text
    assert list(file.keys) == keys
    assert set(file.data()) == set(keys)


def test_the_text_of_a_record_is_put_back_as_it_was() -> None:
    for text in variants(REGISTER)[:4]:
        file = RecordFile.of("register", text)
        for key in ("E0001", "E0002", "E0004"):
            old = file.text_of(key)
            assert old is not None
            changed = file.with_fields(key, {"unit": "乡镇", "note": "补"})
            assert changed.text != text
            assert changed.with_text(key, old).text == text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_a_record_that_is_gone_is_put_at_the_end(newline: str, end: bool) -> None:
    text = f"- id: E0001{newline}  unit: 甲" + (newline if end else "")
    after = RecordFile.of("register", text).with_text("E0002", "- id: E0002")
    assert after.text == f"- id: E0001{newline}  unit: 甲{newline}- id: E0002{newline}"
    assert RecordFile.of("register", "").with_text("E0002", "- id: E0002").text == ("- id: E0002\n")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            'findings:\n  "1.1": {met: true}\nvetoes: {V1: false}\n',
            'findings:\n  "1.1": {met: true}\n  "1.2": {done: 96, of: "100"}\nvetoes: {V1: false}\n',
        ),
        (
            "round: a\n",
            'round: a\nfindings:\n  "1.2": {done: 96, of: "100"}\n',
        ),
        (
            'findings: {"1.1": {met: true}}\n',
            'findings: {"1.1": {met: true}, "1.2": {done: 96, of: "100"}}\n',
        ),
    ],
    ids=["a section", "no section yet", "a section in brackets"],
)
def test_an_entry_that_is_gone_is_put_in_as_it_was_written(text: str, after: str) -> None:
    file = RecordFile.of("round", text, ("findings",))
    assert file.with_text("1.2", '  "1.2": {done: 96, of: "100"}').text == after


def test_a_record_of_a_list_that_cannot_be_cut_is_not_put_back() -> None:
    file = RecordFile.of("register", HIDDEN)
    for key in ("E0003", "E0009"):
        with pytest.raises(IrregularError):
            file.with_text(key, "- id: E0003")


def test_what_two_states_of_a_file_have_in_common_shows_in_their_records() -> None:
    file = RecordFile.of("register", REGISTER)
    later = file.with_fields("E0002", {"unit": "乡镇"})
    common = later.in_common(file)
    assert common is not None
    start, end = common  # in bytes
    assert later.raw[:start] == file.raw[:start]
    assert later.raw[len(later.raw) - end :] == file.raw[len(file.raw) - end :]
    assert file.raw[start:].startswith(b"- id: E0002")
    assert file.raw[len(file.raw) - end :].startswith(b"- {id: E0003")
    several = later.with_fields("E0001", {"unit": "乡镇"}).in_common(file)
    assert several is not None
    assert file.raw[several[0] :].startswith(b"- id: E0001")
    assert several[1] == end


def test_states_with_other_records_have_nothing_in_common_that_would_show() -> None:
    file = RecordFile.of("register", REGISTER)
    assert file.in_common(file) is None, "nothing differs"
    assert file.without("E0001").in_common(file) is None
    assert file.with_records([{"id": "E0009"}]).in_common(file) is None
    round_ = RecordFile.of("round", ROUND, ("findings",))
    assert RecordFile.of("round", ROUND, ("vetoes",)).in_common(round_) is None


def test_a_file_of_which_many_records_changed_was_cut_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(records, "MOST_COMPARED", 2)
    file = RecordFile.of("register", REGISTER)
    two = file.with_fields("E0001", {"unit": "乡镇"}).with_fields("E0004", {"unit": "乡镇"})
    assert two.in_common(file) is not None
    assert two.with_fields("E0002", {"unit": "乡镇"}).in_common(file) is None


def test_a_record_that_does_not_read_as_it_was_meant_is_refused() -> None:
    file = RecordFile.of("register", REGISTER)
    read_back(file, "E0004", {"id": "E0004", "title": "跨行的 题名", "unit": "县公安局", "x": None})
    for key, meant in (
        ("E0004", {"id": "E0004", "title": "跨行的 题名"}),
        ("E0009", {"id": "E0009"}),
    ):
        with pytest.raises(IrregularError, match="register"):
            read_back(file, key, meant)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (yaml.YAMLError(), BrokenFileError),
        (ValueError(), IrregularError),
        (KeyError(), IrregularError),
        (TypeError(), IrregularError),
    ],
)
def test_an_edit_that_cannot_be_made_names_the_file(
    error: Exception, told: type[CannotError]
) -> None:
    def failing() -> RecordFile:
        raise error

    with pytest.raises(told, match="evidence/register") as refused:
        safely(failing, "evidence/register.yaml")
    assert (refused.value.kind == "unreadable") == (told is BrokenFileError)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (96, "96"),
        (1.5, "1.5"),
        (Fraction(3, 2), "3/2"),
        (date(2026, 3, 21), "2026-03-21"),
        (Bare("96%"), "96%"),
        ({"a": 1, "b": None, 2: ("甲", True)}, {"a": "1", "2": ["甲", "true"]}),
        (DROP, DROP),
        (None, None),
    ],
)
def test_a_value_as_a_file_holds_it(value: Any, text: Any) -> None:
    assert plain(value) == text


def test_a_finding_all_of_whose_fields_go_is_gone_unless_others_come() -> None:
    file = RecordFile.of("round", ROUND, ("findings",))
    gone = {"met": DROP, "note": DROP}
    assert "1.2" not in file.with_fields("1.2", gone).keys
    replaced = file.with_fields("1.2", {**gone, "done": Bare("1"), "of": Bare("2")})
    assert replaced.data()["1.2"] == {"done": "1", "of": "2"}
    assert list(replaced.keys) == ["1.1", "1.2", "1.4"]


def test_an_entry_in_brackets_that_holds_nothing_is_no_record_and_shifts_none() -> None:
    text = 'findings: {"1.1": , "1.2": {met: true}, "1.3": {}}\n'
    file = RecordFile.of("round", text, ("findings",))
    assert file.text_of("1.1") is None
    assert file.text_of("1.2") == '"1.2": {met: true}'
    assert file.with_fields("1.3", {"met": Bare("true")}).text == text.replace(
        '"1.3": {}', '"1.3": {met: true}'
    )
    listed = RecordFile.of("register", "[{unit: 甲}, 乙, {unit: 丙, id: E0003}]\n")
    assert listed.text_of("E0003") == "{unit: 丙, id: E0003}"


def test_a_record_of_a_file_that_names_what_is_nowhere_is_refused_with_its_file() -> None:
    """The alias stands behind the record: what comes before it could be read."""
    file = RecordFile.of("rounds/a.yaml", 'findings:\n  "1.1": {met: true}\nx: *y\n', ("findings",))
    with pytest.raises(BrokenFileError, match="rounds/a"):
        file.record("1.1")
