"""Whole answers of reading commands, kept for as long as nothing has changed
that could change them.

``check`` and ``score`` of a large workspace take a second; asked again without a change, the answer
of last time is there at once. It is kept under a seal of this user, and its key takes in everything
that an answer follows from: the arguments, the day, the terminal, the state of every file of the
workspace (size, time, identity), and of the program itself. Only commands that read are kept, only
answers that took a while, and none that was reckoned on files which were being written at that
moment. ``--fresh`` reckons anew; what was kept elsewhere or by somebody else is not believed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

READING = frozenset({"check", "score", "gaps", "explain"})
"""Commands that change nothing and whose answer follows from the workspace, the arguments and the
day alone."""
WRITING = ("-o", "--output", "--chart")
"""Options by which even these write a file."""
OFF = "--fresh"
FOLDER = ".shifan/answers"
WORTH = 0.25
"""Seconds of work from which on an answer is kept."""
MOST = 32
SETTLED = 3_000_000_000
"""Nanoseconds: a file written later than that before the look may have been written again without
its time showing."""
ASIDE = frozenset({"reports", "backups", "access.jsonl"})
"""Folders and files that no answer depends on."""
OWN = frozenset({"lock", "hashes.json", "answers", "parts"})
"""What in ``.shifan`` only saves time."""
FORMAT = 1


class _UncertainError(Exception):
    """The state of the files cannot be told: nothing is kept."""


@dataclass(slots=True)
class Question:
    """A command whose answer may be kept: its key, and where."""

    workspace: Path
    key: str
    state: tuple[int, str]
    begun: float = field(default_factory=time.process_time)

    @property
    def purpose(self) -> str:
        """What the seal of the answer is for."""
        return f"answer:{self.key}"

    def place(self) -> Path | None:
        """The file of the answer; None where it may not lie."""
        from scoring.storage.placing import spare_place

        return spare_place(self.workspace, f"{FOLDER}/{self.key}")


def question(args: Sequence[str]) -> Question | None:
    """What is asked, where the answer may be kept; None for everything else."""
    # A kept answer writes no file, so that a command that is to write one has to run.
    if OFF in args or any(arg.startswith(WRITING) for arg in args):
        return None
    command, folder = _command_and_folder(args)
    if command not in READING or folder is None:
        return None
    try:
        state = _state(folder)
        terms = {
            "format": FORMAT,
            "args": list(args),
            "folder": str(folder.resolve()),
            "day": date.today().isoformat(),
            # Tables are cut to the terminal, and progress is shown only where there is one.
            "width": shutil.get_terminal_size().columns,
            "terminal": [sys.stdout.isatty(), sys.stderr.isatty()],
            "environment": sorted(
                (key, value) for key, value in os.environ.items() if key.startswith("SHIFAN_")
            ),
            "program": program(),
            "state": state[1],
        }
    except (OSError, ValueError, _UncertainError):
        return None
    text = json.dumps(terms, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return Question(folder, hashlib.sha256(text).hexdigest(), state)


def _command_and_folder(args: Sequence[str]) -> tuple[str, Path | None]:
    """The command, and the workspace that it would open."""
    command, folder_name, ahead = "", None, list(args)
    while ahead:
        arg = ahead.pop(0)
        if arg in ("-w", "--workspace"):
            folder_name = ahead.pop(0) if ahead else None
        elif arg.startswith("--workspace="):
            folder_name = arg.partition("=")[2]
        elif arg.startswith("-w") and not arg.startswith("--"):
            folder_name = arg[2:].removeprefix("=")
        elif not arg.startswith("-") and not command:
            command = arg
    if folder_name is None:
        return command, _nearest_workspace()
    # A folder that is not there is the command's to complain of, in its own words.
    is_folder = bool(folder_name) and Path(folder_name).is_dir()
    return command, Path(folder_name) if is_folder else None


def _nearest_workspace() -> Path | None:
    """The workspace at or above the current folder, as every command finds it."""
    folder = Path.cwd()
    for place in (folder, *folder.parents):
        if (place / "workspace.yaml").is_file():
            return place
    return None


def _state(workspace: Path) -> tuple[int, str]:
    """The latest time of any file that an answer depends on,
    and a digest of the state of all of them.
    """
    digest = hashlib.sha256()
    latest = 0
    for name, info in _files(str(workspace), ""):
        latest = max(latest, info.st_mtime_ns, info.st_ctime_ns)
        times = f"{info.st_mtime_ns}\0{info.st_ctime_ns}"
        line = f"{name}\0{times}\0{info.st_size}\0{info.st_ino}\0{info.st_mode}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return latest, digest.hexdigest()


def _files(folder: str, inside: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        name = f"{inside}/{entry.name}"
        if (not inside and entry.name in ASIDE) or (inside == "/.shifan" and entry.name in OWN):
            continue
        info = entry.stat(follow_symlinks=False)
        if entry.is_symlink():
            # What a link leads to may lie anywhere, and change there.
            raise _UncertainError
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, name)
        else:
            yield name, info


def program() -> str:
    """A digest of the state of the program: its sources and data, Python,
    and where packages are installed.
    """
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(f"{sys.version}\0{package}\0{sys.prefix}".encode())
    roots = [
        package,
        *(
            package.parent / name
            for name in ("indicators", "templates")
            if not (package / "_house").is_dir()
        ),
    ]
    for root in roots:
        for name, info in _program_files(str(root)):
            digest.update(f"{name}\0{info.st_mtime_ns}\0{info.st_size}\n".encode())
    for place in sys.path:
        if place == str(package.parent):  # a checkout: its own files are looked at one by one
            continue
        with suppress(OSError):
            digest.update(f"{place}\0{os.stat(place).st_mtime_ns}\n".encode())  # noqa: PTH116 - pathlib loads more
    return digest.hexdigest()


def _program_files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in ("__pycache__", "static", "word"):
                yield from _program_files(entry.path)
        elif entry.name.endswith((".py", ".yaml")):
            yield entry.path, entry.stat()


def kept(asked: Question) -> int | None:
    """Says the answer that was kept, and gives its exit code; None where there is none."""
    from scoring.storage.seal import unsealed

    place = asked.place()
    if place is None:
        return None
    try:
        data = unsealed(asked.purpose, place.read_bytes())
        answer: dict[str, Any] | None = json.loads(data) if data is not None else None
    except (OSError, ValueError):
        return None
    if answer is None:
        return None
    for stream, text in answer["said"]:
        target = sys.stdout if stream == "out" else sys.stderr
        target.write(text)
        target.flush()
    with suppress(OSError):
        os.utime(place)
    code: int = answer["code"]
    return code


class Recorder:
    """Hears what a command says on both streams, in order, and passes it on."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self._streams = (sys.stdout, sys.stderr)

    def __enter__(self) -> Recorder:
        sys.stdout = _Heard(self._streams[0], "out", self.said)
        sys.stderr = _Heard(self._streams[1], "err", self.said)
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._streams

    def keep(self, asked: Question, code: int) -> None:
        """Keeps what was said as the answer, where it was worth it and is sure to be of the files
        as they are.
        """
        if time.process_time() - asked.begun < WORTH:
            return
        from scoring.storage.seal import sealed

        with suppress(OSError, ValueError, _UncertainError):
            # Looked at once more at the end: a file may have been
            # saved while the answer was reckoned.
            if _state(asked.workspace) != asked.state or time.time_ns() - asked.state[0] < SETTLED:
                return
            place = asked.place()
            if place is None:
                return
            place.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"code": code, "said": self.said}, ensure_ascii=False)
            # Written aside and moved: another shifan may look for the same answer at this moment.
            draft = place.with_suffix(f".{os.getpid()}")
            draft.write_bytes(sealed(asked.purpose, text.encode("utf-8")))
            draft.replace(place)
            _drop_old(place.parent)


def _drop_old(folder: Path) -> None:
    answers = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for path in answers[:-MOST]:
        path.unlink(missing_ok=True)


class _Heard:
    """A stream that notes what is written to it."""

    def __init__(self, stream: TextIO, name: str, said: list[tuple[str, str]]) -> None:
        self._stream = stream
        self._name = name
        self._said = said

    def write(self, text: str) -> int:
        if not isinstance(text, str):  # click finds out in this way whether a stream takes bytes
            raise TypeError(text)
        if self._said and self._said[-1][0] == self._name:
            self._said[-1] = (self._name, self._said[-1][1] + text)
        else:
            self._said.append((self._name, text))
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
