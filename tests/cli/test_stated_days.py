"""A computer whose clock is wrong writes nothing: far from the last write, whoever writes has to
state the day.

journal.jsonl       the last write counts for 2026-11-22
the clock           says 2029-06-01, or 2024-01-02
"""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import samples
from helpers_outputs import call

from scoring.cli import shared
from scoring.storage import changeset

LAST = "2026-11-22"
PROPOSED = samples.changed(
    "indicators/sample.yaml",
    "    rule: {type: met}\n",
    "    rule: {type: met}\n    proposed: [rule]\n",
)
FILES = {**PROPOSED, "rounds/2026-mock.yaml": samples.MOCK}
ROOM = Path(shared.__file__).parent
COMMANDS = [
    ("evidence", "map", "E0002", "1.1", "--item", "办理清单"),
    ("evidence", "review", "E0001", "--accept", "--by", "方静怡"),
    ("evidence", "scan"),
    ("round", "new", "2027-self"),
    ("round", "freeze", "2026-self"),
    ("round", "sample", "2026-mock", "--size", "1", "--seed", "甲"),
    ("round", "sample", "2026-mock", "--size", "1", "--seed", "甲", "--preview"),
    ("rectify", "sync"),
    (
        "rectify",
        "open",
        "--source",
        "supervision",
        "--problem",
        "乱",
        "--indicator",
        "1.1",
        "--due",
        "2026-12-31",
        "--by",
        "甲",
    ),
    ("rectify", "progress", "R0001", "--unit", "县司法局", "--note", "在办", "--by", "王五"),
    ("rectify", "measure", "R0001", "--add", "补齐", "--by", "王五"),
    ("rectify", "bulletin", "--issue", "--by", "甲"),
    ("indicators", "confirm", "--all"),
    ("sheet", "import", "{sheet}"),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = samples.write(tmp_path / "w", FILES)
    (folder / "evidence" / "files" / "新.txt").write_text("新的材料", "utf-8")
    code, _, _ = call("-w", str(folder), "evidence", "map", "E0002", "1.1", "--today", LAST)
    assert code == 0
    return folder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(shared, "_sound_clock", lambda _: request.param)


def filled(folder: Path) -> Path:
    """A sheet of evidence with another title in its first row."""
    path = folder.parent / "表.xlsx"
    assert (
        call("-w", str(folder), "sheet", "export", "evidence", "-o", str(path), "--today", LAST)[0]
        == 0
    )
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    (title,) = [cell for row in page.iter_rows() for cell in row if cell.value == "一次办清单"]
    title.value = "新题名"
    book.save(path)
    return path


def contents(folder: Path) -> dict[Path, bytes]:
    inside = (path for path in folder.rglob("*") if path.is_file() and ".shifan" not in path.parts)
    return {path: path.read_bytes() for path in inside}


@pytest.mark.parametrize("clock", [date(2029, 6, 1), date(2024, 1, 2)], indirect=True)
@pytest.mark.usefixtures("clock")
def test_no_command_writes_on_a_day_that_cannot_be_right(workspace: Path) -> None:
    sheet = str(filled(workspace))
    before = contents(workspace)
    for command in COMMANDS:
        code, _, told = call(
            "-w", str(workspace), *(sheet if part == "{sheet}" else part for part in command)
        )
        assert (code, "--today" in told) == (2, True), (command, told)
        assert contents(workspace) == before, command


@pytest.mark.parametrize("clock", [date(2027, 6, 1)], indirect=True)
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda parts: " ".join(parts[:3]))
def test_whoever_states_the_day_is_believed(workspace: Path, command: tuple[str, ...]) -> None:
    before = contents(workspace)
    sheet = str(filled(workspace)) if "{sheet}" in command else ""
    parts = [sheet if part == "{sheet}" else part for part in command]
    code, _, told = call("-w", str(workspace), *parts, "--today", "2027-06-01")
    assert code == 0, told
    assert contents(workspace) != before


def test_the_first_write_of_a_workspace_is_believed(tmp_path: Path) -> None:
    """A folder that somebody made by hand has no journal: nothing says that the clock is wrong."""
    files = {name: text for name, text in samples.SOUND.items() if name != "rectification.yaml"}
    folder = samples.write(tmp_path / "w", files)
    assert call("-w", str(folder), "evidence", "map", "E0002", "1.1")[0] == 0


@pytest.mark.parametrize("clock", [date(2029, 6, 1)], indirect=True)
@pytest.mark.usefixtures("clock")
def test_without_a_journal_the_ledger_says_what_day_it_is(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "w", samples.SOUND)
    code, _, told = call("-w", str(folder), "evidence", "map", "E0002", "1.1")
    assert (code, "2026-09-03" in told) == (2, True)
    assert not (folder / "journal.jsonl").exists()


def test_every_command_takes_its_author_from_one_place() -> None:
    """Only there it is known whether the day was stated."""
    makers = {
        path.name
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Author"
    }
    assert makers == {"writing.py"}


def mapped(folder: Path, *today: str) -> tuple[int, str]:
    """A plain write; its text is another each time."""
    lines = (folder / "journal.jsonl").read_bytes().count(b"\n")
    words = ("evidence", "map", "E0002", "1.1", "--what", f"第 {lines} 次", *today)
    code, _, told = call("-w", str(folder), *words)
    return code, told


def set_clock(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """The computer's clock: the day of a command, and the moment in its line."""
    monkeypatch.setattr(shared, "_sound_clock", lambda _: day)
    monkeypatch.setattr(changeset, "now", lambda: f"{day}T08:00:00.000+08:00")


def test_what_is_entered_late_leaves_the_next_write_as_it_was(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2026, 11, 22))
    assert mapped(workspace)[0] == 0
    assert mapped(workspace, "--today", "2026-01-05")[0] == 0
    last = json.loads((workspace / "journal.jsonl").read_text("utf-8").splitlines()[-1])
    assert (last["on"], last["stated"]) == ("2026-01-05", True)
    assert mapped(workspace)[0] == 0
    last = json.loads((workspace / "journal.jsonl").read_text("utf-8").splitlines()[-1])
    assert (last["on"], "stated" in last) == ("2026-11-22", False)


def test_a_clock_leads_nobody_back_step_by_step(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, code in ((22, 0), (1, 0)):
        set_clock(monkeypatch, date(2026, 11, day))
        assert mapped(workspace)[0] == code
    set_clock(monkeypatch, date(2026, 8, 30))
    assert mapped(workspace)[0] == 0
    set_clock(monkeypatch, date(2026, 6, 10))
    code, told = mapped(workspace)
    assert (code, "2026-11-22" in told, "--today" in told) == (2, True, True)
    # Whoever states the day that the clock shows has looked at it.
    assert mapped(workspace, "--today", "2026-06-10")[0] == 0
    assert mapped(workspace)[0] == 0
