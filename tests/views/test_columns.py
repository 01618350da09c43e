"""The columns of a table stand on the fields of its line: keys, headings, widths and cells come
from one place."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Annotated

import pytest

import scoring.documents
from scoring.views.columns import cells_of_line, columns_of, headings_of, pick, sheet_of
from scoring.views.sheet import Column


def _owners(line: Line) -> str:
    return "、".join(line.lead)


@dataclass(frozen=True, slots=True)
class Line:
    """``code`` stands in the JSON alone; 备注 is the last column though ``note`` is no last field."""

    code: str
    name: Annotated[str, Column("指标", 30, cell=lambda line: f"{line.code} {line.name}")]
    note: Annotated[str, Column("备注", 20, place=1)]
    lead: Annotated[tuple[str, ...], Column("牵头单位", 16, cell=_owners)]
    lost: Annotated[str, Column("失分", 9, number=True)] = ""


LINES = (
    Line("1.1", "权责清单", "待核", ("县司法局", "县教育局"), "0.50"),
    Line("1.2", "政务公开", "", ()),
)


def test_columns_stand_in_the_order_of_the_fields_and_of_their_places() -> None:
    assert headings_of(Line) == ["指标", "牵头单位", "失分", "备注"]
    assert [column.width for column in columns_of(Line)] == [30, 16, 9, 20]


def test_a_cell_is_the_field_or_what_its_column_makes_of_the_line() -> None:
    assert cells_of_line(LINES[0]) == ("1.1 权责清单", "县司法局、县教育局", "0.50", "待核")


def test_a_sheet_counts_its_lines_or_has_columns_of_its_own_to_the_left() -> None:
    counted = sheet_of("表", "表", Line, LINES, numbered=True)
    assert [row[0] for row in counted.rows] == ["1", "2"]
    assert counted.columns[0].heading == "序号"
    before = (Column("板块", 12),)
    merged = sheet_of("表", "表", Line, LINES, before=before, beside=[("一",), ("一",)], merged=1)
    assert merged.merges == ((0, 0, 1),)
    assert [row[:2] for row in merged.rows] == [("一", "1.1 权责清单"), ("一", "1.2 政务公开")]


def test_an_empty_sheet_says_so_in_a_row_as_wide_as_the_table() -> None:
    assert sheet_of("表", "表", Line, (), nothing="无").rows == (("无", "", "", ""),)
    assert sheet_of("表", "表", Line, (), numbered=True, nothing="无").rows[0][:2] == ("", "无")
    assert sheet_of("表", "表", Line, (), nothing="无", nothing_at=2).rows[0][2] == "无"
    assert sheet_of("表", "表", Line, ()).rows == ()


@dataclass(frozen=True, slots=True)
class Node:
    """A view with more than a line asks for."""

    code: str
    name: str
    lead: tuple[str, ...]
    level: int = 3


def test_a_line_takes_its_fields_from_the_views_by_name() -> None:
    line = pick(Line, Node("1.1", "权责清单", ("县司法局",)), note="待核")
    assert line == Line("1.1", "权责清单", "待核", ("县司法局",))
    assert pick(Line, Node("1.1", "甲", ()), name="乙", note="").name == "乙"


def test_a_field_that_no_view_has_is_an_error() -> None:
    with pytest.raises(TypeError, match="note"):
        pick(Line, Node("1.1", "权责清单", ()))


def lines_of_documents() -> Iterator[type]:
    """Every dataclass of the documents that carries columns."""
    for module in pkgutil.walk_packages(scoring.documents.__path__, "scoring.documents."):
        loaded = importlib.import_module(module.name)
        yield from (
            kind
            for kind in vars(loaded).values()
            if isinstance(kind, type)
            and is_dataclass(kind)
            and kind.__module__ == module.name
            and any("Column(" in str(hint) for hint in kind.__annotations__.values())
        )


def test_no_table_of_a_document_has_two_columns_of_one_name() -> None:
    kinds = list(lines_of_documents())
    assert len(kinds) > 10
    for kind in kinds:
        headings = headings_of(kind)
        assert len(headings) == len(set(headings)), kind
