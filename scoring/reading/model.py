"""What every reader shares: bounds, the state of a file, why it cannot be read, and what was read
out of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.problems import ScoringError

State = Literal[
    "ok", "unread", "empty", "zeroed", "encrypted", "truncated", "broken", "too_large", "unsupported", "timeout",
    "crashed", "missing", "changed",
]  # fmt: skip
TextSource = Literal["layer", "ocr", "none"]
OcrMode = Literal["auto", "all", "off"]
Confidence = Literal["high", "medium", "low"]

STATE_NAMES: Mapping[State, str] = {
    "ok": "正常", "unread": "待识别", "empty": "空文件", "zeroed": "内容全为零", "encrypted": "有密码",
    "truncated": "不完整", "broken": "已损坏", "too_large": "过大", "unsupported": "不支持", "timeout": "读取超时",
    "crashed": "读取时出错", "missing": "文件不见了", "changed": "读取时被改动",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. Bytes, characters, pages, pixels; seconds and megabytes hold for
    a child process.

    ``bytes_per_second`` is the slowest disk that is waited for: time to read the file is granted on
    top of ``seconds``.
    """

    file_bytes: int = 20 * 1024**3
    parsed_bytes: int = 300 * 1024**2
    text_chars: int = 400_000
    pages: int = 2_000
    pixels: int = 100_000_000
    unpacked_bytes: int = 600 * 1024**2
    ratio: int = 200
    members: int = 5_000
    seconds: float = 60.0
    ocr_seconds: float = 240.0
    bytes_per_second: int = 10_000_000
    memory_mb: int = 2_048
    ocr_memory_mb: int = 6_144


@dataclass(frozen=True, slots=True)
class Found:
    """A fact read from the text. ``how`` says where, in words for the reader: 文头第2行;
    OCR，落款.
    """

    value: str
    confidence: Confidence
    how: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: pixels as seen (after EXIF rotation), when it was taken, and its 256-bit
    difference hash in hex.
    """

    width: int
    height: int
    dhash: str
    taken: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a document holds: its name there, its bytes, and the page (from 0) that shows
    it.
    """

    name: str
    data: bytes
    page: int | None = None


@dataclass(slots=True)
class Content:
    """What a reader of one format hands back. ``pages`` holds one text per page (one in all for
    flowing formats).

    ``published`` is the day that a web page names for itself, as it writes it; ``heads`` are the
    running heads; ``word`` marks a web page that a word processor made, ``letter`` a mail.
    ``pictures`` may show words; ``own_pages`` is how many pages at the beginning are text, where
    recognised ones follow.
    """

    pages: list[str] = field(default_factory=list)
    count: int | None = None
    type: str = ""
    source: TextSource = "layer"
    title: Found | None = None
    published: str = ""
    heads: list[str] = field(default_factory=list)
    word: bool = False
    letter: bool = False
    pictures: list[Picture] = field(default_factory=list)
    own_pages: int | None = None
    photo: Photo | None = None
    ocr_pages: tuple[int, ...] = ()
    state: State = "ok"
    note: str = ""


class UnreadableError(ScoringError):
    """A file that gives no content: its state, a sentence that says why.

    ``cause`` names one event among several of the same state: bomb, unknown, missing.
    """

    usual = "unreadable"

    def __init__(self, state: State, reason: str, *, cause: str = "") -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
        self.cause = cause


def broken(what: str = "文件") -> UnreadableError:
    """The error for content that no reader understands."""
    return UnreadableError("broken", f"{what}已损坏，无法打开；请向报送单位重新要一份。")


def locked() -> UnreadableError:
    """The error for a file that wants a password."""
    return UnreadableError("encrypted", "文件有打开密码；请去掉密码后重新报送。")


def cut_short() -> UnreadableError:
    """The error for a file whose end is missing."""
    return UnreadableError(
        "truncated", "文件不完整，后半部分缺失，可能没有传完；请重新拷贝或下载。"
    )


def unpacks_too_far(total: int, members: int) -> UnreadableError:
    """The error for a container that would explode: ``total`` bytes in ``members`` parts."""
    what = f"文件展开后有 {total >> 20} MB、{members} 个部件，与正常文档不符，已拒绝打开。"
    return UnreadableError("too_large", what, cause="bomb")
