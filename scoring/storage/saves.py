"""A save that comes again, because its answer was lost on the way: known by its id and by what was
sent under it.

The same id with the same content gets the answer that it missed. With another content, or from
somebody else, it is another change: answering it like the first would lose it without a word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scoring.problems import CannotError
from scoring.storage.splice import DROP

if TYPE_CHECKING:
    from scoring.storage.changeset import Author

REQUEST = "request"
"""The key of a line that holds the digest of what was sent."""
_LENGTH = 16


class ReusedIdError(CannotError):
    """The id of a save was used for another one before; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "这个保存编号已经用在另一份内容上，这一份没有写入。请重新打开这一页，看看存下的是什么，再改、再保存"
        )


def request_of(author: Author, do: str, content: Any = None) -> str:
    """A digest of who wants what: 16 hexadecimal digits.

    ``content`` is plain data, for callers whose author does not say what was sent. The day is left
    out: what is sent again after midnight is the same.
    """
    parts = [author.by, author.account, do, author.sent or content]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=_as_text)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def check_request(entry: Mapping[str, Any], request: str) -> None:
    """Raises :class:`ReusedIdError` where the line of a save says that something else was sent.

    Lines of earlier versions do not say it, and a caller may not know it.
    """
    known = entry.get(REQUEST)
    if request and known and known != request:
        raise ReusedIdError


def _as_text(value: Any) -> str:
    # What stands for a key that is to go has no text that stays the same from run to run.
    if value is DROP:
        return "DROP"
    return repr(value)
