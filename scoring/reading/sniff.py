"""What a file really is, told by its first bytes, the members of its zip or the streams of its OLE container.

The suffix only decides between names of one format (.doc and .wps, .xls and .et) and between kinds of plain text.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from scoring.reading.charset import utf16_without_mark
from scoring.reading.model import UnreadableError, broken, cut_short, locked

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpg"), (0, b"\x89PNG\r\n\x1a\n", "png"), (0, b"GIF8", "gif"), (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"), (0, b"MM\0*", "tiff"), (8, b"WEBP", "webp"), (8, b"AVI ", "avi"), (8, b"WAVE", "wav"),
    (0, b"Rar!\x1a\x07", "rar"), (0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"\x1f\x8b\x08", "gz"), (257, b"ustar", "tar"),
    (0, b"\x1aE\xdf\xa3", "mkv"), (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"), (0, b"FLV\x01", "flv"),
    (0, b"\0\0\1\xba", "mpg"), (0, b"ID3", "mp3"), (0, b"\xff\xfb", "mp3"), (0, b"#!AMR", "amr"),
    (0, b"MZ", "exe"), (0, b"\x7fELF", "exe"),
)  # fmt: skip
_BRANDS = {b"qt  ": "mov", b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"M4A ": "m4a", b"avif": "avif"}
_OPEN_XML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_TYPE_NAMES = {
    "pdf": "PDF", "scan-pdf": "扫描 PDF", "docx": "Word 文档（docx）", "doc": "Word 97 文档", "wps": "WPS 文字",
    "xlsx": "Excel 工作簿（xlsx）", "xls": "Excel 97 工作簿", "et": "WPS 表格", "pptx": "演示文稿（pptx）",
    "ppt": "演示文稿", "ofd": "OFD", "html": "HTML", "mht": "网页存档（MHT）", "rtf": "RTF", "wordml": "Word 2003 XML",
    "txt": "纯文本", "csv": "CSV", "zip": "ZIP 压缩包", "rar": "RAR 压缩包", "7z": "7z 压缩包", "jpg": "JPEG 图片",
    "png": "PNG 图片", "exe": "可执行程序", "unknown": "无法识别的内容",
}  # fmt: skip
# Suffixes that tell the truth about a type; a type that is missing here has only its own name.
_SUFFIXES: dict[str, set[str]] = {
    "scan-pdf": {"pdf"}, "jpg": {"jpg", "jpeg", "jpe", "jfif"}, "tiff": {"tif", "tiff"},
    "html": {"html", "htm", "xhtml"}, "mht": {"mht", "mhtml"},
    "docx": {"docx", "docm", "dotx"}, "xlsx": {"xlsx", "xlsm", "xlsb", "xltx"},
    "pptx": {"pptx", "pptm", "ppsx"}, "doc": {"doc", "wps", "dot", "wpt"}, "wps": {"doc", "wps", "dot", "wpt"},
    "xls": {"xls", "et", "xlt", "ett"}, "et": {"xls", "et", "xlt", "ett"}, "ppt": {"ppt", "dps", "pps"},
    "txt": {"txt", "md", "log", "text", "csv"}, "csv": {"csv", "tsv", "txt"}, "mp4": {"mp4", "m4v", "3gp"},
    "mkv": {"mkv", "webm"}, "mpg": {"mpg", "mpeg", "vob"}, "wmv": {"wmv", "asf", "wma"}, "heic": {"heic", "heif"},
    "wordml": {"xml"}, "gz": {"gz", "tgz"},
}  # fmt: skip
_HTML_STARTS = (
    b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<!--", b"<div", b"<style", b"<title",
)  # fmt: skip


def type_name(kind: str) -> str:
    """A type as users read it."""
    return _TYPE_NAMES.get(kind, kind.upper())


def mismatch(path: Path, kind: str) -> str:
    """The sentence for a suffix that promises something else, empty where it agrees or the type is unknown."""
    suffix = path.suffix.lower().lstrip(".")
    if kind == "unknown" or suffix in _SUFFIXES.get(kind, {kind}):
        return ""
    if not suffix:
        return f"没有后缀，内容是 {type_name(kind)}"
    return f"后缀是 .{suffix[:20]}，内容是 {type_name(kind)}"


# Programs open what belongs to their own family, whatever of it the name promises: a web page that is called .doc.
_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({
        "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "wordml", "html", "htm", "mht", "mhtml", "xml",
        "txt", "odt",
    }),
    frozenset({
        "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "et", "ett", "ods", "csv", "tsv", "html", "htm", "mht", "xml",
        "txt", "sheetml",
    }),
    frozenset({"ppt", "pptx", "pptm", "pps", "ppsx", "dps", "odp"}),
    frozenset({"jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "jfif", "jpe"}),
    frozenset({"mp4", "m4v", "3gp", "mov", "avi", "mkv", "webm", "wmv", "asf", "flv", "mpg", "mpeg", "vob"}),
    frozenset({"mp3", "wav", "m4a", "amr", "wma", "mp4"}),
    frozenset({"txt", "md", "log", "text", "csv", "tsv", "html", "htm", "xml", "json", "eml"}),
    frozenset({"zip", "rar", "7z", "gz", "tgz", "tar"}),
)  # fmt: skip


def opens_as(path: Path, kind: str) -> bool:
    """Whether the program that the suffix calls opens content of this type too."""
    suffix = path.suffix.lower().lstrip(".")
    if not suffix or kind == "unknown" or suffix in _SUFFIXES.get(kind, {kind}):
        return True
    known = [family for family in _FAMILIES if suffix in family]
    # A suffix that calls no known program opens nothing and promises nothing.
    return (not known and suffix not in {"pdf", "ofd"}) or any(kind in family for family in known)


def sniff(path: Path) -> str:
    """Return the type; raise ``UnreadableError`` where the container itself is empty, locked or broken."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise UnreadableError("empty", "文件是空的（0 字节）。")
    if not head.strip(b"\0") and _all_zero(path):
        raise UnreadableError("zeroed", "文件内容全是零，可能拷贝时中断；请重新拷贝。")
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf") and path.stat().st_size <= _HEAD:
        raise UnreadableError("empty", "文件里只有空白。")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _sniff_zip(path, head)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    return _sniff_media(head) or _sniff_text(head, path)


