"""Writers that are killed at any moment, and writers at the same time: what was reported is there,
once, and whole."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from helpers_ledger import files, item
from helpers_outputs import call
from helpers_review import result_content
from samples import write
from storage.steps import really_killed, stopped_at

from scoring.storage import Transaction, verify_journal
from scoring.workspace import open_workspace
from scoring.yamlio import parse

ROOT = Path(__file__).resolve().parents[2]
KILLS = 40
KILLED_EACH = int(os.environ.get("SHIFAN_KILLS", "12"))
"""So many kills of each further command, at moments spread over its work; a long run takes every
one of them."""

WRITER = """\
from scoring.cli.app import _run
folder, name, count = ARGUMENTS
for at in range(count):
    code = _run(["-w", folder, "rectify", "open", "--source", "opinion", "--problem", f"{name}-{at}",
        "--lead", "县司法局", "--due", "2026-12-31", "--by", name, "--today", "2026-11-21"])
    if code == 0:
        print(f"DONE {name}-{at}", flush=True)
    code = _run(["-w", folder, "rectify", "extend", "R0001", "--to", f"{2027 + at}-01-0{1 + int(name[-1]) % 9}",
        "--note", f"{name}-{at}", "--approved-by", "张三", "--by", name, "--today", "2026-11-21"])
    if code == 0:
        print(f"MOVED {name}-{at}", flush=True)
"""
"""Adds items and, in turn, events to one and the same item; says of each when it has been told that
it was written."""


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"ARGUMENTS = {(str(folder), name, count)!r}\n{WRITER}"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def reported(out: str, word: str) -> list[str]:
    return [
        line.split()[1]
        for line in out.splitlines()
        if line.startswith(f"{word} ") and len(line.split()) == 2
    ]


def assert_whole(
    folder: Path, opened: list[str], moved: list[str]
) -> tuple[Counter[str], Counter[str]]:
    """Every file parses, the journal verifies, and what was reported stands in the ledger exactly
    once."""
    with Transaction(folder):
        pass  # whoever writes next finishes what a killed process left; so does this
    assert list((folder / ".shifan").glob("*pending*")) == []
    for path in sorted(folder.rglob("*.yaml")):
        _, root, problems = parse(path.read_text("utf-8"), path.name)
        assert root is not None
        assert problems == []
    assert verify_journal(folder / "journal.jsonl") == []
    workspace = open_workspace(folder).whole()
    assert [problem for problem in workspace.problems if problem.rule[0] in "YSLJ"] == []
    items = Counter(found.problem for found in workspace.ledger if "-" in found.problem)
    events = Counter(
        event.note or "" for event in workspace.ledger[0].events if event.do == "extend"
    )
    assert [name for name in opened if items[name] != 1] == []
    assert [name for name in moved if events[name] != 1] == []
    assert set(items.values()) | set(events.values()) <= {1}
    ids = [found.id for found in workspace.ledger]
    assert len(ids) == len(set(ids))
    lines = (folder / "journal.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == items.total() + events.total(), (
        "one line for each write, and none without it"
    )
    assert all(json.loads(line)["records"] for line in lines)
    return items, events


def forked(work: Callable[[], None]) -> tuple[str, bool]:
    """Runs ``work`` in a child process; what it printed, and whether it came to its end."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(out)
            os.dup2(into, 1)
            sys.stdout = os.fdopen(1, "w", encoding="utf-8", buffering=1)
            work()
            sys.stdout.flush()
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as stream:
        text = stream.read()
    return text, os.WIFEXITED(os.waitpid(child, 0)[1])


