"""The search for garbage, held back while a workspace is opened.

Opening makes up to a million objects of which none goes. Python looks for circles of garbage among them again and
again, which costs as much as the reading. So it waits until the end, and the first workspace of a process is then set
aside from the search for good: what is dropped of it later goes by its count of references as ever.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


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
            if gc.get_freeze_count() == 0:
                gc.freeze()
            gc.enable()

    return working
