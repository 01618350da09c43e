"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import profiles  # noqa: F401  sets how property tests run, before any of them is read
import pytest
import samples
from samples import Opener, Opens

from scoring.workspace import Opening, open_workspace


@pytest.fixture
def opening(tmp_path: Path) -> Opens:
    """Writes files below ``tmp_path`` and opens them.

    Takes a mapping of file texts, or a docstring in which ``== name`` begins each file; what is
    left out of a docstring comes from the sound sample.
    """

    def make(files: Mapping[str, str | bytes] | str | None) -> Opening:
        described = isinstance(files, str)
        contents = {**samples.SOUND, **samples.texts(files)} if described else files
        return open_workspace(samples.write(tmp_path, contents or samples.SOUND))

    return make


@pytest.fixture
def opened(opening: Opens) -> Opener:
    """The workspace that files written below ``tmp_path`` make, as ``opening`` takes them.

    Where nothing can be scored it is the opening itself, which has problems, head, tree and rounds
    all the same.
    """

    def make(files: Mapping[str, str | bytes] | str | None) -> Any:
        result = opening(files)
        return result if result.workspace is None else result.workspace

    return make
