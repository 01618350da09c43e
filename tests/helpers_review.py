"""What the page of the review book saves: the marks of one inspector in the mock round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.sheets.review_file import digest
from scoring.workspace import Workspace

INSPECTOR = "林知远"


def result_content(
    workspace: Workspace, findings: Mapping[str, Any], day: str, /, **more: Any
) -> dict[str, Any]:
    """A result file of 2026-mock for a workspace as it is now, with its digest; all but the digest
    can be changed by ``more``."""
    rounds = {item.id: item.sha256 for item in workspace.rounds}
    content: dict[str, Any] = {
        "format": "shifan-review",
        "version": 1,
        "workspace": "示例县",
        "round": "2026-mock",
        "basis": "2026-self",
        "tree": "sample",
        "tree_sha256": workspace.tree.sha256,
        "basis_sha256": rounds["2026-self"],
        "round_sha256": rounds["2026-mock"],
        "made": day,
        "saved": f"{day} 10:00",
        "inspector": INSPECTOR,
        "base": dict.fromkeys(findings, ""),
        "claims": {code: {"1.1": "5.4", "1.2": "4"}.get(code, "") for code in findings},
        "earlier": {},
        "drafts": {},
        "findings": findings,
        **more,
    }
    return content | {"digest": digest(content)}
