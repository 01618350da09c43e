"""``submissions.jsonl``: what came in, what was returned, accepted, withdrawn. Lines are only
added.

Each line holds the digest of the line before, as in the journal of a workspace; nobody swaps a
package afterwards without breaking the chain, whose last digest is printed in the reports.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from scoring.problems import CannotError
from scoring.storage import Busy, place
from scoring.storage.days import FarDayError, is_far
from scoring.storage.journal import Journal, JournalFault, line_of, verify_journal

FILE = "submissions.jsonl"
WAIT = 30
"""Seconds to wait for another program that writes into the same region."""

Entry = Mapping[str, Any]


class Chain:
    """The chain of one region. What it holds is read once; :meth:`add` writes a line and flushes it
    to disk.
    """

    def __init__(self, region: Path) -> None:
        self.path = region / FILE
        raw = self.path.read_bytes() if self.path.exists() else b""
        # A last line without its end was never acknowledged, even where all of its words are there.
        self.entries: list[dict[str, Any]] = Journal(self.path).entries()[: raw.count(b"\n")]

    @property
    def head(self) -> str:
        """The digest of the last line, zeros where there is none."""
        return Journal(self.path).head()

    def believe(self, day: date) -> None:
        """Raises :class:`~scoring.storage.days.FarDayError` where a day that nobody stated is far
        from the last line: a clock that was lost would put its day on every receipt.
        """
        if not self.entries:
            return
        try:
            newest = date.fromisoformat(str(self.entries[-1].get("on")))
        except ValueError:
            return
        if is_far(day, newest):
            raise FarDayError(day, newest, "这个汇总文件夹最近一次收件或决定")

    def faults(self) -> list[JournalFault]:
        """Where the chain breaks. A torn last line is no fault: it was never acknowledged, the next
        writer cuts it.
        """
        found = verify_journal(self.path)
        raw = self.path.read_bytes() if self.path.exists() else b""
        if raw and not raw.endswith(b"\n"):
            torn = raw.count(b"\n") + 1
        else:
            torn = 0
        return [fault for fault in found if fault.line != torn]

    def check(self) -> Chain:
        """The chain itself. Raises ``CannotError`` where somebody altered what was written down."""
        if faults := self.faults():
            where = "；".join(f"第 {fault.line} 行{fault.what}" for fault in faults[:3])
            message = f"{FILE} 被改动过，不能再据以汇总，请从备份恢复：{where}"
            raise CannotError(message, unreadable=True)
        return self

    def add(self, entry: Entry) -> None:
        """Adds a line. Only under :func:`writing`."""
        _cut_torn_line(self.path)
        line = line_of(entry, self.head)
        with self.path.open("ab") as stream:
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        # As it reads back, not as it was given: both must be the same for whoever goes on.
        self.entries.append(json.loads(line))


@contextmanager
def writing(region: Path) -> Iterator[Chain]:
    """The chain, read under a lock under which it may be added to."""
    place(region, ".shifan", folder=True).mkdir(exist_ok=True)
    lock = FileLock(str(place(region, ".shifan/region.lock")))
    place(region, FILE)
    try:
        lock.acquire(timeout=WAIT)
    except Timeout:
        raise Busy from None
    try:
        _cut_torn_line(region / FILE)
        yield Chain(region).check()
    finally:
        lock.release()


def _cut_torn_line(path: Path) -> None:
    """Takes away what a killed process left of a line: it was never acknowledged, so nothing is
    lost.
    """
    raw = path.read_bytes() if path.exists() else b""
    if raw and not raw.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(raw.rfind(b"\n") + 1)
