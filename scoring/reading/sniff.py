"""What a file really is, told by its first bytes, the members of its zip or the streams of its OLE
container.

The suffix only decides between names of one format (.doc and .wps, .xls and .et) and between kinds
of plain text.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from scoring import libraries
from scoring.reading.charset import utf16_without_mark
from scoring.reading.model import UnreadableError, broken, cut_short, locked
from scoring.zip_faults import ZIP_FAULTS

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpg"), (0, b"\x89PNG\r\n\x1a\n", "png"), (0, b"GIF8", "gif"), (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"), (0, b"MM\0*", "tiff"),
    (0, b"II+\0\x08\0", "tiff"), (0, b"MM\0+\0\x08", "tiff"), (8, b"WEBP", "webp"),
    (8, b"AVI ", "avi"), (8, b"WAVE", "wav"),
    (0, b"Rar!\x1a\x07", "rar"), (0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"\x1f\x8b\x08", "gz"), (257, b"ustar", "tar"),
    (0, b"\x1aE\xdf\xa3", "mkv"), (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"), (0, b"FLV\x01", "flv"),
    (0, b"\0\0\1\xba", "mpg"), (0, b"ID3", "mp3"), (0, b"#!AMR", "amr"), (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"), (8, b"AIFF", "aiff"),
    (0, b"\xffWPC", "oldoffice"),
    (0, b"\xdb\xa5", "oldword"), (0, b"\x31\xbe\0\0", "oldword"), (0, b"\x32\xbe\0\0", "oldword"),
    (0, b"MZ", "exe"), (0, b"\x7fELF", "exe"),
)  # fmt: skip
_BRANDS = {
    b"qt  ": "mov",
    b"heic": "heic",
    b"heix": "heic",
    b"hevc": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
    b"M4A ": "m4a",
    b"avif": "avif",
}
_OPEN_XML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.graphics": "odg",
    b"application/epub+zip": "epub",
}
_TYPE_NAMES = {
    "pdf": "PDF", "scan-pdf": "扫描 PDF", "docx": "Word 文档（docx）", "doc": "Word 97 文档", "wps": "WPS 文字",
    "xlsx": "Excel 工作簿（xlsx）", "xls": "Excel 97 工作簿", "et": "WPS 表格", "pptx": "演示文稿（pptx）",
    "ppt": "演示文稿", "ofd": "OFD", "html": "HTML", "mht": "网页存档（MHT）", "rtf": "RTF", "wordml": "Word 2003 XML",
    "sheetml": "XML 表格 2003", "eml": "邮件", "oldword": "早期 Word 文档", "oldoffice": "早年的文字处理文档",
    "msg": "Outlook 邮件",
    "livp": "苹果实况照片", "xlsb": "Excel 二进制工作簿（xlsb）",
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
    "wordml": {"xml"}, "sheetml": {"xml"}, "xlsb": {"xlsb", "xlsx"}, "gz": {"gz", "tgz"}, "oldword": {"doc", "wri"},
}  # fmt: skip
_MAIN_PART = re.compile(
    rb'"application/vnd\.((?:openxmlformats-officedocument\.|ms-)(word|excel|spreadsheetml|powerpoint|presentationml)[^"]*'
    rb'\.main(?:\+xml)?)"'
)
_MAIN_KINDS = {
    b"word": "docx", b"excel": "xlsx", b"spreadsheetml": "xlsx", b"powerpoint": "pptx", b"presentationml": "pptx",
}  # fmt: skip
_OLE_KINDS = (
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
)
"""The stream in which each kind of compound file keeps its main part, in small letters."""
_OF_WPS = {
    ("doc", ".wps"): "wps",
    ("doc", ".wpt"): "wps",
    ("xls", ".et"): "et",
    ("xls", ".ett"): "et",
}
"""WPS writes the same streams; only the name of the file tells whose it is."""
# The text of Microsoft Works.
_WORKS = {"mm", "mn0", "contents"}
_MAIL = re.compile(
    rb"(?:(?:x-[\w-]+|received|return-path|delivered-to|message-id|mime-version|from|to|cc|subject|date|reply-to|sender"
    rb"|content-type|dkim-signature):[^\n]*\n(?:[ \t][^\n]*\n)*){2}"
)
_SENT = re.compile(rb"(?:^|\n)(?:to|received|message-id|delivered-to|return-path):")
_SAVED = re.compile(
    rb"(?:^|\n)(?:from:[^\n]*(?:saved by|internet explorer)|snapshot-content-location:)"
)
_WORD_XML_SIGNS = (b"word.document", b"office/word/2003", b"2006/xmlpackage")
_BARE_BIFF = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
_HTML_STARTS = (
    b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<!--", b"<div", b"<style", b"<title",
)  # fmt: skip


def type_name(kind: str) -> str:
    """A type as users read it."""
    return _TYPE_NAMES.get(kind, kind.upper())


def mismatch(path: Path, kind: str) -> str:
    """The sentence for a suffix that promises something else, empty where it agrees or the type is
    unknown.
    """
    suffix = path.suffix.lower().lstrip(".")
    if kind == "unknown" or suffix in _SUFFIXES.get(kind, {kind}):
        return ""
    if not suffix:
        return f"没有后缀，内容是 {type_name(kind)}"
    return f"后缀是 .{suffix[:20]}，内容是 {type_name(kind)}"


# Programs open what belongs to their own family, whatever of it the name promises: a web page that
# is called .doc.
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
    frozenset({"mp3", "wav", "m4a", "amr", "wma", "mp4", "aac", "ogg", "flac", "aiff", "aif"}),
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
    """Return the type; raise ``UnreadableError`` where the container itself is empty, locked or
    broken.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    size = path.stat().st_size
    if head and not head.strip(b"\0") and _all_zero(path):
        raise UnreadableError("zeroed", "文件内容全是零，可能拷贝时中断；请重新拷贝。")
    return _sniff(head, size, path, path.name)


