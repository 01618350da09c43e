"""What is known about one file, as plain JSON and back: it travels from a child and is kept.

{"path": "清单.pdf", "type": "pdf", "state": "ok", "facts": {"date": {"value": "2026-03-05", …}}, …}
"""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from scoring.evidence.probing.model import Facts, FoundDay, FoundValidity, Probe
from scoring.reading.model import Found, Photo

DAY = datetime.date(2026, 3, 5)
BARE = Probe("清单.txt", "text", "ok")
WHOLE = Probe(
    "清单.pdf",
    "pdf",
    "partial",
    reason="只读了前 10 页",
    sha256="a" * 64,
    size=5,
    pages=12,
    text="甲\f乙",
    text_source="ocr",
    ocr_pages=(1, 3),
    facts=Facts(
        title=Found("通知", "high", "标题行"),
        doc_no=Found("示司发〔2026〕5号", "medium", "OCR，文头第2行"),
        issuer=None,
        date=FoundDay(DAY, "high", "落款"),
        valid=FoundValidity(DAY, None, "low", "施行日期"),
    ),
    fingerprint="0" * 8,
)
PHOTO = Probe(
    "图.jpg",
    "jpeg",
    "ok",
    photo=Photo(40, 30, "0" * 64, datetime.datetime(2026, 4, 12, 8, 30, 15)),
)


@pytest.mark.parametrize("probe", [BARE, WHOLE, PHOTO], ids=["bare", "whole", "photo"])
def test_a_probe_comes_back_as_it_was(probe: Probe) -> None:
    assert Probe.from_dict(json.loads(json.dumps(probe.to_dict()))) == probe


def test_days_are_written_as_days() -> None:
    data = WHOLE.to_dict()
    assert data["facts"]["date"]["value"] == "2026-03-05"
    assert data["facts"]["valid"]["start"] == "2026-03-05"
    assert data["facts"]["valid"]["end"] is None
    assert PHOTO.to_dict()["photo"]["taken"] == "2026-04-12T08:30:15"


def test_a_photo_that_does_not_say_when_it_was_taken() -> None:
    probe = Probe("图.png", "png", "ok", photo=Photo(40, 30, "0" * 64))
    assert Probe.from_dict(probe.to_dict()) == probe


def without(key: str) -> dict[str, Any]:
    data = WHOLE.to_dict()
    del data[key]
    return data


@pytest.mark.parametrize(
    "data",
    [
        {},
        without("facts"),
        without("ocr_pages"),
        {**WHOLE.to_dict(), "more": 1},
        {**WHOLE.to_dict(), "facts": None},
        {**WHOLE.to_dict(), "facts": {**WHOLE.to_dict()["facts"], "title": {"value": "x"}}},
        {
            **WHOLE.to_dict(),
            "facts": {
                **WHOLE.to_dict()["facts"],
                "date": {"value": "三月", "confidence": "low", "how": ""},
            },
        },
    ],
    ids=["empty", "no facts", "no pages", "more", "nothing", "half a fact", "no day"],
)
def test_what_is_no_probe_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Probe.from_dict(data)
