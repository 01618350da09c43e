"""Who listens for changes: one queue a tab, filled from any thread."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest

from scoring.workbench import events
from scoring.workbench.events import Hub


def heard(text: str) -> tuple[str, dict[str, Any]]:
    """The kind and the data of one event as it is sent."""
    kind, data = [line for line in text.splitlines() if line.startswith(("event: ", "data: "))]
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def tab(hub: Hub, count: int, leave_out: frozenset[str] = frozenset()) -> list[str]:
    """What a tab hears, the first ``count`` texts."""
    texts: list[str] = []
    stream = hub.listen({"version": 1, "total": "9.40"}, leave_out)
    async for text in stream:
        texts.append(text)
        if len(texts) == count:
            break
    await stream.aclose()  # type: ignore[attr-defined]
    return texts


def test_a_tab_hears_the_version_of_now_first() -> None:
    (first,) = asyncio.run(tab(Hub(), 1))
    assert first.startswith("retry: 3000\n")
    assert heard(first) == ("version", {"version": 1, "total": "9.40"})


def test_a_change_told_from_another_thread_is_heard_by_every_tab() -> None:
    async def run() -> list[list[str]]:
        hub = Hub()
        tabs = [asyncio.create_task(tab(hub, 2)) for _ in range(2)]
        while len(hub) < 2:
            await asyncio.sleep(0)
        thread = threading.Thread(target=hub.tell, args=("version", {"version": 2}))
        thread.start()
        thread.join()
        return list(await asyncio.gather(*tabs))

    for _, second in asyncio.run(run()):
        assert heard(second) == ("version", {"version": 2})


def test_what_a_listener_may_not_see_is_left_out() -> None:
    async def run() -> list[str]:
        hub = Hub()
        task = asyncio.create_task(tab(hub, 2, frozenset({"total"})))
        while not len(hub):
            await asyncio.sleep(0)
        hub.tell("version", {"version": 2, "total": "9.50"})
        return await task

    assert heard(asyncio.run(run())[1]) == ("version", {"version": 2})


def test_a_quiet_line_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BEAT", 0.01)
    assert asyncio.run(tab(Hub(), 2))[1] == ": \n\n"


def test_a_tab_that_does_not_read_loses_events_and_never_memory() -> None:
    async def run() -> int:
        hub = Hub()
        stream = hub.listen({})
        await anext(stream)
        for number in range(300):
            hub.tell("version", {"version": number})
        await asyncio.sleep(0)
        (queue,) = hub._queues
        size = queue.qsize()
        await stream.aclose()  # type: ignore[attr-defined]
        return size

    assert asyncio.run(run()) == 100


def test_a_tab_that_is_closed_is_told_nothing_more() -> None:
    async def run() -> int:
        hub = Hub()
        await tab(hub, 1)
        hub.tell("version", {})
        return len(hub)

    assert asyncio.run(run()) == 0


def test_all_streams_end_when_the_server_stops() -> None:
    async def run() -> list[str]:
        hub = Hub()
        task = asyncio.create_task(tab(hub, 99))
        while not len(hub):
            await asyncio.sleep(0)
        hub.close()
        return await asyncio.wait_for(task, 5)

    texts = asyncio.run(run())
    assert heard(texts[-1])[0] == "bye"
