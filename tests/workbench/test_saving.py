"""What was not saved, in words for people who never see a file; and what a change replaces."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.problems import Where, problem
from scoring.storage import DROP
from scoring.workbench.saving import field_named, problem_data, replacing, trouble_of
from scoring.workbench.telling import with_note
from scoring.workspace.changes import Conflict, Forbidden, Refused

HERE = Where("rounds/2026-self.yaml", 7, 3)


def faulty(what: str, fix: str = "") -> Any:
    return problem("F002", HERE, what=what, fix=fix) if fix else problem("F002", HERE, what=what)


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ("不合格数 99 大于抽查数 20", "failed"),
        ("抽查数应是整数", "checked"),
        ("完成数 11 大于总数 10", "done"),
        ("备注太长", "note"),
        ("这句话不从任何一栏开始", ""),
    ],
)
def test_the_field_is_known_by_the_word_with_which_a_message_begins(what: str, field: str) -> None:
    assert field_named(what) == field


def test_a_problem_says_nothing_of_files_and_of_the_indicator_of_the_page() -> None:
    data = problem_data(faulty("指标“1.1”：完成数 11 大于总数 10"))
    assert data["what"] == "完成数 11 大于总数 10"
    assert data["field"] == "done"
    assert data["rule"] == "F002"
    assert set(data) == {"field", "rule", "what", "fix"}


def test_a_field_that_is_known_is_taken_as_it_is() -> None:
    assert problem_data(faulty("完成数 11 大于总数 10"), "of")["field"] == "of"


def test_a_remedy_that_shows_how_a_file_is_written_is_left_out() -> None:
    assert problem_data(faulty("错", "写成 {done: 9, of: 10}"))["fix"] == ""
    assert problem_data(faulty("错", "补上完成数"))["fix"] == "补上完成数"


# -- outcomes as answers


def test_a_conflict_gives_all_three_sides() -> None:
    outcome = Conflict({"done": 8}, {"done": 9}, {"done": 10}, ("done",))
    trouble = trouble_of(outcome)
    assert trouble.status == 409
    assert trouble.problem == "你写的时候，别人也改了同一处，没有写入；两边都在"
    sides = {key: trouble.more[key] for key in ("base", "theirs", "mine")}
    assert sorted(side["done"] for side in sides.values()) == ["10", "8", "9"]
    assert trouble.more["fields"] == ["done"]
    assert trouble_of(outcome, "别的话").problem == "别的话"


def test_a_refusal_says_the_first_problem_and_lists_them_all() -> None:
    trouble = trouble_of(Refused((faulty("完成数错"), faulty("总数错")), ("done", "of")))
    assert trouble.status == 422
    assert trouble.problem.startswith("完成数错")
    assert [item["field"] for item in trouble.more["problems"]] == ["done", "of"]


def test_a_refusal_without_problems_says_what_it_was_told() -> None:
    assert trouble_of(Refused(()), "已经交卷").problem == "已经交卷"
    assert trouble_of(Refused(())).problem == "不能这样改"


def test_who_may_not_hears_who_may() -> None:
    trouble = trouble_of(Forbidden("专班才能采纳", ("王建平",)))
    assert (trouble.status, trouble.problem, trouble.more["who"]) == (
        403,
        "专班才能采纳",
        ["王建平"],
    )


# -- small things


def test_keys_that_are_no_more_are_taken_out() -> None:
    assert replacing({"done": 9}, {"done": 8, "note": "旧"}) == {"done": 9, "note": DROP}
    assert replacing({"done": 9}, None) == {"done": 9}
    assert replacing({}, {}) == {}


def test_a_line_has_its_note_where_there_is_one() -> None:
    assert with_note("退回了“清单”", "缺页") == "退回了“清单”：缺页"
    assert with_note("采纳了“清单”", "") == "采纳了“清单”"
