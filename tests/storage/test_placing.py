"""A name of a workspace lies inside it: what leads out is refused, and the refusal says which link
or name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scoring.storage import PlaceError, place, spare_place


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace beside a folder that is none of its business."""
    home = tmp_path / "工作区"
    (home / "evidence" / "files").mkdir(parents=True)
    (home / "workspace.yaml").write_text("name: 示例县\n", "utf-8")
    (tmp_path / "外面" / "照片").mkdir(parents=True)
    (tmp_path / "外面" / "重要.txt").write_text("重要", "utf-8")
    return home


@pytest.mark.parametrize(
    "name",
    [
        "workspace.yaml",
        "rounds/2026-self.yaml",
        ".shifan/hashes.json",
        "evidence/files/甲 乙/一次办清单.pdf",
    ],
)
def test_a_name_inside_lies_where_it_says_and_nothing_is_created(
    workspace: Path, name: str
) -> None:
    assert place(workspace, name) == workspace / name
    assert not (workspace / "rounds").exists()


@pytest.mark.parametrize(
    "name", ["../外面/重要.txt", "rounds/../../外面/x", "/etc/passwd", "..", "//host/share/x"]
)
def test_a_name_that_points_outside_is_refused(workspace: Path, name: str) -> None:
    with pytest.raises(PlaceError, match="工作区外面"):
        place(workspace, name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "a//b", "a/./b", "a\0b", "a\\b", "c:x", "rounds/a.", "rounds/a ", "nul", "reports/COM1.pdf", "a\nb",
     "\ud800", "a\u2028b", "a*", "x?y"],
)  # fmt: skip
def test_a_name_that_means_nothing_or_something_else_on_another_system_is_refused(
    workspace: Path, name: str
) -> None:
    with pytest.raises(PlaceError, match="不能用作"):
        place(workspace, name)


def test_a_name_in_a_message_steers_no_terminal(workspace: Path) -> None:
    with pytest.raises(PlaceError) as refusal:
        place(workspace, "../\x1b[31m" + "长" * 500)
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("link", [".shifan", "reports", "rounds", "evidence/files/x"])
def test_a_folder_that_is_a_link_out_of_the_workspace_is_refused_by_name(
    workspace: Path, link: str
) -> None:
    (workspace / link).symlink_to(workspace.parent / "外面")
    with pytest.raises(PlaceError, match=f"“{link}”是一个链接.*外面") as refusal:
        place(workspace, f"{link}/a/b.pdf")
    assert refusal.value.link == link


@pytest.mark.parametrize("target", ["../外面/重要.txt", "../外面/还没有.txt"])
def test_a_file_that_is_a_link_out_is_refused_whether_its_target_is_there_or_not(
    workspace: Path, target: str
) -> None:
    (workspace / "journal.jsonl").symlink_to(target)
    with pytest.raises(PlaceError, match=r"“journal.jsonl”是一个链接"):
        place(workspace, "journal.jsonl")


def test_a_link_that_ends_outside_by_way_of_another_link_is_refused(workspace: Path) -> None:
    (workspace / "b").symlink_to("../外面")
    (workspace / "reports").symlink_to("b")
    with pytest.raises(PlaceError, match="“reports”是一个链接"):
        place(workspace, "reports/a.pdf")


def test_a_link_that_stays_inside_is_followed(workspace: Path) -> None:
    (workspace / "evidence" / "档案").symlink_to("files")
    (workspace / "evidence" / "files" / "a.txt").write_text("甲", "utf-8")
    assert place(workspace, "evidence/档案/a.txt").read_text("utf-8") == "甲"


def test_a_link_to_itself_is_refused(workspace: Path) -> None:
    (workspace / "reports").symlink_to("reports")
    with pytest.raises(PlaceError, match="打不开的链接"):
        place(workspace, "reports/a.pdf")


def test_a_workspace_that_is_itself_reached_by_a_link_is_sound(workspace: Path) -> None:
    (workspace.parent / "快捷").symlink_to(workspace)
    reached = workspace.parent / "快捷"
    assert place(reached, "evidence/register.yaml") == reached / "evidence" / "register.yaml"


def test_what_stands_in_place_of_a_file_or_a_folder_is_refused(workspace: Path) -> None:
    os.mkfifo(workspace / "journal.jsonl")
    with pytest.raises(PlaceError, match="普通文件"):
        place(workspace, "journal.jsonl")
    with pytest.raises(PlaceError, match="文件夹"):
        place(workspace, "workspace.yaml/a")
    with pytest.raises(PlaceError, match="文件夹"):
        place(workspace, "workspace.yaml", folder=True)
    with pytest.raises(PlaceError, match="普通文件"):
        place(workspace, "evidence")


def test_a_cache_does_without_a_place_that_is_refused(workspace: Path) -> None:
    (workspace / ".shifan").symlink_to("../外面")
    assert spare_place(workspace, ".shifan/hashes.json") is None
    assert spare_place(workspace, "reports", folder=True) == workspace / "reports"


def test_what_is_refused_is_something_that_cannot_be_read(workspace: Path) -> None:
    with pytest.raises(PlaceError) as refusal:
        place(workspace, "../a")
    assert refusal.value.kind == "unreadable", "the command ends with 3"
    assert refusal.value.name == "../a"
    assert refusal.value.link is None


def test_a_link_to_what_is_not_there_yet_inside_may_be_written_through(workspace: Path) -> None:
    (workspace / "rounds").symlink_to("evidence/轮次")
    assert place(workspace, "rounds/a.yaml") == workspace / "rounds" / "a.yaml"
    (workspace / "a.txt").symlink_to("evidence/b.txt")
    assert place(workspace, "a.txt") == workspace / "a.txt"


def test_a_long_name_is_cut_short_in_a_message(workspace: Path) -> None:
    for length, shown in ((117, "长" * 117), (118, f"{'长' * 114}…")):
        with pytest.raises(PlaceError) as refusal:
            place(workspace, f"../{'长' * length}")
        assert f"“../{shown}”" in str(refusal.value)
