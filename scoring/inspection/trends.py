"""What a comparison of rounds shows beside the scores:
conditions that turned, ranks, short boards that stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.engine.assessment import Assessment
from scoring.engine.attribution import Between, Line
from scoring.engine.counterfactuals import same_system
from scoring.engine.criteria import Verdict

Fate = Literal["gone", "new", "better", "worse", "same"]
FATE_NAMES: dict[Fate, str] = {
    "gone": "已消除",
    "new": "新出现",
    "better": "有改善",
    "worse": "加重",
    "same": "没有变化",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A condition that both rounds know and judge differently."""

    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Short:
    """A leaf that loses points in some round. ``always``: it loses in every round that is compared.

    ``fate`` compares the last round with the first.
    """

    line: Line
    fate: Fate
    always: bool

    @property
    def stuck(self) -> bool:
        """无改善的短板: lost in every round, and no less in the last than in the first."""
        return self.always and self.fate in ("worse", "same")


def judged(before: Assessment, after: Assessment) -> list[tuple[Verdict | None, Verdict]]:
    """The conditions of the later round, each with what the earlier one said of it: by its id under
    one indicator system, by its text under two.
    """
    # Under another system the same id may be another condition; its words tell.
    same = same_system(before.tree, after.tree)
    known = {item.id if same else item.text: item for item in before.verdicts}
    return [(known.get(item.id if same else item.text), item) for item in after.verdicts]


def turned(found: Between) -> list[Turn]:
    """The conditions that turned between the first round and the last, those that are met now
    before the others.
    """
    pairs = judged(found.assessments[0], found.assessments[-1])
    turns = [
        Turn(before, after)
        for before, after in pairs
        if before is not None and before.met != after.met
    ]
    return sorted(turns, key=lambda turn: not turn.after.met)


def blocks(found: Between) -> list[Line]:
    """The base nodes of the first level of every indicator system that was compared."""
    return [
        line for line in found.lines if line.last.node.level == 1 and line.last.node.kind == "base"
    ]


def ranks(rates: Sequence[Fraction | None]) -> list[int]:
    """The place of each rate, the highest first, equal ones at the same place;
    0 where there is none.
    """
    known = [rate for rate in rates if rate is not None]
    return [0 if rate is None else 1 + sum(other > rate for other in known) for rate in rates]


def shorts(found: Between) -> list[Short]:
    """Every leaf that loses in the first round or the last, or in all between, by what it loses
    last and then first.
    """
    made = []
    for line in found.lines:
        lost = line.lost
        if line.last.leaf is None or line.last.node.kind != "base" or not (lost[0] or lost[-1]):
            continue
        made.append(Short(line, _fate(lost[0], lost[-1]), all(lost)))
    return sorted(made, key=lambda item: (-item.line.lost[-1], -item.line.lost[0]))


def _fate(first: Fraction, last: Fraction) -> Fate:
    if not last:
        return "gone"
    if not first:
        return "new"
    if first == last:
        return "same"
    if last < first:
        return "better"
    return "worse"