def promised(path: Path) -> str:
    """The type that a broken container claims to be: by its first members, else by its suffix."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK"):
        return next((kind for folder, kind in _OPEN_XML.items() if folder.encode() in head), _named(path, "zip"))
    return _named(path, "unknown")


def _named(path: Path, otherwise: str) -> str:
    suffix = path.suffix.lower().lstrip(".")
    return suffix if suffix in {"docx", "xlsx", "pptx", "ofd", "doc", "wps", "xls", "et", "zip"} else otherwise


def _all_zero(path: Path) -> bool:
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            if block.strip(b"\0"):
                return False
    return True


def _sniff_media(head: bytes) -> str:
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset) and (kind != "bmp" or head[6:10] == b"\0\0\0\0"):
            return kind
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    return "mov" if head[4:8] in (b"moov", b"mdat", b"wide") else ""


def _sniff_zip(path: Path, head: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").strip()
                if mime in _OPEN_DOCUMENT:
                    return _OPEN_DOCUMENT[mime]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise cut_short() if head.startswith(b"PK\x03\x04") else broken("压缩包") from error
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in _OPEN_XML.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _sniff_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(path) as ole:
            streams = {"/".join(entry) for entry in ole.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise cut_short() if path.stat().st_size % 512 else broken() from error
    suffix = path.suffix.lower()
    if "EncryptedPackage" in streams:
        raise locked()
    if "WordDocument" in streams:
        return "wps" if suffix in {".wps", ".wpt"} else "doc"
    if streams & {"Workbook", "Book"}:
        return "et" if suffix in {".et", ".ett"} else "xls"
    if "PowerPoint Document" in streams:
        return "ppt"
    return "unknown"


def _sniff_text(head: bytes, path: Path) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith((b"mime-version", b"from:", b"subject:")) and b"multipart" in head.lower():
        return "mht"
    if start.startswith(b"<?xml") and (b"word.document" in start or b"office/word/2003" in start):
        return "wordml"
    plain = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if plain.startswith(_HTML_STARTS) or (plain.startswith(b"<?xml") and b"<html" in plain):
        return "html"
    if _looks_binary(head):
        return "unknown"
    return "csv" if path.suffix.lower() in {".csv", ".tsv"} else "txt"


def _looks_binary(sample: bytes) -> bool:
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    if 0 in sample:
        return utf16_without_mark(sample) is None
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) > len(sample) // 50
