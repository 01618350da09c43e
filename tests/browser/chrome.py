"""A real browser for tests: Chromium without a window, spoken to through a pipe (DevTools
protocol), offline."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
PATIENCE = 60.0
"""Seconds that the browser may take for one answer; a slow machine under load needs a part of
it."""
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # in containers there is no user namespace to build one from
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever a page asks for, no name is ever looked up
    "--remote-debugging-pipe",
)


def found() -> str | None:
    """The browser of this machine, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One browser with one page. Use it as a context; ``downloads`` is where files are saved."""

    def __init__(self, downloads: Path, *, width: int = 1366, height: int = 768) -> None:
        program = found()
        assert program is not None
        self.downloads = downloads
        self.messages: list[dict[str, Any]] = []
        self._number = 0
        self._buffer = b""
        self._profile = tempfile.TemporaryDirectory(
            prefix="shifan-browser-", ignore_cleanup_errors=True
        )
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()

        def wired() -> None:
            # The browser reads from descriptor 3 and writes to 4; both ends may already be one of
            # these.
            source, target = os.dup(to_read), os.dup(to_write)
            os.dup2(source, 3)
            os.dup2(target, 4)

        self._process = subprocess.Popen(
            [
                program,
                *FLAGS,
                f"--user-data-dir={self._profile.name}",
                f"--window-size={width},{height}",
            ],
            preexec_fn=wired,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.call(
            "Browser.setDownloadBehavior",
            behavior="allow",
            downloadPath=str(downloads),
            eventsEnabled=True,
            root=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._send("Browser.close", {}, root=True)
            self._process.wait(20)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait(20)
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def _send(self, method: str, params: Mapping[str, Any], *, root: bool) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session and not root:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._number

    def call(self, method: str, *, root: bool = False, **params: Any) -> dict[str, Any]:
        """The answer to one command. Events that come before it are kept in ``messages``."""
        number = self._send(method, params, root=root)
        while True:
            message = self._next(f"answer to {method}")
            if message.get("id") == number:
                assert "error" not in message, (method, message)
                return dict(message["result"])

    def _next(self, what: str) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            assert time.monotonic() < end, f"no {what}"
            block = os.read(self._in, 1 << 20)
            assert block, f"the browser ended before the {what}"
            self._buffer += block
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(raw)
        if "method" in message:
            self.messages.append(message)
            if message["method"] == "Page.javascriptDialogOpening":
                # Somebody has to answer, or the page stands still: yes.
                self._send("Page.handleJavaScriptDialog", {"accept": True}, root=False)
        return dict(message)

    def wait_for(self, event: str, **wanted: Any) -> dict[str, Any]:
        """The next event of this name whose parameters hold what is wanted; one that came before is
        taken too."""
        seen = 0
        while True:
            for message in self.messages[seen:]:
                params = message.get("params", {})
                if message["method"] == event and all(
                    params.get(key) == value for key, value in wanted.items()
                ):
                    self.messages.remove(message)
                    return dict(params)
            seen = len(self.messages)
            self._next(event)

    def open(self, path: Path) -> None:
        """Loads a file, as a double click would."""
        self.messages.clear()
        loader = self.call("Page.navigate", url=path.as_uri())["loaderId"]
        self.wait_for("Page.lifecycleEvent", name="load", loaderId=loader)

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def dialogs(self) -> list[dict[str, Any]]:
        """The dialogs that the page has opened so far; each was answered with yes."""
        return [
            item["params"]
            for item in self.messages
            if item["method"] == "Page.javascriptDialogOpening"
        ]

    def complaints(self) -> list[str]:
        """What the browser has written into its console so far, errors of scripts and of the
        security policy."""
        found = []
        for item in self.messages:
            params = item.get("params", {})
            if item["method"] == "Runtime.exceptionThrown":
                found.append(str(params["exceptionDetails"]))
            elif item["method"] == "Log.entryAdded" and params["entry"]["level"] in (
                "error",
                "warning",
            ):
                found.append(params["entry"]["text"] + " " + params["entry"].get("url", ""))
        return found

    def requested(self) -> list[str]:
        """Every address that the page has asked for so far."""
        return [
            item["params"]["request"]["url"]
            for item in self.messages
            if item["method"] == "Network.requestWillBeSent"
        ]

    def picture(self, path: Path) -> None:
        """What is seen now, as a PNG."""
        path.write_bytes(
            base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        )

    def resize(self, width: int, height: int) -> None:
        """Another size of the window, in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
