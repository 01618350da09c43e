"""The one writer of a session: takes what waits, judges each change on what stands, writes all of
it at once.

Whoever submits waits for the answer. While one group is being written the next one gathers, so that
sixty people who save at the same moment cost a few flushes of the disk and not sixty.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.live.digests import Digests
from scoring.live.health import Health
from scoring.live.snapshot import Snapshot
from scoring.pieces.model import Written
from scoring.problems import ScoringError
from scoring.rectification.clock import believe_ledger
from scoring.storage import RecordFile, SlippedIn, Transaction
from scoring.storage.journal import JOURNAL, Journal
from scoring.storage.saves import ReusedIdError, check_request, request_of
from scoring.workspace.changes import (
    Author,
    Change,
    ChangeSet,
    ConflictError,
    ForbiddenError,
    Outcome,
    RefusedError,
    Saved,
    commit_together,
    content_of,
    saved_of,
)

if TYPE_CHECKING:
    from scoring.live.session import Session

MOST = 64
"""So many changes are written with one flush."""
TRIES = 6
PAUSE = 0.05
NEWEST = 1 << 23
"""Bytes of the journal in which the id of a save is looked for."""
SAVE = re.compile(rb'"save":("(?:[^"\\]|\\.)*")')
ANSWERS = 10_000
"""So many answers are kept in memory for saves that are sent again; older ones stand in the
journal."""


@dataclass(slots=True, eq=False)
class Job:
    """One save on its way: what is wanted, and the answer or the error once it is there."""

    changes: Sequence[Change]
    author: Author
    do: str
    save_id: str
    since: float
    request: str = field(init=False)
    """The digest of who wants what, "" without an id: see ``storage.saves``."""
    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None
    error: BaseException | None = None

    def __post_init__(self) -> None:
        content = content_of(self.changes) if self.save_id and not self.author.sent else None
        self.request = request_of(self.author, self.do, content) if self.save_id else ""

    def answer(self) -> Outcome:
        """Waits for the end. Raises what kept the change from being written."""
        self.done.wait()
        if self.error is not None:
            raise self.error
        assert self.outcome is not None
        return self.outcome


class Writer:
    """The thread that writes for a session."""

    def __init__(self, session: Session, health: Health) -> None:
        self._session = session
        self._health = health
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._cut = session.cut
        self._stood: dict[str, RecordFile] = {}
        """The files of the group that is being written, as they stood before it."""
        self._answers: OrderedDict[str, tuple[str, Saved]] = OrderedDict()
        """By the id of a save, what was sent under it, and the answer."""
        self._saves = SaveIds(session.path / JOURNAL)
        self._digests = Digests()
        self._closed = False
        self._entering = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="shifan-write", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> Outcome:
        """Puts a save in the row and waits for its answer."""
        with self._entering:
            if self._closed:
                raise ScoringError("工作台正在关闭，什么都没有写入", "busy")
            self._waiting.put(job)
        return job.answer()

    def close(self) -> None:
        """Writes what waits, and ends."""
        with self._entering:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join(timeout=60)

    def _run(self) -> None:
        ended = False
        while not ended:
            first = self._waiting.get()
            group = [first] if first is not None else []
            ended = first is None
            # What waits already goes along: one flush serves all of them.
            while not ended and len(group) < MOST:
                try:
                    following = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    ended = True
                else:
                    group.append(following)
            if group:
                self.serve(group)

    def serve(self, group: list[Job]) -> None:
        """Writes a group of saves at once, and answers each."""
        try:
            self._session.change(lambda: self._write(group))
        except BaseException as error:  # noqa: BLE001 - whoever waits is told, and nobody else could tell them
            for job in group:
                if job.outcome is None:
                    job.error = error
        finally:
            for job in group:
                job.done.set()

    def _write(self, group: list[Job]) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                self._write_once(
                    # A glance trusts what the watch has seen; after an editor slipped in,
                    # everything is looked at.
                    group,
                    self._session.glance if attempt == 1 else self._session.look,
                )
            except SlippedIn:
                if attempt == TRIES:
                    raise
                # An editor that saves writes, renames and sets times: give it the moment.
                time.sleep(PAUSE * attempt)
            else:
                return

    def _write_once(self, group: list[Job], look: Callable[[], Snapshot]) -> None:
        begun = time.perf_counter()
        once, again = _each_once(group)
        with Transaction(self._session.path, digest=self._digests.of) as transaction:
            snapshot = look()
            # What somebody edited by hand came first, and stands before it in the journal.
            untold = self._session.note_edits(transaction)
            answers: list[tuple[Job, Outcome]] = []
            sets: list[tuple[Job, ChangeSet]] = []
            self._stood.clear()
            for job in once:
                job.error = None  # of an attempt into which an editor slipped
                outcome = self._answer(job, snapshot, transaction, sets)
                if outcome is not None:
                    answers.append((job, outcome))
            judged = time.perf_counter()
            stored = commit_together(transaction, [changes for _, changes in sets])
            written = time.perf_counter()
        for job, saved in zip((job for job, _ in sets), stored, strict=True):
            self._remember(job, saved)
            answers.append((job, saved))
        self._tell_session([changes for _, changes in sets], transaction)
        # The session is new before anybody is answered: who saves and reloads sees the own save.
        self._session.look()
        self._session.told(transaction, untold)
        ended = time.perf_counter()
        for job, outcome in answers:
            job.outcome = outcome
        for job, first in again:
            job.outcome, job.error = first.outcome, first.error
        self._health.saved(
            [begun - job.since for job in group],
            judged - begun,
            written - judged,
            ended - written,
            len(group),
        )

    def _tell_session(self, sets: Sequence[ChangeSet], transaction: Transaction) -> None:
        """Hands over what was written, so that the session need not make it out from the disk."""
        files = {file.name: file for changes in sets for file in changes.cut_files()}
        for name, (raw, sha256) in transaction.written.items():
            file, stood = files.get(name), self._stood.get(name)
            written = Written(raw, sha256)
            if file is not None and stood is not None:
                common = file.in_common(stood)
            else:
                common = None
            if common is not None and stood is not None:
                written = replace(written, since=stood.raw, front=common[0], behind=common[1])
            self._session.wrote(name, written)

    def _answer(
        self,
        job: Job,
        snapshot: Snapshot,
        transaction: Transaction,
        sets: list[tuple[Job, ChangeSet]],
    ) -> Outcome | None:
        """The answer that a save can get now; None where it is added to ``sets``, or has failed."""
        try:
            # Sent again after a broken connection: it was written, and gets the answer it missed.
            known = self._known(job, sets)
        except ReusedIdError as error:
            job.error = error
            return None
        return known or self._judge(job, snapshot, transaction, sets)

    def _judge(
        self,
        job: Job,
        snapshot: Snapshot,
        transaction: Transaction,
        sets: list[tuple[Job, ChangeSet]],
    ) -> Outcome | None:
        """Adds the changes of a job to ``sets``; the outcome where it cannot be written."""
        try:
            changes = ChangeSet(
                transaction,
                job.author,
                job.do,
                save_id=job.save_id,
                request=job.request,
                workspace=snapshot.workspace,
            )
            if not job.author.stated:
                believe_ledger(job.author.on, snapshot.workspace.ledger)
            for file in self._files(job, sets).values():
                self._stood.setdefault(file.name, file)
                changes.stands(file, self._session.digest(file.name), self._session.raw(file.name))
            for change in job.changes:
                changes.change(change)
        except (ConflictError, RefusedError, ForbiddenError) as error:
            return error.outcome
        except Exception as error:  # noqa: BLE001 - whoever sent it is told; the others of the group are written
            job.error = error
            return None
        sets.append((job, changes))
        # The next job of the group is judged on what this one leaves.
        self._keep([(job, changes)])
        return None

    def _files(self, job: Job, sets: list[tuple[Job, ChangeSet]]) -> dict[str, RecordFile]:
        """The files of a job, cut, as the jobs before it in the group will leave them."""
        files: dict[str, RecordFile] = {}
        for change in job.changes:
            if change.file in files:
                continue
            raw = self._session.raw(change.file)
            if raw is None:
                continue
            for _, changes in sets:
                if change.file in changes.changed:
                    raw = changes.content(change.file)
            key = (change.file, change.section)
            kept = self._cut.get(key)
            if kept is None or kept.raw != raw:
                try:
                    kept = RecordFile.read(change.file, raw, change.section, kept)
                except UnicodeDecodeError:
                    continue
                self._cut[key] = kept
            files[change.file] = kept
        return files

    def _keep(self, sets: list[tuple[Job, ChangeSet]]) -> None:
        for _, changes in sets:
            for file in changes.cut_files():
                self._cut[file.name, file.section] = file

    def _known(self, job: Job, sets: Sequence[tuple[Job, ChangeSet]]) -> Saved | None:
        """The answer that a save got before; None for a new one. Raises ``ReusedIdError`` for an id
        under which something else was sent, before or by another job of this group.
        """
        if not job.save_id:
            return None
        # The same once more does not come here, see _each_once.
        if any(other.save_id == job.save_id for other, _ in sets):
            raise ReusedIdError
        answer = self._answers.get(job.save_id)
        if answer is not None:
            request, saved = answer
            if request != job.request:
                raise ReusedIdError
            return saved
        if job.save_id not in self._saves:
            return None
        entry = Journal(self._session.path / JOURNAL).entry_of_save(job.save_id)
        if entry is not None:
            check_request(entry, job.request)
            return saved_of(entry)
        return None

    def _remember(self, job: Job, saved: Saved) -> None:
        if job.save_id:
            self._answers[job.save_id] = (job.request, saved)
            while len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)


def _each_once(group: Sequence[Job]) -> tuple[list[Job], list[tuple[Job, Job]]]:
    """The jobs to carry out, and those that are one of them sent again: they get its answer,
    whatever it is.
    """
    first: dict[tuple[str, str], Job] = {}
    once: list[Job] = []
    again: list[tuple[Job, Job]] = []
    for job in group:
        earlier = first.setdefault((job.save_id, job.request), job) if job.save_id else job
        if earlier is job:
            once.append(job)
        else:
            again.append((job, earlier))
    return once, again


def preview_of(
    session: Session, changes: Sequence[Change], author: Author
) -> tuple[Outcome, dict[str, bytes]]:
    """The answer that changes would get now, and the files as they would be."""
    with Transaction(session.path) as transaction:
        wanted = ChangeSet(transaction, author, "preview", workspace=session.look().workspace)
        try:
            for change in changes:
                wanted.change(change)
        except (ConflictError, RefusedError, ForbiddenError) as error:
            return error.outcome, {}
        files = {name: wanted.content(name) for name in wanted.changed}
        return saved_of(wanted.entry()), files


class SaveIds:
    """The ids of saves in the newest part of the journal. What was appended since is read at the
    next question.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: set[str] = set()
        self._read = 0

    def __contains__(self, save_id: str) -> bool:
        try:
            size = self._path.stat().st_size
            if size != self._read:
                self._go_on(size)
        except FileNotFoundError:
            self._ids, self._read = set(), 0
        return save_id in self._ids

    def _go_on(self, size: int) -> None:
        if size < self._read:  # another journal
            self._ids, self._read = set(), 0
        start = max(self._read, size - NEWEST)
        with self._path.open("rb") as stream:
            stream.seek(start)
            lines = stream.read(size - start)
        for found in SAVE.finditer(lines):
            try:
                self._ids.add(json.loads(found[1]))
            except ValueError:
                continue
        self._read = size
