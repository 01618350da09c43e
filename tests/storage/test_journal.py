"""The journal: each line carries the digest of the one before, so that a change shows where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.storage import Journal, Transaction, verify_journal
from scoring.storage.journal import FIRST


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for number in range(4):
        with Transaction(tmp_path) as transaction:
            transaction.commit({"a.txt": f"{number}\n"}, {"on": "2026-11-22", "do": "test", "by": f"甲{number}"})
    return tmp_path / "journal.jsonl"


def test_a_sound_chain(written: Path) -> None:
    assert verify_journal(written) == []
    entries = Journal(written).entries()
    assert [entry["by"] for entry in entries] == ["甲0", "甲1", "甲2", "甲3"]
    assert entries[0]["prev"] == FIRST


def test_no_journal_yet(tmp_path: Path) -> None:
    assert verify_journal(tmp_path / "journal.jsonl") == []
    assert Journal(tmp_path / "journal.jsonl").head() == FIRST
    assert Journal(tmp_path / "journal.jsonl").entries() == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"\xe7\x94\xb21", b"\xe4\xb9\x991"), *lines[2:]], 3),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
        (lambda lines: [*lines[:3], lines[3][: len(lines[3]) // 2]], 4),
        (lambda lines: [*lines[:2], b'{"no": "chain"}\n', *lines[2:]], 3),
    ],
    ids=["altered", "taken out", "swapped", "doubled", "torn", "slipped in"],
)
def test_what_was_done_to_it_shows_at_its_place(written: Path, change, line: int) -> None:
    written.write_bytes(b"".join(change(written.read_bytes().splitlines(keepends=True))))
    faults = verify_journal(written)
    assert faults[0].line == line


def test_the_head_tells_a_cut_tail(written: Path) -> None:
    head = Journal(written).head()
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:-1]))
    assert verify_journal(written) == []
    assert Journal(written).head() != head


def test_lines_that_cannot_be_read_are_left_out_of_the_entries(written: Path) -> None:
    with written.open("ab") as stream:
        stream.write(b"[1]\nnot json\n")
    assert len(Journal(written).entries()) == 4
