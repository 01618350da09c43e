"""The children that work on strangers' files, kept from one input to the next, and how much they
and we have taken.

A command starts a child and ends it, which costs more than most inputs do. Here a child that has
answered waits for the next command instead; one that was lost, or is in the middle of something, is
ended as always. Limits stay as they are.
"""

from __future__ import annotations

import resource
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from scoring.confined import Limits, calling
from scoring.evidence.probing import sandbox
from scoring.region import children

Children = dict[Any, list[subprocess.Popen[bytes]]]
_waiting: Children = defaultdict(list)
_start_confined: Callable[..., subprocess.Popen[bytes]] = calling._start
_start_probe: Callable[..., subprocess.Popen[bytes]] = sandbox._start


def keep_children() -> None:
    """From now on in this process: children are handed on instead of ended."""
    calling._start = _confined_child
    calling.Confined.__exit__ = _leave  # type: ignore[method-assign]
    sandbox._start = _probe_child
    sandbox._Worker = _KeptWorker  # type: ignore[misc]
    children.CHILDREN.rest = lambda: None  # type: ignore[method-assign]


def end_children() -> None:
    """Ends what waits: parsers keep what they leak."""
    for several in _waiting.values():
        while several:
            _end(several.pop())
    children.CHILDREN.stop()


def _confined_child(
    limits: Limits, modules: Sequence[str], *, open_to_all: bool
) -> subprocess.Popen[bytes]:
    return _taken((limits, open_to_all)) or _start_confined(
        limits, modules, open_to_all=open_to_all
    )


def _probe_child(memory_mb: int, threads: int) -> subprocess.Popen[bytes]:
    return _taken((memory_mb, threads)) or _start_probe(memory_mb, threads)


def _taken(key: Any) -> subprocess.Popen[bytes] | None:
    several = _waiting[key]
    while several:
        process = several.pop()
        if process.poll() is None:
            return process
        _end(process)
    return None


def _leave(
    self: calling.Confined,
    kind: type[BaseException] | None,
    error: BaseException | None,
    trace: TracebackType | None,
) -> None:
    process = self._process
    # An error that the child has told of is an answer as well.
    if (
        process is None
        or process.poll() is not None
        or (kind is not None and not issubclass(kind, Exception))
    ):
        self.end()
        return
    self._process = None
    _waiting[self._limits, self._open].append(process)


class _KeptWorker(sandbox._Worker):
    """A worker whose child waits for the next one when it is idle."""

    busy = False

    def probe(self, path: Path) -> Any:
        self.busy = True
        answer = super().probe(path)
        self.busy = False
        return answer

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            process = self._process
            if process is None:
                return
            if not self.busy and process.poll() is None:
                self._process = None
                memory = (
                    self._limits.memory_mb if self._ocr == "off" else self._limits.ocr_memory_mb
                )
                _waiting[memory, self._threads].append(process)
                return
        process.kill()
        sandbox._close(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


# -- how much was taken


def family(pid: int | str = "self") -> list[str]:
    """This process and all that came from it and are alive, as numbers."""
    found = [str(pid)]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in tasks.read_text().split():
                found += family(child)
    return found


def peak_mb() -> int:
    """The most that any process of the family has held since the last call, in megabytes; for
    children that ended the most of their whole life.
    """
    highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    for pid in family():
        with suppress(OSError, IndexError, ValueError):
            status = Path(f"/proc/{pid}/status").read_text()
            size = int(status.partition("VmHWM:")[2].split()[0]) >> 10
            highest = max(highest, size)
            if size > 400:
                Path(f"/proc/{pid}/clear_refs").write_text("5")
    return highest


class Clock:
    """Seconds as they would be on a machine that had nothing else to do: waiting for a processor is
    not counted."""

    def __init__(self) -> None:
        self._start, self._before = time.monotonic(), _delays()

    def seconds(self) -> float:
        """Since the clock was made."""
        waited = sum(delay - self._before.get(pid, 0.0) for pid, delay in _delays().items())
        return max(time.monotonic() - self._start - waited, 0.0)


def _delays() -> dict[str, float]:
    delays = {}
    for pid in family():
        with suppress(OSError, IndexError, ValueError):
            delays[pid] = int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return delays
