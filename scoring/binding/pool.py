"""The child that opens pieces, seen from its parent: a time limit for each job, a new child after
every death.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from scoring.confined.starting import started

MEMORY_MB = 2_048
LOST = "打开这个文件的程序意外退出，已放弃"


class Crew:
    """One child process, started when first needed. Use it as a context."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def ask(self, job: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """The child's answer; ``{"problem": …}`` where it did not survive the job or took longer
        than ``seconds``.
        """
        process = self._process = self._process or _started()
        expired = threading.Event()

        def end() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        line = _exchanged(process, {**job, "seconds": seconds})
        timer.cancel()
        if line.endswith(b"\n"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        self._end()
        return {"problem": f"打开超过 {seconds:g} 秒仍未完成，已停止" if expired.is_set() else LOST}

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _exchanged(process: subprocess.Popen[bytes], job: Mapping[str, Any]) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        return process.stdout.readline()
    except OSError:
        return b""


def _started() -> subprocess.Popen[bytes]:
    return started("scoring.binding.worker", str(MEMORY_MB))
