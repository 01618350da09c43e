"""Rounds of a workspace side by side: which claims, which verification and which evidence each
stands for, what turned and what stays.

The sample claims 5.4 of 6 for 1.1 and 4 of 4 for 1.2. A year ago it was 2 of 10 (1.2 points) and
1.2 was not met.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import samples
from samples import Opener

from scoring.inspection.history import CannotCompareError, History, compare_rounds, past_rounds
from scoring.inspection.trends import blocks, judged, ranks, shorts, turned
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.round_snapshots import frozen_text

F = Fraction
ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"
NOW = samples.SOUND[ROUND]
BEFORE = (
    NOW.replace("2026-self", "2025-self")
    .replace("as_of: 2026-11-20", "as_of: 2025-11-20")
    .replace("done: 9", "done: 2")
    .replace("met: true", "met: false")
)
OLDER = "rounds/2025-self.yaml"


def opened_with(opened: Opener, **rounds: str) -> Workspace:
    """The sample with another round a year before, and more rounds by name."""
    files = {f"rounds/{name.replace('_', '-')}.yaml": text for name, text in rounds.items()}
    return opened({**samples.SOUND, OLDER: BEFORE, **files})


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    return opened_with(opened, mock=samples.MOCK)


# -- which rounds


def test_without_names_all_self_rounds_are_compared_from_the_earliest_on(
    workspace: Workspace,
) -> None:
    assert History(workspace).comparable == ["2025-self", "2026-self"]
    compared = compare_rounds(workspace)
    assert [past.named.id for past in compared.pasts] == ["2025-self", "2026-self"]
    finals = [item.root.claimed for item in compared.found.assessments]
    assert finals == [F(6, 5), F(47, 5)]


def test_named_rounds_stand_in_the_order_in_which_they_are_named(workspace: Workspace) -> None:
    pasts = past_rounds(workspace, ["2026-self", "2025-self"])
    assert [past.named.id for past in pasts] == ["2026-self", "2025-self"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (
            ["2026-self", "2026-slef"],
            "没有轮次“2026-slef”，是不是“2026-self”？rounds/ 里有：2025-self、2026-self、2026-mock",
        ),
        (["2026-self", "2026-self"], "轮次“2026-self”写了两次；对比要写不同的轮次。"),
        (["2026-self"], "对比至少要两个轮次。"),
    ],
)
def test_names_that_cannot_be_compared(workspace: Workspace, names: list[str], why: str) -> None:
    with pytest.raises(CannotCompareError) as caught:
        past_rounds(workspace, names)
    assert str(caught.value) == why


def test_one_self_round_alone_is_no_comparison(opened: Opener) -> None:
    with pytest.raises(CannotCompareError) as caught:
        compare_rounds(opened({**samples.SOUND, "rounds/mock.yaml": samples.MOCK}))
    assert str(caught.value) == "没有两个可以对比的自评轮次。新建轮次用 shifan round new。"


# -- what each stands for


def test_a_mock_stands_for_what_it_verifies_and_takes_its_marks_out_of_the_other(
    workspace: Workspace,
) -> None:
    """Beside its own verification the claim stands alone: 9.4 against 5 + 4 = 9, since the mock gives
    1.1 five points and leaves 1.2 at the claim."""
    claim, mock = past_rounds(workspace, ["2026-self", "2026-mock"])
    assert (claim.side.round.id, claim.side.checks) == ("2026-self", ())
    assert (mock.named.id, mock.side.round.id) == ("2026-mock", "2026-self")
    assert [item.id for item in mock.side.checks] == ["2026-mock"]
    scores = [past.side.assess().by_code["1.1"].marks.current for past in (claim, mock)]
    assert scores == [F(27, 5), 5]


def test_where_it_is_not_named_a_mock_verifies_the_round(workspace: Workspace) -> None:
    before, now = past_rounds(workspace)
    assert (before.side.checks, [item.id for item in now.side.checks]) == ((), ["2026-mock"])


def test_a_round_that_verifies_one_that_is_gone_is_refused(opened: Opener) -> None:
    lost = samples.MOCK.replace("basis: 2026-self", "basis: 2024-self")
    with pytest.raises(CannotCompareError) as caught:
        past_rounds(opened_with(opened, mock=lost), ["2026-self", "2026-mock"])
    assert str(caught.value) == "轮次“2026-mock”核验的是“2024-self”，rounds/ 里没有它。"


def test_findings_that_could_not_be_read_are_counted(opened: Opener) -> None:
    mock = samples.MOCK.replace("score: 5", "score: 50")
    workspace = opened({
        **samples.SOUND,
        OLDER: BEFORE.replace("met: false", "met: 也许"),
        "rounds/mock.yaml": mock,
    })  # fmt: skip
    assert [past.faulty for past in past_rounds(workspace)] == [1, 1]


# -- evidence


def test_evidence_is_that_of_the_register_with_the_rounds_own_window(opened: Opener) -> None:
    """E0001 is of March 2026: it lies behind the window of 2025 and cannot carry that claim."""
    older = BEFORE.replace("to: 2026-10-31", "to: 2025-10-31")
    workspace = opened({**samples.SOUND, OLDER: older})
    before, now = past_rounds(workspace)
    assert (before.evidence, before.frozen, now.evidence) == ("register", None, "register")
    assert now.side.supports["1.1"].share == 1
    assert before.side.supports["1.1"].share == 0


def test_what_was_kept_of_a_round_says_what_carried_it_then(opened: Opener) -> None:
    """The piece is withdrawn from the register afterwards; the snapshot still has it."""
    files = {**samples.SOUND, OLDER: BEFORE.replace("as_of: 2025-11-20", "as_of: 2026-11-01")}
    first = opened(files)
    older = next(item for item in first.rounds if item.id == "2025-self")
    kept = frozen_text(first, older, date(2026, 11, 2))
    samples.write(
        first.path,
        {
            "rounds/2025-self.support.json": kept,
            REGISTER: samples.SOUND[REGISTER]
            .split("- id: E0002")[0]
            .replace("2026-03-01", "2020-03-01"),
        },
    )
    before, now = past_rounds(open_workspace(first.path).whole())
    assert (before.evidence, before.frozen) == ("snapshot", date(2026, 11, 2))
    assert before.side.supports["1.1"].share == 1
    assert (now.evidence, now.side.supports["1.1"].share) == ("register", 0)


# -- another indicator system

OTHER = samples.SOUND["indicators/sample.yaml"].replace("id: sample", "id: sample-2025")


def test_a_round_of_another_system_is_read_under_its_own(opened: Opener) -> None:
    """A system in which 1.1 had 8 points: 2 of 10 are 1.6 there."""
    older = BEFORE.replace("tree: sample", "tree: sample-2025")
    tree = OTHER.replace("points: 6", "points: 8").replace("points: 10", "points: 12")
    workspace = opened({**samples.SOUND, OLDER: older, "indicators/sample-2025.yaml": tree})
    before, now = past_rounds(workspace)
    assert (before.side.tree.id, now.side.tree.id) == ("sample-2025", "sample")
    assert before.side.assess().by_code["1.1"].marks.claimed == F(8, 5)


@pytest.mark.parametrize(
    ("tree", "why", "faults"),
    [
        (None, "找不到轮次“2025-self”所用的指标体系“sample-2025”，不能对比。", False),
        (
            OTHER.replace("type: ratio", "type: rate"),
            "轮次“2025-self”所用的指标体系“sample-2025”有误，不能对比。",
            True,
        ),
    ],
    ids=["gone", "faulty"],
)
def test_a_system_that_cannot_be_read_is_named(
    opened: Opener, tree: str | None, why: str, faults: bool
) -> None:
    files = {**samples.SOUND, OLDER: BEFORE.replace("tree: sample", "tree: sample-2025")}
    if tree is not None:
        files["indicators/sample-2025.yaml"] = tree
    with pytest.raises(CannotCompareError) as caught:
        past_rounds(opened(files))
    assert str(caught.value) == why
    assert bool(caught.value.problems) is faults


# -- the ledger of a round


def test_the_items_of_a_round_are_those_of_its_day_and_of_the_current_one_those_of_now(
    opened: Opener,
) -> None:
    """R0001 was opened in September 2026: in 2025 there was none."""
    before, now = past_rounds(opened_with(opened))
    assert (before.side.items, before.side.open_items) == (0, ())
    assert (now.side.items, now.side.open_items) == (1, ("R0001",))


# -- what turned, and what stays


def test_conditions_that_turned_and_short_boards_that_stay(opened: Opener) -> None:
    """1 earns 12 % and then 94 %: the condition of 50 % turned, that of 60 points did not. 1.1 lost
    4.8 and loses 0.6, better in both rounds; 1.2 lost 4 and is mended."""
    found = compare_rounds(opened_with(opened)).found
    ((before, after),) = [(turn.before, turn.after) for turn in turned(found)]
    assert (before.met, after.met, after.id) == (False, True, before.id)
    assert [(was is not None, now.met) for was, now in judged(*found.assessments)] == [
        (True, False),
        (True, True),
    ]
    told = [
        (item.line.last.node.code, item.fate, item.always, item.stuck) for item in shorts(found)
    ]
    assert told == [("1.1", "better", True, False), ("1.2", "gone", False, False)]
    assert [line.last.node.code for line in blocks(found)] == ["1"]


@pytest.mark.parametrize(
    ("first", "last", "fate", "stuck"),
    [
        ("done: 5", "done: 5", "same", True),
        ("done: 5", "done: 4", "worse", True),
        ("done: 4", "done: 5", "better", False),
        ("done: 10", "done: 5", "new", False),
        ("done: 5", "done: 10", "gone", False),
    ],
)
def test_the_fate_of_a_short_board(
    opened: Opener, first: str, last: str, fate: str, stuck: bool
) -> None:
    files = {
        **samples.SOUND,
        OLDER: BEFORE.replace("done: 2", first).replace("met: false", "met: true"),
        ROUND: NOW.replace("done: 9", last),
    }
    (short,) = shorts(compare_rounds(opened(files)).found)
    assert (short.line.last.node.code, short.fate, short.stuck) == ("1.1", fate, stuck)


def test_places_are_shared_by_equals_and_what_has_no_rate_has_none() -> None:
    rates = [F(9, 10), None, F(1), F(9, 10), F(1, 2)]
    assert ranks(rates) == [2, 0, 1, 2, 4]
    assert ranks([]) == []
    assert ranks([None]) == [0]
