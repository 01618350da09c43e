"""The application: every address, the guard before it, and how results become answers."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route

from scoring.storage import PlaceError
from scoring.workbench.drawing import draw
from scoring.workbench.failures import trouble_of_failure
from scoring.workbench.guard import Guard
from scoring.workbench.office import Office, Reception
from scoring.workbench.pages import SPOTS
from scoring.workbench.pages.uploads import part_endpoint
from scoring.workbench.people import Visitor
from scoring.workbench.routing import Spot
from scoring.workbench.web import (
    Answer,
    Call,
    Trouble,
    content_type,
    json_response,
    wants_json,
)

log = logging.getLogger("shifan.workbench")
FORM_TYPE = "application/x-www-form-urlencoded"
SECRET = frozenset({"password", "old", "new", "again"})
"""Fields of a form that are never shown again."""
UNREACHED = frozenset({"/me/password", "/logout", "/login"})
"""What somebody with a one-time password can reach."""


def build_app(office: Office) -> Guard:
    """The whole application of one workbench."""
    return application(office, [*SPOTS, part_endpoint(office)])


def application(office: Reception, spots: Iterable[Spot]) -> Guard:
    """These addresses behind the guard."""
    routes = [
        Route(spot.path, _endpoint(office, spot), methods=list(spot.methods))
        for spot in _merged(spots)
    ]
    app = Starlette(
        routes=routes, exception_handlers={HTTPException: _missing(office), 500: _broken(office)}
    )
    return Guard(
        app,
        office,
        lambda request, trouble, visitor: answer_trouble(office, request, trouble, visitor),
    )


def _merged(spots: Iterable[Spot]) -> list[Spot]:
    """The addresses, fixed ones before those with a part that varies."""
    # The router takes the first that fits: /e/review before /e/{id}.
    return sorted(spots, key=lambda spot: spot.path.count("{"))


def _endpoint(office: Reception, spot: Spot) -> Any:
    async def endpoint(request: Request) -> Response:
        visitor: Visitor | None = request.scope["state"]["visitor"]
        try:
            if not spot.open:
                _logged_in(request, visitor)
            if spot.raw is not None:
                return await spot.raw(request)
            call = Call(
                request, cast("Office", office), request.scope["state"].get("body", b""), visitor
            )
            assert spot.handler is not None
            # Handlers read files and wait for locks; on the loop they would hold up every open
            # stream.
            result = await run_in_threadpool(_handled, spot, call)
        except Trouble as trouble:
            return await run_in_threadpool(answer_trouble, office, request, trouble, visitor)
        except (OSError, sqlite3.OperationalError) as error:
            failure = trouble_of_failure(error)
            if failure is None:
                raise
            return await run_in_threadpool(answer_trouble, office, request, failure, visitor)
        return result

    return endpoint


def _handled(spot: Spot, call: Call) -> Response:
    assert spot.handler is not None
    try:
        result = spot.handler(call)
    except PlaceError as error:
        raise Trouble(422, str(error)) from None
    if isinstance(result, Response):
        return result
    return respond(call, result)


def _logged_in(request: Request, visitor: Visitor | None) -> None:
    if visitor is None:
        raise Trouble(401, "请先登录")
    if visitor.account.must_change and request.url.path not in UNREACHED:
        raise Trouble(403, "这是一次性口令，请先设自己的口令", who=[], change_password=True)


def respond(call: Call, answer: Answer) -> Response:
    """The answer as JSON or as a page."""
    response: Response
    if answer.location and not call.json:
        # 303: the browser asks for the page with GET, and going back sends nothing twice.
        response = RedirectResponse(answer.location, 303)
    elif call.json or not answer.template:
        response = json_response(answer.data, answer.status)
    else:
        context = {
            **call.office.frame(call.visitor, call.request.url.path),
            "data": answer.data,
            **answer.extra,
        }
        response = HTMLResponse(draw(answer.template, context), answer.status)
    response.headers.update(answer.headers)
    for name, value in answer.cookies:
        _set_cookie(response, name, value)
    return response


def _set_cookie(response: Response, name: str, value: str) -> None:
    # A browser takes a cookie of this prefix over TLS alone, and for this host alone.
    secure = name.startswith("__Host-")
    if value:
        response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure)
    else:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)


def answer_trouble(
    office: Reception, request: Request, trouble: Trouble, visitor: Visitor | None
) -> Response:
    """A refusal as JSON, or as a page with the way on."""
    path = request.url.path
    headers = {}
    if "retry_after" in trouble.more:
        headers["retry-after"] = str(trouble.more["retry_after"])
    if _answers_json(request):
        return JSONResponse(trouble.data(), trouble.status, headers=headers)
    if trouble.status == 401:
        query = f"?{request.url.query}" if request.url.query else ""
        asked = f"{path}{query}"
        return RedirectResponse("/login" if asked == "/" else f"/login?next={quote(asked)}", 303)
    if trouble.more.get("change_password"):
        return RedirectResponse("/me/password", 303)
    context = {
        **office.frame(visitor, path),
        "trouble": trouble,
        "status": trouble.status,
        "entered": _entered(request),
        "return_to": _page_of_form(request) if visitor else "",
    }
    return HTMLResponse(draw("error.html", context), trouble.status, headers=headers)


def _page_of_form(request: Request) -> str:
    """The page of what a refused form was about: the nearest address above its own that can be
    read, of ``/e/E0001/review`` the piece. "" for what was no form.
    """
    if request.method != "POST":
        return ""
    path, answered = str(request.scope["path"]), _route(request, "POST")
    read = _route(request, "GET", path)
    # ``/e/review`` is also what a piece of that name would have, and no page of its own.
    if read is not None and answered is not None and read.path == answered.path:
        return quote(path)
    while path := path.rpartition("/")[0]:
        if _route(request, "GET", path) is not None:
            return quote(path)
    return ""


def _route(request: Request, method: str, path: str = "") -> Route | None:
    """What answers a request of this kind, for the path of ``request`` or another."""
    wanted = {**request.scope, "method": method, "path": path or request.scope["path"]}
    routes = (route for route in request.app.routes if isinstance(route, Route))
    return next((route for route in routes if route.matches(wanted)[0] is Match.FULL), None)


def _entered(request: Request) -> list[str]:
    """What somebody typed into the form that was refused, to be copied from the answer: a page
    without scripts keeps no draft. Keys, versions and passwords are nothing that is lost.
    """
    body = request.scope.get("state", {}).get("body", b"")
    if content_type(request) != FORM_TYPE or not isinstance(body, bytes):
        return []
    pairs = parse_qsl(body.decode("utf-8", "replace"))
    typed = [value.strip() for key, value in pairs if key not in SECRET]
    return [value for value in dict.fromkeys(typed) if not value.isascii()]


def _answers_json(request: Request) -> bool:
    """Whether a refusal is for a program: one that asks for JSON, or that sends something and does
    not say that it wants a page.
    """
    if wants_json(request):
        return True
    return request.method not in {"GET", "HEAD"} and "text/html" not in _accepted(request)


def _accepted(request: Request) -> str:
    return request.headers.get("accept", "")


def _missing(office: Reception) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        sentences = {404: "没有这个页面，可能是网址少了一段", 405: "这个网址不支持这种请求"}
        status = error.status_code
        trouble = Trouble(status, sentences.get(status, HTTPStatus(status).phrase))
        visitor = request.scope.get("state", {}).get("visitor")
        return await run_in_threadpool(answer_trouble, office, request, trouble, visitor)

    return handle


def _broken(office: Reception) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        # The address without its query: what people look for does not belong into a log.
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        trouble = Trouble(
            500, "程序出了错，没有办成；写的内容还在草稿里。管理员可在服务器的日志里看到详情"
        )
        visitor = request.scope.get("state", {}).get("visitor")
        return await run_in_threadpool(answer_trouble, office, request, trouble, visitor)

    return handle
