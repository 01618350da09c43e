"""S22: the server, for the administrator: is it well, is there room,
is there a copy, who is on line.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from scoring.storage import place
from scoring.workbench.access import Access
from scoring.workbench.access_log import NAME as ACCESS_LOG
from scoring.workbench.routing import get, post
from scoring.workbench.views.server import server_data
from scoring.workbench.web import Answer, Call, invalid, not_found


def server(call: Call) -> Answer:
    """Version, health, disk, the last copy, times of saves, sessions."""
    Access(call.view, call.who).ask("settings")
    return Answer(server_data(call.office), "server.html")


def switch(call: Call) -> Answer:
    """Makes the workbench read-only, or opens it again: for a move to another machine, or while
    files are mended.
    """
    Access(call.view, call.who).ask("settings")
    value = str(call.fields().get("read_only", "")).lower()
    if value not in ("on", "off", "true", "false"):
        raise invalid("read_only 可以是 on、off")
    wanted = value in ("on", "true")
    call.office.terms = replace(call.office.terms, read_only=wanted)
    call.office.record("read only" if wanted else "writable", by=call.who.name)
    return Answer({"read_only": wanted}, location="/admin/server")


def access_log(call: Call) -> Response:
    """``access.jsonl`` to take away: who logged in, exported, opened evidence."""
    Access(call.view, call.who).ask("settings")
    path = place(call.office.desk.path, ACCESS_LOG)
    if not path.is_file():
        raise not_found("还没有访问记录")
    # Taking the list of who looked at what is itself a look.
    call.office.record("access log taken", by=call.who.name)
    headers = {
        "Content-Disposition": f'attachment; filename="{ACCESS_LOG}"',
        "Cache-Control": "no-store",
    }
    return Response(path.read_bytes(), media_type="application/octet-stream", headers=headers)


SPOTS = (
    get("/admin/server", server),
    post("/admin/server", switch),
    get("/admin/server/access-log", access_log),
)
