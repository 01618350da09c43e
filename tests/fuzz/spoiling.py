"""What makes a sound file wrong: as it comes out of a bad copy, or out of a bad mind."""

from __future__ import annotations

import json
import random
import struct
import zipfile
from io import BytesIO
from typing import Any

Random = random.Random

WORDS = [
    "\x1b[31m",
    "\u202e",
    "\0",
    "\ud800",
    "{{",
    "{%",
    "*",
    "&a",
    "!!python/object:os.system",
    "[" * 500,
    "{" * 3_000,
    "../",
    "..\\",
    "/etc/passwd",
    "C:\\x",
    "con.txt",
    "9" * 40,
    "9" * 5_000,
    "1e999",
    "1e999999999",
    "-0",
    "nan",
    "0x1F",
    "1/0",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "％",
    "＝",
    "=1+1",
    "\r",
    "\u2028",
    "\ufeff",
    "null",
    "on",
    "~",
    "<<: *a",
    "- " * 200,
    "- - - ",
    "? ",
    ": ",
    "|\n  ",
    "#",
    "\t",
    "<script>alert(1)</script>",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "甲" * 3_000,
]
"""Texts that have been trouble for somebody."""
NUMBERS = [0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000]


def spoiled(data: bytes, chance: Random) -> bytes:
    """Bytes with something flipped, lost, doubled or put in."""
    raw = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(raw) + 1)
        how = chance.randrange(7)
        if how == 0 and raw:
            raw[at % len(raw)] ^= 1 << chance.randrange(8)
        elif how == 1:
            del raw[at : at + chance.choice([1, 4, 100, len(raw)])]
        elif how == 2:
            raw[at:at] = chance.randbytes(chance.choice([1, 4, 60]))
        elif how == 3:
            raw[at : at + 4] = struct.pack("<I", chance.choice(NUMBERS))
        elif how == 4:
            raw[at:at] = bytes(raw[at : at + chance.choice([1, 10, 200])])
        elif how == 5:
            raw[at:at] = chance.choice(WORDS).encode("utf-8", "surrogatepass")
        else:
            other = chance.randrange(len(raw) + 1)
            raw[at : at + 8] = raw[other : other + 8]
    return bytes(raw)


def spoiled_text(data: bytes, chance: Random) -> bytes:
    """A text in which one word, or one line, was taken for another: most of it can still be
    read."""
    if chance.random() < 0.3:
        return spoiled(data, chance)
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(lines))
        how = chance.randrange(5)
        if how == 0:
            lines[at] = lines[chance.randrange(len(lines))]
        elif how == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif how == 2:
            del lines[at : at + chance.choice([1, 3])]
            lines = lines or [""]
        else:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice(WORDS)
            lines[at] = " ".join(words)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def spoiled_zip(data: bytes, chance: Random) -> bytes:
    """An office file with one part spoiled inside a sound archive; a quarter of the time the
    archive itself is."""
    if chance.random() < 0.25:
        return spoiled(data, chance)
    with zipfile.ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    victim = chance.choice(sorted(parts))
    parts[victim] = (spoiled_text if chance.random() < 0.6 else spoiled)(parts[victim], chance)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def odd_value(chance: Random, depth: int = 0) -> Any:
    """A value of JSON that nobody expects where it stands."""
    kind = chance.randrange(9 if depth < 3 else 6)
    if kind < 3:
        return chance.choice(WORDS)
    if kind == 3:
        return chance.choice([0, -1, 1.5, 10**40, 1e300, True, False, None])
    if kind == 4:
        return chance.choice(
            [
                "",
                "1.1",
                "E0001",
                "R0001",
                "2026-11-20",
                "林知远",
                "县司法局",
                "accepted",
                "2026-self",
            ]
        )
    if kind == 5:
        return []
    if kind == 6:
        return [odd_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {
        repr(odd_value(chance, 3)): odd_value(chance, depth + 1) for _ in range(chance.randrange(4))
    }


def spoiled_data(value: Any, chance: Random) -> Any:
    """A JSON value with one place of it changed."""
    copy = json.loads(json.dumps(value))
    at: Any = copy
    while isinstance(at, dict | list) and at:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = chance.choice(keys)
        if chance.random() < 0.3 or not isinstance(at[key], dict | list) or not at[key]:
            at[key] = odd_value(chance)
            return copy
        at = at[key]
    return odd_value(chance)
