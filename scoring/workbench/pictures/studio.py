"""The parent of the drawing processes: takes turns on them, ends those that hang, keeps the latest
pictures.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.confined.starting import started
from scoring.problems import ScoringError
from scoring.workbench.pictures.words import NO_PAGES

PROCESSES = 2
MEGABYTES = 1200
SECONDS = 20.0
DPI = 126
KEPT_BYTES = 16 * 1024 * 1024
MOST_WITHOUT = 2000
"""Files of which it is remembered that they have no pages."""
JOBS = 500
"""After so many pictures a process is replaced: what its parsers leak goes with it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as JPEG, and how many pages the file has."""

    data: bytes
    pages: int


class NoPicture(ScoringError):
    """There is no picture; the message is Chinese and for the user."""

    usual = "unprintable"


class NoPages(NoPicture):
    """A file of this kind has no pages to be drawn, however often it is tried."""


class Studio:
    """Draws pages in child processes, started when they are first needed."""

    def __init__(self, processes: int = PROCESSES, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Painter] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(_Painter())
        self._kept: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._without: OrderedDict[str, str] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def page(self, path: Path, sha256: str, number: int) -> Picture:
        """A page (from 1) of a file with this digest. Raises :class:`NoPicture`."""
        key = (sha256, number)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
            if sha256 and sha256 in self._without:
                raise NoPicture(self._without[sha256])
        # Outside of the lock: drawing takes seconds, and other pages may be known already.
        painter = self._idle.get()
        try:
            picture = painter.draw(path, number, self._seconds)
        except NoPages as error:
            with self._lock:
                self._without[sha256] = str(error)
                while len(self._without) > MOST_WITHOUT:
                    self._without.popitem(last=False)
            raise
        finally:
            self._idle.put(painter)
        self._keep(key, picture)
        return picture

    def _keep(self, key: tuple[str, int], picture: Picture) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = picture
            self._size += len(picture.data)
            while self._size > KEPT_BYTES and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1].data)

    def forget(self) -> None:
        """Lets go of the pictures that were kept."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def close(self) -> None:
        """Ends the processes."""
        while not self._idle.empty():
            self._idle.get().end()


class _Painter:
    """One child process; a new one after every death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def draw(self, path: Path, number: int, seconds: float) -> Picture:
        process = self._running()
        # A file may be made so that it never ends; the pipe then closes and the reading below
        # fails.
        timer = threading.Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            reply, data = self._ask(process, path, number)
        except (OSError, ValueError, KeyError):
            self.end()
            raise NoPicture("这个文件太复杂，画不出来，请下载原件看") from None
        finally:
            timer.cancel()
        # A library that leaks costs a restart every so many pages, never the server's memory.
        self._jobs += 1
        if self._jobs >= JOBS:
            self.end()
        if reply["reason"] == NO_PAGES:
            raise NoPages(NO_PAGES)
        if reply["reason"]:
            raise NoPicture(str(reply["reason"]))
        return Picture(data, int(reply["pages"]))

    def _ask(
        self, process: subprocess.Popen[bytes], path: Path, number: int
    ) -> tuple[dict[str, Any], bytes]:
        assert process.stdin is not None
        assert process.stdout is not None
        job = {"path": os.fsencode(path).hex(), "page": number, "dpi": DPI}
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        reply = json.loads(process.stdout.readline())
        data = process.stdout.read(int(reply["size"]))
        if len(data) != reply["size"]:
            raise ValueError("cut short")
        return reply, data

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = _start()
            self._jobs = 0
        return self._process

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


def _start() -> subprocess.Popen[bytes]:
    return started("scoring.workbench.pictures.worker", str(MEGABYTES))
