"""Colours, days overdue, order and flags: all follow from the day, the events and the score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from helpers_ledger import HISTORIES, REGISTER, files, item
from samples import MOCK, SOUND, Opener

from scoring.rectification.state import ItemState, states
from scoring.workspace import Workspace

DUE = date(2026, 10, 31)


def on(workspace: Workspace, day: date) -> list[ItemState]:
    return states(workspace.ledger, workspace.assess().by_code, workspace.proofs, day)


@pytest.mark.parametrize(
    ("days", "colour", "overdue"),
    [(-30, "无", 0), (-8, "无", 0), (-7, "蓝", 0), (0, "蓝", 0), (1, "红", 1), (40, "红", 40)],
)
@pytest.mark.parametrize("status", ["未整改", "整改中", "待验收", "重新打开"])
def test_the_colour_follows_the_day(
    opened: Opener, status: str, days: int, colour: str, overdue: int
) -> None:
    (state,) = on(opened(files(item(status=status, due=str(DUE)))), DUE + timedelta(days=days))
    assert (state.colour, state.overdue_days) == (colour, overdue)


@pytest.mark.parametrize("days", [-30, 0, 40])
def test_what_is_closed_or_goes_on_for_ever_is_never_overdue(opened: Opener, days: int) -> None:
    closed = item(status="已销号", due=str(DUE))
    ongoing = item("R0002", due="持续推进")
    undated = item("R0003")
    for state in on(opened(files(closed, ongoing, undated)), DUE + timedelta(days=days)):
        assert (state.colour, state.overdue_days) == ("无", 0)


def test_a_returned_item_is_behind_until_it_is_overdue(opened: Opener) -> None:
    workspace = opened(files(item(status="退回", due=str(DUE))))
    colours = [on(workspace, DUE + timedelta(days=days))[0].colour for days in (-30, 0, 1)]
    assert colours == ["黄", "黄", "红"]


@pytest.mark.parametrize(
    ("measure", "status", "colour"),
    [
        ("{text: 甲, due: 2026-09-30}", "整改中", "黄"),
        ("{text: 甲, due: 2026-09-30, done: 2026-09-30}", "整改中", "无"),
        ("{text: 甲, due: 2026-10-10}", "整改中", "无"),
        ("{text: 甲, due: 持续推进}", "整改中", "无"),
        ("{text: 甲, due: 2026-09-30}", "待验收", "无"),
        ("{text: 甲, due: 2026-09-30}", "已销号", "无"),
    ],
)
def test_a_measure_whose_date_passed_undone(
    opened: Opener, measure: str, status: str, colour: str
) -> None:
    (state,) = on(
        opened(files(item(status=status, due=str(DUE), measures=f"[{measure}]"))), date(2026, 10, 5)
    )
    assert state.colour == colour


def test_an_extension_moves_the_date_and_keeps_the_first(opened: Opener) -> None:
    extended = [*HISTORIES["整改中"], "{on: 2026-09-05, do: extend, by: 李四, to: 2026-11-30}"]
    (state,) = on(opened(files(item(events=extended, due=str(DUE)))), date(2026, 11, 10))
    assert (state.colour, state.item.due, state.item.deadline) == ("无", DUE, date(2026, 11, 30))


def test_a_measure_with_the_date_of_its_item_moves_with_it(opened: Opener) -> None:
    extended = [*HISTORIES["整改中"], "{on: 2026-09-05, do: extend, by: 李四, to: 2026-11-30}"]
    measures = ["{text: 甲, due: 2026-10-31}", "{text: 乙, due: 2026-10-30}"]
    for measure, colour in zip(measures, ("无", "黄"), strict=True):
        made = files(item(events=extended, due=str(DUE), measures=f"[{measure}]"))
        assert on(opened(made), date(2026, 11, 10))[0].colour == colour


def test_vetoes_and_binding_indicators_go_first_and_closed_items_last(opened: Opener) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "name: 公开到位", "name: 公开到位\n    binding: true"
    )
    made = files(
        item("R1", lost='"0.60"'),
        item("R10", indicator='"1.1"', cause="other", lost='"4.00"'),
        item("R2", indicator='"1.2"', cause="evidence", lost='"0.10"'),
        item("R3", status="已销号", lost='"9.00"'),
        item("R4", indicator="", cause="other", problem="一票否决 V1：负面舆情"),
        item("R5", cause="other", lost='"0.60"'),
    )
    workspace = opened({**made, "indicators/sample.yaml": tree})
    assert [state.item.id for state in on(workspace, DUE)] == ["R4", "R2", "R10", "R1", "R5", "R3"]


def flags(workspace: Workspace) -> list[tuple[str, str]]:
    return [(state.item.id, flag.kind) for state in on(workspace, DUE) for flag in state.flags]


def test_a_gap_that_is_gone_and_one_that_is_back(opened: Opener) -> None:
    gone = item("R1", indicator='"1.2"', cause="standard", status="整改中")
    back = item("R2", status="已销号")
    outside = item("R3", source="supervision", status="已销号")
    assert flags(opened(files(gone, back, outside))) == [("R1", "gap_closed"), ("R2", "gap_back")]


def test_a_reopened_item_is_not_called_done_before_it_is_answered(opened: Opener) -> None:
    """1.2 loses nothing: only what was done after the reopening may be signed off."""
    again = [*HISTORIES["重新打开"], "{on: 2026-09-06, do: submit, by: 李四, evidence: [E0001]}"]
    unanswered = item("R1", indicator='"1.2"', cause="standard", status="重新打开")
    answered = item("R2", indicator='"1.2"', cause="standard", events=again)
    assert flags(opened(files(unanswered, answered))) == [("R2", "gap_closed")]


@pytest.mark.parametrize(
    ("untrue", "said"), [("", [("R1", "gap_closed"), ("R2", "gap_closed")]), ("[E0001]", [])]
)
def test_an_item_that_rests_on_untrue_evidence_is_not_called_done(
    opened: Opener, untrue: str, said: list[tuple[str, str]]
) -> None:
    """R1 was submitted with it; R2 was not, but the evidence of its indicator rests on it."""
    found = f"opinion: 不实, untrue: {untrue}, penalty: 0" if untrue else "opinion: 属实"
    mock = MOCK.replace("{score: 5, reason: 清单缺一页}", f"{{done: 10, of: 10, {found}}}")
    sent = item("R1", indicator='"1.2"', cause="standard", status="待验收")
    resting = item("R2", cause="evidence", status="整改中")
    made = files(sent, resting, **{"rounds/2026-mock.yaml": mock})
    assert flags(opened(made)) == said


def test_a_closed_item_is_not_flagged_while_another_answers_for_the_gap(opened: Opener) -> None:
    assert flags(opened(files(item("R1", status="已销号"), item("R2", status="整改中")))) == []


def test_a_closed_item_whose_evidence_changed(opened: Opener) -> None:
    made = files(item(status="已销号", cause="other"))
    assert flags(opened(made)) == []
    changed = opened({**made, "evidence/files/清单.txt": "换过的内容"})
    assert flags(changed) == [("R0001", "evidence")]
    assert [problem.rule for problem in changed.problems if problem.rule.startswith("L")] == [
        "L004"
    ]


def test_the_notice_on_an_unaccepted_piece(opened: Opener) -> None:
    made = files(item(status="已销号", cause="other"), accepted=False)
    assert REGISTER in made
    assert flags(opened(made)) == [("R0001", "evidence")]
