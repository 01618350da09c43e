"""The shipped workspaces in all their outputs, made once for all tests that look at them."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from scoring.cli.app import _run
from scoring.cli.translate import use_chinese

EXAMPLES = Path(__file__).resolve().parent.parent / "evidence"
SHIPPED = ("example-county", "two-level", "one-level", "case-file")
TODAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Outputs:
    """One workspace and what every command makes of it. Texts of documents are without any white
    space."""

    folder: Path
    table: str
    score: dict[str, Any]
    rows: list[list[str]]
    report: dict[str, Any]
    page: str
    screen: str
    paper: str
    pages: tuple[str, ...]
    pdf: bytes
    word: str


def county_before_its_season(folder: Path) -> Path:
    """The worked example as its office began: this year's self-assessment, no mock, no ledger,
    nothing issued."""
    season = (
        "2025-self*",
        "2026-mock*",
        "rectification.yaml",
        "bulletins",
        "journal.jsonl",
        ".shifan",
        "reports",
    )
    return Path(
        shutil.copytree(EXAMPLES / "example-county", folder, ignore=shutil.ignore_patterns(*season))
    )


def call(*args: str) -> tuple[int, str, str]:
    """Exit code, standard output and error output of one command, run in this process."""
    use_chinese()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _run(list(args))
    return code, out.getvalue(), err.getvalue()


def process(
    *args: str, cwd: Path | None = None, stdout: Any = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """One command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from scoring.cli import main; main()", *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def compact(text: str) -> str:
    """Text without white space, so that line breaks of a page do not matter."""
    return re.sub(r"\s+", "", text)


def pages_of(pdf: bytes) -> tuple[str, ...]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def read_aloud(page: str) -> str:
    """The text of an HTML page without its styles."""
    body = re.sub(r"<style.*?</style>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def word_text(raw: bytes) -> str:
    """The text of a Word file, cell by cell, in its order."""
    return "".join(
        node.text or "" for node in Document(io.BytesIO(raw)).element.body.iter(qn("w:t"))
    )


_made: dict[str, Outputs] = {}


def produced(name: str, factory: pytest.TempPathFactory) -> Outputs:
    """All outputs of the shipped workspace ``name``, from a copy of its own; made on the first call
    of a test run."""
    if name not in _made:
        _made[name] = _produce(name, factory)
    return _made[name]


def _produce(name: str, factory: pytest.TempPathFactory) -> Outputs:
    folder = factory.mktemp(name) / name
    shutil.copytree(EXAMPLES / name, folder)
    where = ("-w", str(folder))
    code, _, err = call(
        *where,
        "report",
        "--to",
        "pdf",
        "--to",
        "html",
        "--to",
        "json",
        "--to",
        "docx",
        "--today",
        TODAY,
    )
    assert code in {0, 1}, err
    stem = folder / "reports" / "自评报告"
    pdf = stem.with_suffix(".pdf").read_bytes()
    page = stem.with_suffix(".html").read_text("utf-8")
    pages = pages_of(pdf)
    return Outputs(
        folder=folder,
        table=call(*where, "score")[1],
        score=json.loads(call(*where, "score", "--format", "json")[1]),
        rows=list(csv.reader(io.StringIO(call(*where, "score", "--format", "csv")[1]))),
        report=json.loads(stem.with_suffix(".json").read_text("utf-8")),
        page=page,
        screen=compact(read_aloud(page)),
        paper=compact("".join(pages)),
        pages=pages,
        pdf=pdf,
        word=compact(word_text(stem.with_suffix(".docx").read_bytes())),
    )


def page_text(page: str) -> str:
    """What the page says: without charts, and without the mark that stands in its running heads
    only."""
    root: Any = etree.fromstring(
        re.sub(r"<svg\b.*?</svg>", "", page, flags=re.DOTALL), etree.HTMLParser()
    )
    for hidden in root.xpath("//head | //*[@class='mark-source']"):
        hidden.getparent().remove(hidden) if not hidden.tail else hidden.clear(keep_tail=True)
    return compact("".join(root.itertext()))
