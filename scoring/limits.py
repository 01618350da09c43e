"""Limits of the system on the process that asks for them: memory, work, and files written.

Whatever looks at files of strangers, or starts a program of others, does so in a child process
that limits itself first. Where the system knows no such limits (Windows), or a hard limit that is
lower already may not be raised, what holds is what held before.
"""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

MEGABYTE = 1 << 20


def limit_memory(megabytes: int) -> bool:
    """Bounds the address space, so that running out is an error inside this process only; no dump
    of it is left behind. Answers whether the system can.
    """
    if sys.platform == "win32":
        return False
    bounded = _limit(resource.RLIMIT_AS, megabytes * MEGABYTE)
    # A dump of the process would leave the contents of a stranger's file on the disk.
    _limit(resource.RLIMIT_CORE, 0)
    return bounded


def limit_work(seconds: int) -> None:
    """So many seconds of processor time; the system ends the process then, wherever it is."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_CPU, seconds)


def limit_files(size: int) -> None:
    """No file that is written grows beyond ``size`` bytes."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_FSIZE, size)


def most_memory() -> int | None:
    """The most megabytes that this process ever held, where the system counts them."""
    if sys.platform == "win32":
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes, but for macOS, which counts bytes.
    if sys.platform == "darwin":
        return peak // MEGABYTE
    return peak // 1024


def _limit(kind: int, value: int) -> bool:
    """Sets a limit, soft and hard, no higher than the hard one that stands; whether it is set."""
    if sys.platform == "win32":
        return False
    _, hard = resource.getrlimit(kind)
    # Only root may raise a hard limit; to ask for more than it would fail and limit nothing.
    size = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (size, size))
        return True
    return False
