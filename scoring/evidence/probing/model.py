"""What is known about one file after it was looked at: its kind, its state, its text and the facts
in the text.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from scoring.reading.model import Confidence, Found, Photo, State, TextSource


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
class Probe:
    """Everything that was found out about one file. ``type`` is told by content, never by the name.

    ``mismatch`` is a sentence where suffix and content disagree; ``reason`` one where ``state`` is
    not ``ok``, or where only a part could be read. ``text`` is bounded by ``Limits.text_chars``,
    pages are separated by form feeds. ``fingerprint`` is empty for a file without enough text.
    ``ocr_pages`` are the pages (from 1) that OCR has read.
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
        """The probe that ``to_dict`` wrote. Raises KeyError, TypeError or ValueError for anything
        else.
        """
        raw, shot = data["facts"], data["photo"]
        facts = Facts(
            **{name: Found(**raw[name]) for name in ("title", "doc_no", "issuer") if raw[name]},
            date=FoundDay(**{**raw["date"], "value": _day(raw["date"]["value"])})
            if raw["date"]
            else None,
            valid=(
                FoundValidity(
                    **{**raw["valid"], **{key: _day(raw["valid"][key]) for key in ("start", "end")}}
                )
                if raw["valid"]
                else None
            ),
        )
        if shot and shot["taken"]:
            taken = datetime.datetime.fromisoformat(shot["taken"])
        else:
            taken = None
        photo = Photo(**{**shot, "taken": taken}) if shot else None
        return cls(
            **{**data, "facts": facts, "photo": photo, "ocr_pages": tuple(data["ocr_pages"])}
        )


def _day(text: str | None) -> datetime.date | None:
    if text:
        return datetime.date.fromisoformat(text)
    return None
