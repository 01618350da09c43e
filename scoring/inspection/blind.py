"""Blind marking: who looks at what in a round, and whose marks somebody may not see before both
have handed in.

Two inspectors look at one indicator independently when each has it in a round of his own over the
same claim. Until an inspector has handed in (交卷), the marks of others on what he looks at are
sealed for him; so are marks inside a round that its inspector has not handed in yet, and marks of a
colleague on the same indicator of the same round. Whoever leads the inspection and looks at nothing
himself sees all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scoring.evidence.support import supports
from scoring.indicators.model import IndicatorTree
from scoring.people import People
from scoring.rounds.finding import Finding
from scoring.rounds.handing import is_handed_in
from scoring.rounds.model import Round
from scoring.rounds.parts import assigned_to
from scoring.rounds.verification import inspectors, struck
from scoring.workspace import Workspace

Sealed = Mapping[str, frozenset[str]]
"""File of a round → the indicators whose marks are sealed."""
BLIND_ROLES = frozenset({"评查", "评查组长"})


def looked_at(round_: Round, tree: IndicatorTree) -> tuple[str, ...]:
    """The leaves that a round looks at: its sample, else every leaf."""
    if round_.head.sample is not None:
        return tuple(code for code in round_.head.sample.indicators if code in tree.by_code)
    return tuple(leaf.code for leaf in tree.leaves())


def inspectors_of(round_: Round, code: str, tree: IndicatorTree) -> tuple[str, ...]:
    """Who looks at an indicator: to whom it is assigned; in a round without assignments, its
    inspectors at all.
    """
    if round_.head.assignments:
        return assigned_to(round_.head.assignments, code, tree)
    return round_.head.inspectors


def tasks(round_: Round, tree: IndicatorTree, people: People, name: str) -> tuple[str, ...]:
    """The leaves of a round that somebody looks at, in the order of the sample."""
    assignments = round_.head.assignments
    if not assignments:
        if any(people.same_hand(name, other) for other in round_.head.inspectors):
            return looked_at(round_, tree)
        return ()
    mine: set[str] = set()
    for other, codes in assignments.items():
        if people.same_hand(name, other):
            for code in codes:
                if code in tree.by_code:
                    mine.update(leaf.code for leaf in tree.by_code[code].leaves())
    return tuple(code for code in looked_at(round_, tree) if code in mine)


def has_handed_in(round_: Round, people: People, name: str) -> bool:
    """Whether somebody is done with a round: handed in, or the round is closed."""
    if round_.head.locked is not None:
        return True
    steps = round_.head.handed_in.items()
    return any(is_handed_in(events) for other, events in steps if people.same_hand(name, other))


def marks(round_: Round) -> Iterator[tuple[str, Finding]]:
    """Every mark of a round, scored or not."""
    yield from round_.findings.items()
    yield from round_.unscored.items()


def sealed(workspace: Workspace, name: str) -> dict[str, frozenset[str]]:
    """What stays sealed for somebody, by the file of the round; empty for who is no inspector."""
    people = workspace.people
    person = people.find(name)
    # Whoever inspects nothing has nothing to be kept from.
    if person is None or person.roles.isdisjoint(BLIND_ROLES):
        return {}
    hidden: dict[str, frozenset[str]] = {}
    view = _Inspector(workspace, name, leads="评查组长" in person.roles)
    for item in view.rounds:
        codes = view.sealed_marks(item) | view.sealed_places(item)
        if codes:
            hidden[item.file] = hidden.get(item.file, frozenset()) | codes
    return hidden


class _Inspector:
    """Which marks of others one inspector may not see yet, and what he marks himself."""

    def __init__(self, workspace: Workspace, name: str, *, leads: bool) -> None:
        self._name, self._leads = name, leads
        self._people = people = workspace.people
        self.rounds = [item for item in workspace.rounds if item.kind != "self"]
        self._mine = {
            item.id: frozenset(tasks(item, workspace.tree, people, name))
            for item in self.rounds
            if not item.head.arbitration
        }
        self._own = frozenset[str]().union(*self._mine.values())
        self._open = [
            item
            for item in self.rounds
            if self._mine.get(item.id) and not has_handed_in(item, people, name)
        ]

    def sealed_marks(self, round_: Round) -> frozenset[str]:
        """The codes of a round whose marks by others stay sealed."""
        alike = [self._mine[other.id] for other in self._open if _compare(other, round_)]
        still_mine = frozenset[str]().union(*alike)
        return frozenset(
            code
            for code, hands in _marks_of_others(round_, self._people, self._name)
            if code in still_mine or self._kept_back(round_, code, hands)
        )

    def _kept_back(self, round_: Round, code: str, hands: tuple[str, ...]) -> bool:
        """Whether a mark waits for its own hand. A leader sees the work of others once it is whole,
        and never what he marks himself.
        """
        if self._leads and code not in self._own:
            return False
        return _unfinished(round_, hands, self._people)

    def sealed_places(self, round_: Round) -> frozenset[str]:
        """The codes of a round at which nobody has marked yet, and which he marks in one like it:
        somebody may mark there at any moment.
        """
        if round_.head.arbitration:
            return frozenset()
        others = [item for item in self._open if item is not round_ and _compare(item, round_)]
        mine = frozenset[str]().union(*(self._mine[other.id] for other in others))
        return mine - set(_own(round_, self._people, self._name))


def _compare(one: Round, other: Round) -> bool:
    """Whether two rounds are of one kind and verify the same round, so that their marks compare."""
    return (one.kind, one.head.basis) == (other.kind, other.head.basis)


def _marks_of_others(
    round_: Round, people: People, name: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The codes with marks that others gave, each with whose they are;
    a mark of nobody is no secret.
    """
    for code, finding in marks(round_):
        hands = inspectors(round_, finding)
        if hands and not any(people.same_hand(name, hand) for hand in hands):
            yield code, hands


