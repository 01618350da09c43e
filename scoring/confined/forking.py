"""A child that begins as a copy of this process: what is imported here it need not import again.

Only on Linux, and only while this process has a single thread: whatever lock another one holds at
that moment would stay held in the copy for ever. Nothing of this process stays open in the child
but its two pipes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from scoring.confined import worker

_WAIT = 0.005
_MOST_FILES = 1 << 16


class Forked:
    """A forked child, with as much of ``subprocess.Popen`` as its parent needs."""

    def __init__(self, pid: int, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None

    def kill(self) -> None:
        """Ends it, whatever it does."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def poll(self) -> int | None:
        """The exit code, a negative signal number, or None while it runs."""
        if self.returncode is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.returncode = 0
            else:
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end. Raises ``subprocess.TimeoutExpired``."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(_WAIT)
        return code


def may_fork() -> bool:
    """Whether a copy of this process is sound: there is one thread, native ones counted."""
    if sys.platform != "linux":
        return False
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def fork(megabytes: int, seconds: float, modules: tuple[str, ...], *, open_to_all: bool) -> Forked:
    """The child, which serves calls as ``scoring.confined.worker`` does."""
    calls, to_child = os.pipe()
    from_child, answers = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _alone_with(calls, answers)
            os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
            with os.fdopen(calls, "rb") as stream, os.fdopen(answers, "wb") as sink:
                worker.begin(megabytes + _mapped_mb(), modules, shut=not open_to_all)
                worker.serve(stream, sink, seconds)
            code = 0
        finally:
            # Nothing of the parent's is flushed, closed or told a second time.
            os._exit(code)
    os.close(calls)
    os.close(answers)
    return Forked(pid, os.fdopen(to_child, "wb"), os.fdopen(from_child, "rb"))


def _mapped_mb() -> int:
    """Address space that came along and holds nothing, which is no memory that the child has
    taken.
    """
    whole, resident = Path("/proc/self/statm").read_text("ascii").split()[:2]
    return (int(whole) - int(resident)) * os.sysconf("SC_PAGE_SIZE") >> 20


def _alone_with(calls: int, answers: int) -> None:
    """Closes everything else that the parent has open, and takes its handlers of signals away."""
    for number in (signal.SIGTERM, signal.SIGPROF, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    # Whatever stood in their place wrote into files that are closed now.
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = sys.stderr = os.fdopen(1, "w", closefd=False)
    first, second = sorted((calls, answers))
    os.closerange(3, first)
    os.closerange(first + 1, second)
    os.closerange(second + 1, _MOST_FILES)
