"""Which findings verify the current round: inspections and mocks whose ``basis`` it is.

Where several cover an indicator, a real inspection goes before a mock, and the latest by ``as_of`` before the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.model import Finding, Round, outcome
from scoring.values import plain
from scoring.yamlio import Document


@dataclass(frozen=True, slots=True)
class Verified:
    """The finding that stands for an indicator, and the round that gave it."""

    finding: Finding
    round: Round

    @property
    def mock(self) -> bool:
        """Whether it comes from a mock only (模拟)."""
        return self.round.kind == "mock"


def verifying(rounds: Iterable[Round], current: Round) -> list[Round]:
    """The rounds that verify ``current``, the most telling last."""
    chosen = [
        item for item in rounds if item.kind != "self" and item.head.basis == current.id and item.id != current.id
    ]
    return sorted(chosen, key=lambda item: (item.kind == "inspection", item.head.as_of, item.id))


def verified(rounds: Iterable[Round], current: Round) -> dict[str, Verified]:
    """The verifying finding of each covered indicator, by code."""
    return {
        code: Verified(finding, item) for item in verifying(rounds, current) for code, finding in item.findings.items()
    }


def differences(
    rounds: Iterable[Round], current: Round, tree: IndicatorTree, documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """F013 for each indicator on which verifying rounds of one kind disagree; ``documents`` by the round's name."""
    told: dict[tuple[str, str], tuple[Round, str]] = {}
    for item in verifying(rounds, current):
        for code, finding in item.findings.items():
            said = "不适用" if finding.not_applicable else f"{plain(outcome(tree.by_code[code], finding).score)} 分"
            earlier = told.get((item.kind, code))
            if earlier and earlier[1] != said:
                name = tree.by_code[code].name
                what = f"“{code} {name}”：{earlier[0].id} 核验为{earlier[1]}，{item.id} 核验为{said}"
                yield problem("F013", documents[item.id].where(("findings", code), key=True), what=what)
            told[(item.kind, code)] = (item, said)
