"""Issued papers as data: which ones somebody sees, and who has answered."""

from __future__ import annotations

from scoring.actions.papers import paper_receipts, recipient_of
from scoring.rectification.papers import Paper
from scoring.workbench.access import Access
from scoring.workbench.web import Data
from scoring.workspace import Workspace


def papers_seen(access: Access) -> list[Paper]:
    """The papers that the visitor sees, newest first: all, or those that go to him or to the own
    units.
    """
    workspace, name = access.workspace, access.visitor.name
    papers = list(reversed(workspace.papers))
    if access.everything and not access.view.sealed:
        return papers
    own = set(access.visitor.units)
    return [
        paper
        for paper in papers
        if not own.isdisjoint(paper.units) or recipient_of(workspace, paper, name)
    ]


def paper_data(workspace: Workspace, paper: Paper) -> Data:
    """One paper with its receipts."""
    answered = paper_receipts(workspace, paper)
    return {
        **paper.model_dump(mode="json"),
        "label": paper.label,
        "recipients": list(paper.recipients),
        "receipts": {
            name: receipt.on.isoformat() if receipt else "" for name, receipt in answered.items()
        },
        "answers": [
            {"who": name, "on": receipt.on.isoformat(), "by": receipt.by, "note": receipt.note}
            for name, receipt in answered.items()
            if receipt
        ],
        "waiting": [name for name, receipt in answered.items() if receipt is None],
    }
