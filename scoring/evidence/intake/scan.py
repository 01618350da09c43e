"""``evidence scan``: files become records. Interrupted at any moment, the register is whole; the next scan goes on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.evidence.intake.gather import Gathered, gather
from scoring.evidence.intake.naming import by_name
from scoring.evidence.intake.probes import ProbeStore
from scoring.evidence.intake.records import doubts_of, new_record
from scoring.evidence.model import Evidence
from scoring.evidence.probing import STATE_NAMES, OcrMode, Probe, photo_distance, probe_many, text_similarity
from scoring.indicators.model import IndicatorTree
from scoring.storage import Transaction, append_record
from scoring.yamlio import parse

BATCH = 40
ALIKE_TEXT = 0.8
ALIKE_PHOTO = 30
REGISTER = "evidence/register.yaml"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to scan: whose files, how much OCR, how many processes, who does it and on what day."""

    today: date
    unit: str | None = None
    ocr: OcrMode = "auto"
    workers: int | None = None
    by: str = ""


@dataclass(slots=True)
class Scanned:
    """What a scan did. Every file that was named stands in exactly one of the lists, or in ``unchanged``."""

    added: list[dict[str, Any]] = field(default_factory=list)
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    near: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0


Tell = Callable[[int, int], None]


def scan(
    workspace: Path,
    tree: IndicatorTree,
    records: Sequence[Evidence],
    paths: Iterable[Path],
    wishes: Wishes,
    tell: Tell | None = None,
) -> Scanned:
    """Takes the files behind ``paths`` into the register of ``workspace``.

    ``records`` are those registered so far; ``tell`` hears (done, all). Raises ``Busy`` while somebody else writes.
    """
    found = Scanned()
    with ProbeStore(workspace) as store:
        taken = _unique(gather(paths, workspace, wishes.unit or ""), found)
        known, fresh = _sorted_out(taken, store, wishes.ocr)
        intake = _Intake(workspace, tree, records, wishes, found)
        for item, probe in known:
            intake.take(item, probe)
        intake.flush(store)
        for done, (item, probe) in enumerate(_in_order(fresh, wishes), 1):
            intake.remember(store, item, probe)
            intake.take(item, probe)
            if tell:
                tell(done, len(fresh))
            if len(intake.waiting) >= BATCH:
                intake.flush(store)
        intake.flush(store)
    for rows in (found.added, found.duplicates, found.near, found.unread, found.changed, found.refused, found.doubts):
        rows.sort(key=lambda row: (str(row.get("file", "")), str(row.get("id", ""))))
    return found


def _in_order(items: Sequence[Gathered], wishes: Wishes) -> Iterator[tuple[Gathered, Probe]]:
    """Each file with its probe, in the order of ``items`` however the processes finish, so that ids do not vary."""
    ready: dict[str, Probe] = {}
    places = [item for item in items if item.path is not None]
    at = 0
    for probe in probe_many((item.path for item in places if item.path), workers=wishes.workers, ocr=wishes.ocr):
        ready[probe.path] = probe
        while at < len(places) and str(places[at].path) in ready:
            yield places[at], ready.pop(str(places[at].path))
            at += 1


def _unique(items: Iterable[Gathered], found: Scanned) -> list[Gathered]:
    kept: dict[str, Gathered] = {}
    for item in items:
        if item.path is None:
            found.refused.append({"file": item.file, "reason": item.reason})
        else:
            kept.setdefault(item.file, item)
    return list(kept.values())


def _sorted_out(
    items: list[Gathered], store: ProbeStore, ocr: OcrMode
) -> tuple[list[tuple[Gathered, Probe]], list[Gathered]]:
    """Those whose probe is known and still holds, and those that must be read."""
    known: list[tuple[Gathered, Probe]] = []
    fresh: list[Gathered] = []
    for item in items:
        assert item.path is not None
        try:
            info = item.path.stat()
        except OSError:
            fresh.append(item)
            continue
        probe = store.known(item.file, info.st_size, info.st_mtime_ns, ocr)
        if probe is None:
            fresh.append(item)
        else:
            known.append((item, probe))
    return known, fresh


