"""A piece of evidence, and a requirement with the pieces offered for it, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.evidence.model import Evidence, Proof
from scoring.evidence.support import Met
from scoring.indicators.model import EvidenceRequirement
from scoring.views.words import by_number, in_vain, requirement_terms

UNDATED = "无日期"
UNREGISTERED = "登记表里没有这件材料"


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A piece in words; ``record`` is what the register holds. What is not there is "".

    ``issuer`` is 责任者: who issued it, else the unit that handed it in. ``file`` is its path below
    ``evidence/``, or its address. ``date`` is written 2026-03-05.
    """

    record: Evidence
    id: str
    title: str
    kind: str
    doc_no: str
    issuer: str
    unit: str
    date: str
    file: str

    @property
    def label(self) -> str:
        """What it is called: its title, else the name of its file."""
        return self.title

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.file


def evidence_view(record: Evidence) -> EvidenceView:
    """The view of one record of the register."""
    return EvidenceView(
        record=record,
        id=record.id,
        title=record.label,
        kind=record.kind or "",
        doc_no=record.doc_no or "",
        issuer=record.issuer or record.unit or "",
        unit=record.unit or "",
        date=record.dated.isoformat() if record.dated else "",
        file=record.file or record.url or "",
    )


def type_of(record: Evidence) -> str:
    """The type that a file's name promises; ``link`` for what lies on the web."""
    if record.url:
        return "link"
    # A point in the name of a folder (v1.2/清单) promises nothing.
    name = (record.file or "").rsplit("/", 1)[-1]
    if "." in name:
        return name.rsplit(".", 1)[-1].lower()
    return ""


def proofs_for(record: Evidence, code: str, item: str | None) -> list[Proof]:
    """What a piece proves of the requirement ``item`` of an indicator; of all of it where ``item``
    is None.
    """
    proofs = [proof for proof in record.proves if proof.indicator == code]
    # A proof that names no item may carry any one of its kind.
    return [proof for proof in proofs if item is None or proof.item in (None, item)]


def proved_words(proofs: Sequence[Proof]) -> str:
    """What the pieces are said to prove, each thing once."""
    return "；".join(dict.fromkeys(proof.what for proof in proofs if proof.what))


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement in words. ``have`` says how many pieces count and how many should."""

    wanted: EvidenceRequirement
    name: str
    terms: str
    required: bool
    met: bool
    have: str
    offered: tuple[tuple[str, str], ...]
    """(id, why it does not count): those that carry it first, without a reason; by number."""


def requirement_view(met: Met) -> RequirementView:
    """The view of one requirement of a leaf."""
    wanted = met.requirement
    return RequirementView(
        wanted=wanted,
        name=wanted.name,
        terms=requirement_terms(wanted),
        required=wanted.required,
        met=met.met,
        have=f"有效 {len(met.carried_by)} 件，应有 {wanted.min} 件",
        offered=(*((ident, "") for ident in by_number(met.carried_by)), *in_vain(met)),
    )


def requirement_title(wanted: EvidenceRequirement) -> str:
    """A requirement with its terms in brackets."""
    terms = requirement_terms(wanted)
    if terms:
        return f"{wanted.name}（{terms}）"
    return wanted.name


def vain_words(met: Met) -> Iterator[str]:
    """The pieces that do not count, each with its reason, in the order of the register."""
    return (f"{ident} {why}" for ident, why in met.in_vain)
