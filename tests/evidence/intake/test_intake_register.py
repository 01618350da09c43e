"""Writing into the register while others may do so too: no number twice, no file twice.

- id: E0003
  file: files/目录.txt
  title: 目录
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import SOUND, write

from scoring.evidence.intake.register import Writer
from scoring.evidence.model import Evidence
from scoring.storage import Author, Journal
from scoring.workspace import open_workspace

BY = Author("陈晨", date(2026, 11, 22))
REGISTER = "evidence/register.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """E0001 is files/清单.txt, E0002 a link."""
    return write(tmp_path, SOUND)


def new(ident: str, file: str = "files/目录.txt", **more: Any) -> dict[str, Any]:
    return {"id": ident, "file": file, "title": "目录", **more}


def records(home: Path) -> dict[str, Evidence]:
    return {record.id: record for record in open_workspace(home).whole().records}


@pytest.mark.parametrize(
    ("ids", "first"),
    [
        ([], "E0001"),
        (["E0007", "E0003"], "E0008"),
        (["E9999"], "E10000"),
        (["附1", "E12a", "E", "e0009", "E٣"], "E0001"),
    ],
    ids=str,
)
def test_numbers_count_on_from_the_highest(home: Path, ids: list[str], first: str) -> None:
    writer = Writer(home, ids)
    assert writer.next_id() == first
    assert writer.next_id() == f"E{int(first[1:]) + 1:04d}"


def test_records_are_added_behind_those_that_stand(home: Path) -> None:
    before = (home / REGISTER).read_text("utf-8")
    assert Writer(home, ["E0002"]).write([new("E0003")], {}, BY) == {"E0003": "E0003"}
    assert (home / REGISTER).read_text("utf-8").startswith(before)
    assert records(home)["E0003"].title == "目录"


def test_a_file_that_somebody_registered_meanwhile_is_not_registered_twice(home: Path) -> None:
    writer = Writer(home, ["E0002"])
    got = writer.write([new("E0003", "files/清单.txt"), new("E0004")], {}, BY)
    assert got == {"E0004": "E0004"}
    assert set(records(home)) == {"E0001", "E0002", "E0004"}


def test_a_number_that_somebody_took_meanwhile_becomes_another(home: Path) -> None:
    mine, other = Writer(home, ["E0002"]), Writer(home, ["E0002"])
    assert other.write([new(other.next_id(), "files/甲.txt")], {}, BY) == {"E0003": "E0003"}
    assert mine.write([new(mine.next_id(), "files/乙.txt")], {}, BY) == {"E0003": "E0004"}
    assert {record.file for record in records(home).values()} >= {"files/甲.txt", "files/乙.txt"}


def test_one_file_twice_in_one_write_is_one_record(home: Path) -> None:
    got = Writer(home, ["E0002"]).write([new("E0003"), new("E0004")], {}, BY)
    assert got == {"E0003": "E0003"}


def test_single_keys_of_a_record_change_and_its_other_lines_stay(home: Path) -> None:
    before = (home / REGISTER).read_text("utf-8")
    Writer(home, []).write([], {"E0001": {"title": "一次办清单（新）"}}, BY)
    after = (home / REGISTER).read_text("utf-8")
    assert after == before.replace("title: 一次办清单", "title: 一次办清单（新）")


def test_a_record_that_is_gone_is_not_brought_back_by_a_change(home: Path) -> None:
    before = (home / REGISTER).read_bytes()
    assert Writer(home, []).write([], {"E0099": {"title": "甲"}}, BY) == {}
    assert (home / REGISTER).read_bytes() == before


def test_a_renamed_file_leaves_its_old_name_free(home: Path) -> None:
    writer = Writer(home, ["E0002"])
    writer.write([], {"E0001": {"file": "files/清单-旧.txt"}}, BY)
    assert writer.write([new("E0003", "files/清单.txt")], {}, BY) == {"E0003": "E0003"}
    assert records(home)["E0003"].file == "files/清单.txt"


def test_each_write_is_one_line_of_the_journal_with_its_author(home: Path) -> None:
    writer = Writer(home, ["E0002"])
    writer.write([new("E0003", "files/甲.txt"), new("E0004", "files/乙.txt")], {}, BY)
    writer.write([new("E0005", "files/丙.txt")], {}, BY)
    entries = list(Journal(home / "journal.jsonl").entries())
    assert [(entry["by"], entry["do"]) for entry in entries] == [("陈晨", "evidence scan")] * 2
    assert entries[0]["records"] == ["E0003", "E0004"]


def test_a_register_that_is_not_there_yet_is_begun(home: Path) -> None:
    (home / REGISTER).unlink()
    assert Writer(home, []).write([new("E0001")], {}, BY) == {"E0001": "E0001"}
    assert list(records(home)) == ["E0001"]
