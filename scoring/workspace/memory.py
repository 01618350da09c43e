"""What one opening keeps for the next: files as they were read,
and whatever followed from the same objects.

Without it every step is done; with it a step is done again only where one of its inputs is another
object. Both ways give the same: a step is a pure function of its inputs, and what is kept is never
changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from scoring.evidence.files import FileFact
from scoring.indicators.loading import TreeMemo
from scoring.pieces.model import SourceFile, Written

T = TypeVar("T")
Stamp = tuple[int, int, int]
"""Modification time, size and identity of a file."""


@dataclass(slots=True)
class Memory:
    """For one workspace and one thread at a time. ``facts`` are the states of evidence files by
    what was asked for.
    """

    trees: TreeMemo = field(default_factory=TreeMemo)
    keeps: bool = True
    """Whether another opening is to come; else files are not cut at their records."""
    swept: int = 0
    """How often the evidence files were looked at anew."""
    sources: dict[str, SourceFile] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    """What was written last by whoever keeps this memory, by file."""
    facts: dict[tuple[str | None, str | None, bool], FileFact] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    """For callers that open from several threads."""
    _steps: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def once(self, step: str, inputs: tuple[object, ...], reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives; the last result of this step
        while its inputs are the same objects.
        """
        known = self._steps.get(step)
        if known is not None and _same(known[0], inputs):
            result: T = known[1]
            return result
        result = reckon()
        self._steps[step] = (inputs, result)
        return result

    def branched(self) -> Memory:
        """A memory of the same things that goes its own way: for a look at what is not so."""
        return replace(
            self,
            sources=dict(self.sources),
            stamps=dict(self.stamps),
            # What was written last belongs to the real files, and this look is at what is not so.
            written={},
            facts=dict(self.facts),
            _steps=dict(self._steps),
            lock=threading.RLock(),
        )

    def sweep(self) -> None:
        """Has the next opening look at every evidence file again."""
        self.facts.clear()
        self.swept += 1

    def last(self, step: str) -> tuple[tuple[object, ...], Any] | None:
        """The inputs and the result of a step when it was done last."""
        return self._steps.get(step)

    def again(
        self, step: str, inputs: tuple[object, ...], reckon: Callable[[tuple[object, ...], Any], T]
    ) -> T:
        """As :meth:`once`, for a step that can go on from its last inputs and result (at first
        ``()`` and None).
        """
        before = self._steps.get(step, ((), None))
        return self.once(step, inputs, lambda: reckon(*before))


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(
        left is right for left, right in zip(one, other, strict=True)
    )


def kept_equal(old: T, new: T) -> T:
    """``old`` where both are equal, so that what followed from it stands."""
    if old == new:
        return old
    return new


def renewed(old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    """``new`` with the objects of ``old`` where they are equal."""
    return {key: kept_equal(old[key], value) if key in old else value for key, value in new.items()}
