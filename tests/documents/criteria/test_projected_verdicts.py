"""By when each condition would be met if the ledger is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from helpers_ledger import files, item
from samples import SOUND, write

from scoring.documents.criteria.projected_verdicts import outlook
from scoring.workspace import open_workspace

DAY = date(2026, 11, 22)
TREE = "indicators/sample.yaml"


def looked(folder: Path, least: str, *items: str) -> tuple[dict[str, str], str]:
    """The outlook where the whole has to come to ``least`` points; 9.40 are there, 0.60 lost."""
    tree = str(SOUND[TREE]).replace("min: 60", f"min: {least}")
    workspace = open_workspace(write(folder, files(*items, **{TREE: tree}))).whole()
    words, whole = outlook(workspace, workspace.assess(), DAY)
    return dict(words), whole


def test_a_condition_is_met_on_the_day_on_which_what_it_lacks_is_due(tmp_path: Path) -> None:
    """The first item mends the loss, the second one nothing."""
    later = item("R0002", indicator='"1.2"', due="2026-12-20")
    words, whole = looked(tmp_path, "10", item(due="2026-12-01"), later)
    assert words == {"1": "2026-12-01 前达到"}
    assert whole == "清单事项都如期整改到位（最后时限 2026-12-20），2 项条件可达到 2 项。"


def test_what_is_late_already_counts_from_today(tmp_path: Path) -> None:
    assert looked(tmp_path, "10", item(due="2026-11-01"))[0] == {"1": "逾期的整改到位即达到"}


def test_what_the_whole_ledger_cannot_reach_says_how_far_it_comes(tmp_path: Path) -> None:
    assert looked(tmp_path, "60", item(due="2026-12-01"))[0] == {"1": "仍未达到（10.00）"}


def test_items_without_a_date_are_not_counted_in(tmp_path: Path) -> None:
    """due: 持续推进 is no date either."""
    items = (item(due="2026-12-01"), item("R0002", due="持续推进"), item("R0003"))
    assert looked(tmp_path, "10", *items)[1].endswith("；另有 2 个事项没有时限，不计在内。")


def test_without_any_date_nothing_will_change(tmp_path: Path) -> None:
    words, whole = looked(tmp_path / "a", "10", item())
    assert words == {"1": "不变（未销号的事项都没有时限）"}
    assert whole == "整改清单未销号的事项都没有时限，结论不会随整改改变。"
    closed, _ = looked(tmp_path / "b", "10", item(status="已销号"))
    assert closed == {"1": "不变（没有未销号的事项）"}


def test_without_a_ledger_nothing_is_said(tmp_path: Path) -> None:
    assert looked(tmp_path, "10") == ({}, "")
