"""The search for garbage, held back while a workspace is opened.

Opening makes up to a million objects of which none goes. Python looks for circles of garbage among
them again and again, which costs as much as the reading. So it waits until the end, and the first
workspace of a process is then set aside from the search for good: what is dropped of it later goes
by its count of references as ever.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_set_aside = threading.Event()
"""Set once the first workspace of this process is set aside. (To ask ``gc`` would count all objects
each time.)"""


def uncollected(work: Callable[P, T]) -> Callable[P, T]:
    """A function during which nobody looks for garbage."""

    @wraps(work)
    def working(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if not _set_aside.is_set():
                _set_aside.set()
                gc.freeze()
            gc.enable()

    return working
