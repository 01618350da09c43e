"""Writers that are killed at any moment, and writers at the same time: what was reported is there, once, and whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from helpers_ledger import files, item
from samples import write

from scoring.storage import Transaction, verify_journal
from scoring.workspace import open_workspace
from scoring.yamlio import parse

ROOT = Path(__file__).resolve().parents[2]
KILLS = 40
SECONDS = 10

WRITER = """\
import sys
from scoring.cli.app import _run
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
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
"""Adds items and, in turn, events to one and the same item; says of each when it has been told that it was written."""


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def reported(out: str, word: str) -> list[str]:
    return [line.split()[1] for line in out.splitlines() if line.startswith(f"{word} ") and len(line.split()) == 2]


def assert_whole(folder: Path, opened: list[str], moved: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Every file parses, the journal verifies, and what was reported stands in the ledger exactly once."""
    with Transaction(folder):
        pass  # whoever writes next finishes what a killed process left; so does this
    assert not (folder / ".shifan" / "pending.json").exists()
    for path in sorted(folder.rglob("*.yaml")):
        _, root, problems = parse(path.read_text("utf-8"), path.name)
        assert root is not None
        assert problems == []
    assert verify_journal(folder / "journal.jsonl") == []
    workspace = open_workspace(folder)
    assert [problem for problem in workspace.problems if problem.rule[0] in "YSLJ"] == []
    items = Counter(found.problem for found in workspace.ledger if "-" in found.problem)
    events = Counter(event.note or "" for event in workspace.ledger[0].events if event.do == "extend")
    assert [name for name in opened if items[name] != 1] == []
    assert [name for name in moved if events[name] != 1] == []
    assert set(items.values()) | set(events.values()) <= {1}
    ids = [found.id for found in workspace.ledger]
    assert len(ids) == len(set(ids))
    lines = (folder / "journal.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == items.total() + events.total(), "one line for each write, and none without it"
    assert all(json.loads(line)["records"] for line in lines)
    return items, events


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a matter of POSIX")
def test_writers_killed_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, files(item(due="2026-12-01")))
    chance = random.Random(5)
    opened: list[str] = []
    moved: list[str] = []
    killed, begun = 0, time.monotonic()
    while killed < KILLS and time.monotonic() - begun < SECONDS:
        process = writer(folder, f"w{killed}", 50)
        assert process.stdout is not None
        first = process.stdout.readline()  # the process is up and writing
        time.sleep(chance.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        opened += reported(first + rest, "DONE")
        moved += reported(first + rest, "MOVED")
        killed += 1
    assert killed >= 8, "the machine is too slow for this test to say anything"
    items, events = assert_whole(folder, opened, moved)
    assert len(opened) >= killed
    assert items.total() - len(opened) <= killed, (
        "at most the write under way may be there without having been reported"
    )
    assert events.total() - len(moved) <= killed


def test_two_writers_at_once_lose_none(tmp_path: Path) -> None:
    folder = write(tmp_path, files(item(due="2026-12-01")))
    processes = [writer(folder, name, 20) for name in ("w1", "w2")]
    outs = [process.communicate(timeout=120)[0] for process in processes]
    opened = [name for out in outs for name in reported(out, "DONE")]
    moved = [name for out in outs for name in reported(out, "MOVED")]
    assert sorted(opened) == sorted(f"{name}-{at}" for name in ("w1", "w2") for at in range(20))
    items, events = assert_whole(folder, opened, moved)
    assert items.total() == 40
    assert events.total() == len(moved)
    assert len(moved) >= 20, "of two that ask for the same item the later date wins, the earlier one is refused"
