"""What Python's ``zipfile`` raises for an archive that is torn, altered or made to harm: one list for
whoever opens one that came from outside.

The library promises ``BadZipFile`` and raises much besides: a name that is no UTF-8 is a
``UnicodeDecodeError``, an empty one an ``IndexError``, a directory that begins before the file a
``ValueError`` in memory and an ``OSError`` on the disk.
"""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
"""Beside ``OSError``, which may also be the disk's: see :func:`is_zip_fault`."""


def is_zip_fault(error: OSError) -> bool:
    """Whether it is the archive and not the disk: bzip2 has no number,
    and a place before the file is none.
    """
    return error.errno in (None, errno.EINVAL)
