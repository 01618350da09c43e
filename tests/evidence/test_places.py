"""Where in a piece something stands: the pages that ``locate`` names, and the place as printed.

- id: E0001
  proves:
  - {indicator: "1.1", item: 办理清单, locate: 第3—5页第二段}
  bound: {volume: 2, page: "15", last: "18", pages: 4}
"""

from __future__ import annotations

import pytest

from scoring.evidence.model import Evidence
from scoring.evidence.places import MOST_PAGES, pages_named, place_of

BOUND = {"volume": 2, "page": "15", "last": "18", "pages": 4}


def piece(bound: dict[str, object] | None = None) -> Evidence:
    return Evidence.model_validate({"id": "E0001", "file": "files/清单.pdf", "bound": bound})


@pytest.mark.parametrize(
    ("locate", "pages"),
    [
        ("第3页", [3]),
        ("第 12 页第二段", [12]),
        ("3页", [3]),
        ("第三页", [3]),
        ("第十页", [10]),
        ("第十二页", [12]),
        ("第二十页", [20]),
        ("第二十五页", [25]),
        ("第一百零五页", [105]),
        ("第2—4页", [2, 3, 4]),
        ("第2-4页", [2, 3, 4]),
        ("第2至第4页", [2, 3, 4]),
        ("第2页至第4页", [2, 3, 4]),
        ("第二页到第四页", [2, 3, 4]),
        ("第3、5页", [3, 5]),
        ("第三、五和七页", [3, 5, 7]),
        ("第2—4、8页", [2, 3, 4, 8]),
        ("附件2，3页", [3]),
        ("第2条，第3页", [3]),
        ("P3", [3]),
        ("p. 3", [3]),
        ("pp.7–9", [7, 8, 9]),
        ("第1页、第4页", [1, 4]),
        ("第4页，另见第1页和第4页", [4, 1]),
    ],
)
def test_pages_are_named_in_figures_in_words_and_as_a_range(locate: str, pages: list[int]) -> None:
    assert pages_named(locate) == pages


@pytest.mark.parametrize("locate", ["", "附件二", "第三段", "第0页", "2026年", "第5—3页"])
def test_what_names_no_page_gives_none(locate: str) -> None:
    assert pages_named(locate) == []


@pytest.mark.parametrize("locate", ["第1—9999页", "第1—30页、第101—130页"])
def test_no_more_pages_than_somebody_would_look_at(locate: str) -> None:
    pages = pages_named(locate)
    assert len(pages) == MOST_PAGES
    assert pages[:3] == [1, 2, 3]


@pytest.mark.parametrize("text", ["第1{}", "第{}", "第1—{}", "第1页{}", "P1{}", "1{}—"])
def test_a_long_gap_costs_no_time(text: str) -> None:
    """A register may come from a stick; read with a way back this would take half a minute."""
    assert pages_named(text.format(" " * 20_000)) in ([], [1])


def test_a_piece_that_is_not_bound_is_cited_as_it_was_located() -> None:
    assert place_of(piece(), "第3页") == "第3页"
    assert place_of(piece(), None) == ""


def test_a_bound_piece_is_cited_by_its_volume_and_by_the_page_inside() -> None:
    assert place_of(piece(BOUND), "第2页") == "第2卷第16页（原件第2页）"
    assert place_of(piece(BOUND), "第三段") == "第2卷第15—18页（原件第三段）"
    assert place_of(piece(BOUND), None) == "第2卷第15—18页"


def test_a_page_behind_the_last_one_cites_the_whole_piece() -> None:
    assert place_of(piece(BOUND), "第9页") == "第2卷第15—18页（原件第9页）"
