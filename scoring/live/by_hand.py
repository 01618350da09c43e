"""Edits by hand, as a session notices them: which file was changed by nobody who wrote a line, and
what in it.

For each file the session keeps the state up to which the journal tells everything. A file that is
another now was edited by hand where no line leads from the one state to the other: two sessions
decide that under the lock of writers, by the journal, and one of them writes the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scoring.live.shortening import shorter
from scoring.pieces.model import SourceFile
from scoring.storage.differences import Differences, texts_at, texts_between
from scoring.storage.hand_lines import (
    UNREADABLE,
    digest_in,
    entry_since_newest,
    hand_entry,
    lines_since,
    newest_line,
    owner_of,
    says_digest,
    texts_in,
)
from scoring.storage.journal import JOURNAL
from scoring.storage.journal_entry import Entry
from scoring.storage.layout import sections_of

Sources = Mapping[str, SourceFile]


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A file that is another than the journal tells, as it was then and as it was read now; None
    where there was, or is, no file.
    """

    name: str
    old: SourceFile | None
    new: SourceFile | None


@dataclass(slots=True)
class _MadeOut:
    """What was made out about one edit, kept until its line is written: the lock is held for as
    short as possible.
    """

    edit: Edit
    lines: list[Entry]
    entry: Entry | None


