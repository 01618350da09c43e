"""The tree with its scores, and S2: one indicator with standard, facts, evidence and result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from scoring.actions.tasks import handlers_of
from scoring.engine import CAUSES, NodeResult
from scoring.indicators.model import Indicator, due_text
from scoring.rounds.questions import waits
from scoring.rules import JUDGED
from scoring.values import format_short
from scoring.views.finding import finding_text
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.drawing import draw
from scoring.workbench.forms import fields_of
from scoring.workbench.people import Visitor
from scoring.workbench.routing import get
from scoring.workbench.views import scores
from scoring.workbench.views.changed_fields import changed_fields
from scoring.workbench.views.history import history_of
from scoring.workbench.views.indicator import mark_of, requirements
from scoring.workbench.views.questions import questions_of
from scoring.workbench.views.scores import loss_rows, own_leaves
from scoring.workbench.views.tasks import task_of
from scoring.workbench.web import Answer, Call, Data, not_found

RECENT = 6
"""So many changes stand on the page of an indicator."""

STATES = {
    "full": "满分",
    "partial": "部分得分",
    "none": "未得分",
    "unassessed": "未评",
    "not_applicable": "不适用",
}


def tree(call: Call) -> Answer:
    """All nodes that the visitor sees; the page can be filtered by state, unit and loss."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    nodes = scores.nodes(view, access)
    data = {"version": view.version, "total": scores.total(view), "nodes": nodes}
    state, unit, lost = (call.query.get(key, "") for key in ("state", "unit", "lost"))
    seen = _rows(view, access)
    rows = [row for row in seen if _fits(row, state, unit, lost)]
    units = sorted({name for row in seen for name in row["leads"]})
    extra = {
        "rows": rows,
        "states": STATES,
        "units": units,
        "state": state,
        "unit": unit,
        "lost": lost,
    }
    return Answer(data, "indicators.html", extra)


def _rows(view: View, access: Access) -> list[dict[str, Any]]:
    """The leaves that the visitor sees and the headings above them, as the page lists them."""
    seen, full = access.leaves, access.nodes
    rows = []
    for item in view.assessment.nodes:
        node = item.node
        # Most nodes are leaves, and a leaf need not look for those below it.
        if node.code not in seen and (
            node.leaf or not any(leaf.code in seen for leaf in node.leaves())
        ):
            continue
        leads = leads_of(view, node)
        row = {"item": item, "leaf": node.leaf, "numbers": node.code in full, "leads": leads}
        rows.append({**row, "line": partial(_line, view, row)})
    return rows


def leads_of(view: View, node: Indicator) -> list[str]:
    """The units that lead a node, groups taken apart."""
    return view.standing(("leads", node.code), lambda: view.members(node.lead))


def _line(view: View, row: dict[str, Any]) -> Markup:
    """The line of a node as drawn. A save changes few results:
    those of all other nodes are the same objects.
    """
    item = row["item"]
    key = (item.node.code, row["numbers"])
    lines: dict[Any, tuple[NodeResult, Markup]] = view.standing("indicator lines", dict)
    # By the identity of the result: a save makes new ones only where something changed.
    known = lines.get(key)
    if known is None or known[0] is not item:
        known = (item, Markup(draw("indicator_row.html", {"row": row, "states": STATES})))  # noqa: S704 - escaped there
        lines[key] = known
    return known[1]


def _fits(row: dict[str, Any], state: str, unit: str, lost: str) -> bool:
    """Whether a line stands where the filters of the page are set so; headings without any."""
    if not (state or unit or lost):
        return True
    if not row["leaf"]:
        return False
    item: NodeResult = row["item"]
    if state and item.state != state:
        return False
    if unit and unit not in row["leads"]:
        return False
    return not lost or _loses(item, lost)


def _loses(item: NodeResult, cause: str) -> bool:
    return cause in CAUSES and bool(getattr(item.marks.losses, cause))


def indicator(call: Call) -> Answer:
    """One indicator."""
    view, access = call.view, Access(call.view, call.who)
    item = found(view, access, call.path("code"))
    data = indicator_data(call, access, item)
    if item.node.leaf:
        return Answer(data, "indicator.html", page_of(call, access, item, data))
    by_code = view.assessment.by_code
    extra = {
        "item": item,
        "children": [by_code[kid.code] for kid in item.node.children if access.sees(kid.code)],
        "numbers": item.node.code in access.nodes,
        "path": view.assessment.tree.path(item.node.code)[:-1],
        "may_edit": access.may("assign", access.indicator(item.node)),
    }
    return Answer(data, "branch.html", extra)


def found(view: View, access: Access, code: str) -> NodeResult:
    """The node with this code. Raises 404 for an unknown one,
    403 for one that the visitor may not see.
    """
    item = view.assessment.by_code.get(code)
    if item is None:
        raise not_found(f"指标体系里没有“{code[:40]}”")
    # Asked for in the words of the table, so that the refusal names who may.
    if not access.sees(code):
        access.ask("see_scores", access.indicator(item.node))
    return item


