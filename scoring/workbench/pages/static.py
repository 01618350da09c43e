"""The static files, under names that hold their digest; browsers keep them for ever."""

from __future__ import annotations

from starlette.responses import Response

from scoring.workbench.assets import static_files
from scoring.workbench.routing import get
from scoring.workbench.web import Call, not_found

FOR_EVER = "public, max-age=31536000, immutable"


def static(call: Call) -> Response:
    """One static file, packed where the browser takes it so."""
    file = static_files().get(call.path("name"))
    if file is None:
        raise not_found("没有这个文件")
    # The name holds the digest, so that a new version of a file is another address.
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    data = file.data
    if "gzip" in call.request.headers.get("accept-encoding", ""):
        data = file.packed
        headers["content-encoding"] = "gzip"
    return Response(data, media_type=file.type, headers=headers)


def icon(call: Call) -> Response:
    """The little picture of the tab."""
    file = next(file for file in static_files().values() if file.name == "icon.svg")
    return Response(
        file.data, media_type=file.type, headers={"cache-control": "public, max-age=86400"}
    )


SPOTS = (get("/static/{name}", static, open=True), get("/favicon.ico", icon, open=True))
