"""``shifan plan``: the plan as text, as rows, as JSON and as a workbook.

Seven of twenty points now; R2 and R3 win six together, R1 four, R4 three; from 16 points on the
bonus of two counts.
"""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from helpers_small_plans import TREE
from samples import SOUND, texts, write

from scoring.documents.plan_report import (
    OPTION_COLUMNS,
    STEP_COLUMNS,
    option_rows,
    plan_data,
    plan_rows,
    plan_sheets,
    plan_text,
    plan_workbook,
    reasons_of,
)
from scoring.planning import Plan, Wishes, make_plan
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    files = {**SOUND, **texts(TREE)}
    return open_workspace(write(tmp_path_factory.mktemp("plan"), files)).whole()


def plan(workspace: Workspace, target: int, by: str = "2026-12-31", **wishes: Any) -> Plan:
    term = date.fromisoformat(by)
    asked = Wishes(date(2026, 11, 22), term, target=Fraction(target), **wishes)
    return make_plan(workspace, asked)


@pytest.fixture(scope="module")
def reached(workspace: Workspace) -> Plan:
    """Eighteen points: R2, R3 and R1 take seven days and open the gate."""
    return plan(workspace, 18)


@pytest.fixture(scope="module")
def out_of_reach(workspace: Workspace) -> Plan:
    """Twenty-five points: everything together makes 22."""
    return plan(workspace, 25)


def test_each_step_says_when_what_it_wins_and_what_it_opens(reached: Plan) -> None:
    rows = [dict(zip(headings(STEP_COLUMNS), row, strict=True)) for row in plan_rows(reached)]
    assert [(row["编号"], row["开始"], row["完成"]) for row in rows] == [
        ("R2", "2026-11-22", "2026-11-23"),
        ("R3", "2026-11-24", "2026-11-24"),
        ("R1", "2026-11-22", "2026-11-25"),
    ]
    assert [(row["增分"], row["做完总分"], row["达到的条件"]) for row in rows] == [
        ("0.00", "7.00", ""),
        ("6.00", "13.00", "C3"),
        ("6.00", "19.00", "C1、C2"),
    ]
    assert [row["说明"] for row in rows] == [
        "R3 要等它",
        "在 R2 之后",
        "过 16 分门槛，加分 2.00 计入",
    ]
    assert (rows[0]["时限"], rows[1]["时限"]) == ("持续推进", "")


def test_what_was_left_out_is_listed_by_what_a_day_wins(reached: Plan) -> None:
    (row,) = option_rows(reached)
    assert dict(zip(headings(OPTION_COLUMNS), row, strict=True)) == {
        "编号": "R4",
        "指标": "2.1 执法公示",
        "问题": "没有公示",
        "牵头单位": "县司法局",
        "人日": "5",
        "时限": "",
        "单独增分": "3.00",
        "每人日增分": "0.60",
        "说明": "人日是估的",
    }


def test_the_text_says_goal_way_and_outcome(reached: Plan) -> None:
    lines = plan_text(reached).splitlines()
    assert lines[:3] == [
        "目标：总分达到 18 分；2026-11-22 至 2026-12-31，共 40 天，每个牵头单位 1 人",
        "现在：总分 7.00（未达等次）",
        "最省的办法：3 个事项，7 人日，做完总分 19.00（优秀）",
    ]
    assert "仍未达到的条件：C4、C5" in lines
    assert "R1 做完，总分过 16 分门槛，加分 2.00 计入" in lines
    assert "换一种办法：不做 R1，改做 R4，共 8 人日（多 1 人日）" in lines
    assert "  16 分：最省 7 人日（3 个事项）" in lines
    assert reasons_of(reached) == []


def test_json_of_a_plan_that_reaches_its_goal(reached: Plan) -> None:
    data = plan_data(reached)
    assert data["goal"] == {
        "text": "总分达到 18 分",
        "target": "18.00",
        "exact": {"target": "18"},
    }
    assert (data["reached"], data["cost"], data["reasons"]) == (True, "7", [])
    assert (data["total"]["before"], data["total"]["after"]) == ("7.00", "19.00")
    assert data["total"]["grade_after"] == "优秀"
    assert [step["id"] for step in data["steps"]] == ["R2", "R3", "R1"]
    assert (data["steps"][2]["opened"], data["steps"][0]["first_for"]) == ("2.00", ["R3"])
    assert data["alternative"] == {"cost": "8", "left_out": ["R1"], "taken_in": ["R4"]}
    chosen = {item["id"]: item["chosen"] for item in data["options"]}
    assert chosen == {"R1": True, "R2": True, "R3": True, "R4": False}
    assert data["days"] == ""


