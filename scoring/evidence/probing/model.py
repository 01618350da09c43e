"""What is known about one file after it was looked at: its kind, its state, its text and the facts in the text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

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
    """How much one file may cost. Bytes, characters, pages, pixels; seconds and megabytes hold for a child process.

    ``bytes_per_second`` is the slowest disk that is waited for: time to read the file is granted on top of ``seconds``.
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
    """A fact read from the text. ``how`` says where, in words for the reader: 文头第2行; OCR，落款."""

    value: str
    confidence: Confidence
    how: str


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A date read from the text."""

    value: datetime.date
    confidence: Confidence
    how: str


@dataclass(frozen=True, slots=True)
class FoundValidity:
    """From when to when the text says that it holds, both days included; None is an open end."""

    start: datetime.date | None
    end: datetime.date | None
    confidence: Confidence
    how: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says about itself."""

    title: Found | None = None
    doc_no: Found | None = None
    issuer: Found | None = None
    date: FoundDay | None = None
    valid: FoundValidity | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: pixels as seen (after EXIF rotation), when it was taken, and its 256-bit difference hash in hex."""

    width: int
    height: int
    dhash: str
    taken: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """Everything that was found out about one file. ``type`` is told by content, never by the name.

    ``mismatch`` is a sentence where suffix and content disagree; ``reason`` one where ``state`` is not ``ok``, or where
    only a part could be read. ``text`` is bounded by ``Limits.text_chars``, pages are separated by form feeds.
    ``fingerprint`` is empty for a file without enough text. ``ocr_pages`` are the pages (from 1) that OCR has read.
    """

    path: str
    type: str
    state: State
    reason: str = ""
    mismatch: str = ""
    sha256: str = ""
    size: int = 0
    pages: int | None = None
    text: str = ""
    text_source: TextSource = "none"
    ocr_pages: tuple[int, ...] = ()
    facts: Facts = field(default_factory=Facts)
    photo: Photo | None = None
    fingerprint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The probe as plain JSON values; ``from_dict`` takes it back."""
        data = asdict(self)
        for name in ("date", "valid"):
            fact = data["facts"][name]
            for key in ("value", "start", "end"):
                if fact and fact.get(key):
                    fact[key] = fact[key].isoformat()
        if self.photo and self.photo.taken:
            data["photo"]["taken"] = self.photo.taken.isoformat()
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Probe:
        """The probe that ``to_dict`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        raw, shot = data["facts"], data["photo"]
        facts = Facts(
            **{name: Found(**raw[name]) for name in ("title", "doc_no", "issuer") if raw[name]},
            date=FoundDay(**{**raw["date"], "value": _day(raw["date"]["value"])}) if raw["date"] else None,
            valid=(
                FoundValidity(**{**raw["valid"], **{key: _day(raw["valid"][key]) for key in ("start", "end")}})
                if raw["valid"]
                else None
            ),
        )
        taken = datetime.datetime.fromisoformat(shot["taken"]) if shot and shot["taken"] else None
        photo = Photo(**{**shot, "taken": taken}) if shot else None
        return cls(**{**data, "facts": facts, "photo": photo, "ocr_pages": tuple(data["ocr_pages"])})


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@dataclass(slots=True)
class Content:
    """What a reader of one format hands back. ``pages`` holds one text per page (one in all for flowing formats)."""

    pages: list[str] = field(default_factory=list)
    count: int | None = None
    type: str = ""
    source: TextSource = "layer"
    title: Found | None = None
    date: FoundDay | None = None
    photo: Photo | None = None
    ocr_pages: tuple[int, ...] = ()
    state: State = "ok"
    note: str = ""


class UnreadableError(Exception):
    """A file that gives no content: its state and a sentence that says why."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


def broken(what: str = "文件") -> UnreadableError:
    """The error for content that no reader understands."""
    return UnreadableError("broken", f"{what}已损坏，无法打开；请向报送单位重新要一份。")


def locked() -> UnreadableError:
    """The error for a file that wants a password."""
    return UnreadableError("encrypted", "文件有打开密码；请去掉密码后重新报送。")


def cut_short() -> UnreadableError:
    """The error for a file whose end is missing."""
    return UnreadableError("truncated", "文件不完整，后半部分缺失，可能没有传完；请重新拷贝或下载。")
