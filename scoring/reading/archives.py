"""ZIP archives: names in any encoding, listed and unpacked within bounds, never outside the target
folder.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from scoring.reading.model import Content, Limits, UnreadableError, broken, cut_short
from scoring.reading.sniff import sniff
from scoring.zip_faults import ZIP_FAULTS

_UTF8_FLAG, _UNICODE_PATH = 0x800, 0x7075
_DEPTH = 3
_BLOCK = 1 << 20
_NAME_BYTES = 200
# Windows counts 260 characters for a whole path; far beyond that no copy of the folder would
# succeed.
_FOLDERS, _PATH_BYTES = 30, 1_000
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f\x80-\x9f<>:"|?*\\\u200b-\u200f\u2028-\u2029\u202a-\u202e\u2066-\u2069\ufeff]'
)
_ARCHIVES = (".zip", ".rar", ".7z")
# What computers put beside the files of people.
_CLUTTER = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$|~\$[^/]*$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """One member: its name inside the archive (nested: outer.zip/inner name), where it was put, or
    why it was not.
    """

    name: str
    path: Path | None
    reason: str = ""


@dataclass(slots=True)
class _Budget:
    left_bytes: int
    left_members: int
    limits: Limits
    taken: set[str] = field(default_factory=set)


def is_clutter(name: str) -> bool:
    """Whether a path is one that Windows or macOS put there by themselves: Thumbs.db, desktop.ini,
    .DS_Store.
    """
    return _CLUTTER.search(name) is not None


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as its maker saw it: UTF-8 flag, Unicode path field, strict UTF-8, then
    GB18030.
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    if name := _unicode_path(info.extra, raw):
        return name
    readings = [
        reading
        for charset in ("utf-8", "gb18030")
        if (reading := _decoded(raw, charset)) is not None
    ]
    # Some Han in GB18030 make valid UTF-8 of two bytes each, such as 一: Greek or Cyrillic that
    # nobody has written.
    if len(readings) == 2 and not readings[0].isascii() and max(readings[0]) < "\u0800":
        return readings[1]
    if readings:
        return readings[0]
    return info.filename


def _decoded(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None


def _unicode_path(extra: bytes, raw: bytes) -> str:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        body = extra[position + 4 : position + 4 + size]
        # The field counts only while its checksum is that of the plain name (APPNOTE 4.6.9).
        if (
            kind == _UNICODE_PATH
            and len(body) > 5
            and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw)
        ):
            return body[5:].decode("utf-8", "replace")
        position += 4 + size
    return ""


def read_zip(path: Path, limits: Limits) -> Content:
    """The names inside an archive as text; raise ``UnreadableError`` for one that is locked or
    would explode.
    """
    with _open(path) as archive:
        members = [info for info in archive.infolist() if not _is_folder(info)]
        names = [member_name(info) for info in members]
        if not members:
            raise UnreadableError("empty", "压缩包里没有文件。")
        if all(info.flag_bits & 1 for info in members):
            raise UnreadableError("encrypted", "压缩包有密码；请去掉密码，或解压后报送。")
        _check_bomb(members, path.stat().st_size, limits)
    return Content(["\n".join(names)])


def extract_archive(path: Path, target: Path, *, limits: Limits | None = None) -> list[Extracted]:
    """Unpack an archive and the archives in it (three levels) below ``target``, which must exist.

    Every member is reported; one that is refused carries its reason. Links are never made, nothing
    is overwritten, and what was unpacked never exceeds ``limits.unpacked_bytes`` and
    ``limits.members``, whatever the archive declares. Raises ``UnreadableError`` where the archive
    as a whole is broken or a bomb, ``OSError`` where the disk fails.
    """
    limits = limits or Limits()
    budget = _Budget(limits.unpacked_bytes, limits.members, limits)
    return list(_extract(path, target, "", 1, budget))


def refused_members(path: Path, target: Path) -> dict[str, str]:
    """:func:`extract_archive` as a child does it: the members that were refused, each with its
    reason.
    """
    return {
        member.name: member.reason
        for member in extract_archive(path, target)
        if member.path is None
    }


def _extract(
    path: Path, target: Path, prefix: str, depth: int, budget: _Budget
) -> Iterator[Extracted]:
    with _open(path) as archive:
        members = [info for info in archive.infolist() if not _is_folder(info)]
        _check_bomb(members, path.stat().st_size, budget.limits)
        for info in members:
            name = member_name(info) or "（没有名字）"
            if is_clutter(name):
                continue
            label = prefix + name
            try:
                spot = _place(archive, info, name, target, budget)
            except UnreadableError as error:
                yield Extracted(label, None, error.reason)
                continue
            if spot.suffix.lower() in _ARCHIVES and _is_zip(spot):
                yield from _nested(spot, label, depth, budget)
            else:
                yield Extracted(label, spot)


def _is_zip(path: Path) -> bool:
    """Whether a member is an archive and no document that is built like one."""
    try:
        return sniff(path) == "zip"
    except UnreadableError:
        return path.suffix.lower() == ".zip" and zipfile.is_zipfile(path)


def _nested(spot: Path, label: str, depth: int, budget: _Budget) -> Iterator[Extracted]:
    if depth >= _DEPTH:
        yield Extracted(label, spot, f"压缩包套了 {_DEPTH} 层以上，没有继续展开。")
        return
    folder = _free(spot.with_name(spot.stem.rstrip(". ") or "zip"), budget)
    folder.mkdir()
    try:
        yield from _extract(spot, folder, f"{label}/", depth + 1, budget)
    except UnreadableError as error:
        folder.rmdir()
        yield Extracted(label, spot, error.reason)
        return
    spot.unlink()


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder. The library asks a name that may be empty for its last
    character.
    """
    return info.filename.endswith("/")


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (*ZIP_FAULTS, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise cut_short() from error


def _check_bomb(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    total = sum(info.file_size for info in members)
    if len(members) > limits.members:
        raise UnreadableError(
            "too_large",
            f"压缩包里有 {len(members)} 个文件，超过上限 {limits.members} 个，没有展开。",
        )
    if total > limits.unpacked_bytes or (
        total > _BLOCK * 20 and total > limits.ratio * max(packed, 1)
    ):
        raise UnreadableError(
            "too_large", f"压缩包展开后有 {total >> 20} MB，与它的大小不相称，没有展开。"
        )


def _place(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, target: Path, budget: _Budget
) -> Path:
    """Write one member below the target; raise ``UnreadableError`` where it must not or cannot be
    written.
    """
    relative = _relative(info, name)
    if budget.left_members <= 0:
        raise UnreadableError("too_large", "压缩包里的文件太多，没有取出。")
    folder = target
    for part in relative.parts[:-1]:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise UnreadableError("unsupported", "文件夹与已有的文件同名，没有取出。")
        folder.mkdir(exist_ok=True)
    spot = _free(folder / relative.name, budget)
    budget.left_members -= 1
    _write(archive, info, spot, budget)
    return spot


def _relative(info: zipfile.ZipInfo, name: str) -> PurePosixPath:
    """Where a member belongs below the target."""
    if info.flag_bits & 1:
        raise UnreadableError("encrypted", "这个文件有密码，没有取出。")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableError("unsupported", "这是一个链接，不是文件，没有取出。")
    relative = safe_path(name)
    if relative is None:
        raise UnreadableError("unsupported", "文件名指向压缩包之外的位置，没有取出。")
    if len(relative.parts) > _FOLDERS or len(str(relative).encode()) > _PATH_BYTES:
        raise UnreadableError("unsupported", "文件夹套得太深或路径太长，没有取出。")
    return relative


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spot: Path, budget: _Budget) -> None:
    done = False
    try:
        # Mode x: an existing file or a link of that name is an error, never a target.
        with archive.open(info) as source, spot.open("xb") as sink:
            while block := source.read(_BLOCK):
                budget.left_bytes -= len(block)
                if budget.left_bytes < 0:
                    raise UnreadableError("too_large", "压缩包展开后超过大小上限，没有取出。")
                sink.write(block)
        done = True
    except ZIP_FAULTS as error:
        raise broken("压缩包里的这个文件") from error
    except OSError as error:
        # The disk gives its faults a number; bzip2 says in this class that the data are damaged.
        if error.errno is not None:
            raise
        raise broken("压缩包里的这个文件") from error
    finally:
        if not done:
            spot.unlink(missing_ok=True)
    with contextlib.suppress(OSError, ValueError, OverflowError):
        moment = datetime.datetime(*info.date_time).timestamp()
        os.utime(spot, (moment, moment))


def safe_path(name: str) -> PurePosixPath | None:
    """A member name as a relative path that every system can hold; None where it leads out of the
    archive.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if name.startswith("/") or re.match(r"^[A-Za-z]:", name):
        return None
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if not parts or ".." in parts:
        return None
    return PurePosixPath(*(_safe_part(part) for part in parts))


def _safe_part(part: str) -> str:
    part = _FORBIDDEN.sub("_", part).rstrip(". ").lstrip(" ") or "_"
    if _RESERVED.match(part):
        part = f"_{part}"
    stem, dot, suffix = part.rpartition(".")
    if len(part.encode()) <= _NAME_BYTES:
        return part
    if not dot or len(suffix.encode()) > 20:
        stem, dot, suffix = part, "", ""
    room = _NAME_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + suffix


def _free(spot: Path, budget: _Budget) -> Path:
    """The first free name of spot, spot (2), … . Names that differ in case only count as one, as on
    Windows.
    """
    candidate, count = spot, 1
    while str(candidate).casefold() in budget.taken or os.path.lexists(candidate):
        count += 1
        candidate = spot.with_name(f"{spot.stem} ({count}){spot.suffix}")
    budget.taken.add(str(candidate).casefold())
    return candidate
