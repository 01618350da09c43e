"""Thousands of kills and races over the writing commands: what was acknowledged is there, what was
refused is not.

    python -m cli.many_kills --rounds 10000        # in tests/; POSIX only

A round runs one to three commands at once on one workspace; some are killed at a random moment of
their dealing with the disk. Each names another person, so that the journal says afterwards which of
them took effect:

- ended with 0: exactly one line, and the record holds what the newest line about it says;
- refused (2, 3): no line, now and whatever comes later;
- killed: no line or one, and never half a file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import samples
from helpers_outputs import call
from storage.steps import really_killed, stopped_at

from scoring.storage import Journal, RecordFile, Transaction, verify_journal
from scoring.storage.merging import split_address
from scoring.storage.note import PENDING
from scoring.workspace import open_workspace

TODAY = ("--today", "2026-11-22")
MET = "    rule: {type: met}\n"
FILES = {
    **samples.changed("indicators/sample.yaml", MET, f"{MET}    proposed: [rule]\n"),
    "rounds/2026-mock.yaml": samples.MOCK,
}
ROUNDS_EACH = 12
"""Rounds in one workspace before the next one is made."""
MOMENTS = 45
"""A command that writes has about so many moments; one that is to be killed later comes to its
end."""
Command = list[str]
FILLED, TITLE = "FILLED", "题名"
"""Stands for a workbook that was filled in, and the column that was."""
SELDOM = {"bind": 0.15}
BEGINNINGS = 0.05
"""The share of rounds that make workspaces and accounts."""
OPENED = ("--source", "supervision", "--lead", "县司法局", "--due", "2026-12-31")
OF_PERSON = {"sample": "--person", "try": "--person", "bind": "--person"}
IDLE = frozenset({"unmap", "confirm", "sync", "freeze", "scan", "bind", "import"})
"""Commands that end well and write nothing where there is nothing to do."""


def commands(dice: random.Random, number: int) -> dict[str, Command]:
    """The writing commands, each with arguments of this round."""
    item, piece = dice.choice(["R0001", "R0002"]), dice.choice(["E0001", "E0002"])
    code = dice.choice(["1.1", "1.2"])
    return {
        "map": ["evidence", "map", piece, code, "--what", f"第{number}次"],
        "unmap": ["evidence", "map", piece, code, "--remove"],
        "accept": ["evidence", "review", piece, "--accept", "--note", f"第{number}次"],
        "return": ["evidence", "review", piece, "--return", f"缺页{number}"],
        "sync": ["rectify", "sync", "--due", "2026-12-31"],
        "open": ["rectify", "open", *OPENED, "--problem", f"问题{number}"],
        "start": ["rectify", "start", item],
        "progress": ["rectify", "progress", item, "--unit", "县司法局", "--note", f"在办{number}"],
        "measure": ["rectify", "measure", item, "--add", f"措施{number}"],
        "extend": [
            "rectify",
            "extend",
            item,
            "--to",
            "2027-01-31",
            "--note",
            "等",
            "--approved-by",
            "丁",
        ],
        "submit": ["rectify", "submit", item, "--evidence", "E0001"],
        "close": ["rectify", "close", item, "--note", "核过", "--despite", "另有安排"],
        "reopen": ["rectify", "reopen", item, "--note", "又有"],
        "bulletin": ["rectify", "bulletin", "--issue"],
        "round new": ["round", "new", f"2027-{number}"],
        "switch": ["round", "new", f"2028-{number}", "--from", "2026-self", "--switch"],
        "freeze": ["round", "freeze", "2026-self", "--again"],
        "sample": ["round", "sample", "2026-mock", "--size", "1", "--seed", f"{number}", "--again"],
        "try": ["round", "sample", "2026-mock", "--size", "1", "--seed", f"{number}", "--preview"],
        "confirm": ["indicators", "confirm", "--all"],
        "scan": ["evidence", "scan", "--ocr", "off", "--workers", "1"],
        "bind": ["evidence", "bind", "--without-ocr"],
        "import": ["sheet", "import", "--prefer", "sheet", FILLED],
    }


def beginnings(home: Path, dice: random.Random, number: int) -> dict[str, Command]:
    """Commands that make a workspace or an account: those have no line of a person's to look for."""
    folder, state = home / f"new-{number}", home / "state"
    return {
        "init": ["init", str(folder), "--tree", "national-2021", *TODAY],
        "account": [
            *("-w", str(home / "w"), "serve", "accounts", "add", f"u{number}"),
            *("--name", f"新人{number}", "--role", "填报人", "--unit", "县司法局"),
            *("--state", str(state)),
        ],
        "same account": [
            *("-w", str(home / "w"), "serve", "accounts", "add", "shared"),
            *("--name", f"同名{dice.randint(1, 2)}", "--role", "填报人", "--unit", "县司法局"),
            *("--state", str(state)),
        ],
    }


