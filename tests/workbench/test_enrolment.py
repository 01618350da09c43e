"""Accounts bring their person into ``workspace.yaml``, by the one way of writing.

people:
  陈晓芸: {units: [县司法局], roles: [填报人]}     # by hand, with a comment
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.workbench.enrolment import CannotEnrolError, Wish, enrol
from scoring.workbench.store import Database, Store

DAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "w", SOUND)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Database(tmp_path / "state"))


def lines(folder: Path) -> list[dict[str, object]]:
    path = folder / "journal.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def test_a_person_is_entered_with_one_line_of_the_journal(folder: Path, store: Store) -> None:
    enrol(folder, store, Wish("cxy", "陈晓芸", roles=("专班",)), by="林知远", today=DAY)
    (line,) = lines(folder)
    assert {key: line[key] for key in ("on", "by", "via", "do", "records")} == {
        "on": "2026-11-22",
        "by": "林知远",
        "via": "web",
        "do": "people",
        "records": ["陈晓芸"],
    }
    assert "陈晓芸" in line["after"]["workspace.yaml"]["people/陈晓芸"]  # type: ignore[index]


def test_roles_are_added_to_what_stands_by_hand(folder: Path, store: Store) -> None:
    path = folder / "workspace.yaml"
    by_hand = path.read_text("utf-8") + "people:\n  陈晓芸: {roles: [填报人]}  # 手写\n"
    path.write_text(by_hand, "utf-8")
    enrol(folder, store, Wish("cxy", "陈晓芸", roles=("专班", "填报人")), today=DAY)
    assert path.read_text("utf-8") == by_hand.replace("[填报人]", "[填报人, 专班]")


def test_nothing_new_writes_nothing(folder: Path, store: Store) -> None:
    with (folder / "workspace.yaml").open("a", encoding="utf-8") as stream:
        stream.write("people:\n  陈晓芸: {roles: [填报人]}\n")
    enrol(folder, store, Wish("cxy", "陈晓芸", roles=("填报人",)), today=DAY)
    assert lines(folder) == []


def test_a_login_that_is_taken_leaves_the_file_as_it_is(folder: Path, store: Store) -> None:
    enrol(folder, store, Wish("cxy", "陈晓芸", roles=("专班",)), today=DAY)
    before = (folder / "workspace.yaml").read_bytes()
    with pytest.raises(CannotEnrolError, match="已经有账号了"):
        enrol(folder, store, Wish("cxy", "王建平", roles=("专班",)), today=DAY)
    assert (folder / "workspace.yaml").read_bytes() == before