def writes(folder: Path, name: str, count: int, step: int) -> None:
    """Adds items and events, and is killed at the ``step``-th dealing with the disk."""
    with stopped_at(step, really_killed):
        exec(compile(WRITER, "writer", "exec"), {"ARGUMENTS": (str(folder), name, count)})


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
def test_writers_killed_at_any_step_lose_and_double_nothing(tmp_path: Path) -> None:
    """Not after so many seconds but at so many steps: a slow machine is killed at the same places
    as a fast one."""
    folder = write(tmp_path, files(item(due="2026-12-01")))
    chance = random.Random(5)
    opened: list[str] = []
    moved: list[str] = []
    for killed in range(KILLS):
        step = chance.randint(1, 160)
        out, ended = forked(lambda name=f"w{killed}", step=step: writes(folder, name, 12, step))  # type: ignore[misc]
        assert not ended, "it would have gone on"
        opened += reported(out, "DONE")
        moved += reported(out, "MOVED")
    items, events = assert_whole(folder, opened, moved)
    assert len(opened) >= KILLS
    assert items.total() - len(opened) <= KILLS, (
        "at most the write under way may be there without having been reported"
    )
    assert events.total() - len(moved) <= KILLS


@pytest.mark.slow
def test_two_writers_at_once_lose_none(tmp_path: Path) -> None:
    folder = write(tmp_path, files(item(due="2026-12-01")))
    processes = [writer(folder, name, 20) for name in ("w1", "w2")]
    outs = [process.communicate(timeout=600)[0] for process in processes]
    opened = [name for out in outs for name in reported(out, "DONE")]
    moved = [name for out in outs for name in reported(out, "MOVED")]
    assert sorted(opened) == sorted(f"{name}-{at}" for name in ("w1", "w2") for at in range(20))
    items, events = assert_whole(folder, opened, moved)
    assert items.total() == 40
    assert events.total() == len(moved)
    assert len(moved) >= 20, (
        "of two that ask for the same item the later date wins, the earlier one is refused"
    )


# One command of each kind that writes, killed at random moments

MOCK = """\
round: 2026-mock
kind: mock
tree: sample
as_of: 2026-11-25
window: {from: 2025-01-01, to: 2026-10-31}
basis: 2026-self
findings:
  # "1.1": {score: 分数, reason: 理由}
"""
TODAY = ("--today", "2026-11-22")


def workbook(folder: Path) -> str:
    """The findings as a workbook in which one was filled in."""
    path = folder.parent / "认定.xlsx"
    assert call("-w", str(folder), "sheet", "export", "findings", "-o", str(path), *TODAY)[0] == 0
    book = openpyxl.load_workbook(path)
    page = book[book.sheetnames[0]]
    columns = {cell.value: cell.column for cell in page[2]}
    rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
    page.cell(rows["1.1"], columns["备注"]).value = "以系统导出为准"
    book.save(path)
    return str(path)


def review(folder: Path) -> str:
    """What a page of the review book saved for the mock: one finding."""
    workspace = open_workspace(folder).whole()
    findings = {"1.1": {"score": "5.25", "reason": "清单少两项"}}
    content = result_content(workspace, findings, TODAY[1])
    path = folder.parent / "核验结果.json"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return str(path)


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "sync": lambda folder: ["rectify", "sync", "--due", "2026-12-31", "--by", "张三", *TODAY],
    "bulletin": lambda folder: ["rectify", "bulletin", "--issue", "--by", "张三", *TODAY],
    "workbook": lambda folder: ["sheet", "import", workbook(folder), *TODAY],
    "review": lambda folder: ["sheet", "import", review(folder), *TODAY],
    "new": lambda folder: ["round", "new", "2027-self", "--from", "2026-self", "--switch", *TODAY],
    "sample": lambda folder: ["round", "sample", "2026-mock", "--size", "1", "--seed", "7", *TODAY],
    "freeze": lambda folder: ["round", "freeze", "2026-self", *TODAY],
    "map": lambda folder: ["evidence", "map", "E0001", "1.2", "--by", "张三", *TODAY],
    "accept": lambda folder: ["evidence", "review", "E0002", "--accept", "--by", "王五", *TODAY],
    "start": lambda folder: ["rectify", "start", "R0001", "--by", "李四", *TODAY],
}


