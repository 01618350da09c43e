"""Photographs of a mark: their captions in six elements, and whether their files still stand."""

from __future__ import annotations

import hashlib
from pathlib import Path

from scoring.rounds.photos import Photo, file_of, state_of

DIGEST = "a" * 64


def test_a_caption_is_printed_in_the_order_of_the_elements() -> None:
    photo = Photo.model_validate(
        {"sha256": DIGEST, "caption": {"地点": "政务大厅", "时间": "2026-11-03"}}
    )
    assert photo.text == "时间：2026-11-03；地点：政务大厅"
    assert photo.lacking == ("人物", "主题", "背景", "事由")


def test_a_photograph_lies_under_its_digest() -> None:
    photo = Photo.model_validate({"sha256": DIGEST})
    assert photo.file == file_of(DIGEST) == f"rounds/photos/{DIGEST}.jpg"


def test_a_file_is_there_changed_or_missing(tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(b"\xff\xd8")
    own = hashlib.sha256(b"\xff\xd8").hexdigest()
    assert [state_of(path, own), state_of(path, DIGEST)] == ["ok", "changed"]
    assert state_of(tmp_path / "none.jpg", own) == "missing"
