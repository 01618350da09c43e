"""Strict YAML with positions.

A file is taken apart line by line, or by the events of the parser, once. What comes out holds text,
lists and maps only: YAML turns no value into a number, a date or a boolean (``1.10`` stays
``1.10``, the key ``on`` stays ``on``), and every value and key knows its line and column. Duplicate
keys, anchors, aliases, tags and merge keys are problems, not features.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.problems import Problem, Where, problem
from scoring.spots import Loc, Spot
from scoring.yaml_events import parse_events
from scoring.yaml_lines import read_lines

MAX_BYTES = 16 * 1024 * 1024
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: ``data`` of text, lists and maps, and a position for each of its parts."""

    path: Path
    name: str
    data: Any
    root: Spot
    raw: bytes

    def spot(self, loc: Loc, *, key: bool = False) -> Spot:
        """The position of ``loc``, or of the deepest part of it that stands there; ``key`` asks for
        the key's own.
        """
        here = self.root
        for index, part in enumerate(loc):
            if key and index == len(loc) - 1 and part in here.keys:
                return here.keys[str(part)]
            child = here.children.get(part)
            if child is None:
                if index == len(loc) - 1:
                    return here.keys.get(str(part), here)
                return here
            here = child
        return here

    def where(self, loc: Loc = (), *, key: bool = False) -> Where:
        """The place of ``loc`` for a :class:`Problem`."""
        spot = self.spot(loc, key=key)
        return Where(self.name, spot.line, spot.column)


def read(path: Path, name: str, *, optional: bool = False) -> tuple[Document | None, list[Problem]]:
    """Reads one YAML file. ``name`` is how messages call it.
    A missing ``optional`` file is no problem.
    """
    raw, problems = read_raw(path, name, optional=optional)
    if raw is None:
        return (None, problems)
    return read_bytes(path, name, raw)


def read_raw(
    path: Path, name: str, *, optional: bool = False
) -> tuple[bytes | None, list[Problem]]:
    """The bytes of one file, as :func:`read` takes them in."""
    try:
        # A pipe or a device would block for ever once it is opened.
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            shape = "是一个文件夹" if path.is_dir() else "不是普通文件"
            return None, [problem("Y001", Where(name), what=f"{name} 读不出来：{shape}")]
        with path.open("rb") as stream:
            # Room for as much as there is: to make it for the largest file costs more than reading.
            raw = stream.read(min(state.st_size, MAX_BYTES) + 1)
            if len(raw) > state.st_size:  # it has grown meanwhile
                raw += stream.read(MAX_BYTES + 1 - len(raw))
    except (FileNotFoundError, NotADirectoryError):
        return None, [] if optional else [problem("Y001", Where(name), what=f"找不到文件 {name}")]
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            reason = "没有读取权限"
        else:
            reason = "系统无法打开"
        return None, [problem("Y001", Where(name), what=f"{name} 读不出来：{reason}")]
    if len(raw) > MAX_BYTES:
        return None, [
            problem("Y004", Where(name), what=f"{name} 超过 {MAX_BYTES // 1024 // 1024} MB")
        ]
    return raw, []


def read_bytes(path: Path, name: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
    """The document of a file whose bytes are known."""
    text, problems = decode(raw, name)
    if text is None:
        return None, problems
    data, root, found = parse(text, name)
    problems += found
    return (None if root is None else Document(path, name, data, root, raw)), problems


def listed(folder: Path) -> list[Path]:
    """The YAML files of a folder by name, without hidden ones;
    none where it cannot be looked into.
    """
    try:
        # Names first: paths are made of those few that are wanted, several times for each save.
        return sorted(
            folder / name
            for name in os.listdir(folder)  # noqa: PTH208 - no paths yet
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        )
    except OSError:
        return []


def decode(raw: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, and what is wrong with how it is encoded;
    None where it cannot be made out.
    """
    # Notepad and Excel write it; with it in the text the first key would not be known.
    if raw.startswith(codecs.BOM_UTF8):
        text, problems = decode(raw[3:], name)
        return text, [problem("Y008", Where(name, 1, 1), what="文件开头有 BOM 标记"), *problems]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (b"\0" in raw[:200]):
        if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            what = "文件是 UTF-16 编码"
        else:
            what = "文件里有空字符，可能没有写完，或者不是文本"
        return None, [problem("Y002", Where(name, 1, 1), what=what)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        start = error.start
    mended = raw.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    if broken < sum(char > "\x7f" for char in mended) - broken:
        return mended, [_miscoded(raw, start, name, "文件里有损坏的字节，可能没有写完")]
    # The first byte beyond ASCII: two bytes of another encoding may look like one character of
    # UTF-8.
    start = next(index for index, byte in enumerate(raw) if byte > 0x7F)
    try:
        # Read on in the encoding that old office programs write, so that the other faults show up
        # in the same run.
        return raw.decode("gb18030"), [
            _miscoded(raw, start, name, "文件是 GB18030（GBK）编码，不是 UTF-8")
        ]
    except UnicodeDecodeError:
        return None, [_miscoded(raw, start, name, "文件编码无法识别")]


def _miscoded(raw: bytes, start: int, name: str, what: str) -> Problem:
    begin = raw.rfind(b"\n", 0, start) + 1
    column = len(raw[begin:start].decode("utf-8", "replace")) + 1
    return problem("Y002", Where(name, raw.count(b"\n", 0, start) + 1, column), what=what)


def parse(
    text: str, name: str, *, depth: int = 0, line: int = 1
) -> tuple[Any, Spot | None, list[Problem]]:
    """The data, the positions and the problems of a YAML text; positions are None when it could not
    be read at all.

    ``depth`` and ``line`` are those at which the text stands in its file, where it is a part of
    one.
    """
    unprintable = UNPRINTABLE.search(text)
    if unprintable:
        at = text.count("\n", 0, unprintable.start()) + line
        column = unprintable.start() - text.rfind("\n", 0, unprintable.start())
        return (
            None,
            None,
            [problem("Y003", Where(name, at, column), what="文件里有 YAML 不允许的字符")],
        )
    regular = read_lines(
        text, line=line, depth=depth, record=lambda part, at: _one_record(part, name, depth, at)
    )
    if regular is not None:
        return *regular, []
    return parse_events(text, name, depth=depth, line=line)


def _one_record(text: str, name: str, depth: int, line: int) -> tuple[Any, Spot] | None:
    """A list of one record, read by the parser; None where it is anything else, or has a fault."""
    data, root, problems = parse_events(text, name, depth=depth, line=line)
    if root is None or problems or not isinstance(data, list) or len(data) != 1:
        return None
    return data[0], root.children[0]
