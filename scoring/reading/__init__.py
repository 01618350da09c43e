"""Files into text, blocks and metadata: one set of readers for import, intake, narrative and case
lists.

``read`` gives the blocks of a document whose kind ``sniff`` told; intake asks the modules of pages
and text for theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from scoring.reading.blocks import Paragraph, Reading
from scoring.reading.limits import check_rows, check_text
from scoring.reading.model import UnreadableError

Progress = Callable[[int, int], None]
_MODULES = {
    **dict.fromkeys(("xlsx", "xls", "xlsb", "et", "ods"), "workbook"),
    "docx": "docx",
    "wordml": "docx",
    "sheetml": "sheet_xml",
    "doc": "legacy_word",
    "wps": "legacy_word",
    "html": "html",
    "mht": "html",
    "txt": "text",
    "csv": "delimited",
    "pdf": "pdf_tables",
}


def read(kind: str, data: bytes, progress: Progress | None = None) -> Reading:
    """Read a file whose kind ``sniff`` told; ``progress`` hears (done, all) for kinds that take
    long.

    Raise ``UnreadableError`` where the content cannot be read, is too much, or is of a kind without
    blocks.
    """
    if kind not in _MODULES:
        raise UnreadableError("unsupported", "这种文件不能按段落和表格读取。", cause="unknown")
    module = import_module(f"{__name__}.{_MODULES[kind]}")
    if kind == "pdf":
        reading: Reading = module.read(data, progress)
    elif kind in {"wordml", "mht"}:
        if kind == "wordml":
            reading = module.read_xml(data)
        else:
            reading = module.read_archive(data)
    else:
        reading = module.read(data)
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
