"""What a copy looks like: a zip with the files of the workspace, their digests, and the accounts
under a passphrase.

manifest.json format, when, county, digest of each file, first and last line of the journal
evidence.json path, size and digest of each evidence file; the files themselves go to another disk
files/… workspace.yaml, rounds/, journal.jsonl …, as they were server.db.sealed accounts and drafts,
encrypted; missing where no passphrase was set
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = "shifan-backup-1"
MANIFEST, EVIDENCE, ACCOUNTS, FILES = "manifest.json", "evidence.json", "server.db.sealed", "files/"
FOLDER = "backups"
LEFT_OUT = frozenset({".shifan", FOLDER, "reports"})
EVIDENCE_FILES = ("evidence", "files")
LARGEST = 512 * 1024**2
"""Bytes of one file in a copy: the journal of years stays far below."""
SALT, NONCE = 16, 12


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def files_of(workspace: Path) -> Iterator[tuple[str, Path]]:
    """The files of a copy, each with its name in the workspace: everything but derived ones and the
    evidence itself.
    """
    for folder, names, files in os.walk(workspace):
        here = PurePosixPath(Path(folder).relative_to(workspace).as_posix())
        names[:] = sorted(
            name
            for name in names
            if not (Path(folder) / name).is_symlink() and _enters(here / name)
        )
        for name in sorted(files):
            path = Path(folder) / name
            if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST:
                yield (here / name).as_posix(), path


def _enters(name: PurePosixPath) -> bool:
    return name.parts[0] not in LEFT_OUT and name.parts[:2] != EVIDENCE_FILES


def evidence_of(workspace: Path) -> Iterator[tuple[str, Path]]:
    """The evidence files, each with its name below ``evidence/files``; no links."""
    root = workspace.joinpath(*EVIDENCE_FILES)
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not (Path(folder) / name).is_symlink())
        for name in sorted(files):
            path = Path(folder) / name
            if not path.is_symlink() and path.is_file():
                yield path.relative_to(root).as_posix(), path


def safe_name(name: str) -> bool:
    """Whether a name in a copy stays in the workspace, and is none that the program derives."""
    path = PurePosixPath(name)
    odd = (
        path.is_absolute()
        or not path.parts
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or "\0" in name
    )
    return not odd and str(path) == name and _enters(path)


def sealed(data: bytes, passphrase: str) -> bytes:
    """Bytes that only who knows the passphrase can read, or change without being noticed."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, data, FORMAT.encode())


def unsealed(data: bytes, passphrase: str) -> bytes | None:
    """What :func:`sealed` was given; None for another passphrase or altered bytes."""
    salt, nonce, rest = data[:SALT], data[SALT : SALT + NONCE], data[SALT + NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, rest, FORMAT.encode())
    except (InvalidTag, ValueError):
        return None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode("utf-8"))
