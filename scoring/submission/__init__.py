"""The package that a county hands in (报送包): what goes in, how it is written, and reading one
from a stranger.
"""

from scoring.submission.model import FileRecord, Package, RefusedError, Statement
from scoring.submission.packing import Packed, pack
from scoring.submission.reading import read_package

__all__ = [
    "FileRecord",
    "Package",
    "Packed",
    "RefusedError",
    "Statement",
    "pack",
    "read_package",
]
