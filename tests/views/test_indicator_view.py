"""One indicator in words: every document takes them from its view."""

from __future__ import annotations

from pathlib import Path

import samples
from helpers_outputs import EXAMPLES

from scoring.engine import Losses
from scoring.values import format_fixed
from scoring.views.indicator import indicator_view, loss_texts, score_view, verified_columns
from scoring.workspace import open_workspace


def test_what_the_tree_says_stands_there_as_it_is_printed(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    for node in workspace.tree.walk():
        view = indicator_view(node)
        assert view.titled == f"{node.code} {node.name}"
        assert view.anchor == f"i-{node.code}"
        assert view.starred.endswith("★") is bool(node.record.binding)
        assert view.leader == ("、".join(node.lead) or "未明确")
        assert bool(view.rule) is (node.rule is not None)


def test_a_bonus_and_a_binding_indicator_say_what_they_are() -> None:
    tree = open_workspace(EXAMPLES / "example-county").whole().tree
    sorts = {node.kind: indicator_view(node).sorts for node in tree.leaves()}
    assert sorts["bonus"][-1] == "加分项"
    binding = next(node for node in tree.leaves() if node.record.binding)
    assert indicator_view(binding).sorts[0] == "约束性"


def test_scores_are_those_of_the_engine_rounded_once() -> None:
    assessment = open_workspace(EXAMPLES / "two-level").whole().assess()
    columns = verified_columns(assessment)
    for item in assessment.nodes:
        view, marks = score_view(item, columns), item.marks
        assert (view.full, view.current) == (format_fixed(marks.full), format_fixed(marks.current))
        assert view.verified == ("" if marks.verified is None else format_fixed(marks.verified))
        assert view.mock == ""
        assert view.tracks == (view.claimed, view.supported, view.verified, view.current)
        assert view.losses == loss_texts(marks.losses)


def test_no_loss_is_four_noughts() -> None:
    assert loss_texts(Losses()) == ("0.00",) * 4
