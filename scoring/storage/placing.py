"""Where a name of a workspace lies on the disk: inside it, always.

A workspace may come from a stranger. A link in it that leads elsewhere, a name with ``..`` in a
file of it, a pipe in place of a file: whatever is written or deleted there would harm what the user
never showed us. Every write into a workspace asks :func:`place` first; caches, which may be done
without, ask :func:`spare_place`.
"""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path, PurePath

from scoring.problems import CannotError

_RESERVED = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
    }
)
"""Names of devices on Windows, whatever extension follows them."""


class PlaceError(CannotError):
    """A name does not lie inside the workspace, or something stands in its place. ``name`` is what
    was asked for; ``link`` is the link on the way, relative to the workspace, where it is one.
    """

    def __init__(self, message: str, name: str, link: str | None = None) -> None:
        super().__init__(message, unreadable=True)
        self.name = name
        self.link = link


def place(workspace: Path, name: str | PurePath, *, folder: bool = False) -> Path:
    """The path of ``name`` (relative, steps parted by ``/``) in ``workspace``, safe to write,
    replace or delete.

    Links that stay inside the workspace are followed. Nothing is created. ``folder``: what is there
    already has to be a folder, else a plain file.

    Raises :class:`PlaceError`, whose text says which name or link is at fault.
    """
    text = name.as_posix() if isinstance(name, PurePath) else name
    steps = _steps(text)
    path = str(workspace)
    for number, step in enumerate(steps, 1):
        path = os.path.join(path, step)  # noqa: PTH118 - asked some twenty times for each save
        last = number == len(steps)
        relative = "/".join(steps[:number])
        if not _look(path, relative, workspace, text, folder=folder or not last):
            # Nothing is there, so nothing further down can be there either.
            break
    return _joined(workspace, steps)


@lru_cache(512)
def _joined(workspace: Path, steps: tuple[str, ...]) -> Path:
    """The same few files are asked for with each save, and putting a path together is slow."""
    return workspace.joinpath(*steps)


def spare_place(workspace: Path, name: str | PurePath, *, folder: bool = False) -> Path | None:
    """As :func:`place`, but None where the name cannot be used: for caches, which may be done
    without.
    """
    try:
        return place(workspace, name, folder=folder)
    except (PlaceError, OSError):
        return None


@lru_cache(256)
def _steps(name: str) -> tuple[str, ...]:
    """The steps of a name. Raises :class:`PlaceError` for a name that could mean a place outside,
    or no place.
    """
    steps = name.split("/")
    absolute = name.startswith("/") or Path(name).is_absolute()
    if absolute or ".." in steps:
        raise PlaceError(f"“{_shown(name)}”指到了工作区外面，没有写入", name)
    if any(_odd(step) for step in steps):
        raise PlaceError(f"“{_shown(name)}”不能用作工作区里的文件名，没有写入", name)
    return tuple(steps)


def _odd(step: str) -> bool:
    """Whether a step is none, or one that another system takes for something else."""
    if step in {"", "."} or step != step.rstrip(". ") or step.split(".")[0].lower() in _RESERVED:
        return True
    return any(
        char in '\\:*?"<>|' or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        for char in step
    )


def _look(path: str, relative: str, workspace: Path, name: str, *, folder: bool) -> bool:
    """Whether something lies at ``path``, and may be used as a step of the way. Raises
    :class:`PlaceError`.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        raise PlaceError(f"“{relative}”的上级不是文件夹，“{_shown(name)}”没有写入", name) from None
    if _is_link(path, mode):
        target = os.path.realpath(path)
        if not Path(target).is_relative_to(os.path.realpath(workspace)):
            shown = _shown(target)
            raise PlaceError(
                f"工作区里的“{relative}”是一个链接，指向工作区外面的 {shown}，"
                "没有经过它写入或删除任何东西。"
                f"请删去这个链接，换成真正的{'文件夹' if folder else '文件'}再试",
                name,
                relative,
            )
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116 - the link is followed on purpose: it stays inside
        except FileNotFoundError:
            return False
        except OSError:
            raise PlaceError(
                f"工作区里的“{relative}”是一个打不开的链接，请删去它再试", name, relative
            ) from None
    if folder and not stat.S_ISDIR(mode):
        raise PlaceError(
            f"工作区里的“{relative}”：这里要一个文件夹，已有的是文件。请改名或移走它再试", name
        )
    if not folder and not stat.S_ISREG(mode):
        raise PlaceError(
            f"工作区里的“{relative}”：这里要一个普通文件，已有的不是。请改名或移走它再试", name
        )
    return True


def _is_link(path: str, mode: int) -> bool:
    """Whether a path is a symbolic link or, on Windows, a junction."""
    if stat.S_ISLNK(mode):
        return True
    if sys.platform != "win32":
        return False
    attributes = getattr(os.lstat(path), "st_file_attributes", 0)
    return bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def _shown(name: str) -> str:
    """A name for a message: nothing in it steers a terminal, and it is not endless."""
    text = "".join(
        "□" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
        for char in name
    )
    if len(text) <= 120:
        return text
    return f"{text[:117]}…"