class _Intake:
    """Turns probes into records, against what is registered already."""

    def __init__(
        self, workspace: Path, tree: IndicatorTree, records: Sequence[Evidence], wishes: Wishes, found: Scanned
    ) -> None:
        self.workspace, self.tree, self.wishes, self.found = workspace, tree, wishes, found
        self.by_file = {record.file: record for record in records if record.file}
        self.by_digest = {record.sha256: record.id for record in records if record.sha256}
        self.ids = {record.id for record in records}
        self.waiting: list[dict[str, Any]] = []
        self.photos: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self._numbers = itertools.count(1)

    def take(self, item: Gathered, probe: Probe) -> None:
        """Files one probe: registered, the same again, or a new record."""
        registered = self.by_file.get(item.file)
        if probe.state != "ok" or probe.reason:
            self.found.unread.append({"file": item.file, "state": STATE_NAMES[probe.state], "reason": probe.reason})
        if registered is not None:
            self._again(registered, item, probe)
            return
        if probe.state in ("missing", "changed"):
            return  # nothing certain to register; the next scan sees it
        if probe.sha256 in self.by_digest:
            self.found.duplicates.append({"file": item.file, "of": self.by_digest[probe.sha256]})
            return
        ident = self._next_id()
        mapping = by_name(item.file, self.tree)
        record = new_record(ident, item.file, probe, self.tree, mapping, self.wishes.unit)
        self.waiting.append(record)
        if probe.sha256:
            self.by_digest[probe.sha256] = ident
        self._alike(ident, item.file, probe)
        self.found.added.append(
            {
                "id": ident,
                "file": item.file,
                "type": probe.type,
                "title": record.get("title", ""),
                "how": mapping.how if mapping else "",
            }
        )
        if probe.mismatch:
            self.found.doubts.append({"id": ident, "file": item.file, "what": probe.mismatch})
        self.found.doubts += [{"id": ident, "file": item.file, "what": what} for what in doubts_of(probe)]

    def _again(self, record: Evidence, item: Gathered, probe: Probe) -> None:
        if record.sha256 and probe.sha256 and record.sha256 != probe.sha256:
            self.found.changed.append({"id": record.id, "file": item.file})
        else:
            self.found.unchanged += 1
        self._alike(record.id, item.file, probe, quiet=True)

    def _alike(self, ident: str, file: str, probe: Probe, *, quiet: bool = False) -> None:
        """Lists near-duplicates: the same text, or the same photo at another size."""
        if probe.photo is not None and probe.text_source != "ocr":
            for other, known in self.photos:
                if not quiet and photo_distance(probe.photo.dhash, known) < ALIKE_PHOTO:
                    self.found.near.append(
                        {"id": ident, "file": file, "of": other, "how": "图片相同，大小或清晰度不同"}
                    )
                    break
            self.photos.append((ident, probe.photo.dhash))
        elif probe.fingerprint:
            for other, known in self.texts:
                if not quiet and text_similarity(probe.fingerprint, known) >= ALIKE_TEXT:
                    self.found.near.append({"id": ident, "file": file, "of": other, "how": "文字内容基本相同"})
                    break
            self.texts.append((ident, probe.fingerprint))

    def _next_id(self) -> str:
        for number in self._numbers:
            ident = f"E{number:04d}"
            if ident not in self.ids:
                self.ids.add(ident)
                return ident
        raise AssertionError  # an endless count does not end

    def remember(self, store: ProbeStore, item: Gathered, probe: Probe) -> None:
        """Keeps a probe for the next scan, unless the file was in motion or the reading may go better next time."""
        if item.path is None or probe.state in ("missing", "changed", "timeout", "crashed"):
            return
        try:
            info = item.path.stat()
        except OSError:
            return
        store.keep(item.file, info.st_size, info.st_mtime_ns, self.wishes.ocr, probe)

    def _beside_others(self, text: str) -> list[dict[str, Any]]:
        """The waiting records fitted to the register as it stands now: somebody else may have written meanwhile."""
        data, _, _ = parse(text, REGISTER)
        present = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
        files = {item.get("file") for item in present}
        self.ids |= {str(item.get("id")) for item in present}
        taken = {str(item.get("id")) for item in present}
        fitted = []
        for record in self.waiting:
            if record["file"] in files:
                continue
            if record["id"] in taken:
                record = {**record, "id": self._next_id()}
            taken.add(record["id"])
            fitted.append(record)
        return fitted

    def flush(self, store: ProbeStore) -> None:
        """Writes the records that wait, in one transaction, and what the store remembers."""
        if self.waiting:
            with Transaction(self.workspace) as transaction:
                text = transaction.read(REGISTER)
                self.waiting = self._beside_others(text)
                for record in self.waiting:
                    text = append_record(text, record)
                entry = {
                    "on": self.wishes.today.isoformat(),
                    "do": "evidence scan",
                    "by": self.wishes.by,
                    "records": [record["id"] for record in self.waiting],
                }
                transaction.commit({REGISTER: text}, entry)
            self.waiting = []
        store.commit()
