"""The few things that a write does with the disk, one function each, so that a test can stop at
every one of them.

What is moved into place was flushed before, and the folder after, so that a power cut leaves the
old or the new file.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import secrets
import shutil
import stat
import string
import sys
from collections.abc import Callable
from functools import cache
from io import FileIO
from pathlib import Path

_LETTERS = string.ascii_lowercase + string.digits + "_"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_HERE = -100
"""``AT_FDCWD``: names are relative to the current folder."""
_NO_REPLACE, _EXCHANGE = 1, 2
_NO_FLUSHING = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM}
)
"""What a file system says that does not flush folders, or does not let us open one for that."""
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
"""There is no such folder, and so no name in it: a write that was undone may never have made it."""
_AT_ONCE = 1 << 16
"""Bytes that are compared at a time: as many as the processor keeps near."""
_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def draft_beside(path: Path) -> Path:
    """A name beside ``path`` under which nothing stands yet; hidden, and known as a draft of
    ``path``.
    """
    # One question to the system, and not one for each letter: every write asks a few times. That
    # some letters come a little oftener does no harm, a name that is taken is refused.
    end = "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(8))
    return path.with_name(draft_prefix(path) + end)


def draft_prefix(path: Path) -> str:
    """How the name of every draft of ``path`` begins."""
    return f".{path.name[:40]}."


def write_draft(draft: Path, data: bytes, like: Path, *, sync: bool = True) -> None:
    """Writes a new file at ``draft``, on the disk when this returns, with the rights of the file at
    ``like``.

    Raises ``OSError`` where there is no room, or something stands under that name already; no draft
    is left then.
    """
    rights = _rights_of(like)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
    # The mask of this process applies to a new file by itself; to read it would mean to set it for
    # all threads.
    handle = os.open(draft, flags, 0o666 if rights is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        if rights is not None:
            draft.chmod(rights)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _rights_of(path: Path) -> int | None:
    """The rights of the file at ``path``; None where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except OSError:
        return None


def is_read_only(path: Path) -> bool:
    """Whether the owner of a file may not write it: a mark that people set on purpose, and that
    administrators heed.
    """
    rights = _rights_of(path)
    return rights is not None and not rights & stat.S_IWUSR


def append(path: Path, data: bytes) -> None:
    """Adds ``data`` at the end of the file at ``path``, on the disk when this returns. Through no
    link.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NO_LINK, 0o666)
    with os.fdopen(handle, "ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def put_over(path: Path, data: bytes) -> None:
    """Writes ``data`` over a small file of the same size in one call, or makes it. Not flushed: for
    what is sealed, and may be gone after a power cut.

    Raises ``OSError``, also where the file has another name somewhere: that one is not ours.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | _NO_LINK, 0o600)
    try:
        state = os.fstat(handle)
        if state.st_nlink != 1 or not stat.S_ISREG(state.st_mode):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
        os.write(handle, data)
        if state.st_size > len(data):
            os.ftruncate(handle, len(data))
    finally:
        os.close(handle)


def cut(path: Path, size: int) -> None:
    """Takes away everything behind the first ``size`` bytes. Needs no room on the disk.

    Raises ``OSError`` where it is all still there. A disk that then refuses to flush is no such
    case: the next reader sees what was cut, so the write that is taken back has to be told as
    failed.
    """
    handle = os.open(path, os.O_WRONLY | _NO_LINK)
    try:
        if os.fstat(handle).st_size > size:
            os.ftruncate(handle, size)
            with contextlib.suppress(OSError):
                os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Takes a file away; one that is not there is fine."""
    path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Makes a folder with those above it; each new name is on the disk when this returns."""
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        path.mkdir()
    except FileExistsError:
        if not path.is_dir():
            raise
    try:
        sync_folder(path.parent)
    except OSError:
        # Left there, it would be taken for flushed the next time, and a power cut could take it
        # with all that was acknowledged inside. What somebody has put into it meanwhile stays.
        with contextlib.suppress(OSError):
            path.rmdir()
        raise


