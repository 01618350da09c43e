"""Which files of a workspace hold records: they stand in the journal record by record, any other by
its digest."""

from __future__ import annotations

import pytest

from scoring.storage.layout import HELD_APART, sections_of
from scoring.storage.records import Section


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("evidence/register.yaml", {None}),
        ("rectification.yaml", {None}),
        ("workspace.yaml", {("units",), ("people",), ()}),
        (
            "rounds/2026-self.yaml",
            {("findings",), ("vetoes",), ("parts",), ("assignments",), ("questions",), ()},
        ),
        (
            "rounds/2026.yml",
            {("findings",), ("vetoes",), ("parts",), ("assignments",), ("questions",), ()},
        ),
        ("rounds/readme.txt", set()),
        ("rounds/2026-\udcff.yaml", set()),
        ("bulletins/2026-001.yaml", set()),
        ("indicators/own.yaml", set()),
        ("evidence/files/register.yaml", set()),
        ("journal.jsonl", set()),
    ],
)
def test_the_sections_of_a_file(name: str, sections: set[Section]) -> None:
    assert set(sections_of(name)) == sections


def test_a_section_with_records_of_its_own_is_no_record_itself() -> None:
    assert {"findings", "vetoes", "parts", "units", "people"} <= HELD_APART
    assert "window" not in HELD_APART
