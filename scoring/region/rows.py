"""The rows of one scored package: the county, its indicators, its evidence, as the tables of a round
hold them. Exact numbers are fractions in text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from scoring.engine import CAUSES, TRACKS, Assessment, NodeResult
from scoring.engine.totals import TrackTotal
from scoring.region.scored import Row, Task
from scoring.submission import Package
from scoring.values import natural_key
from scoring.workspace import Workspace


def final_of(assessment: Assessment) -> Fraction:
    """What a round comes to now, with bonus and penalty."""
    return assessment.track("current").final


def county_row(
    task: Task,
    package: Package,
    workspace: Workspace,
    final: Assessment,
    plain: Assessment,
    moved: str,
) -> Row:
    """The one row of the county. ``final`` is under the region's terms and inspections, ``plain``
    under the county's own; ``moved`` is the difference, "" where the terms are the same.
    """
    states = Counter(fact.state for fact in workspace.files.values())
    statuses = Counter(item.status for item in workspace.ledger)
    root = final.root
    triggered = [item.veto for item in final.vetoes if item.triggered is not None]
    return {
        "county": task.code,
        "round": task.round,
        "tree_sha": final.tree.sha256,
        "terms_sha": task.terms.sha256,
        "package": package.fingerprint,
        "full": str(root.full),
        "applicable": str(root.applicable),
        "current": str(root.current),
        "tracks": {track: _track_row(final.totals[track]) for track in TRACKS},
        "losses": {cause: str(getattr(root.losses, cause)) for cause in CAUSES},
        "low": str(final.low),
        "high": str(final.high),
        "completeness": str(final.completeness),
        "criteria_met": sum(item.met for item in final.verdicts),
        "criteria": len(final.verdicts),
        "ready": final.ready,
        "vetoes": [
            {"code": item.code, "name": item.name, "effect": item.effect} for item in triggered
        ],
        "ineligible": any(item.effect == "ineligible" for item in triggered),
        "own_total": str(final_of(plain)),
        "moved": moved,
        "files": dict(sorted(states.items())),
        "items": dict(sorted(statuses.items())),
        "overdue": _overdue(workspace, task),
        "not_applicable": _not_applicable(workspace, task),
        "inspected": _inspected(final),
    }


def _inspected(final: Assessment) -> int:
    """How many leaves were inspected."""
    return sum(item.leaf is not None and item.leaf.verified is not None for item in final.nodes)


def _overdue(workspace: Workspace, task: Task) -> int:
    """Items that were still open when their date had passed on the region's day."""
    # 持续推进 is a word in the place of a date, and is never overdue.
    dates = [item.due for item in workspace.ledger if not item.closed]
    return sum(isinstance(due, date) and due < task.terms.as_of for due in dates)


def _not_applicable(workspace: Workspace, task: Task) -> list[Row]:
    """Indicators said not to apply with the approval of nobody whom the region names."""
    if not task.approvers:
        return []
    return [
        {"code": code, "reason": finding.not_applicable, "approved_by": finding.approved_by or ""}
        for code, finding in workspace.current.findings.items()
        if finding.not_applicable is not None and finding.approved_by not in task.approvers
    ]


def _track_row(total: TrackTotal | None) -> Row | None:
    if total is None:
        return None
    names = ("score", "converted", "bonus", "penalty", "final")
    return {**{name: str(getattr(total, name)) for name in names}, "grade": total.grade}


def node_rows(task: Task, package: Package, final: Assessment) -> Iterator[Row]:
    """One row a node, in the natural order of the codes; exact numbers as fractions in text."""
    values = [task.terms.level, *(value for _, value in task.terms.classes)]
    head = {
        "round": task.round,
        "tree_sha": final.tree.sha256,
        "terms_sha": task.terms.sha256,
        "package": package.fingerprint,
        "classes": "；".join(filter(None, values)),
    }
    # By code as well: 1.02 and 1.2 are alike for people, and the bytes of a table need one order.
    ordered = sorted(final.nodes, key=lambda item: (natural_key(item.node.code), item.node.code))
    for index, item in enumerate(ordered):
        yield {"county": task.code, "at": index, **head, **_node_values(item)}


def _node_values(item: NodeResult) -> Row:
    node, marks = item.node, item.marks
    # For charts alone; sums and ranks are made from the fractions beside it.
    rate = float(marks.current / marks.applicable) if marks.applicable else None
    return {
        "code": node.code,
        "parent": node.parent or "",
        "kind": node.kind,
        "depth": node.level,
        "leaf": item.leaf is not None,
        "state": item.state,
        "full": str(marks.full),
        "applicable": str(marks.applicable),
        "claimed": str(marks.claimed),
        "supported": str(marks.supported),
        "verified": None if marks.verified is None else str(marks.verified),
        "current": str(marks.current),
        **{cause: str(getattr(marks.losses, cause)) for cause in CAUSES},
        "factor": str(item.factor),
        "rate_shown": rate,
        "why": item.why,
    }


def evidence_rows(package: Package, workspace: Workspace) -> Iterator[Row]:
    """One row a record: what a look for the same file elsewhere needs, and what was committed to by
    digest.
    """
    for index, record in enumerate(workspace.records):
        fact = workspace.files[record.id]
        size = fact.size if record.size is None else record.size
        indicators = dict.fromkeys(proof.indicator for proof in record.proves)
        yield {
            "at": index,
            "id": record.id,
            "sha256": record.sha256 or fact.sha256 or "",
            "size": size or 0,
            "state": fact.state,
            "title": record.label,
            "doc_no": record.doc_no or "",
            "issuer": record.issuer or "",
            "date": record.dated.isoformat() if record.dated else "",
            "indicator": "、".join(indicators),
            "text": _text_of(package, record.id),
        }


def _text_of(package: Package, ident: str) -> str:
    """The fingerprint of a piece's words, where the county's scan has read them."""
    claim = package.facts.get(ident)
    if claim is None:
        return ""
    return claim.text or ""
