"""From the bytes of a document to its blocks: which kinds can be imported, and why the others
cannot.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from scoring.indicators.importing.errors import UnreadableSource
from scoring.indicators.importing.notices import Notice
from scoring.reading import Progress, read
from scoring.reading.blocks import Block, Paragraph, Reading
from scoring.reading.limits import MAX_FILE_BYTES
from scoring.reading.model import UnreadableError
from scoring.reading.remarks import Remark, RemarkKind
from scoring.reading.sniff import sniff_data
from scoring.reading.wording import STEERING, unsteered

_STEERED = re.compile(f"{STEERING.pattern}|[\u2028\u2029]")
_SAVE_AS = "请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx，再导入。"
_NAMES = {
    **dict.fromkeys(("xlsx", "xls", "xlsb", "et", "ods", "sheetml"), "workbook"),
    **dict.fromkeys(("docx", "wordml"), "docx"),
    **dict.fromkeys(("doc", "wps"), "doc"),
    **dict.fromkeys(("html", "mht"), "html"),
    "txt": "text",
    "csv": "csv",
    "pdf": "pdf",
}
_SUFFIX_KINDS = {
    ".docx": "docx", ".docm": "docx", ".xlsx": "workbook", ".xlsm": "workbook", ".xls": "workbook",
    ".et": "workbook", ".doc": "doc", ".wps": "doc", ".html": "html", ".htm": "html",
    ".txt": "text", ".md": "text", ".csv": "csv", ".tsv": "csv", ".pdf": "pdf",
}  # fmt: skip
_REFUSED = {
    "rtf": ("unsupported", "这是 RTF 文件（可能改了扩展名）。", _SAVE_AS),
    "ofd": (
        "unsupported",
        "这是 OFD 版式文件，不能作为指标体系导入。",
        "请导入它的 Word、Excel 或 PDF 原稿。",
    ),
    "odt": ("unsupported", "不支持这种文档格式（.odt）。", _SAVE_AS),
    "pptx": ("unsupported", "这是演示文稿，不能作为指标体系导入。", _SAVE_AS),
    "ppt": ("unsupported", "这是演示文稿，不能作为指标体系导入。", _SAVE_AS),
    "zip": ("unknown", "这是压缩包，不是文档。", "请解压后导入其中的文档。"),
    "rar": ("unknown", "这是 RAR 压缩包，不是文档。", "请解压后导入其中的文档。"),
    "7z": ("unknown", "这是 7z 压缩包，不是文档。", "请解压后导入其中的文档。"),
    "eml": ("unsupported", "这是邮件。", "请把附件另存出来，再导入。"),
    "msg": ("unsupported", "这是邮件。", "请把附件另存出来，再导入。"),
}
_DAMAGED = ("damaged", "文件已损坏或不完整，无法打开。", "请重新下载或向发文单位再要一份。")
_STATES = {
    "empty": ("empty", "文件是空的。", "请确认文件已完整下载。"),
    "zeroed": ("empty", "文件是空的，内容全是零。", "请确认文件已完整下载。"),
    "encrypted": (
        "encrypted",
        "文件有打开密码，无法读取。",
        "请用 WPS 或 Word 打开，去掉密码后另存，再导入。",
    ),
    "truncated": _DAMAGED,
    "broken": _DAMAGED,
    "unread": (
        "no_text",
        "PDF 里没有文字，多半是扫描件。",
        "请导入 Word 或 Excel 原稿，或先做文字识别(OCR)再导入。",
    ),
}
_KEEP_LESS = "请只保留指标所在的表或页，另存后再导入。"
_RULES: dict[RemarkKind, str] = {
    "tracked": "IMP02", "numbering": "IMP03", "guessed_table": "IMP04", "hidden_sheet": "IMP05",
    "nested_table": "IMP06", "wrapped": "IMP07", "furniture": "IMP10", "text_box": "IMP80", "equation": "IMP81",
    "unread_equation": "IMP82", "struck": "IMP83", "hidden_text": "IMP84", "picture": "IMP85", "inner_file": "IMP86",
    "hidden_rows": "IMP87", "no_value": "IMP88", "error_cell": "IMP89", "date_code": "IMP90", "macro_sheet": "IMP91",
}  # fmt: skip


def _unsteered(reading: Reading) -> Reading:
    """Return what was read without characters that steer a terminal: they would end in the tree and
    on the screen.
    """
    reading.blocks = [_unsteered_block(block) for block in reading.blocks]
    reading.meta = {key: unsteered(value) for key, value in reading.meta.items()}
    reading.heads = [unsteered(text) for text in reading.heads]
    reading.notes = [unsteered(text) for text in reading.notes]
    return reading


def _unsteered_block(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(
            block,
            text=unsteered(block.text),
            number=unsteered(block.number),
            where=unsteered(block.where),
        )
    if not any(_STEERED.search(cell.text) for row in block.rows for cell in row.cells):
        return replace(block, where=unsteered(block.where))
    rows = tuple(
        replace(row, cells=tuple(replace(cell, text=unsteered(cell.text)) for cell in row.cells))
        for row in block.rows
    )
    return replace(block, rows=rows, where=unsteered(block.where))


def suffix_kind(name: str) -> str | None:
    """Return the kind that the file name promises, None for a suffix that promises nothing."""
    return _SUFFIX_KINDS.get(PurePath(name).suffix.lower())


def read_source(data: bytes, name: str, progress: Progress | None = None) -> tuple[str, Reading]:
    """Return the kind of a document and what was read; raise ``UnreadableSource`` where it cannot
    be imported.
    """
    if len(data) > MAX_FILE_BYTES:
        what = f"文件有 {len(data) // 1024 // 1024} MB，超过 100 MB 的上限。"
        raise UnreadableSource("too_large", what, "请只保留指标部分，另存后再导入。")
    try:
        kind = sniff_data(data, name)
        if kind in _REFUSED:
            raise UnreadableSource(*_REFUSED[kind])
        if kind not in _NAMES:
            raise UnreadableSource("unknown", "不认识这种文件，内容不是文字。", _SAVE_AS)
        return _NAMES[kind], _unsteered(read(kind, data, progress))
    except UnreadableError as error:
        raise _in_words(error) from error


def notices_of(remarks: list[Remark]) -> list[Notice]:
    """The remarks of a reader as notices of an import."""
    return [
        Notice(_RULES[remark.kind], remark.where, remark.what, remark.did) for remark in remarks
    ]


def _in_words(error: UnreadableError) -> UnreadableSource:
    if error.state in _STATES:
        return UnreadableSource(*_STATES[error.state])
    if error.state == "too_large":
        if error.cause == "bomb":
            fix = "请用 WPS 或 Word 打开原件另存一份，再导入。"
        else:
            fix = _KEEP_LESS
        return UnreadableSource(error.cause or "too_large", error.reason, fix)
    return UnreadableSource(
        error.cause or "unsupported", error.reason.partition("；")[0] + "。", _SAVE_AS
    )