def sync_folder(folder: Path) -> None:
    """Flushes the names of a folder, where the system can do that.

    Many shares and file systems cannot, and say so: there a name is as lasting as they make it.
    Anything else (a disk with a fault, one that is full) raises ``OSError``: what was to rest on
    these names must not go on.
    """
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FLUSHING | _NO_FOLDER:
            raise


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def holds(path: Path, data: bytes) -> bool:
    """Whether there is a plain file that holds these bytes and nothing else."""
    try:
        state = path.stat()
        if state.st_size != len(data) or not stat.S_ISREG(state.st_mode):
            return False
        with path.open("rb", buffering=0) as stream:
            return _goes_on_as(stream, data)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _goes_on_as(stream: FileIO, data: bytes) -> bool:
    """Whether a stream gives these bytes and ends. Compared piece by piece: room for a second copy
    of a register costs more than reading it.
    """
    room = memoryview(bytearray(_AT_ONCE))
    place = 0
    while size := stream.readinto(room):
        if not data.startswith(room[:size], place):
            return False
        place += size
    return place == len(data)


def exchange(draft: Path, target: Path) -> bool:
    """Puts the file at ``draft`` in the place of ``target`` in one step.

    What stood there lies at ``draft`` afterwards, to be looked at: whatever an editor put there a
    moment ago is not lost. Without anything at ``target`` the draft is moved there. Returns whether
    something was swapped out. Raises ``FileExistsError`` where something comes to stand at
    ``target`` meanwhile, and other ``OSError``.
    """
    if os.path.lexists(target):
        _swap(draft, target)
        return True
    _move_new(draft, target)
    return False


def _swap(draft: Path, target: Path) -> None:
    if os.name == "nt":
        _replace_file(draft, target)
        return
    if _rename_with(draft, target, _EXCHANGE):
        return
    # No exchange here: the old file keeps a second name while the new one takes its place.
    kept = draft_beside(target)
    try:
        os.link(target, kept, follow_symlinks=False)
    except OSError:  # a file system without second names
        shutil.copy2(target, kept, follow_symlinks=False)
    draft.replace(target)
    kept.replace(draft)


def _move_new(draft: Path, target: Path) -> None:
    if os.name == "nt":
        draft.rename(target)  # refuses where something stands there
        return
    if _rename_with(draft, target, _NO_REPLACE):
        return
    try:
        os.link(draft, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        draft.rename(target)
    else:
        draft.unlink()


def _rename_with(draft: Path, target: Path, flag: int) -> bool:
    """``renameat2``, or its like on macOS; False where the system or the file system does not offer
    it.
    """
    call = _renamer()
    if call is None:
        return False
    ctypes.set_errno(0)
    if call(os.fsencode(draft), os.fsencode(target), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_OFFERED:
        return False
    raise OSError(code, os.strerror(code), str(target))


@cache
def _renamer() -> Callable[[bytes, bytes, int], int] | None:
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            rename = library.renamex_np
            names = {_NO_REPLACE: 4, _EXCHANGE: 2}
            return lambda draft, target, flag: int(
                rename(draft, target, ctypes.c_uint(names[flag]))
            )
        rename = library.renameat2
    except (AttributeError, OSError, TypeError):
        return None
    return lambda draft, target, flag: int(rename(_HERE, draft, _HERE, target, ctypes.c_uint(flag)))


def _replace_file(draft: Path, target: Path) -> None:  # pragma: no cover - Windows
    kept = draft_beside(target)
    # mypy looks with the eyes of Linux, where ctypes has neither of the two.
    replace = ctypes.windll.kernel32.ReplaceFileW  # type: ignore[attr-defined]
    if not replace(str(target), str(draft), str(kept), 2, None, None):
        raise ctypes.WinError()  # type: ignore[attr-defined]
    kept.replace(draft)
