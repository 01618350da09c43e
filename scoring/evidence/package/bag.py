"""Writes a BagIt package (RFC 8493), as a folder or as a zip: whole or not at all, the same bytes
for the same input.

Every byte passes once: what is copied is hashed on the way. The package grows beside its place
under a hidden name and is moved there when it is complete, so a killed process leaves nothing that
looks like a package.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import time
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from scoring.evidence.package.plan import CHANGED, PAYLOAD, Source
from scoring.problems import ScoringError

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
DECLARATION = "bagit.txt"
DECLARATION_TEXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
CHUNK = 128 * 1024
"""What stays in the cache of a processor between reading, hashing and writing."""
HELD = 32 * 1024 * 1024
"""Up to this size a file goes into a zip by way of memory; a larger one is read twice."""
DRAFT = ".shifan-pack-"
LOCK = "lock"
BEFORE = "before"
"""Where an old package waits, inside the draft, for the new one to take its place."""
YOUNG = 60
"""Seconds for which a draft is left alone whatever its lock says: it may just be beginning."""
_MODE = 0o644


class UnstableError(ScoringError):
    """A file was being written to while it was packed; names the file."""

    usual = "unreadable"

    def __init__(self, name: str) -> None:
        super().__init__(f"卷宗没有生成：{name} 正在被别的程序改写，请关闭后再试。")


class Bag(ABC):
    """A package that is being written. ``digests`` and ``octets`` hold what is in it so far, by
    path.
    """

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.octets: dict[str, int] = {}

    def put(self, path: str, data: bytes) -> None:
        """Adds a file that the program has made."""
        self._write(path, data)
        self._note(path, hashlib.sha256(data).hexdigest(), len(data))

    def copy(self, source: Source) -> str | None:
        """Adds a copy; returns why it was not taken, else None. A file that is no longer what was
        registered stays out.

        Raises ``OSError`` only for faults of the place that is written to, and
        :class:`UnstableError`.
        """
        try:
            stream = _opened(source.file)
        except OSError:
            if not os.path.lexists(source.file):
                return "文件缺失"
            return "文件打不开"
        with stream:
            return self._copy(source, stream)

    def finish(self, info: Mapping[str, str]) -> str:
        """Writes declaration, description and manifests; returns the fingerprint: the digest of the
        tag manifest.
        """
        payload = [path for path in self.digests if path.startswith(f"{PAYLOAD}/")]
        self.put(DECLARATION, DECLARATION_TEXT.encode())
        oxum = f"{sum(self.octets[path] for path in payload)}.{len(payload)}"
        lines = {**info, "Payload-Oxum": oxum}
        self.put(
            "bag-info.txt",
            "".join(f"{key}: {_one_line(lines[key])}\n" for key in sorted(lines)).encode(),
        )
        self.put(MANIFEST, self._manifest(payload))
        tags = self._manifest([path for path in self.digests if path not in payload])
        self.put(TAG_MANIFEST, tags)
        return hashlib.sha256(tags).hexdigest()

    def _manifest(self, paths: list[str]) -> bytes:
        return "".join(f"{self.digests[path]}  {path}\n" for path in sorted(paths)).encode()

    def _note(self, path: str, digest: str, size: int) -> None:
        self.digests[path] = digest
        self.octets[path] = size

    @abstractmethod
    def _write(self, path: str, data: bytes) -> None: ...

    @abstractmethod
    def _copy(self, source: Source, stream: BinaryIO) -> str | None: ...


class FolderBag(Bag):
    """A package as a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._made: set[Path] = set()

    def _place(self, path: str) -> Path:
        place = self._folder / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        return place

    def _write(self, path: str, data: bytes) -> None:
        self._place(path).write_bytes(data)

    def _copy(self, source: Source, stream: BinaryIO) -> str | None:
        place = self._place(source.path)
        digest, size = hashlib.sha256(), 0
        try:
            with place.open("wb", buffering=0) as target:
                for chunk in _chunks(stream):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
        except _UnreadableError:
            place.unlink()
            return "文件打不开"
        if source.sha256 not in (None, digest.hexdigest()):
            place.unlink()
            return CHANGED
        self._note(source.path, digest.hexdigest(), size)
        return None


