"""What changed from one state of a session to a later one: nodes, units, records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from samples import MOCK, SOUND, write

from scoring.live import Changed, Session, Snapshot
from scoring.live.snapshot import difference

ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"
TODAY = date(2026, 11, 22)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(write(tmp_path, SOUND), today=lambda: TODAY, watch=False)


def after(session: Session, name: str, old: str, new: str) -> tuple[Snapshot, Changed]:
    """The state after an edit by hand, and what changed."""
    before = session.snapshot
    path = session.path / name
    text = path.read_text("utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new) if old else text + new, "utf-8")
    snapshot = session.refresh()
    assert snapshot.version == before.version + 1
    return snapshot, difference(before, snapshot)


def test_a_finding_changes_its_leaf_those_above_it_and_the_units_that_lead_them(
    session: Session,
) -> None:
    _, changed = after(session, ROUND, "done: 9", "done: 8")
    assert changed.codes == {"1.1", "1"}
    assert changed.units == {"县司法局"}
    assert changed.records == {(ROUND, "1.1")}
    assert not changed.whole
    assert changed


def test_a_finding_that_changes_no_score_is_a_record_that_changed(session: Session) -> None:
    _, changed = after(session, ROUND, "done: 9, of: 10", "done: 18, of: 20")
    assert changed.records == {(ROUND, "1.1")}


@pytest.mark.parametrize(
    ("old", "new", "records"),
    [
        ('  "1.2": {met: true}\n', "", {(ROUND, "1.2")}),
        ("vetoes:", '  "2": {score: 3, reason: 推广}\nvetoes:', {(ROUND, "2")}),
        ("V1: false", "V1: {on: 2026-03-02, authority: 省委依法治省办}", {(ROUND, "V1")}),
    ],
    ids=["gone", "new", "a veto"],
)
def test_records_of_a_round_come_go_and_change(
    session: Session, old: str, new: str, records: set[tuple[str, str]]
) -> None:
    _, changed = after(session, ROUND, old, new)
    assert changed.records == records


def test_a_record_of_the_register_belongs_to_its_unit(session: Session) -> None:
    snapshot, changed = after(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    assert changed.records == {(REGISTER, "E0001")}
    assert changed.units == {"县司法局", "县教育局"}, "both that had it and that has it"
    stored = snapshot.record(REGISTER, "E0001")
    assert stored is not None
    assert stored.data["unit"] == "县教育局"


def test_an_item_of_the_ledger_belongs_to_those_who_lead_and_support_it(session: Session) -> None:
    snapshot, changed = after(
        session, LEDGER, "lead: [县司法局]", "lead: [县司法局]\n  support: [各单位]"
    )
    assert changed.records == {(LEDGER, "R0001")}
    assert changed.units == {"县司法局", "县教育局"}
    assert snapshot.record(LEDGER, "R0001") is not None


def test_records_that_come_or_go_are_told_and_those_around_them_are_not(session: Session) -> None:
    first = "- id: E0000\n  url: https://example.com/x\n  seen: 2026-04-01\n  unit: 县教育局\n"
    path = session.path / REGISTER
    text = path.read_text("utf-8")
    before = session.snapshot
    path.write_text(first + text, "utf-8")
    changed = difference(before, session.refresh())
    assert changed.records == {(REGISTER, "E0000")}
    before = session.snapshot
    path.write_text(text, "utf-8")
    assert difference(before, session.refresh()).records == {(REGISTER, "E0000")}


def test_a_record_that_gets_another_number_is_two_records(session: Session) -> None:
    _, changed = after(session, REGISTER, "id: E0002", "id: E0007")
    assert changed.records == {(REGISTER, "E0002"), (REGISTER, "E0007")}


def test_a_new_round_brings_its_findings(session: Session) -> None:
    _, changed = after(session, "rounds/2026-mock.yaml", "", MOCK)
    assert changed.records == {("rounds/2026-mock.yaml", "1.1")}
    assert "1.1" in changed.codes


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("workspace.yaml", "name: 示例县", "name: 另一县"),
        ("indicators/sample.yaml", "name: 公开到位", "name: 公开"),
        (ROUND, "as_of: 2026-11-20", "as_of: 2026-11-21"),
    ],
    ids=["the settings", "the tree", "the round itself"],
)
def test_where_the_frame_changes_everything_may_be_different(
    session: Session, name: str, old: str, new: str
) -> None:
    _, changed = after(session, name, old, new)
    assert changed.whole
    assert changed


def test_a_tree_with_other_names_has_other_results(session: Session) -> None:
    _, changed = after(session, "indicators/sample.yaml", "name: 公开到位", "name: 公开")
    assert "1.2" in changed.codes
    assert "1.1" not in changed.codes


def test_a_tree_with_one_more_indicator_has_one_more_result(session: Session) -> None:
    _, changed = after(
        session,
        "indicators/sample.yaml",
        '- code: "2"',
        '  - {code: "1.3", name: 新增, points: 2, rule: {type: met}}\n- code: "2"',
    )
    assert {"1", "1.3"} <= changed.codes
    assert "1.1" not in changed.codes


def test_a_finding_is_looked_up_by_its_code_alone(session: Session) -> None:
    stored = session.snapshot.record(ROUND, "1.1")
    assert stored is not None
    assert stored.data == {"done": "9", "of": "10"}
    kind = session.snapshot.record(ROUND, "kind", ())
    assert kind is not None
    assert kind.data == "self"
    assert session.snapshot.record(ROUND, "9.9") is None


def test_what_changed_since_then_is_the_sum_of_what_changed_each_time() -> None:
    first = Changed(frozenset({"1"}), frozenset({"甲"}), frozenset({(ROUND, "1")}))
    second = Changed(codes=frozenset({"2"}), whole=True)
    assert first | second == Changed(
        frozenset({"1", "2"}), frozenset({"甲"}), frozenset({(ROUND, "1")}), True
    )
    assert not Changed()
    assert Changed(whole=True)
    assert Changed(records=frozenset({(ROUND, "1")}))
