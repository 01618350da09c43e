"""A file that is written again and again is digested from the change on, and always rightly."""

from __future__ import annotations

import hashlib
import random

import pytest

from scoring.live.digests import BLOCK, Digests

NAME = "evidence/register.yaml"


def plain(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_the_digest_of_a_file_is_its_sha256(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert Digests().of(NAME, data) == plain(data)


def test_a_file_that_is_changed_grows_shrinks_and_comes_back_is_digested_anew_each_time() -> None:
    dice = random.Random(7)
    digests = Digests()
    data = dice.randbytes(4 * BLOCK + 100)
    earlier = [data]
    for _ in range(60):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([0, 1, 30, BLOCK, 2 * BLOCK]))
        data = data[:start] + dice.randbytes(dice.choice([0, 1, 30, BLOCK])) + data[end:]
        if dice.random() < 0.2:
            data = dice.choice(earlier)  # somebody brought an old state back
        earlier.append(data)
        assert digests.of(NAME, data) == plain(data)


def test_each_file_is_digested_for_itself() -> None:
    digests = Digests()
    one, other = bytes(2 * BLOCK), bytes(2 * BLOCK) + b"more"
    for _ in range(2):
        assert digests.of("rectification.yaml", one) == plain(one)
        assert digests.of(NAME, other) == plain(other)
