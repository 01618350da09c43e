"""Passwords: argon2id hashes, the rules for new ones, and one-time passwords for printed slips.

19 MiB, two passes, one lane: 18 ms of CPU, so that sixty people who log in at half past eight do
not wait. At most two are reckoned at a time.
"""

from __future__ import annotations

import re
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 10
LONGEST = 200
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What one-time passwords consist of: nothing that is read wrongly from paper."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURNS = threading.BoundedSemaphore(2)
_COMMON_PARTS = (
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "1qaz2wsx",
    "1q2w3e4r5t", "iloveyou", "woaini", "welcome", "letmein", "football", "baseball", "princess", "sunshine",
    "superman", "administrator", "admin", "root", "test", "user", "guest", "shifan", "fazhi", "changeme", "abc",
    "a1b2c3d4e5", "aa", "qq", "xx", "wang", "zhang", "li", "love", "china", "zhongguo",
)  # fmt: skip
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    with _TURNS:
        return _HASHER.hash(password)


def fits(password: str, stored: str) -> bool:
    """Whether a password has this hash. Takes as long for a wrong one."""
    with _TURNS:
        try:
            # Reckoned one or two at a time: sixty people at half past eight would take a gigabyte.
            return _HASHER.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False


DECOY = hashed(secrets.token_hex(16))
"""What the password of an unknown login is held against, so that the answer takes as long."""


def weakness(password: str, names: list[str]) -> str:
    """Which rule a new password breaks, in Chinese; "" for none. ``names``: login, real name and
    units.
    """
    if len(password) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字符，现在是 {len(password)} 个"
    if len(password) > LONGEST:
        return f"口令最多 {LONGEST} 个字符"
    plain = password.casefold().strip()
    if plain in {name.casefold() for name in names}:
        return "口令不能是自己的姓名、账号或单位名称"
    if len(set(plain)) < 4:
        return "口令里不同的字符太少，容易被猜到"
    if _common(plain):
        return "这个口令太常见，别人一猜就中，换一个"
    return ""


_DATE = re.compile(r"(19|20)\d\d((0\d|1[0-2])([0-2]\d|3[01]))?")
"""A year or a day, as people put it behind a word."""


def _common(plain: str) -> bool:
    """Whether a password is one of those that everybody tries: a run of keys, a piece that comes
    again and again, or a common word with figures.
    """
    half = len(plain) // 2
    repeats = plain[:half] * 2 == plain or re.fullmatch(r"(.{1,5}?)\1+.?", plain)
    if repeats or _is_run(plain):
        return True
    rest = plain
    for word in _COMMON_PARTS:
        rest = rest.replace(word, "")
    if rest == plain:
        return False
    figures = re.sub(r"[\W_]", "", rest)
    figures = _DATE.sub("", re.sub("1314|520|521|666|888", "", figures))
    if not figures:
        return True
    return figures.isdigit() and (len(set(figures)) < 3 or _is_run(figures))


def _is_run(text: str) -> bool:
    """Whether the text lies on the keyboard, or in the alphabet, in one go."""
    return any(text in run for run in _RUNS)


def one_time() -> str:
    """A password for a slip: four groups of four letters, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
