"""The changes that one author makes at once to records and files: written as one, with one line in
the journal.

A :class:`RecordChanges` holds the files as they will be. Nothing reaches the disk before
``commit``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from scoring.problems import CannotError
from scoring.storage.days import believe
from scoring.storage.differences import differing_keys, texts_at
from scoring.storage.hand_lines import entry_since_newest
from scoring.storage.journal import JOURNAL, Journal
from scoring.storage.layout import HELD_APART, sections_of
from scoring.storage.merging import address_of, split_address
from scoring.storage.records import (
    LIST,
    IrregularError,
    RecordFile,
    Section,
    StoredRecord,
    UnknownRecordError,
    read_back,
    safely,
    version,
)
from scoring.storage.saves import REQUEST, check_request
from scoring.storage.transaction import SlippedIn, Transaction, now
from scoring.storage.yaml_text import bare_days

Via = Literal["cli", "web", "sheet", "hand"]
Cut = dict[tuple[str, Section], RecordFile]
"""Files cut into records, by name and section: what a caller keeps so that nothing is parsed
twice."""
Content = str | bytes | RecordFile
"""A file as it will be: its text, its bytes, or its records."""
T = TypeVar("T")
C = TypeVar("C", bound="RecordChanges")
TRIES = 6
"""How often a plan is carried out anew because an editor saved a file meanwhile."""
PAUSE = 0.05
"""Seconds before it is tried again, more each time: an editor that saves in place takes a
moment."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the name for the journal, the day that the write counts for, and the way that it
    came.

    ``at`` is the moment with its zone; without it the clock's. ``account`` is the login of the
    workbench. ``stated`` is False where the day is the clock's and nobody wrote it: far from the
    newest day that the journal vouches for it is not believed. ``sent`` is a digest of what came,
    for a save that may come again.
    """

    by: str
    on: date
    via: Via = "cli"
    account: str = ""
    at: datetime | None = None
    stated: bool = True
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The change stands. ``versions`` holds the version of each record by file and key, "" for one
    taken out.
    """

    versions: Mapping[tuple[str, str], str]
    at: str
    save_id: str = ""


