"""A workbench in a process of its own, and pages of it in a real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import samples
from sites import NAMES, Site, enrolled, people_text

from scoring.workbench.store import Database, Store

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    "",
)

RUN = "from scoring.cli import main; main()"
# What a page shows at once may take seconds where two cores carry a whole suite.
expect.set_options(timeout=60_000)


class Served:
    """A workbench in a process of its own, on one port that it keeps when it is started again."""

    def __init__(
        self,
        folder: Path,
        files: dict[str, str] | None = None,
        *,
        accounts: bool = True,
        lasting: bool = True,
    ) -> None:
        self.county, self.state = folder / "county", folder / "state"
        people = people_text() if accounts else ""
        contents = {
            **samples.SOUND,
            "workspace.yaml": samples.SOUND["workspace.yaml"] + people,
            **(files or {}),
        }
        samples.write(self.county, contents)
        store = Store(Database(self.state))
        if accounts:
            enrolled(self.county, store, NAMES, lasting=lasting)
        store.close()
        self.port = "0"
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-X",
            "utf8",
            "-c",
            RUN,
            "serve",
            "-w",
            str(self.county),
            "--state",
            str(self.state),
        ]
        command += ["--port", self.port, "--today", "2026-11-22"]
        self.told = self.county.parent / "told.txt"
        with self.told.open("w", encoding="utf-8") as told:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=told, text=True, encoding="utf-8"
            )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        self.port = self.address.rstrip("/").rsplit(":", 1)[1]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=600)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=600)


def entered(
    browser: Browser,
    served: Served,
    login: str,
    size: tuple[int, int] = (1366, 768),
    *,
    axe: bool = False,
) -> Page:
    """A page on which this person has logged in; a request to any other host fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=axe)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def stay(route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        assert url.startswith((served.address, "blob:", "data:")), url
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/*", stay)
    page.goto(served.address + "login")
    page.fill("#login", login)
    page.fill("#password", Site.PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("header.top")).to_be_visible()
    page.faults = faults  # type: ignore[attr-defined]
    return page


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds on the page as it stands: the rule, and the element that breaks it."""
    from axe_core_python.sync_playwright import Axe

    # A page may say what it has to say before its style sheet has come.
    page.wait_for_load_state("load")
    return [(item["id"], item["nodes"][0]["html"][:120]) for item in Axe().run(page)["violations"]]
