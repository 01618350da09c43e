"""Every piece as A4 pages without numbers: PDF and pictures by the child, office files through
LibreOffice before.

What cannot be put on pages gets a sheet that says why, with name, size and digest, so that a volume
is always complete. How many pages a piece has is remembered under ``.shifan``, sealed, by the
digest of the file and of what is marked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.binding.convert import SUFFIXES as OFFICE
from scoring.binding.convert import as_pdfs, program
from scoring.binding.opening import Opener
from scoring.binding.passages import Passage
from scoring.binding.stills import SOUND, clock, length_of, stills_of
from scoring.binding.stills import SUFFIXES as FILM
from scoring.evidence.model import Evidence
from scoring.storage.seal import sealed, unsealed

# A page that is recognised takes seconds, on a busy machine half a minute.
SECONDS = 120
ELSEWHERE = "另附电子件"
# A page of the web may ask for what lies elsewhere, so it is not opened at all.
_WEB = (".html", ".htm", ".mht", ".mhtml")


@dataclass(frozen=True, slots=True)
class Wish:
    """A piece to be prepared: its record, its file (None for a link) and the passages to be
    marked.
    """

    record: Evidence
    file: Path | None
    sha256: str | None
    passages: tuple[Passage, ...]

    def key(self, program_digest: str) -> str:
        """The digest of all that its pages depend on."""
        passages = [[passage.pages, passage.phrases, passage.item] for passage in self.passages]
        parts: list[Any] = [
            program_digest,
            self.sha256,
            str(self.file and self.file.suffix.lower()),
            passages,
            bool(program()),
        ]
        parts.append(list(self.record.caption.items()))
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of a piece: its pages, why it has none of its own, what was left out of the file,
    which passages were not found. ``tops`` are the lower edges of pictures, below which captions
    stand. ``sheet``: its first page is a sheet of ours, to be printed with the front of the volume.
    """

    pages: int
    problem: str = ""
    notes: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    length: str = ""
    tops: tuple[float, ...] = ()

    @property
    def sheet(self) -> bool:
        return bool(self.problem)


@dataclass(slots=True)
class Workshop:
    """The folder in which pieces are prepared. ``known`` are results of earlier runs by key;
    ``files`` this run's.
    """

    folder: Path
    digest: str
    ocr: bool = True
    known: dict[str, Prepared] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def count(
        self, wishes: Sequence[Wish], on_piece: Callable[[], None] | None = None
    ) -> dict[str, Prepared]:
        """How many pages each piece has, by id. Only what no earlier run knows is opened."""
        fresh = [wish for wish in wishes if wish.key(self.digest) not in self.known]
        self.prepare(fresh, on_piece)
        return {wish.record.id: self.known[wish.key(self.digest)] for wish in wishes}

    def prepare(self, wishes: Sequence[Wish], on_piece: Callable[[], None] | None = None) -> None:
        """Makes the pages of these pieces where this run has not made them yet."""
        todo = [wish for wish in wishes if wish.key(self.digest) not in self.files]
        files = [wish.file for wish in todo if wish.file is not None]
        office = [file for file in files if file.suffix.lower() in OFFICE]
        with Opener(SECONDS) as opener:
            converted: dict[Path, Any] = as_pdfs(office) if office else {}
            for number, wish in enumerate(todo):
                target = self.folder / f"{wish.key(self.digest)[:32]}.pdf"
                result = self._one(opener, wish, converted, target, number)
                self.known[wish.key(self.digest)] = result
                self.files[wish.key(self.digest)] = target
                if on_piece:
                    on_piece()

    def _one(
        self, opener: Opener, wish: Wish, converted: Mapping[Path, Any], target: Path, number: int
    ) -> Prepared:
        if wish.file is None:
            return Prepared(1, "网页链接")
        suffix = wish.file.suffix.lower()
        if suffix in FILM or suffix in SOUND:
            return self._recording(opener, wish, target, number)
        source = wish.file
        pages = converted.get(wish.file)
        if isinstance(pages, bytes):
            source = self.folder / f"converted{number}.pdf"
            source.write_bytes(pages)
        elif pages is not None:
            return Prepared(1, str(pages))
        answer = opener.ask("prepare", source, target, wish.passages, self.ocr)
        if isinstance(pages, bytes):
            source.unlink()
            answer.pop("notes", None)  # the converter's own, not the office's
        if "problem" in answer:
            reason = "网页" if suffix in _WEB else answer["problem"]
            return Prepared(1, reason)
        notes, missing = tuple(answer.get("notes", ())), tuple(answer["missing"])
        return Prepared(answer["pages"], "", notes, missing, tops=tuple(answer["tops"]))

    def _recording(self, opener: Opener, wish: Wish, target: Path, number: int) -> Prepared:
        """A sheet with the length, and a page of stills where there are any."""
        assert wish.file is not None
        length = length_of(wish.file)
        kind = "视频" if wish.file.suffix.lower() in FILM else "音频"
        if length is None:
            return Prepared(1, kind)
        folder = self.folder / f"stills{number}"
        folder.mkdir()
        stills = stills_of(wish.file, length, folder)
        pages = 1
        if stills is not None:
            answer = opener.ask("prepare", stills, target, wish.passages, self.ocr)
            pages += int(answer.get("pages", 0))
        return Prepared(pages, kind, length=clock(length))


def remembered(raw: bytes) -> tuple[dict[str, Prepared], dict[str, Any]]:
    """Results of earlier runs by key, and the volumes that they made; nothing where this user has
    not sealed them.
    """
    data = unsealed("volumes", raw)
    if data is None:
        return {}, {}
    entries = json.loads(data)
    pieces = {
        key: Prepared(item[0], item[1], tuple(item[2]), tuple(item[3]), item[4], tuple(item[5]))
        for key, item in entries["pieces"].items()
    }
    return pieces, entries["volumes"]


def to_remember(known: Mapping[str, Prepared], volumes: Mapping[str, Any]) -> bytes:
    """What :func:`remembered` reads."""
    pieces = {}
    for key, item in sorted(known.items()):
        pieces[key] = [item.pages, item.problem, item.notes, item.missing, item.length, item.tops]
    return sealed(
        "volumes", json.dumps({"pieces": pieces, "volumes": volumes}, ensure_ascii=False).encode()
    )
