"""The child that opens pieces: whatever becomes of it is an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from binding_samples import blank, letter, photo

from scoring.binding.opening import LOST, Opener
from scoring.confined import ConfinedError


def test_a_piece_is_put_on_pages_by_the_child(tmp_path: Path) -> None:
    source = tmp_path / "空白.pdf"
    source.write_bytes(blank(3))
    with Opener(60) as opener:
        answer = opener.ask("prepare", source, tmp_path / "out.pdf", (), False)
        assert answer == {"tops": [], "pages": 3, "missing": [], "notes": []}
        # The same child serves the next piece.
        source.write_bytes(photo())
        assert opener.ask("prepare", source, tmp_path / "two.pdf", (), False)["pages"] == 1


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("time", "打开超过 7 秒仍未完成，已停止"),
        ("crashed", LOST),
        ("memory", LOST),
        ("failed", LOST),
    ],
)
def test_every_way_in_which_a_child_ends_is_a_sentence(monkeypatch, way, said):
    def lost(*_: object, **__: object) -> None:
        raise ConfinedError(way)

    opener = Opener(7)
    monkeypatch.setattr(opener, "call", lost)
    assert opener.ask("prepare") == {"problem": said}


@pytest.mark.slow
def test_a_child_that_was_lost_is_begun_anew(tmp_path: Path) -> None:
    source = tmp_path / "通知.pdf"
    source.write_bytes(letter("示例县文件"))
    with Opener(60) as opener:
        assert opener.ask("no_such_job") == {"problem": LOST}
        assert opener.ask("prepare", source, tmp_path / "out.pdf", (), False)["pages"] == 1
