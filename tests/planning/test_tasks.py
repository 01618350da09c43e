"""What a plan chooses from, and the calendars of the teams that do it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from scoring.engine import Units
from scoring.planning.schedule import arrange, loads, too_much
from scoring.planning.tasks import Calendar, Task, heads, possible, tails, tasks_of
from scoring.rectification.ledger import RectificationItem

TODAY = date(2026, 11, 22)


def task(ident: str, days: str, *after: str, team: str = "甲", due: str | None = None) -> Task:
    item = RectificationItem.model_validate(
        {"id": ident, "problem": "有短板", **({"due": due} if due else {})}
    )
    return Task(
        item,
        Fraction(days),
        assumed=False,
        team=team,
        days=Fraction(days),
        after=after,
        covers=frozenset(),
    )


def record(ident: str, **keys: object) -> RectificationItem:
    return RectificationItem.model_validate({"id": ident, "problem": "有短板", **keys})


def days_of(tasks: list[Task], days: int) -> dict[str, tuple[str, str]]:
    times = arrange(tasks, days)
    assert times is not None
    return {ident: (str(start), str(end)) for ident, (start, end) in sorted(times.items())}


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("0", "5", "2026-11-22", "2026-11-26"),
        ("5", "6", "2026-11-27", "2026-11-27"),
        ("0.5", "1", "2026-11-22", "2026-11-22"),
        ("0.5", "1.25", "2026-11-22", "2026-11-23"),
        ("3", "3", "2026-11-25", "2026-11-25"),
        ("38", "40", "2026-12-30", "2026-12-31"),
    ],
)
def test_days_become_dates_and_weekends_count(start: str, end: str, first: str, last: str) -> None:
    calendar = Calendar(TODAY, date(2026, 12, 31))
    assert calendar.days == 40
    assert calendar.first_day(Fraction(start)).isoformat() == first
    assert calendar.last_day(Fraction(start), Fraction(end)).isoformat() == last


def test_open_items_become_tasks_in_the_order_of_their_ids(opened: object) -> None:
    from samples import SOUND  # the tree of the sound workspace

    assert callable(opened)
    tree = opened(SOUND).tree
    items = [
        record("R10", indicator="1", cause="evidence", lead=["司法局", "县教育局"], effort="6"),
        record("R9", indicator="1.1", cause="other", after=["R10", "R3", "R10", "R77"]),
        record(
            "R3",
            events=[{"on": "2026-09-01", "do": do} for do in ("open", "start", "submit", "close")],
        ),
    ]
    units = Units(("县司法局",), {}, {"司法局": "县司法局"})
    first, second = tasks_of(items, tree, units, default_effort=Fraction(4), people=2)
    assert (first.id, first.effort, first.assumed, first.days, first.team) == (
        "R9",
        4,
        True,
        2,
        "未明确",
    )
    assert (first.after, first.covers) == (("R10",), frozenset())
    assert (second.id, second.effort, second.days, second.team) == ("R10", 6, 3, "县司法局")
    assert second.covers == {("1.1", "evidence"), ("1.2", "evidence")}


def test_what_waits_in_a_circle_or_comes_too_late_is_out_with_its_reason() -> None:
    tasks = [
        task("R1", "2", "R2"),
        task("R2", "1", "R1"),
        task("R3", "1", "R2"),
        task("R4", "4"),
        task("R5", "3", "R4", team="乙"),
        task("R6", "1", "R5"),
        task("R7", "6"),
    ]
    able, shut = possible(tasks, Calendar(TODAY, date(2026, 11, 27)))
    assert [item.id for item in able] == ["R4", "R7"]
    assert {item.task.id: item.reason for item in shut} == {
        "R1": "R1 → R2 → R1 互相等待（after），谁也不能先整改",
        "R2": "R2 → R1 → R2 互相等待（after），谁也不能先整改",
        "R3": "R2 → R1 → R2 互相等待（after），谁也不能先整改",
        "R5": "最早要到 2026-11-28 才能完成",
        "R6": "最早要到 2026-11-29 才能完成",
    }


def test_heads_and_tails_are_the_longest_chains() -> None:
    tasks = [
        task("R1", "2"),
        task("R2", "5"),
        task("R3", "0", "R1", "R2"),
        task("R4", "1.5", "R3"),
        task("R5", "1", "R3"),
    ]
    assert heads(tasks) == {"R1": 0, "R2": 0, "R3": 5, "R4": 5, "R5": 5}
    assert tails(tasks) == {
        "R1": Fraction("1.5"),
        "R2": Fraction("1.5"),
        "R3": Fraction("1.5"),
        "R4": 0,
        "R5": 0,
    }


def test_one_team_works_in_turn_and_teams_work_side_by_side() -> None:
    tasks = [
        task("R1", "3", due="2026-12-20"),
        task("R2", "2", due="2026-12-01"),
        task("R3", "4", team="乙"),
        task("R4", "1", "R2", team="乙"),
    ]
    assert days_of(tasks, 10) == {
        "R1": ("2", "5"),
        "R2": ("0", "2"),
        "R3": ("0", "4"),
        "R4": ("4", "5"),
    }


def test_a_long_chain_goes_before_what_is_due_first_where_the_days_are_short() -> None:
    tasks = [task("R1", "3", due="2026-11-24"), task("R2", "2"), task("R3", "4", "R2", team="乙")]
    assert days_of(tasks, 9)["R2"] == ("3", "5")
    assert days_of(tasks, 6) == {"R1": ("2", "5"), "R2": ("0", "2"), "R3": ("2", "6")}
    assert arrange(tasks, 5) is None


def test_the_order_that_only_the_solver_finds() -> None:
    """The rules never leave a team idle; here 甲 must wait a day for R2, on which the longest chain
    hangs."""
    tasks = [
        task("R1", "1", team="乙"),
        task("R2", "1", "R1"),
        task("R3", "6", "R2", team="丙"),
        task("R4", "5"),
    ]
    assert days_of(tasks, 8) == {
        "R1": ("0", "1"),
        "R2": ("1", "2"),
        "R3": ("2", "8"),
        "R4": ("2", "7"),
    }


def test_what_does_not_fit_is_named_by_the_few_that_clash() -> None:
    tasks = [
        task("R1", "2"),
        task("R2", "2", "R1", team="乙"),
        task("R3", "3", team="乙"),
        task("R4", "1", "R3"),
        task("R5", "1", team="丙"),
        task("R6", "2", team="丁"),
    ]
    assert arrange(tasks, 4) is None
    clashing = too_much(tasks, 4)
    assert {item.id for item in clashing} == {"R1", "R2", "R3"}
    assert loads(clashing) == {"甲": 2, "乙": 5}
