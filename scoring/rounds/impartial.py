"""Whose hands an inspection must not be in: an arbiter is no party, an inspector looks at nothing
of the own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scoring.evidence.model import Evidence
from scoring.evidence.support import Support
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.people import People
from scoring.problems import Problem, Where, problem
from scoring.rounds.model import Round
from scoring.rounds.verification import arbitrates, codes_of, findings_for, inspectors, verifying
from scoring.yamlio import Document


def parties(code: str, rounds: Iterable[Round]) -> Iterator[tuple[str, str]]:
    """Who has marked an indicator in rounds that are no arbitration, each with the round.

    Whoever marks inside a round of inspectors is one of them, whatever the mark calls itself.
    """
    for round_, finding in findings_for(code, list(rounds)):
        # Whoever arbitrates in a round of arbitration is no party to what others differ about.
        if round_.head.arbitration:
            continue
        names = () if arbitrates(round_, finding) else inspectors(round_, finding)
        for name in dict.fromkeys((*names, *round_.head.inspectors)):
            yield name, round_.id


def partial_arbiter(code: str, arbiter: str, rounds: Iterable[Round], people: People) -> str:
    """Why somebody may not settle a difference, in Chinese: his own mark is one of those that
    differ; else "".
    """
    for name, round_ in parties(code, rounds):
        if people.same_hand(name, arbiter):
            return f"{people.name(arbiter)}在“{round_}”里评过“{code}”，是分歧的一方，不能仲裁"
    return ""


def own_interest(
    inspector: str,
    node: Indicator,
    pieces: Iterable[Evidence],
    people: People,
    units: Mapping[str, str],
) -> str:
    """Why somebody may not verify an indicator: it is the own unit's,
    or rests on evidence that he accepted himself.

    ``units`` leads from other names of a unit to its full name.
    """
    person = people.find(inspector)
    if person is not None:
        leads = {units.get(name, name) for name in (*node.lead, *node.record.support)}
        # Supporting units as well: ``own`` means both in the table of rights.
        own = {units.get(name, name) for name in person.units} & leads
        if own:
            return f"{person.name}是{'、'.join(sorted(own))}的人，不能核验本单位的“{node.code}”"
    # Who accepted a piece would judge his own decision (two hands).
    for record in pieces:
        review = record.review
        if review.state == "accepted" and people.same_hand(review.by, inspector):
            return (
                f"佐证 {record.id} 是{people.name(inspector)}审核通过的，不能由他核验“{node.code}”"
            )
    return ""


def impartial_faults(
    rounds: Sequence[Round],
    current: Round,
    tree: IndicatorTree,
    records: Sequence[Evidence],
    supports: Mapping[str, Support],
    people: People,
    units: Mapping[str, str],
    documents: Mapping[str, Document],
) -> Iterator[Problem]:
    """F052 for arbiters who are a party, F053 for inspectors who look at the own;
    the latter of inspections alone.
    """
    by_id = {record.id: record for record in records}
    chosen = verifying(rounds, current)
    for kind in ("mock", "inspection"):
        of_kind = [item for item in chosen if item.kind == kind]
        for code in codes_of(of_kind):
            for item, finding in findings_for(code, of_kind):
                where = documents[item.id].where(("findings", code), key=True)
                names = inspectors(item, finding)
                if arbitrates(item, finding):
                    reasons = [partial_arbiter(code, name, of_kind, people) for name in names]
                    yield from _problems("F052", where, reasons)
                # A mock is the county's own rehearsal, made by the very people whom it is about.
                if kind == "inspection":
                    node = tree.by_code[code]
                    pieces = looked_at(supports, code, by_id, finding.opened)
                    reasons = [own_interest(name, node, pieces, people, units) for name in names]
                    yield from _problems("F053", where, reasons)


def _problems(rule: str, where: Where, reasons: Iterable[str]) -> Iterator[Problem]:
    """A problem for each reason that there is."""
    for reason in reasons:
        if reason:
            yield problem(rule, where, what=reason)


def looked_at(
    supports: Mapping[str, Support],
    code: str,
    by_id: Mapping[str, Evidence],
    opened: Iterable[str] = (),
) -> list[Evidence]:
    """The pieces on which the mark of an indicator rests: those that carry its claim, and those
    that were opened.
    """
    if code in supports:
        carried = [ident for met in supports[code].requirements for ident in met.carried_by]
    else:
        carried = []
    return [by_id[ident] for ident in dict.fromkeys((*opened, *carried)) if ident in by_id]
