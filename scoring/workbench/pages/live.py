"""``/events``: tells a visible tab that there is a newer state;
``/version`` for tabs without a stream.
"""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from scoring.workbench.events import MOST_LISTENERS
from scoring.workbench.routing import Spot, get
from scoring.workbench.views.scores import total
from scoring.workbench.web import Answer, Call, Trouble


def version(call: Call) -> Answer:
    """The version now, with the total of the head and how many notices are unread."""
    visitor = call.who
    final = total(call.view)["current"]["final"]
    return Answer(
        {
            "version": call.view.version,
            "total": final,
            "unread": call.office.store.notices.unread(visitor.account.id),
            "login": visitor.login,
        }
    )


def stream(call: Call) -> Response:
    """The stream of one tab."""
    hub = call.office.hub
    # Each listener holds a connection; beyond that a tab asks every 20 seconds and lives as well.
    if len(hub) >= MOST_LISTENERS:
        raise Trouble(503, "现在开着的页面太多，改为每 20 秒看一次有没有变化", retry_after=20)
    first = version(call).data
    # The total moves with every mark, also with those that are sealed for this inspector.
    blind = frozenset({"total"}) if call.view.sealed else frozenset()
    return StreamingResponse(
        hub.listen(first, blind),
        media_type="text/event-stream",
        # A proxy that gathers the stream into blocks would hold back what is news.
        headers={"x-accel-buffering": "no", "connection": "close"},
    )


SPOTS: tuple[Spot, ...] = (get("/version", version), get("/events", stream))
