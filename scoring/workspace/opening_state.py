"""The state of one opening: where, what is remembered of the last one, and what was told so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from scoring.indicators.model import IndicatorTree
from scoring.pieces.model import SourceFile, Written
from scoring.pieces.reading import read_source
from scoring.problems import Problem, in_order
from scoring.rounds.model import Round
from scoring.storage.disk import holds
from scoring.workspace.checks import Checks, Later
from scoring.workspace.glyph_checks import glyph_faults, printable
from scoring.workspace.memory import Memory
from scoring.workspace.model import Opening
from scoring.workspace.record import WorkspaceRecord
from scoring.yamlio import Document, read_raw

T = TypeVar("T")

SETTLED = 3_000_000_000
"""Nanoseconds after which the time of a file tells whether it was written again: clocks of file
systems are coarse."""


@dataclass(slots=True)
class OpeningState:
    """The state of one opening: where, what is remembered, and what was told so far."""

    path: Path
    memory: Memory
    contents: Mapping[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)

    def source(
        self,
        name: str,
        section: str | None = "",
        path: Path | None = None,
        *,
        optional: bool = False,
    ) -> SourceFile | None:
        """One file. ``section`` is where its records stand, as in :func:`read_source`; "" for a
        file without any.
        """
        path = path or self.path / name
        before = self.memory.sources.get(name)
        stamp = file_stamp(path) if name not in self.contents else None
        # Time, size and inode: an editor that swaps the file in
        # leaves at least one of them different.
        if before is not None and stamp is not None and self.memory.stamps.get(name) == stamp:
            self.problems += before.problems
            self._look_at_characters(before)
            return before
        self.memory.stamps.pop(name, None)
        raw: bytes | None = self.contents.get(name)
        problems: list[Problem] = []
        written = self.memory.written.pop(name, None)
        if raw is None:
            raw = _as_expected(path, written, before)
        if raw is None:
            raw, problems = read_raw(path, name, optional=optional)
        if raw is None:
            self.memory.sources.pop(name, None)
            self.problems += problems
            return None
        cut = section != "" and self.memory.keeps
        source = read_source(path, name, raw, section, before, cut=cut, written=written)
        self.memory.sources[name] = source
        # A file written this very moment may be written again within one tick of its clock.
        if stamp is not None and time.time_ns() - stamp[0] > SETTLED:
            self.memory.stamps[name] = stamp
        self.problems += source.problems
        self._look_at_characters(source)
        return source

    def _look_at_characters(self, source: SourceFile) -> None:
        """Tells what no face can print. Reckoned once for a reading of a file, and after an edit
        for what is new.
        """

        def reckon(inputs: tuple[object, ...], result: bool | None) -> bool:
            return printable(source, cast("SourceFile", inputs[0]) if result else None)

        if not self.memory.again(f"printable {source.name}", (source,), reckon):
            self.step(
                f"glyphs {source.name}",
                (source,),
                lambda: (None, tuple(glyph_faults(source, self.path))),
            )

    def document(self, name: str, *, optional: bool = False) -> Document | None:
        """The document of a file without records."""
        source = self.source(name, optional=optional)
        if source is not None:
            return source.document
        return None

    def step(
        self,
        name: str,
        inputs: tuple[object, ...],
        reckon: Callable[[], tuple[T, Iterable[Problem]]],
    ) -> T:
        """A step that gives a value and problems, which are told each time."""
        value, problems = self.memory.once(name, inputs, reckon)
        self.problems += problems
        return value

    def ended(
        self,
        head: WorkspaceRecord | None,
        tree: IndicatorTree | None = None,
        rounds: tuple[Round, ...] = (),
        more: Iterable[Problem] = (),
        **rest: Any,
    ) -> Opening:
        """The end of an opening that found nothing to score."""
        sought = [item for look_at in self.later for item in look_at()]
        checks = Checks(tuple(in_order([*self.problems, *more, *sought])))
        return Opening(self.path, None, checks, head, tree, rounds, **rest)


def _as_expected(path: Path, written: Written | None, before: SourceFile | None) -> bytes | None:
    """The bytes of a file where it holds what was written last, or what was read before: compared
    on the disk, but not taken into memory a second time. None where it holds anything else.
    """
    for expected in (written, before):
        try:
            if expected is not None and expected.raw and holds(path, expected.raw):
                return expected.raw
        except OSError:
            return None  # the reading that follows says what is wrong
    return None


def file_stamp(path: Path) -> tuple[int, int, int] | None:
    """Time, size and identity of a file; None where it is not to be had."""
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    return info.st_mtime_ns, info.st_size, info.st_ino


def document_of(source: SourceFile | None) -> Document | None:
    """The document of a file that could be read."""
    if source is not None:
        return source.document
    return None