class HandEdits:
    """For one session, under its lock. ``sources`` are the files as it has read them, ``present``
    the names of those that were there at its last look.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._journal = workspace / JOURNAL
        self._told: dict[str, SourceFile] = {}
        self._place = 0
        """The size of the journal when everything was told last: later lines lead on from there."""
        self._at_last_look: dict[str, SourceFile | None] = {}
        self._made_out: dict[str, _MadeOut] = {}
        self._first: dict[str, SourceFile] = {}
        """What was read first, until it was held against the journal."""
        self._first_place = 0
        self._broken: set[str] = set()
        """Files that could not be read at first: nobody knows their records of then."""

    def begin(self, sources: Sources, place: int) -> None:
        """Takes what was read first for told; ``place`` is the size of the journal before that."""
        self._told = {name: source for name, source in sources.items() if sections_of(name)}
        self._first = dict(self._told)
        self._place = self._first_place = place
        self._broken = {name for name, source in self._told.items() if source.document is None}

    def at_first(self) -> list[Entry]:
        """The lines for what was edited while nobody kept the workspace open, by the newest line
        about each file; until :meth:`at_first_is_told`.
        """
        entries = []
        for name, source in self._first.items():
            # Whoever has written it since has told that already.
            if name in self._broken or lines_since(self._journal, self._first_place, name) != []:
                continue
            stood = partial(_texts_of, name, source)
            entry = entry_since_newest(self._workspace, name, _sha256(source), stood)
            entries += [entry] if entry is not None else []
        return entries

    def at_first_is_told(self) -> None:
        """The journal tells of what :meth:`at_first` gave."""
        self._first = {}

    @property
    def all_at_first_is_told(self) -> bool:
        """Whether what was read first is held against the journal already."""
        return not self._first

    def edits(self, sources: Sources, present: Container[str], place: int) -> list[Edit]:
        """The files that are others than the journal tells, as far as they can be read.

        ``place`` is the size of the journal before they were read. One that cannot be read at the
        moment is noticed once it can be again, with all that was changed until then.
        """
        edits = []
        all_told = True
        for name, source in sources.items():
            told = self._told.get(name)
            if told is source or name not in present or not sections_of(name):
                continue
            if told is not None and told.raw == source.raw:
                self._told[name] = source
                continue
            all_told = False
            if source.document is not None:
                edits.append(Edit(name, told, source))
        edits += [
            Edit(name, told, None) for name, told in self._told.items() if name not in present
        ]
        if all_told and not edits:
            self._place = place
            self._made_out.clear()
        return edits

    def settled(self, edits: Iterable[Edit]) -> list[Edit]:
        """Those edits that stood at the last look as they do now: an editor may be in the middle of
        saving the others.
        """
        last, self._at_last_look = self._at_last_look, {edit.name: edit.new for edit in edits}
        return [edit for edit in edits if last.get(edit.name, edit) is edit.new]

    def make_out(self, edits: Iterable[Edit]) -> None:
        """Finds out what was edited, ahead of :meth:`entries`: the one thing that may take long
        needs no lock.
        """
        for edit in edits:
            self._entry(edit)

    def entries(self, edits: Iterable[Edit]) -> list[Entry]:
        """The lines that are to be written; what the journal tells by now needs none.

        Asked again under the lock of writers, so that no two write the same.
        """
        entries = []
        for edit in edits:
            entry = self._entry(edit)
            if entry is None:
                self.is_told(edit)
            else:
                entries.append(entry)
        return entries

    def is_told(self, edit: Edit) -> None:
        """The journal tells of an edit now."""
        self._made_out.pop(edit.name, None)
        self._broken.discard(edit.name)
        if edit.new is None:
            self._told.pop(edit.name, None)
        else:
            self._told[edit.name] = edit.new

    def wrote(self, name: str, source: SourceFile | None, raw: bytes, sha256: str) -> None:
        """A file was written with its line, on a state that the journal told; ``source`` is what
        was read of it since.
        """
        if not sections_of(name):
            return
        if source is None or source.raw != raw:  # edited by hand again since
            source = SourceFile(name, raw, None, (), sha256=sha256)
        self._told[name] = source
        self._broken.discard(name)

    def _entry(self, edit: Edit) -> Entry | None:
        """The line for an edit; None where the lines of others lead to the state of now."""
        name = edit.name
        lines = lines_since(self._journal, self._place, name) or []
        newest = next((line for line in reversed(lines) if says_digest(line, name)), None)
        if newest is None:
            newest = newest_line(self._journal, name)
            # Written into the journal before the last look, and into the file behind it.
            if newest is not None:
                if digest_in(newest, "files", name) == _sha256(edit.new):
                    return None
                if digest_in(newest, "was", name) == _sha256(edit.old):
                    lines = [newest]
        known = self._made_out.get(name)
        if known is not None and _is_same(known, edit, lines):
            return known.entry
        # The digests of all lines about a file lead from one to the next, whoever saw what.
        was = _sha256(edit.old) if newest is None else digest_in(newest, "files", name)
        entry = self._made_anew(edit, lines, was)
        self._made_out[name] = _MadeOut(edit, lines, entry)
        return entry

    def _made_anew(self, edit: Edit, lines: list[Entry], was: str | None) -> Entry | None:
        name, at_first, now = edit.name, _sha256(edit.old), _sha256(edit.new)
        # A line that led to what was told already says nothing of what came after.
        led_there = [
            number
            for number, line in enumerate(lines)
            if says_digest(line, name) and digest_in(line, "files", name) == at_first
        ]
        lines = lines[led_there[-1] + 1 :] if led_there else lines
        if was == now and _lead_on(lines, name, at_first):
            return None
        owner = owner_of(self._workspace / name)
        texts, others = (Differences(), []) if name in self._broken else _texts(edit, lines)
        return hand_entry(name, was, now, texts, owner=owner, others=others)


def _lead_on(lines: Iterable[Entry], name: str, digest: str | None) -> bool:
    """Whether each line about a file begins where the one before it ended, the first with a file of
    this digest.
    """
    for line in lines:
        if says_digest(line, name):
            if digest_in(line, "was", name) != digest:
                return False
            digest = digest_in(line, "files", name)
    return True


def _texts_of(name: str, source: SourceFile, addresses: Sequence[str]) -> list[str | None]:
    """The texts of records of a file by their addresses."""
    shortened = shorter(name, source, source, addresses)
    if shortened is None:
        raise ValueError(name)
    return texts_at(name, shortened[1], addresses)


def _is_same(known: _MadeOut, edit: Edit, lines: list[Entry]) -> bool:
    return known.edit.old is edit.old and known.edit.new is edit.new and known.lines == lines


def _sha256(source: SourceFile | None) -> str | None:
    if source is None:
        return None
    return source.sha256 or hashlib.sha256(source.raw).hexdigest()


def _texts(edit: Edit, lines: list[Entry]) -> tuple[Differences, list[str]]:
    """What an editor changed: what differs, without what the lines of others say; and the keys of
    records that differ too and were not looked at.
    """
    name = edit.name
    if not _have_texts(lines, name):
        return Differences(), []  # nobody can tell apart what they did and what an editor did
    theirs = [texts_in(line, name) for line in lines]
    addresses = dict.fromkeys(address for before, after in theirs for address in (*before, *after))
    try:
        shortened = shorter(name, edit.old, edit.new, addresses)
        if shortened is None:
            return Differences(), []
        old, new, others = shortened
        plain = texts_between(name, old, new)
        before_hand, after_hand = dict(plain.before), dict(plain.after)
        first = texts_at(name, old, addresses)
        last = texts_at(name, new, addresses)
        for address, at_first, at_last in zip(addresses, first, last, strict=True):
            states = [at_first]
            for before, after in theirs:
                if address in before or address in after:
                    states += [before.get(address), after.get(address)]
            states.append(at_last)
            _put(before_hand, after_hand, address, states)
    except UNREADABLE:
        return Differences(), []
    return Differences(before_hand, after_hand), others


def _have_texts(lines: Iterable[Entry], name: str) -> bool:
    """Whether the lines say what they did to the records of a file. Saves that were written together
    have one digest, in the last line, which may be about another file itself.
    """
    with_texts = False
    for line in lines:
        with_texts = with_texts or any(texts_in(line, name))
        if says_digest(line, name):
            if not with_texts:
                return False
            with_texts = False
    return True


def _put(
    before: dict[str, str], after: dict[str, str], address: str, states: list[str | None]
) -> None:
    """Puts in what hands did to one record. ``states`` are its texts in pairs: between the two of a
    pair nobody wrote a line.
    """
    before.pop(address, None)
    after.pop(address, None)
    pairs = [
        (one, other) for one, other in zip(states[::2], states[1::2], strict=True) if one != other
    ]
    if not pairs:
        return
    first, last = pairs[0][0], pairs[-1][1]
    if first is not None:
        before[address] = first
    if last is not None:
        after[address] = last