def sniff_data(data: bytes, name: str) -> str:
    """The same for content in memory; ``name`` is what its suffix is taken from."""
    if data and not data.strip(b"\0"):
        raise UnreadableError("zeroed", "文件内容全是零，可能拷贝时中断；请重新拷贝。")
    return _sniff(data[:_HEAD], len(data), data, name)


def _sniff(head: bytes, size: int, source: Path | bytes, name: str) -> str:
    if not head:
        raise UnreadableError("empty", "文件是空的（0 字节）。")
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf") and size <= _HEAD:
        raise UnreadableError("empty", "文件里只有空白。")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _sniff_zip(source, head, name)
    if head.startswith(_OLE):
        return _sniff_ole(source, size, name)
    # Excel 5 and older wrote their records without a container.
    if head[:4] in _BARE_BIFF:
        return "xls"
    return _sniff_media(head) or _sniff_text(head, name)


def promised(path: Path) -> str:
    """The type that a broken container claims to be: by its first members, else by its suffix."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK"):
        return next(
            (kind for folder, kind in _OPEN_XML.items() if folder.encode() in head),
            _named(path, "zip"),
        )
    return _named(path, "unknown")


def _named(path: Path, otherwise: str) -> str:
    suffix = path.suffix.lower().lstrip(".")
    if suffix in {"docx", "xlsx", "pptx", "ofd", "doc", "wps", "xls", "et", "zip"}:
        return suffix
    return otherwise


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
    if sound := _bare_sound(head):
        return sound
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "mov"
    return ""


def _bare_sound(head: bytes) -> str:
    """MP3 and AAC without a head of their own: the sign of a frame, then a rate of bits and of
    samples that exists.
    """
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    layer_three = head[1] & 0x06 == 0x02
    if layer_three and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3:
        return "mp3"
    return ""


def _sniff_zip(source: Path | bytes, head: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(_readable(source)) as archive:
            stored = archive.namelist()
            mime = _member(archive, "mimetype", 200).strip()
            contents = _member(archive, "[Content_Types].xml", 4_000_000)
    except (*ZIP_FAULTS, OSError) as error:
        # The directory of an archive stands at its end: a good beginning without it was cut off.
        if head.startswith(b"PK\x03\x04"):
            raise cut_short() from error
        raise broken("压缩包") from error
    if mime in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[mime]
    names = {member.replace("\\", "/").lstrip("/").lower() for member in stored}
    if "ofd.xml" in names:
        return "ofd"
    main = _MAIN_PART.search(contents)
    if main:
        return "xlsb" if b"binary" in main.group(1) else _MAIN_KINDS[main.group(2)]
    for folder, kind in _OPEN_XML.items():
        if _holds_office_parts(names, folder, bool(contents)):
            return kind
    if _is_live_photo(names, name):
        return "livp"
    return "zip"


def _readable(source: Path | bytes) -> Path | io.BytesIO:
    """What libraries open: a file by its name, bytes as a file."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source


