"""The search for garbage, held back while a workspace is opened.

Opening makes up to a million objects of which none goes. Python looks for circles of garbage among
them again and again, which costs as much as the reading. So it waits until the end.

In a process of our own (the command line, the workbench, a child) the first workspace is then set
aside from the search for good: what is dropped of it later goes by its count of references as ever.
In somebody else's program that would set aside his objects as well, so there it is not done.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_to_set_aside = threading.Event()
"""Set from :func:`own_process` until the first workspace of this process is set aside."""


def own_process() -> None:
    """Says that this process is ours: nearly all that it builds lives until it ends, and the first
    workspace is set aside. By default Python would walk the growing data again and again, for a
    third of the time of a check.
    """
    gc.set_threshold(50_000, 20, 20)
    _to_set_aside.set()


def uncollected(work: Callable[P, T]) -> Callable[P, T]:
    """A function during which nobody looks for garbage."""

    @wraps(work)
    def working(*args: P.args, **kwargs: P.kwargs) -> T:
        # Held back already by a caller, or switched off by the program around us: not ours to
        # switch on.
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if _to_set_aside.is_set():
                _to_set_aside.clear()
                gc.freeze()
            gc.enable()

    return working
