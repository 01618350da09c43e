"""What an inspector sees of a state: everything but the marks that are sealed until both have
handed in.
"""

from __future__ import annotations

from dataclasses import replace

from scoring.inspection.blind import sealed, without
from scoring.live import Snapshot
from scoring.workbench.desk import View


def veiled(view: View, name: str) -> View:
    """The state as somebody may see it: scores, totals and losses without the marks that are sealed
    for him.

    Reckoned once for each state and person; for all others it is the state itself.
    """
    if view.sealed:
        return view
    # By person, not by session: two windows of one inspector see the same.
    return view.once(("veil", name), lambda: _veiled(view, name))


def _veiled(view: View, name: str) -> View:
    hidden = sealed(view.workspace, name)
    if not any(hidden.values()):
        return view
    workspace = without(view.workspace, hidden)
    if workspace.rounds == view.workspace.rounds:
        return replace(view, sealed=hidden, _kept={})
    # Scored again without the marks: a total with them would give them away by a difference.
    assessment = workspace.assess(view.assessment)
    return View(Snapshot(view.version, workspace, assessment), view.today, hidden)
