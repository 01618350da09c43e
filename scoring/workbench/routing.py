"""Addresses and what stands behind them, as each module of ``pages/`` lists them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from scoring.workbench.web import Handler

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Spot:
    """One address. ``open``: also for who has not logged in. ``raw``: an endpoint that reads its
    body by itself.
    """

    path: str
    handler: Handler | None
    methods: tuple[str, ...] = ("GET",)
    open: bool = False
    raw: Endpoint | None = None


def get(path: str, handler: Handler, *, open: bool = False) -> Spot:
    """A page that is read."""
    return Spot(path, handler, ("GET",), open)


def post(path: str, handler: Handler, *, open: bool = False) -> Spot:
    """Something that is done."""
    return Spot(path, handler, ("POST",), open)


def put(path: str, handler: Handler) -> Spot:
    """A record that is written, by a program (PUT) or by a plain form (POST)."""
    return Spot(path, handler, ("PUT", "POST"))
