"""Seals: what this user's shifan has written itself, and nobody else.

A folder ``.shifan`` may come with somebody else's workspace, and what lies in it (digests, kept
pages, notes of unfinished writes) would be believed. So each such thing carries an HMAC-SHA256
under a key of this user that lies outside of every workspace and never leaves the machine. What has
no right seal is made anew.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from scoring.storage import disk

SIZE = 32
"""Bytes of a seal."""
_KEY = "user.key"
_KEY_SIZE = 32


def seal_of(purpose: str, data: bytes) -> bytes:
    """The seal of ``data``, 32 bytes. What was sealed for one purpose is not believed for another.

    Put into the purpose what the data belongs to (``"hashes"``, ``"part:KEY"``); it is not secret.
    """
    return sealer(purpose)(data)


def sealer(purpose: str) -> Callable[[bytes], bytes]:
    """:func:`seal_of` for one purpose and many pieces of data: the key is looked for once."""
    key = _key(user_folder())
    name = purpose.encode("utf-8", "surrogatepass")
    # The length parts purpose and data: no other purpose can be read into the front of the data.
    head = len(name).to_bytes(4, "big") + name
    return lambda data: hmac.digest(key, head + data, "sha256")


def is_sealed(purpose: str, data: bytes, mark: bytes) -> bool:
    """Whether ``mark`` is the seal of ``data`` for this purpose, made by this user's shifan."""
    return hmac.compare_digest(seal_of(purpose, data), mark)


def sealed(purpose: str, data: bytes) -> bytes:
    """``data`` with its seal in front, as a cache file holds it."""
    return seal_of(purpose, data) + data


def unsealed(purpose: str, raw: bytes) -> bytes | None:
    """What :func:`sealed` was given; None where the seal is missing, wrong or somebody else's."""
    mark, data = raw[:SIZE], raw[SIZE:]
    if is_sealed(purpose, data, mark):
        return data
    return None


def user_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """A folder of this user for derived files: ``SHIFAN_CACHE``, else the system's usual place,
    else temporary.
    """
    named = (
        environ.get("SHIFAN_CACHE"),
        environ.get("LOCALAPPDATA"),
        environ.get("XDG_CACHE_HOME"),
    )
    return _user_folder(*named, str(Path.home()))


@cache
def _user_folder(own: str | None, windows: str | None, desktop: str | None, home: str) -> Path:
    usual = (
        (own, ""),
        (windows, "shifan/cache"),
        (desktop, "shifan"),
        (str(Path(home) / ".cache"), "shifan"),
    )
    for value, tail in usual:
        if not value:
            continue
        folder = Path(value) / tail
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="shifan-"))


@cache
def _key(folder: Path) -> bytes:
    """The key of this user, made once. Where it cannot be kept it lasts as long as this process."""
    path = folder / _KEY
    known = _read_key(path)
    if known is not None:
        return known
    fresh = secrets.token_bytes(_KEY_SIZE)
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=folder, prefix="key-")  # readable by this user only
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(fresh)
                stream.flush()
                os.fsync(stream.fileno())
            _settle(draft, path)
            disk.sync_folder(
                folder
            )  # a key that a power cut took would make our own notes strangers
        finally:
            draft.unlink(missing_ok=True)
    # Two processes may have begun at once: what lies there now is the key of both.
    return _read_key(path) or fresh


def _settle(draft: Path, path: Path) -> None:
    """Put the draft in place, but never over the key of another process that was quicker."""
    if os.path.lexists(path) and _read_key(path) is None:
        path.unlink()  # torn, too short or no plain file: no key at all
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # A disk without hard links.
        draft.replace(path)


def _read_key(path: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) == _KEY_SIZE:
        return data
    return None
