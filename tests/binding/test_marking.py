"""Which passages are underlined, and what happens where the words are not found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from binding_samples import blank, letter
from pypdfium2 import PdfDocument

from scoring.binding.geometry import Box
from scoring.binding.marking import MOST_RECOGNISED, Marks, marks_of
from scoring.binding.passages import Passage, passage_of


def marked(raw: bytes, *passages: Passage, recognise=None) -> Marks:
    document = PdfDocument(raw)
    try:
        return marks_of(document, passages, recognise=recognise)
    finally:
        document.close()


PIECE = letter("封面", "本年全县办结一千二百项。", "其中网上办结一千项。")


def test_words_are_looked_for_on_the_pages_that_are_named():
    marks = marked(PIECE, passage_of("第2页", "全县办结一千二百项"))
    ((page, boxes),) = marks.lines.items()
    assert page == 1
    assert all(box.width > 0 and box.height > 0 for box in boxes)


def test_without_a_named_page_the_whole_piece_is_searched():
    assert list(marked(PIECE, passage_of(None, "网上办结一千项")).lines) == [2]


def test_words_that_stand_on_another_page_than_named_are_not_underlined_there():
    """The register names page 2: whoever looks there is shown that page, and no other."""
    marks = marked(PIECE, passage_of("第2页", "其中网上办结一千项吗"))
    assert (list(marks.lines), marks.margins, marks.missing) == ([], {1}, [])


def test_a_page_alone_is_marked_in_its_margin():
    marks = marked(PIECE, passage_of("第2—3页", None))
    assert (marks.lines, marks.margins) == ({}, {1, 2})


def test_a_page_beyond_the_end_is_missing():
    assert marked(PIECE, passage_of("第9页", None)).missing == [0]


def test_each_proof_is_found_or_missing_by_itself():
    marks = marked(
        PIECE, passage_of(None, "全县办结一千二百项"), passage_of(None, "没有这样一句话")
    )
    assert (list(marks.lines), marks.missing) == ([1], [1])


def recogniser(text: str):
    """A stand-in that reads one line on each page, and remembers how often it was asked."""
    asked: list[int] = []

    def recognise(page) -> Sequence[tuple[Box, str]]:
        asked.append(1)
        return [(Box(100, 700, 100 + 10 * len(text) * 2, 720), text)]

    return recognise, asked


def test_a_page_without_a_text_layer_is_recognised():
    recognise, _ = recogniser("本年办结一千二百项")
    marks = marked(blank(), passage_of("第1页", "办结一千二百项"), recognise=recognise)
    ((box,),) = marks.lines.values()
    # The part of the line that holds the words, by its share of the width.
    assert (box.x0, box.x1) == pytest.approx((140, 280))


def test_only_a_few_pages_of_a_piece_are_recognised_for_each_takes_seconds():
    recognise, asked = recogniser("别的文字")
    marked(blank(10), passage_of(None, "没有这样一句话"), recognise=recognise)
    assert len(asked) == MOST_RECOGNISED


def test_a_page_is_recognised_once_for_all_proofs():
    recognise, asked = recogniser("别的文字")
    passages = [passage_of("第1页", f"没有这样的第{number}句话") for number in range(4)]
    marked(blank(), *passages, recognise=recognise)
    assert len(asked) == 1


def test_without_recognition_a_scan_is_marked_in_the_margin():
    assert marked(blank(), passage_of("第1页", "办结一千二百项")).margins == {0}
