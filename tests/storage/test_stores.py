"""A SQLite file under ``.shifan`` is opened only where this user made it; what else lies there is
thrown away."""

from __future__ import annotations

import os
import sqlite3
import struct
import threading
from contextlib import closing
from pathlib import Path

import pytest

from scoring.storage import PlaceError, stores
from scoring.storage.stores import (
    discard_store,
    memory_store,
    open_store,
    read_store,
    sealing,
)

TABLES = ("CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL)",)
ENDLESS = (
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS name, '' AS text "
    "FROM c"
)
SUPER_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


def fill(workspace: Path) -> Path:
    with closing(open_store(workspace, "n.sqlite", TABLES)) as base, base:
        base.execute("INSERT OR REPLACE INTO notes VALUES ('a', '甲')")
    return workspace / ".shifan" / "n.sqlite"


def rows(workspace: Path) -> list[tuple[str, str]] | None:
    base = read_store(workspace, "n.sqlite", TABLES)
    if base is None:
        return None
    with closing(base):
        return base.execute("SELECT * FROM notes").fetchall()


def test_what_was_kept_is_there_for_every_reader_and_writer(tmp_path: Path) -> None:
    fill(tmp_path)
    assert rows(tmp_path) == [("a", "甲")]
    with closing(open_store(tmp_path, "n.sqlite", TABLES)) as base:
        assert base.execute("SELECT count(*) FROM notes").fetchone() == (1,)


def test_reading_creates_nothing(tmp_path: Path) -> None:
    assert rows(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def stranger(workspace: Path, script: str) -> None:
    (workspace / ".shifan").mkdir()
    with closing(sqlite3.connect(workspace / ".shifan" / "n.sqlite")) as base, base:
        base.executescript(script)


@pytest.mark.parametrize(
    "script",
    [f"CREATE VIEW notes AS {ENDLESS}", TABLES[0],
     f"{TABLES[0]}; CREATE TRIGGER t AFTER INSERT ON notes BEGIN {ENDLESS}; END"],
    ids=["a view without end", "the right table", "a trigger without end"],
)  # fmt: skip
def test_a_store_of_a_stranger_is_never_opened(tmp_path: Path, script: str) -> None:
    stranger(tmp_path, script)
    assert rows(tmp_path) is None
    fill(tmp_path)
    assert rows(tmp_path) == [("a", "甲")]


def test_a_store_of_ours_with_something_added_to_its_schema_is_thrown_away(tmp_path: Path) -> None:
    path = fill(tmp_path)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(f"DROP TABLE notes; CREATE VIEW notes AS {ENDLESS}")
    assert rows(tmp_path) is None
    fill(tmp_path)
    assert rows(tmp_path) == [("a", "甲")]


def test_another_user_begins_anew(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path_factory.mktemp("another")))
    assert rows(tmp_path) is None
    with closing(open_store(tmp_path, "n.sqlite", TABLES)) as base:
        assert base.execute("SELECT * FROM notes").fetchall() == []


def test_other_tables_make_another_store(tmp_path: Path) -> None:
    fill(tmp_path)
    with closing(open_store(tmp_path, "n.sqlite", ("CREATE TABLE other (x)",))) as base:
        assert base.execute("SELECT * FROM other").fetchall() == []


