"""Pictures that no decoder opens: rare, cut short, or broken — told from their own tables."""

from __future__ import annotations

import struct

import pytest

from scoring.reading.odd_pictures import second_look


def bmp(width=8, height=8, depth=16, packing=3, planes=1, head=56, size=None) -> bytes:
    offset = 14 + head
    row = (abs(width) * depth + 31) // 32 * 4
    data = struct.pack("<2sIHHI", b"BM", 0, 0, 0, offset)
    data += struct.pack("<IiiHHI", head, width, height, planes, depth, packing)
    data = data.ljust(offset, b"\0") + b"\1" * (row * abs(height))
    return data if size is None else data[:size]


def tiff(*entries: tuple[int, int, int, int], body: bytes = b"\1" * 64) -> bytes:
    """A directory of (tag, kind, count, value) behind the picture itself."""
    start = 8 + len(body)
    table = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        table += struct.pack("<HHII", tag, kind, count, value)
    return struct.pack("<2sHI", b"II", 42, start) + body + table + b"\0\0\0\0"


def state(tmp_path, data: bytes) -> str:
    path = tmp_path / "照片"
    path.write_bytes(data)
    return second_look(path).state


SIDES = ((256, 4, 1, 8), (257, 4, 1, 8))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bmp(), "unsupported"),
        (bmp(height=-8), "unsupported"),
        (bmp(size=100), "truncated"),
        (bmp(depth=5), "broken"),
        (bmp(planes=2), "broken"),
        (bmp(width=0), "broken"),
        (bmp(width=100_000), "broken"),
        (bmp(head=56, size=60), "broken"),
        (b"BM", "broken"),
    ],
)
def test_a_bitmap(tmp_path, data, expected):
    assert state(tmp_path, data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (tiff(*SIDES, (273, 4, 1, 8), (279, 4, 1, 64)), "unsupported"),
        (tiff(*SIDES, (324, 4, 1, 8), (325, 4, 1, 64)), "unsupported"),
        (tiff(*SIDES, (273, 4, 1, 8), (279, 4, 1, 64_000)), "broken"),
        (tiff(*SIDES, (273, 4, 1, 900_000), (279, 4, 1, 4)), "broken"),
        (tiff(*SIDES, (273, 4, 1, 8), (279, 4, 1, 0)), "broken"),
        (tiff(*SIDES), "broken"),
        (tiff((256, 4, 1, 0), (257, 4, 1, 8), (273, 4, 1, 8), (279, 4, 1, 64)), "broken"),
        (b"II*\0", "broken"),
        (b"II*\0\xff\xff\xff\xff", "broken"),
    ],
)
def test_a_tiff(tmp_path, data, expected):
    assert state(tmp_path, data) == expected


def test_what_is_neither_is_broken(tmp_path):
    assert state(tmp_path, b"\x89PNG\r\n\x1a\n") == "broken"


def test_a_rare_picture_comes_with_advice(tmp_path):
    path = tmp_path / "照片.bmp"
    path.write_bytes(bmp())
    assert "另存" in second_look(path).reason
