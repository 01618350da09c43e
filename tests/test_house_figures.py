"""``python -m benchmarks.house``: how the code reads, in figures."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.house import COMPLEX, bound_names, counted, decisions, dense, figures, main, ninth

SHORT = '''\
"""A module."""

import json  # a comment that says why


def short(value):
    """One way through it."""
    import re

    return json.dumps(value) if value else re.escape("")
'''
LONG = (
    "def long(a):\n"
    + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(12))
    + "    return a\n"
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Two modules of ours, and one that others wrote and that is not counted."""
    (tmp_path / "short.py").write_text(SHORT, "utf-8")
    (tmp_path / "long.py").write_text(LONG, "utf-8")
    (tmp_path / "_vendor").mkdir()
    (tmp_path / "_vendor" / "theirs.py").write_text(LONG, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("return a", 1),
        ("return a if b else c", 2),
        ("return a and b or c", 3),
        ("return [x for x in a if x if b]", 4),
        ("for x in a:\n        if x:\n            return x", 3),
    ],
)
def test_each_way_through_a_function_is_counted(body: str, count: int) -> None:
    """One, and one more for each branch, ``and``, ``or``, loop and filter."""
    assert decisions(ast.parse(f"def f(a, b, c):\n    {body}\n")) == count


def test_names_are_counted_each_time_they_are_bound() -> None:
    tree = ast.parse("def f(given):\n    found = [at for at in given]\n    return found, {}.kept\n")
    assert sorted(bound_names(tree)) == ["at", "f", "found", "given"]


def test_a_package_is_counted_without_what_others_wrote(package: Path) -> None:
    house = counted(package)
    assert (len(house.modules), len(house.functions)) == (2, 2)
    assert (house.comments, house.hidden_imports, house.inside) == (1, 1, 1)
    assert house.lines == LONG.count("\n") + 4  # docstrings, comments and blanks hold no code


def test_the_densest_functions_are_named_with_their_place(package: Path) -> None:
    ((count, place),) = dense(package)
    assert count == 13 > COMPLEX
    assert place.endswith("long.py:1 long")


def test_the_figures_say_what_they_are(package: Path) -> None:
    rows = dict(figures(counted(package), counted(package)))
    assert rows["modules"].startswith("2, ")
    assert rows["imports inside functions"] == "1"
    assert rows["tests / source"] == "1.00"


def test_the_command_prints_a_package(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package), "--dense"]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0] == package.name
    assert "13 " in text


def test_nine_in_ten_do_not_exceed_the_ninth() -> None:
    assert ninth(list(range(1, 11))) == 10
    assert ninth([]) == 0
