"""One file from its bytes to its probe: state of the file itself, type, reader, facts,
fingerprint.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from scoring.evidence.probing.dates import find_date
from scoring.evidence.probing.facts import extract
from scoring.evidence.probing.file_names import day_in_name
from scoring.evidence.probing.fingerprint import fingerprint
from scoring.evidence.probing.model import Facts, FoundDay, Probe
from scoring.reading import (
    archives,
    documents,
    images,
    media,
    ocr,
    ofd,
    opendocument,
    pdf_pages,
    plain,
    rtf,
    sheet_text,
    slides,
    sniff,
)
from scoring.reading.model import Content, Found, Limits, OcrMode, State, UnreadableError
from scoring.reading.odd_pictures import second_look
from scoring.reading.picture_pages import read_pictures

Reader = Callable[[Path, Limits], Content]

_READERS: dict[str, Reader] = {
    "docx": documents.read_docx, "wordml": documents.read_wordml, "doc": documents.read_doc, "wps": documents.read_doc,
    "html": documents.read_html, "mht": documents.read_mht, "eml": documents.read_eml, "msg": documents.read_msg,
    "sheetml": documents.read_sheetml, "pptx": slides.read_pptx, "odt": opendocument.read_odt,
    "odp": opendocument.read_odt, "ofd": ofd.read_ofd, "txt": plain.read_plain, "csv": plain.read_plain,
    "rtf": rtf.read_rtf, "zip": archives.read_zip,
    **dict.fromkeys(("xlsx", "xlsb", "xls", "et", "ods"), sheet_text.read_workbook),
}  # fmt: skip
_PICTURES = {"jpg", "png", "gif", "bmp", "tiff", "webp"}
_BOXES = {"mp4", "mov", "m4a"}
_RIFF = {"avi", "wav"}
# Films and sound count as they are: nobody expects text from them.
_AS_THEY_ARE = {"mkv", "wmv", "flv", "mpg", "mp3", "amr", "aac", "ogg", "flac", "aiff"}
_FLAT = {"xlsx", "xlsb", "xls", "et", "ods", "sheetml", "csv", "html", "eml", "msg", "zip"}
_WEB = {"html", "mht"}
_REFUSED = {
    "rar": "RAR 压缩包不能自动展开；请解压后登记其中的文件，或改用 ZIP。",
    "7z": "7z 压缩包不能自动展开；请解压后登记其中的文件，或改用 ZIP。",
    "gz": "这种压缩包不能自动展开；请解压后登记其中的文件，或改用 ZIP。",
    "tar": "这种压缩包不能自动展开；请解压后登记其中的文件，或改用 ZIP。",
    "exe": "这是可执行程序，不能作为佐证材料。",
    "livp": "这是苹果实况照片，照片和视频打包在一起；请在手机上导出为普通照片（JPG）。",
    "odg": "这是绘图文件；请另存为 PDF。",
    "oldword": "这是 Word 2.0 或更早的文档，读不出文字；请用 Word 或 WPS 打开后另存为 .docx。",
    "oldoffice": "这是 WordPerfect、Works 等早年软件的文档，读不出文字；请打开后另存为 .docx 或 PDF。",
    "epub": "这是电子书；请另存为 PDF。",
    "ppt": "旧版演示文稿，读不出文字；请另存为 .pptx 或 PDF。",
    "heic": "手机照片格式 HEIC 无法打开；请另存为 JPG。",
    "avif": "AVIF 图片无法打开；请另存为 JPG。",
    "unknown": "认不出这是什么文件，内容不是文字，也不是常见格式。",
}


def probe(path: Path, *, ocr: OcrMode = "auto", limits: Limits | None = None) -> Probe:
    """Look at one file. Never raises for what a file is or holds; the state and its reason tell.

    Time and memory are not limited here, only in ``probe_many``. ``ocr``: auto reads first and last
    page of scans and pictures that look like pages, all reads everything, off nothing.
    """
    limits = limits or Limits()
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            kind = "目录" if stat.S_ISDIR(before.st_mode) else "设备、管道等特殊文件"
            return Probe(str(path), "unknown", "unsupported", f"这是{kind}，不是普通文件。")
        if before.st_size > limits.file_bytes:
            reason = (
                f"文件有 {before.st_size >> 20} MB，超过上限 {limits.file_bytes >> 20} MB，未读取。"
            )
            return Probe(str(path), "unknown", "too_large", reason, size=before.st_size)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        result = _look(path, digest, before.st_size, ocr, limits)
        after = path.stat()
    except FileNotFoundError:
        return Probe(str(path), "unknown", "missing", "文件不存在，或在读取时被移走。")
    except (OSError, ValueError) as error:
        return Probe(
            str(path), "unknown", "broken", f"系统不允许读取这个文件：{_os_reason(error)}。"
        )
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return Probe(
            str(path),
            result.type,
            "changed",
            "文件在读取时被改动，请稍后重新扫描。",
            size=after.st_size,
        )
    return result


def _os_reason(error: Exception) -> str:
    return (os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error))[
        :120
    ]


def _look(path: Path, digest: str, size: int, mode: OcrMode, limits: Limits) -> Probe:
    kind = ""
    try:
        kind = sniff.sniff(path)
        content = _read(path, kind, mode, limits)
        if content.pictures:
            read_pictures(content, limits, mode)
        kind = content.type or kind
        wrong = sniff.mismatch(path, kind)
        facts = _facts(content, kind, path)
    except UnreadableError as error:
        return _failed(path, kind, error.state, error.reason, digest, size)
    except MemoryError:
        return _failed(
            path, kind, "crashed", "读取这个文件所需内存超过上限，已放弃。", digest, size
        )
    except FileNotFoundError:
        raise
    except Exception as error:  # noqa: BLE001 - parsers of hostile files raise whatever they like
        return _failed(
            path,
            kind,
            "broken",
            f"文件内容有错误，读不出来（{type(error).__name__}）。",
            digest,
            size,
        )
    text = "\f".join(content.pages)[: limits.text_chars]
    text = text.encode("utf-8", "replace").decode("utf-8")
    return Probe(
        str(path), kind, content.state, content.note, wrong, digest, size, content.count, text,
        content.source if text.strip() else "none", content.ocr_pages, facts, content.photo, fingerprint(text),
    )  # fmt: skip


def _failed(path: Path, kind: str, state: State, reason: str, digest: str, size: int) -> Probe:
    known = kind or (
        sniff.promised(path)
        if state in {"encrypted", "truncated", "broken", "too_large"}
        else "unknown"
    )
    wrong = sniff.mismatch(path, kind) if kind else ""
    return Probe(str(path), known, state, reason, wrong, digest, size)


def _read(path: Path, kind: str, mode: OcrMode, limits: Limits) -> Content:
    if kind == "pdf":
        return pdf_pages.read_pdf(path, limits, mode)
    if kind in _PICTURES:
        return _picture(path, mode, limits)
    if reader := _READERS.get(kind):
        return reader(path, limits)
    if kind in _BOXES:
        return media.read_mp4(path)
    if kind in _RIFF:
        return media.read_riff(path)
    if kind in _AS_THEY_ARE:
        return Content(source="none")
    raise UnreadableError("unsupported", _REFUSED.get(kind, _REFUSED["unknown"]))


def _picture(path: Path, mode: OcrMode, limits: Limits) -> Content:
    try:
        content, page = images.read_picture(path, limits)
    except UnreadableError as error:
        # 「已损坏」 is said only of what a second look finds damaged as well.
        raise second_look(path) if error.state == "broken" else error from error
    if mode != "all" and not page:
        return content
    if mode == "off":
        content.state, content.note = "unread", "像是拍下或扫描的一页文字，没有要求识别，待识别。"
        return content
    image = images.open_picture(path, limits, side=ocr.SIDE)
    text = ocr.read_page(image, first=True)
    if text is None:
        content.state, content.note = "unread", ocr.MISSING
    elif text:
        content.pages, content.source, content.ocr_pages = [text], "ocr", (1,)
    if content.count and content.count > 1:
        content.note = f"多页图片共 {content.count} 页，只识别了第 1 页。"
    return content


def _facts(content: Content, kind: str, path: Path) -> Facts:
    """What the file says of itself; the surest source of each fact goes first."""
    taken = _day_taken(content, kind, path)
    day = find_date(content.published)
    published = FoundDay(day, "high", "网页标注的发布日期") if day else None
    if kind == "zip" or not any(page.strip() for page in content.pages):
        return Facts(title=content.title, date=published or taken)
    # What the text itself says goes before what pictures in it say.
    text_pages = content.pages[: content.own_pages or len(content.pages)]
    facts = extract(
        text_pages,
        ocr_pages=[page for page in content.ocr_pages if page <= len(text_pages)],
        flat=kind in _FLAT and not content.word,
        web=kind in _WEB,
        heads=content.heads,
    )
    title = _title(content, facts, kind)
    return Facts(title, facts.doc_no, facts.issuer, published or facts.date or taken, facts.valid)


def _day_taken(content: Content, kind: str, path: Path) -> FoundDay | None:
    """The day of a photo or recording: by the camera, else by the name that it gave the file."""
    if content.photo and content.photo.taken:
        return FoundDay(content.photo.taken.date(), "medium", "照片拍摄时间")
    if kind not in _PICTURES | _BOXES | _RIFF | _AS_THEY_ARE:
        return None
    named = day_in_name(path.stem)
    if named:
        return FoundDay(named, "low", "文件名里的日期")
    return None


def _title(content: Content, facts: Facts, kind: str) -> Found | None:
    """The title by the text, or by the properties of the file where these are surer."""
    title = facts.title
    # On a screenshot the first lines are address bar and menu; only what reads like a title is
    # taken for one.
    if kind in _PICTURES and title and title.confidence == "low":
        title = None
    if content.title and (title is None or content.title.confidence != "low"):
        return content.title
    return title
