"""Uploads in parts: begun, carried on at an offset after any break,
and taken in as evidence when whole.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from scoring.workbench.access import Access
from scoring.workbench.intake import begin, drop_part, finish, none_lost, part_path
from scoring.workbench.limits import BODY_SECONDS
from scoring.workbench.routing import Spot, get, post
from scoring.workbench.store import Upload
from scoring.workbench.web import Answer, Call, Trouble, invalid, not_found

if TYPE_CHECKING:
    from scoring.workbench.office import Office

MOST_PART = 8 * 1024 * 1024
"""Bytes of one part; pages send 4 MiB."""
LONGEST_SIZE = 15
"""Digits of a size; a petabyte has as many."""


def uploads(call: Call) -> Answer:
    """The unfinished uploads of the visitor."""
    found = call.office.store.uploads.of(call.who.account.id)
    rows = [
        {"token": item.token, "name": item.name, "size": item.size, "offset": item.got}
        for item in found
    ]
    return Answer({"uploads": rows})


TARGETS = ("indicator", "item", "rectify", "replaces")
"""What a file may be handed in for."""


def start(call: Call) -> Answer:
    """Checks before the first byte whether the file may come, and gives its token."""
    fields = call.fields()
    name, size = fields.get("name"), _size(fields.get("size"))
    if not isinstance(name, str) or size is None:
        raise invalid("要写文件名（name）和字节数（size）")
    texts = {key: call.text(fields, key, longest=200) for key in TARGETS}
    target = {key: text for key, text in texts.items() if text}
    upload = begin(call, Access(call.view, call.who), name, size, target)
    return Answer({"token": upload.token, "offset": upload.got})


def _size(value: object) -> int | None:
    """A number of bytes, from a program or from a form; None for what is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= LONGEST_SIZE:
        return int(value)
    # True is a number for Python, and 1 byte for nobody.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None


def own_upload(office: Office, account: int, token: str) -> Upload:
    """An upload of this account. Raises 404 for any other."""
    upload = office.store.uploads.find(token)
    # One answer for both: a token that exists and belongs to another tells nothing.
    if upload is None or upload.account != account:
        raise not_found("没有这个上传，可能已经过了 7 天；请重新选文件")
    return upload


def offset(call: Call) -> Response:
    """How far an upload has come."""
    upload = own_upload(call.office, call.who.account.id, call.path("token"))
    headers = {"upload-offset": str(upload.got), "upload-length": str(upload.size)}
    return Response(status_code=204, headers=headers)


def complete(call: Call) -> Answer:
    """Takes the whole file in; the same answer again where that was done before."""
    upload = own_upload(call.office, call.who.account.id, call.path("token"))
    return Answer(finish(call, Access(call.view, call.who), upload))


def abandon(call: Call) -> Answer:
    """Lets an unfinished upload go."""
    upload = own_upload(call.office, call.who.account.id, call.path("token"))
    if upload.state == "open":
        drop_part(call.office, upload.token)
        call.office.store.uploads.drop(upload.token)
    return Answer({"ok": True})


def part_endpoint(office: Office) -> Spot:
    """The address that takes a part; it reads its body as it comes, so that memory stays small."""

    async def receive(request: Request) -> Response:
        visitor = request.scope["state"]["visitor"]
        upload = own_upload(office, visitor.account.id, str(request.path_params["token"]))
        asked = request.headers.get("upload-offset", "")
        if upload.state != "open":
            raise Trouble(409, "这个文件已经传完", offset=upload.got)
        # In order and without gaps: a part that was resent after
        # a lost answer is told where to go on.
        if asked != str(upload.got):
            raise Trouble(409, f"应从第 {upload.got} 字节接着传", offset=upload.got)
        none_lost(office, upload)
        got = await _append(office, request, upload)
        office.store.uploads.advance(upload.token, got)
        return Response(status_code=204, headers={"upload-offset": str(got)})

    return Spot("/uploads/{token}", None, ("PATCH",), raw=receive)


async def _append(office: Office, request: Request, upload: Upload) -> int:
    """Writes what comes behind what is here; how many bytes are here then.
    What came before a break is kept.
    """
    got = upload.got
    path = part_path(office, upload.token)
    if path.stat().st_size != got:
        with path.open("r+b") as stream:
            stream.truncate(got)  # a part that broke off in the middle of a write
    taken = 0
    with path.open("ab") as stream:
        try:
            async with asyncio.timeout(BODY_SECONDS * 4):
                async for chunk in request.stream():
                    taken += len(chunk)
                    # Counted as it comes: what a header says of the length is only said.
                    if taken > MOST_PART or got + taken > upload.size:
                        raise Trouble(413, "这一段比说好的大，没有收下", offset=got)
                    await run_in_threadpool(stream.write, chunk)
        except (ClientDisconnect, TimeoutError):
            pass  # the line broke: what has come stands, and the next part goes on from there
        except Trouble:
            stream.truncate(got)
            raise
        stream.flush()
    return got + taken


SPOTS = (
    get("/uploads", uploads),
    post("/uploads", start),
    Spot("/uploads/{token}", offset, ("HEAD",)),
    post("/uploads/{token}", complete),
    Spot("/uploads/{token}", abandon, ("DELETE",)),
)