def moments_of(words: list[str]) -> int:
    """How many moments a command has at which it can be killed."""

    def work() -> None:
        with stopped_at(0) as counted:
            call(*words)
        print(f"MOMENTS {counted()}")

    return int(forked(work)[0].rsplit(" ", 1)[1])


def struck_down(words: list[str], step: int) -> bool:
    """Runs a command in a child that is killed at the ``step``-th moment (0: never); whether it
    came to its end."""

    def work() -> None:
        with stopped_at(step, really_killed):
            call(*words)

    return forked(work)[1]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the user's: neither what is derived, nor the hidden draft beside a file that a
    kill left behind.

    The journal without the time of day: two runs of a command are never at the same moment.
    """
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    held = {
        str(name): (folder / name).read_bytes()
        for name in found
        if not any(x[0] == "." for x in name.parts)
    }
    if "journal.jsonl" in held:
        held["journal.jsonl"] = re.sub(rb'"at":"[^"]*",', b"", held["journal.jsonl"])
    return held


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_killed_at_any_moment_is_done_once_by_the_next(
    command: str, tmp_path: Path
) -> None:
    sound = write(
        tmp_path / "sound", {**files(item(due="2026-12-01")), "rounds/2026-mock.yaml": MOCK}
    )
    words = COMMANDS[command](sound)
    done = Path(shutil.copytree(sound, tmp_path / "done"))
    assert call("-w", str(done), *words)[0] == 0  # the modules are loaded now
    again = Path(shutil.copytree(sound, tmp_path / "again"))
    whole = moments_of(["-w", str(again), *words])
    wanted = contents(done)
    assert contents(again) == wanted != contents(sound)
    for step in sorted({1 + at * (whole - 1) // (KILLED_EACH - 1) for at in range(KILLED_EACH)}):
        folder = Path(shutil.copytree(sound, tmp_path / str(step)))
        before = contents(folder)
        assert not struck_down(["-w", str(folder), *words], step)
        for name, data in contents(folder).items():
            torn = name == "journal.jsonl" and wanted[name].startswith(
                data[:60]
            )  # half a line, cut off again
            assert torn or data in (before.get(name), wanted.get(name)), (
                f"{name} is neither the old nor the new"
            )
        code, _, err = call("-w", str(folder), *words)
        assert contents(folder) == wanted, f"{code} {err}"
        assert verify_journal(folder / "journal.jsonl") == []
        assert len(wanted["journal.jsonl"].splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
def test_a_new_workspace_is_there_whole_or_can_be_made_again(tmp_path: Path) -> None:
    words = ["--tree", "review-standard", "--name", "示例县", *TODAY]
    whole = moments_of(["init", str(tmp_path / "whole"), *words])
    wanted = contents(tmp_path / "whole")
    for step in sorted({1 + at * (whole - 1) // (KILLED_EACH - 1) for at in range(KILLED_EACH)}):
        folder = tmp_path / str(step)
        assert not struck_down(["init", str(folder), *words], step)
        code, _, err = call("init", str(folder), *words)
        assert code == 0 or "已有内容" in err, err
        assert (
            call("-w", str(folder), "evidence", "scan", *TODAY)[0] == 0
        )  # whoever writes next puts it right
        assert contents(folder) == wanted


def test_a_journal_without_a_line_does_not_keep_a_workspace_from_being_made(tmp_path: Path) -> None:
    """A kill in the middle of the first line: the line is taken out again, the empty file stays."""
    words = ["--tree", "review-standard", "--name", "示例县", *TODAY]
    folder = tmp_path / "县"
    (folder / ".shifan").mkdir(parents=True)
    (folder / "journal.jsonl").touch()
    assert call("init", str(folder), *words)[0] == 0
    assert len((folder / "journal.jsonl").read_bytes().splitlines()) == 1
    other = tmp_path / "有人"
    other.mkdir()
    (other / "journal.jsonl").write_text("别的内容", "utf-8")
    assert "已有内容" in call("init", str(other), *words)[2]
