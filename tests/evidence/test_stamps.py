"""The stamp of a review: it fits as long as the file and the criteria are what the reviewer saw."""

from __future__ import annotations

import pytest
from samples import SOUND, Opener, changed

from scoring.evidence.model import Evidence
from scoring.evidence.stamps import criterion_text, stamp
from scoring.indicators.model import IndicatorTree

TREE = "indicators/sample.yaml"
SHA = "0" * 64


def piece(*codes: str, **fields: object) -> Evidence:
    proves = [{"indicator": code} for code in codes]
    return Evidence.model_validate({"id": "E0001", "file": "a.pdf", "proves": proves, **fields})


@pytest.fixture
def tree(opened: Opener) -> IndicatorTree:
    return opened(SOUND).tree


def test_a_stamp_is_the_same_as_long_as_nothing_changes(tree: IndicatorTree) -> None:
    first = stamp(piece("1.1"), SHA, tree)
    assert len(first) == 16
    assert first == stamp(piece("1.1", title="另一个题名"), SHA, tree)


def test_another_file_has_another_stamp(tree: IndicatorTree) -> None:
    assert stamp(piece("1.1"), SHA, tree) != stamp(piece("1.1"), "1" * 64, tree)


def test_a_link_is_stamped_by_its_address(tree: IndicatorTree) -> None:
    one = piece("1.1", file=None, url="https://example.com/a", seen="2026-04-01")
    other = piece("1.1", file=None, url="https://example.com/b", seen="2026-04-01")
    assert stamp(one, None, tree) != stamp(other, None, tree)


def test_the_order_of_the_proofs_and_a_code_that_is_gone_change_nothing(
    tree: IndicatorTree,
) -> None:
    both = stamp(piece("1.1", "1.2"), SHA, tree)
    assert both == stamp(piece("1.2", "1.1"), SHA, tree)
    assert both == stamp(piece("1.2", "9.9", "1.1"), SHA, tree)
    assert both != stamp(piece("1.1"), SHA, tree)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: 网上办理", "name: 网上可办"),
        ("rule: {type: ratio}", "rule: {type: ratio, full_at: 90%}"),
        ("{name: 办理清单, kinds: [文件]}", "{name: 办理清单, kinds: [图片]}"),
    ],
)
def test_a_criterion_that_changed_has_another_stamp(opened: Opener, old: str, new: str) -> None:
    before, after = opened(SOUND).tree, opened(changed(TREE, old, new)).tree
    assert stamp(piece("1.1"), SHA, before) != stamp(piece("1.1"), SHA, after)
    assert stamp(piece("1.2"), SHA, before) == stamp(piece("1.2"), SHA, after)


def test_points_and_names_of_quantities_leave_every_review_standing(opened: Opener) -> None:
    named = "rule: {type: ratio, quantities: {done: {label: 已办}}}"
    before = opened(SOUND).tree.by_code["1.1"]
    after = opened(changed(TREE, "rule: {type: ratio}", named)).tree.by_code["1.1"]
    assert after.rule is not None
    assert after.rule.quantities
    assert criterion_text(before) == criterion_text(after)
    lighter = opened(changed(TREE, "points: 6", "points: 5")).tree.by_code["1.1"]
    assert criterion_text(before) == criterion_text(lighter)
