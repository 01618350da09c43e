"""One workspace: its record, its opening with all problems in one list, and the one way to change it."""

from scoring.workspace.opening import Workspace, open_workspace
from scoring.workspace.record import ReportPart, ReportTerms, UnitRecord, WorkspaceRecord

__all__ = [
    "ReportPart",
    "ReportTerms",
    "UnitRecord",
    "Workspace",
    "WorkspaceRecord",
    "open_workspace",
]