def chosen_name(dice: random.Random, offered: dict[str, Command]) -> str:
    """One of the commands; those that take seconds come seldom."""
    names = list(offered)
    return dice.choices(names, [SELDOM.get(name, 1.0) for name in names])[0]


def prepared(home: Path, words: Command, number: int) -> Command:
    """A command with the file that it takes in: a workbook that was exported and filled in."""
    if FILLED not in words:
        return words
    filled = home / f"filled-{number}.xlsx"
    assert call("-w", str(home / "w"), "sheet", "export", "evidence", "-o", str(filled))[0] == 0
    book = openpyxl.load_workbook(filled)
    sheet = book.worksheets[0]
    headings = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=8) for cell in row}
    head = next(
        row[0].row for row in sheet.iter_rows(max_row=8) if any(c.value == TITLE for c in row)
    )
    sheet.cell(head + 1, headings[TITLE]).value = f"第{number}次导入的题名"
    book.save(filled)
    return [str(filled) if word == FILLED else word for word in words]


def run_at_once(chosen: list[tuple[Command, int]]) -> list[int]:
    """Runs commands in processes that begin together, each killed at its moment (0: never); their
    exit codes."""
    gate, opener = os.pipe()
    children = []
    for words, moment in chosen:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.close(opener)
                os.read(gate, 1)  # until the gate is closed behind all of them
                with stopped_at(moment, really_killed):
                    code = call(*words)[0]
            finally:
                os._exit(code)
        children.append(child)
    os.close(gate)
    os.close(opener)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def check(folder: Path, ended: dict[str, tuple[str, int]]) -> None:
    """Raises where the workspace is not what the exit codes of all commands so far say."""
    with Transaction(folder):  # whoever writes next puts right what was left
        pass
    assert verify_journal(folder / "journal.jsonl") == []
    assert list((folder / ".shifan").glob(f"{PENDING}*")) == []
    entries = Journal(folder / "journal.jsonl").entries()
    lines = Counter(str(entry["by"]) for entry in entries)
    for person, (name, code) in ended.items():
        wanted = {0: (0, 1) if name in IDLE else (1,), 2: (0,), 3: (0,)}.get(code, (0, 1))
        assert lines[person] in wanted, (person, name, code, lines[person])
    newest: dict[tuple[str, str], str | None] = {}
    for entry in entries:
        for side in ("before", "after"):
            for name, records in entry.get(side, {}).items():
                newest.update(
                    {
                        (name, address): text if side == "after" else None
                        for address, text in records.items()
                    }
                )
    for (name, address), text in newest.items():
        section, key = split_address(address)
        file = RecordFile.of(name, (folder / name).read_bytes().decode("utf-8"), section)
        assert file.text_of(key) == text, (name, address)
    assert open_workspace(folder).workspace is not None


def play_beginnings(home: Path, dice: random.Random, number: int) -> list[tuple[str, str]]:
    """A round of making workspaces and accounts at once; how the commands ended, by name."""
    offered = [beginnings(home, dice, 10 * number + at) for at in range(dice.randint(1, 3))]
    names = [dice.choice(list(each)) for each in offered]
    chosen = [
        (words[name], dice.randint(1, MOMENTS) if dice.random() < 0.5 else 0)
        for words, name in zip(offered, names, strict=True)
    ]
    codes = run_at_once(chosen)
    assert 70 not in codes, (number, chosen)
    for (words, _), name, code in zip(chosen, names, codes, strict=True):
        if name == "init":
            again = call(*words)[0]  # what a kill left is finished, or a whole one is left alone
            assert again == 2 if code == 0 else again in (0, 2), (number, words, code, again)
            assert open_workspace(Path(words[1])).workspace is not None
    check_accounts(home, chosen, names, codes)
    return [
        (name, "killed" if code < 0 else str(code)) for name, code in zip(names, codes, strict=True)
    ]


