"""The changes that one author makes at once: judged on what stands under the lock, written as one, with one line.

A :class:`ChangeSet` holds the files as they will be. Nothing reaches the disk before :meth:`ChangeSet.commit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scoring.storage import DROP, IrregularError, RecordFile, StoredRecord, Transaction, version
from scoring.storage.journal import JOURNAL, Journal
from scoring.storage.records import LIST, Section
from scoring.storage.recovery import address_of, split_address
from scoring.storage.transaction import now
from scoring.workspace.changes.judges import JUDGES, Judge, Scene, field_of
from scoring.workspace.changes.merging import merged, plain
from scoring.workspace.changes.model import (
    UNSET,
    Author,
    Change,
    Conflict,
    ConflictError,
    Refused,
    RefusedError,
    Saved,
)
from scoring.workspace.changes.small_documents import alone, document_of, read_back, safely, sections_of, whole
from scoring.workspace.changes.styling import styled

if TYPE_CHECKING:
    from scoring.workspace.model import Workspace

Recall = Callable[[str, str, str], str | None]
"""From a file, the address of a record and a version to the text that the record had then."""


class ChangeSet:
    """Changes under one lock, by one author, with one line in the journal.

    ``files`` are files that the caller keeps cut into records, see :meth:`stands`. ``judges`` judge each kind of
    record, the usual ones where it is left out. ``recall`` finds a version of a record that somebody saw, the journal
    where it is left out. ``workspace`` is the opened workspace where the caller has it; else it is opened on first use.
    """

    def __init__(
        self,
        transaction: Transaction,
        author: Author,
        do: str,
        *,
        save_id: str = "",
        judges: Mapping[str, Judge] | None = None,
        recall: Recall | None = None,
        workspace: Workspace | None = None,
    ) -> None:
        self.transaction = transaction
        self.author = author
        self.do = do
        self.save_id = save_id
        self.details: dict[str, Any] = {}
        self._judges = JUDGES if judges is None else judges
        self._recall = recall or self._from_journal
        self._workspace = workspace
        self._texts: dict[str, str | bytes] = {}
        self._before: dict[str, str | bytes] = {}
        self._cut: dict[tuple[str, Section], RecordFile] = {}
        self._touched: dict[tuple[str, str], str | None] = {}
        self._named: list[str] = []

    # What stands

    @property
    def workspace(self) -> Workspace:
        """Everything as it stands under the lock, before these changes.

        Raises ``ScoringError`` where the files are such that nothing can be scored.
        """
        if self._workspace is None:
            from scoring.workspace.opening import open_workspace

            self._workspace = open_workspace(self.transaction.workspace).whole()
        return self._workspace

    def stands(self, file: RecordFile, sha256: str | None) -> None:
        """Says what a file holds, for callers that have read and cut it before and have seen that it is unchanged."""
        self.transaction.judged_on(file.name, sha256)
        self._before.setdefault(file.name, file.text)
        self._texts.setdefault(file.name, file.text)
        self._cut[file.name, file.section] = file

    def read(self, name: str) -> str:
        """The text of a file with the changes so far; "" where there is none."""
        if name not in self._texts:
            text = self.transaction.read(name)
            self._before[name] = self._texts[name] = text
        text_or_bytes = self._texts[name]
        return text_or_bytes if isinstance(text_or_bytes, str) else text_or_bytes.decode("utf-8")

    def file(self, name: str, section: Section = LIST) -> RecordFile:
        """A file cut into the records of a section, with the changes so far."""
        text = self.read(name)
        known = self._cut.get((name, section))
        if known is None or known.text != text:
            known = self._cut[name, section] = RecordFile.of(name, text, section, known)
        return known

    def record(self, name: str, key: str, section: Section = LIST) -> StoredRecord | None:
        """A record with the changes so far; None where there is none."""
        return self.file(name, section).record(key)

    # What changes

    def change(self, change: Change) -> str:
        """Merges, judges and splices one change; the new version of the record ("" for one taken out).

        Raises :class:`ConflictError`, :class:`RefusedError`, and ``IrregularError`` for a file that is written in a
        way that cannot be changed safely.
        """
        file = self.file(change.file, change.section)
        stored = file.record(change.key)
        if change.value is not UNSET:
            after = self._with_value(file, stored, change)
        else:
            after = self._with_fields(file, stored, change)
        if after is not file:
            self._judge(change, stored, after)
            self._put_file(after, change.key, stored)
        else:
            self._name(change.key)
        new = after.record(change.key)
        return new.version if new else ""

    def append(self, name: str, record: Mapping[str, Any]) -> None:
        """One more record at the end of a list. It is the caller's to judge it, as a whole with the others."""
        key = str(record["id"])
        file = self.file(name)
        if file.record(key) is not None:
            raise IrregularError(f"{key} stands already")
        self._put_file(safely(lambda: file.with_record(record), name), key, None)

    def edit(self, name: str, key: str, changes: Mapping[str, Any]) -> None:
        """Other values for keys of a record, without judging it; see :meth:`change`."""
        file = self.file(name)
        stored = file.record(key)
        if stored is None:
            raise RefusedError(f"{name} 里没有 {key}")
        after = safely(lambda: file.with_fields(key, changes), name)
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

        With ``keys``, these are the records that may differ: any other one that does is an ``IrregularError``. What
        differs stands in the journal, record by record.
        """
        old = self.read(name) if isinstance(content, str) else ""
        if isinstance(content, bytes):
            self._before.setdefault(name, self.transaction.read_bytes(name))
        elif old:
            allowed = None if keys is None else set(keys)
            for section in sections_of(name):
                self._note_differences(name, old, content, section, allowed)
        self._texts[name] = content

    def name(self, *keys: str) -> None:
        """Names records for the journal beside those that change."""
        for key in keys:
            self._name(key)

    # The end

    @property
    def changed(self) -> dict[str, str | bytes]:
        """The files that differ from what stands."""
        return {name: text for name, text in self._texts.items() if text != self._before.get(name)}

    def cut_files(self) -> list[RecordFile]:
        """The files as they are now, cut into records: for callers that keep them."""
        return [file for (name, _), file in self._cut.items() if file.text == self._texts.get(name)]

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
        optional = {"account": author.account, "save": self.save_id, "before": before, "after": after}
        return entry | {key: value for key, value in optional.items() if value} | self.details

    def commit(self) -> Saved:
        """Writes everything, or nothing where nothing changed. Raises what ``Transaction.commit`` raises."""
        entry = self.entry()
        if self.changed:
            self.transaction.commit(self.changed, entry)
        return saved_of(entry)

    # Inside

    def _with_fields(self, file: RecordFile, stored: StoredRecord | None, change: Change) -> RecordFile:
        theirs = stored.data if stored and isinstance(stored.data, dict) else {}
        fields = dict(change.fields)
        if not self._is_current(stored, change):
            fields = self._merged(change, stored, fields)
        for key, items in change.add.items():
            old = theirs.get(key)
            fields[key] = [*(old if isinstance(old, list) else []), *items]
        fields = {key: value for key, value in fields.items() if plain(value) != plain(theirs.get(key, DROP))}
        if not fields:
            return file
        if stored is None and file.section is LIST:
            raise RefusedError(f"{change.file} 里没有 {change.key}")
        shaped = styled(fields, change.kind)
        if stored is None or not isinstance(stored.data, dict):
            shaped = {key: value for key, value in shaped.items() if value is not DROP}
            after = safely(lambda: file.with_value(change.key, shaped), change.file)
        elif not ({**stored.data, **fields}.keys() - {key for key, value in fields.items() if value is DROP}):
            return safely(lambda: file.without(change.key), change.file)
        else:
            after = safely(lambda: file.with_fields(change.key, shaped), change.file)
        read_back(after, change.key, {**theirs, **fields})
        return after

    def _with_value(self, file: RecordFile, stored: StoredRecord | None, change: Change) -> RecordFile:
        stands = stored.data if stored else DROP
        if plain(change.value) == plain(stands):
            return file
        if not self._is_current(stored, change):
            raise ConflictError(Conflict(change.base, stands, change.value, (change.key,)))
        if change.value is DROP:
            return safely(lambda: file.without(change.key), change.file)
        value = styled(change.value, change.kind)
        after = safely(lambda: file.with_value(change.key, value), change.file)
        new = after.record(change.key)
        if new is None or plain(new.data) != plain(change.value):
            raise IrregularError(change.file)
        return after

    def _is_current(self, stored: StoredRecord | None, change: Change) -> bool:
        if change.expected is None:
            return True
        return change.expected == (stored.version if stored else "")

    def _merged(self, change: Change, stored: StoredRecord | None, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields to write where the author saw another version. Raises :class:`ConflictError`."""
        theirs = stored.data if stored and isinstance(stored.data, dict) else {}
        base = change.base if change.base is not None else self._seen(change)
        result = merged(base, theirs, fields)
        if result.conflicts:
            mine = {**(base or {}), **{key: value for key, value in plain(fields).items() if value is not DROP}}
            raise ConflictError(Conflict(base, stored.data if stored else None, mine, tuple(result.conflicts)))
        return result.fields

    def _seen(self, change: Change) -> Mapping[str, Any] | None:
        """What the author saw, by its version."""
        assert change.expected is not None
        if not change.expected:
            return {}
        text = self._recall(change.file, address_of(change.section, change.key), change.expected)
        if text is None:
            return None
        stored = RecordFile.of(change.file, alone(text, change.section), change.section).record(change.key)
        return stored.data if stored and isinstance(stored.data, dict) else None

    def _from_journal(self, name: str, address: str, wanted: str) -> str | None:
        for entry in Journal(self.transaction.workspace / JOURNAL).newest_first(_RECALLED):
            for side in ("after", "before"):
                records = entry.get(side, {}).get(name, {})
                text = records.get(address) if isinstance(records, dict) else None
                if isinstance(text, str) and version(text) == wanted:
                    return text
        return None

    def _judge(self, change: Change, stored: StoredRecord | None, after: RecordFile) -> None:
        """Raises :class:`RefusedError` for errors that the record would have and has not now."""
        judge = self._judges.get(change.kind)
        new = after.record(change.key)
        if judge is None or new is None:
            return
        document, problems = document_of(change, new.text)
        if document is None:
            raise RefusedError(outcome=Refused(tuple(problems), ("",) * len(problems)))
        scene = Scene(change, document, lambda: whole(after, self.transaction), self.workspace)
        wrong = [item for item in (*problems, *judge(scene)) if item.severity == "error"]
        if wrong and stored is not None:
            old, found = document_of(change, stored.text)
            known = list(found)
            if old is not None:
                standing = Scene(change, old, lambda: whole(self.file(change.file, change.section)), self.workspace)
                known += judge(standing)
            there = {(item.rule, item.what) for item in known}
            wrong = [item for item in wrong if (item.rule, item.what) not in there]
        if wrong:
            inside = (0,) if change.section is LIST else (*change.section, change.key)
            fields = tuple(field_of(document, item, inside) for item in wrong)
            raise RefusedError(outcome=Refused(tuple(wrong), fields))

    def _put_file(self, file: RecordFile, key: str, stored: StoredRecord | None) -> None:
        self._touch(file.name, address_of(file.section, key), stored.text if stored else None)
        self._name(key)
        self._texts[file.name] = file.text
        self._cut[file.name, file.section] = file

    def _touch(self, name: str, address: str, old: str | None) -> None:
        self._touched.setdefault((name, address), old)

    def _name(self, key: str) -> None:
        self._named.append(key)

    def _text_now(self, name: str, address: str) -> str | None:
        section, key = split_address(address)
        stored = self.file(name, section).record(key)
        return stored.text if stored else None

    def _note_differences(self, name: str, old: str, new: str, section: Section, allowed: set[str] | None) -> None:
        before = self.file(name, section)
        after = RecordFile.of(name, new, section, before)
        if before.whole or after.whole:
            return
        self._cut[name, section] = after
        texts = [{key: file.pieces[at].text for key, at in file.places.items()} for file in (before, after)]
        for key in {**texts[0], **texts[1]}:
            if texts[0].get(key) == texts[1].get(key):
                continue
            if section == () and key in _HELD_APART:
                continue
            if allowed is not None and key not in allowed:
                raise IrregularError(f"{name}: {key}")
            stored = before.record(key)
            self._touch(name, address_of(section, key), stored.text if stored else None)
            self._name(key)


