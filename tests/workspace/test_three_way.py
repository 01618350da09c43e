"""Two people and one record: what both wanted is put together, what they cannot both have is a
conflict."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.storage import DROP
from scoring.workspace.changes import merged, plain

BASE = {"title": "清单", "unit": "县司法局", "date": "2026-03-01", "lead": ["甲"]}


def test_each_changed_another_field() -> None:
    theirs = {**BASE, "title": "一次办清单"}
    result = merged(BASE, theirs, {"title": "清单", "unit": "县教育局"})
    assert (result.fields, result.conflicts) == ({"unit": "县教育局"}, [])


def test_both_changed_one_field_to_the_same() -> None:
    result = merged(BASE, {**BASE, "unit": "县教育局"}, {"unit": "县教育局"})
    assert (result.fields, result.conflicts) == ({}, [])


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [("县教育局", "县公安局"), ("县教育局", DROP), (None, "县公安局")],
    ids=["to two things", "taken out", "taken out by them"],
)
def test_both_changed_one_field_to_different_things(theirs: str | None, mine: object) -> None:
    stands = (
        {**BASE, "unit": theirs}
        if theirs
        else {key: value for key, value in BASE.items() if key != "unit"}
    )
    result = merged(BASE, stands, {"unit": mine})
    assert (result.fields, result.conflicts) == ({}, ["unit"])


def test_where_nobody_knows_what_was_seen_only_what_stands_already_goes_through() -> None:
    result = merged(None, BASE, {"unit": "县司法局", "title": "另一份"})
    assert (result.fields, result.conflicts) == ({}, ["title"])


def test_values_are_compared_as_the_file_holds_them() -> None:
    base = {"on": "2026-03-01", "met": "true", "of": "100"}
    mine = {"on": date(2026, 3, 1), "met": True, "of": 100}
    result = merged(base, {**base, "of": "120"}, mine)
    assert (result.fields, result.conflicts) == ({}, [])


def test_plain_lists_are_one_value() -> None:
    assert merged(BASE, {**BASE, "lead": ["甲", "乙"]}, {"lead": ["甲", "丙"]}).conflicts == [
        "lead"
    ]


PROOF = {"indicator": "1.1", "item": "清单"}


@pytest.mark.parametrize(
    ("theirs", "mine", "together"),
    [
        ([PROOF, {"indicator": "1.2"}], [PROOF, {"indicator": "1.3"}], ["1.1", "1.2", "1.3"]),
        ([], [PROOF, {"indicator": "1.3"}], ["1.3"]),
        ([PROOF, {"indicator": "1.2"}], [], ["1.2"]),
        ([{**PROOF, "locate": "第3页"}], [{**PROOF, "what": "压缩 62%"}], ["1.1"]),
    ],
    ids=["both added", "they took out", "I took out", "one item, two keys"],
)
def test_what_a_piece_proves_is_merged_one_by_one(
    theirs: list, mine: list, together: list[str]
) -> None:
    result = merged({"proves": [PROOF]}, {"proves": theirs}, {"proves": mine})
    assert result.conflicts == []
    assert [item["indicator"] for item in result.fields["proves"]] == together
    if len(theirs) == 1:
        assert result.fields["proves"] == [{**PROOF, "locate": "第3页", "what": "压缩 62%"}]


def test_one_took_out_what_the_other_changed() -> None:
    changed = [{**PROOF, "locate": "第3页"}]
    assert merged({"proves": [PROOF]}, {"proves": changed}, {"proves": []}).conflicts == ["proves"]
    assert merged({"proves": [PROOF]}, {"proves": []}, {"proves": changed}).conflicts == ["proves"]


def test_items_that_nobody_can_tell_apart_are_one_value() -> None:
    twice = [PROOF, {**PROOF, "locate": "第9页"}]
    assert merged(
        {"proves": twice}, {"proves": [*twice, PROOF]}, {"proves": [PROOF]}
    ).conflicts == ["proves"]


def test_a_measure_is_done_by_one_and_moved_by_another() -> None:
    measure = {"text": "公开清单", "due": "2026-10-15"}
    theirs = [{**measure, "due": "2026-10-31"}, {"text": "补材料"}]
    result = merged(
        {"measures": [measure]},
        {"measures": theirs},
        {"measures": [{**measure, "done": date(2026, 10, 1)}]},
    )
    assert result.conflicts == []
    first = {"text": "公开清单", "due": "2026-10-31", "done": "2026-10-01"}
    assert plain(result.fields["measures"]) == [first, {"text": "补材料"}]


OPEN, START = {"on": "2026-09-01", "do": "open"}, {"on": "2026-09-03", "do": "start"}


def test_a_history_only_grows_in_the_order_of_days() -> None:
    theirs = [OPEN, START, {"on": "2026-09-09", "do": "progress", "unit": "县司法局"}]
    mine = [OPEN, START, {"on": date(2026, 9, 5), "do": "progress", "unit": "县教育局"}]
    result = merged({"events": [OPEN, START]}, {"events": theirs}, {"events": mine})
    assert result.conflicts == []
    assert [event.get("unit") for event in result.fields["events"]] == [
        None,
        None,
        "县教育局",
        "县司法局",
    ]
    assert merged({"events": [OPEN, START]}, {"events": theirs}, {"events": [OPEN]}).conflicts == [
        "events"
    ]
    grown = merged(
        None, {"events": theirs}, {"events": [*theirs, {"on": "2026-09-10", "do": "submit"}]}
    )
    assert [event["do"] for event in grown.fields["events"]][-1] == "submit"


def test_both_changed_one_key_of_an_item_to_different_things() -> None:
    theirs, mine = [{**PROOF, "locate": "第3页"}], [{**PROOF, "locate": "第5页"}]
    result = merged({"proves": [PROOF]}, {"proves": theirs}, {"proves": mine})
    assert (result.fields, result.conflicts) == ({}, ["proves"])


def test_an_item_that_both_took_out_is_gone() -> None:
    old, other = {"indicator": "1.1"}, {"indicator": "1.2"}
    result = merged({"proves": [old]}, {"proves": []}, {"proves": [other]})
    assert (result.fields, result.conflicts) == ({"proves": [other]}, [])
