"""``evidence scan``: files become records. Interrupted at any moment, the register is whole; the
next scan goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from scoring.evidence.intake.gather import Gathered, gather
from scoring.evidence.intake.naming import by_name
from scoring.evidence.intake.probes import ProbeStore, looks
from scoring.evidence.intake.records import doubts_of, fillings, new_record, unit_of_folder
from scoring.evidence.intake.register import Writer
from scoring.evidence.model import Evidence
from scoring.evidence.near_duplicates import Lookalikes
from scoring.evidence.probing import STATE_NAMES, OcrMode, Probe, ocr_available, probe_many
from scoring.indicators.model import IndicatorTree
from scoring.storage import Author

BATCH, PAUSE = 40, 15.0
"""What a kill may cost: so many files, or the work of so many seconds."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to scan: whose files, how much OCR, how many processes, who does it and on what day.

    With ``renew`` the records of files that were replaced or moved are brought up to date.
    """

    today: date
    unit: str | None = None
    ocr: OcrMode = "auto"
    workers: int | None = None
    by: str = ""
    renew: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    """The units of the workspace by name and alias: a folder that is called like one sets the unit
    of its files."""
    own_units: frozenset[str] = frozenset()
    """The units of whoever scans: of their files this person is the one who supplied them, of
    others the registrar."""
    stated: bool = True
    """Whether somebody wrote the day; the clock's is not believed far from the last write."""


@dataclass(slots=True)
class Scanned:
    """What a scan did, a row for each file concerned; a new file may also stand under what there is
    to say about it.

    ``added`` new records · ``filled`` records that got what only this scan could read · ``renewed``
    brought up to date · ``duplicates`` the same content as another record's · ``near`` much the
    same · ``partial`` read in part · ``doubts`` for a person to look at · ``moved`` a record's file
    under another name · ``changed`` not what was registered · ``unread`` not read · ``refused`` not
    taken in. ``unchanged`` is how many were as registered.
    """

    added: list[dict[str, Any]] = field(default_factory=list)
    filled: list[dict[str, Any]] = field(default_factory=list)
    renewed: list[dict[str, Any]] = field(default_factory=list)
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    near: list[dict[str, Any]] = field(default_factory=list)
    partial: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    files: int = 0


