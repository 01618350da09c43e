"""A workspace from a stranger, beside a folder that is none of its business."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples

TODAY = "2026-11-20"
LEDGER = """\
- id: R0001
  problem: 清单缺少 2026 年数据
  lead: [县司法局]
  due: 2026-12-31
  events:
  - {on: 2026-11-01, do: open, by: 林知远}
"""


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """The sound workspace with one open item of the ledger, as it came out of somebody's stick."""
    home = tmp_path / "工作区"
    samples.write(home, {**samples.SOUND, "rectification.yaml": LEDGER})
    return home


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder of the user, some days old, that must be the same afterwards: names, bytes and
    times."""
    folder = tmp_path / "外面"
    (folder / "照片").mkdir(parents=True)
    (folder / "照片" / "重要.txt").write_text("重要", "utf-8")
    (folder / "mine.txt").write_text("mine\n", "utf-8")
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    before = state(folder)
    yield folder
    assert state(folder) == before


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a folder: kind and rights, time, content."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        info = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (info.st_mode, info.st_mtime_ns, content)
    return found
