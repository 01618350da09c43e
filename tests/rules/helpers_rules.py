"""A rule from its parameters, a finding for it, and what it says of that."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from scoring.rules import KINDS, Outcome, Rule

POINTS = Fraction(6)


def rule(kind: str, /, **parameters: Any) -> Rule[Any]:
    return KINDS[kind].model_validate({"type": kind, **parameters})


def facts(of: Rule[Any], entry: dict[str, Any]) -> Any:
    return TypeAdapter(of.finding).validate_python(entry)


def scored(of: Rule[Any], /, **entry: Any) -> Outcome:
    """The outcome of a finding that the rule accepts."""
    read = facts(of, entry)
    assert list(of.vet(read, POINTS)) == []
    return of.score(read, POINTS)


def refusals(of: Rule[Any], /, **entry: Any) -> list[str]:
    return list(of.vet(facts(of, entry), POINTS))


def flaws(kind: str, /, **parameters: Any) -> list[str]:
    """What a tree may not say, without the ids of the problems."""
    return [what for _, what in rule(kind, **parameters).flaws()]
