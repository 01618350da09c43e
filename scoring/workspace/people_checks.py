"""The people of ``workspace.yaml``, and every name in the other files
that ought to be one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.engine import Units
from scoring.evidence.model import Evidence
from scoring.indicators.model import IndicatorTree
from scoring.people import SYSTEM, People, circles, compile_people, whole_spelling
from scoring.problems import Problem, problem
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.parts import history_faults
from scoring.spots import Loc
from scoring.values import did_you_mean, offered
from scoring.workspace.record import WorkspaceRecord
from scoring.yamlio import Document


def read_people(
    head: WorkspaceRecord, document: Document, units: Units
) -> tuple[People, list[Problem]]:
    """The people that a workspace names, and what is wrong with how it names them."""
    people = compile_people(head.people, head.approvers)
    return people, list(_people_faults(head, document, people, units))


def _people_faults(
    head: WorkspaceRecord, document: Document, people: People, units: Units
) -> Iterator[Problem]:
    for name, other, loc in _spelt_alike(head):
        yield problem(
            "W021", document.where(loc), what=f"“{name}”和“{other}”有相同的写法，分不清是谁"
        )
    for name in dict.fromkeys(circles(head.people, people)):
        where = document.where(("people", name, "deputy_of"))
        yield problem("W022", where, what=f"“{name}”绕了一圈，代理到了自己")
    for name, record in head.people.items():
        if record.deputy_of and (unknown := people.unknown(record.deputy_of)):
            yield problem(
                "W020",
                document.where(("people", name, "deputy_of")),
                what=f"“{name}”代理的{unknown}",
            )
        for at, unit in enumerate(record.units):
            if units and not units.known(unit):
                where = document.where(("people", name, "units", at))
                fix = did_you_mean(unit, [*units.names, *units.aliases])
                yield problem("W004", where, what=f"“{name}”的单位“{unit}”没有登记", fix=fix)
    for at, given in enumerate(head.approvers):
        if unknown := people.unknown(given):
            yield problem("W020", document.where(("approvers", at)), what=f"批准人{unknown}")


def _spelt_alike(head: WorkspaceRecord) -> Iterator[tuple[str, str, Loc]]:
    """Names and other spellings of which two people have the same; a bracketed unit behind a name
    tells them apart.
    """
    owners: dict[str, str] = {}
    for name, record in head.people.items():
        spellings: list[tuple[str, Loc]] = [(name, ("people", name))]
        spellings += [
            (text, ("people", name, "aliases", at)) for at, text in enumerate(record.aliases)
        ]
        for text, loc in spellings:
            # With the bracket behind it: 李明（县司法局） and 李明（县财政局） are two people of
            # one name.
            owner = owners.setdefault(whole_spelling(text), name)
            if owner != name:
                yield name, owner, loc


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a file gives, where, and as what."""

    name: str
    loc: Loc
    label: str


def name_faults(
    people: People,
    named: Iterable[Named],
    document: Document,
    reported: set[str] | None = None,
) -> Iterator[Problem]:
    """W020 for each name that is nobody's, where it first stands: once in a file, or once in all
    those files for which the caller keeps ``reported``.
    """
    reported = set() if reported is None else reported
    for one in named:
        # A name that is nobody's stands in hundreds of steps; told once, it is mended once.
        if one.name not in reported:
            for fault in name_faults_by_label(people, (one,), document):
                reported.add(one.name)
                yield fault


def name_faults_by_label(
    people: People, named: Iterable[Named], document: Document
) -> Iterator[Problem]:
    """W020 for each name that is nobody's, once for each part in which it stands: whoever takes it
    out of one place has not put it into the next one.
    """
    reported: set[tuple[str, str]] = set()
    for one in named:
        part = (one.label, one.name)
        if not people or one.name == SYSTEM or part in reported:
            continue
        if unknown := people.unknown(one.name):
            reported.add(part)
            yield problem("W020", document.where(one.loc), what=f"{one.label}{unknown}")


def ledger_names(items: Sequence[RectificationItem], places: Mapping[str, int]) -> Iterator[Named]:
    """Every name of a person in the ledger."""
    for item in items:
        at = places[item.id]
        if item.person:
            yield Named(item.person, (at, "person"), f"{item.id} 的责任人")
        for index, event in enumerate(item.events):
            for key in ("by", "approved_by", "decided_by"):
                name = getattr(event, key)
                if name:
                    yield Named(name, (at, "events", index, key), f"{item.id} 的经过里")


