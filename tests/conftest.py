"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.workspace import Workspace, open_workspace


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Writes files below ``tmp_path`` and opens the workspace that they make.

    Takes a mapping of file texts, or a docstring in which ``== name`` begins each file; what is left out of a
    docstring comes from the sound sample.
    """

    def make(files: Mapping[str, str | bytes] | str | None) -> Workspace:
        described = isinstance(files, str)
        contents = {**samples.SOUND, **samples.texts(files)} if described else files
        return open_workspace(samples.write(tmp_path, contents or samples.SOUND))

    return make
