"""What a person can do with the items of the ledger: open one, break it down, add and finish its
measures; each a function that the command line and the pages call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_ledger import files, item

from scoring.actions import items
from scoring.rectification.ledger import RectificationItem
from scoring.workspace import open_workspace
from scoring.workspace.changes import Author, ChangeSet, RefusedError, carry_out

DAY = date(2026, 9, 10)


def ledger(home: Path) -> dict[str, RectificationItem]:
    """The items as the files hold them, once nothing in them is an error."""
    opening = open_workspace(home)
    assert [str(problem) for problem in opening.problems if problem.severity == "error"] == []
    assert opening.workspace is not None
    return {record.id: record for record in opening.workspace.ledger}


def do(home: Path, plan: Callable[[ChangeSet], Any], by: str = "张三") -> Any:
    return carry_out(home, Author(by, DAY), "测试", plan)[0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", files(item(due="2026-10-31", support="[县教育局]")))


def test_an_item_from_outside_gets_the_next_number_and_the_lead_of_its_indicator(
    home: Path,
) -> None:
    ident = do(
        home,
        lambda changes: items.open_item(
            changes,
            source="supervision",
            problem="督察反馈：台账不全",
            due=date(2026, 11, 30),
            indicator="1.1",
            measures=("补齐台账",),
        ),
    )
    assert ident == "R0002"
    opened = ledger(home)[ident]
    assert (opened.source, opened.status, opened.events[0].by) == ("supervision", "未整改", "张三")
    assert [(measure.text, measure.due) for measure in opened.measures] == [
        ("补齐台账", date(2026, 11, 30))
    ]
    lead = open_workspace(home).workspace
    assert lead is not None
    assert list(opened.lead) == list(lead.tree.by_code["1.1"].lead)


def test_an_item_without_an_indicator_needs_a_lead_of_its_own(home: Path) -> None:
    with pytest.raises(RefusedError, match="牵头单位"):
        do(
            home,
            lambda changes: items.open_item(
                changes, source="opinion", problem="舆情反映窗口排队", due=date(2026, 11, 30)
            ),
        )
    assert list(ledger(home)) == ["R0001"]


def test_a_measure_that_leaves_its_year_open_is_refused(home: Path) -> None:
    with pytest.raises(RefusedError, match="没有写年份"):
        do(home, lambda changes: items.add_measure(changes, "R0001", "10月1日前公开清单"))
    assert ledger(home)["R0001"].measures == ()


def test_a_measure_is_due_with_its_item_and_done_on_the_day_it_is_said(home: Path) -> None:
    number = do(home, lambda changes: items.add_measure(changes, "R0001", "公开清单"))
    assert number == 1
    assert ledger(home)["R0001"].measures[0].due == date(2026, 10, 31)
    do(home, lambda changes: items.finish_measure(changes, "R0001", 1))
    assert ledger(home)["R0001"].measures[0].done == DAY


def test_an_item_is_broken_down_to_its_units_once(home: Path) -> None:
    parts = do(home, lambda changes: items.split_item(changes, "R0001"))
    assert parts == {"R0002": "县司法局", "R0003": "县教育局"}
    records = ledger(home)
    assert {ident: records[ident].part_of for ident in parts} == dict.fromkeys(parts, "R0001")
    assert records["R0003"].deadline == date(2026, 10, 31)
    with pytest.raises(RefusedError, match="没有要增加的"):
        do(home, lambda changes: items.split_item(changes, "R0001"))
    with pytest.raises(RefusedError, match="不再分解"):
        do(home, lambda changes: items.split_item(changes, "R0002"))


def test_an_item_is_not_broken_down_to_a_unit_that_is_not_responsible(home: Path) -> None:
    with pytest.raises(RefusedError, match="不是 R0001 的牵头或责任单位"):
        do(home, lambda changes: items.split_item(changes, "R0001", ["县林业局"]))


@pytest.mark.parametrize("key", ["events", "due", "lost", "id"])
def test_what_has_a_way_of_its_own_is_not_changed_as_words(home: Path, key: str) -> None:
    with pytest.raises(RefusedError, match="不能直接改"):
        do(home, lambda changes: items.change_item(changes, "R0001", {key: "x"}))


def test_an_unknown_item_is_refused_with_the_nearest_one(home: Path) -> None:
    workspace = open_workspace(home).workspace
    assert workspace is not None
    with pytest.raises(RefusedError, match="R0001"):
        items.state_of(workspace, "R001", DAY)
