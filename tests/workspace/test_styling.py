"""New values in the style of the files: as the person would have typed them."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.storage import DROP, Bare, Quoted
from scoring.storage.yaml_text import one_line
from scoring.workspace.changes.styling import styled


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("finding", {"done": "96", "of": "100"}, "{done: 96, of: 100}"),
        ("finding", {"value": "96.5%"}, "{value: 96.5%}"),
        ("finding", {"note": "96 件"}, "{note: 96 件}"),
        ("evidence", {"title": "96"}, '{title: "96"}'),
        ("evidence", {"date": "2026-03-21"}, "{date: 2026-03-21}"),
        ("evidence", {"date": "2026-03-21 前"}, "{date: 2026-03-21 前}"),
        ("evidence", {"proves": [{"indicator": "1.1"}]}, '{proves: [{indicator: "1.1"}]}'),
        ("finding", {"opened": ["E0001", "7"]}, '{opened: [E0001, "7"]}'),
        ("finding", {"opened": ("1.1",)}, '{opened: ["1.1"]}'),
        ("item", {"after": ["R0001"]}, "{after: [R0001]}"),
        ("finding", {"met": True, "count": 3}, "{met: true, count: 3}"),
        ("finding", {"a": None, "b": {"c": None, "d": "1"}}, "{b: {d: 1}}"),
    ],
)
def test_each_kind_of_value(kind: str, value: Any, text: str) -> None:
    assert one_line(styled(value, kind)) == text


def test_what_has_its_style_already_keeps_it() -> None:
    assert type(styled(Quoted("2026-03-21"), "evidence")) is Quoted
    assert type(styled(Bare("1.1"), "evidence", "indicator")) is Bare
    assert styled({"a": DROP}, "finding") == {"a": DROP}
