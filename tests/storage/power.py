"""A disk that loses what was not flushed: watches a folder while something writes, then tells what
a power cut leaves.

A file keeps the bytes of its last ``fsync``, a folder the names of its last ``fsync``. What came
after may be there or not, each folder for itself and up to any step; bytes may be missing, there,
or read as zeros.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from scoring.storage import disk

CALLS = ("open", "fsync", "replace", "rename", "link", "unlink", "mkdir", "ftruncate")
Bytes = Literal["lost", "there", "zeros"]
Names = dict[str, int | None]
"""Names of a folder: the number of the file behind each, None for a folder."""
Image = dict[str, bytes | None]
"""A whole folder: bytes by path, None for a folder."""
MOST = 60
"""So many images are made of one moment."""


class Platter:
    """What a folder holds and what of it is on the disk, step by step."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders: dict[str, list[Names]] = {}
        self.files: dict[int, list[bytes]] = {}
        self._held: list[int] = []
        self._known: set[int] = set()
        self._open = os.open
        self._look(fresh=False)

    def close(self) -> None:
        for handle in self._held:
            os.close(handle)

    def flushed(self, handle: int) -> None:
        """``fsync`` has returned: nothing older than now can come back."""
        self.step()
        state = os.fstat(handle)
        for name, versions in self.folders.items():
            path = self.root / name
            if path.is_dir() and path.stat().st_ino == state.st_ino:
                del versions[:-1]
                return
        if state.st_ino in self.files:
            del self.files[state.st_ino][:-1]

    def step(self) -> None:
        """Notes what has changed."""
        self._look(fresh=True)

    def images(self) -> Iterator[Image]:
        """What a power cut at this moment may leave."""
        choices = [
            [(name, names) for names in versions] for name, versions in sorted(self.folders.items())
        ]
        bytes_of: tuple[Bytes, ...] = ("lost", "there", "zeros")
        every = itertools.product(itertools.product(*choices), bytes_of)
        for folders, how in itertools.islice(every, MOST):
            yield self._image(dict(folders), how)

    def _image(self, folders: dict[str, Names], how: Bytes) -> Image:
        image: Image = {}

        def walk(folder: str) -> None:
            for name, number in folders.get(folder, {}).items():
                path = f"{folder}/{name}" if folder else name
                if number is None:
                    image[path] = None
                    walk(path)
                else:
                    image[path] = self._bytes(number, how)

        walk("")
        return image

    def _bytes(self, number: int, how: Bytes) -> bytes:
        old, new = self.files[number][0], self.files[number][-1]
        if how == "there":
            return new
        return old if how == "lost" else old + bytes(max(len(new) - len(old), 0))

    def _look(self, *, fresh: bool) -> None:
        for folder, below, files in os.walk(self.root):
            name = (
                "" if Path(folder) == self.root else Path(folder).relative_to(self.root).as_posix()
            )
            names: Names = dict.fromkeys(below)
            for file in files:
                path = Path(folder) / file
                names[file] = path.stat().st_ino
                self._read(path, fresh=fresh)
            versions = self.folders.setdefault(name, [{}] if fresh else [])
            if not versions or versions[-1] != names:
                versions.append(names)

    def _read(self, path: Path, *, fresh: bool) -> None:
        number, data = path.stat().st_ino, path.read_bytes()
        if number not in self.files:
            # Held open, so that its number is given to no other file.
            self._held.append(self._open(path, os.O_RDONLY))
            self.files[number] = [b""] if fresh else []
        if not self.files[number] or self.files[number][-1] != data:
            self.files[number].append(data)


@contextmanager
def watched(root: Path) -> Iterator[list[tuple[int, Image]]]:
    """Gives the images that power cuts leave while something writes below ``root``, each with its
    moment."""
    platter = Platter(root)
    images: list[tuple[int, Image]] = []
    seen: set[tuple[tuple[str, bytes | None], ...]] = set()
    busy = False
    moment = 0

    def look() -> None:
        nonlocal moment
        moment += 1
        for image in platter.images():
            key = tuple(sorted(image.items()))
            if key not in seen:
                images.append((moment, image))
            seen.add(key)

    def guard(name: str, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal busy
            if busy:
                return real(*args, **kwargs)
            busy = True
            try:
                platter.step()  # what was written since into files that are open
                look()
                result = real(*args, **kwargs)
                if name == "fsync":
                    platter.flushed(args[0])
                else:
                    platter.step()
                look()
            finally:
                busy = False
            return result

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, guard(name, getattr(os, name)))
        patch.setattr(disk, "_rename_with", guard("rename", disk._rename_with))
        try:
            yield images
        finally:
            patch.undo()
            platter.close()


def laid_down(image: Image, folder: Path) -> Path:
    """A folder that holds what an image says."""
    folder.mkdir()
    for name, data in sorted(image.items()):
        path = folder / name
        if data is None:
            path.mkdir()
        else:
            path.write_bytes(data)
    return folder
