"""shifan: the indicator scoring system for 法治政府建设示范创建.

What other programs use stands here, see ``docs/python.md``::

    opening = scoring.open_workspace(path)
    workspace = opening.workspace
    workspace.score(), workspace.gaps(by="unit"), workspace.explain("1.1.2")
    with workspace.edit(by="张三", on=today) as edit:
        edit.set_finding("1.1.2", {"done": 40, "of": 100})
    pdf = scoring.render(edit.after, "brief", "pdf", today=today)

The rooms, from the ground up, stand in ``docs/architecture.md``; a room imports only from rooms
above it in that list. Nothing is loaded before it is used, so that the command line answers
``--help`` at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.face import open_workspace, render
    from scoring.live import Session, Snapshot
    from scoring.problems import Problem, ScoringError
    from scoring.storage import DROP
    from scoring.workspace import Opening, Workspace

__version__ = "0.2.0"

__all__ = [
    "DROP",
    "Opening",
    "Problem",
    "ScoringError",
    "Session",
    "Snapshot",
    "Workspace",
    "open_workspace",
    "render",
]

_WHERE = {
    "DROP": "scoring.storage",
    "Opening": "scoring.workspace",
    "Problem": "scoring.problems",
    "ScoringError": "scoring.problems",
    "Session": "scoring.live",
    "Snapshot": "scoring.live",
    "Workspace": "scoring.workspace",
    "open_workspace": "scoring.face",
    "render": "scoring.face",
}


def __getattr__(name: str) -> Any:
    # ``hasattr`` and its like ask for names that are none, and expect just this error.
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    # What is loaded late shows up all the same where an interactive session completes a name.
    return sorted({*globals(), *__all__})
