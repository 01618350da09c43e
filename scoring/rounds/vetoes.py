"""一票否决 as a round states it: which have happened, when, and by whose finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, Where, problem
from scoring.schema import Record, build
from scoring.spots import Loc
from scoring.values import Day, Text, did_you_mean
from scoring.yamlio import Document


class VetoFact(Record):
    """A triggered veto with its circumstances."""

    on: Day | None = None
    authority: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TriggeredVeto:
    """A veto that the round says has happened; ``on`` is None where no date is known."""

    code: str
    on: date | None = None
    authority: str | None = None
    note: str | None = None


def declared_vetoes(document: Document) -> frozenset[str]:
    """The codes that a round says anything of, true or false."""
    entered = document.data.get("vetoes")
    if isinstance(entered, dict):
        return frozenset(entered)
    return frozenset()


def read_vetoes(
    document: Document, tree: IndicatorTree, as_of: date
) -> tuple[dict[str, TriggeredVeto], list[Problem]]:
    """The triggered ones by their codes, and what is wrong with the entries."""
    data = document.data.get("vetoes") or {}
    if not isinstance(data, dict):
        where = document.where(("vetoes",))
        return {}, [problem("S003", where, what="vetoes：应按“编号: true/false”逐项填写")]
    problems: list[Problem] = []
    known = [veto.code for veto in tree.head.vetoes]
    triggered: dict[str, TriggeredVeto] = {}
    for code, entered in data.items():
        loc: Loc = ("vetoes", code)
        if code not in known or code in tree.scope.vetoes:
            problems.append(_unknown(code, known, tree, document.where(loc, key=True)))
        elif entered == "true":
            # YAML's booleans are read as the words themselves.
            triggered[code] = TriggeredVeto(code)
        elif isinstance(entered, dict):
            veto, faults = _with_circumstances(code, entered, as_of, document)
            problems += faults
            if veto is not None:
                triggered[code] = veto
        elif entered != "false":
            what = f"{code}：写 true、false，或 {{on: 日期, authority: 认定机关, note: 说明}}"
            problems.append(problem("S004", document.where(loc), what=what))
    return triggered, problems


def _unknown(code: str, known: list[str], tree: IndicatorTree, where: Where) -> Problem:
    """T027 for a veto that does not apply to this object, F005 for one that there is not."""
    if code in tree.scope.vetoes:
        what = f"本对象不适用一票否决事项“{code} {tree.scope.vetoes[code]}”，不作认定"
        return problem("T027", where, what=what)
    fix = did_you_mean(code, known)
    return problem("F005", where, what=f"一票否决事项“{code}”不存在", fix=fix)


def _with_circumstances(
    code: str, entered: dict[str, Any], as_of: date, document: Document
) -> tuple[TriggeredVeto | None, list[Problem]]:
    """A triggered veto with its date and authority. One of a later day still counts (F035): it has
    happened, and the date of the assessment may be the one that is wrong.
    """
    loc: Loc = ("vetoes", code)
    fact, problems = build(VetoFact, entered, document, loc)
    if fact is None:
        return None, problems
    if fact.on is not None and fact.on > as_of:
        what = f"一票否决“{code}”的日期 {fact.on} 晚于评估日 {as_of}，仍按已触发计"
        problems.append(problem("F035", document.where((*loc, "on")), what=what))
    return TriggeredVeto(code, fact.on, fact.authority, fact.note), problems