_RECALLED = 1 << 23
"""Bytes of the journal in which a version is looked for: some thousand changes."""
_HELD_APART = frozenset({"findings", "vetoes", "parts", "assignments", "units", "people"})
"""Keys of a file whose entries are records of their own."""


def saved_of(entry: Mapping[str, Any]) -> Saved:
    """The answer to a save, from its line in the journal: the same whether it is new or was sent again."""
    versions: dict[tuple[str, str], str] = {}
    for side, of in (("before", lambda text: ""), ("after", version)):
        for name, records in entry.get(side, {}).items():
            for address, text in records.items():
                versions[name, split_address(address)[1]] = of(text)
    return Saved(versions, str(entry.get("at", "")), str(entry.get("save", "")))


def commit_together(transaction: Transaction, sets: Sequence[ChangeSet]) -> list[Saved]:
    """Writes several change sets at once, with a line each and one flush; each was made on top of the one before.

    Raises what ``Transaction.commit`` raises; nothing of any of them is written then.
    """
    files: dict[str, str | bytes] = {}
    entries = [changes.entry() for changes in sets]
    for changes in sets:
        files |= changes.changed
    if files:
        transaction.commit_all(files, [entry for entry, changes in zip(entries, sets, strict=True) if changes.changed])
    return [saved_of(entry) for entry in entries]
