"""The volumes of a workspace: selected, counted, numbered, printed, put together; unchanged ones
stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scoring.binding.front import (
    Form,
    Volume,
    caption_of,
    form_page,
    forms_of,
    opening_page,
    sheet_page,
)
from scoring.binding.numbering import Bulk, Kept, Place, number
from scoring.binding.opening import Opener
from scoring.binding.passages import passage_of
from scoring.binding.preparing import Prepared, Wish, Workshop, remembered, to_remember
from scoring.binding.selection import Division, Slot, slots_of
from scoring.data_files import data_folder
from scoring.documents.layout import Page, pdf_pages
from scoring.engine import Assessment
from scoring.problems import ScoringError
from scoring.storage.atomic import write_atomic
from scoring.storage.placing import place
from scoring.workspace import Workspace

MOST_PAGES = 200
"""Pages of evidence that make a volume full, as archives bind them."""
# A volume of thousands of pages is written in one go.
SECONDS = 600
MEMORY = ".shifan/volumes"
MANIFEST = "卷册清单.json"


class BindError(ScoringError):
    """A volume could not be put together; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How it is bound: division, pages that fill a volume, whether numbers are given anew,
    recognition of scans.
    """

    division: Division = "block"
    most: int = MOST_PAGES
    renumber: bool = False
    ocr: bool = True


@dataclass(frozen=True, slots=True)
class BoundVolume:
    """A volume on disk: its file, pages of evidence, and whether it was made anew.

    ``plain`` says why it is no PDF/A, "" where it is.
    """

    number: int
    title: str
    file: Path
    pages: int
    fresh: bool
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of it. ``places`` by record id; ``sheets`` says of pieces without pages why;
    ``unmarked`` are the pieces of which some passage was not found.
    """

    volumes: tuple[BoundVolume, ...]
    places: Mapping[str, Place]
    sheets: Mapping[str, str]
    unmarked: tuple[str, ...]


def bind(
    workspace: Workspace,
    assessment: Assessment,
    folder: Path,
    terms: Terms,
    *,
    on_piece: Callable[[], None] | None = None,
) -> Bound:
    """Binds the evidence that counts into volumes in ``folder``.

    Raises ``RenumberError`` where kept numbers do not fit this division, ``RenderError`` where the
    front cannot be printed, :class:`BindError` where a volume cannot be put together.
    """
    slots = slots_of(workspace, assessment.tree, terms.division)
    held = [slot for slot in slots if slot.bound]
    wishes = {slot.record.id: _wish(workspace, slot, slots) for slot in held}
    known, last_made = _remembered(workspace)
    # Prepared pages are as large as the evidence; they go with the run.
    with tempfile.TemporaryDirectory(prefix="shifan-volumes-") as name:
        shop = Workshop(Path(name), program_digest(), terms.ocr, known)
        prepared = shop.count(list(wishes.values()), on_piece)
        bulks = [_bulk(slot, prepared[slot.record.id]) for slot in held]
        numbers = {} if terms.renumber else _kept(workspace)
        places = number(bulks, numbers, terms.most)
        volumes = _volumes(slots, places, assessment, terms)
        folder.mkdir(parents=True, exist_ok=True)
        press = _Press(workspace, assessment, shop, wishes, prepared, places)
        bound = [press.volume(volume, folder, last_made) for volume in volumes]
    # Only now, when all volumes stand: a run that was broken off remembers nothing false.
    _remember(workspace, shop.known, last_made)
    _write_manifest(folder, bound, held, places, wishes)
    sheets = {ident: item.problem for ident, item in prepared.items() if item.sheet}
    unmarked = tuple(ident for ident, item in prepared.items() if item.missing)
    return Bound(tuple(bound), places, sheets, unmarked)


def _bulk(slot: Slot, prepared: Prepared) -> Bulk:
    return Bulk(slot.record.id, prepared.pages, slot.group, slot.leaf.code)


