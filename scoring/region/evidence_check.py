"""What comes when evidence is asked for, held against the digests that were handed in with the
package.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.problems import CannotError
from scoring.region.results import Results
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows, sql_text
from scoring.zip_faults import ZIP_FAULTS

CHUNK = 1 << 20
LARGEST = 4 * 1024**3
MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One registered piece: ``state`` is 相符, 缺失 or 不符; ``file`` is what was found for it."""

    id: str
    title: str
    sha256: str
    state: str
    file: str = ""


def check_evidence(
    results: Results, code: str, source: Path, ids: frozenset[str] | None = None
) -> list[Piece]:
    """Every piece of a county, or those asked for, against the files of a folder or a zip.

    A file counts by its content: one with the registered digest, whatever it is called, is the
    piece. Where none has it, a file that is called after the piece is 不符: changed after it was
    handed in. Raises ``CannotError``.
    """
    # A link has no file to come, and a piece without a digest was never committed to.
    columns = ("id", "title", "sha256")
    where = f"county = {sql_text(code)} AND sha256 <> '' AND state <> 'link'"
    rows = read_rows(round_folder(results.region), "evidence", columns, where)
    by_digest: dict[str, str] = {}
    by_id: dict[str, str] = {}
    for name, digest in _digests(source):
        by_digest.setdefault(digest, name)
        by_id.setdefault(_named_id(name), name)
    pieces = []
    for ident, title, digest in rows:
        if ids is not None and ident not in ids:
            continue
        if digest in by_digest:
            pieces.append(Piece(ident, title, digest, "相符", by_digest[digest]))
        elif ident in by_id:
            pieces.append(Piece(ident, title, digest, "不符", by_id[ident]))
        else:
            pieces.append(Piece(ident, title, digest, "缺失"))
    return pieces


def _named_id(name: str) -> str:
    """The id that a file is called after: ``卷宗/E0001 一次办清单.pdf`` after E0001."""
    base = name.rsplit("/", 1)[-1]
    return base.split(" ")[0].split(".")[0]


def _digests(source: Path) -> Iterator[tuple[str, str]]:
    """The name and digest of every file in a folder or a zip; nothing is unpacked, no link is
    followed.
    """
    if source.is_dir():
        return _digests_of_folder(source)
    return _digests_of_zip(source)


def _digests_of_folder(source: Path) -> Iterator[tuple[str, str]]:
    for parent, _, files in os.walk(source):
        for name in sorted(files):
            path = Path(parent) / name
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            yield path.relative_to(source).as_posix(), digest


def _digests_of_zip(source: Path) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(source) as archive:
            # Counted before anything is read: a zip of a million empty files is small.
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_FILES:
                raise CannotError(f"{source.name} 里的文件太多", unreadable=True)
            for info in infos:
                yield info.filename, _digest(archive, info)
    except (*ZIP_FAULTS, OSError):
        raise CannotError(
            f"{source.name} 不是完整的 zip 文件，或加了密码", unreadable=True
        ) from None


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    digest, size = hashlib.sha256(), 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            # Counted while it is unpacked: the size that an archive states is the stranger's word.
            size += len(chunk)
            if size > LARGEST:
                raise CannotError(f"“{info.filename[:80]}”太大", unreadable=True)
            digest.update(chunk)
    return digest.hexdigest()
