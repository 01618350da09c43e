"""``shifan plan`` from the command line: what it prints, what it refuses, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from helpers_ledger import files, item
from helpers_outputs import call
from samples import write
from wcwidth import wcswidth

DATES = ("--by", "2026-12-31", "--today", "2026-11-22")
LEDGER = files(
    item("R1", effort="4", due="2026-12-01"),
    item("R2", cause="other", indicator="", effort="1"),
    item("R3", indicator='"1.2"', cause="evidence", after="[R2]", lead="[县教育局]"),
)
UNPROVED = {
    **LEDGER,
    "evidence/register.yaml": str(LEDGER["evidence/register.yaml"]).replace(
        "seen: 2026", "seen: 2019"
    ),
}
"""1.1 has 5.4 of 6; 1.2 has lost its proof: R1 wins 0.6, R3 wins 4 and waits for R2."""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return write(tmp_path / "county", UNPROVED)


def planned(county: Path, *words: str) -> tuple[int, str, str]:
    return call("-w", str(county), "plan", *words, *DATES)


def test_a_target_that_is_reached(county: Path) -> None:
    code, out, err = planned(county, "--target", "9")
    assert (code, err) == (0, "")
    assert "目标：总分达到 9 分；2026-11-22 至 2026-12-31，共 40 天，每个牵头单位 1 人" in out
    assert "现在：总分 5.40" in out
    assert "最省的办法：2 个事项，6 人日（其中 1 个没有写人日，按 5 人日估），做完总分 9.40" in out
    assert "没有选的事项 1 个" in out


def test_it_fits_into_a_hundred_columns(county: Path) -> None:
    for goal in (
        ("--target", "9"),
        ("--ready",),
        ("--target", "15"),
        ("--target", "9", "--days", "2"),
    ):
        out = planned(county, *goal)[1]
        assert max(wcswidth(line) for line in out.splitlines()) <= 100


def test_the_same_input_gives_the_same_bytes(county: Path) -> None:
    words = ("--target", "9", "--format", "json")
    assert planned(county, *words)[1] == planned(county, *words)[1]


def test_json(county: Path) -> None:
    code, out, _ = planned(county, "--target", "9", "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert (data["reached"], data["cost"], data["proved"]) == (True, "6", True)
    assert [step["id"] for step in data["steps"]] == ["R2", "R3"]
    assert [step["end"] for step in data["steps"]] == ["2026-11-22", "2026-11-27"]
    assert (data["total"]["before"], data["total"]["after"]) == ("5.40", "9.40")
    assert data["total"]["exact"]["after"] == "47/5"
    assert [(option["id"], option["chosen"], option["per_day"]) for option in data["options"]] == [
        ("R3", True, "0.80"),
        ("R1", False, "0.15"),
        ("R2", True, "0.00"),
    ]


def test_rows_and_workbook_hold_the_same_steps(county: Path, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(planned(county, "--target", "9", "--format", "csv")[1])))
    book = tmp_path / "计划.xlsx"
    code, out, _ = planned(county, "--target", "9", "--to", "xlsx", "-o", str(book))
    assert (code, out.strip()) == (0, str(book))
    pages = openpyxl.load_workbook(book)
    assert pages.sheetnames == ["推进计划", "未选事项"]
    steps = list(pages["推进计划"].iter_rows(min_row=2, max_row=4, values_only=True))
    assert [[str(cell or "") for cell in row[:2]] for row in steps] == [row[:2] for row in rows]
    assert rows[0][0] == "次序"
    assert pages["未选事项"].cell(3, 1).value == "R1"


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (("--target", "12"), "全部未销号的事项都整改到位也达不到（10.00 分）"),
        (("--target", "9", "--days", "2"), "最省也要 6 人日，给了 2 人日"),
        (("--target", "10", "--days", "6"), "6 人日以内最接近的办法：2 个事项，6 人日"),
    ],
)
def test_what_cannot_be_reached_ends_with_1(county: Path, goal: tuple[str, ...], said: str) -> None:
    code, out, _ = planned(county, *goal)
    assert code == 1
    assert said in out


def test_a_circle_is_told_and_not_an_error(tmp_path: Path) -> None:
    circle = files(item("R1", after="[R2]"), item("R2", cause="evidence", after="[R1]"))
    code, out, err = planned(write(tmp_path / "county", circle), "--target", "10")
    assert (code, err) == (1, "")
    assert "不能列入：R1 R1 → R2 → R1 互相等待（after），谁也不能先整改" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "目标写一个：--target、--grade、--criterion 或 --ready（一个也没有写）"),
        (("--target", "9", "--ready"), "（写了 --target、--ready）"),
        (("--target", "九"), "“九”不是数字，应写成 90 或 2.5"),
        (("--target", "-1"), "不能小于0"),
        (("--target", "90"), "目标应大于0，不超过满分 15 分，写的是 90"),
        (("--grade", "优良"), "没有“优良”这个等次；"),
        (("--criterion", "11"), "没有“11”这个创建条件，是不是“1”？"),
        (("--target", "9", "--people", "0"), "--people"),
        (("--target", "9", "--days", "许多"), "“许多”不是数字"),
        (("--target", "9", "--default-effort", "x"), "“x”不是数字"),
        (("--target", "9", "--to", "xlsx"), "--to 要与 -o 一起用"),
    ],
)
def test_wrong_use(county: Path, words: tuple[str, ...], said: str) -> None:
    code, out, err = planned(county, *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("2026-11-21", "2026-11-21 已经过去（今天按 2026-11-22）"),
        ("年底", "应写成 2026-11-22 这样的日期"),
    ],
)
def test_a_date_that_is_none_or_has_passed(county: Path, by: str, said: str) -> None:
    code, _, err = call(
        "-w", str(county), "plan", "--target", "9", "--by", by, "--today", "2026-11-22"
    )
    assert code == 2
    assert said in err


def test_nothing_is_written(county: Path) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in county.rglob("*") if ".shifan" not in path.parts
    }
    planned(county, "--target", "9")
    assert before == {
        path: path.stat().st_mtime_ns for path in county.rglob("*") if ".shifan" not in path.parts
    }
