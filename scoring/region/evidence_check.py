"""What comes when evidence is asked for, held against the digests that were handed in with the
package.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.problems import CannotError
from scoring.region.results import Results
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows

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
    safe = code.replace("'", "''")
    columns = ("id", "title", "sha256", "state")
    rows = read_rows(round_folder(results.region), "evidence", columns, f"county = '{safe}'")
    by_digest: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, digest in _digests(source):
        by_digest.setdefault(digest, name)
        names[name.rsplit("/", 1)[-1]] = name
    found = []
    for ident, title, digest, state in rows:
        if (ids is not None and ident not in ids) or not digest or state == "link":
            continue
        if digest in by_digest:
            found.append(Piece(ident, title, digest, "相符", by_digest[digest]))
            continue
        named = next(
            (path for base, path in names.items() if base.split(" ")[0].split(".")[0] == ident), ""
        )
        found.append(Piece(ident, title, digest, "不符" if named else "缺失", named))
    return found


def _digests(source: Path) -> Iterator[tuple[str, str]]:
    """The name and digest of every file in a folder or a zip; nothing is unpacked, no link is
    followed.
    """
    if source.is_dir():
        for here, _, files in os.walk(source):
            for name in sorted(files):
                path = Path(here) / name
                if stat.S_ISREG(path.lstat().st_mode):
                    with path.open("rb") as stream:
                        yield (
                            path.relative_to(source).as_posix(),
                            hashlib.file_digest(stream, "sha256").hexdigest(),
                        )
        return
    try:
        with zipfile.ZipFile(source) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_FILES:
                raise CannotError(f"{source.name} 里的文件太多", unreadable=True)
            for info in infos:
                yield info.filename, _digest(archive, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise CannotError(
            f"{source.name} 不是完整的 zip 文件，或加了密码", unreadable=True
        ) from None


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    found, size = hashlib.sha256(), 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise CannotError(f"“{info.filename[:80]}”太大", unreadable=True)
            found.update(chunk)
    return found.hexdigest()
