"""Documents as pages of text with what they say of themselves: Word of every age, web pages,
letters.
"""

from __future__ import annotations

import html as entities
import re
from email.message import Message
from pathlib import Path
from typing import Any

from scoring import libraries
from scoring.reading import docx, html, legacy_word, mail, sheet_xml
from scoring.reading.blocks import Reading, plain_text
from scoring.reading.model import (
    Content,
    Found,
    Limits,
    Picture,
    UnreadableError,
    broken,
    cut_short,
)
from scoring.reading.plain import decode_text, read_bytes
from scoring.reading.remarks import sentence
from scoring.values import first_few

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# What a word processor writes into a page that it saves: its name, its name space, its kind.
_WORD_MADE = re.compile(
    r"urn:schemas-microsoft-com:office:word|content=[\"']?Word\.Document|content=[\"']?(?:Microsoft Word|WPS|Kingsoft)"
    r"|name=[\"']?Generator[\"']?[^>]*(?:Word|WPS|LibreOffice|OpenOffice)",
    re.IGNORECASE,
)
# The property stream where Word keeps its page count: property 14 (MS-OLEPS, PIDSI_PAGECOUNT).
_PAGES = 14


def content_of(reading: Reading, limits: Limits) -> Content:
    """A reading as one page of text: the blocks, then the notes, then the running heads."""
    lines = [plain_text(reading.blocks), *reading.notes, *reading.heads]
    text = "\n".join(line for line in lines if line)[: limits.text_chars]
    return Content(
        [text],
        count=reading.pages,
        heads=reading.heads,
        pictures=reading.pictures,
        note=sentence(reading.remarks),
    )


def read_docx(path: Path, limits: Limits) -> Content:
    """A .docx. Pages are those that the word processor counted. Raises ``UnreadableError``."""
    return content_of(docx.read(read_bytes(path, limits), limits), limits)


def read_wordml(path: Path, limits: Limits) -> Content:
    """A Word document that is one XML file, often called .doc."""
    return content_of(docx.read_xml(read_bytes(path, limits)), limits)


def read_sheetml(path: Path, limits: Limits) -> Content:
    """A spreadsheet that is one XML file, often called .xls."""
    return content_of(sheet_xml.read(read_bytes(path, limits)), limits)


def read_doc(path: Path, limits: Limits) -> Content:
    """A .doc or .wps by its piece table; raise ``UnreadableError`` where it is locked, older than
    Word 97 or broken.
    """
    data = read_bytes(path, limits)
    try:
        reading = legacy_word.read(data)
    except UnreadableError as error:
        if error.state == "too_large":
            raise UnreadableError(
                "too_large", "文档段落过多，与正常文档不符，未读取文字。"
            ) from error
        if error.state == "broken":
            # The container is sound and so is the head: Word may well open what is read here no
            # further.
            raise cut_short() if len(data) % 512 else _odd_word() from error
        raise
    content = content_of(reading, limits)
    content.count = _page_count(path)
    return content


def _odd_word() -> UnreadableError:
    reason = (
        "文档的写法特殊，读不出文字；请用 Word 或 WPS 打开后另存为 .docx，"
        "打不开的请向报送单位重新要一份。"
    )
    return UnreadableError("unsupported", reason)


def read_html(path: Path, limits: Limits) -> Content:
    """An .html page; raise ``UnreadableError`` where nothing can be parsed."""
    return _page(read_bytes(path, limits), path)


def read_mht(path: Path, limits: Limits) -> Content:
    """A web archive, often called .doc: its first HTML part, else its first plain text; its
    pictures.
    """
    message = mail.parse_mail(read_bytes(path, limits))
    pictures = [
        Picture(part.get_filename() or "图片", data)
        for part in message.walk()
        if part.get_content_maintype() == "image" and (data := mail.payload(part))
    ]
    for wanted in ("text/html", "text/plain"):
        for part in message.walk():
            if part.get_content_type() == wanted and (data := mail.payload(part)):
                if wanted == "text/html":
                    content = _page(data, path)
                else:
                    content = Content([decode_text(data)[0]])
                content.pictures = pictures
                return content
    raise broken("网页存档")


