"""Which line of the journal speaks of which record, so that a question about one reads its lines
alone.

The journal only grows: what was appended since the last question is read at the next one. A journal
that was replaced (restored, cut) is read anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from scoring.storage.hand_lines import is_by_hand
from scoring.storage.journal_entry import Entry, entry_of

MOST_OPEN = 8
"""Journals of which the index is kept: whoever asks one workspace after another needs the last."""
_SHA256 = re.compile(r"^ *(?:- *)?sha256: *[\"']?([0-9a-f]{64})", re.MULTILINE)
_NO_LINES: array[int] = array("L")


@dataclass(frozen=True, slots=True)
class Mention:
    """What the index keeps of one line: who, what was done, and the records by ``file#address``
    (``/key`` where the line holds no texts).
    """

    by: str
    do: str
    names: tuple[str, ...]


@dataclass(slots=True)
class _Lines:
    """The index of one state of the file: where each line begins, what it mentions, and the lines
    of each key.
    """

    starts: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("L"))
    mentions: list[Mention] = field(default_factory=list)
    by_key: dict[str, array[int]] = field(default_factory=dict)
    entered: dict[str, str] = field(default_factory=dict)
    """Who brought a record into its file, by ``file#address``."""
    renewed: dict[str, str] = field(default_factory=dict)
    """Who last gave a record the digest of another file."""
    read: int = 0
    inode: int = 0
    last: str = ""
    """The digest of the last line that was read: a file that was replaced has another there."""


@lru_cache(maxsize=MOST_OPEN)
def index_of(path: Path) -> JournalIndex:
    """The one index of a journal in this process: it is read once, whoever asks."""
    return JournalIndex(path)


class JournalIndex:
    """The lines of one journal by number (from 0, oldest first); for all threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = _Lines()
        self._lock = threading.Lock()

    def mentions(self) -> list[Mention]:
        """What every line mentions, oldest first. The list is the index's own: read it only."""
        return self._fresh().mentions

    def of(self, key: str, *, newest: bool = True) -> Iterator[Entry]:
        """The lines that speak of a record by its bare key (``1.2``, ``E0001``)."""
        numbers = self._fresh().by_key.get(key, _NO_LINES)
        for number in reversed(numbers) if newest else numbers:
            entry = self.entry(number)
            if entry is not None:
                yield entry

    def numbers(self, key: str) -> frozenset[int]:
        """The numbers of the lines that speak of a record."""
        return frozenset(self._fresh().by_key.get(key, ()))

    def entered_by(self, file: str, key: str) -> str:
        """Who brought a record of a list into its file; "" where no line says so."""
        return self._fresh().entered.get(f"{file}#{key}", "")

    def renewed_by(self, file: str, key: str) -> str:
        """Who last put another file (``sha256``) into a record of a list; "" where nobody did."""
        return self._fresh().renewed.get(f"{file}#{key}", "")

    def entry(self, number: int) -> Entry | None:
        """One line; None where there is none, or it cannot be read any more."""
        lines = self._fresh()
        if not 0 <= number < len(lines.starts):
            return None
        with self._path.open("rb") as stream:
            stream.seek(lines.starts[number])
            return entry_of(stream.read(lines.sizes[number]))

    def _fresh(self) -> _Lines:
        """The index with everything that was appended."""
        with self._lock:
            try:
                state = self._path.stat()
            except FileNotFoundError:
                self._lines = _Lines()
                return self._lines
            if state.st_size != self._lines.read or state.st_ino != self._lines.inode:
                self._go_on(state.st_ino)
            return self._lines

    def _go_on(self, inode: int) -> None:
        with self._path.open("rb") as stream:
            if not self._continues(stream):
                self._lines = _Lines()
            lines = self._lines
            lines.inode = inode
            stream.seek(lines.read)
            for line in stream:
                if not line.endswith(b"\n"):
                    break  # still being written
                _take(lines, line)

    def _continues(self, stream: BinaryIO) -> bool:
        """Whether the file still holds, where it stood, the line that was read last."""
        lines = self._lines
        if not lines.starts:
            return False  # there is nothing to know it by
        stream.seek(lines.starts[-1])
        return _digest(stream.read(lines.sizes[-1])) == lines.last


def _take(lines: _Lines, line: bytes) -> None:
    """Adds one line. One that cannot be read is passed over and has no number."""
    start = lines.read
    lines.read += len(line)
    entry = entry_of(line)
    if entry is None:
        return
    number = len(lines.starts)
    lines.starts.append(start)
    lines.sizes.append(len(line))
    lines.last = _digest(line)
    names = tuple(sys.intern(name) for name in names_of(entry))
    by, do = str(entry.get("by", "")), str(entry.get("do", ""))
    lines.mentions.append(Mention(sys.intern(by), sys.intern(do), names))
    for key in dict.fromkeys(bare_key(name) for name in names):
        lines.by_key.setdefault(key, array("L")).append(number)
    if is_by_hand(entry):
        return  # it names nobody
    # Who puts back what was there before did not supply it.
    undone = do.startswith("undo")
    for name, old, new in _texts_of(entry):
        # A number that is given out again is another record.
        if not old and new and not (undone and name in lines.entered):
            lines.entered[sys.intern(name)] = sys.intern(by)
            lines.renewed.pop(name, None)
        elif old and new and not undone and _file_of(new) not in ("", _file_of(old)):
            lines.renewed[sys.intern(name)] = sys.intern(by)


def _texts_of(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each record that a line leaves, by ``file#address``, with its text before and after."""
    before, after = entry.get("before"), entry.get("after")
    if not isinstance(after, dict):
        return
    for file, texts in after.items():
        earlier = before.get(file) if isinstance(before, dict) else None
        stood = earlier if isinstance(earlier, dict) else {}
        if isinstance(texts, dict):
            for key, text in texts.items():
                yield f"{file}#{key}", str(stood.get(key) or ""), str(text or "")


def _file_of(text: str) -> str:
    """The digest of the file that a record names; "" where it names none."""
    match = _SHA256.search(text)
    return match[1] if match else ""


def names_of(entry: Mapping[str, Any]) -> list[str]:
    """The records of which a line speaks: ``file#address`` where it holds their texts, else
    ``/key``.
    """
    sides = [entry.get(side) for side in ("before", "after")]
    names = dict.fromkeys(
        f"{file}#{address}"
        for side in sides
        if isinstance(side, dict)
        for file, texts in side.items()
        if isinstance(texts, dict)
        for address in texts
    )
    # Of an edit by hand that was very large some records are named without their texts.
    if not names or entry.get("left_out"):
        with_text = {bare_key(name) for name in names}
        named = entry.get("records") or ()
        names |= dict.fromkeys(f"/{one}" for one in named if one not in with_text)
    return list(names)


def bare_key(name: str) -> str:
    """The key of a record alone: of ``rounds/a.yaml#findings/1.1`` the code, of
    ``rectification.yaml#R0001`` the id.
    """
    return name.partition("#")[2].rsplit("/", 1)[-1] or name.rsplit("/", 1)[-1]


def _digest(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=16).hexdigest()
