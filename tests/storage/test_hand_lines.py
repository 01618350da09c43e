"""A command tells of an edit by hand that nobody saw: the file that it writes is not as the newest
line about it left it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scoring.storage import Author, RecordChanges, Transaction, write_records
from scoring.storage.differences import Differences
from scoring.storage.hand_lines import BY_HAND, MOST_RECORDS, SEARCHED, hand_entry, lines_since
from scoring.storage.journal import JOURNAL, verify_journal

REGISTER = "evidence/register.yaml"
AUTHOR = Author("王敏", date(2026, 11, 20))
TEXT = "- id: E0001\n  title: 一\n- id: E0002\n  title: 二\n- id: E0003\n  title: 三\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / REGISTER
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, "utf-8")
    return tmp_path


def title(home: Path, key: str, text: str) -> None:
    """A command that writes one record."""

    def plan(changes: RecordChanges) -> None:
        changes.edit(REGISTER, key, {"title": text})

    write_records(home, AUTHOR, "evidence map", plan)


def edit(home: Path, old: str, new: str) -> None:
    path = home / REGISTER
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def lines(home: Path) -> list[dict[str, Any]]:
    assert verify_journal(home / JOURNAL) == []
    return [json.loads(line) for line in (home / JOURNAL).read_bytes().splitlines()]


def test_what_was_edited_since_the_newest_line_gets_one_before_the_commands_own(
    home: Path,
) -> None:
    title(home, "E0001", "甲")
    edit(home, "甲", "手改的")
    edited_digest = hashlib.sha256((home / REGISTER).read_bytes()).hexdigest()
    title(home, "E0002", "乙")
    first, edited, second = lines(home)
    assert (edited["by"], edited["via"], edited["partly"]) == (BY_HAND, "hand", True)
    assert edited["was"] == first["files"]
    assert edited["files"] == second["was"] == {REGISTER: edited_digest}
    assert edited["before"] == {REGISTER: {"E0001": "- id: E0001\n  title: 甲"}}
    assert edited["after"] == {REGISTER: {"E0001": "- id: E0001\n  title: 手改的"}}
    assert "on" not in edited
    title(home, "E0002", "丙")
    assert len(lines(home)) == 4


def test_of_a_record_that_no_line_tells_of_nothing_is_known_but_the_file(home: Path) -> None:
    title(home, "E0001", "甲")
    edit(home, "三", "手改的")
    title(home, "E0001", "乙")
    _, edited, _ = lines(home)
    assert (edited["records"], edited.get("before"), edited.get("after")) == (
        [REGISTER],
        None,
        None,
    )


def test_a_record_that_a_hand_took_out_has_no_text_after(home: Path) -> None:
    title(home, "E0002", "乙")
    edit(home, "- id: E0002\n  title: 乙\n", "")
    title(home, "E0001", "甲")
    _, edited, _ = lines(home)
    assert list(edited["before"][REGISTER]) == ["E0002"]
    assert "after" not in edited


def test_behind_a_line_that_does_not_say_all_older_texts_are_not_believed(home: Path) -> None:
    """The second command does not know what else was changed; neither does the third."""
    title(home, "E0001", "甲")
    edit(home, "三", "手改的")
    title(home, "E0002", "乙")
    edit(home, "甲", "又改的")
    title(home, "E0002", "丙")
    *_, edited, _ = lines(home)
    assert edited["by"] == BY_HAND
    assert edited["records"] == [REGISTER]


def test_without_a_line_about_the_file_nothing_is_claimed(home: Path) -> None:
    edit(home, "三", "手改的")
    title(home, "E0001", "甲")
    assert [line["by"] for line in lines(home)] == ["王敏"]
    edit(home, "甲", "手改的")
    with Transaction(home) as transaction:
        transaction.note([{"do": "long", "by": "x", "text": "长" * SEARCHED}])
    title(home, "E0002", "乙")
    assert [line["by"] for line in lines(home)] == ["王敏", "x", "王敏"]


def test_where_the_journal_lost_lines_no_edit_is_claimed(home: Path) -> None:
    """What the lost line did is in the file: that was no hand."""
    for text in ("甲", "乙"):
        title(home, "E0001", text)
    journal = home / JOURNAL
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    title(home, "E0002", "丙")
    assert [line["by"] for line in lines(home)] == ["王敏", "王敏"]
    with Transaction(home) as transaction:
        transaction.note([{"do": "x", "by": "x", "missing_end": {}}])
    edit(home, "丙", "手改的")
    title(home, "E0001", "丁")
    assert [line["by"] for line in lines(home)] == ["王敏", "王敏", "x", "王敏"]


def test_a_file_that_somebody_broke_is_no_reason_to_fail(home: Path) -> None:
    title(home, "E0001", "甲")
    (home / REGISTER).write_text("一段话: [\n", "utf-8")

    def plan(changes: RecordChanges) -> None:
        changes.put(REGISTER, TEXT.encode("utf-8"))

    write_records(home, AUTHOR, "restore", plan)
    assert [line["records"] for line in lines(home)] == [["E0001"], ["E0001"], []]


def test_where_the_line_cannot_be_written_the_command_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    title(home, "E0001", "甲")
    edit(home, "甲", "手改的")
    monkeypatch.setattr(Transaction, "note", no_room)
    title(home, "E0002", "乙")
    assert [line["by"] for line in lines(home)] == ["王敏", "王敏"]


def test_the_line_of_a_large_edit_is_bounded() -> None:
    many = {f"E{at:04}": "x" for at in range(MOST_RECORDS + 5)}
    entry = hand_entry(REGISTER, "1", "2", Differences({}, many), others=["E9999"])
    assert len(entry["after"][REGISTER]) == MOST_RECORDS
    assert entry["left_out"] == 6
    assert entry["records"][-1] == "E9999"
    long = hand_entry(
        REGISTER, "1", "2", Differences({"E1": "长" * 600_000}, {"E1": "长" * 600_000})
    )
    assert (long.get("before"), long["left_out"], long["records"]) == (None, 1, ["E1"])


def test_lines_behind_a_place_are_those_of_this_journal(home: Path) -> None:
    title(home, "E0001", "甲")
    journal = home / JOURNAL
    place = journal.stat().st_size
    assert lines_since(journal, place, REGISTER) == []
    title(home, "E0001", "乙")
    (line,) = lines_since(journal, place, REGISTER) or []
    assert line == lines(home)[-1]
    assert lines_since(journal, place - 5, REGISTER) is None, "no line ends there"
    assert lines_since(journal, 10**9, REGISTER) is None, "it was longer once"
    with journal.open("ab") as stream:
        stream.write(b'{"files":{"evidence/register.yaml":"')
    assert lines_since(journal, place, REGISTER) == [line], "one is still being written"
    assert lines_since(home / "none.jsonl", 0, REGISTER) == []
    assert lines_since(home / "none.jsonl", 1, REGISTER) is None
