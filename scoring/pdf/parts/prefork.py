"""Starts rendering processes, some before it is known what they will print: loading the renderer
takes half a second.

A command that will print a long document calls :func:`begin` first and reads its workspace then;
the crew takes what is there by that time. A process that nobody takes ends with the command.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO

from scoring.pdf import fonts
from scoring.pdf.renderer import variables

MOST = 4
"""Processes at most: each needs its own faces and libraries, about 100 MB before the first page."""
_waiting: list[Started] = []
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Started:
    """A process that waits for its setting, all variables it was started with, and what it says on
    its error stream.
    """

    process: subprocess.Popen[bytes]
    variables: Mapping[str, str]
    log: IO[bytes]

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.log):
            if stream is not None:
                stream.close()


def start(environment: Mapping[str, str]) -> Started:
    """A new process. ``environment`` are the variables that :func:`.fonts.environment` gives."""
    given = variables(environment)
    log = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the process lives
    # -P: what lies in the user's current folder is never imported.
    process = subprocess.Popen(  # our own interpreter and module, no shell
        [sys.executable, "-P", "-m", "scoring.pdf.parts.worker"],
        env=given,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
    )
    return Started(process, given, log)


def processes() -> int:
    """How many processes pay: one for each processor that this program may use, up to ``MOST``."""
    if hasattr(os, "sched_getaffinity"):
        there = len(os.sched_getaffinity(0))
    else:
        there = os.cpu_count() or 1
    return max(1, min(there, MOST))


def begin(home: Path | None) -> None:
    """Start one more process for a workspace ahead of its work, unless as many wait as will be
    used.
    """
    environment = fonts.environment(fonts.own_fonts(home))
    with _lock:
        for other in [item for item in _waiting if item.variables != variables(environment)]:
            _waiting.remove(other)
            other.end()
        if len(_waiting) < processes():
            _waiting.append(start(environment))


def taken(environment: Mapping[str, str]) -> Started:
    """A process with these variables: one that waits, or a new one."""
    with _lock:
        for item in [item for item in _waiting if item.variables == variables(environment)]:
            _waiting.remove(item)
            if item.process.poll() is None:
                return item
            item.end()
    return start(environment)


@atexit.register
def dismiss() -> None:
    """End the processes that still wait."""
    with _lock:
        while _waiting:
            _waiting.pop().end()
