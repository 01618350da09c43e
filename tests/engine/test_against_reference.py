"""The engine and a slow, plain reference engine, written from the contract alone, agree exactly on
random workspaces.

The workspaces are written as real files and read back, so that the whole path from YAML to numbers
is compared.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import profiles
import pytest
import reference
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import CAUSES, TRACKS, Assessment
from scoring.workspace import Workspace, open_workspace

FIELDS = ("score", "converted", "bonus", "penalty", "final")


def assessed(ws: dict[str, Any]) -> tuple[Workspace, Assessment]:
    """The workspace written to disk, opened and scored; it holds no error by construction."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(strategies.write(ws, Path(folder))).whole()
        assert [f"{item.rule} {item.where} {item.what}" for item in workspace.errors] == []
        return workspace, workspace.assess()


def grade_of(text: str | None) -> str | None:
    return None if text in ("", "未达等次", None) else text


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["convert", "block", "spread", "full", {"give": "1.5"}], ids=str)
@settings(max_examples=profiles.EXAMPLES // 2)  # five times, once for each policy
@given(data=st.data())
def test_engine_and_reference_agree_exactly(policy: Any, data: st.DataObject) -> None:
    ws = data.draw(strategies.workspaces(policy))
    expected = reference.score(ws)
    _, got = assessed(ws)
    for code, node in expected["nodes"].items():
        found = got.by_code[code]
        for key in ("full", "applicable", *TRACKS):
            assert getattr(found.marks, key) == node[key], (code, key)
        assert {cause: getattr(found.marks.losses, cause) for cause in CAUSES} == node["losses"], (
            code
        )
        assert found.state == node["state"], code
    for track in TRACKS:
        wanted, total = expected["total"][track], got.totals[track]
        assert (wanted is None) == (total is None), track
        if wanted is not None and total is not None:
            assert {key: getattr(total, key) for key in FIELDS} == {
                key: wanted[key] for key in FIELDS
            }, track
            assert grade_of(total.grade) == wanted["grade"], track
    assert (got.low, got.high) == (expected["total"]["low"], expected["total"]["high"])
    assert got.completeness == expected["completeness"]
    assert [item.met for item in got.verdicts] == [item["met"] for item in expected["criteria"]]
    assert got.ready == expected["ready"]


@pytest.mark.slow
@given(strategies.workspaces())
def test_what_can_be_earned_is_earned_or_lost_with_a_reason_at_every_node(
    ws: dict[str, Any],
) -> None:
    _, got = assessed(ws)
    for item in got.nodes:
        marks = item.marks
        losses = [getattr(marks.losses, cause) for cause in CAUSES]
        assert all(loss >= 0 for loss in losses)
        if item.node.kind == "base":
            assert marks.applicable == marks.current + sum(losses, Fraction(0)), item.node.code
        else:
            assert marks.applicable == 0
    assert got.root.applicable == got.root.current + got.losses.total
    assert got.low <= got.high


@pytest.mark.slow
@given(st.data())
def test_a_better_finding_never_lowers_a_total_or_unmakes_a_criterion(data: st.DataObject) -> None:
    ws = data.draw(strategies.workspaces())
    better = data.draw(strategies.improve(ws))
    _, before = assessed(ws)
    _, after = assessed(better)
    for track in TRACKS:
        old, new = before.totals[track], after.totals[track]
        if old is not None and new is not None:
            assert new.final >= old.final, track
    for old_verdict, new_verdict in zip(before.verdicts, after.verdicts, strict=True):
        assert new_verdict.met or not old_verdict.met, old_verdict.text


@pytest.mark.slow
@given(st.data())
def test_the_order_of_records_changes_no_number(data: st.DataObject) -> None:
    ws = data.draw(strategies.workspaces())
    shuffled = data.draw(strategies.shuffle(ws))
    _, one = assessed(ws)
    _, other = assessed(shuffled)
    assert one.root == other.root
    assert one.totals == other.totals
    assert one.verdicts == other.verdicts
    assert [(item.marks, item.why) for item in one.nodes] == [
        (item.marks, item.why) for item in other.nodes
    ]
