"""What a session measures of itself, always: how long saves take and of which parts, how large the
groups are.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

KEPT = 1000


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie; 0 where there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(slots=True)
class Health:
    """Times are in milliseconds of the wall clock, of the last thousand saves."""

    saves: int = 0
    groups: int = 0
    by_hand: int = 0
    sweeps: int = 0
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def saved(
        self, waits: Sequence[float], judge: float, store: float, publish: float, size: int
    ) -> None:
        """Counts one group of saves; times in seconds."""
        with self._lock:
            self.saves += size
            self.groups += 1
            self._add("group", size)
            for wait in waits:
                self._add("wait", wait * 1000)
                self._add("save", (wait + judge + store + publish) * 1000)
            for name, value in (("judge", judge), ("store", store), ("publish", publish)):
                self._add(name, value * 1000)

    def noticed(self, seconds: float) -> None:
        """Counts an edit by hand and what it took to read and score it."""
        with self._lock:
            self.by_hand += 1
            self._add("by_hand", seconds * 1000)

    def swept(self, seconds: float) -> None:
        """Counts a look at every evidence file."""
        with self._lock:
            self.sweeps += 1
            self._add("sweep", seconds * 1000)

    def _add(self, name: str, value: float) -> None:
        self._times.setdefault(name, deque(maxlen=KEPT)).append(value)

    def figures(self) -> dict[str, float]:
        """Counts, and p50, p95 and p99 of every time, by name."""
        with self._lock:
            figures: dict[str, float] = {
                "saves": self.saves,
                "groups": self.groups,
                "by_hand": self.by_hand,
                "sweeps": self.sweeps,
            }
            for name, values in self._times.items():
                for share, label in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
                    figures[f"{name}_{label}"] = quantile(tuple(values), share)
            return figures
