"""Facts inside an item's text: points, deadlines, bounds."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.facts import (
    deadline_in_text,
    edition_of,
    points_in_text,
    points_value,
    thresholds_in_text,
    tidy_number,
    year_of,
)


@pytest.mark.parametrize(
    ("text", "value", "percent", "rest"),
    [
        ("政务公开（10分）", "10", False, "政务公开"),
        ("政务公开(满分10.0分)", "10", False, "政务公开"),
        ("政务公开【2.50分】", "2.5", False, "政务公开"),
        ("政务公开，占总分值的15%", "15", True, "政务公开"),
        ("政务公开（权重15%）", "15", True, "政务公开"),
        ("政务公开 2分", "2", False, "政务公开"),
        ("政务公开（共4项，30分）", "30", False, "政务公开"),
    ],
)
def test_the_points_that_a_text_states_for_itself(text, value, percent, rest):
    found = points_in_text(text)
    assert found is not None
    assert (found.value, found.percent, found.rest) == (value, percent, rest)


def test_a_count_beside_the_points_is_kept():
    found = points_in_text("政务公开（共4项，30分）")
    assert found is not None
    assert found.count == 4


@pytest.mark.parametrize(
    "text", ["未公开的扣1分", "每项得2分，最多得10分", "政务公开", "", "每少一次扣0.5分。"]
)
def test_what_is_deducted_or_earned_step_by_step_are_no_points_of_the_item(text):
    assert points_in_text(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", "10"),
        ("10分", "10"),
        ("15%", "15"),
        ("（5分）", "5"),
        ("１０", "10"),
        ("满分10分", "10"),
        ("2.50", "2.5"),
    ],
)
def test_a_cell_of_points_is_a_number(text, value):
    found = points_value(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", ["", "无", "按细则", "甲"])
def test_a_cell_without_a_number_has_no_points(text):
    assert points_value(text) is None


def test_a_number_is_written_without_useless_zeros():
    assert [tidy_number(text) for text in ("10.0", "0.50", "100", "1.25")] == [
        "10",
        "0.5",
        "100",
        "1.25",
    ]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026年6月30日前完成清单编制", "2026-06-30"),
        ("6月底前完成清单编制", "2026-06-30"),
        ("2026年2月底前完成清单编制", "2026-02-28"),
        ("二〇二六年底前完成清单编制", "2026-12-31"),
        ("第三季度前完成清单编制", "2026-09-30"),
        ("上半年完成清单编制", "2026-06-30"),
        ("8月上旬完成清单编制", "2026-08-10"),
        ("年内完成清单编制", "2026-12-31"),
        ("清单编制，持续推进。", "持续推进"),
        ("2027年前完成清单编制", "2026-12-31"),
    ],
)
def test_a_deadline_is_a_day_or_a_task_without_end(text, due):
    found = deadline_in_text(text, 2026)
    assert found is not None
    assert found.due == due


@pytest.mark.parametrize(
    "text",
    ["每年12月底前报送总结", "全年共办结820件，较上年提高", "推进政务公开", "持续推进政务公开工作"],
)
def test_what_recurs_or_was_done_is_no_deadline(text):
    assert deadline_in_text(text, 2026) is None


def test_a_year_that_the_text_does_not_say_is_a_doubt():
    found = deadline_in_text("6月底前完成清单编制", 2026)
    assert found is not None
    assert found.doubt == "原文没有写年份，按文件年份 2026 年"


def test_a_day_that_does_not_exist_is_told():
    found = deadline_in_text("2026年2月30日前完成清单编制", 2026)
    assert found is not None
    assert (found.due, found.doubt) == ("", "日期不存在")


def test_without_a_year_anywhere_the_deadline_is_left_open():
    found = deadline_in_text("6月底前完成清单编制", None)
    assert found is not None
    assert (found.due, found.doubt) == ("", "文件没有写明年份")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-06-30", "2026-06-30"),
        ("2026.6", "2026-06-30"),
        ("6月", "2026-06-30"),
        ("2026年", "2026-12-31"),
        ("长期", "持续推进"),
        ("全年", "持续推进"),
    ],
)
def test_in_a_column_of_deadlines_a_bare_date_is_enough(text, due):
    found = deadline_in_text(text, 2026, sentence=False)
    assert found is not None
    assert found.due == due


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("集中学习不少于60学时", [{"type": "threshold", "at": "60", "direction": "at_least"}]),
        ("每年开展2次以上", [{"type": "threshold", "at": "2", "direction": "at_least"}]),
        ("在5个工作日内办结", [{"type": "threshold", "at": "5", "direction": "at_most"}]),
        ("合格率达到95%以上", [{"type": "ratio", "full_at": "95%"}]),
        ("公开率100%", [{"type": "ratio"}]),
        ("培训不少于两次，参训率达到90%",
         [{"type": "threshold", "at": "2", "direction": "at_least"}, {"type": "ratio", "full_at": "90%"}]),
        ("加强组织领导", []),
        ("办理时限压缩30%", []),
        ("占总分15%", []),
    ],
)  # fmt: skip
def test_the_bounds_that_a_text_states_suggest_rules(text, rules):
    assert [bound.rule for bound in thresholds_in_text(text)] == rules


def test_a_bound_is_quoted_with_the_words_around_it():
    (bound,) = thresholds_in_text("加强学习培训，全年集中学习不少于60学时，做好记录。")
    assert bound.words == "全年集中学习不少于60学时"


@pytest.mark.parametrize(
    ("title", "year", "edition"),
    [
        ("示例县2026年法治政府建设工作要点", 2026, "2026"),
        ("示例县法治政府建设实施方案（2024—2027年）", 2024, "2024-2027"),
        ("二〇二六年度工作要点", 2026, "2026"),
        ("法治政府建设指标体系", None, ""),
    ],
)  # fmt: skip
def test_a_title_tells_its_year_and_its_edition(title, year, edition):
    assert year_of(title) in (year, 2026)
    assert edition_of(title) in (edition, "2026")