@dataclass(slots=True)
class _Press:
    """All that printing a volume needs."""

    workspace: Workspace
    assessment: Assessment
    shop: Workshop
    wishes: Mapping[str, Wish]
    prepared: Mapping[str, Prepared]
    places: Mapping[str, Place]

    def volume(self, volume: Volume, folder: Path, made: dict[str, Any]) -> BoundVolume:
        """One volume; an unchanged one whose file is still as it was made is left alone."""
        file = folder / f"第{volume.number:02d}卷 {_safe(volume.title)}.pdf"
        bound = [slot for slot in volume.slots if slot.bound]
        pages = sum(len(self.places[slot.record.id].labels) for slot in bound)
        sheets = [slot for slot in bound if self.prepared[slot.record.id].sheet]
        forms = forms_of(volume, self.assessment, self.places, self.prepared)
        fronts = self._fronts(volume, forms, sheets)
        key = self._key(volume, fronts)
        before = made.get(file.name, {})
        if before.get("key") == key and _digest(file) == before.get("sha256"):
            plain = str(before.get("plain", ""))
            return BoundVolume(volume.number, volume.title, file, pages, False, plain)
        self.shop.prepare([self.wishes[slot.record.id] for slot in bound])
        printed = enumerate(_printed(fronts, self.workspace.path))
        papers = [self._print(page, index) for index, page in printed]
        raw, plain = self._put_together(volume, self._job(volume, forms, papers, sheets))
        write_atomic(file, raw)
        made[file.name] = {"key": key, "sha256": hashlib.sha256(raw).hexdigest(), "plain": plain}
        return BoundVolume(volume.number, volume.title, file, pages, True, plain)

    def _fronts(self, volume: Volume, forms: Sequence[Form], sheets: Sequence[Slot]) -> list[Page]:
        """What is printed of a volume: its contents, a form for each leaf, and the sheets."""
        fronts = [opening_page(volume, forms, self.workspace, self.assessment)]
        fronts += [form_page(volume, form, self.workspace, self.assessment) for form in forms]
        for slot in sheets:
            ident = slot.record.id
            fact = self.workspace.files[ident]
            fronts.append(sheet_page(slot, self.prepared[ident], fact, self.workspace))
        return fronts

    def _put_together(self, volume: Volume, job: dict[str, Any]) -> tuple[bytes, str]:
        """The bytes of a volume, and why it is no PDF/A."""
        target = self.shop.folder / "volume.pdf"
        # The faces of the page numbers are asked of fontconfig, a program of its own.
        with Opener(SECONDS, open_to_all=True) as opener:
            answer = opener.ask("put_together", job, target)
        if "problem" in answer:
            raise BindError(f"第{volume.number}卷没有装订成：{answer['problem']}")
        return target.read_bytes(), str(answer.get("plain", ""))

    def _key(self, volume: Volume, fronts: Sequence[Any]) -> str:
        pieces = [
            [
                slot.record.id,
                caption_of(slot),
                self.wishes[slot.record.id].key(self.shop.digest),
                self.places[slot.record.id].labels,
            ]
            for slot in volume.slots
            if slot.bound
        ]
        context = [repr(page.context) for page in fronts]
        return hashlib.sha256(
            json.dumps([pieces, context], ensure_ascii=False).encode()
        ).hexdigest()

    def _print(self, pdf: bytes, at: int) -> str:
        path = self.shop.folder / f"front{at}.pdf"
        path.write_bytes(pdf)
        return str(path)

    def _job(
        self, volume: Volume, forms: Sequence[Any], papers: Sequence[str], sheets: Sequence[Slot]
    ) -> dict[str, Any]:
        """The volume as the child takes it."""
        printed = dict(
            zip([slot.record.id for slot in sheets], papers[1 + len(forms) :], strict=True)
        )
        steps: list[dict[str, Any]] = [{"name": "opening", "file": papers[0]}]
        bookmarks: list[dict[str, Any]] = [{"title": "卷内目录", "name": "opening"}]
        for form, paper in zip(forms, papers[1 : 1 + len(forms)], strict=True):
            steps.append({"name": form.target, "file": paper})
            inner = []
            for slot in volume.slots:
                if slot.leaf.code != form.code or not slot.bound:
                    continue
                steps += self._steps(slot, form.target, printed)
                place = self.places[slot.record.id]
                inner.append(
                    {
                        "title": f"{slot.record.label}（{place.span}）",
                        "name": f"piece-{slot.record.id}",
                    }
                )
            bookmarks.append(
                {"title": f"{form.code} {form.name}", "name": form.target, "inner": inner}
            )
        return {
            "title": f"第{volume.number}卷 {volume.title}",
            "number": str(volume.number),
            "steps": steps,
            "bookmarks": bookmarks,
        }

    def _steps(self, slot: Slot, back: str, printed: Mapping[str, str]) -> list[dict[str, Any]]:
        """The pages of one piece: its own, or a sheet and what may come behind it."""
        ident = slot.record.id
        labels = list(self.places[ident].labels)
        file = self.shop.files.get(self.wishes[ident].key(self.shop.digest))
        common = {"name": f"piece-{ident}", "back": back}
        if ident not in printed:
            tops = self.prepared[ident].tops
            captions = [caption_of(slot)] * len(tops)
            return [
                {**common, "file": str(file), "labels": labels, "texts": captions, "tops": tops}
            ]
        steps = [{**common, "file": printed[ident], "labels": labels[:1]}]
        if len(labels) > 1:
            steps.append(
                {**common, "name": f"stills-{ident}", "file": str(file), "labels": labels[1:]}
            )
        return steps