def read_eml(path: Path, limits: Limits) -> Content:
    """A letter: its head, its text, and the names of the files that travel with it."""
    message = mail.parse_mail(read_bytes(path, limits))
    body = _body(message)
    names = mail.attached(message)
    lines = [*mail.header_lines(message), body, *(f"附件：{name}" for name in names)]
    content = Content(["\n".join(line for line in lines if line)[: limits.text_chars]])
    subject = mail.header(message.get("subject"))
    content.title = Found(subject, "medium", "邮件主题") if subject else None
    content.published = mail.sent_on(message)
    content.letter = True
    if names:
        shown = first_few(names, 5, " 等")
        content.note = (
            f"邮件带有 {len(names)} 个附件（{shown}），没有收入；请把附件另存出来单独报送。"
        )
    return content


def _body(message: Message) -> str:
    """The text of a letter: what is written plainly, else the page without its marks."""
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    firsts: dict[str, Message] = {}
    for part in parts:
        firsts.setdefault(part.get_content_type(), part)
    text = mail.part_text(firsts["text/plain"]).strip() if "text/plain" in firsts else ""
    if text or "text/html" not in firsts:
        return text
    page = mail.part_text(firsts["text/html"])
    try:
        return plain_text(html.read(page.encode("utf-8", "replace")).blocks)
    except UnreadableError:
        return ""


_LETTER = {
    "subject": "0037001F",
    "sender": "0C1A001F",
    "to": "0E04001F",
    "body": "1000001F",
}
_ATTACHED_NAMES = ("3707001F", "3704001F")
"""Property tags of a letter's texts and of an attachment's long and short name ([MS-OXPROPS]); the
ending 001F says that the text is UTF-16."""


def read_msg(path: Path, limits: Limits) -> Content:
    """A letter that Outlook saved: subject, text, and how many files travel with it ([MS-OXMSG]
    2).
    """
    with libraries.olefile.OleFileIO(path) as ole:
        texts = {}
        for key, tag in _LETTER.items():
            text = _property(ole, "", tag, limits.text_chars * 2)
            if text is not None:
                texts[key] = text
        folders = {entry[0] for entry in ole.listdir()}
        attached = sorted(name for name in folders if name.startswith("__attach_version1.0"))
        names = [_attached_name(ole, folder) for folder in attached]
    lines = map(str.strip, (*texts.values(), *names))
    content = Content(["\n".join(filter(None, lines))])
    if texts.get("subject"):
        content.title = Found(texts["subject"], "medium", "邮件主题")
    if names:
        content.note = (
            f"邮件带有 {len(names)} 个附件（{'、'.join(names[:5])}），没有收入；"
            "请把附件另存出来单独报送。"
        )
    return content


def _property(ole: Any, folder: str, tag: str, most: int) -> str | None:
    """A text property of a letter, at most so many bytes of it; None where it has none."""
    name = f"{folder}__substg1.0_{tag}"
    if not ole.exists(name):
        return None
    data: bytes = ole.openstream(name).read(most)
    return data.decode("utf-16-le", "replace")


def _attached_name(ole: Any, folder: str) -> str:
    for tag in _ATTACHED_NAMES:
        name = _property(ole, f"{folder}/", tag, 600)
        if name is not None:
            return name
    return "附件"


def _page_count(path: Path) -> int | None:
    try:
        with libraries.olefile.OleFileIO(path) as ole:
            if not ole.exists("\x05SummaryInformation"):
                return None
            count = ole.getproperties("\x05SummaryInformation").get(_PAGES)
    except (OSError, ValueError, IndexError, TypeError, KeyError):
        return None
    if isinstance(count, int) and 0 < count < 100_000:
        return count
    return None


def _page(data: bytes, path: Path) -> Content:
    source, _ = decode_text(data)
    reading = html.read(source.encode("utf-8", "surrogatepass"))
    text = plain_text(reading.blocks)
    content = Content(
        [text], note=sentence(reading.remarks) if text.strip() else "网页里没有文字。"
    )
    content.word = path.suffix.lower() in {".doc", ".docx", ".wps", ".rtf"} or bool(
        _WORD_MADE.search(source[:8_000])
    )
    content.title = _title(source, reading, content.word)
    content.published = reading.meta.get("published", "")
    return content


def _title(source: str, reading: Reading, word: bool) -> Found | None:
    if meta := reading.meta.get("title"):
        return Found(meta, "high", "网页标注的标题")
    if heading := _HEADING.search(source):
        text = _clean(heading.group(1))
        if len(text) >= 4:
            return Found(text, "high", "网页大标题")
    if title := _TITLE.search(source):
        # Sites append their own name: 标题_示例县人民政府.
        text = re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s*", _clean(title.group(1)))[0]
        if text:
            # A word processor leaves there what an older document was called.
            return Found(text, "low" if word else "medium", "网页窗口标题")
    return None


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", entities.unescape(_TAG.sub("", text))).strip()
