"""The changes that one author makes at once: merged and judged on what stands under the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scoring.people import ADMINISTRATOR, SYSTEM
from scoring.problems import Where, problem
from scoring.rectification.clock import believe_ledger
from scoring.storage import DROP, IrregularError, RecordFile, StoredRecord, Transaction, version
from scoring.storage.changeset import Author, Cut, RecordChanges, Saved
from scoring.storage.journal import JOURNAL, Journal
from scoring.storage.layout import WORKSPACE
from scoring.storage.merging import address_of
from scoring.storage.records import LIST, UnknownRecordError, plain, read_back, safely
from scoring.workspace.changes.judges import JUDGES, Judge, Scene, field_of, is_refused
from scoring.workspace.changes.merging import merged
from scoring.workspace.changes.model import (
    UNSET,
    Change,
    Conflict,
    ConflictError,
    Refused,
    RefusedError,
)
from scoring.workspace.changes.small_documents import alone, document_of, whole
from scoring.workspace.changes.styling import styled

if TYPE_CHECKING:
    from scoring.workspace.model import Workspace

Recall = Callable[[str, str, str], str | None]
"""From a file, the address of a record and a version to the text that the record had then."""
Opener = Callable[[Transaction], "Workspace"]
_RECALLED = 1 << 23
"""Bytes of the journal in which a version is looked for: some thousand changes."""


class ChangeSet(RecordChanges):
    """Changes under one lock, by one author, with one line in the journal;
    each is merged and judged.

    ``judges`` judge each kind of record, the usual ones where it is left out. ``recall`` finds a
    version of a record that somebody saw, the journal where it is left out. ``workspace`` is the
    opened workspace where the caller has it; else it is opened on first use, by ``opener`` where
    that is given.
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
        judges: Mapping[str, Judge] | None = None,
        recall: Recall | None = None,
        workspace: Workspace | None = None,
        opener: Opener | None = None,
    ) -> None:
        super().__init__(transaction, author, do, save_id=save_id, request=request, kept=kept)
        self._judges = JUDGES if judges is None else judges
        self._recall = recall
        self._workspace = workspace
        self._opener = opener or _open_whole

    @property
    def workspace(self) -> Workspace:
        """Everything as it stands under the lock, before these changes.

        Raises ``ScoringError`` where the files are such that nothing can be scored.
        """
        if self._workspace is None:
            self._workspace = self._opener(self.transaction)
        return self._workspace

    def change(self, change: Change) -> str:
        """Merges, judges and splices one change;
        the new version of the record ("" for one taken out).

        Raises :class:`ConflictError`, :class:`RefusedError`, and ``IrregularError`` for a file that
        is written in a way that cannot be changed safely.
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
        if new:
            return new.version
        return ""

    def commit(self) -> Saved:
        """As :meth:`RecordChanges.commit`; the clock's day is held against the ledger as well,
        where that was read.
        """
        if not self.author.stated and self._workspace is not None:
            # A lost clock shows at the ledger first: no later step
            # could follow on one of next year.
            believe_ledger(self.author.on, self._workspace.ledger)
        return super().commit()

    def _with_fields(
        self, file: RecordFile, stored: StoredRecord | None, change: Change
    ) -> RecordFile:
        if stored and isinstance(stored.data, dict):
            theirs = stored.data
        else:
            theirs = {}
        if self._is_current(stored, change):
            fields = _all_fields(change, theirs)
        else:
            fields = self._merged(change, stored)
        for key, items in change.add.items():
            old = theirs.get(key)
            # ``add`` holds whatever else stands in the list: two reports of one minute both go in.
            fields[key] = [*(old if isinstance(old, list) else []), *items]
        fields = {
            key: value
            for key, value in fields.items()
            if plain(value) != plain(theirs.get(key, DROP))
        }
        if not fields:
            return file
        if stored is None and file.section is LIST:
            raise UnknownRecordError(change.file, change.key)
        shaped = styled(fields, change.kind)
        if stored is None or not isinstance(stored.data, dict):
            shaped = {key: value for key, value in shaped.items() if value is not DROP}
            after = safely(lambda: file.with_value(change.key, shaped), change.file)
        elif not (
            {**stored.data, **fields}.keys()
            - {key for key, value in fields.items() if value is DROP}
        ):
            return safely(lambda: file.without(change.key), change.file)
        else:
            after = safely(lambda: file.with_fields(change.key, shaped), change.file)
        # The splice works on text that people wrote; what it made is read before it is believed.
        read_back(after, change.key, {**theirs, **fields})
        return after

    def _with_value(
        self, file: RecordFile, stored: StoredRecord | None, change: Change
    ) -> RecordFile:
        stands = stored.data if stored else DROP
        if plain(change.value) == plain(stands):
            return file
        # A value without keys cannot be merged field by field: two versions of it always clash.
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

    def _merged(self, change: Change, stored: StoredRecord | None) -> dict[str, Any]:
        """The fields to write where the author saw another version. Raises
        :class:`ConflictError`.
        """
        if stored and isinstance(stored.data, dict):
            theirs = stored.data
        else:
            theirs = {}
        base = change.base if change.base is not None else self._seen(change)
        fields = _all_fields(change, base or {})
        result = merged(base, theirs, fields)
        if result.conflicts:
            mine = {
                **(base or {}),
                **{key: value for key, value in plain(fields).items() if value is not DROP},
            }
            raise ConflictError(
                Conflict(base, stored.data if stored else None, mine, tuple(result.conflicts))
            )
        return result.fields

    def _seen(self, change: Change) -> Mapping[str, Any] | None:
        """What the author saw, by its version."""
        assert change.expected is not None
        if not change.expected:
            return {}
        recall = self._recall or self._from_journal
        text = recall(change.file, address_of(change.section, change.key), change.expected)
        if text is None:
            return None
        stored = RecordFile.of(change.file, alone(text, change.section), change.section).record(
            change.key
        )
        if stored and isinstance(stored.data, dict):
            return stored.data
        return None

    def _from_journal(self, name: str, address: str, wanted: str) -> str | None:
        for entry in Journal(self.transaction.workspace / JOURNAL).newest_first(_RECALLED):
            for side in ("after", "before"):
                records = entry.get(side, {}).get(name, {})
                text = records.get(address) if isinstance(records, dict) else None
                if isinstance(text, str) and version(text) == wanted:
                    return text
        return None

    def _judge_author(self) -> None:
        """Raises :class:`RefusedError` where the workspace names its people and the author is none
        of them.
        """
        name = self.author.by
        if name in {"", SYSTEM, ADMINISTRATOR}:
            return
        if unknown := self.workspace.people.unknown(name):
            fault = problem("W020", Where(WORKSPACE, 1, 1), what=f"办理人{unknown}")
            raise RefusedError(outcome=Refused((fault,), ("",)))

    def _judge(self, change: Change, stored: StoredRecord | None, after: RecordFile) -> None:
        """Raises :class:`RefusedError` for errors that the record would have and has not now."""
        judge = self._judges.get(change.kind)
        if judge is None:
            return
        self._judge_author()
        new = after.record(change.key)
        if new is None:
            return
        document, problems = document_of(change, new.text)
        if document is None:
            raise RefusedError(outcome=Refused(tuple(problems), ("",) * len(problems)))
        scene = Scene(change, document, lambda: whole(after, self.transaction), self.workspace)
        wrong = [item for item in (*problems, *judge(scene)) if is_refused(item)]
        if wrong and stored is not None:
            old, found = document_of(change, stored.text)
            known = list(found)
            if old is not None:
                standing = Scene(
                    change,
                    old,
                    lambda: whole(self.file(change.file, change.section)),
                    self.workspace,
                )
                known += judge(standing)
            there = {(item.rule, item.what) for item in known}
            # By rule and words, not by place: the same fault stands
            # elsewhere once the text is spliced.
            wrong = [item for item in wrong if (item.rule, item.what) not in there]
        if wrong:
            inside = (0,) if change.section is LIST else (*change.section, change.key)
            fields = tuple(field_of(document, item, inside) for item in wrong)
            raise RefusedError(outcome=Refused(tuple(wrong), fields))


def _all_fields(change: Change, seen: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a change sets, with those taken out that the author saw and does not want."""
    if change.whole:
        gone = {key: DROP for key in seen if key not in change.fields}
    else:
        gone = {}
    return {**gone, **change.fields}


def _open_whole(transaction: Transaction) -> Workspace:
    from scoring.workspace.opening import open_workspace

    return open_workspace(transaction.workspace).whole()