def _holds_office_parts(names: set[str], folder: str, has_contents: bool) -> bool:
    """Whether an archive is an office file of the kind that keeps its parts in ``folder``."""
    if has_contents:
        return any(member.startswith(folder) for member in names)
    # A package of this kind holds its main part under this name, whatever else is missing.
    main = re.compile(rf"{folder}(?:document|workbook|presentation)\d*\.xml")
    return any(main.fullmatch(member) for member in names)


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A small member whatever its case; empty where there is none."""
    for info in archive.infolist()[:2_000]:
        if info.filename.replace("\\", "/").lstrip("/").lower() == name.lower():
            if info.file_size > most or info.flag_bits & 1:
                return b""
            try:
                return archive.read(info)
            except Exception:  # noqa: BLE001 - damage inside surfaces as whatever the decompressor raises
                return b""
    return b""


def _is_live_photo(names: set[str], name: str) -> bool:
    """A picture and a film of the same moment, as phones pack them."""
    suffixes = {Path(member).suffix for member in names if not member.endswith("/")}
    still = suffixes & {".heic", ".jpg", ".jpeg"}
    return name.lower().endswith(".livp") or bool(len(names) == 2 and still and suffixes & {".mov"})


def _sniff_ole(source: Path | bytes, size: int, name: str) -> str:
    try:
        with libraries.olefile.OleFileIO(_readable(source)) as ole:
            # Names of streams are the same in capitals and in small letters.
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        # A compound file is made of sectors of 512 bytes: any other size was cut off.
        if size % 512:
            raise cut_short() from error
        raise broken() from error
    if "encryptedpackage" in streams:
        raise locked()
    for stream, kind in _OLE_KINDS:
        if stream in streams:
            return _OF_WPS.get((kind, Path(name).suffix.lower()), kind)
    if streams & _WORKS:
        return "oldoffice"
    return "unknown"


def _sniff_text(head: bytes, name: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if _MAIL.match(start):
        # A page that a browser saved has the head of a letter, and was sent to nobody.
        sent = _SENT.search(start) and not _SAVED.search(start)
        return "eml" if sent else "mht"
    # Texts in UTF-16 are looked at without their zero bytes.
    plain = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    office = _sniff_office_xml(plain)
    if office:
        return office
    if _begins_page(plain):
        return "html"
    if _looks_binary(head):
        return "unknown"
    if Path(name).suffix.lower() in {".csv", ".tsv"}:
        return "csv"
    return "txt"


def _begins_page(plain: bytes) -> bool:
    return plain.startswith(_HTML_STARTS) or (plain.startswith(b"<?xml") and b"<html" in plain)


def _sniff_office_xml(plain: bytes) -> str:
    """The kind of an office file that is a single XML text, "" for any other."""
    if not plain.startswith((b"<?xml", b"<?mso", b"<workbook", b"<ss:workbook")):
        return ""
    if any(sign in plain for sign in _WORD_XML_SIGNS):
        return "wordml"
    if b"excel.sheet" in plain:
        return "sheetml"
    # Pages that Excel saves for the web name its schema too.
    if b"microsoft-com:office:spreadsheet" in plain and b"<html" not in plain:
        return "sheetml"
    return ""


def _looks_binary(sample: bytes) -> bool:
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    if 0 in sample:
        return utf16_without_mark(sample) is None
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) > len(sample) // 50
