"""Tables with several levels in one column."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.columns import Columns
from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.nesting import nest
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.rows import Line
from scoring.reading.blocks import Cell, Row


def shape(drafts: list[Draft]) -> list:
    return [
        draft.raw if not draft.children else [draft.raw, *shape(draft.children)] for draft in drafts
    ]


def nested(rows: list[list[str]], columns: Columns) -> tuple[list, list[str]]:
    """The tree of rows whose last cell is the name."""
    roots, lines = [], []
    for number, cells in enumerate(rows):
        draft = Draft(f"第{number}行", raw=cells[-1])
        roots.append(draft)
        row = Row(tuple(Cell(text, (number, at)) for at, text in enumerate(cells)), f"第{number}行")
        lines.append(Line(row, [draft]))
    context = Context(NoticeLog())
    outer = nest(roots, lines, columns, context)
    return shape(outer), [notice.rule for notice in context.log.items]


def columns(*roles: str) -> Columns:
    found = Columns(list(roles), names=[len(roles) - 1], explicit={len(roles) - 1})
    for at, role in enumerate(roles[:-1]):
        if role == "points":
            found.points[at] = None
        else:
            found.roles.setdefault(role, []).append(at)
    return found


def test_dotted_numbers_say_who_stands_under_whom():
    """1, 1.1, 1.2, 2 in a column of codes."""
    rows = [["1", "职能"], ["1.1", "公开"], ["1.2", "审批"], ["2", "监督"], ["2.1", "检查"]]
    assert nested(rows, columns("code", "level1")) == (
        [["职能", "公开", "审批"], ["监督", "检查"]],
        ["IMP67"],
    )


def test_kinds_of_numbers_do_too():
    """一、 over 1 in the column 序号."""
    rows = [["一、", "职能"], ["1", "公开"], ["2", "审批"], ["二、", "监督"], ["1", "检查"]]
    assert nested(rows, columns("number", "level1"))[0] == [
        ["职能", "公开", "审批"],
        ["监督", "检查"],
    ]


def test_marks_before_the_names_do_too():
    rows = [["一、职能"], ["（一）公开"], ["（二）审批"], ["二、监督"], ["（一）检查"]]
    assert nested(rows, columns("level1"))[0] == [
        ["一、职能", "（一）公开", "（二）审批"],
        ["二、监督", "（一）检查"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "职能"], ["2", "公开"], ["3", "审批"]],
        [["1", "职能"], ["2.1", "公开"]],
        [["1", "职能"], ["1.1", "公开"], ["1.1", "审批"]],
        [["一、", "职能"], ["无", "公开"]],
        [["一、", "职能"], ["2", "公开"], ["二、", "监督"], ["5", "检查"]],
    ],
)
def test_numbers_that_do_not_hold_together_nest_nothing(rows):
    tree, doubts = nested(rows, columns("code", "level1"))
    assert tree == [row[-1] for row in rows]
    assert doubts == []


def test_more_levels_than_a_tree_has_nest_nothing():
    rows = [["1", "甲"], ["1.1", "乙"], ["1.1.1", "丙"], ["1.1.1.1", "丁"]]
    assert nested(rows, columns("code", "level1"))[1] == []


def test_an_empty_table_stays_empty():
    assert nested([], columns("code", "level1")) == ([], [])
