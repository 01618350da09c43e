"""Compares a package with its manifests, and an evidence folder with its register, file by file.

A package comes from strangers. Nothing in it is unpacked, no link is followed, no name of a
manifest is opened that is not a regular file below the package's own folder, and everything is read
in small pieces.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import stat
import unicodedata
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scoring.evidence.files import inside
from scoring.evidence.model import Evidence
from scoring.evidence.package.bag import CHUNK, DECLARATION, MANIFEST, TAG_MANIFEST
from scoring.evidence.package.plan import PAYLOAD
from scoring.problems import ScoringError
from scoring.reading.archives import is_clutter
from scoring.zip_faults import ZIP_FAULTS, is_zip_fault

REGISTER = "register.yaml"
MOST_MANIFEST = 64 * 1024 * 1024
HUGE, STRETCH = 1024**3, 200
"""An entry of a zip that would grow to more than ``HUGE`` bytes by more than ``STRETCH`` times is a
bomb."""
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
_ESCAPES = {"%0A": "\n", "%0a": "\n", "%0D": "\r", "%0d": "\r", "%25": "%"}

Progress = Callable[[str], None]


class NotAPackageError(ScoringError):
    """What was given is no package, or one whose manifests cannot be trusted. The text is a Chinese
    sentence.
    """

    usual = "unreadable"


@dataclass(frozen=True, slots=True)
class Differences:
    """Paths that the manifest or register names and that are not there; that nobody names; whose
    content is another.

    ``checked`` files were compared. ``fingerprint`` is the digest of the tag manifest, "" for a
    folder of evidence; ``unproved`` counts records without a registered digest.
    """

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    changed: tuple[str, ...]
    checked: int
    fingerprint: str = ""
    unproved: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)


def verify_package(path: Path, on_file: Progress | None = None) -> Differences:
    """What differs in the package at ``path``, a folder or a zip. Raises :class:`NotAPackageError`
    or ``OSError``.
    """
    if path.is_dir():
        return _compare(_FolderPlace(_bag_folder(path)), on_file)
    try:
        with zipfile.ZipFile(path) as archive:
            return _compare(_ZipPlace(archive), on_file)
    except ZIP_FAULTS as error:
        raise NotAPackageError(f"{path.name} 不是完整的 zip 文件，可能没有拷完或已损坏") from error
    except OSError as error:
        if not is_zip_fault(error):
            raise
        raise NotAPackageError(f"{path.name} 不是完整的 zip 文件，可能没有拷完或已损坏") from error


class _Place(ABC):
    """Where a package lies: its regular files by composed (NFC) path, and what else stands
    there.
    """

    files: dict[str, str]
    odd: set[str]

    @abstractmethod
    def open(self, name: str) -> IO[bytes] | None:
        """A file for reading, or None when it cannot be read as a plain file."""

    def digest(self, name: str) -> str | None:
        """The SHA-256 of a file; None where it cannot be read to its end."""
        found = hashlib.sha256()
        try:
            stream = self.open(name)
            if stream is None:
                return None
            with stream:
                while chunk := stream.read(CHUNK):
                    found.update(chunk)
        except (OSError, *ZIP_FAULTS):
            return None
        return found.hexdigest()

    def text(self, name: str) -> str | None:
        """The text of a tag file, None where there is none. Raises :class:`NotAPackageError` for
        other encodings.
        """
        stream = self.open(self.files[name]) if name in self.files else None
        if stream is None:
            return None
        with stream:
            raw = stream.read(MOST_MANIFEST + 1)
        if len(raw) > MOST_MANIFEST:
            raise NotAPackageError(f"{name} 过大，不像是卷宗的清单")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NotAPackageError(f"{name} 不是 UTF-8 编码，可能被其他软件另存过") from None


class _FolderPlace(_Place):
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files, self.odd = _listed(_on_disk(folder))

    def open(self, name: str) -> IO[bytes] | None:
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_BINARY", 0)
            | getattr(os, "O_NOFOLLOW", 0)
        )
        handle = os.open(self._folder / name, flags)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        return os.fdopen(handle, "rb", buffering=0)


class _ZipPlace(_Place):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        twice: set[str] = set()
        for entry in archive.infolist():
            name = _entry_name(entry)
            if name in self._entries:
                twice.add(f"{name}（压缩包里有两份）")
            elif not entry.is_dir():
                self._entries[name] = entry
        top = _zip_top(list(self._entries))
        self._top = top
        below = [(name.removeprefix(top), True) for name in self._entries if name.startswith(top)]
        outside = {name for name in self._entries if not name.startswith(top)}
        self.files, self.odd = _listed(iter(below))
        self.odd |= outside | twice

    def open(self, name: str) -> IO[bytes] | None:
        entry = self._entries[self._top + name]
        if entry.flag_bits & 1:
            raise NotAPackageError("压缩包加了密码，请先解压再核对")
        if entry.file_size > HUGE and entry.file_size > STRETCH * max(entry.compress_size, 1):
            return None
        return self._archive.open(entry)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. Old Chinese tools write GBK and say nothing of it; the standard then
    reads cp437.
    """
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _zip_top(names: Sequence[str]) -> str:
    """The folder of the package inside the zip, with its slash; "" where it stands at the top."""
    if DECLARATION in names:
        return ""
    tops = [
        name.removesuffix(DECLARATION)
        for name in names
        if re.fullmatch(rf"[^/]+/{DECLARATION}", name)
    ]
    if len(tops) != 1:
        raise NotAPackageError("压缩包里没有卷宗（找不到 bagit.txt）")
    return tops[0]


