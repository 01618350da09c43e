"""The projected score is the score that the workspace really has once the items are mended."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from helpers_ledger import files, item
from samples import MOCK, SOUND, Opener

from scoring.engine import CAUSES
from scoring.engine.projection import Projection, project
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 12, 31)
ROUND = "rounds/2026-self.yaml"
REGISTER = "evidence/register.yaml"


def outlook(workspace: Workspace, day: date = DAY) -> Projection:
    return workspace.project(day, workspace.assess())


def final(projection: Projection) -> Fraction:
    return projection.after.track("current").final


BROKEN = SOUND[REGISTER].replace("date: 2026-03-01", "date: 2019-03-01")
"""E0001 out of the window: the claim of 1.1 is not carried."""


@pytest.mark.parametrize(
    ("causes", "round_", "register"),
    [
        ([], "done: 9", BROKEN),
        (["standard"], "done: 10", BROKEN),
        (["evidence"], "done: 9", SOUND[REGISTER]),
        (["standard", "evidence"], "done: 10", SOUND[REGISTER]),
    ],
)
def test_it_is_what_comes_out_when_it_is_really_mended(
    opened: Opener, causes: list[str], round_: str, register: str
) -> None:
    items = [item(f"R{at}", cause=cause, due="2026-12-01") for at, cause in enumerate(causes)]
    projected = outlook(opened({**files(*items), REGISTER: BROKEN}))
    real = opened(
        {**files(*items), REGISTER: register, ROUND: SOUND[ROUND].replace("done: 9", round_)}
    ).assess()
    for track in ("claimed", "supported", "current"):
        assert projected.after.track(track) == real.track(track)  # type: ignore[arg-type]
    assert projected.after.losses == real.losses


def test_what_is_not_assessed_would_be_full(opened: Opener) -> None:
    made = {**files(item(cause="unassessed", due="2026-12-01")), REGISTER: BROKEN}
    workspace = opened({**made, ROUND: SOUND[ROUND].replace('  "1.1": {done: 9, of: 10}\n', "")})
    projection = outlook(workspace)
    assert (projection.before.completeness, projection.after.completeness) == (Fraction(2, 5), 1)
    assert final(projection) == 10
    assert [verdict.text for verdict in projection.turned] == ["指标 1 的得分率（现分）不低于 50%"]


@pytest.mark.parametrize("kind", ["mock", "inspection"])
def test_what_was_inspected_rises_by_what_is_mended(opened: Opener, kind: str) -> None:
    cut, own = (
        item(cause="inspection", due="2026-12-01"),
        item("R0002", cause="standard", due="2026-12-15"),
    )
    workspace = opened(
        {**files(cut, own), "rounds/2026-mock.yaml": MOCK.replace("kind: mock", f"kind: {kind}")}
    )
    assert workspace.assess().track("current").final == 9
    assert [final(outlook(workspace, date(2026, month, 10))) for month in (11, 12)] == [
        9,
        Fraction("9.4"),
    ]
    assert final(outlook(workspace)) == 10


@pytest.mark.parametrize(
    ("keys", "counts"),
    [
        ({"due": "2026-12-31"}, True),
        ({"due": "2027-01-01"}, False),
        ({"due": "持续推进"}, False),
        ({}, False),
        ({"due": "2026-12-01", "status": "已销号"}, False),
        ({"due": "2026-12-01", "cause": "other"}, True),
    ],
)
def test_which_items_count(opened: Opener, keys: dict[str, str], counts: bool) -> None:
    projection = outlook(opened(files(item(**keys))))  # type: ignore[arg-type]
    assert projection.items == (("R0001",) if counts else ())
    mended = counts and "cause" not in keys
    assert (final(projection) == 10) == mended


def test_an_extension_counts_by_its_own_date(opened: Opener) -> None:
    later = ["{on: 2026-09-01, do: open}", "{on: 2026-09-02, do: extend, to: 2027-02-01}"]
    assert outlook(opened(files(item(due="2026-12-01", events=later)))).items == ()


def test_an_item_that_waits_for_another_is_held(opened: Opener) -> None:
    first = item("R1", indicator="", due="2027-03-01")
    second = item("R2", due="2026-12-01", after="[R1]")
    third = item("R3", indicator="", due="2026-12-01", after="[R2]")
    workspace = opened(files(first, second, third))
    projection = outlook(workspace)
    assert (projection.items, projection.held) == ((), ("R2", "R3"))
    assert outlook(workspace, date(2027, 3, 1)).items == ("R1", "R2", "R3")


def test_items_that_wait_for_one_another_are_held(opened: Opener) -> None:
    circle = [
        item("R1", due="2026-12-01", after="[R2]"),
        item("R2", due="2026-12-01", after="[R1, R1]"),
    ]
    assert outlook(opened(files(*circle))).items == ("R1", "R2"), (
        "two that need each other can be mended together"
    )


def test_all_items_closed_is_a_condition_that_turns(opened: Opener) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "criteria:\n", "criteria:\n- {type: rectified, id: C9}\n"
    )
    projection = outlook(opened({**files(item(due="2026-12-01")), "indicators/sample.yaml": tree}))
    assert [verdict.id for verdict in projection.turned] == ["C9"]


def test_an_item_of_an_unknown_indicator_changes_nothing(opened: Opener) -> None:
    projection = outlook(opened(files(item(indicator='"9.9"', due="2026-12-01"))))
    assert final(projection) == projection.before.track("current").final


def test_an_item_of_a_block_mends_its_leaves(opened: Opener) -> None:
    assert final(outlook(opened(files(item(indicator='"1"', due="2026-12-01"))))) == 10


@pytest.mark.parametrize("name", ["example-county", "two-level", "one-level", "case-file"])
def test_more_mended_is_never_less_and_all_mended_is_all(name: str) -> None:
    """On every shipped workspace: current never falls as causes are added, and with all of them
    nothing is lost."""
    from helpers_outputs import EXAMPLES

    workspace = open_workspace(EXAMPLES / name).whole()
    before = workspace.assess()
    codes = [root.code for root in before.tree.roots]
    reached: dict[frozenset[str], Fraction] = {}
    for size in range(len(CAUSES) + 1):
        for chosen in combinations(CAUSES, size):
            after = project(
                before, workspace.rounds, workspace.supports, dict.fromkeys(codes, chosen)
            )
            reached[frozenset(chosen)] = after.track("current").final
            losses = after.losses
            assert after.root.applicable == after.root.current + losses.total
    for chosen, score in reached.items():
        assert all(score <= other for more, other in reached.items() if chosen < more)
    assert reached[frozenset()] == before.track("current").final
    whole = project(before, workspace.rounds, workspace.supports, dict.fromkeys(codes, CAUSES))
    given = sum(
        (
            node.marks.losses.total * node.factor
            for node in whole.leaves()
            if node.leaf and node.leaf.given is not None
        ),
        Fraction(0),
    )
    assert whole.losses.total == given
