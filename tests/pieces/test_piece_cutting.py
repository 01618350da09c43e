"""Which files are cut at their records, and where the parts of a cut file stand.

::

    round: 2026-self
    findings:                       # the section whose entries are the pieces
      "1.1": {done: 96, of: 100}    # a piece
      "1.2":                        # another, two lines high
        met: true
    vetoes: {V1: false}             # what stands behind them
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.pieces.model import Piece, PiecedDocument, SourceFile, moved_problem
from scoring.pieces.reading import read_source
from scoring.problems import Where, problem
from scoring.yamlio import Document

ROUND = """\
round: 2026-self
findings:
  "1.1": {done: 96, of: 100}
  "1.2":
    met: true
vetoes: {V1: false}
"""
REGISTER = """\
# 佐证登记表
- id: E0001
  title: 清单
- id: E0002
"""


def read(text: str, section: str | None, before: SourceFile | None = None) -> SourceFile:
    return read_source(Path("x.yaml"), "x.yaml", text.encode(), section, before)


def texts(source: SourceFile) -> list[str] | None:
    if source.pieces is None:
        return None
    return [piece.text for piece in source.pieces]


def pieced(source: SourceFile) -> PiecedDocument:
    assert isinstance(source.document, PiecedDocument)
    return source.document


def test_a_section_is_cut_at_its_keys_and_what_is_around_it_stays_whole() -> None:
    source = read(ROUND, "findings")
    assert texts(source) == ['  "1.1": {done: 96, of: 100}\n', '  "1.2":\n    met: true\n']
    assert source.head == "round: 2026-self\nfindings:\n"
    assert source.tail == "vetoes: {V1: false}\n"


def test_a_list_is_cut_at_its_dashes_and_a_note_before_it_is_its_head() -> None:
    source = read(REGISTER, None)
    assert texts(source) == ["- id: E0001\n  title: 清单\n", "- id: E0002\n"]
    assert source.head == "# 佐证登记表\n"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("[{id: E0001}, {id: E0002}]\n", None),  # records in brackets begin no line
        ("- id: E0001\n- 清单\n", None),  # a list that holds something else than records
        ("[]\n", None),
        ("findings: {}\n", "findings"),
        ("round: a\n", "findings"),  # no such section
        ('findings: {"1.1": {met: true}}\n', "findings"),
        ("findings:\n- met: true\n", "findings"),  # a list where a map belongs
        ("- id: E0001\n  note: |\n    一\n\x85    二\n", None),  # a line end for YAML alone
        ("---\n- id: E0001\n", None),  # a mark of a document
        ("- id: [\n", None),  # not YAML at all
    ],
)
def test_a_file_whose_records_begin_no_lines_of_their_own_is_not_cut(
    text: str, section: str | None
) -> None:
    assert read(text, section).pieces is None


def test_text_that_looks_like_a_record_keeps_a_file_whole() -> None:
    text = '- id: E0001\n  note: "一\n\n- id: E0009"\n- id: E0002\n'
    assert read(text, None).pieces is None


def test_the_same_bytes_are_the_same_reading() -> None:
    source = read(ROUND, "findings")
    assert read(ROUND, "findings", source) is source


def test_an_edit_before_the_records_reads_the_whole_file_anew() -> None:
    source = read(ROUND, "findings")
    again = read(ROUND.replace("2026-self", "2027-self"), "findings", source)
    assert pieced(again).data["round"] == "2027-self"
    assert again.pieces is not None
    assert source.pieces is not None
    assert again.pieces[0] is not source.pieces[0]


def test_an_edit_of_one_record_keeps_the_pieces_of_the_others() -> None:
    source = read(ROUND, "findings")
    again = read(ROUND.replace("met: true", "met: false"), "findings", source)
    assert again.pieces is not None
    assert source.pieces is not None
    assert again.pieces[0] is source.pieces[0]
    assert pieced(again).data["findings"]["1.2"] == {"met": "false"}


@pytest.mark.parametrize(
    "text",
    [
        ROUND.replace("met: true", "met: [true"),  # no YAML any more
        ROUND.replace('"1.2"', '"1.1"'),  # the same key twice
        ROUND.replace('  "1.2"', '"1.2"'),  # out of its section
    ],
)
def test_an_edit_that_breaks_the_file_gives_what_reading_it_whole_gives(text: str) -> None:
    again, anew = read(text, "findings", read(ROUND, "findings")), read(text, "findings")
    assert again.problems == anew.problems
    assert texts(again) == texts(anew)


def test_places_in_a_cut_file_are_those_of_the_whole_one() -> None:
    grown = ROUND.replace("met: true", "met: true\n    note: 见台账")
    again, anew = read(grown, "findings", read(ROUND, "findings")), read(grown, "findings")
    for loc in (
        (),
        ("round",),
        ("findings",),
        ("findings", "1.1", "done"),
        ("findings", "1.2", "note"),
        ("vetoes",),
        ("vetoes", "V1"),
    ):
        assert pieced(again).where(loc) == pieced(anew).where(loc)
        assert pieced(again).where(loc, key=True) == pieced(anew).where(loc, key=True)


def test_a_record_that_is_not_there_stands_at_its_section() -> None:
    document = pieced(read(ROUND, "findings"))
    assert document.where(("findings", "9.9")) == document.where(("findings",))


def test_what_is_known_of_a_piece_is_reckoned_once_for_the_same_inputs() -> None:
    piece = Piece(
        "", 0, Document(Path("x"), "x", [], pieced(read(REGISTER, None)).root, b""), 1, 1, {}
    )
    tree, other = object(), object()
    counted: list[int] = []

    def reckon() -> int:
        counted.append(1)
        return len(counted)

    assert [piece.once("认定", (tree,), reckon) for _ in range(3)] == [1, 1, 1]
    assert piece.once("认定", (other,), reckon) == 2
    assert piece.once("别的", (other,), reckon) == 3


def test_a_problem_of_a_piece_moves_with_it_and_one_of_a_whole_file_does_not() -> None:
    item = problem("F012", Where("x.yaml", 7, 3), what="指标“1.1”查阅的佐证“E9”不在登记表里")
    assert moved_problem(item, 2).where == Where("x.yaml", 9, 3)
    of_file = problem("F012", Where("x.yaml"), what="指标“1.1”查阅的佐证“E9”不在登记表里")
    assert moved_problem(of_file, 2) is of_file


def test_problems_of_a_piece_come_at_the_line_where_it_stands_now() -> None:
    source = read(REGISTER, None)
    again = read(
        REGISTER.replace("  title: 清单\n", "  title: 清单\n  unit: 县司法局\n"), None, source
    )
    assert again.pieces is not None
    second = again.pieces[1]
    item = problem("E002", Where("x.yaml", second.line, 3), what="…")
    (moved,) = pieced(again).shifted(second, [item])
    assert (second.line, moved.where.line) == (4, 5)