def _bag_folder(path: Path) -> Path:
    """The package's own folder: the one given, or the only one in it (an unpacked zip inside a
    folder of its name).
    """
    if (path / DECLARATION).is_file():
        return path
    folders = [
        child
        for child in path.iterdir()
        if not child.is_symlink() and (child / DECLARATION).is_file()
    ]
    if len(folders) != 1:
        raise NotAPackageError(f"{path} 不是卷宗（找不到 bagit.txt）")
    return folders[0]


def _on_disk(folder: Path) -> Iterator[tuple[str, bool]]:
    """Everything below ``folder`` but folders: its path, and whether it is a regular file. Links
    are not followed.
    """
    for folder_path, folders, files in os.walk(folder):
        base = Path(folder_path)
        links = [name for name in folders if (base / name).is_symlink()]
        for name in (*files, *links):
            path = base / name
            regular = stat.S_ISREG(path.lstat().st_mode)
            yield path.relative_to(folder).as_posix(), regular


def _listed(found: Iterator[tuple[str, bool]]) -> tuple[dict[str, str], set[str]]:
    files: dict[str, str] = {}
    odd: set[str] = set()
    for name, regular in found:
        key = unicodedata.normalize("NFC", name)
        if not regular or (key in files and key != name):
            odd.add(name)
            continue
        if key in files:
            odd.add(files[key])
        files[key] = name
    return files, odd


def _compare(place: _Place, on_file: Progress | None) -> Differences:
    declaration = place.text(DECLARATION) or ""
    if not declaration.startswith("BagIt-Version:"):
        raise NotAPackageError("bagit.txt 不是卷宗的声明文件")
    tags, tag_faults = _manifest(place, TAG_MANIFEST)
    payload, faults = _manifest(place, MANIFEST)
    if payload is None:
        raise NotAPackageError(f"卷宗里没有清单 {MANIFEST}，无从核对")
    manifest_digests = {**payload, **(tags or {})}
    missing, changed = set(), set()
    for path, digest in manifest_digests.items():
        if path not in place.files and path not in place.odd:
            missing.add(path)
        elif not _is_same(place, path, digest):
            changed.add(path)
        if on_file:
            on_file(path)
    fingerprint = None
    if tags is None:
        missing.add(TAG_MANIFEST)
    else:
        fingerprint = place.digest(place.files[TAG_MANIFEST])
    # A manifest that was damaged on the way is a change like any other; one that was written so is
    # a trap.
    traps = [*tag_faults, *([] if MANIFEST in changed else faults)]
    if traps:
        raise NotAPackageError(traps[0])
    expected = {*manifest_digests, DECLARATION, MANIFEST, TAG_MANIFEST}
    extra = {path for path in _own_paths(place) if path not in expected}
    return Differences(
        _ordered(missing),
        _ordered(extra),
        _ordered(changed),
        len(manifest_digests),
        fingerprint or "",
    )


