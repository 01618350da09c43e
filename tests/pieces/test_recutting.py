"""A file cut at its records: after edits every place is where it would be had the file been cut
anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scoring.pieces.model import MOST_MOVED, Starts
from scoring.pieces.reading import read_source

ROUND = """\
round: 2026-self
findings:
  "1.1": {done: 96, of: 100}
  "1.2":
    met: true
  "1.3": {met: true}
vetoes: {V1: false}
"""
REGISTER = "".join(f"- id: E{at:04d}\n  title: 第{at}号\n" for at in range(1, 40))


def test_places_follow_many_edits_as_if_they_were_counted_anew() -> None:
    draw = random.Random(13)
    sizes = [draw.randint(1, 9) for _ in range(20)]
    starts = Starts.of(sizes, 5)
    for _ in range(3 * MOST_MOVED):
        at, by = draw.randrange(20), draw.randint(0, 4)
        sizes[at] += by
        starts = starts.after(at, by)
        assert list(starts) == list(Starts.of(sizes, 5).places)
        assert starts[-1] == 5 + sum(sizes)
        assert len(starts.moved) <= MOST_MOVED


def test_an_edit_inside_records_gives_what_reading_the_whole_file_gives() -> None:
    draw = random.Random(7)
    for text, section, word in ((ROUND, "findings", "96"), (REGISTER, None, "第20号")):
        source = read_source(Path("x"), "x", text.encode(), section)
        assert source.pieces is not None
        for count in range(2 * MOST_MOVED):
            fresh = f"{draw.randint(1, 99)}" if word == "96" else f"第{'二' * (count % 5)}号"
            text, word = text.replace(word, fresh, 1), fresh
            source = read_source(Path("x"), "x", text.encode(), section, source)
            anew = read_source(Path("x"), "x", text.encode(), section)
            assert source.document is not None
            assert anew.document is not None
            assert source.document.data == anew.document.data
            assert source.pieces is not None
            assert anew.pieces is not None
            assert [piece.text for piece in source.pieces] == [piece.text for piece in anew.pieces]
            assert [piece.key for piece in source.pieces] == [piece.key for piece in anew.pieces]


def test_a_record_that_grows_by_a_line_moves_those_below_it() -> None:
    source = read_source(Path("x"), "x", REGISTER.encode(), None)
    text = REGISTER.replace("第2号\n", "第2号\n  unit: 县司法局\n")
    source = read_source(Path("x"), "x", text.encode(), None, source)
    anew = read_source(Path("x"), "x", text.encode(), None)
    assert source.document is not None
    assert anew.document is not None
    for at in (0, 1, 2, 38):
        assert source.document.where((at,)) == anew.document.where((at,))


def _broken(raw: bytes) -> dict[str, bytes]:
    """What a hand edit, an editor set wrongly or a torn copy makes of the bytes of a register."""
    at = raw.index("第20号".encode())
    return {
        "half a character": raw[: at + 1] + raw[at + 3 :],
        "another encoding": raw.decode("utf-8").encode("gb18030"),
        "another encoding in one record": raw.replace(
            "第20号".encode(), "第20号".encode("gb18030")
        ),
        "UTF-16": raw.decode("utf-8").encode("utf-16"),
        "a mark of order in front": b"\xef\xbb\xbf" + raw,
        "null characters": raw[:at] + bytes(3) + raw[at + 3 :],
        "cut in the middle of a character": raw[: at + 2],
        "nothing": b"",
        "another character that begins alike": raw.replace("第9号".encode(), "笭9号".encode()),
    }


@pytest.mark.parametrize("kind", list(_broken(REGISTER.encode())))
def test_bytes_that_are_no_such_file_any_more_are_read_as_if_for_the_first_time(kind: str) -> None:
    """The edit is looked for in bytes: a character may begin in what stayed and end in what came.

    ::

        title: 第20号      before
        title: \\xac20号   after: the first two bytes of 第 are gone
    """
    raw = REGISTER.encode()
    broken = _broken(raw)[kind]
    before = read_source(Path("x"), "x", raw, None)
    again = read_source(Path("x"), "x", broken, None, before)
    anew = read_source(Path("x"), "x", broken, None)
    assert again.problems == anew.problems
    assert (again.document is None) == (anew.document is None)
    if again.document is not None and anew.document is not None:
        assert again.document.data == anew.document.data
    assert again.raw == broken
    # And back again, whatever came of it.
    mended = read_source(Path("x"), "x", raw, None, again)
    assert mended.document is not None
    assert before.document is not None
    assert mended.document.data == before.document.data


def test_characters_that_share_bytes_with_their_neighbours_are_told_apart() -> None:
    """中 (E4 B8 AD) and 丰 (E4 B8 B0) begin alike, 法 and 治 share no end: an edit may begin and end
    inside a character.
    """
    draw = random.Random(11)
    signs = "中丰丈与法治沽泽𠮷a1"
    text = REGISTER
    source = read_source(Path("x"), "x", text.encode(), None)
    for _ in range(60):
        at = text.index("title: ", draw.randrange(len(text) - 30)) + len("title: ")
        end = text.index("\n", at)
        text = text[:at] + "".join(draw.choices(signs, k=draw.randint(1, 4))) + text[end:]
        source = read_source(Path("x"), "x", text.encode(), None, source)
        anew = read_source(Path("x"), "x", text.encode(), None)
        assert source.document is not None
        assert anew.document is not None
        assert source.document.data == anew.document.data
        assert source.pieces is not None
        assert "".join(piece.text for piece in source.pieces) == text
