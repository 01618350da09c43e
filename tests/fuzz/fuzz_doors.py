"""The doors of the program, a sound input for each, and what makes it wrong."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import samples
from helpers_outputs import call

TODAY = "2026-11-20"
SLOW = 20
"""Seconds after which a run counts as hanging."""
Random = random.Random
LEDGER = """\
- id: R0001
  problem: 清单缺少 2026 年数据
  lead: [县司法局]
  due: 2026-12-31
  events:
  - {on: 2026-11-01, do: open, by: 林知远}
"""
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
    "../",
    "9" * 40,
    "1e999",
    "nan",
    "0001-01-01",
    "9999-12-31",
    "％",
    "＝",
    "\r",
    "\u2028",
    "null",
    "on",
    "~",
    "<<: *a",
    "- " * 200,
    "\t",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that was not taken as it should be; ``seed`` makes it again."""

    door: str
    seed: int
    what: str


def attempt(door: str, seed: int, folder: Path) -> Finding | None:
    """One input through one door, and what went wrong with it."""
    chance = Random(seed)
    home = folder / "w"
    outside = folder / "outside.txt"
    shutil.rmtree(home, ignore_errors=True)
    samples.write(home, {**samples.SOUND, "rectification.yaml": LEDGER})
    outside.write_text("mine", "utf-8")
    begun = time.monotonic()
    try:
        for command in DOORS[door](home, chance):
            code, out, err = call(*command)
            if code not in (0, 1, 2, 3, 4) or "Traceback" in err or "内部错误" in err:
                return Finding(door, seed, f"exit {code} of {command[:6]}: {err.strip()[-300:]}")
            if "\x1b" in out + err:
                return Finding(door, seed, f"an escape sequence of {command[:6]}")
    except Exception as error:  # noqa: BLE001 - whatever gets through the boundary is a finding
        return Finding(door, seed, f"{type(error).__name__}: {error}")
    if time.monotonic() - begun > SLOW * 3:
        return Finding(door, seed, f"{time.monotonic() - begun:.0f} seconds")
    if outside.read_text("utf-8") != "mine" or sorted(path.name for path in folder.iterdir()) != ["outside.txt", "w"]:
        return Finding(door, seed, "something outside of the workspace was touched")
    return None


def spoiled(data: bytes, chance: Random) -> bytes:
    """Bytes as they come out of a bad copy, or out of a bad mind."""
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
            raw[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000]))
        elif how == 4:
            raw[at:at] = bytes(raw[at : at + chance.choice([1, 10, 200])])
        elif how == 5:
            raw[at:at] = chance.choice(WORDS).encode("utf-8", "surrogatepass")
        else:
            other = chance.randrange(len(raw) + 1)
            raw[at : at + 8] = raw[other : other + 8]
    return bytes(raw)


def spoiled_zip(data: bytes, chance: Random) -> bytes:
    """An office file with one part spoiled inside a sound archive; half the time the archive itself is."""
    if chance.random() < 0.5:
        return spoiled(data, chance)
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        victim = chance.choice(names)
        for name in names:
            new.writestr(name, spoiled(old.read(name), chance) if name == victim else old.read(name))
    return made.getvalue()


def workspace_file(home: Path, chance: Random) -> list[list[str]]:
    """A file that somebody edited."""
    path = chance.choice(sorted(home.rglob("*.yaml")))
    path.write_bytes(spoiled(path.read_bytes(), chance))
    return [["-w", str(home), *command] for command in (["check"], ["score"], ["gaps"], ["rectify", "list"])]


def hidden_file(home: Path, chance: Random) -> list[list[str]]:
    """Something below ``.shifan`` that came with the workspace."""
    (home / ".shifan").mkdir(exist_ok=True)
    name = chance.choice(
        ["hashes", "probes.sqlite", "text.sqlite", "text.sqlite-journal", "probes.sqlite-wal", "pending.json", "lock"]
    )
    content = chance.choice(
        [json.dumps({"files": {"../outside.txt": "eA=="}, "line": "x"}), "[" * 5_000, "{}", ""]
    ).encode()
    if name.endswith("sqlite"):
        with closing(sqlite3.connect(":memory:")) as base:
            base.execute("create view probes as select 1 as file")
            content = base.serialize()
    (home / ".shifan" / name).write_bytes(spoiled(content, chance))
    return [
        ["-w", str(home), "check"],
        ["-w", str(home), "evidence", "search", "清单"],
        ["-w", str(home), "rectify", "start", "R0001", "--by", "林知远", "--today", TODAY],
    ]


