"""现场照片 of the verify page: sent while the form is filled in, shown to who looks at the mark.

A photograph comes alone, as base64 in JSON, before its mark is saved; the mark then names it.
"""

from __future__ import annotations

from starlette.responses import Response

from scoring.rounds.photos import file_of
from scoring.storage import place
from scoring.workbench.access import Access
from scoring.workbench.pages.verify import asked, may_mark
from scoring.workbench.photographs import SHA, keep, photo_state
from scoring.workbench.routing import get, post
from scoring.workbench.views.inspection import round_of, sample_codes
from scoring.workbench.web import Answer, Call, not_found


def take(call: Call) -> Answer:
    """Keeps a photograph of an indicator and gives its digest."""
    access = Access(call.view, call.who)
    access.some("verify")
    round_, item = asked(call, access)
    may_mark(call, access, round_, item)
    sha256 = keep(call, str(call.fields().get("data") or ""))
    url = f"/v/{round_.id}/{item.node.code}/photo/{sha256}.jpg"
    return Answer({"sha256": sha256, "url": url})


def show(call: Call) -> Response:
    """A photograph, for who marks this indicator or settles its difference."""
    view, access = call.view, Access(call.view, call.who)
    round_, code, sha256 = round_of(view, call.path("round")), call.path("code"), call.path("sha")
    if not access.may("arbitrate"):
        access.some("verify")
        # As if it were not there: that a colleague took a photograph is part of his sealed mark.
        if code not in sample_codes(view, access, round_):
            raise not_found("没有这张照片")
    if not SHA.fullmatch(sha256) or photo_state(call, sha256) != "ok":
        raise not_found("没有这张照片")
    data = place(call.office.desk.path, file_of(sha256)).read_bytes()
    headers = {"cache-control": "private, max-age=600", "x-content-type-options": "nosniff"}
    return Response(data, media_type="image/jpeg", headers=headers)


SPOTS = (
    post("/v/{round}/{code}/photos", take),
    get("/v/{round}/{code}/photo/{sha}.jpg", show),
)
