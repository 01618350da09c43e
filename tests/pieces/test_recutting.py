"""A file cut at its records: after edits every place is where it would be had the file been cut
anew."""

from __future__ import annotations

import random
from pathlib import Path

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
