"""Small pages, and what came out of them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from scoring.documents.assets import templates_root
from scoring.docx.writer import Order, word_file

OURS = templates_root() / "word" / "reference.docx"
DAY = date(2026, 11, 22)


def page(body: str, *, title: str = "示例县情况", more: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body{more}>{body}</body></html>"
    )


def raw_of(html: str, reference: Path = OURS) -> bytes:
    return word_file(html, Order(reference, OURS, "示例县依法治县办", DAY))


def made(body: str, *, more: str = "", reference: Path = OURS) -> Any:
    return Document(io.BytesIO(raw_of(page(body, more=more), reference)))


def text_of(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def lines(paper: Any) -> list[tuple[str, str]]:
    """Style and text of each paragraph outside of tables."""
    return [
        (paragraph.style.name, paragraph.text) for paragraph in paper.paragraphs if paragraph.text
    ]


def marks(element: Any, tag: str, name: str = "val") -> list[str]:
    return [node.get(qn(f"w:{name}")) for node in element.iter(qn(f"w:{tag}"))]
