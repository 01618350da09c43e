"""Places of a workbook as its user names them."""

from __future__ import annotations

import pytest

from scoring.reading.sheet_marks import column_of, letters, name_of, spans


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_by_letters(column, name):
    assert letters(column) == name
    assert column_of(name.encode()) == column


def test_a_cell_is_its_column_and_its_row_from_one():
    assert name_of((6, 1)) == "B7"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], ""),
        ([2], "3"),
        ([2, 3, 4], "3—5"),
        ([11, 2, 6, 7, 8, 2], "3、7—9、12"),
        (list(range(0, 40, 2)), "1、3、5、7、9、11、13、15 等"),
    ],
)
def test_rows_are_said_in_short(numbers, said):
    assert spans(numbers) == said
