"""``access.jsonl``: who logged in, exported and opened evidence; a chain like the journal.

{"at": "2026-11-22T09:12:00+08:00", "by": "陈晓芸", "do": "login", "address": "192.0.2.1", …}
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from scoring.storage import verify_journal
from scoring.workbench.access_log import NAME, AccessLog


def lines(workspace: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workspace / NAME).read_text("utf-8").splitlines()]


def test_a_line_says_who_did_what_and_when(tmp_path: Path) -> None:
    AccessLog(tmp_path).add("login", by="陈晓芸", address="192.0.2.1")
    (line,) = lines(tmp_path)
    assert (line["do"], line["by"], line["address"]) == ("login", "陈晓芸", "192.0.2.1")
    assert "what" not in line
    assert line["at"][10] == "T"


def test_lines_hang_together_also_across_two_programs(tmp_path: Path) -> None:
    first, second = AccessLog(tmp_path), AccessLog(tmp_path)
    for log in (first, second, first, second):
        log.add("evidence viewed", by="周远", what="E0001")
    assert len(lines(tmp_path)) == 4
    assert verify_journal(tmp_path / NAME) == []


def test_an_altered_line_breaks_the_chain(tmp_path: Path) -> None:
    log = AccessLog(tmp_path)
    for who in ("甲", "乙", "丙"):
        log.add("login", by=who)
    path = tmp_path / NAME
    path.write_text(path.read_text("utf-8").replace("乙", "丁"), "utf-8")
    assert verify_journal(path)


def test_a_disk_that_takes_nothing_costs_the_line_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NAME).mkdir()
    with caplog.at_level(logging.ERROR, "shifan.workbench"):
        AccessLog(tmp_path).add("login", by="陈晓芸")
    assert "access.jsonl" in caplog.text


def test_a_link_to_somewhere_else_is_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    workspace = tmp_path / "county"
    workspace.mkdir()
    (workspace / NAME).symlink_to(outside)
    AccessLog(workspace).add("login", by="陈晓芸")
    assert not outside.exists()
