"""Readers: one module per kind of file, all with ``read(data) -> Reading``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from scoring.reading.blocks import Paragraph, Reading
from scoring.reading.limits import check_rows, check_text

Progress = Callable[[int, int], None]
_MODULES = {
    "docx": "docx",
    "workbook": "workbook",
    "doc": "legacy_word",
    "html": "html",
    "text": "text",
    "csv": "delimited",
    "pdf": "pdf_tables",
}


def read(kind: str, data: bytes, progress: Progress | None = None) -> Reading:
    """Read a file whose kind ``sniff`` told; ``progress`` hears (done, all) for kinds that take long.

    Raise ``UnreadableSource`` where the content cannot be read or is too much.
    """
    module = import_module(f"{__name__}.{_MODULES[kind]}")
    reading: Reading = module.read(data, progress) if kind == "pdf" else module.read(data)
    check_rows(sum(isinstance(block, Paragraph) for block in reading.blocks), "段")
    for block in reading.blocks:
        if isinstance(block, Paragraph):
            check_text(block.text, block.where)
            continue
        check_rows(len(block.rows))
        for row in block.rows:
            for cell in row.cells:
                check_text(cell.text, row.where)
    return reading
