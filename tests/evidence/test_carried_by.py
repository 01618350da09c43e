"""Which pieces carried which requirement, kept apart from the register and held against a tree
again.

{"1.1": {"办理清单": ["E0001"]}}
"""

from __future__ import annotations

from datetime import date

import pytest
from samples import SOUND, Opener, changed

from scoring.evidence.carried_by import carried_by, carried_now, supported
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.indicators.model import IndicatorTree

TREE = "indicators/sample.yaml"
KEPT = {"1.1": {"办理清单": ("E0001",)}}
DAY = date(2026, 11, 20)
OK = FileFact("ok", "0" * 64, 5)


@pytest.fixture
def tree(opened: Opener) -> IndicatorTree:
    return opened(SOUND).tree


def piece(ident: str = "E0001", **fields: object) -> Evidence:
    proves = [{"indicator": "1.1", "item": "办理清单"}]
    text = {"id": ident, "file": "a.txt", "kind": "文件", "proves": proves, **fields}
    return Evidence.model_validate(text)


def test_what_is_kept_carries_the_same_again(tree: IndicatorTree) -> None:
    supports = supported(tree, KEPT)
    (need,) = supports["1.1"].requirements
    assert (need.requirement.name, need.carried_by) == ("办理清单", ("E0001",))
    assert carried_by(supports) == KEPT


def test_nothing_kept_carries_nothing(tree: IndicatorTree) -> None:
    assert carried_by(supported(tree, {})) == {}


def test_a_requirement_or_a_leaf_that_is_gone_is_left_out(tree: IndicatorTree) -> None:
    kept = {"1.1": {"另一份清单": ("E0001",)}, "9.9": {"办理清单": ("E0001",)}}
    assert carried_by(supported(tree, kept)) == {}


def test_a_requirement_that_wants_more_is_carried_by_what_there_is(opened: Opener) -> None:
    twice = "{name: 办理清单, kinds: [文件], min: 2}"
    tree = opened(changed(TREE, "{name: 办理清单, kinds: [文件]}", twice)).tree
    (need,) = supported(tree, KEPT)["1.1"].requirements
    assert need.carried_by == ("E0001",)
    assert not need.met


def test_the_register_of_today_is_judged_on_its_day(tree: IndicatorTree) -> None:
    def carried(*records: Evidence) -> object:
        files = {record.id: OK for record in records}
        return carried_by(carried_now(tree, records, files, None, DAY))

    assert carried(piece(date="2026-03-01")) == KEPT
    assert carried(piece(date="2026-03-01", valid={"to": "2026-11-19"})) == {}
    assert carried(piece(date="2026-03-01", review={"state": "returned"})) == {}
    both = carried(piece(date="2026-03-01"), piece("E0002", date="2026-03-02"))
    assert both == {"1.1": {"办理清单": ("E0001", "E0002")}}


def test_a_piece_without_its_file_carries_nothing(tree: IndicatorTree) -> None:
    record = piece(date="2026-03-01")
    gone = {record.id: FileFact("missing")}
    assert carried_by(carried_now(tree, [record], gone, None, DAY)) == {}
