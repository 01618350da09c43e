"""The rendering processes of one print: started when there is work, kept for all of it, ended with
it.

Each process is looked after by a thread that waits for its answer. A process that dies, hangs or
runs out of memory ends the print with a RenderError; nothing is waited for after that.
"""

from __future__ import annotations

import json
import queue
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import Any, cast

from scoring.pdf.errors import RenderError
from scoring.pdf.parts import prefork
from scoring.pdf.renderer import MEMORY_MB_FLOOR, ended, failed, overdue

SAID = 4000


@dataclass(frozen=True, slots=True)
class Limits:
    """``timeout`` in seconds for each part, ``memory_mb`` the address space of each process."""

    timeout: float
    memory_mb: int


class _Worker:
    """One process. Its methods raise RenderError when it is gone."""

    def __init__(
        self,
        setting: Mapping[str, Any],
        environment: Mapping[str, str],
        folder: Path,
        limits: Limits,
    ) -> None:
        self._limits = limits
        self._late = False
        self._started = prefork.taken(environment)
        self.process = self._started.process
        try:
            memory = max(limits.memory_mb, MEMORY_MB_FLOOR)
            self.libraries = str(
                self.ask({**setting, "folder": str(folder), "memory_mb": memory})["libraries"]
            )
        except BaseException:
            self.end()
            raise

    def ask(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one job. Raises RenderError where there is none, or where it tells of a
        failure.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = Timer(self._limits.timeout, self._stop)
        timer.start()
        try:
            with suppress(OSError):  # the process is gone: its end is found below
                self.process.stdin.write(json.dumps(job).encode() + b"\n")
                self.process.stdin.flush()
            line = self.process.stdout.readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise self._gone()
        answer = cast("dict[str, Any]", json.loads(line))
        if failure := answer.get("failure"):
            raise failed(failure, self._limits.memory_mb)
        return answer

    def _stop(self) -> None:
        self._late = True
        self.process.kill()

    def _gone(self) -> RenderError:
        self.process.kill()
        code = self.process.wait()
        self._started.log.seek(0)
        said = self._started.log.read()[-SAID:].decode("utf-8", "replace")
        if self._late:
            return overdue(self._limits.timeout, said)
        return ended(code, said, self._limits.memory_mb)

    def end(self) -> None:
        """Kill the process, whatever it does."""
        with suppress(OSError):
            self._started.end()


class Crew:
    """Processes that share the jobs of one print; leave it (``with``) and they are gone."""

    def __init__(
        self,
        setting: Mapping[str, Any],
        environment: Mapping[str, str],
        limits: Limits,
        size: int | None = None,
    ) -> None:
        self._setting, self._environment, self._limits = setting, environment, limits
        self.size = size or prefork.processes()
        self.libraries = ""
        self._folder = tempfile.TemporaryDirectory(
            prefix="shifan-print-", ignore_cleanup_errors=True
        )
        self._pool = ThreadPoolExecutor(self.size)
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all: list[_Worker] = []
        self._lock = Lock()
        self._closed = False
        self._count = 0

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.end()
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    def do(
        self, jobs: Iterable[tuple[Any, Mapping[str, Any]]]
    ) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Do jobs, the first ones first, and give each one's name and answer when it is done;
        ``pdf`` holds the file.

        Raises RenderError for the first that fails.
        """
        running = {self._pool.submit(self._one, job): name for name, job in jobs}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            for future in running:
                future.cancel()

    def _one(self, job: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            if self._closed:
                raise RenderError("killed", "排版已中止。")
            self._count += 1
            number = self._count
        worker = self._taken()
        answer = worker.ask({**job, "number": number})
        self._idle.put(worker)
        path = Path(self._folder.name) / f"{number}.pdf"
        answer["pdf"] = path.read_bytes()
        path.unlink()
        return answer

    def _taken(self) -> _Worker:
        """A process without work, a new one where all are busy: each thread holds at most one."""
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker(
                self._setting, self._environment, Path(self._folder.name), self._limits
            )
        with self._lock:
            self._all.append(worker)
            self.libraries = worker.libraries
            if not self._closed:
                return worker
        worker.end()
        raise RenderError("killed", "排版已中止。")
