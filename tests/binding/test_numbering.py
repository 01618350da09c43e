"""Page numbers of volumes: given once, then kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.binding.numbering import Bulk, Kept, Place, RenumberError, label_key, number


def kept_from(places: dict[str, Place]) -> dict[str, Kept]:
    return {
        ident: Kept(place.volume, place.labels[0], len(place.labels))
        for ident, place in places.items()
    }


def test_pages_run_through_a_volume_and_leaves_stay_together() -> None:
    bulks = [
        Bulk("a", 3, "1", "1.1"),
        Bulk("b", 2, "1", "1.2"),
        Bulk("c", 2, "1", "1.2"),
        Bulk("d", 1, "2", "2.1"),
    ]
    places = number(bulks, {}, 6)
    assert {ident: place.cited for ident, place in places.items()} == {
        "a": "第1卷第1—3页",
        "b": "第2卷第1—2页",
        "c": "第2卷第3—4页",
        "d": "第3卷第1页",
    }


def test_a_leaf_larger_than_a_volume_is_divided_between_its_pieces() -> None:
    places = number(
        [Bulk("a", 4, "1", "1.1"), Bulk("b", 4, "1", "1.1"), Bulk("c", 9, "1", "1.1")], {}, 6
    )
    assert [place.volume for place in places.values()] == [1, 2, 3]


def test_a_piece_that_came_later_gets_a_sub_number_in_the_middle_and_a_whole_one_at_the_end() -> (
    None
):
    first = number([Bulk("a", 15, "1", "1.1"), Bulk("c", 2, "1", "1.2")], {}, 100)
    later = [
        Bulk("a", 15, "1", "1.1"),
        Bulk("b", 2, "1", "1.1"),
        Bulk("c", 2, "1", "1.2"),
        Bulk("d", 1, "1", "1.2"),
    ]
    places = number(later, kept_from(first), 100)
    assert places["a"] == first["a"]
    assert places["c"] == first["c"]
    assert places["b"].labels == ("15-1", "15-2")
    assert places["d"].labels == ("18",)


def test_the_numbers_of_a_withdrawn_piece_are_not_given_again() -> None:
    first = number([Bulk("a", 2, "1", "1.1"), Bulk("b", 3, "1", "1.1")], {}, 100)
    places = number([Bulk("a", 2, "1", "1.1"), Bulk("c", 1, "1", "1.2")], kept_from(first), 100)
    assert not set(places["c"].labels) & set(first["b"].labels)


def test_another_division_wants_new_numbers() -> None:
    first = number([Bulk("a", 2, "1", "1.1"), Bulk("b", 3, "1", "1.2")], {}, 100)
    with pytest.raises(RenumberError, match="第1卷"):
        number([Bulk("a", 2, "1.1", "1.1"), Bulk("b", 3, "1.2", "1.2")], kept_from(first), 100)


bulks = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(1, 3)), max_size=12)


@given(bulks, bulks, st.integers(1, 20), st.randoms())
def test_what_was_numbered_keeps_its_first_page_and_no_label_is_given_twice(
    before: list[tuple[int, int, int]], more: list[tuple[int, int, int]], most: int, chance: object
) -> None:
    def made(rows: list[tuple[int, int, int]], prefix: str) -> list[Bulk]:
        return [
            Bulk(f"{prefix}{at}", p, str(g), f"{g}.{leaf}") for at, (p, g, leaf) in enumerate(rows)
        ]

    old = sorted(made(before, "a"), key=lambda bulk: (bulk.group, bulk.leaf))
    first = number(old, {}, most)
    assert all(len(place.labels) == bulk.pages for bulk in old for place in [first[bulk.id]])
    both = sorted([*old, *made(more, "b")], key=lambda bulk: (bulk.group, bulk.leaf))
    places = number(both, kept_from(first), most)
    assert all(places[ident] == place for ident, place in first.items())
    labels = [(place.volume, label) for place in places.values() for label in place.labels]
    assert len(labels) == len(set(labels))
    assert all(len(places[bulk.id].labels) == bulk.pages for bulk in both)


def test_labels_have_an_order() -> None:
    assert sorted(["16", "15-2", "15", "15-10"], key=label_key) == ["15", "15-2", "15-10", "16"]
    with pytest.raises(ValueError, match="x"):
        label_key("x")