LISTS = (
    "added", "filled", "renewed", "duplicates", "near", "partial", "doubts", "moved", "changed", "unread", "refused",
)  # fmt: skip
"""The lists of a scan in the order in which they are told: what needs a person comes last."""

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

    ``records`` are those registered so far; ``tell`` hears (done, all), all being 0 while files are
    gathered. Raises ``Busy`` while somebody else writes, ``OSError`` where the register cannot be
    written; it is then as it was.
    """
    scanned = Scanned()
    tell = tell or (lambda _done, _whole: None)
    with ProbeStore(workspace) as store:
        taken = _unique(gather(paths, workspace, wishes.unit or ""), scanned, tell)
        scanned.files = len(taken) + len(scanned.refused)
        probed, fresh = _sorted_out(taken, store, wishes.ocr)
        intake = _Intake(workspace, tree, records, wishes, scanned)
        # What is registered is looked at closely only where there is something new to compare it
        # with.
        intake.comparing = bool(fresh) or any(item.file not in intake.by_file for item, _ in probed)
        for item, probe in probed:
            intake.take(item, probe, fresh=False)
        intake.flush(store)
        written = monotonic()
        for done, (item, probe) in enumerate(_in_order(fresh, wishes), 1):
            intake.remember(store, item, probe)
            intake.take(item, probe, fresh=True)
            tell(done, len(fresh))
            if len(intake.waiting) >= BATCH or monotonic() - written > PAUSE:
                intake.flush(store)
                written = monotonic()
        intake.flush(store)
    for name in LISTS:
        getattr(scanned, name).sort(
            key=lambda row: (str(row.get("file", "")), str(row.get("id", "")))
        )
    return scanned


def _in_order(items: Sequence[Gathered], wishes: Wishes) -> Iterator[tuple[Gathered, Probe]]:
    """Each file with its probe, in the order of ``items`` however the processes finish, so that ids
    do not vary.
    """
    ready: dict[str, Probe] = {}
    places = [item for item in items if item.path is not None]
    position = 0
    for probe in probe_many(
        (item.path for item in places if item.path), workers=wishes.workers, ocr=wishes.ocr
    ):
        ready[probe.path] = probe
        while position < len(places) and str(places[position].path) in ready:
            yield places[position], ready.pop(str(places[position].path))
            position += 1


def _unique(items: Iterable[Gathered], found: Scanned, tell: Tell) -> list[Gathered]:
    distinct: dict[str, Gathered] = {}
    for item in items:
        tell(len(distinct), 0)
        if item.path is None:
            found.refused.append({"file": item.file, "reason": item.reason})
        else:
            distinct.setdefault(item.file, item)
    return list(distinct.values())


def _sorted_out(
    items: list[Gathered], store: ProbeStore, ocr: OcrMode
) -> tuple[list[tuple[Gathered, Probe]], list[Gathered]]:
    """Those whose probe is known and still holds, and those that must be read."""
    probed: list[tuple[Gathered, Probe]] = []
    fresh: list[Gathered] = []
    for item in items:
        assert item.path is not None
        try:
            info = item.path.stat()
        except OSError:
            fresh.append(item)
            continue
        probe = store.known(item.file, info.st_size, info.st_mtime_ns, ocr)
        waiting = probe is not None and probe.state == "unread" and ocr != "off" and ocr_available()
        if probe is None or waiting:
            fresh.append(item)
        else:
            probed.append((item, probe))
    return probed, fresh


class _Intake:
    """Turns probes into records, against what is registered already."""

    def __init__(
        self,
        workspace: Path,
        tree: IndicatorTree,
        records: Sequence[Evidence],
        wishes: Wishes,
        found: Scanned,
    ) -> None:
        self.workspace, self.tree, self.wishes, self.found = workspace, tree, wishes, found
        self.by_file = {record.file: record for record in records if record.file}
        self.by_id = {record.id: record for record in records}
        self.by_digest = {record.sha256: record.id for record in reversed(records) if record.sha256}
        self.waiting: list[dict[str, Any]] = []
        self.changes: dict[str, dict[str, Any]] = {}
        self.seen = Lookalikes()
        self.comparing = True
        self.writer = Writer(workspace, self.by_id)

    def take(self, item: Gathered, probe: Probe, *, fresh: bool) -> None:
        """Files one probe: registered, the same again, or a new record. ``fresh``: read just now,
        not known before.
        """
        registered = self.by_file.get(item.file)
        ident = ""
        if registered is not None:
            ident = registered.id
            self._again(registered, item, probe, fresh=fresh)
        elif probe.state in ("missing", "changed"):
            pass  # nothing certain to register; the next scan sees it
        elif probe.size and probe.sha256 in self.by_digest:
            self._same(self.by_digest[probe.sha256], item)
        else:
            ident = self._new(item, probe)
        row = {"id": ident, "file": item.file} if ident else {"file": item.file}
        if probe.state != "ok":
            self.found.unread.append(
                row | {"state": STATE_NAMES[probe.state], "reason": probe.reason}
            )
        elif probe.reason and ident and fresh:
            self.found.partial.append(row | {"reason": probe.reason})

    def _new(self, item: Gathered, probe: Probe) -> str:
        ident = self.writer.next_id()
        mapping = by_name(item.file, self.tree)
        unit = self.wishes.unit or unit_of_folder(item.file, self.wishes.units)
        record = new_record(ident, item.file, probe, self.tree, mapping, unit)
        if self.wishes.by and unit in self.wishes.own_units:
            record["by"] = self.wishes.by
        self.waiting.append(record)
        if probe.size and probe.sha256:
            self.by_digest[probe.sha256] = ident
        row = {"id": ident, "file": item.file}
        how = mapping.how if mapping else ""
        title = record.get("title", "")
        self.found.added.append(row | {"type": probe.type, "title": title, "how": how})
        twin = self.seen.find(*looks(probe))
        if twin is not None:
            self.found.near.append(row | {"of": twin[0], "how": twin[1]})
        self.seen.add(ident, *looks(probe))
        doubts = [probe.mismatch] if probe.mismatch else []
        self.found.doubts += [
            row | {"what": what} for what in (*doubts, *doubts_of(probe, item.file))
        ]
        return ident

    def _same(self, ident: str, item: Gathered) -> None:
        """A file with the content of a record: a copy, or the record's own file under another
        name.
        """
        record = self.by_id.get(ident)
        if (
            record is None
            or not record.file
            or (self.workspace / "evidence" / record.file).exists()
        ):
            self.found.duplicates.append({"file": item.file, "of": ident})
        elif self.wishes.renew:
            self.changes[ident] = {"file": item.file}
            self.by_id[ident] = record.model_copy(update={"file": item.file})
            self.found.renewed.append(
                {"id": ident, "file": item.file, "what": f"原来是 {record.file}"}
            )
        else:
            self.found.moved.append({"id": ident, "file": item.file, "of": record.file})

    def _again(self, record: Evidence, item: Gathered, probe: Probe, *, fresh: bool) -> None:
        if self.comparing:
            self.seen.add(record.id, *looks(probe))
        if record.sha256 and probe.sha256 and record.sha256 != probe.sha256:
            self._another(record, item, probe)
            return
        # Only what OCR has read now is new: a blank that somebody left on purpose stays one.
        filled = fillings(record, probe) if fresh and probe.text_source == "ocr" else {}
        if filled:
            self.changes[record.id] = filled
            self.found.filled.append(
                {"id": record.id, "file": item.file, "what": "、".join(_told(filled))}
            )
        self.found.unchanged += not filled and probe.state != "missing"

    def _another(self, record: Evidence, item: Gathered, probe: Probe) -> None:
        """The file of a record is another one now: taken over where that is wished."""
        if not self.wishes.renew or probe.state != "ok" or probe.sha256 is None:
            self.found.changed.append({"id": record.id, "file": item.file})
            return
        self.changes[record.id] = {"sha256": probe.sha256, "size": probe.size}
        self.by_digest[probe.sha256] = record.id
        what = "换了新版本，请核对题名、文号、日期"
        self.found.renewed.append({"id": record.id, "file": item.file, "what": what})

    def remember(self, store: ProbeStore, item: Gathered, probe: Probe) -> None:
        """Keeps a probe for the next scan, unless the file was in motion or the reading may go
        better next time.
        """
        if item.path is None or probe.state in ("missing", "changed", "timeout", "crashed"):
            return
        try:
            info = item.path.stat()
        except OSError:
            return
        if info.st_size == probe.size:
            store.keep(item.file, info.st_size, info.st_mtime_ns, self.wishes.ocr, probe)

    def flush(self, store: ProbeStore) -> None:
        """Writes the records that wait, in one transaction, and what the store remembers."""
        if self.waiting or self.changes:
            author = Author(self.wishes.by, self.wishes.today, stated=self.wishes.stated)
            written = self.writer.write(self.waiting, self.changes, author)
            self._told_right({record["id"]: written.get(record["id"]) for record in self.waiting})
            self.waiting, self.changes = [], {}
        store.commit()

    def _told_right(self, written: dict[str, str | None]) -> None:
        """Corrects the rows where somebody else was faster: other ids, or files that they have
        registered.
        """
        if all(now == offered for offered, now in written.items()):
            return
        for name in ("added", "near", "partial", "doubts", "unread"):
            rows = getattr(self.found, name)
            kept = [
                row | {"id": written.get(row["id"], row["id"])} if "id" in row else row
                for row in rows
            ]
            setattr(self.found, name, [row for row in kept if row.get("id", "") is not None])
        self.found.unchanged += sum(now is None for now in written.values())


def _told(keys: Iterable[str]) -> list[str]:
    names = {
        "title": "标题",
        "doc_no": "文号",
        "issuer": "发文机关",
        "date": "日期",
        "valid": "有效期",
    }
    return [f"补登{names[key]}" for key in keys]
