"""What a file really is, told by its content; the suffix only decides between kinds of plain text."""

from __future__ import annotations

from pathlib import PurePath

from scoring.reading.charset import utf16_without_mark
from scoring.reading.errors import UnreadableSource
from scoring.reading.limits import MAX_FILE_BYTES, damaged, encrypted, open_zip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIX_KINDS = {
    ".docx": "docx", ".docm": "docx", ".xlsx": "workbook", ".xlsm": "workbook", ".xls": "workbook",
    ".et": "workbook", ".doc": "doc", ".wps": "doc", ".html": "html", ".htm": "html",
    ".txt": "text", ".md": "text", ".csv": "csv", ".tsv": "csv", ".pdf": "pdf",
}  # fmt: skip
_SAVE_AS = "请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx,再导入。"


def suffix_kind(name: str) -> str | None:
    """Return the kind that the file name promises, None for a suffix that promises nothing."""
    return _SUFFIX_KINDS.get(PurePath(name).suffix.lower())


def sniff(data: bytes, name: str) -> str:
    """Return docx, workbook, doc, html, text, csv or pdf; raise ``UnreadableSource`` for anything else."""
    if not data or not data[:4096].strip(b"\0 \t\r\n"):
        raise UnreadableSource("empty", "文件是空的。", "请确认文件已完整下载。")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableSource(
            "too_large",
            f"文件有 {len(data) // 1024 // 1024} MB，超过 100 MB 的上限。",
            "请只保留指标部分，另存后再导入。",
        )
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:2] == b"PK":
        return _sniff_zip(data)
    if data[:8] == _OLE:
        return _sniff_ole(data)
    return _sniff_text(data, name)


def _sniff_zip(data: bytes) -> str:
    names = set(open_zip(data).namelist())
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "workbook"
    if "xl/workbook.bin" in names or ("content.xml" in names and "META-INF/manifest.xml" in names):
        raise UnreadableSource("unsupported", "不支持这种表格或文档格式（.xlsb、.ods、.odt）。", _SAVE_AS)
    if "OFD.xml" in names:
        raise UnreadableSource(
            "unsupported", "这是 OFD 版式文件，不能作为指标体系导入。", "请导入它的 Word、Excel 或 PDF 原稿。"
        )
    raise UnreadableSource("unknown", "这是压缩包，不是文档。", "请解压后导入其中的文档。")


def _sniff_ole(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(data) as ole:
            streams = {"/".join(entry) for entry in ole.listdir()}
    except (OSError, ValueError, IndexError) as error:
        raise damaged() from error
    if "EncryptedPackage" in streams:
        raise encrypted()
    if "WordDocument" in streams:
        return "doc"
    if streams & {"Workbook", "Book"}:
        return "workbook"
    raise UnreadableSource("unknown", "不认识这种文件。", _SAVE_AS)


def _sniff_text(data: bytes, name: str) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"{\\rtf"):
        raise UnreadableSource("unsupported", "这是 RTF 文件（可能改了扩展名）。", _SAVE_AS)
    if head.startswith((b"mime-version", b"from:")) and b"multipart" in data[:4096].lower():
        raise UnreadableSource("unsupported", "这是网页存档(MHT),不能直接导入。", "请在浏览器里另存为 .html 再导入。")
    if head.startswith(b"<?xml") and b"word.document" in head:
        raise UnreadableSource("unsupported", "这是 Word 2003 XML 文件。", _SAVE_AS)
    plain = head.replace(b"\0", b"")
    if plain.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<!--", b"<div")) or (
        plain.startswith(b"<?xml") and b"<html" in plain
    ):
        return "html"
    promised = suffix_kind(name)
    if _looks_binary(data):
        raise UnreadableSource("unknown", "不认识这种文件，内容不是文字。", _SAVE_AS)
    return promised if promised in {"csv", "html"} else "text"


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample if byte)
    if 0 in sample:
        return utf16_without_mark(data) is None
    return control > len(sample) // 50
