"""What stands before and between the pieces: cover, spine, contents, a form for each indicator,
stand-in sheets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.binding.assembly import LINK
from scoring.binding.numbering import Place
from scoring.binding.preparing import ELSEWHERE, Prepared
from scoring.binding.selection import Slot
from scoring.documents.layout import Page
from scoring.engine import Assessment
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence, Review
from scoring.values import format_fixed
from scoring.views.finding import finding_text
from scoring.views.head import issuer_of
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

# One style sheet for all fronts, so that they are printed by one process.
CSS = ("volume.css",)


@dataclass(frozen=True, slots=True)
class Row:
    """A piece in a list: its facts, what it proves and where, its pages, and who supplied and
    accepted it.
    """

    id: str
    title: str
    doc_no: str
    date: str
    issuer: str
    proves: tuple[str, ...]
    pages: str
    volume: str
    link: str
    unit: str
    accepted: str
    note: str


@dataclass(frozen=True, slots=True)
class Form:
    """佐证材料提交表 of one indicator in one volume."""

    code: str
    name: str
    path: tuple[str, ...]
    text: str
    claim: str
    score: str
    rows: tuple[Row, ...]

    @property
    def target(self) -> str:
        """The name by which links call it."""
        return f"leaf-{self.code}"


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume as it is printed; ``slots`` in order."""

    number: int
    title: str
    slots: tuple[Slot, ...]


def row_of(
    slot: Slot, volume: Volume, places: Mapping[str, Place], prepared: Mapping[str, Prepared]
) -> Row:
    """The line of a piece under its indicator. Pages of another volume are cited, not linked."""
    record = slot.record
    place = places[record.id]
    if place.volume == volume.number:
        pages, other, link = place.span, "", f"{LINK}piece-{record.id}"
    else:
        pages, other, link = place.cited, str(place.volume), ""
    return Row(
        id=record.id,
        title=record.label,
        doc_no=record.doc_no or "",
        date=f"{record.dated:%Y-%m-%d}" if record.dated else "",
        issuer=record.issuer or record.unit or "",
        proves=tuple(dict.fromkeys(_proofs(slot))),
        pages=pages,
        volume=other,
        link=link,
        unit=record.unit or "",
        accepted=_accepted(record.review),
        note="；".join(_notes(slot, prepared[record.id])),
    )


def _proofs(slot: Slot) -> list[str]:
    """What a piece proves, one text for each proof that says something."""
    texts = (_proof(proof.item, proof.what, proof.locate) for proof in slot.proofs)
    return [text for text in texts if text]


def _accepted(review: Review) -> str:
    """Who accepted a piece, and when."""
    if review.state != "accepted":
        return ""
    return f"{review.by or ''} {review.on or ''}".strip()


def _notes(slot: Slot, prepared: Prepared) -> list[str]:
    notes = list(prepared.notes)
    if prepared.sheet:
        notes.insert(0, "链接" if slot.record.url else ELSEWHERE)
    if not slot.bound:
        notes.append("与其他指标共用")
    return notes


def _proof(item: str | None, what: str | None, locate: str | None) -> str:
    """What a piece proves and where, in one phrase."""
    text = "：".join(filter(None, (item, what)))
    if locate and text:
        return f"{text}（原件{locate}）"
    return text or (f"原件{locate}" if locate else "")


def forms_of(
    volume: Volume,
    assessment: Assessment,
    places: Mapping[str, Place],
    prepared: Mapping[str, Prepared],
) -> list[Form]:
    """The forms of a volume, one for each leaf in it."""
    forms = []
    for code in dict.fromkeys(slot.leaf.code for slot in volume.slots):
        item = assessment.by_code[code]
        leaf = item.leaf
        finding = leaf.finding if leaf else None
        rows = tuple(
            row_of(slot, volume, places, prepared)
            for slot in volume.slots
            if slot.leaf.code == code
        )
        forms.append(
            Form(
                code=code,
                name=item.node.name,
                path=tuple(step.name for step in assessment.tree.path(code)[:-1]),
                text=item.node.record.text or "",
                claim=finding_text(finding, item.node.rule) if finding else "",
                score=f"满分 {format_fixed(item.marks.full)} 分，自评 {format_fixed(item.marks.claimed)} 分",
                rows=rows,
            )
        )
    return forms


def opening_page(
    volume: Volume, forms: Sequence[Form], workspace: Workspace, assessment: Assessment
) -> Page:
    """Cover, spine and 卷内目录."""
    context = _context(volume, workspace, assessment) | {"forms": forms, "link": LINK}
    return Page(
        f"第{volume.number}卷", context["issuer"], "volume/opening.html.j2", context, None, css=CSS
    )


def form_page(volume: Volume, form: Form, workspace: Workspace, assessment: Assessment) -> Page:
    """The form of one indicator, and the divider behind it."""
    context = _context(volume, workspace, assessment) | {"form": form}
    return Page(
        f"{form.code} 提交表", context["issuer"], "volume/form.html.j2", context, None, css=CSS
    )


def sheet_page(slot: Slot, prepared: Prepared, fact: FileFact, workspace: Workspace) -> Page:
    """The sheet that stands in the place of what cannot be put on pages."""
    record = slot.record
    facts = [
        ("编号", record.id),
        ("题名", record.label),
        ("文号", record.doc_no),
        ("责任者", record.issuer),
        ("日期", record.date),
        ("报送单位", record.unit),
    ]
    reason = ""
    if record.url:
        facts += [("网址", record.url), ("查看日期", record.seen)]
    else:
        facts += _file_facts(record, prepared, fact)
        # A film is not printed because it is one; only of other files a reader asks why.
        if not prepared.length:
            reason = prepared.problem
    context: dict[str, Any] = {
        "title": "网页链接" if record.url else ELSEWHERE,
        "reason": reason,
        "facts": [(label, str(value)) for label, value in facts if value],
        "proves": _proofs(slot),
    }
    issuer = workspace.head.name
    return Page(record.id, issuer, "volume/sheet.html.j2", context, None, css=CSS)


def _file_facts(record: Evidence, prepared: Prepared, fact: FileFact) -> list[tuple[str, str]]:
    size = f"{fact.size:,} 字节" if fact.size is not None else ""
    name = (record.file or "").rsplit("/", 1)[-1]
    return [
        ("文件名", name),
        ("时长", prepared.length),
        ("大小", size),
        ("SHA-256", fact.sha256 or ""),
    ]


def caption_of(slot: Slot) -> list[str]:
    """What stands below a picture: its six elements, or its title where nobody has written them."""
    elements = [f"{element}：{text}" for element, text in slot.record.caption.items()]
    return elements or [slot.record.label]


def _context(volume: Volume, workspace: Workspace, assessment: Assessment) -> dict[str, Any]:
    head = workspace.head
    issuer = issuer_of(workspace)
    # The day of the round, not of the printing: the same evidence gives the same volume.
    return {
        "volume": {"number": volume.number, "title": volume.title},
        "county": head.name,
        "tree": assessment.tree.title,
        "issuer": issuer,
        "date": chinese_date(assessment.round.head.as_of),
    }
