"""Opening holds the search for garbage back; only a process of ours sets its first workspace aside."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring import collection
from scoring.workspace import open_workspace


@pytest.fixture(autouse=True)
def as_it_was() -> object:
    threshold = gc.get_threshold()
    yield
    collection._to_set_aside.clear()
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_a_program_that_uses_the_library_keeps_its_own_objects(tmp_path: Path) -> None:
    """Whatever somebody else's program holds when it opens a workspace stays where it was."""
    gc.unfreeze()
    assert open_workspace(write(tmp_path, SOUND)).workspace is not None
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_a_process_of_ours_sets_its_first_workspace_aside_and_no_other(tmp_path: Path) -> None:
    collection.own_process()
    folder = write(tmp_path, SOUND)
    open_workspace(folder)
    first = gc.get_freeze_count()
    assert first > 0
    open_workspace(folder)
    assert gc.get_freeze_count() <= first
    assert gc.isenabled()


def test_who_has_switched_the_search_off_finds_it_off(tmp_path: Path) -> None:
    gc.disable()
    try:
        open_workspace(write(tmp_path, SOUND))
        assert not gc.isenabled()
    finally:
        gc.enable()