def _unfinished(round_: Round, hands: tuple[str, ...], people: People) -> bool:
    """Whether marks of these hands are still worked at:
    only a round with assignments knows of handing in.
    """
    # Rounds written by hand have no 交卷; to wait for it would seal their marks for good.
    return bool(round_.head.assignments) and not all(
        has_handed_in(round_, people, hand) for hand in hands
    )


def _own(round_: Round, people: People, name: str) -> Iterator[str]:
    for code, finding in marks(round_):
        if any(people.same_hand(name, hand) for hand in inspectors(round_, finding)):
            yield code


def without(workspace: Workspace, hidden: Sealed) -> Workspace:
    """The workspace as it would be without the sealed marks:
    nothing that follows from them can be seen.
    """
    rounds = tuple(_cut(item, hidden.get(item.file, frozenset())) for item in workspace.rounds)
    current = next((item for item in rounds if item.id == workspace.current.id), workspace.current)
    out, before = struck(rounds, current), struck(workspace.rounds, workspace.current)
    carried = workspace.supports
    # Evidence that a sealed mark calls untrue would give the mark away by its own score.
    if out != before:
        carried = supports(workspace.tree, workspace.records, workspace.standings, out)
    return workspace.without(rounds=rounds, current=current, supports=carried)


def _cut(round_: Round, codes: frozenset[str]) -> Round:
    if codes.isdisjoint(round_.findings) and codes.isdisjoint(round_.unscored):
        return round_
    findings = {code: finding for code, finding in round_.findings.items() if code not in codes}
    unscored = {code: finding for code, finding in round_.unscored.items() if code not in codes}
    return replace(round_, findings=findings, unscored=unscored)


def counterparts(workspace: Workspace, round_: Round, name: str) -> list[str]:
    """Who has handed in marks on the same indicators: after that, nobody's marks are given back."""
    people, tree = workspace.people, workspace.tree
    own = set(tasks(round_, tree, people, name))
    found: dict[str, None] = {}
    for item in workspace.rounds:
        if (item.kind, item.head.basis) != (
            round_.kind,
            round_.head.basis,
        ) or item.head.arbitration:
            continue
        for code in own.intersection(looked_at(item, tree)):
            for other in inspectors_of(item, code, tree):
                if not people.same_hand(other, name) and has_handed_in(item, people, other):
                    found[people.name(other)] = None
    return list(found)
