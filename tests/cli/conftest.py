"""Shared by the tests of the commands: workspaces of their own to work in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES


@pytest.fixture
def one_level(tmp_path: Path) -> Path:
    """A copy of the one-level workspace."""
    return Path(shutil.copytree(EXAMPLES / "one-level", tmp_path / "one-level"))


@pytest.fixture
def two_level(tmp_path: Path) -> Path:
    """A copy of the two-level workspace, which has an inspection."""
    return Path(shutil.copytree(EXAMPLES / "two-level", tmp_path / "two-level"))


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """The small sound workspace."""
    return samples.write(tmp_path / "sound", samples.SOUND)
