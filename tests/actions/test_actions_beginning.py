"""How a workspace is begun and how its rounds are named, without a command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.actions.beginning import begin_workspace
from scoring.actions.new_rounds import round_name
from scoring.problems import ScoringError
from scoring.workspace import open_workspace
from scoring.workspace.changes import RefusedError

DAY = date(2026, 11, 22)


def test_a_workspace_is_begun_from_a_tree_of_ones_own(tmp_path: Path) -> None:
    tree = samples.write(tmp_path / "体系", samples.SOUND) / "indicators" / "sample.yaml"
    home = tmp_path / "新县"
    written = begin_workspace(home, str(tree), today=DAY, name="新县")
    assert home / "workspace.yaml" in written
    opening = open_workspace(home)
    assert [problem.rule for problem in opening.problems if problem.severity == "error"] == []
    assert opening.workspace is not None
    assert (opening.workspace.head.name, opening.workspace.tree.id) == ("新县", "sample")
    assert opening.workspace.score().root.applicable == 10


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    home = samples.write(tmp_path / "县", samples.SOUND)
    before = (home / "workspace.yaml").read_bytes()
    with pytest.raises(RefusedError, match="已有内容"):
        begin_workspace(home, str(home / "indicators" / "sample.yaml"), today=DAY)
    assert (home / "workspace.yaml").read_bytes() == before


def test_an_unknown_tree_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="national-2021"):
        begin_workspace(tmp_path / "县", "nationl-2021", today=DAY)
    assert not (tmp_path / "县").exists()


def test_a_faulty_tree_begins_nothing_and_says_every_fault(tmp_path: Path) -> None:
    """The code of an indicator stands twice, and a rule is none."""
    text = samples.SOUND["indicators/sample.yaml"]
    tree = tmp_path / "坏.yaml"
    tree.write_text(text.replace('"1.2"', '"1.1"').replace("type: met", "type: metre"), "utf-8")
    with pytest.raises(ScoringError) as caught:
        begin_workspace(tmp_path / "县", str(tree), today=DAY)
    assert len(caught.value.problems) >= 2
    assert not (tmp_path / "县").exists()


@pytest.mark.parametrize("text", ["2026-self", "2026年自评"])
def test_a_round_may_be_called(text: str) -> None:
    assert round_name(text) == text


@pytest.mark.parametrize("text", ["", "../2026", "a/b", "  ", "con:"])
def test_a_round_may_not_be_called_what_is_no_file_name(text: str) -> None:
    with pytest.raises(RefusedError, match="不能用"):
        round_name(text)
