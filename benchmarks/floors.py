"""The least that each promise could cost: the same work by the same libraries, with nothing of ours
around it.

``python -m benchmarks.floors NAME [FOLDER|FILE]`` does one of them and ends; the runner times the
process.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path


def empty() -> None:
    """Python alone."""


def click_help() -> None:
    """The help page of a program with one command."""
    import click

    @click.command()
    def program() -> None:
        """A program with one command."""

    program.main(["--help"], standalone_mode=False)


def plain_read(folder: str) -> None:
    """Every YAML file composed by the C loader, made into objects, and each record put through a
    pydantic model.
    """
    import yaml
    from pydantic import BaseModel

    class Piece(BaseModel):
        id: str
        file: str
        sha256: str
        size: int
        kind: str
        title: str
        doc_no: str
        issuer: str
        unit: str
        proves: tuple[dict[str, str], ...]
        review: dict[object, object]  # YAML takes the key "on" for true

    class Node(BaseModel):
        code: str
        name: str
        children: tuple[Node, ...] = ()

    for path in sorted(Path(folder).rglob("*.yaml")):
        loader = yaml.CSafeLoader(path.read_text("utf-8"))
        data = loader.construct_document(loader.get_single_node())
        if path.name == "register.yaml":
            for item in data:
                Piece.model_validate(item)
        elif path.parent.name == "indicators":
            for item in data["indicators"]:
                Node.model_validate(item)


def digests(folder: str) -> None:
    """The SHA-256 of every evidence file."""
    for path in sorted((Path(folder) / "evidence" / "files").rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                hashlib.file_digest(stream, "sha256").hexdigest()


def report_page(folder: str, page: str) -> None:
    """Writes the page that the next floor prints. No floor itself: a process of its own keeps the
    runner small.
    """
    from datetime import date

    from scoring.documents.layout import body
    from scoring.documents.self_assessment.building import build_report
    from scoring.documents.self_assessment.page import self_page
    from scoring.workspace import open_workspace

    opened = open_workspace(Path(folder)).whole()
    report = build_report(opened, opened.assess(), date(2026, 11, 22))
    Path(page).write_text(body(self_page(report), None, draft=False, mark=None), "utf-8")


def stock_pdf(page: str) -> None:
    """The page with the same style sheets and faces through WeasyPrint as it comes, written beside
    it.
    """
    import os

    from scoring.documents.assets import print_sheets
    from scoring.pdf.fonts import environment

    os.environ.update(environment(None))  # before the import: fontconfig reads its settings once
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets = [CSS(filename=str(sheet), font_config=fonts) for sheet in print_sheets()]
    HTML(filename=page).write_pdf(f"{page}.pdf", stylesheets=sheets, font_config=fonts)


FLOORS: dict[str, Callable[..., None]] = {
    "empty": empty,
    "click": click_help,
    "read": plain_read,
    "digests": digests,
    "page": report_page,
    "pdf": stock_pdf,
}


if __name__ == "__main__":
    FLOORS[sys.argv[1]](*sys.argv[2:])
