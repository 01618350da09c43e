"""Where a workbench keeps its state, and how addresses are listed: nothing of it in the workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scoring.workbench.routing import Spot, get, post, put
from scoring.workbench.state import state_folder
from scoring.workbench.web import Answer, Call


@pytest.mark.skipif(sys.platform == "win32", reason="the folders of POSIX")
def test_the_state_lies_outside_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = state_folder(tmp_path / "示例县")
    assert folder.parent == tmp_path / "state" / "shifan"
    assert folder.name.startswith("示例县-")
    assert not folder.exists(), "asking makes nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="the folders of POSIX")
def test_without_a_word_of_the_system_it_lies_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder(tmp_path / "a").parent == tmp_path / ".local" / "state" / "shifan"


def test_two_workspaces_of_one_name_have_states_of_their_own(tmp_path: Path) -> None:
    one, other = state_folder(tmp_path / "甲" / "县"), state_folder(tmp_path / "乙" / "县")
    assert one != other
    assert one.name[:2] == other.name[:2] == "县-"


def test_one_workspace_by_another_way_has_the_same_state(tmp_path: Path) -> None:
    home = tmp_path / "县"
    home.mkdir()
    (tmp_path / "link").symlink_to(home, target_is_directory=True)
    assert state_folder(tmp_path / "link") == state_folder(home)
    assert state_folder(tmp_path / "县" / ".." / "县") == state_folder(home)


def page(call: Call) -> Answer:
    raise NotImplementedError


def test_an_address_is_read_done_or_written() -> None:
    assert get("/log", page) == Spot("/log", page, ("GET",))
    assert post("/login", page, open=True) == Spot("/login", page, ("POST",), open=True)
    assert put("/i/{code}", page).methods == ("PUT", "POST"), "a plain form cannot PUT"
    assert not put("/i/{code}", page).open
