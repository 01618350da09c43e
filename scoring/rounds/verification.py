"""Which findings verify the current round: inspections and mocks whose ``basis`` it is.

Where several cover an indicator, a real inspection goes before a mock; among those of one kind what
arbitrates (仲裁) goes before the others, and the latest by ``as_of`` before the earlier ones. Marks
by method (R32) are put together from all rounds of one kind; they stand as soon as every method has
its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.rounds.finding import ZERO, Finding, MethodPart
from scoring.rounds.model import Round

RoundFinding = tuple[Round, Finding]


@dataclass(frozen=True, slots=True)
class Verified:
    """The finding that stands for an indicator, and the round that gave it.

    ``rounds`` are all that gave a part of it, the most telling first: more than one where methods
    were put together.
    """

    finding: Finding
    round: Round
    rounds: tuple[Round, ...] = ()

    @property
    def mock(self) -> bool:
        """Whether it comes from a mock only (模拟)."""
        return self.round.kind == "mock"

    @property
    def names(self) -> str:
        """The rounds that it comes from, as printed."""
        return "、".join(item.id for item in self.rounds or (self.round,))


def verifying(rounds: Iterable[Round], current: Round) -> list[Round]:
    """The rounds that verify ``current``, the most telling last."""
    chosen = [
        item
        for item in rounds
        if item.kind != "self" and item.head.basis == current.id and item.id != current.id
    ]
    # By name where two were made on one day: the result must not hang on the order of files.
    return sorted(chosen, key=lambda item: (item.kind == "inspection", item.head.as_of, item.id))


def verified(rounds: Iterable[Round], current: Round) -> dict[str, Verified]:
    """The verifying finding of each covered indicator, by code."""
    chosen = verifying(rounds, current)
    by_code: dict[str, Verified] = {}
    for kind in ("mock", "inspection"):  # what an inspection says takes the place of the mock's
        of_kind = [item for item in chosen if item.kind == kind]
        for code in codes_of(of_kind):
            stands = _standing(findings_for(code, of_kind))
            if stands is not None:
                by_code[code] = stands
    return by_code


def codes_of(rounds: Iterable[Round]) -> list[str]:
    """Every indicator of which these rounds say anything, each once."""
    return list(dict.fromkeys(code for item in rounds for code in (*item.findings, *item.unscored)))


def findings_for(code: str, rounds: Sequence[Round]) -> list[RoundFinding]:
    """What rounds of one kind, in their order, hold of an indicator: the most telling first."""
    marks: list[RoundFinding] = []
    for item in reversed(rounds):
        finding = item.findings.get(code) or item.unscored.get(code)
        if finding is not None:
            marks.append((item, finding))
    return sorted(marks, key=lambda mark: not arbitrates(*mark))


def arbitrates(round_: Round, finding: Finding) -> bool:
    """Whether a finding settles what others differ about."""
    return finding.arbitrates or round_.head.arbitration


def _standing(marks: list[RoundFinding]) -> Verified | None:
    """The first whole finding, or the marks by method put together once no method lacks one."""
    givers: list[RoundFinding] = []
    parts: dict[str, MethodPart] = {}
    for round_, finding in marks:
        # A whole finding ends the search: what is behind it tells less.
        if not finding.parts:
            if finding.scored:
                return Verified(finding, round_)
            continue
        new = {part.method: part for part in finding.parts if part.method not in parts}
        if new:
            givers.append((round_, finding))
            parts |= new
        if all(method in parts for method, _ in finding.shares):
            return _put_together(givers, parts)
    return None


def _put_together(givers: list[RoundFinding], parts: dict[str, MethodPart]) -> Verified:
    """One finding out of the marks of several rounds; remarks are joined,
    each untrue piece is charged once.
    """
    round_, first = givers[0]
    if len(givers) == 1:
        return Verified(first, round_)
    chosen = tuple(parts[method] for method, _ in first.shares)
    findings = [finding for _, finding in givers]
    opinions = [finding.opinion for finding in findings if finding.opinion]
    untrue, penalty = charged(findings)
    whole = replace(
        first,
        reason="；".join(f"{part.method}：{part.reason.rstrip('。')}" for part in chosen),
        parts=chosen,
        opinion=opinions[0] if opinions else None,
        note=_each_once((finding.note for finding in findings), "；"),
        opened=_joined(finding.opened for finding in findings),
        people=_joined(finding.people for finding in findings),
        place=_each_once((finding.place for finding in findings), "、"),
        by=_each_once(_joined(inspectors(*giver) for giver in givers), "、"),
        untrue=untrue,
        penalty=penalty,
        arbitrates=any(finding.arbitrates for finding in findings),
    )
    return Verified(whole, round_, tuple(item for item, _ in givers))


def _each_once(texts: Iterable[str | None], mark: str) -> str | None:
    """The texts that there are, each once, with ``mark`` between them; None where there is none."""
    return mark.join(dict.fromkeys(text for text in texts if text)) or None


def charged(findings: Iterable[Finding]) -> tuple[tuple[str, ...], Fraction]:
    """The untrue pieces of several findings and what they cost;
    a finding that names no new piece adds nothing.
    """
    untrue: dict[str, None] = {}
    penalty = ZERO
    for finding in findings:
        # Two inspectors who found the same piece untrue charge it once.
        if not untrue.keys() >= set(finding.untrue):
            penalty += finding.penalty
            untrue |= dict.fromkeys(finding.untrue)
    return tuple(untrue), penalty


def inspectors(round_: Round, finding: Finding) -> tuple[str, ...]:
    """Who made a finding: as it says itself, else the inspectors of its round,
    else the assessor.
    """
    if finding.by:
        return (finding.by,)
    if round_.head.inspectors:
        return round_.head.inspectors
    return (round_.head.assessor,) if round_.head.assessor else ()


def _joined(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part))


def struck(rounds: Iterable[Round], current: Round) -> dict[str, dict[str, str]]:
    """By indicator, the evidence that its verifying finding calls untrue, with the reason why it
    counts no more.
    """
    by_code = {}
    for code, check in verified(rounds, current).items():
        if check.finding.untrue:
            kind = "模拟核验" if check.mock else "核验"
            reason = f"{kind}认定不实（{check.names}）"
            by_code[code] = dict.fromkeys(check.finding.untrue, reason)
    return by_code
