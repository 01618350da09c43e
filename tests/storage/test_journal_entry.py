"""What a line of the journal may say that the program never wrote: it is passed over, and nobody who
reads lines fails on it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from scoring.actions.undoing import can_undo, texts_of
from scoring.rectification.faults import issued_digests, journal_faults
from scoring.rectification.writing import taken_ids
from scoring.sheets.ledger import last_progress
from scoring.storage import Author, Journal, examine_journal, write_records
from scoring.storage.changeset import saved_again, saved_of
from scoring.storage.days import newest_day
from scoring.storage.hand_lines import entry_since_newest, lines_since, why_not_undone
from scoring.storage.journal import FIRST, JOURNAL, line_of
from scoring.storage.journal_entry import entry_of
from scoring.storage.journal_index import JournalIndex
from scoring.storage.saves import ReusedIdError
from scoring.workspace.unfinished import unfinished_faults

NAME = "evidence/register.yaml"
KEYS = (
    "at", "on", "by", "via", "do", "records", "save", "request", "stated", "account", "owner",
    "before", "after", "files", "was", "left_out", "partly", "missing_end", "accepts", "progress",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    5, -1, 10**30, "x", "\ud800", "", True, None, [], {}, [5, {"a": 1}, [1], "x", None],
    {NAME: 3}, {NAME: {"E0001": 5}}, {NAME: {"E0001": ["x"]}}, {NAME: {"a/b/c": "x", "/": "y"}},
)  # fmt: skip
USUAL: dict[str, Any] = {"by": "李明", "do": "rectify open", "save": "s1", "records": ["R0001"]}


def _written(entry: Any) -> bytes:
    """As some other program writes it: half characters stand as escapes."""
    return json.dumps(entry).encode("ascii") + b"\n"


def _read_everywhere(workspace: Path) -> None:
    journal = workspace / JOURNAL
    index = JournalIndex(journal)
    for mention in index.mentions():
        repr(mention).encode("utf-8")
    index.entered_by(NAME, "E0001")
    examine_journal(journal)
    list(journal_faults(workspace))
    newest_day(workspace)
    taken_ids(workspace)
    issued_digests(workspace)
    last_progress(workspace)
    entry_since_newest(workspace, NAME, "0" * 64, lambda addresses: [None for _ in addresses])
    lines_since(journal, 0, NAME)
    with suppress(ReusedIdError):
        saved_again(workspace, "s1", "0" * 16)
    for entry in Journal(journal).entries():
        saved_of(entry)
        json.dumps(entry, ensure_ascii=False).encode("utf-8")
        if can_undo(entry):
            texts_of(entry, "before")
        why_not_undone(entry)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_another_shape_stops_nobody(tmp_path: Path, key: str) -> None:
    lines = [
        _written({"prev": FIRST, **USUAL, **more, key: value})
        for value, more in product(VALUES, ({}, {"via": "hand"}))
    ]
    (tmp_path / JOURNAL).write_bytes(b"".join(lines))
    _read_everywhere(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"[1]",
        b'"x"',
        b"null",
        b"[" * 100_000,
        b'{"by":"\xff"}',
        b'{"by":"\xed\xa0\x80"}',
        b"{",
    ],
    ids=["number", "list", "text", "nothing", "deep", "no utf-8", "half a character", "torn"],
)
def test_what_is_no_entry_is_none(line: bytes) -> None:
    assert entry_of(line) is None


def test_what_another_shape_says_is_left_out_and_the_rest_holds() -> None:
    entry = entry_of(
        _written(
            {
                "by": 5,
                "do": "evidence E0001",
                "records": ["E0001", 7],
                "before": {NAME: {"E0001": "- id: E0001\n", "E0002": 3}, "x.yaml": 3},
                "after": [NAME],
                "files": {NAME: None, "x.yaml": 5},
                "note": {"any": "thing"},
            }
        )
    )
    assert entry == {
        "do": "evidence E0001",
        "records": ["E0001"],
        "before": {NAME: {"E0001": "- id: E0001\n"}},
        "files": {NAME: None},
        "note": {"any": "thing"},
    }


def test_the_mark_of_an_encoding_before_the_first_line_is_no_part_of_it() -> None:
    assert entry_of(b"\xef\xbb\xbf" + _written({"by": "李明"})) == {"by": "李明"}


def test_half_a_character_becomes_one_that_can_be_shown_and_a_pair_stays() -> None:
    entry = entry_of(_written({"by": "\ud800", "do": "\U00020000"}))
    assert entry == {"by": "?", "do": "\U00020000"}


def test_what_the_program_writes_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    author = Author("李明", date(2026, 11, 22))
    write_records(tmp_path, author, "add", lambda changes: changes.append(NAME, {"id": "E0001"}))
    write_records(tmp_path, author, "take", lambda changes: changes.remove(NAME, "E0001"))
    lines = (tmp_path / JOURNAL).read_bytes().splitlines(keepends=True)
    previous = FIRST
    for line in lines:
        entry = entry_of(line)
        assert entry is not None
        previous = entry["prev"]
        assert line_of({key: entry[key] for key in entry if key != "prev"}, previous) == line


def test_an_aside_of_another_shape_stops_no_check(tmp_path: Path) -> None:
    aside = tmp_path / ".shifan" / "aside"
    aside.mkdir(parents=True)
    for number, value in enumerate(VALUES):
        entry = dict.fromkeys(("by", "on", "records", "before", "after"), value)
        (aside / f"{number}.json").write_bytes(_written({"file": NAME, "entry": entry}))
    assert len(list(unfinished_faults(tmp_path))) == len(VALUES)
