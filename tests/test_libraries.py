"""Libraries that take long to load stand in one module, and each is loaded when it is asked for."""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.util import find_spec

import pytest

from scoring import libraries


def test_importing_the_module_loads_none_of_them() -> None:
    program = (
        "import sys; from scoring import libraries; "
        "print(*[name for name in libraries.PLACES.values() if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=600
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", ["etree", "olefile", "segno", "wcwidth"])
def test_a_library_is_the_module_itself(name: str) -> None:
    assert getattr(libraries, name) is importlib.import_module(libraries.PLACES[name])


@pytest.mark.parametrize("name", libraries.PLACES)
def test_every_place_can_be_found(name: str) -> None:
    assert find_spec(libraries.PLACES[name]) is not None


def test_a_name_that_is_none_of_them_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = libraries.nothing  # type: ignore[attr-defined]
