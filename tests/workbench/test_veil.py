"""What an inspector sees of a state while a colleague's marks are sealed for him.

rounds/2026-a.yaml  周远 looks at 1.1, and marks it with 5 of 6
rounds/2026-b.yaml  秦墨 looks at 1.1, and marks it with 2 of 6
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from sites import people_text
from visitors import desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.veil import veiled
from scoring.workbench.views.differing import (
    all_cases,
    arbiters,
    needs_settling,
    open_cases,
    waiting,
)

HEAD = "kind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n"
PEOPLE = people_text() + "  秦墨: {roles: [评查]}\n  白露: {roles: [评查组长]}\n"
DONE = "handed_in: {%s: [{on: 2026-11-21, do: hand_in, by: %s}]}\n"


def round_text(name: str, who: str, score: int, *, done: bool = False) -> str:
    handed = DONE % (who, who) if done else ""
    mark = f"{{score: {score}, by: {who}, reason: 缺页}}"
    return (
        f'round: {name}\n{HEAD}assignments: {{{who}: ["1.1"]}}\n{handed}'
        f'findings:\n  "1.1": {mark}\n'
    )


def files(*, done: bool = False, differ: str = "1", other: int = 2) -> dict[str, str]:
    terms = f"inspection: {{differ: {differ}}}\n" if differ else ""
    return {
        "workspace.yaml": samples.SOUND["workspace.yaml"] + PEOPLE + terms,
        "rounds/2026-a.yaml": round_text("2026-a", "周远", 5, done=done),
        "rounds/2026-b.yaml": round_text("2026-b", "秦墨", other, done=done),
    }


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Desk]]:
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


@pytest.fixture
def blind(tmp_path: Path, opened: list[Desk]) -> Desk:
    """Nobody has handed in yet."""
    opened.append(desk_on(tmp_path, files()))
    return opened[-1]


@pytest.fixture
def done(tmp_path: Path, opened: list[Desk]) -> Desk:
    """Both have handed in."""
    opened.append(desk_on(tmp_path, files(done=True)))
    return opened[-1]


# -- the veil


def test_a_colleagues_mark_is_out_and_the_total_is_reckoned_without_it(blind: Desk) -> None:
    view = veiled(blind.view(), "周远")
    assert view.sealed == {"rounds/2026-b.yaml": frozenset({"1.1"})}
    verified = view.assessment.by_code["1.1"].marks.verified
    assert verified == Fraction(5)
    assert veiled(blind.view(), "秦墨").assessment.by_code["1.1"].marks.verified == Fraction(2)


@pytest.mark.parametrize("name", ["王建平", "方静怡", "陈晓芸", "没有的人"])
def test_for_who_is_no_inspector_it_is_the_state_itself(blind: Desk, name: str) -> None:
    view = blind.view()
    assert veiled(view, name) is view


def test_it_is_reckoned_once_for_a_state_and_never_lifted_by_a_second_veil(blind: Desk) -> None:
    view = veiled(blind.view(), "周远")
    assert veiled(blind.view(), "周远") is view
    assert veiled(view, "秦墨") is view


def test_nothing_is_sealed_once_both_have_handed_in(done: Desk) -> None:
    assert veiled(done.view(), "周远") is done.view()


# -- differences


def test_a_difference_is_told_once_both_have_handed_in(done: Desk) -> None:
    (case,) = all_cases(done.view())
    assert (case.node.code, case.grave) == ("1.1", True)
    assert waiting(done.view()) == 0
    assert open_cases(done.view()) == [case]


def test_before_that_it_only_waits(blind: Desk) -> None:
    assert all_cases(blind.view()) == []
    assert waiting(blind.view()) == 1


def test_a_small_difference_needs_no_settling(tmp_path: Path, opened: list[Desk]) -> None:
    opened.append(desk_on(tmp_path, files(done=True, differ="4")))
    view = opened[-1].view()
    (case,) = all_cases(view)
    assert not needs_settling(view, case)
    assert open_cases(view) == []


def test_without_a_limit_every_difference_needs_settling(
    tmp_path: Path, opened: list[Desk]
) -> None:
    opened.append(desk_on(tmp_path, files(done=True, differ="", other=4)))
    view = opened[-1].view()
    (case,) = all_cases(view)
    assert needs_settling(view, case)


def test_who_marked_an_indicator_does_not_settle_its_difference(
    tmp_path: Path, opened: list[Desk]
) -> None:
    changed = files(done=True)
    changed["rounds/2026-b.yaml"] = round_text("2026-b", "白露", 2, done=True)
    opened.append(desk_on(tmp_path, changed))
    assert arbiters(opened[-1].view(), "1.1") == ["方静怡"]
    assert arbiters(opened[-1].view(), "1.2") == ["方静怡", "白露"]
