"""撤回: a unit takes a piece of evidence back before anybody has looked at it, and hands it in again.

- id: E0003
  review: {state: withdrawn, by: 王敏, on: 2026-11-22, note: 传错了}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import samples
from helpers_office import (
    HEAD,
    LEDGER,
    OFFERED,
    REGISTER,
    ROUND,
    do,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions.withdrawing import refusal, resubmit_piece, thing_of, withdraw_piece
from scoring.evidence.model import Evidence

PROPOSED = """\
  proves:
  - {indicator: "1.1", item: 办理清单, state: proposed}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """E0003 is offered by 县司法局 and nobody has looked at it."""
    return office(tmp_path, {REGISTER: samples.SOUND[REGISTER] + OFFERED + PROPOSED})


def record(home: Path, ident: str = "E0003") -> Evidence:
    return next(one for one in sound(home).records if one.id == ident)


def test_a_piece_goes_and_comes_back(home: Path) -> None:
    assert do(home, "小王", withdraw_piece, "E0003", "传错了").id == "E0003"
    review = record(home).review
    assert (review.state, review.by, str(review.on), review.note) == (
        "withdrawn",
        "王敏",
        "2026-11-22",
        "传错了",
    )
    assert last_entry(home) == ("王敏", ["E0003"])
    do(home, "赵六", resubmit_piece, "E0003")
    assert (record(home).review.state, record(home).review.by) == ("pending", None)
    assert record(home).proves[0].state == "proposed"


def test_a_second_time_does_nothing(home: Path) -> None:
    assert refused(home, "王敏", resubmit_piece, "E0003") == "E0003 没有撤回，不用再交"
    do(home, "王敏", withdraw_piece, "E0003")
    assert record(home).review.note is None
    assert refused(home, "王敏", withdraw_piece, "E0003") == "E0003 已经撤回了"


@pytest.mark.parametrize("by", ["吴静", "孙立", "陈晨", "李明", "赵倩", "周敏", "沈维", "老魏"])
def test_only_the_unit_takes_its_piece_back(home: Path, by: str) -> None:
    """Not even the working group: it returns a piece, with a reason."""
    assert f"佐证 E0003 不能由{by}" in refused(home, by, withdraw_piece, "E0003")


def test_a_piece_of_no_unit_is_nobodys_to_take_back(home: Path) -> None:
    assert thing_of(sound(home), record(home, "E0002")).lead == ()
    assert "佐证 E0002 不能由王敏" in refused(home, "王敏", withdraw_piece, "E0002")


def test_an_unknown_number_is_refused_with_the_nearest_one(home: Path) -> None:
    sentence = refused(home, "王敏", withdraw_piece, "E00003")
    assert "登记表里没有“E00003”" in sentence
    assert "E0003" in sentence


REVIEWED = "  review: {state: returned, by: 陈晨, on: 2026-11-20, note: 缺页}\n"
BOUND = "  bound: {volume: 1, page: '3', last: '4', pages: 2}\n"
ATTACHED = "  - {on: 2026-09-05, do: submit, by: 王敏, evidence: [E0003]}\n"


def _reviewed(home: Path) -> None:
    put(home, REGISTER, "  unit: 司法局\n", "  unit: 司法局\n" + REVIEWED)


def _confirmed(home: Path) -> None:
    put(home, REGISTER, ", state: proposed", "")


def _bound(home: Path) -> None:
    put(home, REGISTER, "  title: 公告\n", "  title: 公告\n" + BOUND)


def _attached(home: Path) -> None:
    put(home, LEDGER, "do: start}\n", "do: start, by: 王敏}\n" + ATTACHED)


@pytest.mark.parametrize(
    ("happen", "why"),
    [
        (_reviewed, "专班已开始审核"),
        (_confirmed, "专班已开始审核"),
        (_bound, "已经装订成卷"),
        (_attached, "整改事项 R0001 附了 E0003"),
    ],
)
def test_what_somebody_has_looked_at_stays(
    home: Path, happen: Callable[[Path], None], why: str
) -> None:
    happen(home)
    assert why in refused(home, "王敏", withdraw_piece, "E0003")


@pytest.mark.parametrize(("last", "state"), [("submit", "先撤回报送"), ("approve", "请专班退回")])
def test_a_part_that_was_handed_in_is_taken_back_first(home: Path, last: str, state: str) -> None:
    steps = ["assign", "receive", "fill", "submit", "approve"]
    done = steps[: steps.index(last) + 1]
    lines = "".join(f"  - {{on: 2026-11-20, do: {step}, by: 赵六}}\n" for step in done)
    put(home, ROUND, "findings:", f"parts:\n  县司法局:\n{lines}findings:")
    assert state in refused(home, "王敏", withdraw_piece, "E0003")
    assert state in refusal(sound(home), record(home), "resubmit")


def test_after_the_deadline_nothing_goes(home: Path) -> None:
    put(home, HEAD, "people:", "deadline: 2026-11-21 18:00\npeople:")
    late = datetime(2026, 11, 22, 9, 0)
    assert "截止" in refused(home, "王敏", withdraw_piece, "E0003", at=late)


def test_what_stands_in_the_way_is_asked_without_a_person(home: Path) -> None:
    workspace = sound(home)
    assert refusal(workspace, record(home), "withdraw") == ""
    assert refusal(workspace, record(home), "resubmit") == "E0003 没有撤回，不用再交"
    assert "专班已开始审核" in refusal(workspace, record(home, "E0001"), "withdraw")
