"""Comma and tab separated files: one table without merges."""

from __future__ import annotations

import pytest

from scoring.reading.delimited import read
from scoring.reading.limits import MAX_ROWS
from scoring.reading.model import UnreadableError


def rows(data: bytes) -> list[list[str]]:
    (table,) = read(data).blocks
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_the_separator_is_the_one_that_the_first_lines_use_most(separator):
    text = "\n".join(separator.join(line) for line in (["编号", "名称"], ["1", "公开"]))
    assert rows(text.encode("gbk")) == [["编号", "名称"], ["1", "公开"]]


def test_a_quoted_field_may_hold_separators_and_lines():
    data = '编号,名称\n1,"公开, 及时\n全面"\n'.encode()
    assert rows(data) == [["编号", "名称"], ["1", "公开, 及时\n全面"]]


def test_rows_are_named_as_an_editor_counts_them():
    (table,) = read("甲,乙\n丙,丁\n".encode()).blocks
    assert [row.where for row in table.rows] == ["第1行", "第2行"]


def test_short_rows_are_filled_and_blanks_around_values_go():
    assert rows("甲, 乙 ,丙\n丁\n".encode()) == [["甲", "乙", "丙"], ["丁", "", ""]]


def test_a_field_without_end_is_a_damaged_file():
    with pytest.raises(UnreadableError, match="已损坏"):
        read(b'a,"' + b"x" * 200_000)


def test_a_file_of_more_rows_than_any_index_has_is_refused():
    with pytest.raises(UnreadableError, match="超过上限"):
        read(b"a,b\n" * (MAX_ROWS + 2))
