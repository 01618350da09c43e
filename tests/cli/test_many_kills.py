"""A few rounds of the long run of kills and races; ``make thorough`` plays ten thousand."""

from __future__ import annotations

import os
import random
from pathlib import Path

import profiles
import pytest
import samples
from cli.many_kills import FILES, beginnings, commands, play, play_beginnings


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
def test_kills_and_races_lose_nothing_that_was_acknowledged() -> None:
    tally = play(10, int(profiles.SEED or 7))
    assert sum(tally.values()) >= 10


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
def test_workspaces_and_accounts_that_are_made_at_once_are_whole_or_not_there(
    tmp_path: Path,
) -> None:
    dice = random.Random(int(profiles.SEED or 7))
    samples.write(tmp_path / "w", FILES)
    for number in range(4):
        play_beginnings(tmp_path, dice, number)


def test_the_long_run_goes_through_the_writing_commands() -> None:
    words = {tuple(command[:2]) for command in commands(random.Random(1), 1).values()}
    assert {
        ("evidence", "map"),
        ("evidence", "review"),
        ("round", "new"),
        ("round", "sample"),
        ("evidence", "scan"),
        ("evidence", "bind"),
        ("sheet", "import"),
    } <= words
    assert set(beginnings(Path("x"), random.Random(1), 1)) == {"init", "account", "same account"}
    assert (
        len(
            {
                command[1]
                for command in commands(random.Random(1), 1).values()
                if command[0] == "rectify"
            }
        )
        > 9
    )
