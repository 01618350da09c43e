"""What tables print beside a name, a figure or a requirement."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.printed import (
    asks_for_anything,
    asks_for_nothing,
    has_terms,
    is_points_statement,
    kind_and_points,
    points_basis,
    requirement,
    take_printed,
)


def taken(raw: str) -> tuple[Draft, Context]:
    draft, context = Draft("表1第2行", raw=raw), Context(NoticeLog())
    take_printed(draft, context)
    return draft, context


@pytest.mark.parametrize("raw", ["★政务公开", "政务公开★"])
def test_a_star_makes_an_indicator_binding(raw):
    draft, context = taken(raw)
    assert (draft.raw, draft.binding, context.starred) == ("政务公开", True, ["表1第2行"])


@pytest.mark.parametrize(
    ("raw", "name", "kind", "points", "fold"),
    [
        ("创新做法（5分，加分）", "创新做法", "bonus", "5", False),
        ("负面情形（3分，倒扣）", "负面情形", "penalty", "3", False),
        ("满意度（20分，按板块折算）", "满意度", "base", "20", True),
        ("政务公开（5分）", "政务公开（5分）", "base", "", False),
        ("政务公开", "政务公开", "base", "", False),
    ],
)
def test_labels_behind_the_points_say_what_they_count_for(raw, name, kind, points, fold):
    draft, _ = taken(raw)
    assert (draft.raw, draft.kind, draft.points, draft.fold) == (name, kind, points, fold)


def test_only_the_first_line_of_a_cell_is_looked_at():
    draft, _ = taken("★政务公开\n每半年公开一次★")
    assert draft.raw == "政务公开\n每半年公开一次★"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5（加分）", "bonus", "5"),
        ("3分（倒扣）", "penalty", "3"),
        ("-3", "penalty", "3"),
        ("扣3分", "penalty", "3"),
        ("+2", "bonus", "2"),
        ("加2.50分", "bonus", "2.5"),
    ],
)
def test_a_cell_of_points_may_say_their_kind(text, kind, value):
    found = kind_and_points(text)
    assert found is not None
    assert (found[0], found[1].value) == (kind, value)


@pytest.mark.parametrize("text", ["5", "5分", "", "未公开的扣3分"])
def test_a_plain_cell_says_none(text):
    assert kind_and_points(text) is None


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("权责清单", {"name": "权责清单"}),
        ("权责清单（文件，至少2件）", {"name": "权责清单", "kinds": ["文件"], "min": "2"}),
        ("权责清单（文件、统计表，不少于两件，可选）",
         {"name": "权责清单", "kinds": ["文件", "统计表"], "min": "2", "required": False}),
        ("公开页面（链接，不限时间）", {"name": "公开页面", "kinds": ["链接"], "within": "any"}),
        ("公开页面（链接，必备）", {"name": "公开页面", "kinds": ["链接"]}),
        ("公开页面（县政府网站）", {"name": "公开页面（县政府网站）"}),
        ("（文件）", {"name": "（文件）"}),
    ],
)  # fmt: skip
def test_terms_of_a_requirement_are_read_where_all_of_them_are_known(text, terms):
    assert requirement(text) == terms
    assert has_terms(text) is (len(terms) > 1)


def test_a_cell_may_ask_for_nothing_or_for_anything():
    assert asks_for_nothing("不要求佐证")
    assert asks_for_nothing("无需提供材料。")
    assert not asks_for_nothing("佐证材料")
    assert asks_for_anything("至少一件有效佐证")
    assert not asks_for_anything("至少两件")


@pytest.mark.parametrize(
    ("line", "basis"),
    [
        ("分值来源：测算（专班测算）", ("estimate", "专班测算")),
        ("分值来源：官方公布", ("published", "")),
        ("分值来源:平均分配。", ("equal", "")),
        ("分值为测算", None),
    ],
)
def test_a_line_tells_what_the_points_rest_on(line, basis):
    assert points_basis(["别的", line]) == basis
    assert is_points_statement(line) is (basis is not None)
