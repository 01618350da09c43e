"""A few rounds of the long run of kills and races; ``make thorough`` plays ten thousand."""

from __future__ import annotations

import os
import random

import profiles
import pytest
from cli.many_kills import commands, play


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are matters of POSIX")
def test_kills_and_races_lose_nothing_that_was_acknowledged() -> None:
    tally = play(10, int(profiles.SEED or 7))
    assert sum(tally.values()) >= 10


def test_the_long_run_goes_through_the_writing_commands() -> None:
    words = {tuple(command[:2]) for command in commands(random.Random(1), 1).values()}
    assert {
        ("evidence", "map"),
        ("evidence", "review"),
        ("round", "new"),
        ("round", "sample"),
    } <= words
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
