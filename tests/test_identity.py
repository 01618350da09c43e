"""Rows and maps of which most is the same object as before."""

from __future__ import annotations

from scoring.identity import differing, differing_keys


def test_places_are_told_by_identity_and_not_by_what_is_equal() -> None:
    one, other, third = [1], [1], [3]
    assert differing((one, other, third), (one, one, third)) == [1]
    assert differing([one, third], [one, third]) == []
    row = [one]
    assert differing(row, row) == []


def test_keys_that_came_went_or_hold_another_object() -> None:
    one, other = [1], [1]
    assert differing_keys({"a": one, "b": one}, {"a": one, "b": other}) == {"b"}
    assert differing_keys({"a": one, "c": one}, {"a": one, "b": one}) == {"b", "c"}
    assert differing_keys({"a": one, "b": other}, {"b": other, "a": one}) == set()
    assert differing_keys({}, {"a": one}) == {"a"}
