"""Calls a function of ours in a child process that may be killed, and turns every way it can end
into one error.
"""

from __future__ import annotations

import pickle
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, cast

from scoring.confined.forking import Forked, fork, may_fork
from scoring.confined.starting import started
from scoring.confined.wire import FAILED, PROGRESS, RAISED, RESULT, TornError, receive, restricted
from scoring.problems import ScoringError

Child = subprocess.Popen[bytes] | Forked
Way = Literal["time", "memory", "crashed", "failed"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a call may cost. Each sign of progress grants the seconds anew.

    ``cpu``: seconds of work; ``wall``: seconds on the clock, for a machine that is busy elsewhere;
    ``memory_mb``: the address space of the child, where the system can bound it.
    """

    cpu: float = 15
    wall: float = 60
    memory_mb: int = 1_400


class ConfinedError(ScoringError):
    """The child did not answer. ``way`` says why; ``detail`` is for the log."""

    def __init__(self, way: Way, detail: str = "") -> None:
        sentences: dict[Way, str] = {
            "time": "用时太长，已停止",
            "memory": "所需内存太多，已停止",
            "crashed": "处理它的程序意外退出",
            "failed": "内容有错误，处理不了",
        }
        super().__init__(sentences[way], "unreadable")
        self.way = way
        self.detail = detail


class Confined:
    """One child process, started when first needed (or by :meth:`start`) and again after it was
    lost.

    Not for several threads at once. ``open_to_all``: the child may start processes of its own.
    """

    def __init__(self, limits: Limits | None = None, *, open_to_all: bool = False) -> None:
        self._limits = limits or Limits()
        self._open = open_to_all
        self._process: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def start(self, *modules: str) -> None:
        """Starts the child ahead of its work; it loads the modules meanwhile."""
        if self._process is None:
            self._process = _start(self._limits, modules, open_to_all=self._open)

    def end(self) -> None:
        """Ends the child, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def call(
        self,
        function: str,
        *arguments: Any,
        classes: Sequence[type] = (),
        errors: Sequence[type[Exception]] = (),
        progress: Progress | None = None,
    ) -> Any:
        """What ``function`` (``"package.module:name"``) returns for the arguments.

        The result is plain data in which only the ``classes`` may stand. Exceptions of the
        ``errors`` are raised here as they were raised there; anything else is a
        :class:`ConfinedError`. With ``progress`` the function gets a callback as its last argument.
        """
        self.start()
        process = cast("Child", self._process)
        stdin, stdout = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        watch = _Watch(process, self._limits.wall)
        try:
            names = [f"{item.__module__}:{item.__qualname__}" for item in errors]
            pickle.dump((function, arguments, names, progress is not None), stdin)
            stdin.flush()
            while True:
                kind, body = receive(stdout)
                if kind != PROGRESS:
                    break
                watch.again()
                if progress is not None:
                    done, whole = restricted(body, ())
                    progress(int(done), int(whole))
        except (OSError, TornError) as error:
            raise self._lost(watch) from error
        except BaseException:
            self.end()
            raise
        finally:
            watch.stop()
        return self._answer(kind, body, classes, errors)

    def _answer(
        self, kind: bytes, body: bytes, classes: Sequence[type], errors: Sequence[type[Exception]]
    ) -> Any:
        try:
            value = restricted(body, classes)
            if kind == RESULT:
                return value
            if kind == FAILED:
                way, detail = value
                raise ConfinedError("memory" if way == "memory" else "failed", str(detail))
            if kind != RAISED:
                raise TornError
            at, arguments, state = value
            error = errors[at].__new__(errors[at])
            error.args = arguments
            error.__dict__.update(state)
        except (TornError, TypeError, ValueError, LookupError, AttributeError) as fault:
            self.end()
            raise ConfinedError("crashed", str(fault)) from fault
        raise error

    def _lost(self, watch: _Watch) -> ConfinedError:
        """The error for a child that is gone, by the way it went."""
        process = cast("Child", self._process)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.poll()
        self.end()
        if watch.overdue or (code is not None and -code in _OUT_OF_TIME):
            return ConfinedError("time")
        return ConfinedError("crashed", f"{code}")


_OUT_OF_TIME = frozenset(
    int(number)
    for name in ("SIGPROF", "SIGXCPU", "SIGALRM")
    if (number := getattr(__import__("signal"), name, None))
)


def confined(
    function: str,
    *arguments: Any,
    classes: Sequence[type] = (),
    errors: Sequence[type[Exception]] = (),
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Any:
    """:meth:`Confined.call` in a child of its own."""
    with Confined(limits) as child:
        return child.call(function, *arguments, classes=classes, errors=errors, progress=progress)


class _Watch:
    """Kills a process that is silent for too long."""

    def __init__(self, process: Child, seconds: float) -> None:
        self.overdue = False
        self._process = process
        self._seconds = seconds
        self._timer = self._begun()

    def again(self) -> None:
        self._timer.cancel()
        self._timer = self._begun()

    def stop(self) -> None:
        self._timer.cancel()

    def _begun(self) -> threading.Timer:
        timer = threading.Timer(self._seconds, self._expire)
        timer.daemon = True
        timer.start()
        return timer

    def _expire(self) -> None:
        self.overdue = True
        self._process.kill()


def _start(limits: Limits, modules: Sequence[str], *, open_to_all: bool) -> Child:
    if may_fork():
        return fork(limits.memory_mb, limits.cpu, tuple(modules), open_to_all=open_to_all)
    words = [str(limits.memory_mb), str(limits.cpu), "open" if open_to_all else "shut", *modules]
    return started("scoring.confined.worker", *words)
