"""Which files cannot be opened: what the last scan wrote, sealed, read without any reader of files.

.shifan/probes.sqlite   unopened(sha256, state, reason, seal)
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scoring.evidence.intake import ProbeStore
from scoring.evidence.probe_tables import FILE, Seals
from scoring.evidence.unopened import unopened

SHA = "a" * 64


@pytest.fixture
def scanned(tmp_path: Path) -> Path:
    with ProbeStore(tmp_path):
        pass
    return tmp_path


def row(folder: Path, sha256: str, reason: str, seal: bytes) -> None:
    with sqlite3.connect(folder / ".shifan" / FILE) as base:
        base.execute("insert into unopened values (?, 'broken', ?, ?)", (sha256, reason, seal))
    base.close()


def test_a_workspace_that_was_never_scanned_has_none(tmp_path: Path) -> None:
    assert unopened(tmp_path) == {}
    assert list(tmp_path.iterdir()) == [], "looking writes nothing"


def test_a_file_that_could_not_be_opened_is_known_by_its_digest(scanned: Path) -> None:
    row(scanned, SHA, "文件有密码", Seals().unopened(SHA, "broken", "文件有密码"))
    assert unopened(scanned) == {SHA: "文件有密码"}


def test_a_row_that_somebody_else_has_written_counts_for_nothing(scanned: Path) -> None:
    row(scanned, SHA, "文件有密码", Seals().unopened(SHA, "broken", "另一个原因"))
    row(scanned, "b" * 64, "文件有密码", b"")
    assert unopened(scanned) == {}


def test_a_store_that_is_none_is_read_as_empty(scanned: Path) -> None:
    (scanned / ".shifan" / FILE).write_bytes("不是数据库".encode() * 100)
    assert unopened(scanned) == {}


def test_each_table_has_seals_of_its_own() -> None:
    """A row copied into another table does not pass there."""
    seals = Seals()
    assert len({seals.probe(SHA), seals.pages(SHA), seals.unopened(SHA)}) == 3
    assert seals.pages(SHA, 3) != seals.pages(SHA, 4)
    assert seals.pages(SHA, 3) == Seals().pages(SHA, 3)
    assert seals.probe("\ud800"), "a name that is no text can be sealed as well"