class RecordChanges:
    """Changes under one lock, by one author, with one line in the journal.

    ``kept`` are files that the caller keeps cut into records from one change set to the next; they
    are brought up to date here. ``details`` are further keys of the journal's line, which is
    written even where no file changes if ``always`` is set. Raises
    :class:`~scoring.storage.days.FarDayError` for a clock that cannot be right.
    """

    def __init__(
        self,
        transaction: Transaction,
        author: Author,
        do: str,
        *,
        save_id: str = "",
        request: str = "",
        kept: Cut | None = None,
    ) -> None:
        if not author.stated:
            believe(transaction.workspace, author.on)
        self.transaction = transaction
        self.author = author
        self.do = do
        self.save_id = save_id
        self.request = request
        self.details: dict[str, Any] = {}
        self.always = False
        self._cut: Cut = {} if kept is None else kept
        self._contents: dict[str, Content] = {}
        self._before: dict[str, Content] = {}
        self._touched: dict[tuple[str, str], str | None] = {}
        self._named: list[str] = []

    # What stands

    def stands(self, file: RecordFile, sha256: str | None, raw: bytes | None = None) -> None:
        """Says what a file holds, for callers that have read and cut it before and have seen that
        it is unchanged. ``raw`` are its bytes where the caller has them.
        """
        self.transaction.judged_on(file.name, sha256, raw)
        self._before.setdefault(file.name, file)
        self._contents.setdefault(file.name, file)
        self._cut[file.name, file.section] = file

    def read(self, name: str) -> str:
        """The text of a file with the changes so far; "" where there is none."""
        if name not in self._contents:
            text = self.transaction.read(name)
            self._before[name] = self._contents[name] = text
        content = self._contents[name]
        if isinstance(content, RecordFile):
            return content.text
        if isinstance(content, bytes):
            return content.decode("utf-8")
        return content

    def file(self, name: str, section: Section = LIST) -> RecordFile:
        """A file cut into the records of a section, with the changes so far."""
        known = self._cut.get((name, section))
        if known is not None and known is self._contents.get(name):
            return known
        text = self.read(name)
        if known is None or known.text != text:
            known = self._cut[name, section] = RecordFile.of(name, text, section, known)
        return known

    def record(self, name: str, key: str, section: Section = LIST) -> StoredRecord | None:
        """A record with the changes so far; None where there is none."""
        return self.file(name, section).record(key)

    # What changes

    def append(self, name: str, *records: Mapping[str, Any]) -> None:
        """More records at the end of a list. It is the caller's to judge them, as a whole with the
        others.
        """
        file = self.file(name)
        after = safely(lambda: file.with_records(records), name)
        for record in records:
            key = str(record["id"])
            if key in file.places:
                raise IrregularError(name)
            read_back(after, key, record)
            self._put_file(after, key, None)

    def edit(self, name: str, key: str, changes: Mapping[str, Any]) -> None:
        """Other values for keys of a record, without judging it; see :meth:`change`."""
        file = self.file(name)
        stored = file.record(key)
        if stored is None:
            raise UnknownRecordError(name, key)
        styled = {field: bare_days(value) for field, value in changes.items()}
        after = safely(lambda: file.with_fields(key, styled), name)
        read_back(after, key, {**stored.data, **changes})
        self._put_file(after, key, stored)

    def remove(self, name: str, key: str) -> None:
        """Takes a record out of a list."""
        file = self.file(name)
        stored = file.record(key)
        if stored is not None:
            self._put_file(safely(lambda: file.without(key), name), key, stored)

    def put(self, name: str, content: str | bytes, *, keys: Iterable[str] | None = None) -> None:
        """Another text for a whole file, or a new file.

        With ``keys``, these are the records that may differ: any other one that does is an
        ``IrregularError``. What differs stands in the journal, record by record.
        """
        old = self.read(name) if isinstance(content, str) else ""
        if isinstance(content, bytes):
            self._before.setdefault(name, self.transaction.read_bytes(name))
        elif old:
            allowed = None if keys is None else set(keys)
            for section in sections_of(name):
                self._note_differences(name, content, section, allowed)
        self._contents[name] = content

    def name(self, *keys: str) -> None:
        """Names records for the journal beside those that change."""
        for key in keys:
            self._name(key)

    # The end

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the files that differ from what stands."""
        return tuple(
            name
            for name, content in self._contents.items()
            if not _is_same(content, self._before.get(name))
        )

    def content(self, name: str) -> bytes:
        """A file with the changes so far, as it is to be stored."""
        return _bytes_of(self._contents[name])

    def cut_files(self) -> list[RecordFile]:
        """The files as they are now, cut into records: for callers that keep them."""
        return [
            file
            for (name, _), file in self._cut.items()
            if name in self._contents and _is_same(file, self._contents[name])
        ]

    def entry(self) -> dict[str, Any]:
        """The line for the journal."""
        before: dict[str, dict[str, str]] = {}
        after: dict[str, dict[str, str]] = {}
        for (name, address), old in self._touched.items():
            new = self._text_now(name, address)
            if old is not None:
                before.setdefault(name, {})[address] = old
            if new is not None:
                after.setdefault(name, {})[address] = new
        author = self.author
        entry: dict[str, Any] = {
            "at": author.at.isoformat(timespec="milliseconds") if author.at else now(),
            "on": author.on.isoformat(),
            "by": author.by,
            "via": author.via,
            "do": self.do,
            "records": list(dict.fromkeys(self._named)),
        }
        optional = {
            "account": author.account,
            "stated": author.stated,
            "save": self.save_id,
            REQUEST: self.save_id and self.request,
            "before": before,
            "after": after,
        }
        return entry | {key: value for key, value in optional.items() if value} | self.details

    def commit(self) -> Saved:
        """Writes everything, or nothing where nothing changed. Raises what ``Transaction.commit``
        raises.
        """
        entry = self.entry()
        changed = self.changed
        if changed or self.always:
            self._note_edits_before(changed)
            self.transaction.commit({name: self.content(name) for name in changed}, entry)
        return saved_of(entry)

    # Inside

    def _note_edits_before(self, names: Iterable[str]) -> None:
        """Writes the lines for what was edited by hand, in the files that are written, since the
        newest lines about them. Where that cannot be done the write goes on.
        """
        entries = []
        for name in names:
            if sections_of(name) and name in self._before:
                digest = self.transaction.judged_digest(name)
                stood = partial(self._texts_before, name)
                entry = entry_since_newest(self.transaction.workspace, name, digest, stood)
                entries += [entry] if entry is not None else []
        if entries:
            with suppress(OSError, CannotError):
                self.transaction.note(entries)

    def _texts_before(self, name: str, addresses: Sequence[str]) -> list[str | None]:
        """The texts of records of a file as it stood before the changes."""
        text = _bytes_of(self._before[name]).decode("utf-8")
        return texts_at(name, text, addresses, self._cut)

    def _put_file(self, file: RecordFile, key: str, stored: StoredRecord | None) -> None:
        self._touch(file.name, address_of(file.section, key), stored.text if stored else None)
        self._name(key)
        self._contents[file.name] = file
        self._cut[file.name, file.section] = file

    def _touch(self, name: str, address: str, old: str | None) -> None:
        self._touched.setdefault((name, address), old)

    def _name(self, key: str) -> None:
        self._named.append(key)

    def _text_now(self, name: str, address: str) -> str | None:
        section, key = split_address(address)
        return self.file(name, section).text_of(key)

    def _note_differences(
        self, name: str, new: str, section: Section, allowed: set[str] | None
    ) -> None:
        before = self.file(name, section)
        after = RecordFile.of(name, new, section, before)
        self._cut[name, section] = after
        for key in differing_keys(before, after):
            if section == () and key in HELD_APART:
                continue
            if allowed is not None and key not in allowed:
                raise IrregularError(f"{name}: {key}")
            stored = before.record(key)
            self._touch(name, address_of(section, key), stored.text if stored else None)
            self._name(key)


def _bytes_of(content: Content) -> bytes:
    if isinstance(content, RecordFile):
        return content.raw
    if isinstance(content, str):
        return content.encode("utf-8")
    return content


def _is_same(one: Content, other: Content | None) -> bool:
    """Whether two contents are stored as the same bytes; None is no content known yet."""
    if one is other:
        return True
    if other is None:
        return False
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return _bytes_of(one) == _bytes_of(other)


def saved_of(entry: Mapping[str, Any]) -> Saved:
    """The answer to a save, from its line in the journal: the same whether it is new or was sent
    again.
    """
    versions: dict[tuple[str, str], str] = {}
    for side, of in (("before", lambda text: ""), ("after", version)):
        for name, records in entry.get(side, {}).items():
            for address, text in records.items():
                versions[name, split_address(address)[1]] = of(text)
    return Saved(versions, str(entry.get("at", "")), str(entry.get("save", "")))


def commit_together(transaction: Transaction, sets: Sequence[RecordChanges]) -> list[Saved]:
    """Writes several change sets at once, with a line each and one flush; each was made on top of
    the one before.

    Raises what ``Transaction.commit`` raises; nothing of any of them is written then.
    """
    newest: dict[str, RecordChanges] = {}
    entries = [changes.entry() for changes in sets]
    lines = []
    for changes, entry in zip(sets, entries, strict=True):
        changed = changes.changed
        newest |= dict.fromkeys(changed, changes)
        if changed:
            lines.append(entry)
    if newest:
        files = {name: changes.content(name) for name, changes in newest.items()}
        transaction.commit_all(files, lines)
    return [saved_of(entry) for entry in entries]


def carry_out_with(
    folder: Path,
    plan: Callable[[C], T],
    begin: Callable[[Transaction], C],
    *,
    save_id: str = "",
    request: str = "",
) -> tuple[T | None, Saved]:
    """Does under the lock what ``plan`` does with the change set that ``begin`` makes, and writes
    it.

    Gives what the plan returned, and the answer. The plan has to be such that it can be carried out
    anew: where somebody saves one of the files by hand before it is written, it starts from the
    beginning. It returns None where ``save_id`` was written before. What it raises ends the write,
    with nothing written; so do ``Busy``, ``SlippedIn`` and ``OSError``, and ``ReusedIdError`` where
    the id was written with another ``request``.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with Transaction(folder) as transaction:
                known = saved_again(folder, save_id, request)
                if known is not None:
                    return None, known
                changes = begin(transaction)
                result = plan(changes)
                return result, changes.commit()
        except SlippedIn:
            if attempt == TRIES:
                raise
            time.sleep(PAUSE * attempt)
    raise AssertionError


def saved_again(folder: Path, save_id: str, request: str = "") -> Saved | None:
    """The answer that a save with this id got; None for a new one. Raises
    :class:`~scoring.storage.saves.ReusedIdError` where the id was written with another ``request``.
    """
    entry = Journal(folder / JOURNAL).entry_of_save(save_id) if save_id else None
    if entry is not None:
        check_request(entry, request)
        return saved_of(entry)
    return None


def write_records(
    folder: Path,
    author: Author,
    do: str,
    plan: Callable[[RecordChanges], T],
    *,
    kept: Cut | None = None,
) -> T:
    """Carries out a plan that judges for itself what it changes; see :func:`carry_out_with`."""
    result, _ = carry_out_with(
        folder, plan, lambda transaction: RecordChanges(transaction, author, do, kept=kept)
    )
    return cast("T", result)  # without a save id the plan has always been carried out
