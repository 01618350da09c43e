"""Points that stand only in the words of how they are earned."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.award_points import points_from_awards
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog


def block(points: str, *texts: str) -> Draft:
    children = [
        Draft("第1行", name=f"事项{index}", text=text) for index, text in enumerate(texts, 1)
    ]
    return Draft("第1行", name="职能履行", points=points, children=children)


def given(draft: Draft) -> tuple[list[str], list[str]]:
    log = NoticeLog()
    points_from_awards([draft], log)
    return [child.points for child in draft.children], [notice.rule for notice in log.items]


def test_points_that_add_up_to_those_of_the_block_are_taken():
    """建立制度的，得6分。未建立的，不得分。"""
    draft = block("10", "建立制度的，得6分。未建立的，不得分。", "公开的，得4分。")
    assert given(draft) == (["6", "4"], ["IMP43", "IMP43"])


@pytest.mark.parametrize(
    "draft",
    [
        block("12", "建立制度的，得6分。", "公开的，得4分。"),
        block("", "建立制度的，得6分。", "公开的，得4分。"),
    ],
)
def test_points_that_do_not_are_a_doubt_and_stay_in_the_text(draft):
    """Equal shares would be wrong in silence."""
    assert given(draft) == (["", ""], ["IMP45", "IMP45"])


def test_where_one_part_says_nothing_no_part_is_given_points():
    assert given(block("6", "建立制度的，得6分。", "公开。")) == (["", ""], ["IMP45"])


def test_points_that_are_stated_are_not_touched():
    draft = block("6", "建立制度的，得6分。")
    draft.children[0].points = "5"
    assert given(draft) == (["5"], [])


def test_what_is_added_or_deducted_in_passing_is_no_award():
    assert given(block("6", "每发现一处扣2分，共6处"))[1] == []
