"""A document as plain data: what its JSON holds, and what an office's own template is given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.documents.plain import plain_data


@dataclass
class Line:
    code: str
    lost: Fraction


@dataclass
class Table:
    title: str
    lines: tuple[Line, ...]
    by_code: dict[str, Line]


def test_dataclasses_become_objects_at_every_depth() -> None:
    line = Line("1.1", Fraction(1, 2))
    assert plain_data(Table("失分", (line,), {"1.1": line})) == {
        "title": "失分",
        "lines": [{"code": "1.1", "lost": "1/2"}],
        "by_code": {"1.1": {"code": "1.1", "lost": "1/2"}},
    }


def test_fractions_stay_exact_as_text() -> None:
    assert plain_data([Fraction(1, 3), Fraction(4), None, True, "x"]) == [
        "1/3",
        "4",
        None,
        True,
        "x",
    ]


def test_a_class_itself_is_no_object_with_fields() -> None:
    assert plain_data(Line) is Line
