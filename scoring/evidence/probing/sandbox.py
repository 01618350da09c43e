"""Many files, each looked at in a child process that may be killed: time and memory run out for one
file only.

A pool of reusable workers, one thread each in the parent. A worker that hangs, crashes or grows is
ended and replaced by a fresh one for the next file.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scoring.confined.starting import started
from scoring.evidence.probing.model import Probe
from scoring.reading.model import Limits, OcrMode, State
from scoring.reading.ocr import available

# A long-lived process keeps what its parsers leak; a fresh one costs a third of a second.
_JOBS_PER_WORKER = 400
_READERS = 2


def probe_many(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    on_done: Callable[[Probe], None] | None = None,
    ocr: OcrMode = "auto",
    limits: Limits | None = None,
) -> Iterator[Probe]:
    """Look at files in child processes; yield each probe when it is done, in no fixed order.

    ``workers``: number of processes; by default all cores but at most 8, and 2 where scans are
    read, for each engine takes 600 MB. ``on_done`` is called with each probe in the caller's
    thread, before it is yielded, for a progress bar. Closing the iterator, or an exception in the
    loop such as KeyboardInterrupt, ends all children at once; what was not yielded was not looked
    at.
    """
    limits = limits or Limits()
    todo: queue.SimpleQueue[Path] = queue.SimpleQueue()
    count = 0
    for path in paths:
        todo.put(path)
        count += 1
    done: queue.SimpleQueue[Probe | BaseException] = queue.SimpleQueue()
    pool = _workers(min(max(workers or _default_size(ocr), 1), count), ocr, limits)
    threads = [
        threading.Thread(target=_work, args=(worker, todo, done), daemon=True) for worker in pool
    ]
    try:
        for thread in threads:
            thread.start()
        for _ in range(count):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            if on_done:
                on_done(result)
            yield result
    finally:
        for worker in pool:
            worker.stop()
        for thread in threads:
            thread.join(timeout=5)


def _default_size(ocr: OcrMode) -> int:
    cores = os.cpu_count() or 1
    if ocr == "off" or not available():
        return min(cores, 8)
    return min(cores, _READERS)


def _workers(size: int, ocr: OcrMode, limits: Limits) -> list[_Worker]:
    """So many children, which share the cores for recognising text among them."""
    cores = os.cpu_count() or 1
    return [_Worker(ocr, limits, threads=max(1, min(cores // size, 4))) for _ in range(size)]


def _work(
    worker: _Worker, todo: queue.SimpleQueue[Path], done: queue.SimpleQueue[Probe | BaseException]
) -> None:
    while not worker.stopped:
        try:
            path = todo.get_nowait()
        except queue.Empty:
            worker.stop()
            return
        try:
            done.put(worker.probe(path))
        except (OSError, RuntimeError) as error:
            # Without processes there is no scan; the caller's thread must hear of it.
            done.put(error)
            return


@dataclass(slots=True)
class _Deadline:
    passed: bool = False


class _Worker:
    """One child process, started when first needed and again after every death."""

    def __init__(self, ocr: OcrMode, limits: Limits, *, threads: int) -> None:
        self._ocr = ocr
        self._threads = threads
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0
        self._lock = threading.Lock()
        self.stopped = False

    def probe(self, path: Path) -> Probe:
        """The probe of one file; of state timeout or crashed where the child did not survive it."""
        process = self._running()
        if process is None:
            return Probe(str(path), "unknown", "crashed", "扫描已停止，没有读取这个文件。")
        if self._ocr == "off":
            seconds = self._limits.seconds
        else:
            seconds = self._limits.ocr_seconds
        seconds += _size(path) // self._limits.bytes_per_second
        deadline = _Deadline()
        timer = threading.Timer(seconds, _expire, (process, deadline))
        timer.daemon = True
        timer.start()
        answer = self._ask(process, path, seconds)
        timer.cancel()
        self._jobs += 1
        if answer is not None:
            if self._jobs >= _JOBS_PER_WORKER:
                self._end()
            return answer
        self._end()
        if deadline.passed:
            return _lost(path, "timeout", f"读取超过 {seconds:g} 秒仍未完成，已放弃这个文件。")
        if process.returncode < 0:
            how = f"信号 {-process.returncode}"
        else:
            how = f"退出码 {process.returncode}"
        return _lost(
            path, "crashed", f"读取这个文件的程序意外退出（{how}），已放弃；其他文件不受影响。"
        )

    def stop(self) -> None:
        """End the child now; the worker takes no further file."""
        with self._lock:
            self.stopped = True
            process = self._process
        if process:
            process.kill()
            _close(process)

    def _running(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self.stopped:
                return None
            if self._process is None:
                if self._ocr == "off":
                    memory = self._limits.memory_mb
                else:
                    memory = self._limits.ocr_memory_mb
                self._process = _start(memory, self._threads)
                self._jobs = 0
            return self._process

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.kill()
            _close(process)

    def _ask(self, process: subprocess.Popen[bytes], path: Path, seconds: float) -> Probe | None:
        # The path travels as bytes: names on disk need not be valid text.
        job = {
            "path": os.fsencode(path).hex(), "seconds": seconds, "ocr": self._ocr, "limits": asdict(self._limits),
        }  # fmt: skip
        if process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if line.endswith(b"\n"):
                return replace(Probe.from_dict(json.loads(line)), path=str(path))
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _expire(process: subprocess.Popen[bytes], deadline: _Deadline) -> None:
    deadline.passed = True
    process.kill()


def _start(memory_mb: int, threads: int) -> subprocess.Popen[bytes]:
    return started("scoring.evidence.probing.worker", str(memory_mb), threads=threads)


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            try:
                stream.close()
            except OSError:
                continue


def _lost(path: Path, state: State, reason: str) -> Probe:
    """A probe for a file that killed its child: what can still be said safely is its size."""
    return Probe(str(path), "unknown", state, reason, size=_size(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
