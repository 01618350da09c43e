"""The state file: migrations forward alone, copies, and what is not ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scoring.workbench.store import Database, ForeignStateError, NewerStateError, Store
from scoring.workbench.store.database import MIGRATIONS, NAME


def test_a_state_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Store(Database(tmp_path)).close()
    raw = sqlite3.connect(tmp_path / NAME)
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(NewerStateError):
        Database(tmp_path)


@pytest.mark.parametrize(
    "content", [b"not a database at all, only text" * 200, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_a_damaged_state_is_said_to_be_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ForeignStateError):
        Database(tmp_path)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / NAME)
    raw.execute("CREATE TABLE theirs(x)")
    raw.commit()
    raw.close()
    with pytest.raises(ForeignStateError):
        Database(tmp_path)


def test_drafts_and_notices_outlive_the_process(tmp_path: Path) -> None:
    store = Store(Database(tmp_path))
    account = store.accounts.add("unit", "陈晓芸", "hash", must_change=False).id
    store.drafts.keep(account, "finding:1.1", "digest", {"done": "9"})
    store.notices.tell([account], "returned", "E0001", "退回 E0001")
    store.notices.tell([account], "returned", "E0001", "退回 E0001：缺页")
    store.close()
    store = Store(Database(tmp_path))
    draft = store.drafts.find(account, "finding:1.1")
    assert draft is not None
    assert (draft.base, draft.fields) == ("digest", {"done": "9"})
    assert [item.text for item in store.notices.of(account)] == ["退回 E0001：缺页"]
    store.close()
