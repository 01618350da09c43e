"""Names, dates and cells that another program takes for something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_outputs import call

from scoring.cli.shared import as_csv

TREE = (
    'id: t\ntitle: 题\nlevels: [一级]\nindicators:\n- {{code: "1", name: {name}, points: 10, '
    "lead: [{unit}]}}\n"
)
ODD = [
    "县司法局: 县财政局", "*县司法局", "&县", "[县司法局]", "{县}", "县司法局 #2", "- 县司法局", "@县司法局",
    "`县", "!县", "%县", "|", ">", "县\x1b司法局", "县司法局\n牵头", "yes", "null", "1", "'县", '"县', "县\u2028局",
    "县\x85局", "? 县", "县:", ":县", "~", "<<", "=", "...",
]  # fmt: skip


@pytest.mark.parametrize("word", ODD, ids=ascii)
@pytest.mark.parametrize("place", ["unit", "name"])
def test_what_init_writes_can_be_read_back(tmp_path: Path, word: str, place: str) -> None:
    words = {"unit": "县司法局", "name": "甲", place: word}
    tree = tmp_path / "t.yaml"
    tree.write_text(
        TREE.format(**{key: json.dumps(value) for key, value in words.items()}), "utf-8"
    )
    code, out, err = call("init", str(tmp_path / "w"), "--tree", str(tree), "--today", "2026-11-20")
    assert code in (0, 1, 2, 3), out + err
    if code == 0:
        code, out, err = call("-w", str(tmp_path / "w"), "check")
        assert code == 0, out + err


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1979-12-31", "2200-01-01", "9999-12-31", "2026-02-30", "二〇二六"]
)
@pytest.mark.parametrize(
    "command",
    [
        ["rectify", "list"],
        ["rectify", "bulletin"],
        ["report", "brief", "--to", "xlsx"],
        ["round", "new", "x"],
    ],
)
def test_days_at_the_ends_of_the_calendar_are_no_today(
    stranger: Path, day: str, command: list[str]
) -> None:
    code, _, err = call("-w", str(stranger), *command, "--today", day)
    assert code == 2, err
    assert "日期" in err


COMMANDS = [
    ["check"], ["score"], ["rectify", "list"], ["rectify", "bulletin"], ["report", "all", "--to", "html"],
    ["plan", "--target", "50", "--by", "2026-12-31"],
]  # fmt: skip


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("key", ["as_of: ", "date: ", "due: ", "from: ", "to: ", "on: ", "seen: "])
def test_days_at_the_ends_of_the_calendar_in_files_are_survived(
    stranger: Path, day: str, key: str
) -> None:
    import re

    for path in stranger.rglob("*.yaml"):
        path.write_text(
            re.sub(rf"{key}\d{{4}}-\d\d-\d\d", f"{key}{day}", path.read_text("utf-8")), "utf-8"
        )
    for command in COMMANDS:
        extra = [] if command in (["check"], ["score"]) else ["--today", "2026-11-20"]
        code, _, err = call("-w", str(stranger), *command, *extra)
        assert code in (0, 1, 2, 3, 4), err
        assert "内部错误" not in err


@pytest.mark.parametrize(
    "cell", ["=1+1", "＝1+1", "+1+1", "＋1", "-1+1", "－cmd", "@SUM(1)", "＠x", " =1", "　＝1"]
)
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    assert as_csv(["名称"], [[cell]]).splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("cell", ["-1.50", "+3", "甲＝乙", "1-2"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert as_csv(["名称"], [[cell]]).splitlines()[1] == cell
