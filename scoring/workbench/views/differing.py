"""Where inspectors differ: only what both have handed in, side by side, and who may settle it."""

from __future__ import annotations

from scoring.inspection.arbitration import Case, cases, terms_of
from scoring.inspection.avoidance import barred_arbiter
from scoring.inspection.blind import has_handed_in
from scoring.rounds.model import Round
from scoring.workbench.desk import View


def all_cases(view: View) -> list[Case]:
    """Every difference of which all marks were handed in, those that need settling first."""
    # A difference that is told earlier would show one of those who differ the other's mark.
    open_ = view.once("cases", lambda: [one for one in cases(view.workspace) if _open(view, one)])
    return sorted(open_, key=lambda case: not needs_settling(view, case))


def open_cases(view: View) -> list[Case]:
    """The differences that wait for arbitration."""
    return [case for case in all_cases(view) if needs_settling(view, case) and not case.settled_by]


def needs_settling(view: View, case: Case) -> bool:
    """Whether it is more than the workspace allows; where it states no limit, every difference
    is.
    """
    return case.grave or terms_of(view.workspace).differ is None


def waiting(view: View) -> int:
    """How many differences are still sealed, because somebody has not handed in."""
    return sum(not _open(view, case) for case in cases(view.workspace))


def _open(view: View, case: Case) -> bool:
    """Whether everybody who gave one of the marks has handed in. Without people nobody could."""
    if not view.workspace.people:
        return True
    by_id = {item.id: item for item in view.workspace.rounds}
    return all(_finished(by_id[one.round], one.who, view) for one in case.views if one.who)


def _finished(round_: Round, who: str, view: View) -> bool:
    if not round_.head.assignments:
        return True
    return all(has_handed_in(round_, view.workspace.people, name) for name in who.split("、"))


def arbiters(view: View, code: str, kind: str = "inspection") -> list[str]:
    """Who may settle a difference: leads inspections, is none of those who differ, and may mark it himself."""
    workspace = view.workspace
    rounds = [item for item in workspace.rounds if item.kind != "self"]
    return [
        name
        for name in workspace.people.holding("评查组长")
        if not barred_arbiter(workspace, name, code, kind, rounds)
    ]
