"""Letters (.eml) and web archives (.mht): the text of the letter, and the files that travel with
it.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
from email.header import decode_header, make_header
from email.message import Message

from scoring.reading.charset import decode
from scoring.reading.model import UnreadableError

_FIELDS = (("subject", "主题"), ("from", "发件人"), ("to", "收件人"), ("date", "日期"))


def parse_mail(data: bytes) -> Message:
    """The message of a letter or an archive."""
    return email.message_from_bytes(
        data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.compat32
    )


def html_part(data: bytes) -> bytes:
    """The first web page of an archive, empty where it has none."""
    parts = (part for part in parse_mail(data).walk() if part.get_content_type() == "text/html")
    return next((content for part in parts if (content := payload(part))), b"")


def payload(part: Message) -> bytes:
    """The content of one part, whatever encoding it travels in."""
    data = part.get_payload(decode=True)
    if isinstance(data, bytes):
        return data
    return b""


def part_text(part: Message) -> str:
    """The text of a plain part, in the charset that it names, else as Chinese files are written."""
    data = payload(part)
    named = part.get_content_charset() or ""
    if named and named.lower() not in {"us-ascii", "gb2312", "gbk"}:
        try:
            return data.decode(named)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode(data)
    except UnreadableError:
        return data.decode("gb18030", "replace")


def header_lines(message: Message) -> list[str]:
    """Subject, sender, receivers and day of a letter, one line each."""
    lines = []
    for key, name in _FIELDS:
        value = header(message.get(key))
        if value:
            lines.append(f"{name}：{value}")
    return lines


def header(value: object) -> str:
    """A header field as its writer saw it; empty for none."""
    if value is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (LookupError, ValueError, UnicodeError):
        return " ".join(str(value).split())


def attached(message: Message) -> list[str]:
    """The names of the files that travel with a letter; a letter that is passed on counts as
    one.
    """
    names = []
    for part in message.walk():
        name = part.get_filename()
        if part.get_content_disposition() == "attachment" or (name and not part.get("Content-ID")):
            names.append(header(name) or part.get_content_type())
        elif part.get_content_type() == "message/rfc822" and part is not message:
            names.append("转发的邮件")
    return names


def sent_on(message: Message) -> str:
    """The day on which a letter was sent, as its writer saw it; empty where it does not say."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("date"))).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
