"""Which new passwords are taken, what their hashes hold, and one-time passwords on a slip."""

from __future__ import annotations

import pytest

from scoring.workbench.passwords import DECOY, LETTERS, LONGEST, fits, hashed, one_time, weakness

NAMES = ["chenxiaoyun", "陈晓芸", "县司法局"]


@pytest.mark.parametrize(
    "password",
    [
        "一句只有自己知道的话",
        "tree-lamp-9-river",
        "correcthorsebattery",
        "Zk4!mmQ92xr",
        "下雨天 也去 上班 吧",
    ],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert weakness(password, NAMES) == ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("短了", "口令至少 10 个字符，现在是 2 个"),
        ("长" * (LONGEST + 1), f"口令最多 {LONGEST} 个字符"),
        ("ChenXiaoYun", "口令不能是自己的姓名、账号或单位名称"),
        ("aabbaabbaabb", "口令里不同的字符太少，容易被猜到"),
    ],
)
def test_what_is_not_taken_says_why(password: str, reason: str) -> None:
    assert weakness(password, NAMES) == reason


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertyuiop",
        "abcdefghijk",
        "password123",
        "Passw0rd2026",
        "admin20261122",
        "woaini1314521",
        "shifan@2026",
        "abcd1abcd1",
        "xyz9xyz9xyz9",
        "test!!!888",
        "zhangwang1234",
    ],
)
def test_what_everybody_tries_is_refused(password: str) -> None:
    assert weakness(password, NAMES) == "这个口令太常见，别人一猜就中，换一个"


def test_a_common_word_within_a_sentence_does_no_harm() -> None:
    assert weakness("password of my garden gate", NAMES) == ""


def test_a_hash_fits_its_password_alone() -> None:
    stored = hashed("一句只有自己知道的话")
    assert "知道" not in stored
    assert fits("一句只有自己知道的话", stored)
    assert not fits("一句只有自己知道的话 ", stored)
    assert hashed("一句只有自己知道的话") != stored


@pytest.mark.parametrize(
    "stored",
    ["", "no hash", "$argon2id$v=19$broken", DECOY],
    ids=["empty", "none", "broken", "decoy"],
)
def test_nothing_fits_what_is_no_hash_or_a_decoy(stored: str) -> None:
    assert not fits("一句只有自己知道的话", stored)


def test_a_slip_holds_letters_that_nobody_reads_wrongly() -> None:
    slips = {one_time() for _ in range(50)}
    assert len(slips) == 50
    for slip in slips:
        groups = slip.split("-")
        assert [len(group) for group in groups] == [4] * 4
        assert set("".join(groups)) <= set(LETTERS)
        assert weakness(slip, NAMES) == ""
    assert set(LETTERS).isdisjoint("01ilo")
