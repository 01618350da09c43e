"""Brings the text store up to date: every registered file whose text it does not hold is read
once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.evidence.files import FileFact
from scoring.evidence.intake import ProbeStore
from scoring.evidence.model import Evidence
from scoring.evidence.probing import OcrMode, ocr_available, probe_many
from scoring.evidence.search.index import Entry, Known, TextIndex

BATCH, BATCH_CHARACTERS = 50, 1_000_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling came to: how many files were read now, and the ids of the records whose file
    gives no text although it may hold some: scans that OCR has not read, files that cannot be
    opened.
    """

    read: int
    scans: tuple[str, ...]
    failed: tuple[str, ...]


def fill(
    index: TextIndex,
    workspace: Path,
    records: Sequence[Evidence],
    files: Mapping[str, FileFact],
    *,
    ocr: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Filled:
    """Reads what is missing. Texts that a scan has kept are taken over; the rest is read in child
    processes, without OCR unless asked for. ``progress`` hears (files done, files). What was read
    stays when this is interrupted.
    """
    todo: dict[str, Path] = {}
    retry = ocr and ocr_available()
    known = index.known()
    for record in records:
        digest = files[record.id].sha256
        if record.file is None or digest is None:
            continue
        if digest not in known or (retry and _is_unread_scan(known[digest])):
            todo.setdefault(digest, workspace / "evidence" / record.file)
    mode: OcrMode = "auto" if ocr else "off"
    if todo:
        taken = set(_put(index, _kept(workspace, todo, mode)))
        todo = {digest: path for digest, path in todo.items() if digest not in taken}
    _read(index, todo, mode, progress)
    scans, failed = _without_text(index.known(), records, files)
    return Filled(len(todo), tuple(scans), tuple(failed))


def _without_text(
    known: Mapping[str, Known], records: Sequence[Evidence], files: Mapping[str, FileFact]
) -> tuple[list[str], list[str]]:
    """The records of scans that nobody has recognised, and of files that could not be read."""
    scans: list[str] = []
    failed: list[str] = []
    for record in records:
        text = known.get(files[record.id].sha256 or "")
        if record.file is None or text is None:
            continue
        if text.state == "unread":
            scans.append(record.id)
        elif text.state != "ok":
            failed.append(record.id)
    return scans, failed


def _is_unread_scan(known: Known) -> bool:
    """Whether a file has no text, and nobody has recognised it yet."""
    return not known.ocr and not known.has_text


def _kept(workspace: Path, todo: Mapping[str, Path], mode: OcrMode) -> Iterator[Entry]:
    """The texts that the last scan has kept, of files that are still the same."""
    if not (workspace / ".shifan" / "probes.sqlite").exists():
        return
    try:
        with ProbeStore(workspace) as store:
            for digest, path in todo.items():
                info = path.stat()
                name = path.relative_to(workspace / "evidence").as_posix()
                probe = store.known(name, info.st_size, info.st_mtime_ns, mode)
                if probe is not None and probe.sha256 == digest:
                    yield Entry(
                        digest, probe.text, probe.state, bool(probe.ocr_pages) or mode != "off"
                    )
    except (OSError, sqlite3.Error):
        return


def _read(
    index: TextIndex,
    todo: Mapping[str, Path],
    mode: OcrMode,
    progress: Callable[[int, int], None] | None,
) -> None:
    digests = {str(path): digest for digest, path in todo.items()}

    def entries() -> Iterator[Entry]:
        for done, probe in enumerate(probe_many(todo.values(), ocr=mode), 1):
            if progress is not None:
                progress(done, len(todo))
            # A file that changed meanwhile goes under the digest of what was read.
            yield Entry(probe.sha256 or digests[probe.path], probe.text, probe.state, mode != "off")

    for _ in _put(index, entries()):
        continue


def _put(index: TextIndex, entries: Iterable[Entry]) -> Iterator[str]:
    """Puts the entries into the store, a handful at a time; gives back the digest of each. What
    came before an interruption is kept.
    """
    batch: list[Entry] = []
    try:
        for entry in entries:
            batch.append(entry)
            yield entry.sha256
            if len(batch) >= BATCH or sum(len(item.text) for item in batch) > BATCH_CHARACTERS:
                index.put_many(batch)
                batch = []
    finally:
        index.put_many(batch)
