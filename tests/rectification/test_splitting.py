"""An item broken down to units, and the date of a measure that moves: on the command line, on the
worked example."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers_outputs import EXAMPLES, call

from scoring.rectification.ledger import RectificationItem
from scoring.workspace import open_workspace

DAY = ("--today", "2026-11-29")
SHARED = "R0002"
"""Led by 发展和改革局, for which all departments and towns are responsible."""
DATED = "R0004"
"""Its one measure and itself were due on 2026-10-31; extended to 2026-12-10."""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "example-county", tmp_path / "county"))


def rectify(county: Path, *args: str) -> tuple[int, str]:
    code, out, err = call("-w", str(county), "rectify", *args, *DAY)
    return code, out + err


def ledger(county: Path) -> dict[str, RectificationItem]:
    return {item.id: item for item in open_workspace(county).whole().ledger}


@pytest.mark.slow
def test_towns_have_a_part_each_and_the_item_waits_for_them(county: Path) -> None:
    code, text = rectify(
        county, "split", SHARED, "--unit", "各乡镇", "--due", "2026-12-20", "--by", "李明"
    )
    assert (code, "分解到 6 个单位" in text) == (0, True)
    parts = {item.lead[0]: item for item in ledger(county).values() if item.part_of == SHARED}
    assert len(parts) == 6
    town = parts["云岭镇人民政府"]
    assert (town.status, str(town.deadline), town.lost, town.cause) == (
        "未整改",
        "2026-12-20",
        None,
        "other",
    )
    for args in (
        ("start", SHARED, "--by", "孟晓岚"),
        ("submit", SHARED, "-e", "E0104", "--by", "孟晓岚"),
    ):
        code, text = rectify(county, *args)
    assert (code, "还没有销号" in text) == (2, True)
    # What was lost is the item's alone: nothing is opened, and nothing counted, a second time.
    code, text = rectify(county, "sync", "--by", "李明")
    assert "新增 0 个" in text
    before = (county / "rectification.yaml").read_bytes()
    assert rectify(county, "split", SHARED, "--unit", "青溪镇", "--by", "李明")[0] == 2
    assert (county / "rectification.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((SHARED, "--unit", "县融媒体中心"), "不是 R0002 的牵头或责任单位"),
        (("R0001", "--unit", "县司法局"), "已销号"),
        (("R9999",), "没有"),
    ],
)
def test_what_is_not_broken_down(county: Path, args: tuple[str, ...], why: str) -> None:
    before = (county / "rectification.yaml").read_bytes()
    code, text = rectify(county, "split", *args, "--by", "李明")
    assert (code, why in text) == (2, True), text
    assert (county / "rectification.yaml").read_bytes() == before


def moved(
    county: Path, *, to: str = "2026-12-08", by: str = "贺云川", approved: str = "陈明"
) -> tuple[int, str]:
    return rectify(
        county,
        "measure",
        DATED,
        "--move",
        "1",
        "--to",
        to,
        "--note",
        "等公示",
        "--approved-by",
        approved,
        "--by",
        by,
    )


def test_the_date_of_a_measure_moves_with_an_approver(county: Path) -> None:
    assert moved(county)[0] == 0
    item = ledger(county)[DATED]
    step = item.events[-1]
    assert (str(item.measures[0].due), str(step.was), str(step.to)) == (
        "2026-12-08",
        "2026-10-31",
        "2026-12-08",
    )
    assert (step.by, step.approved_by, step.measure) == ("贺云川", "陈明", 1)
    assert str(item.deadline) == "2026-12-10"
    number = str(len(item.events))
    assert (
        rectify(county, "correct", DATED, "--of", number, "--note", "没有批准", "--by", "李明")[0]
        == 0
    )
    assert str(ledger(county)[DATED].measures[0].due) == "2026-10-31"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"approved": ""}, "要写明批准人"),
        ({"approved": "贺 云川"}, "要由另一个人"),
        ({"by": "李明", "approved": "李明（专班）"}, "要由另一个人"),
        ({"to": "2026-12-31"}, "先申请延期"),
        ({"to": "2026-11-01"}, "不早于今天"),
        ({"to": "12月8日"}, "2026"),
    ],
)
def test_the_date_of_a_measure_does_not_move_otherwise(
    county: Path, change: dict[str, str], why: str
) -> None:
    before = (county / "rectification.yaml").read_bytes()
    code, text = moved(county, **change)
    assert (code, why in text) == (2, True), text
    assert (county / "rectification.yaml").read_bytes() == before
