"""Codes: from the column of the source where they hold together, by place elsewhere."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.codes import adopt_codes, strip_code
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog


def block(*codes: str, own: str = "") -> Draft:
    children = [
        Draft(f"第{index}行", raw=f"事项{index}", code=code) for index, code in enumerate(codes, 1)
    ]
    return Draft("第1行", raw="职能履行", code=own, children=children)


def adopted(*roots: Draft) -> tuple[list[str], list[str]]:
    log = NoticeLog()
    adopt_codes(list(roots), log)
    drafts = [draft for root in roots for draft in (root, *root.children)]
    return [draft.code for draft in drafts], [notice.what for notice in log.items]


def test_a_heading_has_what_the_codes_of_its_parts_share():
    assert adopted(block("1.1", "1.2"), block("2.1")) == (["1", "1.1", "1.2", "2", "2.1"], [])


def test_codes_may_be_letters_and_hyphens():
    assert adopted(block("A-1", "A-2"))[0] == ["A", "A-1", "A-2"]


@pytest.mark.parametrize(
    ("roots", "why"),
    [
        ([block("1.1", "")], "“事项2”没有编号"),
        ([block("1.1", "1 2")], "“1 2”不能作 code"),
        ([block("1.1", "2.1")], "“职能履行”以下的编号与层级不一致"),
        ([block("1.1"), block("1.1")], "编号“1”重复"),
        ([block("1.1", own="9")], "“职能履行”以下的编号与层级不一致"),
    ],
)
def test_codes_that_do_not_hold_together_stay_as_numbers(roots, why):
    codes, doubts = adopted(*roots)
    assert set(codes) == {""}
    assert doubts == [why]
    assert roots[0].children[0].number == "1.1"


def test_without_a_column_of_codes_nothing_is_done():
    assert adopted(block("", "")) == (["", "", ""], [])


@pytest.mark.parametrize(
    ("raw", "code", "left", "number"),
    [("1 职能履行", "1", "职能履行", ""), ("3 职能履行", "1", "职能履行", "3"), ("职能履行", "1", "职能履行", ""),
     ("A 职能履行", "1", "A 职能履行", "")],
)  # fmt: skip
def test_the_code_that_a_heading_repeats_is_taken_off_its_name(raw, code, left, number):
    draft = Draft("第1行", raw=raw, code=code, children=[Draft("")])
    strip_code(draft)
    assert (draft.raw, draft.number) == (left, number)
