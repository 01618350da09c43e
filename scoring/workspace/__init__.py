"""One workspace: its record, its opening with all problems in one list,
and the one way to change it.
"""

from scoring.workspace.model import Opening, Workspace
from scoring.workspace.opening import open_workspace
from scoring.workspace.record import ReportPart, ReportTerms, UnitRecord, WorkspaceRecord

__all__ = [
    "Opening",
    "ReportPart",
    "ReportTerms",
    "UnitRecord",
    "Workspace",
    "WorkspaceRecord",
    "open_workspace",
]
