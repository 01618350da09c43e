"""Stops a writer at each dealing with the disk: before it, after it and, where bytes are written,
in the middle."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scoring.storage import disk

STEPS = ("write_draft", "append", "cut", "exchange", "remove", "sync_folder")


class Killed(BaseException):
    """Stands for a process that is no more: nothing behind it runs but the release of the lock."""


def killed(_: str) -> None:
    raise Killed


def really_killed(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full(name: str) -> None:
    """A disk without room: what needs none goes on."""
    if name in ("write_draft", "append"):
        raise OSError(errno.ENOSPC, "No space left on device")


def held_open(name: str) -> None:
    """Another program holds the file open, as on Windows."""
    if name == "exchange":
        raise PermissionError(errno.EACCES, "The process cannot access the file")


@contextmanager
def stopped_at(step: int, how: Callable[[str], None] = killed) -> Iterator[Callable[[], int]]:
    """Calls ``how`` at the ``step``-th moment, counted from 1 (0: never). Gives how many moments
    there have been."""
    count = 0

    def moment(name: str) -> None:
        nonlocal count
        count += 1
        if count == step:
            how(name)

    def guard(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            moment(name)
            if name in ("write_draft", "append"):
                half(name, args)
            result = real(*args, **kwargs)
            moment(name)
            return result

        def half(which: str, args: Any) -> None:
            """Half of the bytes are written when the process stops or the disk is full."""
            if count + 1 != step:
                moment(which)
                return
            path: Path = args[0]
            before = path.read_bytes() if path.exists() else None
            with path.open("ab") as stream:
                stream.write(args[1][: len(args[1]) // 2])
            try:
                moment(which)
            except OSError:
                if which == "write_draft":  # as the real one does
                    path.unlink()
                raise
            if before is None:  # nothing came of it
                path.unlink()
            else:
                path.write_bytes(before)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(disk, name, guard(name, getattr(disk, name)))
        yield lambda: count
