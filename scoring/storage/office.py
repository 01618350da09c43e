"""Word files and workbooks without the hour at which they were written: the same content, the same
bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the archive: the earliest that the format knows."""


def without_clock(raw: bytes, stamp: datetime) -> bytes:
    """The same file with fixed times in the archive, and ``stamp`` as the day in its properties."""
    moment = stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*(<)", rb"\g<1>" + moment + rb"\g<2>", data
                )
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return made.getvalue()
