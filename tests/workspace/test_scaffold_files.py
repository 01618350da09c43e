"""A new workspace from a tree: what is written, what is refused, and that it passes ``check``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.data_files import data_folder
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.storage import Journal
from scoring.workspace import open_workspace
from scoring.workspace.scaffold import README, Occupied, new_workspace

DAY = date(2026, 11, 22)
TREE = samples.SOUND["indicators/sample.yaml"]


def tree_at(path: Path) -> IndicatorTree:
    tree, problems = load_tree(path, path.name)
    assert [item for item in problems if item.severity == "error"] == []
    assert tree is not None
    return tree


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "下载", {"体系.yaml": TREE}) / "体系.yaml"


def create(folder: Path, source: Path, **more: str | None) -> list[str]:
    wanted: dict[str, str | None] = {"name": "示例县", **more}
    written = new_workspace(folder, tree_at(source), source, today=DAY, **wanted)  # type: ignore[arg-type]
    return [path.relative_to(folder).as_posix() for path in written]


# -- what is written


def test_the_files_of_a_workspace_and_the_tree_that_it_needs(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "新县"
    assert create(home, source) == [
        "workspace.yaml",
        "evidence/register.yaml",
        "rounds/2026-self.yaml",
        README,
        "indicators/sample.yaml",
    ]
    assert (home / "evidence/files").is_dir()
    assert (home / "indicators/sample.yaml").read_text("utf-8") == TREE
    (entry,) = Journal(home / "journal.jsonl").entries()
    assert (entry["do"], entry["on"]) == ("init", "2026-11-22")


def test_it_passes_check_and_nothing_is_assessed_yet(tmp_path: Path, source: Path) -> None:
    create(tmp_path / "新县", source)
    workspace = open_workspace(tmp_path / "新县").whole()
    assert workspace.problems == ()
    root = workspace.assess().root
    assert (root.full, root.claimed, root.losses.unassessed) == (10, 0, 10)
    window = workspace.current.head.window
    assert window is not None
    assert (window.start, window.end) == (date(2025, 1, 1), DAY)


def test_a_tree_that_ships_is_found_by_its_id_and_not_copied(tmp_path: Path) -> None:
    """A copy would stay behind when the program is renewed."""
    home = tmp_path / "新县"
    assert "indicators/national-2021.yaml" not in create(
        home, data_folder("indicators") / "national-2021.yaml"
    )
    workspace = open_workspace(home).whole()
    assert workspace.tree.id == "national-2021"
    assert [item.rule for item in workspace.problems if item.severity == "error"] == []


def test_units_of_the_tree_stand_there_once_in_its_order(tmp_path: Path, source: Path) -> None:
    text = TREE.replace(
        "    name: 网上办理\n",
        "    name: 网上办理\n    lead: [县行政审批局]\n    support: [县司法局, 各乡镇]\n",
    )
    samples.write(source.parent, {source.name: text})
    create(tmp_path / "新县", source)
    workspace = open_workspace(tmp_path / "新县").whole()
    assert workspace.units.names == ("县司法局", "县行政审批局", "各乡镇")
    made = (tmp_path / "新县/workspace.yaml").read_text("utf-8")
    assert made.endswith("units:\n  县司法局: {}\n  县行政审批局: {}\n  各乡镇: {}\n")


def test_without_a_name_the_folder_gives_it_and_the_file_says_so(
    tmp_path: Path, source: Path
) -> None:
    home = tmp_path / "示例县创建"
    create(home, source, name=None)
    text = (home / "workspace.yaml").read_text("utf-8")
    assert "# name 取自文件夹的名称" in text
    head = open_workspace(home).whole().head
    assert (head.name, head.report.title) == (
        "示例县创建",
        "示例县创建法治政府建设示范创建自评报告",
    )
    create(tmp_path / "另一个", source)
    assert "取自文件夹" not in (tmp_path / "另一个/workspace.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["1.10", "yes", "# 县", "a: b", "县 {甲}", '"引"', "null", "县\u3000一"]
)
def test_any_name_reads_back_as_it_was_given(tmp_path: Path, source: Path, name: str) -> None:
    create(tmp_path / "新县", source, name=name)
    opening = open_workspace(tmp_path / "新县")
    assert opening.problems == ()
    assert opening.whole().head.name == name


def test_levels_and_classes_are_written_with_what_else_could_be_chosen(
    tmp_path: Path, source: Path
) -> None:
    text = TREE.replace("bonus:", "classes: {级别: [市, 县], 地区: [山区, 平原]}\nbonus:").replace(
        "  rule: {type: judged}", "  rule: {type: judged}\n  applies_to: {地区: [山区]}"
    )
    samples.write(source.parent, {source.name: text})
    create(tmp_path / "新县", source)
    made = (tmp_path / "新县/workspace.yaml").read_text("utf-8")
    assert "level: 县                # 可选：市、县\n" in made
    assert "可选：地区（山区、平原）\n# classes: {…}\n" in made
    create(tmp_path / "无级别", source, level=None)
    assert "level:" not in (tmp_path / "无级别/workspace.yaml").read_text("utf-8")


# -- what is refused


@pytest.mark.parametrize("name", ["说明.txt", "files/a.pdf", ".git/config", "workspace.yaml"])
def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, source: Path, name: str
) -> None:
    home = samples.write(tmp_path / "有物", {name: "x"})
    with pytest.raises(Occupied):
        create(home, source)
    assert [path for path in home.rglob("*") if path.is_file()] == [home / name]


def test_a_file_in_its_place_is_left_alone(tmp_path: Path, source: Path) -> None:
    (tmp_path / "文件").write_text("x", "utf-8")
    with pytest.raises(Occupied):
        create(tmp_path / "文件", source)


def test_a_second_one_in_the_same_folder_is_refused(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "新县"
    create(home, source)
    before = {path: path.read_bytes() for path in home.rglob("*.yaml")}
    with pytest.raises(Occupied):
        create(home, source, name="别的县")
    assert {path: path.read_bytes() for path in home.rglob("*.yaml")} == before


def test_empty_folders_and_what_a_killed_beginning_left_are_nothing(
    tmp_path: Path, source: Path
) -> None:
    """Its own notes below ``.shifan`` and a journal out of which its line was taken."""
    home = tmp_path / "新县"
    (home / "evidence/files").mkdir(parents=True)
    (home / ".shifan").mkdir()
    (home / "journal.jsonl").touch()
    create(home, source)
    assert open_workspace(home).whole().head.name == "示例县"
