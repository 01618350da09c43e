"""A file as its records: editing one gives, byte for byte, what editing the whole file gives."""

from __future__ import annotations

import random
from typing import Any

import pytest

from scoring.storage import (
    DROP,
    Bare,
    Edit,
    MapEdit,
    RecordFile,
    append_record,
    apply_edits,
    remove_record,
    version,
)
from scoring.storage.records import LIST, Section
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
        assert RecordFile.of("register", text).with_record(record).text == append_record(
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
    import yaml

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
