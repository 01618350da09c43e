"""撤回报送: a unit takes its part back until the working group has looked at anything of it.

parts:
  县司法局:
  - {on: 2026-11-22, do: submit, by: 赵六}
evidence:
  review: {state: accepted, by: 陈晨, on: 2026-11-22}    # before it, or after?
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers_office import DAY, REGISTER, ROUND, do, office, put, refused, sound

from scoring.actions import evidence
from scoring.actions.recalling import looked_at
from scoring.actions.rounds import step_part
from scoring.workspace.changes import ChangeSet

UNTIL_SENT = (("李明", "assign"), ("王敏", "receive"), ("赵六", "submit"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def send(home: Path) -> None:
    for by, step in UNTIL_SENT:
        do(home, by, step_part, "县司法局", step, on=DAY)


def review(home: Path, day: date = DAY, ident: str = "E0001") -> None:
    do(home, "陈晨", evidence.review, ident, accept=True, day=day)


def recall(home: Path, day: date = DAY) -> Any:
    return do(home, "赵六", step_part, "县司法局", "recall", on=day, day=day)


def not_recalled(home: Path, day: date = DAY) -> str:
    return refused(home, "赵六", step_part, "县司法局", "recall", on=day, day=day)


def test_nobody_has_looked(home: Path) -> None:
    send(home)
    assert recall(home) == ("县司法局", "填报中")


def test_somebody_looked_on_a_later_day(home: Path) -> None:
    send(home)
    later = DAY + timedelta(days=1)
    review(home, later)
    assert "专班已开始审核，不能撤回；要改的，请专班退回" in not_recalled(home, later)


def test_somebody_had_looked_on_an_earlier_day(home: Path) -> None:
    review(home, DAY - timedelta(days=1))
    send(home)
    assert recall(home) == ("县司法局", "填报中")


def test_of_one_day_the_journal_tells_which_came_first(home: Path) -> None:
    review(home)
    send(home)
    assert recall(home) == ("县司法局", "填报中")


def test_somebody_looked_later_on_the_same_day(home: Path) -> None:
    send(home)
    review(home)
    assert "不能撤回" in not_recalled(home)


def test_a_part_that_was_sent_again_after_a_review_is_recalled(home: Path) -> None:
    send(home)
    review(home)
    do(home, "李明", step_part, "县司法局", "return", on=DAY, note="补一页")
    do(home, "赵六", step_part, "县司法局", "submit", on=DAY)
    assert recall(home) == ("县司法局", "填报中")


def test_a_review_by_hand_is_taken_for_the_later_one(home: Path) -> None:
    """The journal does not know of it."""
    written = (
        "  review: {state: returned, by: 陈晨, on: 2026-11-22, note: 缺页}\n  unit: 县司法局\n"
    )
    put(home, REGISTER, "  unit: 县司法局\n", written)
    send(home)
    assert "不能撤回" in not_recalled(home)


def test_a_hand_in_by_hand_leaves_no_place_to_compare(home: Path) -> None:
    review(home)
    steps = "".join(f"  - {{on: 2026-11-22, do: {step}, by: {by}}}\n" for by, step in UNTIL_SENT)
    put(home, ROUND, "findings:", f"parts:\n  县司法局:\n{steps}findings:")
    assert "不能撤回" in not_recalled(home)


def test_a_record_that_was_changed_by_hand_after_its_review_counts_as_looked_at(home: Path) -> None:
    review(home)
    send(home)
    put(home, REGISTER, "title: 一次办清单", "title: 一次办清单（改）")
    assert "不能撤回" in not_recalled(home)


def test_what_another_unit_supplied_does_not_matter(home: Path) -> None:
    put(home, REGISTER, "  title: 公开栏目\n", "  title: 公开栏目\n  unit: 县教育局\n")
    send(home)
    review(home, ident="E0002")
    assert recall(home) == ("县司法局", "填报中")


def test_a_part_that_was_not_sent_is_not_looked_at(home: Path) -> None:
    review(home)

    def begun(changes: ChangeSet) -> bool:
        return looked_at(changes, sound(home).current, "县司法局")

    assert do(home, "陈晨", begun) is False