def register_names(records: Sequence[Evidence], places: Mapping[str, int]) -> Iterator[Named]:
    """Every name of a person in the register: who supplied a piece, and who reviewed it."""
    for record in records:
        at = places[record.id]
        if record.by:
            yield Named(record.by, (at, "by"), f"佐证 {record.id} 的提供人")
        if record.review.by:
            yield Named(record.review.by, (at, "review", "by"), f"佐证 {record.id} 的审核人")


def issued_name_faults(
    people: People, issued: Sequence[Document], receipts: Document | None
) -> Iterator[Problem]:
    """W020 for who issued a bulletin or another paper, and for who entered a receipt: once for each
    name, since whoever issues does so every week.
    """
    reported: set[str] = set()
    for document in issued:
        label = f"{document.name} 的印发人"
        yield from name_faults(people, _written_by(document.data, (), label), document, reported)
    if receipts is not None and isinstance(receipts.data, list):
        for at, entry in enumerate(receipts.data):
            written_by = _written_by(entry, (at,), "签收的登记人")
            yield from name_faults(people, written_by, receipts, reported)


def _written_by(entry: object, at: Loc, label: str) -> Iterator[Named]:
    """The ``by`` of a record as its file has it; what is no name is told as such elsewhere."""
    by = entry.get("by") if isinstance(entry, Mapping) else None
    if isinstance(by, str) and by:
        yield Named(by, (*at, "by"), label)


def round_names(item: Round) -> Iterator[Named]:
    """Every name of a person in a round: inspectors, who found what,
    who did which step of a unit's part.
    """
    yield from head_names(item.head)
    yield from finding_names({**item.findings, **item.unscored})


def head_names(head: RoundRecord) -> Iterator[Named]:
    """The names in a round that stand beside its findings."""
    for at, name in enumerate(head.inspectors):
        yield Named(name, ("inspectors", at), "评查人员")
    for name in head.assignments:
        yield Named(name, ("assignments", name), "评查分工里的")
    for unit, events in head.parts.items():
        for at, event in enumerate(events):
            yield Named(event.by, ("parts", unit, at, "by"), f"{unit}的经过里")
    for name, steps in head.handed_in.items():
        yield Named(name, ("handed_in", name), "交卷的")
        for at, step in enumerate(steps):
            yield Named(step.by, ("handed_in", name, at, "by"), f"{name}的交卷经过里")
    yield from _talking(head)
    if head.locked is not None:
        yield Named(head.locked.by, ("locked", "by"), "定稿人")


def finding_names(findings: Mapping[str, Finding]) -> Iterator[Named]:
    """Who found what."""
    for code, finding in findings.items():
        if finding.by:
            yield Named(finding.by, ("findings", code, "by"), f"指标“{code}”的认定人")


def _talking(head: RoundRecord) -> Iterator[Named]:
    """Who asked the working group about an indicator, who answered, and who took a mark back."""
    for code, talk in head.questions.items():
        for at, one in enumerate(talk):
            yield Named(one.by, ("questions", code, at, "by"), f"{code}的问答里")
    for code, taken_back in head.withdrawn.items():
        for at, mark in enumerate(taken_back):
            yield Named(mark.by, ("withdrawn", code, at, "by"), f"{code}撤回的评分里")


def part_faults(
    item: Round, document: Document, tree: IndicatorTree, units: Units
) -> Iterator[Problem]:
    """F050 for steps of a unit's part that do not follow,
    F051 for what is assigned and is not there.
    """
    for unit, events in item.head.parts.items():
        if units and not units.known(unit):
            fix = did_you_mean(unit, [*units.names, *units.aliases])
            where = document.where(("parts", unit), key=True)
            yield problem("W004", where, what=f"轮次“{item.id}”提到的单位“{unit}”没有登记", fix=fix)
        for at, why in history_faults(events):
            yield problem("F050", document.where(("parts", unit, at)), what=f"{unit}：{why}")
    for name, codes in item.head.assignments.items():
        for at, code in enumerate(codes):
            if code not in tree.by_code and not tree.not_assessed(code):
                where = document.where(("assignments", name, at))
                yield problem(
                    "F051",
                    where,
                    what=f"分给{name}的指标“{code}”不存在{offered(code, tree.by_code)}",
                )