def check_accounts(
    home: Path, chosen: list[tuple[Command, int]], names: list[str], codes: list[int]
) -> None:
    """Raises where an account that was acknowledged is not there, or one that was refused is."""
    place = ("-w", str(home / "w"), "serve", "accounts", "list", "--format", "json")
    code, out, _ = call(*place, "--state", str(home / "state"))
    assert code == 0
    listed = {row["login"]: row["name"] for row in json.loads(out)["accounts"]}
    assert len(set(listed.values())) == len(listed)
    people = open_workspace(home / "w").whole().head.people or {}
    for (words, _), name, ended in zip(chosen, names, codes, strict=True):
        if "accounts" not in words:
            continue
        login, person = words[5], words[7]
        if ended == 0:
            assert listed[login] == person, (login, person, listed)
            assert person in people
        elif ended > 0 and name == "account":
            assert login not in listed


def play(rounds: int, seed: int, told: Callable[[str], None] = lambda _: None) -> Counter[str]:
    """So many rounds; how the commands ended, by name."""
    dice = random.Random(seed)
    tally: Counter[str] = Counter()
    number = 0
    while number < rounds:
        with tempfile.TemporaryDirectory() as home:
            folder = samples.write(Path(home) / "w", FILES)
            ended: dict[str, tuple[str, int]] = {}
            for _ in range(min(ROUNDS_EACH, rounds - number)):
                number += 1
                if dice.random() < BEGINNINGS:
                    with tempfile.TemporaryDirectory() as elsewhere:
                        samples.write(Path(elsewhere) / "w", FILES)
                        for name, how in play_beginnings(Path(elsewhere), dice, number):
                            tally[f"{name}: {how}"] += 1
                    continue
                new = folder / "evidence" / "files" / f"第{number}件.txt"
                new.write_text(f"第{number}件材料，供登记。\n", "utf-8")
                # Each has words of its own: two that say the same would be one change.
                offered = [commands(dice, 10 * number + at) for at in range(dice.randint(1, 3))]
                names = [chosen_name(dice, each) for each in offered]
                people = [f"第{number}号{'甲乙丙'[at]}" for at in range(len(names))]
                chosen = [
                    (
                        [
                            "-w",
                            str(folder),
                            *prepared(Path(home), words[name], number * 10 + at),
                            OF_PERSON.get(name, "--by"),
                            person,
                            *TODAY,
                        ],
                        dice.randint(1, MOMENTS) if dice.random() < 0.5 else 0,
                    )
                    for at, (words, name, person) in enumerate(
                        zip(offered, names, people, strict=True)
                    )
                ]
                codes = run_at_once(chosen)
                ended |= dict(zip(people, zip(names, codes, strict=True), strict=True))
                for name, code in zip(names, codes, strict=True):
                    tally[f"{name}: {'killed' if code < 0 else code}"] += 1
                assert 70 not in codes, (seed, number, chosen)
                check(folder, ended)
        told(f"{number} rounds")
    return tally


def main() -> int:
    """The long run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    begun = time.monotonic()
    call("-w", ".", "check")  # the modules are loaded before the first fork
    tally = play(
        wanted.rounds, wanted.seed, lambda line: print(line, end="\r", file=sys.stderr, flush=True)
    )
    for kind, count in sorted(tally.items()):
        print(f"{count:6}  {kind}")
    killed = sum(count for kind, count in tally.items() if kind.endswith("killed"))
    print(
        f"{wanted.rounds} rounds, {sum(tally.values())} commands, {killed} killed; nothing lost, "
        "nothing half done; "
        f"{time.monotonic() - begun:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
