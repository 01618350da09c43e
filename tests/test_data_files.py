"""What the program keeps under its own version: the digest of its sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring import data_files


def test_the_digest_of_the_sources_follows_every_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text("A = 1\n")
    (tmp_path / "b.py").write_text("B = 1\n")
    monkeypatch.setattr(data_files, "PACKAGE", tmp_path)
    digests = []
    for name, text in (
        ("b.py", "B = 1\n"),
        ("b.py", "B = 2\n"),
        ("room/a.py", "A = 2\n"),
        ("room/c.py", ""),
    ):
        (tmp_path / name).write_text(text)
        data_files.sources_digest.cache_clear()
        digests.append((data_files.sources_digest(), data_files.sources_digest("room")))
    data_files.sources_digest.cache_clear()
    assert len({whole for whole, _ in digests}) == 4
    assert [room for _, room in digests[:2]] == [digests[0][1]] * 2, "another room is no matter"
    assert len({room for _, room in digests}) == 3