def test_a_journal_that_names_a_file_of_the_user_for_deletion_names_it_in_vain(
    tmp_path: Path,
) -> None:
    path = fill(tmp_path)
    victim = tmp_path / "重要.txt"
    victim.write_bytes(b"")
    name = str(victim).encode()
    total = sum(byte if byte < 128 else byte - 256 for byte in name) & 0xFFFFFFFF
    ending = name + struct.pack(">II", len(name), total) + SUPER_JOURNAL
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">IIIII", 0, 1, 1, 512, 4096)
    journal = path.with_name("n.sqlite-journal")
    journal.write_bytes(head.ljust(512, b"\0") + struct.pack(">I", 0x40000000 // 4096 + 1) + ending)
    assert rows(tmp_path) is None
    fill(tmp_path)
    assert victim.exists()
    assert not journal.exists()


@pytest.mark.parametrize("tail", ["", "-journal", "-wal", "-shm"])
def test_no_file_of_a_store_is_a_link_out_of_the_workspace(tmp_path: Path, tail: str) -> None:
    home = tmp_path / "w"
    (home / ".shifan").mkdir(parents=True)
    (tmp_path / "mine").write_bytes(b"mine")
    (home / ".shifan" / f"n.sqlite{tail}").symlink_to(tmp_path / "mine")
    assert rows(home) is None
    with pytest.raises(PlaceError):
        open_store(home, "n.sqlite", TABLES)
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_query_without_end_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.storage.stores._MOST_TICKS", 5)
    base = open_store(tmp_path, "n.sqlite", TABLES)
    with closing(base), pytest.raises(sqlite3.OperationalError, match="interrupted"):
        base.execute(f"SELECT count(*) FROM ({ENDLESS})").fetchone()


def whole(workspace: Path, text: str = "") -> list[tuple[str, str]]:
    """What a store that is sealed as a whole holds, with one more row where a text is given."""
    with closing(open_store(workspace, "w.sqlite", TABLES, whole=True)) as base:
        if text:
            with sealing(base, workspace, "w.sqlite"), base:
                base.execute("INSERT INTO notes VALUES (?, ?)", (text, text))
        return base.execute("SELECT * FROM notes ORDER BY name").fetchall()


def test_a_store_sealed_as_a_whole_keeps_every_write(tmp_path: Path) -> None:
    assert whole(tmp_path, "甲") == [("甲", "甲")]
    assert len(whole(tmp_path, "乙")) == 2
    assert len(whole(tmp_path)) == 2


def test_it_is_kept_when_it_moves_and_taken_for_none_when_a_byte_changes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    whole(tmp_path / "a", "甲")
    (tmp_path / "a").rename(tmp_path / "b")
    assert whole(tmp_path / "b") == [("甲", "甲")]
    with closing(sqlite3.connect(tmp_path / "b/.shifan/w.sqlite")) as base, base:
        base.execute("UPDATE notes SET text = '乙'")
    assert whole(tmp_path / "b") == []


def test_a_write_without_a_seal_is_not_kept(tmp_path: Path) -> None:
    whole(tmp_path, "甲")
    with closing(open_store(tmp_path, "w.sqlite", TABLES, whole=True)) as base, base:
        base.execute("INSERT INTO notes VALUES ('乙', '乙')")
    assert whole(tmp_path) == []


def test_whoever_opens_it_waits_for_the_seal_of_a_write(tmp_path: Path) -> None:
    whole(tmp_path, "甲")
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.append(len(whole(tmp_path))))
    with closing(open_store(tmp_path, "w.sqlite", TABLES, whole=True)) as base:
        with sealing(base, tmp_path, "w.sqlite"):
            with base:
                base.execute("INSERT INTO notes VALUES ('乙', '乙')")
            reader.start()
            reader.join(0.2)
            assert reader.is_alive()
        reader.join(10)
    assert seen == [2]


@pytest.mark.parametrize("mark", [None, b"", b"x" * 32])
def test_a_store_whose_seal_is_missing_or_wrong_is_taken_for_none(
    tmp_path: Path, mark: bytes | None
) -> None:
    whole(tmp_path, "甲")
    path = tmp_path / ".shifan" / "w.sqlite.seal"
    path.unlink()
    if mark is not None:
        path.write_bytes(mark)
    assert whole(tmp_path) == []


def test_what_sqlite_left_of_a_write_that_was_broken_off_is_no_reason_to_throw_a_store_away(
    tmp_path: Path,
) -> None:
    path = fill(tmp_path)
    for left in (b"", b"short", bytes(600)):
        path.with_name("n.sqlite-journal").write_bytes(left)
        with closing(open_store(tmp_path, "n.sqlite", TABLES)) as base:
            assert base.execute("SELECT * FROM notes").fetchall() == [("a", "甲")]


def test_a_store_is_thrown_away_with_what_lies_beside_it(tmp_path: Path) -> None:
    path = fill(tmp_path)
    for tail in ("-journal", "-wal", "-shm", ".seal"):
        path.with_name(f"n.sqlite{tail}").write_bytes(b"x")
    discard_store(tmp_path, "n.sqlite")
    assert [left.name for left in path.parent.glob("n.sqlite*")] == ["n.sqlite.lock"]
    discard_store(tmp_path, "n.sqlite")


def test_on_a_disk_without_second_names_a_store_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refusing)
    path = fill(tmp_path)
    assert rows(tmp_path) == [("a", "甲")]
    assert list(path.parent.glob("new-*")) == []


def test_a_process_that_was_quicker_has_made_the_store_of_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stores._settle

    def quicker(draft: Path, path: Path) -> None:
        monkeypatch.setattr(stores, "_settle", real)
        stores._make(path, "n.sqlite", TABLES)
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("INSERT INTO notes VALUES ('a', '甲')")
        real(draft, path)

    monkeypatch.setattr(stores, "_settle", quicker)
    with closing(open_store(tmp_path, "n.sqlite", TABLES)) as base:
        assert base.execute("SELECT * FROM notes").fetchall() == [("a", "甲")]
    assert list((tmp_path / ".shifan").glob("new-*")) == []


def test_without_a_place_for_a_file_a_store_lives_in_memory() -> None:
    with closing(memory_store(TABLES)) as base, base:
        base.execute("INSERT INTO notes VALUES ('a', '甲')")
        assert base.execute("SELECT * FROM notes").fetchall() == [("a", "甲")]
