"""What stands before every handler: names, origins, sizes, speeds, sessions, and the headers of
every answer.

A pure ASGI layer. What it lets through has a known host, comes from one of our own pages where it
changes something, is small and arrives in time, and carries the visitor that its cookie stands for.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request

from scoring.workbench.limits import (
    BODY_SECONDS,
    MOST_BODY,
    MOST_HEADERS,
    on_this_machine,
    requests_allowed,
    saves_allowed,
)
from scoring.workbench.people import Visitor
from scoring.workbench.store.sessions import STRICT, USUAL
from scoring.workbench.web import JSON_TYPE, Trouble, content_type

if TYPE_CHECKING:
    from scoring.workbench.office import Reception

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD"})
CHUNK_TYPE = "application/offset+octet-stream"
PLAIN_COOKIE, SECURE_COOKIE = "shifan", "__Host-shifan"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src "
    "'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""The headers of every answer that does not set its own."""


class Guard:
    """Wraps the application; ``answer`` draws what is refused here, as page or JSON."""

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        office: Reception,
        answer: Callable[[Request, Trouble, Visitor | None], Any],
    ) -> None:
        self.app = app
        self.office = office
        self.answer = answer
        self.requests = requests_allowed()
        self.saves = saves_allowed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        sending = _with_headers(send)
        visitor: Visitor | None = None
        try:
            _short_enough(request)
            self._known_host(request)
            visitor = self._visitor(request)
            self._own_page(request)
            self._not_too_often(request, visitor)
            scope.setdefault("state", {})["visitor"] = visitor
            # Parts of files are read as they come, by their own endpoint.
            if content_type(request) != CHUNK_TYPE:
                scope["state"]["body"] = await _body(request)
        except Trouble as trouble:
            response = self.answer(request, trouble, visitor)
            # The body may not have been read: what is left of it would be taken for the next
            # request.
            response.headers["connection"] = "close"
            await response(scope, receive, sending)
            return
        await self.app(scope, receive, sending)

    # -- who is talked to

    def _known_host(self, request: Request) -> None:
        """Only names that this server answers to: another name that leads here (DNS rebinding) is
        none of them.
        """
        host = request.headers.get("host", "")
        name = urlsplit(f"//{host}").hostname if host else None
        if not name or not self.office.answers_to(name):
            raise Trouble(403, "这个地址不是本工作台允许的名称，请用管理员给的网址打开")

    def _own_page(self, request: Request) -> None:
        """Whatever changes something has to come from a page of our own.

        A page of another site cannot send JSON or parts of a file without asking first, and we
        never consent; a form it can send, and the browser then names the origin.
        """
        if request.method in SAFE:
            return
        if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
            raise Trouble(405, "不支持这种请求")
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site")
        if site is not None and site not in {"same-origin", "none"}:
            raise Trouble(403, "这个请求来自别的网站，没有办理")
        if origin is not None:
            if urlsplit(origin).netloc != request.headers.get("host", "") or "://" not in origin:
                raise Trouble(403, "这个请求来自别的网站，没有办理")
        elif content_type(request) not in {JSON_TYPE, CHUNK_TYPE, ""}:
            raise Trouble(403, "这个请求没有写明来自哪个页面，没有办理")

    # -- who is asking

    def _visitor(self, request: Request) -> Visitor | None:
        store = self.office.store
        # Under TLS the plain cookie is not looked at: anybody on the line could have set it.
        token = request.cookies.get(SECURE_COOKIE if self.office.secure else PLAIN_COOKIE, "")
        session = store.sessions.find(token) if token else None
        if session is None:
            return None
        account = store.accounts.by_id(session.account)
        if account is None or account.disabled:
            return None
        person = self.office.person(account)
        visitor = Visitor(account, session, person)
        idle, longest = STRICT if visitor.strict else USUAL
        now = time.time()
        if now - session.seen > idle or now - session.made > longest:
            store.sessions.end(session.digest)
            return None
        with contextlib.suppress(
            sqlite3.OperationalError
        ):  # a full disk must not keep anybody from reading
            store.sessions.touch(session)
        return visitor

    # -- how much

    def _not_too_often(self, request: Request, visitor: Visitor | None) -> None:
        address = self.office.address(request)
        if on_this_machine(address) or request.url.path.startswith("/static/"):
            return
        if content_type(request) == CHUNK_TYPE:
            return  # a large file comes in hundreds of pieces
        key = f"account {visitor.account.id}" if visitor else f"address {address}"
        wait = self.requests.take(key)
        saves = visitor is not None and request.method not in SAFE and not _light(request)
        if saves and not wait:
            wait = self.saves.take(key)
        if wait:
            # Rounded up, so that who waits as long as he was told is not refused again.
            seconds = max(1, round(wait + 0.5))
            raise Trouble(
                429, f"操作太快了，请等 {seconds} 秒再试；写的内容还在", retry_after=seconds
            )


def _short_enough(request: Request) -> None:
    """The server bounds headers that are still arriving; those that come in one piece are measured
    here.
    """
    size = sum(len(name) + len(value) for name, value in request.scope["headers"])
    if (
        size + len(request.scope.get("raw_path") or b"") + len(request.scope["query_string"])
        > MOST_HEADERS
    ):
        raise Trouble(431, "网址或者请求头太长，没有办理")


def _light(request: Request) -> bool:
    """Drafts and previews come with every pause in typing; they are no saves."""
    return request.url.path.startswith("/drafts/") or "preview" in request.query_params


async def _body(request: Request) -> bytes:
    """The whole body, within limits of size and time."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and (len(stated) > 12 or int(stated) > MOST_BODY):
        raise Trouble(413, "内容太大，没有收下；文件请从“上传”交")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > MOST_BODY:
                    raise Trouble(413, "内容太大，没有收下；文件请从“上传”交")
                parts.append(part)
    except TimeoutError:
        raise Trouble(408, "内容传得太慢，没有收下；请检查网络后再试") from None
    return b"".join(parts)


def _with_headers(send: Send) -> Send:
    """Adds to every answer the headers that it does not set itself."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            headers += [
                (name.encode(), value.encode())
                for name, value in HEADERS.items()
                if name.encode() not in present
            ]
            message = {**message, "headers": headers}
        await send(message)

    return sending
