"""The workspaces that the promises are measured with are sound, and the measuring runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.house import counted, decisions, figures
from benchmarks.make_workspace import Sizes, make_workspace
from benchmarks.measure import Cost
from benchmarks.run import Line, main
from scoring.workspace import open_workspace


def test_the_workspace_has_the_stated_sizes_and_no_problem(tmp_path: Path) -> None:
    make_workspace(tmp_path / "w", Sizes(nodes=60, records=110, items=7))
    opened = open_workspace(tmp_path / "w").whole()
    assert [str(item) for item in opened.problems] == []
    assert len(list(opened.tree.walk())) == 60
    assert {node.level for node in opened.tree.walk()} == {1, 2, 3}
    assert (len(opened.records), len(opened.ledger)) == (110, 7)
    assert all(fact.state == "ok" for fact in opened.files.values())
    assessment = opened.assess()
    assert 0 < assessment.root.current < assessment.root.full


def test_the_same_sizes_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_workspace(tmp_path / name, Sizes(nodes=30, records=10, items=2))
    files = [
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("a", "b")
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 15


def test_too_few_nodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        make_workspace(tmp_path / "w", Sizes(nodes=2))


@pytest.mark.slow
def test_a_small_run_prints_a_line_for_each_work(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--nodes", "30", "--records", "20", "--items", "2", "--times", "1", "--no-pdf"])
    table = capsys.readouterr().out
    for work in (
        "shifan --help",
        "shifan check, 30 nodes, 20 records",
        "shifan score, 30 nodes, 20 records",
    ):
        assert f"| {work} |" in table


def test_a_promise_is_broken_by_time_by_memory_and_by_ratio() -> None:
    cost = Cost(wall=1.0, cpu=1.0, memory=100)
    floor = Cost(wall=0.5, cpu=0.5, memory=20)
    assert Line("work", cost, floor).kept is None
    assert Line("work", cost, floor, seconds=2, megabytes=200, ratio=3).kept is True
    assert Line("work", cost, floor, seconds=1).kept is False
    assert Line("work", cost, floor, megabytes=100).kept is False
    assert Line("work", cost, floor, ratio=2).kept is False


def test_the_figures_of_the_house(tmp_path: Path) -> None:
    """A module of two functions.

    # a reason
    def first(a, b):
        import os
        return [x for x in a if x] if a and b else os.name
    """
    (tmp_path / "one.py").write_text(
        '"""What it holds."""\n# a reason\ndef first(a, b):\n    import os\n'
        "    return [x for x in a if x] if a and b else os.name\n\n\ndef second():\n    return 1\n",
        "utf-8",
    )
    house = counted(tmp_path)
    assert (house.modules, house.functions, house.hidden_imports, house.comments) == (
        [9],
        [3, 2],
        1,
        1,
    )
    assert house.lines == 5, "neither the docstring nor the comment is code"
    assert house.decisions == [1 + 1 + 1 + 2, 1], "the choice, the and, the loop with its filter"
    assert house.inside == 3
    assert decisions(compile("1", "x", "exec", flags=1024)) == 1
    assert dict(figures(house, house))["tests / source"] == "1.00"
