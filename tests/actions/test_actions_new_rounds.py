"""Rounds that are begun, and supports of a round that are kept for good.

rounds/2026-inspection.yaml            round: 2026-inspection
                                       kind: inspection
                                       basis: 2026-self
rounds/2026-self.support.json          what carried the claims of 2026-self on the day
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_office import HEAD, REGISTER, ROUND, do, journal, office, put, refused, sound

from scoring.actions.new_rounds import NewRound, begin_round, freeze_round, round_name
from scoring.rounds.model import Round

AS_OF = date(2026, 12, 1)
KEPT = "rounds/2026-self.support.json"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def wish(name: str = "2026-inspection", kind: Any = "inspection", **more: Any) -> NewRound:
    return NewRound(name, kind, AS_OF, **more)


def round_of(home: Path, name: str) -> Round:
    return next(item for item in sound(home).rounds if item.id == name)


# -- beginning one


def test_an_inspection_verifies_the_current_round_by_its_window(home: Path) -> None:
    created = do(home, "李明", begin_round, wish(inspectors=("周敏", "周 敏"), group=" 第一组 "))
    assert created.files == ("rounds/2026-inspection.yaml",)
    head = round_of(home, "2026-inspection").head
    assert (head.basis, head.group, head.inspectors) == ("2026-self", "第一组", ("周敏",))
    assert head.window is not None
    assert (str(head.window.start), str(head.window.end)) == ("2025-01-01", "2026-10-31")
    assert sound(home).head.round == "2026-self"
    assert journal(home)[-1]["by"] == "李明"


def test_a_self_round_has_the_usual_window(home: Path) -> None:
    do(home, "李明", begin_round, wish("2027-self", "self"))
    window = round_of(home, "2027-self").head.window
    assert window is not None
    assert (str(window.start), str(window.end)) == ("2025-01-01", "2026-12-01")


def test_a_window_that_is_asked_for_is_taken(home: Path) -> None:
    wanted = (date(2026, 1, 1), date(2026, 11, 30))
    do(home, "李明", begin_round, wish(window=wanted))
    window = round_of(home, "2026-inspection").head.window
    assert window is not None
    assert (window.start, window.end) == wanted


def test_findings_are_taken_over_and_the_workspace_switched(home: Path) -> None:
    created = do(
        home, "李明", begin_round, wish("2027-self", "self", source="2026-self", switch=True)
    )
    assert created.switched
    workspace = sound(home)
    assert workspace.current.id == "2027-self"
    assert workspace.current.findings.keys() == {"1.1", "1.2"}
    assert KEPT in created.files  # what carried the round that is left behind
    assert "round: 2027-self" in (home / HEAD).read_text("utf-8")


def test_a_round_is_not_begun_over_another(home: Path) -> None:
    do(home, "李明", begin_round, wish())
    assert "2026-inspection" in refused(home, "李明", begin_round, wish())


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (wish("2027-self", "self", basis="2026-self"), "--basis 只用于核验"),
        (wish("2027-self", "self", group="第一组"), "--group、--inspector、--arbitration 只用于"),
        (wish("2027-self", "self", inspectors=("周敏",)), "--inspector"),
        (wish("2027-self", "self", arbitration=True), "--arbitration"),
        (wish(basis="2025-self"), "没有轮次“2025-self”，是不是“2026-self”"),
        (wish("2026-SELF", "self"), "已经有轮次"),  # one file where names fold case
        (wish(switch=True), "不要加 --switch"),
        (wish("../2026"), "轮次的名称“../2026”不能用"),
        (wish(inspectors=("周小敏",)), "周敏"),
        (wish(tree="national-1921"), "national-2021"),
        (wish("2027-self", "self", source="2025-self"), "2025-self"),
    ],
)
def test_a_wish_that_means_nothing_begins_nothing(home: Path, asked: NewRound, why: str) -> None:
    assert why in refused(home, "李明", begin_round, asked)


def test_what_verifies_is_not_verified_itself(home: Path) -> None:
    do(home, "李明", begin_round, wish("2026-mock", "mock"))
    sentence = refused(home, "李明", begin_round, wish(basis="2026-mock"))
    assert "“2026-mock”本身是模拟测评；请写它所核验的自评轮次“2026-self”" in sentence


@pytest.mark.parametrize("by", ["王敏", "陈晨", "钱立", "赵倩", "沈维"])
def test_only_who_leads_the_group_begins_a_round(home: Path, by: str) -> None:
    assert "可以的有：李明" in refused(home, by, begin_round, wish())


def test_a_workspace_that_cannot_be_scored_gets_a_round_all_the_same(home: Path) -> None:
    """Its current round is gone; a new one may be what mends it."""
    (home / ROUND).unlink()
    do(home, "李明", begin_round, wish("2026-self", "self"))
    assert sound(home).current.id == "2026-self"


@pytest.mark.parametrize("text", ["2026-self", "2026年自评"])
def test_a_round_may_be_called(text: str) -> None:
    assert round_name(text) == text


# -- keeping what carries one


def test_what_carries_a_round_is_kept(home: Path) -> None:
    assert do(home, "李明", freeze_round, "2026-self") == KEPT
    kept = json.loads((home / KEPT).read_text("utf-8"))
    assert "2026-11-22" in json.dumps(kept)
    assert journal(home)[-1]["round"] == "2026-self"


def test_what_was_kept_is_replaced_only_when_asked(home: Path) -> None:
    do(home, "李明", freeze_round, "2026-self")
    before = (home / KEPT).read_bytes()
    sentence = refused(home, "李明", freeze_round, "2026-self")
    assert sentence == f"已有存档 {KEPT}，没有改动。要按现在的登记表重新存档，加 --again"
    put(home, REGISTER, "date: 2026-03-01", "date: 2024-03-01")
    do(home, "李明", freeze_round, "2026-self", again=True)
    assert (home / KEPT).read_bytes() != before


def test_only_a_self_round_has_supports_of_its_own(home: Path) -> None:
    do(home, "李明", begin_round, wish())
    assert "不是自评轮次" in refused(home, "李明", freeze_round, "2026-inspection")
    sentence = refused(home, "李明", freeze_round, "2025-self")
    assert "没有轮次“2025-self”" in sentence
    assert "2026-self" in sentence
    assert "可以的有：李明" in refused(home, "陈晨", freeze_round, "2026-self")


def test_a_faulty_register_is_not_kept(home: Path) -> None:
    put(home, REGISTER, "kind: 链接", "kind: 连接")
    assert "佐证登记表有误，没有存档" in refused(home, "李明", freeze_round, "2026-self")
