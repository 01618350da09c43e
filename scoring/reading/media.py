"""Films and sound: nothing is decoded, but a recording whose end is missing is told from its
boxes.
"""

from __future__ import annotations

import struct
from pathlib import Path

from scoring.reading.model import Content, cut_short


def read_mp4(path: Path) -> Content:
    """Walk the top boxes of an MP4 or MOV (ISO 14496-12); raise ``UnreadableError`` where one
    reaches past the end.
    """
    size = path.stat().st_size
    position = 0
    names = set()
    with path.open("rb") as stream:
        while position + 8 <= size:
            stream.seek(position)
            length, name = struct.unpack(">I4s", stream.read(8))
            if length == 1:
                length = struct.unpack(">Q", stream.read(8).ljust(8, b"\0"))[0]
            elif length == 0:
                length = size - position
            names.add(name)
            if length < 8 or position + length > size:
                raise cut_short()
            position += length
    if b"moov" not in names:
        raise cut_short()
    return Content(source="none")


def read_riff(path: Path) -> Content:
    """Check the declared length of an AVI or WAV; raise ``UnreadableError`` where the file is
    shorter.
    """
    with path.open("rb") as stream:
        head = stream.read(12)
    if struct.unpack("<I", head[4:8])[0] + 8 > path.stat().st_size + 1:
        raise cut_short()
    return Content(source="none")
