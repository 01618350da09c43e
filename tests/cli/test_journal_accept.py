"""``shifan journal accept``: a journal that lost its end is told until a person accepts it.

journal.jsonl       three writes of this user; the last line is cut off, and work goes on
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples
from helpers_outputs import call

DAY = "2026-11-22"


def write(folder: Path, what: str) -> None:
    """An ordinary write of somebody who notices nothing."""
    mapping = ("evidence", "map", "E0002", "1.1", "--what", what, "--by", "王敏")
    code, _, told = call("-w", str(folder), *mapping, "--today", DAY)
    assert code == 0, told


def cut(folder: Path, lines: int) -> None:
    path = folder / "journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))


def ends_told(folder: Path) -> list[tuple[int, str, str]]:
    """The line, the words and the mend of each J002 that ``check`` shows."""
    _, out, _ = call("-w", str(folder), "check", "--format", "json", "--today", DAY)
    return [
        (item["line"], item["what"], item["fix"])
        for item in json.loads(out)["problems"]
        if item["rule"] == "J002"
    ]


def accept(folder: Path, *more: str, by: str = "王敏") -> tuple[int, str, str]:
    words = ("journal", "accept", "--by", by, "--today", DAY, *(more or ("--note", "已恢复")))
    return call("-w", str(folder), *words)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = samples.write(tmp_path / "w", samples.SOUND)
    for what in ("甲", "乙", "丙"):
        write(folder, what)
    cut(folder, 2)
    return folder


def test_the_loss_stays_told_after_further_writes_until_it_is_accepted(workspace: Path) -> None:
    (first,) = ends_told(workspace)
    assert "末尾少了" in first[1]
    assert "shifan journal accept" in first[2]
    write(workspace, "丙")
    for said in ("乙", "丁"):
        write(workspace, said)
        ((line, what, fix),) = ends_told(workspace)
        assert line == 3
        assert what.startswith(f"第 3 行（{DAY[:2]}")
        assert "王敏" in what
        assert "shifan journal accept" in fix
    code, out, _ = accept(workspace)
    assert (code, out.count("已认可"), "第 3 行" in out) == (0, 1, True)
    assert ends_told(workspace) == []
    write(workspace, "乙")
    assert ends_told(workspace) == []
    *_, line, _ = (workspace / "journal.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["do"], entry["accepts"], entry["note"]) == ("journal accept", [3], "已恢复")


def test_it_can_be_accepted_before_anything_else_is_written(workspace: Path) -> None:
    code, out, _ = accept(workspace)
    assert (code, out.startswith("日志末尾：")) == (0, True)
    assert ends_told(workspace) == []
    write(workspace, "丙")
    assert ends_told(workspace) == []


def test_what_cannot_be_accepted_is_refused_and_nothing_is_written(workspace: Path) -> None:
    before = (workspace / "journal.jsonl").read_bytes()
    code, _, told = accept(workspace, "--note", " ")
    assert (code, "--note" in told) == (2, True)
    assert (workspace / "journal.jsonl").read_bytes() == before
    assert accept(workspace)[0] == 0
    code, _, told = accept(workspace)
    assert (code, "不用认可" in told) == (2, True)


def test_only_the_leader_and_the_administrator_accept_it(tmp_path: Path) -> None:
    people = (
        "people:\n"
        "  王敏: {units: [县司法局], roles: [填报人]}\n"
        "  李明: {units: [县司法局], roles: [专班组长]}\n"
    )
    folder = samples.write(tmp_path / "w", samples.SOUND)
    for what in ("甲", "乙"):
        write(folder, what)
    cut(folder, 1)
    home = folder / "workspace.yaml"
    home.write_text(home.read_text("utf-8") + people, "utf-8")
    code, _, told = accept(folder, by="王敏")
    assert (code, "李明" in told) == (2, True)
    assert accept(folder, by="李明")[0] == 0


def test_somebody_has_to_accept_it_by_name_where_nobody_is_listed_too(workspace: Path) -> None:
    write(workspace, "丁")
    for nobody in ("", "  "):
        code, _, told = accept(workspace, by=nobody)
        assert code == 2
        assert "请写明是谁认可的" in told
    assert len(ends_told(workspace)) == 1
