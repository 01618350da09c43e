"""The package that a county hands in (报送包): what goes in, how it is written, and reading one
from a stranger.

Packing is loaded when it is first used: the children of a region only read, and each of them would
spend a third of its start on what looks into evidence files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scoring.submission.model import FileRecord, Package, RefusedError, Statement
from scoring.submission.reading import read_package

if TYPE_CHECKING:
    from scoring.submission.packing import Packed, pack

__all__ = [
    "FileRecord",
    "Package",
    "Packed",
    "RefusedError",
    "Statement",
    "pack",
    "read_package",
]


def __getattr__(name: str) -> Any:
    if name not in {"Packed", "pack"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module("scoring.submission.packing"), name)
    globals()[name] = value
    return value
