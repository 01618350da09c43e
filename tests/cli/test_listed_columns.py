"""A list that a command prints has one list of columns: CSV takes its headings from there, the
terminal its headings, breaks and alignment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers_outputs import call

import scoring

COMMANDS = Path(scoring.__file__).parent / "cli"
OF_COLUMNS = {"headings", "headings_of"}


def delivered() -> Iterator[tuple[str, ast.expr]]:
    """The headings that each command hands over, with the file and line where it does."""
    for path in sorted(COMMANDS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or path.name == "shared.py":
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for keyword in node.keywords:
                if name == "deliver" and keyword.arg == "headings":
                    yield f"{path.name}:{node.lineno}", keyword.value


def test_the_headings_of_every_command_come_from_columns() -> None:
    sources = dict(delivered())
    assert len(sources) > 30
    strangers = [
        place
        for place, value in sources.items()
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") in OF_COLUMNS)
    ]
    assert not strangers


@pytest.mark.parametrize(
    ("column", "line", "shown"),
    [
        ("原分值", "取消          1.1       加大简政放权力度", "3.25"),
        ("新分值", "新增                                                          1 ", "24"),
    ],
)
def test_points_stand_below_each_other_at_the_right(column: str, line: str, shown: str) -> None:
    """Figures of a list are put to the right, as in every other list."""
    _, out, _ = call("indicators", "diff", "national-2021", "donghe-2021")
    lines = out.splitlines()
    heads = next(text for text in lines if text.startswith("变化"))
    row = next(text for text in lines if text.startswith(line))
    assert wide(row[: row.index(shown) + len(shown)]) == wide(
        heads[: heads.index(column) + len(column)]
    )


def wide(text: str) -> int:
    """Columns that a terminal needs."""
    return sum(1 + (ord(sign) > 0x2E80) for sign in text)
