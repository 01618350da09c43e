"""A member of an archive that is odd or damaged costs itself: the good ones come in."""

from __future__ import annotations

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from helpers_outputs import call

TODAY = "2026-11-20"
Member = tuple[bytes, bytes, int, int, int]
"""Name, content, method, flags in the list of contents, flags in front of the member."""


def archive(*members: Member) -> bytes:
    """A zip byte by byte, so that it may say what no library would write."""
    body, contents = BytesIO(), BytesIO()
    for name, data, method, flags, local in members:
        at, digest = body.tell(), zlib.crc32(data)
        head = (method, 0, 0x5A21, digest, len(data), len(data), len(name), 0)
        body.write(struct.pack("<4s5H3I2H", b"PK\3\4", 20, local, *head) + name + data)
        entry = (
            20,
            3,
            20,
            0,
            flags,
            method,
            0,
            0x5A21,
            digest,
            len(data),
            len(data),
            len(name),
            0,
            0,
            0,
            0,
        )
        contents.write(struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", *entry, 0o100644 << 16, at) + name)
    end = (0, 0, len(members), len(members), contents.tell(), body.tell(), 0)
    return body.getvalue() + contents.getvalue() + struct.pack("<4s4H2IH", b"PK\5\6", *end)


GOOD: Member = ("好的.txt".encode(), "关于开展检查的通知".encode(), 0, 0x800, 0x800)
INNER = archive((b"a.txt", b"x", 0, 0, 0))
ODD: dict[str, Member] = {
    "without a name": (b"", b"x", 0, 0, 0),
    "an archive called ..zip": (b"..zip", INNER, 0, 0, 0),
    "an archive called . .zip": (b". .zip", INNER, 0, 0, 0),
    "broken LZMA": (b"a.txt", b"\x09\x04\x05\x00\xff\xff\xff\xff\xffgarbage", 14, 0, 0),
    "broken deflate": (b"a.txt", b"\xff" * 40, 8, 0, 0),
    "broken bzip2": (b"a.txt", b"BZh9" + b"\xff" * 40, 12, 0, 0),
    "an unknown method": (b"a.txt", b"x", 99, 0, 0),
    "a name that is not what it says": ("通知.txt".encode("gb18030"), b"x", 0, 0, 0x800),
    "a line separator": ("\u2028.txt".encode(), b"x", 0, 0x800, 0x800),
    "an escape sequence": (b"\x1b[31m.txt", b"x", 0, 0, 0),
    "outside": (b"../../x.txt", b"x", 0, 0, 0),
    "only dots": (b"...", b"x", 0, 0, 0),
}


def scanned(workspace: Path, brought: Path) -> str:
    code, out, err = call(
        "-w", str(workspace), "evidence", "scan", str(brought), "--ocr", "off", "--today", TODAY
    )
    assert code in (0, 1), err
    code, told, _ = call("-w", str(workspace), "check")
    assert code == 0, told
    assert "\x1b" not in out + err
    return (workspace / "evidence/register.yaml").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_an_odd_member_costs_itself(stranger: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "包.zip").write_bytes(archive(ODD[name], GOOD))
    assert "好的.txt" in scanned(stranger, tmp_path / "包.zip")
    assert not (tmp_path / "x.txt").exists()


@pytest.mark.parametrize("name", ["\u2028", "\u2029甲", "甲\u202e乙", "\x85"])
def test_a_file_with_a_name_that_breaks_lines_gets_another(
    stranger: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "材料").mkdir()
    (tmp_path / "材料" / name).write_text("x", "utf-8")
    assert "E0003" in scanned(stranger, tmp_path / "材料")


@pytest.mark.parametrize("seconds", [2**34, 2**31, 0, -(2**31)])
def test_a_file_of_any_year_comes_in(stranger: Path, tmp_path: Path, seconds: int) -> None:
    (tmp_path / "材料").mkdir()
    path = tmp_path / "材料" / "a.txt"
    path.write_text("x", "utf-8")
    os.utime(path, (seconds, seconds))
    assert "E0003" in scanned(stranger, tmp_path / "材料")
    scanned(stranger, tmp_path / "材料")
