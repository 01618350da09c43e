"""What a document says of itself, compared with what was read."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.printed_counts import check_counts, without_unscored_sections


def tree(sizes: tuple[int, ...] = (2, 3), points: str = "10") -> list[Draft]:
    return [
        Draft(
            f"第{number}段",
            name=f"第{number}块",
            children=[Draft("", name=f"事项{index}", points=points) for index in range(size)],
        )
        for number, size in enumerate(sizes, 1)
    ]


def doubts(*texts: str, roots: list[Draft] | None = None) -> list[tuple[str, str]]:
    log = NoticeLog()
    check_counts(roots or tree(), [(text, "第1段") for text in texts], log)
    return [(notice.rule, notice.what) for notice in log.items]


@pytest.mark.parametrize(
    "text",
    [
        "共5项指标。",
        "设一级指标2个，二级指标5个。",
        "一级指标共2项",
        "总分50分。",
        "本县共有人口5万。",
        "",
    ],
)
def test_what_agrees_is_no_doubt(text):
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("共104项指标。", ("IMP73", "写明“共104项指标”，读到 一级 2 项、二级 5 项")),
        ("设一级指标3个。", ("IMP73", "写明一级指标 3 项，读到 2 项")),
        ("总分100分。", ("IMP77", "写明“总分100分”，读到的合计 50 分")),
    ],
)
def test_what_does_not_is_told_with_both_figures(text, what):
    assert doubts(text) == [what]


def test_points_to_be_added_are_no_total():
    assert doubts("加分项最高合计20分。") == []


def test_a_block_that_states_how_many_parts_it_has_is_counted():
    roots = tree()
    roots[0].stated_count = 4
    assert doubts(roots=roots) == [("IMP73", "“第1块”写明共 4 项，读到 2 项")]


def test_circles_in_the_text_of_an_item_are_its_parts():
    roots = [Draft("第1段", name="公开", text="①清单②指南", stated_count=3)]
    assert doubts(roots=roots) == [("IMP79", "“公开”写明共 3 项，读到 2 项")]


def test_chapters_on_how_the_assessment_is_organised_are_no_indicators():
    roots = [*tree(), Draft("第9段", name="组织实施"), Draft("第10段", name="考核对象")]
    log = NoticeLog()
    kept = without_unscored_sections(roots, log)
    assert [root.name for root in kept] == ["第1块", "第2块"]
    assert [notice.rule for notice in log.items] == ["IMP78", "IMP78"]


@pytest.mark.parametrize(
    "roots",
    [
        [Draft("", name="组织实施"), Draft("", name="政务公开")],
        [*tree(), Draft("", name="政务公开")],
        [*tree(), Draft("", name="组织实施", lead=["县司法局"])],
    ],
)
def test_nothing_is_left_out_where_it_may_be_a_task(roots):
    """Where nothing carries points, where the name is no such chapter, where a unit answers for
    it."""
    assert without_unscored_sections(roots, NoticeLog()) == roots
