"""Blocks whose name says that they stand outside the total."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.bonus_names import mark_by_name
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog


@pytest.mark.parametrize(
    ("name", "kind", "points", "left"),
    [
        ("加分项（最高10分）", "bonus", "10", "加分项"),
        ("附加分", "bonus", "", "附加分"),
        ("扣分项（倒扣5分）", "penalty", "5", "扣分项"),
        ("减分项", "penalty", "", "减分项"),
        ("政务公开（10分）", "base", "", "政务公开（10分）"),
    ],
)
def test_the_name_of_a_block_tells_its_kind(name, kind, points, left):
    draft, log = Draft("第1段", name=name), NoticeLog()
    mark_by_name(draft, log)
    assert (draft.kind, draft.points, draft.name) == (kind, points, left)
    assert [notice.rule for notice in log.items] == ([] if kind == "base" else ["IMP62"])


def test_a_block_of_both_is_a_bonus_and_the_deductions_are_asked_for():
    draft, log = Draft("第1段", name="加扣分项"), NoticeLog()
    mark_by_name(draft, log)
    assert draft.kind == "bonus"
    assert log.items[0].did == "标为 bonus，其中的扣分请另设 penalty"


def test_what_a_column_has_said_already_stands():
    draft = Draft("第1段", name="加分项", kind="penalty")
    mark_by_name(draft, NoticeLog())
    assert draft.kind == "penalty"
