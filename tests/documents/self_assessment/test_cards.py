"""The section of each indicator: one card for each leaf, in the order of the tree, with its
evidence and owners."""

from __future__ import annotations

from pathlib import Path

import samples
from helpers_outputs import EXAMPLES

from scoring.documents.self_assessment.cards import chapters
from scoring.documents.self_assessment.model import Card, Chapter
from scoring.documents.templating import groupby_run
from scoring.views.indicator import anchor
from scoring.workspace import open_workspace


def cards(folder: Path) -> tuple[Chapter, ...]:
    workspace = open_workspace(folder).whole()
    return chapters(workspace, workspace.assess())


def by_code(found: tuple[Chapter, ...]) -> dict[str, Card]:
    return {card.code: card for chapter in found for card in chapter.cards}


def test_every_leaf_has_its_card_once_and_in_order() -> None:
    workspace = open_workspace(EXAMPLES / "example-county").whole()
    assessment = workspace.assess()
    found = [card.code for chapter in chapters(workspace, assessment) for card in chapter.cards]
    assert found == [leaf.code for leaf in assessment.tree.leaves()]
    assert len(set(found)) == len(found)


def test_a_one_level_tree_has_one_chapter() -> None:
    (chapter,) = cards(EXAMPLES / "one-level")
    assert (chapter.title, len(chapter.cards)) == ("各项指标", 15)


def test_groups_keep_the_order_of_the_tree() -> None:
    first = cards(EXAMPLES / "example-county")[0]
    groups = groupby_run(first.cards, "group")
    assert len(groups) > 1
    assert [card.code for group in groups for card in group.cards] == [
        card.code for card in first.cards
    ]
    assert all(card.group_anchor.startswith(anchor("")) for card in first.cards)


def test_a_card_holds_criterion_finding_evidence_and_owner(tmp_path: Path) -> None:
    card = by_code(cards(samples.write(tmp_path, samples.SOUND)))["1.1"]
    assert card.finding == "完成 9，总数 10"
    assert card.owners == "牵头单位：县司法局"
    (wanted,) = card.wanted
    assert (wanted.name, wanted.terms, wanted.met) == ("办理清单", "文件", True)
    assert [(piece.id, piece.date, piece.counts) for piece in wanted.pieces] == [
        ("E0001", "2026-03-01", True)
    ]
    assert dict(card.figures)["现分"] == "5.40"


def test_pieces_in_vain_stand_with_their_reason(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("evidence/register.yaml", "date: 2026-03-01", "date: 2020-03-01")
    )
    (wanted,) = by_code(cards(folder))["1.1"].wanted
    (piece,) = wanted.pieces
    assert (wanted.met, piece.counts) == (False, False)
    assert "时间窗" in piece.reason


def test_a_leaf_that_does_not_apply_asks_for_no_evidence(tmp_path: Path) -> None:
    files = samples.changed(
        "rounds/2026-self.yaml", "{met: true}", "{not_applicable: 无此职权, approved_by: 县司法局}"
    )
    card = by_code(cards(samples.write(tmp_path, files)))["1.2"]
    assert card.wanted == ()
    assert card.finding == "不适用：无此职权（县司法局同意）"
    assert dict(card.figures)["状态"] == "不适用"


def test_a_mock_is_never_shown_as_an_inspection(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK})
    assert (
        by_code(cards(folder))["1.1"].verification == "模拟核验（2026-mock）：评 5 分：清单缺一页"
    )


def test_an_empty_card_says_what_to_do(tmp_path: Path) -> None:
    card = by_code(cards(samples.write(tmp_path, samples.SOUND)))["2"]
    assert (card.finding, card.state, card.owners) == ("尚未填写", "unassessed", "牵头单位：未明确")
    assert card.marks == "加分项"
