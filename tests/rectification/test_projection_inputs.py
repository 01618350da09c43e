"""Which items will be mended by a day: those due by then, but for what waits for something that is
not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import samples
from helpers_ledger import files, item

from scoring.rectification.projection_inputs import mended_by
from scoring.workspace import open_workspace

DAY = date(2026, 10, 31)


def numbers(home: Path, *texts: str) -> tuple[list[str], list[str]]:
    """The items that are mended by the day, and those that wait."""
    workspace = open_workspace(samples.write(home / "县", files(*texts))).workspace
    assert workspace is not None
    mended, waiting = mended_by(workspace.ledger, DAY)
    return [record.id for record in mended], [record.id for record in waiting]


def test_what_is_due_on_the_day_is_mended_and_what_is_due_later_is_not(tmp_path: Path) -> None:
    assert numbers(tmp_path, item("R0001", due="2026-10-31"), item("R0002", due="2026-11-01")) == (
        ["R0001"],
        [],
    )


def test_what_goes_on_for_ever_is_due_on_no_day(tmp_path: Path) -> None:
    assert numbers(tmp_path, item("R0001", due="持续推进")) == ([], [])


def test_what_waits_for_a_later_item_waits_and_so_does_what_waits_for_it(tmp_path: Path) -> None:
    assert numbers(
        tmp_path,
        item("R0001", due="2026-12-31"),
        item("R0002", due="2026-10-01", after="[R0001]"),
        item("R0003", due="2026-10-01", after="[R0002]"),
        item("R0004", due="2026-10-01"),
    ) == (["R0004"], ["R0002", "R0003"])


def test_what_waits_for_a_closed_item_does_not_wait(tmp_path: Path) -> None:
    assert numbers(
        tmp_path,
        item("R0001", due="2026-12-31", status="已销号"),
        item("R0002", due="2026-10-01", after="[R0001]"),
    ) == (["R0002"], [])
