"""The trees that ship with the tool, and how a workspace's `tree: …` is found without leaving the
workspace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.data_files import data_folder
from scoring.indicators.library import find_tree, shipped, tree_id
from scoring.indicators.loading import load_tree
from scoring.problems import exit_code

TREE = SOUND["indicators/sample.yaml"]


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_shipped_tree_is_sound_and_called_by_its_file(path: Path) -> None:
    tree, problems = load_tree(path, path.name)
    assert exit_code(problems) == 0
    assert tree is not None
    assert tree.id == path.stem == tree_id(path)
    assert find_tree(tree.id, None) == path


def test_trees_of_one_two_and_three_levels_ship() -> None:
    depths = set()
    for path in shipped():
        tree, _ = load_tree(path, path.name)
        assert tree is not None
        depths.add(len(tree.head.levels))
    assert depths == {1, 2, 3}


def test_the_house_stands_beside_the_package() -> None:
    assert data_folder("indicators") == shipped()[0].parent


def test_a_tree_of_the_workspace_goes_before_a_shipped_one(tmp_path: Path) -> None:
    own = (
        write(tmp_path, {"indicators/mine.yaml": TREE.replace("id: sample", "id: national-2021")})
        / "indicators/mine.yaml"
    )
    assert find_tree("national-2021", tmp_path) == own
    assert find_tree("mine", tmp_path) == own
    assert find_tree("mine.yaml", tmp_path) == own
    assert find_tree("indicators/mine.yaml", tmp_path) == own


def test_names_that_lead_nowhere_or_outside(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"outside.yaml": TREE, "w/indicators/x.yaml": TREE, "w/indicators/broken.yaml": "id: [\n"},
    )
    workspace = tmp_path / "w"
    (workspace / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    for wanted in (
        "../outside.yaml",
        str(tmp_path / "outside.yaml"),
        "link.yaml",
        "/etc/hostname.yaml",
        "no-such-tree",
        "../../indicators/national-2021",
        "x" * 300 + ".yaml",
        "x" * 300,
        "a\0b.yaml",
        "",
    ):
        assert find_tree(wanted, workspace) is None, wanted
    assert find_tree("sample", workspace) == workspace / "indicators/x.yaml"


def test_a_pipe_among_the_trees_does_not_block(tmp_path: Path) -> None:
    write(tmp_path, {"indicators/x.yaml": TREE})
    os.mkfifo(tmp_path / "indicators" / "a.yaml")
    assert find_tree("sample", tmp_path) == tmp_path / "indicators/x.yaml"