class ZipBag(Bag):
    """A package as a zip with one folder in it. Entries are stored: evidence is compressed already,
    and stored bytes do not depend on the version of a compression library.
    """

    def __init__(self, archive: zipfile.ZipFile, top: str, day: date) -> None:
        super().__init__()
        self._archive = archive
        self._top = top
        self._day = (max(day.year, 1980), day.month, day.day, 0, 0, 0)

    def _entry(self, path: str, size: int) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self._top}/{path}", self._day)
        entry.create_system = 3
        entry.external_attr = (stat.S_IFREG | _MODE) << 16
        entry.file_size = size
        return entry

    def _write(self, path: str, data: bytes) -> None:
        self._archive.writestr(self._entry(path, len(data)), data)

    def _copy(self, source: Source, stream: BinaryIO) -> str | None:
        try:
            if os.fstat(stream.fileno()).st_size <= HELD:
                data = b"".join(bytes(chunk) for chunk in _chunks(stream))
                if source.sha256 not in (None, hashlib.sha256(data).hexdigest()):
                    return CHANGED
                self.put(source.path, data)
                return None
            first = hashlib.sha256()
            for chunk in _chunks(stream):
                first.update(chunk)
            if source.sha256 not in (None, first.hexdigest()):
                return CHANGED
        except _UnreadableError:
            return "文件打不开"
        # What stands in a zip cannot be taken back, so a large file is known to be right before it
        # is written.
        stream.seek(0)
        self._stream(source, stream, first.hexdigest())
        return None

    def _stream(self, source: Source, stream: BinaryIO, expected: str) -> None:
        digest, size = hashlib.sha256(), os.fstat(stream.fileno()).st_size
        with self._archive.open(
            self._entry(source.path, size), "w", force_zip64=size > zipfile.ZIP64_LIMIT
        ) as target:
            try:
                for chunk in _chunks(stream):
                    digest.update(chunk)
                    target.write(chunk)
            except _UnreadableError as error:
                raise UnstableError(str(source.file)) from error
        if digest.hexdigest() != expected:
            raise UnstableError(str(source.file))
        self._note(source.path, expected, size)


@contextlib.contextmanager
def new_bag(target: Path, day: date, top: str) -> Iterator[Bag]:
    """A package to be written at ``target``: a zip where the name ends in ``.zip``, else a folder.
    ``top`` is the folder inside the zip, whose bytes thus do not depend on its own name.

    What was at ``target`` is replaced when the block ends well; whether it may be is for the caller
    to ask (:func:`replaceable`). Otherwise nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=target.parent))
    # Held while this process lives: what is not held was left by one that was killed.
    lock = FileLock(draft / LOCK)
    with contextlib.suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        if target.suffix.lower() == ".zip":
            whole = draft / "package.zip"
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                yield ZipBag(archive, top, day)
            whole.replace(target)
        else:
            grown = draft / "package"
            grown.mkdir()
            yield FolderBag(grown)
            _exchange(grown, target, draft / BEFORE / target.name)
    finally:
        lock.release()
        shutil.rmtree(draft, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Takes away what packing processes that were killed have left in ``folder``. An old package
    that was to give way to one that never came goes back to its place first.
    """
    for draft in folder.glob(f"{DRAFT}*"):
        if any(path.is_symlink() for path in (draft, draft / LOCK, draft / BEFORE)) or _in_use(
            draft
        ):
            continue
        with contextlib.suppress(OSError):
            for old in (draft / BEFORE).glob("*"):
                if not os.path.lexists(folder / old.name):
                    old.rename(folder / old.name)
            shutil.rmtree(draft)


def _in_use(draft: Path) -> bool:
    """Whether the process that made a draft is still at work."""
    try:
        if time.time() - draft.stat().st_mtime < YOUNG:
            return True
        with FileLock(draft / LOCK, timeout=0):
            return False
    except (Timeout, OSError, NotImplementedError):
        return True


def _exchange(grown: Path, target: Path, before: Path) -> None:
    """Moves the new folder to its place; the old one comes back when that fails."""
    if target.exists():
        before.parent.mkdir()
        target.rename(before)
    try:
        grown.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise


def replaceable(target: Path) -> bool:
    """Whether ``target`` may give way to a new package: a package, an empty folder, or a zip; never
    a user's folder.
    """
    if target.suffix.lower() == ".zip":
        return not target.is_dir() and zipfile.is_zipfile(target)
    return target.is_dir() and ((target / DECLARATION).is_file() or not any(target.iterdir()))


class _UnreadableError(Exception):
    """The source failed while it was read; faults of the target pass as they are."""


def _chunks(stream: BinaryIO) -> Iterator[memoryview]:
    """The bytes of a file, in one buffer that is filled again and again: use each piece before
    asking for the next.
    """
    buffer = memoryview(bytearray(CHUNK))
    while True:
        try:
            size = stream.readinto(buffer)  # type: ignore[attr-defined]  # an unbuffered file has it
        except OSError as error:
            raise _UnreadableError from error
        if not size:
            return
        yield buffer[:size]


def _opened(path: Path) -> BinaryIO:
    """The file for reading. Never waits: a pipe that has taken the file's place is refused, not
    opened for ever.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(path)
    return os.fdopen(handle, "rb", buffering=0)


def _one_line(text: str) -> str:
    return " ".join(text.split())
