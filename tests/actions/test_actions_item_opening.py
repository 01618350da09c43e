"""How items of the ledger come about: from outside, from one that is broken down, from the losses.

- id: R0010
  indicator: "1.1"
  source: supervision
  problem: 督察反馈
  lead: [县司法局]
  due: 2026-11-30
  events:
  - {on: 2026-11-22, do: open, by: 赵倩}
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_office import (
    DAY,
    LEDGER,
    TREE,
    do,
    items_of,
    journal,
    put,
    rectifying,
    refused,
)

from scoring.actions import item_opening, items
from scoring.rectification.transitions import Move


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return rectifying(tmp_path)


# -- opening one


def opened(home: Path, by: str = "赵倩", **more: Any) -> str:
    wish = {"source": "supervision", "problem": "督察反馈", "due": date(2026, 11, 30), **more}
    return str(do(home, by, item_opening.open_item, **wish))


def test_an_item_from_outside_gets_the_next_number_and_the_lead_of_its_indicator(
    home: Path,
) -> None:
    ident = opened(home, indicator="1.1", measures=("补齐台账",), person="小王")
    assert ident == "R0010"
    item = items_of(home)[ident]
    assert (item.source, item.status, item.events[0].by, item.person) == (
        "supervision",
        "未整改",
        "赵倩",
        "王敏",
    )
    assert [(one.text, one.due) for one in item.measures] == [("补齐台账", date(2026, 11, 30))]
    assert list(item.lead) == ["县司法局"]


def test_an_item_that_goes_on_has_no_date(home: Path) -> None:
    ident = opened(home, lead=["县教育局"], due="持续推进")
    assert items_of(home)[ident].due == "持续推进"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "要写明牵头单位"),
        ({"indicator": "1.9"}, "“1.9”不在指标体系里"),
        ({"lead": ["县司法局"], "person": "王小敏"}, "王敏"),
        ({"lead": ["县司法局"], "measures": ("月底前补齐",)}, "没有写年份"),
    ],
)
def test_an_item_that_lacks_something_is_not_opened(
    home: Path, more: dict[str, Any], why: str
) -> None:
    wish = {"source": "supervision", "problem": "督察反馈", "due": date(2026, 11, 30), **more}
    assert why in refused(home, "赵倩", item_opening.open_item, **wish)


def test_only_trackers_and_who_leads_open_items(home: Path) -> None:
    wish = {"source": "check", "problem": "自查", "due": date(2026, 11, 30), "lead": ["县司法局"]}
    for by in ("王敏", "陈晨", "周敏", "沈维"):
        assert f"不能由{by}" in refused(home, by, item_opening.open_item, **wish)


# -- breaking one down


def test_an_item_is_broken_down_to_its_units_once(home: Path) -> None:
    parts = do(home, "赵倩", item_opening.split_item, "R0001")
    assert parts == {"R0010": "县司法局", "R0011": "县教育局"}
    records = items_of(home)
    assert {ident: records[ident].part_of for ident in parts} == dict.fromkeys(parts, "R0001")
    assert records["R0011"].deadline == date(2026, 12, 1)
    assert "没有要增加的" in refused(home, "赵倩", item_opening.split_item, "R0001")
    assert "不再分解" in refused(home, "赵倩", item_opening.split_item, "R0010")


def test_a_group_is_broken_down_to_its_members(home: Path) -> None:
    put(home, LEDGER, "support: [县教育局]", "support: [各单位]")
    assert do(home, "赵倩", item_opening.split_item, "R0001", ["各单位"]) == {
        "R0010": "县司法局",
        "R0011": "县教育局",
    }


def test_unfinished_measures_go_along_and_a_day_of_its_own_is_taken(home: Path) -> None:
    do(home, "王敏", items.add_measure, "R0001", "公开清单")
    do(home, "王敏", items.add_measure, "R0001", "复查")
    do(home, "王敏", items.finish_measure, "R0001", 1)
    day = date(2026, 11, 28)
    do(home, "赵倩", item_opening.split_item, "R0001", ["县教育局"], due=day)
    part = items_of(home)["R0010"]
    assert [(one.text, one.due) for one in part.measures] == [("复查", day)]


def test_an_item_is_not_handed_in_while_a_part_is_open(home: Path) -> None:
    do(home, "赵倩", item_opening.split_item, "R0001")
    wanted = Move("submit", DAY, "王敏", evidence=("E0001",))
    sentence = refused(home, "王敏", items.move, "R0001", wanted)
    assert "分解到各单位的 R0010、R0011 还没有销号" in sentence


@pytest.mark.parametrize(
    ("ident", "units", "why"),
    [
        ("R0001", ["县林业局"], "“县林业局”不是 R0001 的牵头或责任单位"),
        ("R0009", [], "R0009 只有县教育局办理，不用分解"),
        ("R0002", [], "整改清单里没有“R0002”"),
    ],
)
def test_what_is_not_broken_down(home: Path, ident: str, units: list[str], why: str) -> None:
    assert why in refused(home, "赵倩", item_opening.split_item, ident, units)


# -- from the losses


def test_each_loss_has_an_item_once(home: Path) -> None:
    put(home, TREE, "    rule: {type: met}", "    due: 2026-12-31\n    rule: {type: met}")
    put(home, "rounds/2026-self.yaml", '"1.2": {met: true}', '"1.2": {met: false}')
    proposals = do(home, "赵倩", item_opening.sync, date(2026, 12, 31))
    assert proposals.created[0]["id"] == "R0010"
    opened_now = [items_of(home)[str(item["id"])] for item in proposals.created]
    assert "1.2" in [item.indicator for item in opened_now]
    lines = len(journal(home))
    assert not do(home, "赵倩", item_opening.sync, date(2026, 12, 31)).changes
    assert len(journal(home)) == lines
    assert "不能由王敏" in refused(home, "王敏", item_opening.sync)
