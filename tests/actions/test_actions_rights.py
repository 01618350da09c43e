"""The table of rights: what a role may do and how far, and who is named where somebody may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.actions.rights import ACTION_NAMES, TABLE, Action, Thing, may, permitted
from scoring.engine import Units
from scoring.people import ROLES, PersonRecord, compile_people
from scoring.rectification.ledger import RectificationItem

PAGE = Path(__file__).parents[2] / "docs" / "people.md"
REACH = {
    "all": "全部",
    "own": "本单位",
    "own_lead": "本单位牵头",
    "task": "分给的",
    "round": "本轮次",
    "items": "整改事项",
    "own_items": "整改事项",
    "ledger": "清单",
    "brief": "简报",
    "accounts": "账号",
}
UNITS = Units(
    ("县司法局", "县教育局", "青溪镇", "各乡镇"), {"各乡镇": ("青溪镇",)}, {"司法局": "县司法局"}
)
PEOPLE = compile_people(
    {
        "王敏": PersonRecord(units=("司法局",), roles=("填报人",)),
        "周立": PersonRecord(units=("县司法局",), roles=("单位审核人",)),
        "李明": PersonRecord(roles=("专班组长",)),
        "赵倩": PersonRecord(roles=("督办",)),
        "沈维": PersonRecord(roles=("领导",)),
        "方静": PersonRecord(roles=("评查",)),
        "林远": PersonRecord(roles=("评查组长",)),
        "镇上": PersonRecord(units=("青溪镇",), roles=("填报人",)),
        "老魏": PersonRecord(roles=("管理员",)),
        "代办": PersonRecord(deputy_of="赵倩"),
        "闲人": PersonRecord(),
    }
)
ITEM = RectificationItem(id="R0001", problem="问题", lead=("县司法局",), support=("各乡镇",))


def asked(name: str, action: Action, thing: Thing) -> str:
    refusal = may(name, action, thing, people=PEOPLE, units=UNITS)
    return str(refusal) if refusal else ""


@pytest.mark.parametrize(
    ("action", "who"),
    [
        ("item_submit", ["王敏", "周立"]),
        ("item_measure", ["王敏", "周立"]),
        ("item_progress", ["王敏", "周立", "李明", "赵倩", "镇上", "代办"]),
        ("item_close", ["李明", "赵倩", "代办"]),
        ("item_extend", ["李明", "赵倩", "沈维", "代办"]),
        ("item_approve", ["李明", "沈维"]),
        ("issue_bulletin", ["赵倩", "代办"]),
        ("review", ["李明"]),
        ("accounts", ["老魏"]),
        ("see_scores", ["王敏", "周立", "李明", "赵倩", "沈维", "林远", "镇上", "代办"]),
    ],
)
def test_who_may_do_what_to_an_item(action: Action, who: list[str]) -> None:
    assert list(permitted(action, Thing.item(ITEM, UNITS), PEOPLE, UNITS)) == who


def test_an_inspector_marks_what_is_assigned() -> None:
    thing = Thing("指标 1.1", ("县司法局",), assigned=("方 静",))
    assert asked("方静", "verify", thing) == ""
    assert (
        asked("方静", "verify", Thing("指标 1.2"))
        == "指标 1.2 不能由方静（评查）核验评分；可以的有：林远"
    )


def test_a_refusal_names_who_may() -> None:
    assert asked("王敏", "item_close", Thing.item(ITEM, UNITS)) == (
        "R0001 不能由王敏（填报人）销号；可以的有：李明、赵倩、代办"
    )
    assert "不在人员名单里" in asked("外人", "item_close", Thing.item(ITEM, UNITS))
    assert asked("闲人", "see_scores", Thing()).startswith("不能由闲人查看指标")


def test_stated_approvers_take_the_place_of_the_roles() -> None:
    people = compile_people(
        {"周立": PersonRecord(), "李明": PersonRecord(roles=("专班组长",))}, ("周立",)
    )
    assert permitted("item_approve", Thing(), people, UNITS) == ("周立",)


def test_the_page_shows_the_table_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert set(TABLE) == set(ACTION_NAMES)
    for action, name in ACTION_NAMES.items():
        cells = " | ".join(REACH.get(TABLE[action].get(role, ""), "–") for role in ROLES)
        assert f"| {name} | {cells} |" in page, name
