"""Pieces of evidence as lists and pages show them: what counts, who may see it, where it is used."""

from __future__ import annotations

import pytest
from visitors import Opener, access_of

from scoring.workbench.views.changed_fields import FieldChange, differing_fields, record_fields
from scoring.workbench.views.evidence import record_of, row_of, rows, used_by
from scoring.workbench.views.history import at_of, changes_of
from scoring.workbench.web import Trouble

REGISTER = "evidence/register.yaml"


def test_a_list_holds_what_its_reader_may_open(opens: Opener) -> None:
    desk = opens()
    view = desk.view()
    assert [row["id"] for row in rows(view, access_of(desk, "王建平"))] == ["E0001", "E0002"]
    assert rows(view, access_of(desk, "孟晓岚")) == []


def test_a_row_says_whether_the_piece_counts_and_why_not(opens: Opener) -> None:
    view = opens((REGISTER, "date: 2026-03-01", "date: 2020-03-01")).view()
    old, link = row_of(view, "E0001"), row_of(view, "E0002")
    assert (old["counts"], link["counts"]) == (False, True)
    assert old["reasons"]
    assert link["reasons"] == []
    assert (link["type"], link["url"]) == ("link", "https://example.com/open")


def test_an_unknown_piece_is_not_there_and_anothers_is_refused(opens: Opener) -> None:
    desk = opens()
    with pytest.raises(Trouble) as raised:
        record_of(desk.view(), access_of(desk, "王建平"), "E0999")
    assert raised.value.status == 404
    with pytest.raises(Trouble) as raised:
        record_of(desk.view(), access_of(desk, "何青"), "E0001")
    assert raised.value.status == 403


def test_a_piece_names_the_indicators_where_it_is_used(opens: Opener) -> None:
    desk = opens()
    record = desk.view().records["E0001"]
    used = used_by(desk.view(), access_of(desk, "王建平"), record)
    assert [(entry["kind"], entry["key"], entry["item"]) for entry in used] == [
        ("indicator", "1.1", "办理清单")
    ]


def test_an_item_that_was_submitted_with_a_piece_uses_it_too(opens: Opener) -> None:
    started = "  - {on: 2026-09-03, do: start}\n"
    submitted = "  - {on: 2026-11-03, do: submit, by: 陈晓芸, evidence: [E0001]}\n"
    desk = opens(("rectification.yaml", started, started + submitted))
    record = desk.view().records["E0001"]
    used = used_by(desk.view(), access_of(desk, "许砚秋"), record)
    assert ("item", "R0001") in [(entry["kind"], entry["key"]) for entry in used]
    hidden = used_by(desk.view(), access_of(desk, "何青"), record)
    assert "R0001" not in [entry["key"] for entry in hidden]


# -- what changed, from the journal


LINE = {
    "at": "2026-11-20T09:12:00+08:00",
    "by": "陈晓芸",
    "before": {"rounds/2026-self.yaml": {"findings/1.1": "done: 8"}},
    "after": {
        "rounds/2026-self.yaml": {"findings/1.1": "done: 9", "findings/1.2": "met: true"},
        "rectification.yaml": {"R0001": "due: 2026-12-01"},
    },
}


def test_a_line_says_what_it_did_to_one_record() -> None:
    assert changes_of(LINE, "findings/1.1") == [("rounds/2026-self.yaml", "done: 8", "done: 9")]
    assert changes_of(LINE, "findings/1.2") == [("rounds/2026-self.yaml", "", "met: true")]
    assert changes_of(LINE, "R0001") == [("rectification.yaml", "", "due: 2026-12-01")]
    assert changes_of(LINE, "findings/9") == []


@pytest.mark.parametrize(
    "odd", [{}, {"before": "text"}, {"after": {"file": "text"}}, {"before": None}]
)
def test_an_odd_line_changed_nothing(odd: dict[str, object]) -> None:
    assert changes_of(odd, "findings/1.1") == []


def test_older_lines_know_the_day_alone() -> None:
    assert at_of(LINE) == "2026-11-20T09:12:00+08:00"
    assert at_of({"on": "2026-11-20"}) == "2026-11-20"
    assert at_of({}) == ""


def test_the_fields_of_a_record_are_read_from_its_text() -> None:
    assert record_fields('  "1.1": {done: 9, of: 10}\n', "1.1") == {"done": "9", "of": "10"}
    assert record_fields("- id: R0001\n  due: 2026-12-01\n", "R0001")["due"] == "2026-12-01"
    assert record_fields("", "1.1") == {}


def test_a_field_that_was_added_or_taken_away_is_named() -> None:
    changes = differing_fields(
        "rounds/2026-self.yaml", {"done": "8", "note": "旧"}, {"done": "9", "of": "10"}
    )
    assert {change.before: change.after for change in changes} == {"8": "9", "旧": "", "": "10"}
    assert all(isinstance(change, FieldChange) and change.name for change in changes)


def test_what_is_the_same_is_no_change() -> None:
    assert (
        differing_fields("rectification.yaml", {"due": "2026-12-01"}, {"due": "2026-12-01"}) == []
    )
