"""A file that came in, read by a child: what it says of itself, and the part of it that is scored.

Nothing is decided here: the verdict is found by whoever knows the roster and the chain
(:mod:`scoring.region.receiving`).
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.submission import RefusedError, read_package
from scoring.submission.contents import MOST_PACKED

LARGEST = 32 * 1024**3


@dataclass(frozen=True, slots=True)
class Examined:
    """What a child found in a file: who hands in what, the digest of the file, and the slim package
    to be scored.
    """

    name: str
    code: str | None
    round: str
    day: date
    fingerprint: str
    sha256: str
    package: bytes


def examine(path: str) -> Examined:
    """Reads a file that came in, whole. Raises :class:`RefusedError`. Runs in a child."""
    file = Path(path)
    try:
        # lstat: a link may lead to any file of this machine, which the county would learn about.
        info = file.lstat()
        if not stat.S_ISREG(info.st_mode):
            raise RefusedError("不是普通文件（链接、文件夹或设备）", "请把报送包本身放进来。")
        if info.st_size > LARGEST:
            raise RefusedError("文件太大，不像是报送包")
        package = read_package(file)
        slim = file.read_bytes() if info.st_size <= MOST_PACKED else slimmed(file)
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RefusedError(f"文件读不出来（{error.strerror or '读取失败'}）") from None
    statement = package.statement
    return Examined(
        statement.name,
        statement.code,
        statement.round,
        statement.day,
        package.fingerprint,
        digest,
        slim,
    )


def slimmed(file: Path) -> bytes:
    """A package without the evidence files that it brings: what it takes to score it. Its manifests
    stay.
    """
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(file) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            path = info.filename.partition("/")[2]
            if not info.is_dir() and not path.startswith("data/evidence/"):
                target.writestr(info.filename, source.read(info))
    if stream.tell() > MOST_PACKED:
        raise RefusedError("报送包除佐证文件以外的部分太大")
    return stream.getvalue()