def link(home: Path, chance: Random) -> list[list[str]]:
    """A link in place of a file or folder."""
    name = chance.choice(
        [".shifan", "reports", "bulletins", "journal.jsonl", ".shifan/incoming", "evidence/files/x", "templates"]
    )
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(chance.choice(["../outside.txt", "..", "../..", str(home.parent), ".", "rounds", "none"]))
    return [
        ["-w", str(home), "report", "brief", "--to", "json", "--today", TODAY],
        ["-w", str(home), "rectify", "start", "R0001", "--by", "林知远", "--today", TODAY],
        ["-w", str(home), "evidence", "list"],
    ]


def table_to_import(home: Path, chance: Random) -> list[list[str]]:
    """A document for ``indicators import``."""
    head = "<tr><th>一级指标</th><th>二级指标</th><th>分值</th></tr>"
    html = f"<table>{head}<tr><td>甲</td><td>乙</td><td>3</td></tr></table>"
    text = "示例县方案\n一、依法履职\n" + "".join(f"{at}.推进事项{at}公开。牵头单位：县司法局\n" for at in range(1, 9))
    suffix, content = chance.choice(
        [("html", html), ("txt", text), ("csv", "一级,二级,分值\n甲,乙,3\n"), ("doc", html)]
    )
    path = home / f"来源.{suffix}"
    path.write_bytes(spoiled(content.encode(chance.choice(["utf-8", "gb18030"])), chance))
    return [["indicators", "import", str(path), "-o", str(home / "t.yaml")]]


_book: list[bytes] = []


def workbook(home: Path, chance: Random) -> list[list[str]]:
    """A workbook of ours that came back."""
    path = home / "表.xlsx"
    if not _book:
        call("-w", str(home), "sheet", "export", "findings", "-o", str(path), "--today", TODAY)
        _book.append(path.read_bytes())
    path.write_bytes(spoiled_zip(_book[0], chance))
    return [["-w", str(home), "sheet", "import", str(path), "--preview"], ["indicators", "import", str(path)]]


def archive(home: Path, chance: Random) -> list[list[str]]:
    """A zip that a unit sent."""
    made = BytesIO()
    methods = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    with zipfile.ZipFile(made, "w") as new:
        for at in range(3):
            name = chance.choice(["甲.txt", "../x", "", "a/b", "..zip", "con", "\u2028", "x" * 300, "/abs"])
            new.writestr(
                zipfile.ZipInfo(f"{at}{name}" if chance.random() < 0.7 else name or "a"),
                b"x" * 99,
                chance.choice(methods),
            )
    path = home / "包.zip"
    path.write_bytes(spoiled(made.getvalue(), chance))
    return [
        ["-w", str(home), "evidence", "scan", str(path), "--ocr", "off", "--today", TODAY],
        ["-w", str(home), "check"],
    ]


def template(home: Path, chance: Random) -> list[list[str]]:
    """A template of the office's own."""
    pieces = [
        "{% for i in range(9) %}",
        "{% endfor %}",
        "{{ 1e400 }}",
        "{{ x }}",
        "{% if 1 %}",
        "{% endif %}",
        "{{ 'a' * 9 }}",
        "{% set a = [] %}",
        "{{ a.b.c }}",
        "{% include 'brief.html.j2' %}",
        "{{ ''.__class__ }}",
        "{{ 7 // 0 }}",
    ]
    (home / "templates").mkdir()
    text = "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 8)))
    (home / "templates" / "brief.html.j2").write_bytes(
        spoiled(text.encode(), chance) if chance.random() < 0.5 else text.encode()
    )
    return [["-w", str(home), "report", "brief", "--to", "html", "--today", TODAY]]


def arguments(home: Path, chance: Random) -> list[list[str]]:
    """What somebody types."""
    words = [*WORDS, "R0001", "E0001", "1.1", "2026-11-20", "-1", "", "甲", "--by", "--today", "--format", "json"]
    words = [word for word in words if "\ud800" not in word]
    start = chance.choice(
        [
            ["explain"],
            ["rectify", "show"],
            ["evidence", "show"],
            ["gaps", "--by"],
            ["round", "compare"],
            ["evidence", "search"],
        ]
    )
    return [["-w", str(home), *start, *(chance.choice(words) for _ in range(chance.randrange(1, 4)))]]


DOORS: dict[str, Callable[[Path, Random], list[list[str]]]] = {
    "workspace": workspace_file,
    "hidden": hidden_file,
    "links": link,
    "import": table_to_import,
    "workbook": workbook,
    "archive": archive,
    "template": template,
    "arguments": arguments,
}
