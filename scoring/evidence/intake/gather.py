"""From what the user names to files below ``evidence/``: in place, or copied; folders walked,
archives opened.

Nothing is skipped silently: a link, a device or a member that may not come in is reported with its
reason. Only what computers put beside the files of people (hidden files, ``~$`` locks,
``Thumbs.db``) is passed over.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scoring.evidence.intake.unpacking import Scratch, drafts, from_archive, unpack
from scoring.evidence.probing import UnreadableError
from scoring.reading.archives import safe_path
from scoring.reading.sniff import sniff
from scoring.storage import place

ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
"""Names of archives; those whose content is a ZIP are unpacked, whatever the name says of the
kind."""
IGNORED = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "__macosx"})
NOT_FOR_FILES = frozenset('<>:"|?*\\')
REGISTER = "register.yaml"
DEEPEST = 30
DISK = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EACCES: "没有权限",
    errno.ENOENT: "文件不见了",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file below ``evidence/`` (``file`` relative to it), or something that was not taken and
    why.
    """

    file: str
    path: Path | None
    reason: str = ""


def gather(paths: Iterable[Path], workspace: Path, into: str) -> Iterator[Gathered]:
    """The files behind ``paths``. What lies outside ``evidence/`` is copied to
    ``evidence/files/<into>``.

    Without paths everything below ``evidence/files`` is taken. Of a name that is no text the bytes
    are shown.
    """
    home = place(workspace, "evidence", folder=True).resolve()
    wanted = list(paths) or [workspace / "evidence" / "files"]
    with drafts(workspace) as scratch:
        for path in wanted:
            taking = _Taking(home, scratch, safe_path(into) if into else None)
            for item in taking.of(path):
                yield Gathered(printable(item.file), item.path, item.reason)


def printable(name: str) -> str:
    """A name as text: bytes of a foreign encoding are shown by their numbers."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Taking:
    home: Path
    scratch: Scratch
    into: PurePosixPath | None

    def of(self, path: Path) -> Iterator[Gathered]:
        """The files behind one path that the user named."""
        if not os.path.lexists(path):
            yield Gathered(str(path), None, "找不到这个文件或文件夹")
        elif self.home.is_relative_to(path.resolve()) and path.resolve() != self.home:
            yield Gathered(str(path), None, "工作区自己就在这个文件夹里；请写材料所在的文件夹")
        elif path.is_symlink() or not path.resolve().is_relative_to(self.home):
            # Made absolute, so that "." has a name as well.
            yield from self._brought(Path(os.path.normpath(Path.cwd() / path)))
        else:
            yield from self._in_place(path.resolve())

    def _in_place(self, path: Path) -> Iterator[Gathered]:
        for file, reason in _walk(path):
            name = file.relative_to(self.home).as_posix()
            why = reason or _unfit(name)
            if why:
                yield Gathered(name, None, why)
            elif _is_archive(file) and from_archive(file, self.home):
                yield Gathered(
                    name,
                    None,
                    "压缩包里的压缩包展不开（损坏、有密码或套了三层以上），请单独解压后再扫描",
                )
            elif _is_archive(file):
                yield from self._unpacked(file, file)
            elif name != REGISTER:
                yield Gathered(name, file)

    def _brought(self, path: Path) -> Iterator[Gathered]:
        target = PurePosixPath("files") / (self.into or "")
        for file, reason in _walk(path):
            safe = safe_path(_readable(file.relative_to(path.parent).as_posix()))
            if reason or safe is None:
                yield Gathered(
                    str(file), None, reason or "文件名不能用在 Windows 上，请改名后再扫描"
                )
            elif _is_archive(file):
                yield from self._unpacked(file, self._spot(target / safe))
            else:
                yield self._copied(file, self._spot(target / safe))

    def _spot(self, name: PurePosixPath) -> Path:
        """Where a file of this name below ``evidence/`` goes: through no link that leads
        elsewhere.
        """
        return place(self.home, name.parent, folder=True) / name.name

    def _copied(self, source: Path, target: Path) -> Gathered:
        draft: Path | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            place = _free(source, target)
            if not place.exists():
                handle, name = tempfile.mkstemp(dir=self.scratch.folder)
                os.close(handle)
                draft = Path(name)
                shutil.copyfile(source, draft)
                shutil.copystat(source, draft)
                draft.replace(place)
            return Gathered(place.relative_to(self.home).as_posix(), place)
        except OSError as error:
            return Gathered(str(source), None, f"复制不进来：{_why(error)}")
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)

    def _unpacked(self, archive: Path, target: Path) -> Iterator[Gathered]:
        try:
            place, refused = unpack(
                archive, target.with_name(target.stem.rstrip(". ") or "zip"), self.scratch
            )
        except UnreadableError as error:
            yield Gathered(archive.name, None, error.reason)
            return
        except OSError as error:
            yield Gathered(archive.name, None, f"展开不了：{_why(error)}")
            return
        for name, reason in refused.items():
            yield Gathered(f"{archive.name}/{name}", None, reason)
        yield from self._in_place(place)


def _is_archive(path: Path) -> bool:
    """Whether a file is to be unpacked: a ZIP under the name of an archive; a broken one under its
    own name.
    """
    suffix = path.suffix.lower()
    if suffix not in ARCHIVES:
        return False
    try:
        return sniff(path) == "zip"
    except UnreadableError:
        return suffix == ".zip"
    except OSError:
        return False


def _why(error: OSError) -> str:
    return DISK.get(error.errno or 0, "没有权限或读写出错")


def _unfit(name: str) -> str:
    """Why a file cannot be registered under the name that it has, empty where it can."""
    if printable(name) != name:
        return "文件名的编码认不出来，请改名后再扫描"
    if any(
        char in NOT_FOR_FILES or unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")
        for char in name
    ):
        return "文件名里有看不见的字符，或 Windows 不能用的字符，请改名后再扫描"
    if name != name.strip():
        return "文件名以空格结尾，请改名后再扫描"
    return ""


def _readable(name: str) -> str:
    """A name on disk as text: where its bytes are not UTF-8 they are GB18030, as old archivers
    leave them.
    """
    return "/".join(
        part if printable(part) == part else os.fsencode(part).decode("gb18030", "replace")
        for part in name.split("/")
    )


def _free(source: Path, target: Path) -> Path:
    """``target``, or a numbered name beside it where another file has it. The same file again keeps
    its place.

    Size and time decide whether it is the same; the content is compared only where the time
    differs.
    """
    place, number = target, 1
    while place.exists() and not filecmp.cmp(source, place, shallow=True):
        number += 1
        place = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    return place


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    """The files at or below ``path`` in a fixed order, with a reason for what cannot be taken."""
    waiting = [path]
    while waiting:
        here = waiting.pop()
        try:
            mode = here.lstat().st_mode
            if len(here.parts) - len(path.parts) > DEEPEST:
                yield here, f"文件夹套了 {DEEPEST} 层以上，请整理后再扫描"
                continue
            if stat.S_ISDIR(mode):
                names = sorted((child.name for child in here.iterdir()), reverse=True)
                waiting += [here / name for name in names if not _clutter(name)]
                continue
        except OSError as error:
            yield here, f"打不开：{_why(error)}"
            continue
        if stat.S_ISLNK(mode):
            yield here, "是链接，没有登记；请放入文件本身"
        else:
            yield here, "" if stat.S_ISREG(mode) else "是设备、管道等特殊文件，没有登记"


def _clutter(name: str) -> bool:
    return name.lower() in IGNORED or name.startswith((".", "~$"))
