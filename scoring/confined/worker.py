"""The child of :mod:`.calling`: takes one call after another and answers each.

Run as ``python -m scoring.confined.worker MEGABYTES CPU_SECONDS open|shut [MODULE …]``. It ends
when its input ends.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from scoring.confined.wire import FAILED, PROGRESS, RAISED, RESULT, send
from scoring.limits import limit_memory

_SHUT = (
    "socket.connect", "socket.bind", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork", "os.system",
    "os.startfile",
)  # fmt: skip
"""What nothing that works on a stranger's file has any business with."""


class ShutError(Exception):
    """Something in this process wanted out."""


def main() -> None:
    """Serve calls until the input ends."""
    megabytes, seconds, door, *modules = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "wb")
    # Parsers print what they like; only answers may travel on the pipe.
    os.dup2(2, 1)
    begin(int(megabytes), modules, shut=door == "shut")
    serve(sys.stdin.buffer, answers, float(seconds))


def begin(megabytes: int, modules: Sequence[str], *, shut: bool) -> None:
    """What a child does before its first call."""
    # The parent decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in modules:
        importlib.import_module(module)
    limit_memory(megabytes)
    if shut:
        sys.addaudithook(_refuse)


def serve(calls: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answer each call: with its result, an error that was foreseen, or one that was not."""
    while True:
        try:
            function, arguments, names, tells = pickle.load(calls)  # noqa: S301 - from our own parent
        except EOFError:
            return
        _grant(seconds)
        kind, value = _answer(
            function, arguments, names, _teller(answers, seconds) if tells else None
        )
        _grant(0)
        send(answers, kind, pickle.dumps(value))


def _answer(
    function: str,
    arguments: Sequence[Any],
    names: Sequence[str],
    tell: Callable[[int, int], None] | None,
) -> tuple[bytes, Any]:
    try:
        module, name = function.split(":")
        work = getattr(importlib.import_module(module), name)
        return RESULT, work(*arguments, tell) if tell else work(*arguments)
    except MemoryError:
        return FAILED, ("memory", "")
    except BaseException as error:  # noqa: BLE001 - panics of native parsers are no Exception
        for index, known in enumerate(names):
            if known in {
                f"{item.__module__}:{item.__qualname__}" for item in type(error).__mro__[:1]
            }:
                return RAISED, (index, error.args, _plain(vars(error)))
        return FAILED, ("failed", f"{type(error).__name__}: {error}"[:2000])


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in state.items()
        if value == () or isinstance(value, str | int | float | None)
    }


def _teller(answers: BinaryIO, seconds: float) -> Callable[[int, int], None]:
    def tell(done: int, whole: int) -> None:
        _grant(seconds)
        send(answers, PROGRESS, pickle.dumps((done, whole)))

    return tell


def _grant(seconds: float) -> None:
    """So much work from now on; 0 for as much as it takes. The system ends the process then,
    wherever it is.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _SHUT:
        raise ShutError(event)


if __name__ == "__main__":
    main()
