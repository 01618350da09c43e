"""The files of the pages: nothing newer than Chromium 86, nothing from another host, nothing that
evaluates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.data_files import data_folder
from scoring.workbench.assets import STATIC

TEMPLATES = data_folder("templates") / "web"
OWN = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"})

NEWER_CSS = re.compile(
    r":has\(|@layer|@container|color-mix\(|\baspect-ratio\s*:|(?<![-\w])inset\s*:|@property|\bsubgrid\b|:is\(|:where\(|"
    r"\bdvh\b|\bsvh\b|text-wrap|@scope|accent-color-auto|(?m:^\s*&)"
)
NEWER_JS = re.compile(
    r"\.at\(|structuredClone|\.findLast|\.toSorted|\.toReversed|\.with\(|Object\.hasOwn|Array\.fromAsync|\.replaceAll\(|"
    r"static\s*\{|\bimport\s*\(|navigator\.locks|crypto\.subtle|showPopover|Promise\.withResolvers|\berror\.cause\b"
)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_newer_than_chromium_86(path: Path) -> None:
    text = path.read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = (NEWER_CSS if path.suffix == ".css" else NEWER_JS).findall(text)
    assert not found


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_each_script_is_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 130


def test_own_styles_are_small() -> None:
    assert (STATIC / "app.css").stat().st_size < 42_000


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_forbids_or_that_evaluates(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert not re.search(r"\bhx-|js:|\|\s*safe\b|autoescape", text)