def _is_same(place: _Place, path: str, digest: str) -> bool:
    """Whether a file is as it was listed; what is no plain file (a link, a folder) never is."""
    name = place.files.get(path)
    return name is not None and place.digest(name) == digest


def _own_paths(place: _Place) -> Iterator[str]:
    """What lies there. What Windows and macOS lay down in every folder that is opened is nobody's
    change.
    """
    return (path for path in (*place.files, *place.odd) if not is_clutter(path))


def _manifest(place: _Place, name: str) -> tuple[dict[str, str] | None, list[str]]:
    """What a manifest says, by composed path, and its faults; None where there is no such
    manifest.
    """
    text = place.text(name)
    if text is None:
        return None, []
    digests: dict[str, str] = {}
    faults = []
    payload = name == MANIFEST
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if not line.strip():
            continue
        where = f"{name} 第 {number} 行"
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(f"{where}不是“校验值 路径”的写法")
            continue
        path = re.sub("%(?:0[AaDd]|25)", lambda hit: _ESCAPES[hit[0]], match[2]).removeprefix("./")
        path = unicodedata.normalize("NFC", path)
        digest = match[1].lower()
        if not _stays(path) or payload != path.startswith(f"{PAYLOAD}/"):
            faults.append(f"{where}的路径“{path[:60]}”不在卷宗里，这份清单不可信")
        elif digests.setdefault(path, digest) != digest:
            faults.append(f"{where}与前面对“{path[:60]}”的记载矛盾，这份清单不可信")
    return digests, faults


def _stays(path: str) -> bool:
    parts = path.split("/")
    return not (
        "\0" in path
        or "\\" in path
        or ".." in parts
        or "" in parts
        or "." in parts
        or re.match(r"~|[A-Za-z]:", path)
    )


def verify_evidence(
    folder: Path, records: Sequence[Evidence], on_file: Progress | None = None
) -> Differences:
    """The differences between the evidence folder and its register. Every file is read, no cache is
    asked.
    """
    home = Path(os.path.realpath(folder))
    place = _FolderPlace(home)
    missing, changed, registered = set(), set(), {REGISTER}
    filed = [record for record in records if record.file]
    for record in filed:
        name = record.file or ""
        # macOS writes 示例.pdf in another form of the same characters than Windows does.
        key = unicodedata.normalize("NFC", posixpath.normpath(name))
        registered.add(key)
        real = os.path.realpath(home / place.files.get(key, name))
        if not inside(name, home) or not Path(real).is_file():
            missing.add(name)
        elif not _agrees(place.digest(real), record.sha256):
            changed.add(name)
        if on_file:
            on_file(name)
    composed = ((path, unicodedata.normalize("NFC", path)) for path in _own_paths(place))
    extra = {path for path, key in composed if key not in registered}
    unproved = sum(record.sha256 is None for record in filed)
    return Differences(
        _ordered(missing), _ordered(extra), _ordered(changed), len(filed), unproved=unproved
    )


def _agrees(digest: str | None, noted: str | None) -> bool:
    """Whether a file that could be read is the one noted; one without a digest cannot differ."""
    return digest is not None and noted in (None, digest)


def _ordered(paths: set[str]) -> tuple[str, ...]:
    """Sorted, and fit to be printed: names on disk need not be valid text."""
    return tuple(
        sorted(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for path in paths)
    )
