"""A second look at pictures that Pillow does not decode: are they written in a rare way, or
damaged.

Nobody is asked for another copy of a picture that other programs show. A picture whose own tables
are whole, and whose pixels lie inside the file, is rare; one whose tables contradict the file is
damaged.
"""

from __future__ import annotations

import struct
from pathlib import Path

from scoring.reading.model import UnreadableError, broken, cut_short

_RARE = UnreadableError(
    "unsupported", "图片的写法少见，读不出来，不一定是坏的；请用看图软件打开后另存为 JPG 或 PNG。"
)
_MOST, _LONGEST_SIDE = 64_000_000, 65_500
_BMP_DEPTHS = {1, 2, 4, 8, 16, 24, 32, 64}
# Codes of BITMAPINFOHEADER.compression under which rows lie uncompressed, each filled up to four
# bytes.
_BMP_PLAIN = {0, 3, 6}
_TIFF_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_WIDTH, _HEIGHT, _STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES = 256, 257, 273, 279, 324, 325
_MOST_ENTRIES, _MOST_PIECES = 4_096, 100_000


def second_look(path: Path) -> UnreadableError:
    """Why a picture that Pillow does not decode cannot be read: rare (unsupported), cut short, or
    broken.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST else b""
        if data[:2] == b"BM":
            return _bmp(data)
        if data[:2] in {b"II", b"MM"}:
            return _tiff(data)
    except (struct.error, OSError, IndexError, KeyError):
        return broken("图片")
    return broken("图片")


def _bmp(data: bytes) -> UnreadableError:
    offset, head = struct.unpack_from("<II", data, 10)
    packing = 0
    if head == 12:
        width, height, planes, depth = struct.unpack_from("<HHHH", data, 18)
    else:
        width, height, planes, depth = struct.unpack_from("<iiHH", data, 18)
        if head >= 40:
            packing = struct.unpack_from("<I", data, 30)[0]
    # A picture may stand upside down, which its height says by its sign.
    height = abs(height)
    if not 12 <= head <= 256 or not head <= offset < len(data) or planes != 1:
        return broken("图片")
    if not 0 < width <= _LONGEST_SIDE or not 0 < height <= _LONGEST_SIDE:
        return broken("图片")
    if depth not in _BMP_DEPTHS and packing not in {4, 5}:
        return broken("图片")
    row = (width * depth + 31) // 32 * 4
    if packing in _BMP_PLAIN and offset + row * height > len(data):
        return cut_short()
    return _RARE


def _tiff(data: bytes) -> UnreadableError:
    """A TIFF that no decoder knows: a rare form where its strips or tiles lie inside the file, else
    broken. The layout is that of TIFF 6.0 section 2, and of BigTIFF (43) with longer numbers.
    """
    fields = _tiff_fields(data)
    if fields is None:
        return broken("图片")
    sides = fields[_WIDTH] + fields[_HEIGHT]
    places = fields.get(_STRIPS) or fields.get(_TILES) or []
    sizes = fields.get(_STRIP_SIZES) or fields.get(_TILE_SIZES) or []
    plausible = all(0 < side <= _LONGEST_SIDE for side in sides)
    if plausible and _lie_inside(places, sizes, len(data)):
        return _RARE
    return broken("图片")


def _lie_inside(places: list[int], sizes: list[int], end: int) -> bool:
    """Whether there are pieces of a picture, and all of them lie before the end of the file."""
    if not places or len(places) != len(sizes):
        return False
    return all(size and place + size <= end for place, size in zip(places, sizes, strict=True))


def _tiff_fields(data: bytes) -> dict[int, list[int]] | None:
    """What the first directory says of sides, strips and tiles; None where it has no entries, or
    more than any picture.
    """
    order = "<" if data[:2] == b"II" else ">"
    large = struct.unpack_from(order + "H", data, 2)[0] == 43
    offset, counter, entry = ("Q", "Q", "HHQ") if large else ("I", "H", "HHI")
    # Bytes of the counter, of one entry, and from its beginning to its value.
    head, length, to_value = (8, 20, 12) if large else (2, 12, 8)
    start = struct.unpack_from(order + offset, data, 8 if large else 4)[0]
    count = struct.unpack_from(order + counter, data, start)[0]
    if not 0 < count <= _MOST_ENTRIES:
        return None
    fields: dict[int, list[int]] = {}
    for index in range(count):
        place = start + head + index * length
        tag, kind, number = struct.unpack_from(order + entry, data, place)
        if tag in {_WIDTH, _HEIGHT, _STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES}:
            fields[tag] = _values(data, order, kind, number, place + to_value, large)
    return fields


def _values(data: bytes, order: str, kind: int, number: int, place: int, large: bool) -> list[int]:
    if number > _MOST_PIECES:
        return []
    size = _TIFF_SIZES[kind]
    if size * number > (8 if large else 4):
        place = struct.unpack_from(order + ("Q" if large else "I"), data, place)[0]
    code = {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    return list(struct.unpack_from(f"{order}{number}{code}", data, place))
