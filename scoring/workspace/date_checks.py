"""What is dated after today: only ``check`` asks, since nothing else knows which day it is."""

from __future__ import annotations

from datetime import date

from scoring.crosschecks import places_of
from scoring.problems import Problem, Where, problem
from scoring.rectification.bulletin import file_of
from scoring.rectification.faults import future_faults
from scoring.workspace.model import Opening
from scoring.yamlio import read

LEDGER = "rectification.yaml"


def later_than(opening: Opening, today: date) -> list[Problem]:
    """L011 for steps, measures and bulletins that are dated after ``today``; none where the files cannot be scored."""
    workspace = opening.workspace
    if workspace is None:
        return []
    problems: list[Problem] = []
    for bulletin in workspace.bulletins:
        if bulletin.issued is not None and bulletin.issued > today:
            what = f"{bulletin.label}通报的印发日期 {bulletin.issued} 在今天（{today}）以后"
            problems.append(problem("L011", Where(file_of(bulletin.number), 1, 1), what=what))
    dates = [event.on for item in workspace.ledger for event in item.standing]
    dates += [measure.done for item in workspace.ledger for measure in item.measures if measure.done is not None]
    if max(dates, default=today) <= today:
        return problems
    document, _ = read(workspace.path / LEDGER, LEDGER)
    if document is not None:
        problems += future_faults(workspace.ledger, document, places_of(document), today)
    return problems
