"""What a PDF holds besides the text of its pages: values of forms, notes on pages, files inside."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring import libraries

_MOST_FIELDS, _MOST_NOTES, _LONGEST = 2_000, 200, 2_000
_DEEPEST = 12
_OFF = {"/Off", "Off", ""}


def form_lines(path: Path, document: Any) -> list[str]:
    """The fields of a form that somebody has filled in, one line each: 单位名称：示例县司法局."""
    if not document.get_formtype():
        return []
    try:
        with libraries.pikepdf.open(path) as opened:
            form = opened.Root.get("/AcroForm")
            if form is None:
                fields = []
            else:
                fields = list(_fields(form.get("/Fields", []), "", 0))
    except (
        libraries.pikepdf.PdfError,
        OSError,
        ValueError,
        RuntimeError,
        TypeError,
        AttributeError,
    ):
        return []
    return fields[:_MOST_FIELDS]


def _fields(entries: Any, above: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    for entry in entries:
        name = str(entry.get("/T", "")) or above
        value = _value(entry.get("/V"))
        if value:
            label = str(entry.get("/TU", "")) or name
            yield f"{label}：{value}" if label else value
        if "/Kids" in entry:
            yield from _fields(entry["/Kids"], name, depth + 1)


def _value(value: Any) -> str:
    """What stands in a field, and what is chosen of it; empty for a button that nobody has
    pressed.
    """
    if value is None:
        return ""
    if isinstance(value, libraries.pikepdf.Array):
        return "、".join(text for item in value.as_list() if (text := _value(item)))
    if isinstance(value, (libraries.pikepdf.Dictionary, libraries.pikepdf.Stream)):
        return ""
    text = str(value)
    if text in _OFF:
        return ""
    return text.removeprefix("/").strip()[:_LONGEST]


def note_lines(page: Any) -> list[str]:
    """The words of notes and typed text that lie over a page (annotations, PDF 32000-1, 12.5.6)."""
    lines = []
    wanted = {libraries.pypdfium2_raw.FPDF_ANNOT_TEXT, libraries.pypdfium2_raw.FPDF_ANNOT_FREETEXT}
    for index in range(min(libraries.pypdfium2_raw.FPDFPage_GetAnnotCount(page.raw), _MOST_NOTES)):
        note = libraries.pypdfium2_raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        try:
            if libraries.pypdfium2_raw.FPDFAnnot_GetSubtype(note) in wanted:
                text = _string(note, b"Contents")
                if text.strip():
                    lines.append(text.strip())
        finally:
            libraries.pypdfium2_raw.FPDFPage_CloseAnnot(note)
    return lines


def _string(note: Any, key: bytes) -> str:
    size = libraries.pypdfium2_raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    libraries.pypdfium2_raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")[:_LONGEST]


def inner_names(document: Any) -> Iterator[str]:
    """The names of the files that are attached to the document."""
    try:
        for index in range(min(document.count_attachments(), 100)):
            yield document.get_attachment(index).get_name()
    except (libraries.pypdfium2.PdfiumError, ValueError, OSError):
        return
