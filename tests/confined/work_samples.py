"""What children are told to do in the tests: honest work, and every way to go wrong."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    numbers: tuple[int, ...]


class ForeseenError(Exception):
    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what}{fix}")
        self.what, self.fix = what, fix


def twice(number: int) -> int:
    return number * 2


def answer(text: str) -> Answer:
    print("what a parser prints reaches nobody")
    return Answer(text, (1, 2))


def fails() -> None:
    raise ForeseenError("坏了。", "换一份。")


def stumbles() -> None:
    raise KeyError("nobody foresaw this")


def panics() -> None:
    class Panic(BaseException):
        pass

    raise Panic


def dies() -> None:
    ctypes.string_at(0)


def leaves() -> None:
    sys.exit(5)


def quits() -> None:
    os._exit(7)


def never_ends() -> None:
    while True:
        pass


def sleeps() -> None:
    import time

    time.sleep(60)


def grows() -> None:
    whole = []
    while True:
        whole.append(bytearray(1 << 24))


def recurses(depth: int = 0) -> None:
    recurses(depth + 1)


def counts(to: int, tell: Callable[[int, int], None]) -> str:
    for at in range(to):
        tell(at + 1, to)
    return "done"


def works_in_steps(steps: int, tell: Callable[[int, int], None]) -> str:
    import time

    for at in range(steps):
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass
        tell(at, steps)
    return "done"


def calls_out(how: str) -> Any:
    if how == "process":
        return subprocess.run([sys.executable, "-c", ""], check=True)
    if how == "shell":
        return os.system("true")
    if how == "fork":
        return os.fork()
    return socket.create_connection(("127.0.0.1", 9))


class Evil:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


def evil() -> Evil:
    return Evil()


def open_files() -> list[str]:
    """What this process has open."""
    folder = Path("/proc/self/fd")
    return (
        [str(path.readlink()) for path in folder.iterdir() if path.is_symlink()]
        if folder.is_dir()
        else []
    )
