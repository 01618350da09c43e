"""The index of the journal answers as reading the whole journal would, and goes on where it
stopped.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scoring.storage.journal_index import JournalIndex, bare_key, index_of, names_of


def lines(path: Path, *entries: dict[str, object], end: str = "\n") -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(entry, ensure_ascii=False) + end for entry in entries)


def change(key: str, by: str = "陈晓芸") -> dict[str, object]:
    texts = {"rounds/a.yaml": {f"findings/{key}": "x"}}
    return {"by": by, "do": f"finding {key}", "records": [key], "before": {}, "after": texts}


def test_a_record_is_answered_by_its_own_lines_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"), change("1.2"), change("1.1", "王建平"))
    index = JournalIndex(path)
    assert [entry["by"] for entry in index.of("1.1")] == ["王建平", "陈晓芸"]
    assert [entry["by"] for entry in index.of("1.1", newest=False)] == ["陈晓芸", "王建平"]
    assert list(index.of("9.9")) == []
    assert index.mentions()[1].names == ("rounds/a.yaml#findings/1.2",)


def test_what_was_appended_is_there_at_the_next_question(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    index = JournalIndex(path)
    assert index.mentions() == []
    lines(path, change("1.1"))
    assert len(list(index.of("1.1"))) == 1
    lines(path, change("1.1"))
    assert len(list(index.of("1.1"))) == 2


def test_a_line_that_is_still_being_written_waits(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    index = JournalIndex(path)
    lines(path, change("1.1"), change("1.2"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert len(index.mentions()) == 1
    path.write_bytes(whole)
    assert len(index.mentions()) == 2


def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"))
    with path.open("ab") as stream:
        stream.write(b"\xff{not json\n[1]\n")
    lines(path, change("1.2"))
    index = JournalIndex(path)
    assert [len(line.names) for line in index.mentions()] == [1, 1]
    assert index.entry(1) == change("1.2")
    assert index.entry(2) is None
    assert index.entry(-1) is None


@pytest.mark.parametrize("shorter", [True, False], ids=["cut", "replaced"])
def test_a_journal_that_was_put_back_is_read_anew(tmp_path: Path, shorter: bool) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"), change("1.2"))
    index = JournalIndex(path)
    index.mentions()
    path.unlink()
    lines(path, change("2.1"), *([] if shorter else [change("2.2"), change("2.3")]))
    assert list(index.of("1.1")) == []
    assert len(list(index.of("2.1"))) == 1


def test_a_journal_of_the_same_length_in_its_place_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"), change("1.2"))
    index = JournalIndex(path)
    index.mentions()
    size = path.stat().st_size
    lines(tmp_path / "restored", change("2.1"), change("2.2"))
    (tmp_path / "restored").replace(path)
    assert path.stat().st_size == size
    assert list(index.of("1.1")) == []
    assert len(list(index.of("2.2"))) == 1


def test_a_journal_that_began_with_a_line_nobody_can_read_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"not json\n")
    index = JournalIndex(path)
    assert index.mentions() == []
    path.unlink()
    lines(path, change("1.1"))
    assert len(list(index.of("1.1"))) == 1


def test_a_journal_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"))
    index = JournalIndex(path)
    assert index.numbers("1.1") == {0}
    path.unlink()
    assert index.mentions() == []
    assert index.numbers("1.1") == frozenset()


def test_nothing_is_read_again_while_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.jsonl"
    lines(path, change("1.1"))
    index = JournalIndex(path)
    index.mentions()
    os.utime(path)
    monkeypatch.setattr(index, "_go_on", lambda _: pytest.fail("read again"))
    assert len(index.mentions()) == 1


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        (
            {
                "before": {"rounds/a.yaml": {"findings/1.1": "x", "findings/1.2": "x"}},
                "after": {
                    "rounds/a.yaml": {"findings/1.1": "y"},
                    "evidence/register.yaml": {"E0001": "z"},
                },
                "records": ["1.1", "1.2", "E0001"],
            },
            [
                "rounds/a.yaml#findings/1.1",
                "rounds/a.yaml#findings/1.2",
                "evidence/register.yaml#E0001",
            ],
        ),
        ({"records": ["E0001", "1.2"]}, ["/E0001", "/1.2"]),
        ({"before": {}, "after": None, "records": ["E0001"]}, ["/E0001"]),
        ({"after": {"a.yaml": "no map"}}, []),
        ({"records": None}, []),
        ({}, []),
    ],
    ids=["with texts", "without texts", "empty", "not ours", "no records", "nothing"],
)
def test_a_line_names_its_records_by_file_and_address_where_it_holds_their_texts(
    entry: dict[str, object], names: list[str]
) -> None:
    assert names_of(entry) == names


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("rounds/a.yaml#findings/1.1", "1.1"),
        ("rectification.yaml#R0001", "R0001"),
        ("rounds/a.yaml#/window", "window"),
        ("/E0001", "E0001"),
        ("/rounds/a.yaml", "a.yaml"),
    ],
)
def test_the_bare_key_of_a_record(name: str, key: str) -> None:
    assert bare_key(name) == key


def piece(by: str, before: str, after: str, do: str = "evidence scan") -> dict[str, object]:
    file = "evidence/register.yaml"
    sides = {"before": {file: {"E0001": before}}, "after": {file: {"E0001": after}}}
    return {"by": by, "do": do, "records": ["E0001"], **sides}


def test_who_brought_a_record_in(tmp_path: Path) -> None:
    """Not who changed it later. A number that is given out again is another record; who only put
    back what was taken out did not supply it."""
    path = tmp_path / "journal.jsonl"
    index = JournalIndex(path)

    def entered() -> str:
        return index.entered_by("evidence/register.yaml", "E0001")

    assert entered() == ""
    lines(path, piece("陈晓芸", "", "x"), piece("王建平", "x", "y", "evidence review"))
    assert entered() == "陈晓芸"
    lines(path, piece("李明", "y", "", "undo evidence scan"))
    lines(path, piece("李明", "", "y", "undo undo evidence scan"))
    assert entered() == "陈晓芸"
    lines(path, piece("李明", "y", "", "undo evidence scan"), piece("周立", "", "z"))
    assert entered() == "周立"
    assert index.entered_by("rounds/a.yaml", "E0001") == ""


def test_lines_that_hold_no_texts_bring_nothing_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    odd: dict[str, object] = {"by": "甲", "do": "x", "before": [], "after": {"a.yaml": "text"}}
    lines(path, odd, {"by": "甲", "do": "x", "after": ["a"]}, {"by": "甲", "records": ["E0001"]})
    assert JournalIndex(path).entered_by("a.yaml", "E0001") == ""


def test_a_journal_has_one_index_in_a_process(tmp_path: Path) -> None:
    assert index_of(tmp_path / "journal.jsonl") is index_of(tmp_path / "journal.jsonl")


def test_who_put_another_file_in(tmp_path: Path) -> None:
    """Other words about a piece are no other file; a record of the same number starts anew."""
    path = tmp_path / "journal.jsonl"
    index = JournalIndex(path)
    first, second = (f"- id: E0001\n  sha256: {mark * 64}\n" for mark in "ab")

    def renewed() -> str:
        return index.renewed_by("evidence/register.yaml", "E0001")

    lines(path, piece("陈晓芸", "", first), piece("周立", first, first + "  title: 清单\n"))
    assert renewed() == ""
    lines(path, piece("王建平", first, second))
    assert (renewed(), index.entered_by("evidence/register.yaml", "E0001")) == ("王建平", "陈晓芸")
    lines(path, piece("李明", second, first, "undo evidence replace"))
    assert renewed() == "王建平"
    lines(path, piece("李明", first, ""), piece("周立", "", second))
    assert renewed() == ""
