"""Starting and stopping: one process, one worker, its own event loop, and the address as the first
line.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import uvicorn
from filelock import FileLock, Timeout
from uvicorn.protocols.http.h11_impl import H11Protocol

from scoring.problems import ScoringError
from scoring.storage import place
from scoring.workbench.app import build_app
from scoring.workbench.due import Reminder
from scoring.workbench.guard import Guard
from scoring.workbench.limits import BODY_SECONDS, MOST_CONNECTIONS, MOST_HEADERS
from scoring.workbench.office import Office, Reception

STOP_SECONDS = 2
ADDRESS = ".shifan/serve.json"
LOCK = ".shifan/serve.lock"


class AlreadyServedError(ScoringError):
    """Another workbench serves this workspace; ``address`` is where, "" where that cannot be
    read.
    """

    def __init__(self, address: str) -> None:
        super().__init__(f"这个工作区已经有一个工作台开着{f'：{address}' if address else ''}")
        self.address = address


class CannotListenError(ScoringError):
    """The port is taken, or the address is none of this machine's."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"不能在 {host}:{port} 上打开（{reason}）。换一个 --port，或者 --port 0。")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, and the certificate for TLS."""

    host: str = "127.0.0.1"
    port: int = 8765
    cert: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """http, or https with a certificate."""
        if self.cert:
            return "https"
        return "http"


class _Protocol(H11Protocol):
    """Closes a connection whose headers do not arrive in time: a hundred idle ones must not shut
    out the others.
    """

    # uvicorn narrows the transport of asyncio's protocols in the same way.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._first = self.loop.call_later(BODY_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        self._first.cancel()
        super().connection_lost(exc)

    def _too_slow(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """Tells when it is ready, ends open streams when it stops, and leaves the signals to us."""

    def __init__(
        self, config: uvicorn.Config, office: Reception, ready: Callable[[int], None]
    ) -> None:
        super().__init__(config)
        self._office = office
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            self._ready(int(sockets[0].getsockname()[1]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Streams never end by themselves: the server would wait for them until its patience is
        # over.
        self._office.hub.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(
    office: Reception,
    listening: Listening,
    ready: Callable[[str], None],
    remember: Callable[[str], None] | None = None,
    *,
    app: Guard | None = None,
) -> None:
    """Serves until SIGTERM or Ctrl+C. ``ready`` is told the address, and so is ``remember``, which
    :func:`alone` gave to who holds the workspace already; without it the workspace is held here.
    ``app`` is the application where it is not the one of a workspace.

    Raises :class:`AlreadyServedError` and :class:`CannotListenError` before anything is served.
    """
    with contextlib.nullcontext(remember) if remember else alone(office.path) as note:
        bound = _bound(listening)

        def tell(port: int) -> None:
            address = f"{listening.scheme}://{_shown(listening.host)}:{port}/"
            note(address)
            ready(address)

        config = uvicorn.Config(
            app or build_app(cast("Office", office)),
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            # Whoever sends X-Forwarded-For would choose the address that the limits count.
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=MOST_HEADERS,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=STOP_SECONDS,
            ssl_certfile=str(listening.cert) if listening.cert else None,
            ssl_keyfile=str(listening.key) if listening.key else None,
        )
        server = _Server(config, office, tell)
        factory = (
            asyncio.SelectorEventLoop if sys.platform == "win32" else None
        )  # the other one resets sockets
        reminder = Reminder(office) if isinstance(office, Office) else None
        if reminder is not None:
            reminder.start()
        if isinstance(office, Office):
            # A long journal is read while nobody waits for it yet.
            threading.Thread(target=office.journal.mentions, daemon=True).start()
        try:
            with asyncio.Runner(loop_factory=factory) as runner:
                runner.run(_serve(server, bound))
        finally:
            if reminder is not None:
                reminder.stop()


async def _serve(server: _Server, bound: socket.socket) -> None:
    def stop(*_: Any) -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            # Uvicorn's own handling raises the signal again at the end, and Ctrl+C would look like
            # a fault.
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, stop)
    await server.serve([bound])


def _bound(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # A restart takes the port at once; on Windows the same option would let two servers share
        # it.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((listening.host, listening.port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise CannotListenError(listening.host, listening.port, str(error)) from None
    # Children that print documents must not hold the port after the server has gone.
    bound.set_inheritable(False)
    return bound


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - only how the address is written down
        return "127.0.0.1"
    if ":" in host:
        return f"[{host}]"
    return host


@contextlib.contextmanager
def alone(workspace: Path) -> Iterator[Callable[[str], None]]:
    """Holds the workspace for this one server; the address stands beside the lock for whoever comes
    second. Raises :class:`AlreadyServedError`.

    It is taken before anything is opened: a second server, perhaps of another version, must not
    bring the state of the first one to its own form.
    """
    place(workspace, ".shifan", folder=True).mkdir(exist_ok=True)
    note = place(workspace, ADDRESS)
    lock = FileLock(str(place(workspace, LOCK)))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyServedError(_noted(note)) from None
    try:
        yield lambda address: _note(note, address)
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _note(path: Path, address: str) -> None:
    path.write_text(json.dumps({"address": address}), "utf-8")


def _noted(path: Path) -> str:
    try:
        return str(json.loads(path.read_text("utf-8")).get("address", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def tls_fault(cert: Path, key: Path) -> str:
    """Why a certificate and its key cannot be used; "" when they can."""
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        return str(error)
    return ""
