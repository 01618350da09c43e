"""S7 and S16: the whole county on one page for the working group, and the one page of a leader."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.documents.data import losses_data, scores
from scoring.engine import CAUSES, Losses, NodeResult
from scoring.engine.criteria import Verdict
from scoring.engine.gaps import at_root
from scoring.values import percent
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get
from scoring.workbench.views.changed_fields import record_title
from scoring.workbench.views.deeds import deed
from scoring.workbench.views.duties import all_tasks
from scoring.workbench.views.history import at_of, newest
from scoring.workbench.views.scores import cause_shares, total
from scoring.workbench.views.tasks import item_states, waiting_pieces
from scoring.workbench.web import Answer, Call, Data, forbidden

ZERO = Fraction(0)
LARGEST = 5
CAUSE_WORDS = {
    "unassessed": "还没有评",
    "standard": "标准没有达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}


def overview(call: Call) -> Answer:
    """Total, range, criteria, losses by unit and block, what waits, what changed last, what is
    wrong in the files.
    """
    view, access = call.view, Access(call.view, call.who)
    access.ask("review")
    assessment = view.assessment
    data: Data = {
        "total": total(view),
        "losses": losses_data(assessment.losses),
        "ready": assessment.ready,
        "waiting": len(waiting_pieces(view)),
    }
    extra = {
        "assessment": assessment,
        "completeness": percent(assessment.completeness, 1),
        "met": sum(item.met for item in assessment.verdicts),
        "shares": cause_shares(data["losses"]),
        "blocks": [root for root in assessment.tree.roots if root.kind == "base"],
        "heat": heat(view),
        # Somebody edited a file by hand: the group has to hear of it, nobody else can mend it.
        "problems": [item for item in view.snapshot.problems if item.severity == "error"][:12],
        "changes": [_change(entry) for entry in newest(call.office, 8)],
        "late": sum(1 for state in item_states(view) if state.overdue_days),
    }
    return Answer(data, "overview.html", extra)


def _change(entry: Data) -> dict[str, str]:
    first = [str(one).rsplit("/", 1)[-1] for one in (entry.get("records") or ())[:3]]
    records = "、".join(map(record_title, first))
    return {
        "at": at_of(entry),
        "by": str(entry.get("by", "")),
        "what": f"{deed(str(entry.get('do', '')))} {records}",
    }


def heat(view: View) -> list[dict[str, Any]]:
    """Loss of each unit in each block, the unit that loses most first;
    every figure leads to what it sums.
    """

    def reckon() -> list[dict[str, Any]]:
        tree = view.assessment.tree
        rows = []
        for row in view.gaps("unit"):
            cells: dict[str, Fraction] = {}
            # Parts, not marks: a leaf that two units lead costs each of them its share.
            for item, part in row.parts:
                block = tree.path(item.node.code)[0].code
                cells[block] = cells.get(block, ZERO) + part.total
            shades = {key: (value, _level(value)) for key, value in cells.items()}
            rows.append({"unit": row.key, "lost": row.lost, "cells": shades})
        return rows

    return view.once("heat", reckon)


def _level(value: Fraction) -> int:
    """How dark a cell is, from 0 to 4."""
    return sum(value > limit for limit in (ZERO, Fraction(1, 4), Fraction(3, 4), Fraction(3, 2)))


DECISIONS = frozenset({"apply", "escalate", "read"})
"""Tasks that wait for a decision of a leader."""


def brief(call: Call) -> Answer:
    """Ready or not and why, total and range, the five largest losses
    with their owners, what is overdue.
    """
    view, access = call.view, Access(call.view, call.who)
    if not access.visitor.has("领导", "专班", "专班组长", "督办"):
        who = access.workspace.people.holding("领导", "专班组长")
        raise forbidden("一页纸给领导和专班看", list(who))
    assessment = view.assessment
    largest = _largest(view)
    late = [state for state in item_states(view) if state.overdue_days]
    failing = [item for item in assessment.verdicts if not item.met]
    data: Data = {
        "ready": assessment.ready,
        "total": total(view),
        "losses": losses_data(assessment.losses),
        "failing": [_failing(item) for item in failing],
        "largest": [_loss(item) for item, _ in largest],
        "overdue": len(late),
    }
    extra = {
        "assessment": assessment,
        "largest": largest,
        "causes": _causes(view),
        "decisions": [task for task in all_tasks(view, access) if task.kind in DECISIONS],
        "late": late,
        "failing": failing,
    }
    return Answer(data, "brief_page.html", extra)


def _largest(view: View) -> list[tuple[NodeResult, Losses]]:
    """The leaves that lose most, in points of the whole."""
    leaves = [(item, at_root(item)) for item in view.assessment.leaves()]
    first = sorted(leaves, key=lambda pair: -pair[1].total)[:LARGEST]
    return [(item, lost) for item, lost in first if lost.total]


def _failing(item: Verdict) -> Data:
    return {"id": item.id, "text": item.text, "required": item.required, "actual": item.actual}


def _loss(item: NodeResult) -> Data:
    node = item.node
    lost = scores({"lost": at_root(item).total})
    return {"code": node.code, "name": node.name, "lead": list(node.lead), **lost}


def _causes(view: View) -> list[dict[str, Any]]:
    """Each cause of loss with the three units that lose most by it."""
    rows = []
    for cause in CAUSES:
        lost: Fraction = getattr(view.assessment.losses, cause)
        if lost:
            owners = [(getattr(row.losses, cause), row.key) for row in view.gaps("unit")]
            top = [(unit, value) for value, unit in sorted(owners, reverse=True)[:3] if value]
            rows.append({"name": CAUSE_WORDS[cause], "lost": lost, "owners": top})
    return sorted(rows, key=lambda row: -row["lost"])


SPOTS = (get("/overview", overview), get("/brief", brief))
