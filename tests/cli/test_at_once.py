"""Commands at the same time: each that ended with 0 is there afterwards, none is lost and none is
doubled."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import samples
from cli.many_kills import run_at_once

from scoring.storage import Journal, verify_journal
from scoring.workspace import open_workspace

TODAY = ("--today", "2026-11-22")
RACES = int(os.environ.get("SHIFAN_RACES", "6"))
"""How often two commands race; a long run takes 200."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="fork is a matter of POSIX")


def at_once(*commands: list[str]) -> list[int]:
    """Runs commands in processes that begin together; their exit codes."""
    return run_at_once([(words, 0) for words in commands])


def mapping(home: Path, code: str, ident: str = "E0001", by: str = "甲") -> list[str]:
    return ["-w", str(home), "evidence", "map", ident, code, "--by", by, *TODAY]


def mapped(home: Path, ident: str = "E0001") -> list[str]:
    record = next(item for item in open_workspace(home).whole().records if item.id == ident)
    return sorted(proof.indicator for proof in record.proves)


def test_two_mappings_of_one_piece_are_both_kept_every_time(tmp_path: Path) -> None:
    for race in range(RACES):
        home = samples.write(tmp_path / str(race), samples.SOUND)
        assert at_once(mapping(home, "1.2"), mapping(home, "2", by="乙")) == [0, 0]
        assert mapped(home) == ["1.1", "1.2", "2"]
        assert sorted(entry["by"] for entry in Journal(home / "journal.jsonl").entries()) == [
            "乙",
            "甲",
        ]
        assert verify_journal(home / "journal.jsonl") == []


def test_nine_at_once_are_all_kept(tmp_path: Path) -> None:
    tree = samples.SOUND["indicators/sample.yaml"]
    leaves = "".join(
        f'  - code: "1.{n}"\n    name: 事项{n}\n    points: 1\n    rule: {{type: met}}\n'
        for n in range(3, 12)
    )
    tree = tree.replace('- code: "2"', leaves + '- code: "2"').replace(
        "  points: 10\n", "  points: 19\n"
    )
    home = samples.write(tmp_path / "县", {**samples.SOUND, "indicators/sample.yaml": tree})
    assert at_once(*(mapping(home, f"1.{n}") for n in range(3, 12))) == [0] * 9
    assert mapped(home) == sorted(["1.1", *(f"1.{n}" for n in range(3, 12))])
    assert len(Journal(home / "journal.jsonl").entries()) == 9


def test_commands_of_every_kind_at_once(tmp_path: Path) -> None:
    """Register, ledger and rounds: writers of different files wait for each other and lose
    nothing."""
    home = samples.write(tmp_path / "县", {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK})
    work = ["-w", str(home)]
    opening = [
        "rectify",
        "open",
        "--source",
        "opinion",
        "--problem",
        "舆情",
        "--lead",
        "县司法局",
        "--due",
        "2026-12-31",
    ]
    codes = at_once(
        mapping(home, "1.2"),
        [*work, "evidence", "review", "E0001", "--accept", "--by", "乙", *TODAY],
        [*work, "rectify", "measure", "R0001", "--add", "公开清单", "--by", "丙", *TODAY],
        [*work, *opening, "--by", "丁", *TODAY],
        [*work, "round", "freeze", "2026-self", *TODAY],
    )
    assert codes == [0] * 5
    workspace = open_workspace(home).whole()
    assert [item.severity for item in workspace.problems if item.severity == "error"] == []
    record = next(item for item in workspace.records if item.id == "E0001")
    assert (record.review.state, len(record.proves)) == ("accepted", 2)
    assert [item.id for item in workspace.ledger] == ["R0001", "R0002"]
    assert [measure.text for measure in workspace.ledger[0].measures] == ["公开清单"]
    assert len(Journal(home / "journal.jsonl").entries()) == 5
    assert verify_journal(home / "journal.jsonl") == []


def test_the_journal_keeps_what_every_record_was_before_and_after(tmp_path: Path) -> None:
    home = samples.write(tmp_path / "县", samples.SOUND)
    assert at_once(mapping(home, "1.2"), mapping(home, "2")) == [0, 0]
    first, second = Journal(home / "journal.jsonl").entries()
    assert first["after"] == second["before"]
    text = second["after"]["evidence/register.yaml"]["E0001"]
    assert text in (home / "evidence/register.yaml").read_text("utf-8")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", first["at"])
