"""文件索引: what ``report all`` made, with pages, sizes and digests, from which inputs, and what it
left out and why.

A page for the browser, whose links are relative: the folder may be copied anywhere. There is no PDF
of it, because the links are what it is for.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from scoring import __version__, libraries
from scoring.documents.layout import Page
from scoring.documents.self_assessment.building import files_digest
from scoring.views.head import issuer_of
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

FILE = "文件索引.html"
FORM_NAMES = {"pdf": "PDF", "html": "网页", "docx": "Word", "xlsx": "Excel", "json": "JSON 数据"}
KILO = 1024


@dataclass(frozen=True, slots=True)
class Made:
    """One file: which document, in which form, and what identifies its bytes. ``pages`` is 0 where
    none are counted.
    """

    document: str
    form: str
    file: str
    pages: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One file as it is listed."""

    file: str
    form: str
    pages: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One document with its files."""

    name: str
    files: tuple[IndexLine, ...]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The whole index. ``inputs`` are what was read: name and digest."""

    title: str
    issuer: str
    date: str
    summary: str
    documents: tuple[IndexDocument, ...]
    left_out: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]


def made_of(document: str, form: str, path: Path, content: bytes) -> Made:
    """What the index says of a file that was just written with this content."""
    pages = 0
    if form == "pdf":
        # Counted in what was written: printed whole, in parts or with files, it
        # is the same question.
        with libraries.pikepdf.open(io.BytesIO(content)) as paper:
            pages = len(paper.pages)
    return Made(document, form, path.name, pages, len(content), hashlib.sha256(content).hexdigest())


def index_page(
    workspace: Workspace, made: Sequence[Made], left_out: Sequence[str], today: date
) -> Page:
    """The index of the files ``made`` on ``today``; ``left_out``: a sentence for each missing."""
    report = index_report(workspace, made, left_out, today)
    return Page(report.title, report.issuer, "index.html.j2", {"report": report}, report)


def index_report(
    workspace: Workspace, made: Sequence[Made], left_out: Sequence[str], today: date
) -> IndexReport:
    """Everything that the index says."""
    head = workspace.head
    documents = tuple(
        IndexDocument(name, tuple(_line(item) for item in run))
        # The forms of a document are made one after the other, so neighbours are all there are.
        for name, run in groupby(made, key=lambda item: item.document)
    )
    pages = sum(item.pages for item in made)
    paper = f"，PDF 共 {pages} 页" if pages else ""
    size = size_text(sum(item.size for item in made))
    return IndexReport(
        title=f"{head.name}文书索引",
        issuer=issuer_of(workspace),
        date=chinese_date(today),
        summary=f"文书 {len(documents)} 种，文件 {len(made)} 个{paper}，合计 {size}。",
        documents=documents,
        left_out=tuple(left_out),
        inputs=tuple(_inputs(workspace)),
    )


def size_text(size: int) -> str:
    """A number of bytes as people read it, rounded up to a tenth."""
    if size < KILO:
        return f"{size} 字节"
    unit, word = (KILO, "KB") if size < KILO * KILO else (KILO * KILO, "MB")
    tenths = -(-size * 10 // unit)
    return f"{tenths // 10}.{tenths % 10} {word}"


def _line(item: Made) -> IndexLine:
    pages = f"{item.pages} 页" if item.pages else "—"
    return IndexLine(item.file, FORM_NAMES[item.form], pages, size_text(item.size), item.sha256)


def _inputs(workspace: Workspace) -> list[tuple[str, str]]:
    """The inputs with their digests, named as the self-assessment names them."""
    # Who is handed the folder can check from which files it was made.
    found = [("指标体系", workspace.tree.sha256)]
    found += [(f"轮次 {item.id}", item.sha256) for item in workspace.rounds]
    found.append(("佐证登记表", workspace.register_sha256 or "（没有登记表）"))
    found.append(("佐证文件", files_digest(workspace)))
    for name in ("workspace.yaml", "rectification.yaml"):
        path = workspace.path / name
        if path.is_file():
            found.append((name, hashlib.sha256(path.read_bytes()).hexdigest()))
    return [*found, ("程序版本", f"shifan {__version__}")]
