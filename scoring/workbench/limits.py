"""How much one visitor may ask for: token buckets for requests and saves."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_BODY = 1024 * 1024
"""Bytes of a request's body, but for uploads."""
BODY_SECONDS = 30.0
"""How long a body may take to arrive."""
MOST_CONNECTIONS = 200
MOST_HEADERS = 16 * 1024
REMEMBERED = 5000
"""How many visitors are kept apart; the longest idle are forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """One bucket a key: ``burst`` at once, refilled at ``rate`` a second."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str) -> float:
        """Takes one; 0 where there was one, else how many seconds until there will be."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
            bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
            bucket.at = now
            self._buckets[key] = bucket
            while len(self._buckets) > REMEMBERED:
                del self._buckets[next(iter(self._buckets))]
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return (1 - bucket.left) / self._rate


def requests_allowed() -> Buckets:
    """300 requests a minute."""
    return Buckets(300 / 60, 300)


def saves_allowed() -> Buckets:
    """20 saves a minute, 60 at once."""
    return Buckets(20 / 60, 60)


def on_this_machine(address: str) -> bool:
    """Whether a request comes from the machine itself.

    The limits are there for the network: whoever sits at the machine could use the command line as
    well.
    """
    try:
        return ipaddress.ip_address(address.split("%")[0]).is_loopback
    except ValueError:
        return False
