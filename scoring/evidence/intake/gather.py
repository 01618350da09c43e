"""From what the user names to files below ``evidence/``: in place, or copied; folders walked, archives opened.

Nothing is skipped silently: a link, a device or a member that may not come in is reported with its reason.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.evidence.probing import extract_archive
from scoring.evidence.probing.archives import safe_path

ARCHIVES = (".zip",)
IGNORED = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "__macosx"})


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file below ``evidence/`` (``file`` relative to it), or something that was not taken and why."""

    file: str
    path: Path | None
    reason: str = ""


def gather(paths: Iterable[Path], workspace: Path, into: str) -> Iterator[Gathered]:
    """The files behind ``paths``. What lies outside ``evidence/`` is copied to ``evidence/files/<into>``.

    Without paths everything below ``evidence/files`` is taken.
    """
    home = (workspace / "evidence").resolve()
    wanted = list(paths) or [workspace / "evidence" / "files"]
    for path in wanted:
        if not path.exists() and not path.is_symlink():
            yield Gathered(str(path), None, "找不到这个文件或文件夹")
        elif path.resolve().is_relative_to(home) and not path.is_symlink():
            yield from _in_place(path.resolve(), home)
        else:
            yield from _brought(path, home, into)


def _in_place(path: Path, home: Path) -> Iterator[Gathered]:
    for found, reason in _walk(path):
        relative = found.relative_to(home).as_posix()
        if reason:
            yield Gathered(relative, None, reason)
        elif found.suffix.lower() in ARCHIVES and not _unpacked_beside(found):
            yield from _unpack(found, found.parent, found.stem, home)
        elif found.name != "register.yaml" and found.suffix.lower() not in ARCHIVES:
            yield Gathered(relative, found)


def _unpacked_beside(archive: Path) -> bool:
    """Whether the archive was unpacked by an earlier scan: its folder is there."""
    return (archive.parent / archive.stem).is_dir()


def _brought(path: Path, home: Path, into: str) -> Iterator[Gathered]:
    target = home / "files" / into if into else home / "files"
    base = path.parent
    for found, reason in _walk(path):
        name = found.relative_to(base).as_posix()
        if reason:
            yield Gathered(str(found), None, reason)
            continue
        safe = safe_path(name)
        if safe is None:
            yield Gathered(str(found), None, "文件名不能用在 Windows 上，请改名后再扫描")
            continue
        if found.suffix.lower() in ARCHIVES:
            yield from _unpack(found, (target / safe).parent, found.stem, home)
            continue
        yield _copied(found, target / safe, home)


def _copied(source: Path, target: Path, home: Path) -> Gathered:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        place = _free(source, target)
        if not place.exists():
            handle, draft = tempfile.mkstemp(prefix=".incoming-", dir=target.parent)
            os.close(handle)
            try:
                shutil.copyfile(source, draft)
                shutil.copystat(source, draft)
                Path(draft).replace(place)
            finally:
                Path(draft).unlink(missing_ok=True)
        return Gathered(place.relative_to(home).as_posix(), place)
    except OSError as error:
        reason = "磁盘已满" if error.errno == 28 else "文件名太长" if error.errno == 36 else "没有权限或读写出错"
        return Gathered(str(source), None, f"复制不进来：{reason}")


def _free(source: Path, target: Path) -> Path:
    """``target``, or a numbered name beside it where another file has it. The same file again keeps its place."""
    place, number = target, 1
    while place.exists() and not _same(source, place):
        number += 1
        place = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    return place


def _same(one: Path, other: Path) -> bool:
    import filecmp

    return one.stat().st_size == other.stat().st_size and filecmp.cmp(one, other, shallow=False)


def _unpack(archive: Path, folder: Path, name: str, home: Path) -> Iterator[Gathered]:
    from scoring.evidence.probing.model import UnreadableError

    target = folder / name
    label = archive.name
    if target.is_dir():
        yield from _in_place(target, home)
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".unpack-", dir=folder))
    try:
        members = extract_archive(archive, draft)
        refused = [Gathered(f"{label}/{member.name}", None, member.reason) for member in members if member.reason]
        # The folder appears whole or not at all, so that an interrupted scan unpacks it again.
        draft.replace(target)
    except UnreadableError as error:
        yield Gathered(label, None, error.reason)
        return
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    yield from refused
    yield from _in_place(target, home)


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    """The files at or below ``path`` in a fixed order, with a reason for what cannot be taken."""
    if path.is_symlink():
        yield path, "是链接，没有登记；请放入文件本身"
    elif path.is_file():
        yield path, ""
    elif not path.is_dir():
        yield path, "是设备、管道等特殊文件，没有登记"
    else:
        try:
            children = sorted(path.iterdir(), key=lambda child: child.name)
        except OSError:
            yield path, "文件夹打不开，没有权限"
            return
        for child in children:
            if child.name.lower() not in IGNORED and not child.name.startswith((".", "~$")):
                yield from _walk(child)
