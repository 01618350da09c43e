"""The heading of a table: where it stands and what its columns hold."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.columns import find_head, is_heading
from scoring.indicators.importing.notices import NoticeLog
from scoring.reading.blocks import Placed, Table, make_table


def table(*rows: list[str], merged: dict[tuple[int, int], tuple[int, int]] | None = None) -> Table:
    spans = merged or {}
    cells = [
        Placed(row, column, text, *spans.get((row, column), (1, 1)))
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text is not None
    ]
    return make_table(cells, len(rows), "表1")


def head(*rows: list[str], merged=None):
    found = find_head(table(*rows, merged=merged), NoticeLog())
    assert found is not None
    return found


CONTENT = ["职能履行", "政务公开", "10", "县司法局"]


def test_the_heading_is_the_row_that_names_columns():
    found = head(
        ["示例县指标体系", "", "", ""], ["一级指标", "二级指标", "分值", "责任单位"], CONTENT
    )
    assert (found.first, found.end) == (1, 2)
    assert found.columns.names == [0, 1]
    assert found.columns.explicit == {0, 1}
    assert found.columns.points == {2: None}
    assert found.columns.of("support") == [3]


def test_a_single_column_of_points_belongs_to_the_level_that_its_cells_tell_and_two_to_those_beside():
    two = head(
        ["一级指标", "分值", "二级指标", "分值", "责任单位"], ["甲", "30", "乙", "10", "县司法局"]
    )
    assert two.columns.points == {1: 0, 3: 2}


def test_levels_stand_in_their_order_wherever_the_columns_do():
    found = head(["分值", "二级指标", "一级指标", "责任单位"], CONTENT)
    assert found.columns.names == [2, 1]


def test_a_heading_of_two_rows_is_read_together():
    """
    | 一级指标      | 二级指标 |
    | 名称 | 分值 |          |
    """
    found = head(
        ["一级指标", None, "二级指标"],
        ["名称", "分值", None],
        ["职能履行", "30", "政务公开"],
        merged={(0, 0): (1, 2), (0, 2): (2, 1)},
    )
    assert (found.first, found.end) == (0, 2)
    assert found.columns.names == [0, 2]
    assert found.columns.points == {1: 0}


def test_a_heading_over_two_columns_covers_number_and_text():
    found = head(
        ["一级指标", "三级指标", None, "责任单位"],
        ["职能履行", "1", "政务公开", "县司法局"],
        merged={(0, 1): (1, 2)},
    )
    assert found.columns.names == [0, 1]
    assert found.columns.spread == {1: [2]}


def test_what_nobody_knows_is_kept_and_an_empty_heading_too():
    found = head(["一级指标", "二级指标", "特别说明事宜", ""], CONTENT)
    assert found.columns.unknown == [2, 3]


def test_a_slip_in_a_heading_is_reported():
    log = NoticeLog()
    assert find_head(table(["一级指标", "二级指标", "分值", "责任単位"], CONTENT), log) is not None
    assert [notice.rule for notice in log.items] == ["IMP50"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["一级指标", "二级指标"], True),
        (["指标内容", "分值"], True),
        (["名称", "备注"], False),
        (["一级指标"], False),
        (["职能履行", "政务公开"], False),
        (["工作任务", "责任单位"], True),
        (
            [
                "一级指标",
                "加强组织领导，落实各项保障措施，定期研究部署推进工作落实到位",
                "县司法局牵头负责落实",
                "县财政局",
            ],
            False,
        ),
    ],
)
def test_a_row_names_columns_where_most_of_its_cells_do(rows, expected):
    assert is_heading(table(rows).rows[0]) is expected


def test_a_table_without_a_heading_has_none():
    assert find_head(table(CONTENT, CONTENT), NoticeLog()) is None
