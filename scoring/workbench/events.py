"""Who listens for changes: one queue a browser tab, filled from any thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

Event = tuple[str, dict[str, Any]]
MOST_LISTENERS = 150
BEAT = 20.0
"""Seconds between signs of life, so that a proxy does not take the line for dead."""


class Hub:
    """Tells every listening tab of a new version."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Event], asyncio.AbstractEventLoop] = {}
        self.closing = False

    def __len__(self) -> int:
        return len(self._queues)

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Sends one event to all; may be called from any thread."""
        for queue, loop in list(self._queues.items()):
            if not loop.is_closed():
                # Queues of asyncio may be touched by their own loop alone; saves come from worker
                # threads.
                loop.call_soon_threadsafe(_put, queue, (kind, data))

    def close(self) -> None:
        """Ends all streams, so that the server can stop."""
        self.closing = True
        self.tell("bye", {})

    async def listen(
        self, first: dict[str, Any], leave_out: frozenset[str] = frozenset()
    ) -> AsyncIterator[str]:
        """The stream of one tab: the version now, then what changes, with a sign of life in
        between.

        ``leave_out`` are keys that this listener may not see.
        """
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=100)
        self._queues[queue] = asyncio.get_running_loop()
        try:
            yield "retry: 3000\n" + _text("version", first)
            while not self.closing:
                try:
                    kind, data = await asyncio.wait_for(queue.get(), BEAT)
                    text = _text(
                        kind, {key: value for key, value in data.items() if key not in leave_out}
                    )
                except TimeoutError:
                    text = ": \n\n"
                yield text
        finally:
            self._queues.pop(queue, None)


def _text(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _put(queue: asyncio.Queue[Event], event: Event) -> None:
    """A tab that does not read loses events, never memory: it will ask for the whole page
    anyway.
    """
    if not queue.full():
        queue.put_nowait(event)
