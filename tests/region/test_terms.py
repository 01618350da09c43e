"""口径: under what a county is scored, and where its own files say something else.

terms: {as_of: 2026-11-20, window: {from: 2025-01-01, to: 2026-10-31}, round: 2026-self}
counties:
  "990101": {name: 甲子县, level: 县, classes: {地区: 山区}}
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scoring.evidence.model import Window
from scoring.region.model import CountyRecord, RegionTerms
from scoring.region.terms import Terms, differences, terms_of
from scoring.rounds.model import RoundRecord
from scoring.workspace.record import WorkspaceRecord

WINDOW = {"from": "2025-01-01", "to": "2026-10-31"}
REGION = RegionTerms.model_validate({"as_of": "2026-11-20", "window": WINDOW})
COUNTY = CountyRecord.model_validate({"name": "甲子县", "level": "县", "classes": {"地区": "山区"}})
TERMS = terms_of(REGION, COUNTY)


def head(**values: Any) -> RoundRecord:
    """The head of the county's round: as the region wants it, or with other values."""
    usual = {"round": "2026-self", "kind": "self", "tree": "sample", "as_of": "2026-11-20"}
    return RoundRecord.model_validate({**usual, "window": WINDOW, **values})


def workspace(**values: Any) -> WorkspaceRecord:
    """The county's ``workspace.yaml``."""
    usual = {"name": "甲子县", "tree": "sample", "round": "2026-self", "level": "县"}
    return WorkspaceRecord.model_validate({**usual, "classes": {"地区": "山区"}, **values})


def unlike(
    own: WorkspaceRecord, round_: RoundRecord, declared: tuple[str, ...] = ("级别", "地区")
) -> list[str]:
    return list(differences(TERMS, own, round_, declared))


def test_the_terms_of_a_county_are_the_regions_with_its_own_line_of_the_roster() -> None:
    assert TERMS.as_of == date(2026, 11, 20)
    assert TERMS.window == (date(2025, 1, 1), date(2026, 10, 31))
    assert (TERMS.level, TERMS.classes) == ("县", (("地区", "山区"),))


def test_a_region_may_leave_the_window_open() -> None:
    assert terms_of(RegionTerms.model_validate({"as_of": "2026-11-20"}), COUNTY).window is None


@pytest.mark.parametrize(
    "other",
    [
        replace(TERMS, as_of=date(2026, 11, 21)),
        replace(TERMS, window=None),
        replace(TERMS, round="2026-self"),
        replace(TERMS, level="市"),
        replace(TERMS, classes=(("地区", "平原"),)),
    ],
)
def test_each_of_the_terms_is_part_of_their_digest(other: Terms) -> None:
    assert other.sha256 != TERMS.sha256
    assert replace(other).sha256 == other.sha256


def test_the_order_of_classes_in_the_roster_means_nothing() -> None:
    one = COUNTY.model_copy(update={"classes": {"地区": "山区", "类型": "农区"}})
    other = COUNTY.model_copy(update={"classes": {"类型": "农区", "地区": "山区"}})
    assert terms_of(REGION, one).sha256 == terms_of(REGION, other).sha256


def test_a_round_is_read_under_the_regions_date_and_window() -> None:
    own = head(as_of="2026-09-01", window={"from": "2024-01-01", "to": "2026-08-31"})
    governed = TERMS.head(own)
    assert governed.as_of == date(2026, 11, 20)
    assert governed.window == Window.model_validate(WINDOW)
    assert governed.round == own.round


def test_without_a_window_of_the_region_the_countys_own_stays() -> None:
    own = head(window={"from": "2024-01-01", "to": "2026-08-31"})
    assert replace(TERMS, window=None).head(own).window == own.window


def test_a_county_that_goes_by_the_regions_terms_differs_in_nothing() -> None:
    assert unlike(workspace(), head()) == []


def test_another_date_is_named_with_both_values() -> None:
    (sentence,) = unlike(workspace(), head(as_of="2026-09-01"))
    assert sentence == "评分日期：县报 2026-09-01，统一 2026-11-20"


def test_another_window_is_named_with_both_values() -> None:
    (sentence,) = unlike(workspace(), head(window={"from": "2024-01-01", "to": "2026-10-31"}))
    assert sentence == ("材料时间窗：县报 2024-01-01 至 2026-10-31，统一 2025-01-01 至 2026-10-31")


def test_no_window_at_all_is_another_window() -> None:
    (sentence,) = unlike(workspace(), head(window=None))
    assert sentence == "材料时间窗：县报 不限，统一 2025-01-01 至 2026-10-31"


def test_another_level_and_another_class_are_named() -> None:
    assert unlike(workspace(level="区", classes={"地区": "平原"}), head()) == [
        "级别：县报 区，名册 县",
        "地区：县报 平原，名册 山区",
    ]


def test_what_a_tree_asks_for_and_the_county_leaves_out_is_a_difference() -> None:
    assert unlike(workspace(level=None, classes={}), head()) == [
        "级别：县报 没有写，名册 县",
        "地区：县报 没有写，名册 山区",
    ]


def test_what_the_tree_does_not_know_no_county_could_state() -> None:
    assert unlike(workspace(level=None, classes={}), head(), declared=()) == []


def test_a_level_that_a_county_states_without_being_asked_must_still_fit() -> None:
    assert unlike(workspace(level="区"), head(), declared=()) == ["级别：县报 区，名册 县"]
