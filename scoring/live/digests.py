"""The SHA-256 of files that are written again and again with small changes: what stands before a
change is not digested again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

BLOCK = 1 << 16
"""Bytes between two states that are kept: a few hundred bytes of memory each."""


@dataclass(frozen=True, slots=True)
class _Digested:
    """Bytes, the state of SHA-256 behind each of their whole blocks, and what all came to."""

    data: bytes
    states: tuple[Any, ...]
    sha256: str


class Digests:
    """For one workspace and one thread at a time. What is kept is compared, byte for byte, with
    what is to be digested: a wrong guess costs time and is never believed.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Digested] = {}

    def of(self, name: str, data: bytes) -> str:
        """The SHA-256 of ``data``, which is, or will be, in the file ``name``."""
        known = self._known.get(name)
        if known is not None and known.data == data:
            return known.sha256
        states = list(_states_in_common(known, data)) if known is not None else []
        state = states[-1].copy() if states else hashlib.sha256()
        view = memoryview(data)
        whole = len(data) // BLOCK
        for block in range(len(states), whole):
            state.update(view[block * BLOCK : (block + 1) * BLOCK])
            states.append(state.copy())
        state.update(view[whole * BLOCK :])
        sha256: str = state.hexdigest()
        self._known[name] = _Digested(data, tuple(states), sha256)
        return sha256


def _states_in_common(known: _Digested, data: bytes) -> Iterator[Any]:
    """The states of those blocks at the beginning that both have."""
    view = memoryview(known.data)
    for block, state in enumerate(known.states):
        # ``startswith`` compares in place: a slice of each would be copied first.
        if not data.startswith(view[block * BLOCK : (block + 1) * BLOCK], block * BLOCK):
            return
        yield state
