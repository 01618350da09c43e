"""Shared by the tests that use a real browser: one for all of them, and a page that begins without
memories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import chrome
import pytest

FORGET = """new Promise(function (done) {
  window.localStorage.clear();
  var asked = indexedDB.deleteDatabase("shifan-review-book");
  asked.onsuccess = asked.onerror = asked.onblocked = function () { done(); };
})"""
Opened = Callable[[Path], chrome.Browser]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chrome.Browser]:
    if chrome.found() is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    with chrome.Browser(tmp_path_factory.mktemp("downloads")) as made:
        yield made


@pytest.fixture
def opened(browser: chrome.Browser, tmp_path: Path) -> Opened:
    """Opens a page whose browser has kept nothing of earlier tests."""
    blank = tmp_path / "blank.html"
    blank.write_text("<!DOCTYPE html><title>blank</title>", "utf-8")

    def open_(path: Path) -> chrome.Browser:
        browser.open(blank)  # files share what a browser keeps
        browser.run(FORGET)
        browser.open(path)
        return browser

    return open_