def test_what_cannot_be_reached_is_told_with_the_nearest_way(out_of_reach: Plan) -> None:
    assert reasons_of(out_of_reach) == [
        "全部未销号的事项都整改到位也达不到（22.00 分）：事项不够，先看没有整改事项的失分"
    ]
    text = plan_text(out_of_reach).replace("\n", "")
    assert (
        "最接近的办法：4 个事项，12 人日（其中 1 个没有写人日，按 5 人日估），"
        "做完总分 22.00（优秀），还差3.00 分"
    ) in text
    assert "  25 分：来不及或做不到" in plan_text(out_of_reach).splitlines()
    assert "没有选的事项" not in text


def test_a_guessed_effort_is_marked(out_of_reach: Plan) -> None:
    assert plan_rows(out_of_reach)[-1][-1] == "人日是估的"
    assert " 5估 " in plan_text(out_of_reach)


def test_without_the_time_the_fullest_units_are_named(workspace: Workspace) -> None:
    """One day, and R1 and R4 of 县司法局 take nine, R2 and R3 of 县教育局 three."""
    late = plan(workspace, 12, by="2026-11-22")
    assert reasons_of(late) == [
        "到 2026-11-22 来不及，最高到 7.00 分",
        "县司法局的事项一共要 9 天，只有 1 天",
        "县教育局的事项一共要 3 天，只有 1 天",
    ]
    assert "不能列入：R1 最早要到 2026-11-25 才能完成" in plan_text(late).splitlines()
    assert plan_rows(late) == []
    assert option_rows(late)[0][-1] == "最早要到 2026-11-25 才能完成"


def test_without_the_days_of_work_the_lack_is_told(workspace: Workspace) -> None:
    short = plan(workspace, 12, budget=Fraction(2))
    assert reasons_of(short) == ["最省也要 3 人日，给了 2 人日"]
    assert plan_data(short)["days"] == "2"
    assert "达不到：最省也要 3 人日，给了 2 人日。" in plan_text(short)


def test_within_a_budget_the_nearest_way_says_so(workspace: Workspace) -> None:
    """Eighteen points cost seven days, and four are given."""
    near = plan(workspace, 18, budget=Fraction(4))
    assert any(line.startswith("4 人日以内最接近的办法：") for line in plan_text(near).splitlines())


def test_what_is_there_already_needs_nothing(workspace: Workspace) -> None:
    done = plan(workspace, 6)
    assert "已经达到，不用整改。" in plan_text(done).splitlines()
    assert plan_rows(done) == []
    assert plan_data(done)["already"] is True


def test_a_step_that_ends_behind_its_term_says_so(workspace: Workspace) -> None:
    """R1 is due on 2026-12-01; with nobody free before, it is done on 2026-11-25. A team of one
    that begins on 2026-11-30 needs until 2026-12-03."""
    asked = Wishes(date(2026, 11, 30), date(2026, 12, 31), target=Fraction(18))
    late = make_plan(workspace, asked)
    (row,) = (row for row in plan_rows(late) if row[1] == "R1")
    assert row[-1].endswith("晚于时限 2026-12-01")
    assert "R1 2026-12-03 才能做完，晚于它的时限 2026-12-01" in plan_text(late).splitlines()


def test_the_workbook_holds_steps_and_options_with_the_text_as_notes(reached: Plan) -> None:
    steps, options = plan_sheets(reached)
    assert (steps.name, steps.title) == ("推进计划", "推进计划（总分达到 18 分）")
    assert steps.notes[2] == "最省的办法：3 个事项，7 人日，做完总分 19.00（优秀）"
    assert options.notes[0].startswith("单独增分：只整改这一个事项")
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(reached, "示例县依法治县办")))
    assert book.sheetnames == ["推进计划", "未选事项"]
