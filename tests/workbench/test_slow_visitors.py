"""Visitors who send slowly, too much, or nonsense over a bare line: they cost a sentence, and
nobody else notices."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from sites import Site, SiteMaker

from scoring.workbench import guard, server
from scoring.workbench.server import Listening, run

SOON = 0.4


class Line:
    """One bare connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def send(self, text: str) -> None:
        self.socket.sendall(text.encode("latin-1"))

    def answer(self) -> str:
        data = b""
        with contextlib.suppress(ConnectionError):
            while part := self.socket.recv(65536):
                data += part
        return data.decode("utf-8", "replace")


@pytest.fixture
def port(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real server on a port of its own that has little patience."""
    monkeypatch.setattr(guard, "BODY_SECONDS", SOON)
    monkeypatch.setattr(server, "BODY_SECONDS", SOON)
    here: Site = site()
    ready = threading.Event()
    address: list[str] = []
    running: list[server._Server] = []
    kept = server._Server.startup

    async def startup(self: server._Server, sockets: list[socket.socket] | None = None) -> None:
        running.append(self)
        await kept(self, sockets)

    monkeypatch.setattr(server._Server, "startup", startup)
    monkeypatch.setattr(
        server, "_serve", lambda one, bound: one.serve([bound])
    )  # signals are for the main thread

    def tell(url: str) -> None:
        address.append(url)
        ready.set()

    thread = threading.Thread(target=run, args=(here.office, Listening(port=0), tell))
    thread.start()
    assert ready.wait(20)
    yield int(address[0].rstrip("/").rsplit(":", 1)[1])
    running[0].should_exit = True
    thread.join(20)


def test_headers_that_never_end_close_the_line(port: int) -> None:
    line = Line(port)
    line.send("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    began = time.monotonic()
    assert "200 OK" not in line.answer()
    assert time.monotonic() - began < 15


def test_a_body_that_trickles_is_given_up(port: int) -> None:
    line = Line(port)
    line.send(
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: "
        "application/json\r\n"
        "Content-Length: 400\r\n\r\n{"
    )
    answer = line.answer()
    assert " 408 " in answer.splitlines()[0]
    assert "太慢" in answer


def test_a_body_longer_than_stated_or_without_an_end_is_cut_off(port: int) -> None:
    line = Line(port)
    line.send("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n")
    line.send("Transfer-Encoding: chunked\r\n\r\n")
    with contextlib.suppress(OSError):
        for _ in range(40):
            line.send(f"{65536:x}\r\n" + "x" * 65536 + "\r\n")
    answer = line.answer()
    assert not answer or " 413 " in answer.splitlines()[0]


def test_headers_beyond_all_measure_and_nonsense_are_refused_and_the_next_one_is_served(
    port: int,
) -> None:
    for text in (
        "GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Long: "
        + "a" * 40_000
        + "\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 40,
        "GET /e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"
        "hello",
    ):
        line = Line(port)
        with contextlib.suppress(OSError):
            line.send(text)
        first = line.answer().splitlines()[:1]
        assert not first or " 200 " not in first[0], text[:60]
    line = Line(port)
    line.send("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert "200 OK" in line.answer()


def test_many_idle_lines_do_not_shut_out_the_others(port: int) -> None:
    idle = [Line(port) for _ in range(30)]
    line = Line(port)
    line.send("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert "200 OK" in line.answer()
    for one in idle:
        one.socket.close()