def indicator_data(call: Call, access: Access, item: NodeResult) -> dict[str, Any]:
    """The JSON of one indicator."""
    view, code = call.view, item.node.code
    stored = call.office.desk.finding(view, code)
    if code in access.nodes:
        numbers = scores.node(view, code)
    else:
        # A branch of which the visitor sees a part only: its sums would tell him of the rest.
        numbers = {"code": code, "name": item.node.name}
    return {
        "node": numbers,
        "finding": stored.data if stored else None,
        "digest": stored.version if stored else "",
        "requirements": requirements(view, access, item),
        "history": history_of(call.office, access, code),
        "questions": questions_of(view, access, item.node),
    }


def page_of(call: Call, access: Access, item: NodeResult, data: dict[str, Any]) -> dict[str, Any]:
    """What the work page shows besides the JSON."""
    view, node = call.view, item.node
    thing = access.indicator(node)
    entry = data["finding"] or {}
    rule = node.rule or JUDGED
    siblings = neighbours(view, call.who, access, node.code)
    support = item.leaf.support.requirements if item.leaf else ()
    return {
        "item": item,
        "node": node,
        "path": view.assessment.tree.path(node.code)[:-1],
        "sentence": rule.describe(node.points),
        "example": rule.form(node.points),
        "fields": fields_of(node, entry),
        "entry": entry,
        "how": "not_applicable" if "not_applicable" in entry else "facts",
        "refusal": _why_closed(call, access, node),
        "draft": call.office.store.drafts.find(call.who.account.id, f"finding:{node.code}"),
        "list": siblings,
        "next": following([row["item"].node.code for row in siblings], node.code),
        "task": task_of(view, item),
        "due": due_text(node.record.due),
        "recent": recent(item, data),
        "points": format_short(node.points),
        "losses": loss_rows(item),
        "verified": _verified_text(item),
        "may_upload": access.may("add_evidence", thing),
        "may_review": access.may("review"),
        "may_ask": access.may("ask", thing),
        "waits": waits(view.assessment.round.head.questions.get(node.code, ())),
        "may_edit": access.may("assign", thing),
        "handlers": handlers_of(view.workspace, node.code),
        "needs": {met.requirement.name: met for met in support},
    }


def _why_closed(call: Call, access: Access, node: Indicator) -> str:
    """Why this visitor does not write the finding, or not any more; "" where he may."""
    refusal = access.refusal("write_finding", access.indicator(node))
    if refusal:
        return refusal.message
    return call.office.desk.closed(call.view, call.who, node)


def _verified_text(item: NodeResult) -> str:
    """The facts as an inspection wrote them; "" where none did."""
    if item.leaf is None or item.leaf.verified is None:
        return ""
    return finding_text(item.leaf.verified.finding, item.node.rule)


def neighbours(view: View, visitor: Visitor, access: Access, code: str) -> list[dict[str, Any]]:
    """The leaves beside this one in the list at the left:
    the own ones, or those of the same block.
    """
    if visitor.has("填报人", "单位审核人") and visitor.units:
        leaves = [item for item, _ in own_leaves(view, visitor.units)]
    else:
        # Whoever sees everything would have 1,500 neighbours; those
        # of one block are a list to go through.
        block = view.assessment.tree.path(code)[0]
        leaves = [view.assessment.by_code[leaf.code] for leaf in block.leaves()]
    rows = []
    for item in leaves:
        if item.node.code not in access.leaves:
            continue
        task = task_of(view, item)
        returned = task.group == "returned"
        tone, sign = mark_of(item, task.group == "waiting", returned)
        short = task.tag if returned else ""
        rows.append({"item": item, "tone": tone, "sign": sign, "short": short})
    return rows


def following(codes: Sequence[str], code: str) -> str:
    """The code after this one; "" after the last, and for one that is not listed."""
    return dict(pairwise(codes)).get(code, "")


def history(call: Call) -> Answer:
    """The changes of one finding, newest first; as a page, the log of this indicator."""
    access = Access(call.view, call.who)
    code = found(call.view, access, call.path("code")).node.code
    data: Data = {"history": history_of(call.office, access, code)}
    return Answer(data, location=f"/log?key={quote(code)}")


def recent(item: NodeResult, data: Data) -> list[Data]:
    """The newest changes as sentences: 陈晓芸 不合格数 2 → 1."""
    labels = {"": "认定"}
    if item.node.rule:
        quantities = item.node.rule.quantities
        labels |= {key: one.label for key, one in quantities.items() if one.label}
    name = f"#{item.node.code}"
    return [
        {**entry, "fields": changed_fields(name, entry["before"], entry["after"], labels)}
        for entry in data["history"][:RECENT]
    ]


SPOTS = (get("/i", tree), get("/i/{code}", indicator), get("/i/{code}/history", history))