def _printed(fronts: Sequence[Any], home: Path) -> list[bytes]:
    """The pages of the front, one PDF each. All use the same style sheets, so one process prints
    them.
    """
    return pdf_pages(fronts, home)


def _wish(workspace: Workspace, slot: Slot, slots: Sequence[Slot]) -> Wish:
    """The piece with the passages of all indicators for which it counts."""
    record = slot.record
    proofs = [proof for other in slots if other.record.id == record.id for proof in other.proofs]
    passages = [
        passage_of(proof.locate, proof.what, proof.item)
        for proof in proofs
        if proof.locate or proof.what
    ]
    fact = workspace.files[record.id]
    file = workspace.path / "evidence" / record.file if record.file else None
    return Wish(record, file, fact.sha256, tuple(dict.fromkeys(passages)))


def _kept(workspace: Workspace) -> dict[str, Kept]:
    return {
        record.id: Kept(record.bound.volume, record.bound.page, record.bound.pages)
        for record in workspace.records
        if record.bound is not None
    }


def _volumes(
    slots: Sequence[Slot], places: Mapping[str, Place], assessment: Assessment, terms: Terms
) -> list[Volume]:
    """The volumes with all that stands in them; what only points elsewhere stands with its
    neighbours.
    """
    inside: dict[int, list[Slot]] = {}
    titles: dict[int, str] = {}
    leaf_volume: dict[tuple[str, str], int] = {}
    for slot in slots:
        if slot.bound:
            leaf_volume.setdefault((slot.group, slot.leaf.code), places[slot.record.id].volume)
    last = 1
    for slot in slots:
        if slot.bound:
            volume = last = places[slot.record.id].volume
        else:
            volume = leaf_volume.get((slot.group, slot.leaf.code), last)
        inside.setdefault(volume, []).append(slot)
        if terms.division == "unit":
            titles.setdefault(volume, slot.group)
        else:
            titles.setdefault(volume, assessment.tree.by_code[slot.group].name)
    return [Volume(volume, titles[volume], tuple(inside[volume])) for volume in sorted(inside)]


def _remembered(workspace: Workspace) -> tuple[dict[str, Prepared], dict[str, Any]]:
    path = place(workspace.path, MEMORY)
    if path.is_file():
        return remembered(path.read_bytes())
    return {}, {}


def _remember(workspace: Workspace, known: Mapping[str, Prepared], made: Mapping[str, Any]) -> None:
    path = place(workspace.path, MEMORY)
    path.parent.mkdir(exist_ok=True)
    write_atomic(path, to_remember(known, made))


def _write_manifest(
    folder: Path,
    bound: Sequence[BoundVolume],
    held: Sequence[Slot],
    places: Mapping[str, Place],
    wishes: Mapping[str, Wish],
) -> None:
    """卷册清单: what lies where, with digests, so that the volumes can be checked against the
    register later.
    """
    volumes = [
        {
            "number": volume.number,
            "title": volume.title,
            "file": volume.file.name,
            "sha256": _digest(volume.file),
        }
        for volume in bound
    ]
    pieces = [
        {
            "id": slot.record.id,
            "indicator": slot.leaf.code,
            "sha256": wishes[slot.record.id].sha256,
            "volume": places[slot.record.id].volume,
            "pages": list(places[slot.record.id].labels),
        }
        for slot in held
    ]
    text = json.dumps({"volumes": volumes, "pieces": pieces}, ensure_ascii=False, indent=1)
    write_atomic(folder / MANIFEST, text.encode())


def _digest(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _safe(title: str) -> str:
    """A title as part of a file name."""
    return "".join(
        character
        for character in title
        if character not in '\\/:*?"<>|' and character.isprintable()
    )[:40]


@cache
def program_digest() -> str:
    """The digest of what makes the pages: after an upgrade nothing that was remembered is
    believed.
    """
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent
    for path in [
        *sorted(package.glob("*.py")),
        *sorted((data_folder("templates") / "volume").glob("*")),
    ]:
        digest.update(path.read_bytes())
    digest.update((data_folder("templates") / "css" / "volume.css").read_bytes())
    return digest.hexdigest()
