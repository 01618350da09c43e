"""S15: the week's bulletin, proposed from the record, issued once and frozen; and the register of
issued papers.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from scoring.actions.items import compiled, issue_bulletin
from scoring.actions.papers import issue_paper, papers_of
from scoring.documents.rectification.bulletin import bulletin_data
from scoring.rectification.bulletin import STEP_NAMES, Bulletin
from scoring.rectification.papers import KIND_NAMES, Paper, receipts
from scoring.rectification.writing import RefusedError
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_roles, tell_unit
from scoring.workbench.views.duties import proposals
from scoring.workbench.web import Answer, Call, Data, invalid, not_found
from scoring.workspace import Workspace

MOST_TEXT = 2000


def bulletin(call: Call) -> Answer:
    """The bulletin of this week as it would read, or one that was issued (``?number=``)."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    workspace = view.workspace
    number = call.query.get("number", "")
    shown, refused = None, ""
    if number:
        shown = next((item for item in workspace.bulletins if str(item.number) == number), None)
        if shown is None:
            raise not_found(f"没有第 {number[:10]} 期通报")
    elif access.may("issue_bulletin"):
        shown, refused = _preview(view)
    shown = shown or (workspace.bulletins[-1] if workspace.bulletins else None)
    extra = {
        "shown": shown,
        "refused": refused,
        "issued": tuple(reversed(workspace.bulletins)),
        "steps": STEP_NAMES,
        "may_issue": access.may("issue_bulletin") and shown is not None and shown.issued is None,
        "problems": {item.id: item.problem for item in workspace.ledger},
        "altered": [item.what for item in workspace.problems if item.rule == "B002"],
        "waiting": proposals(view),
    }
    data: Data = bulletin_data(shown) if shown else {}
    return Answer(
        {"bulletin": data, "issued": [item.number for item in workspace.bulletins]},
        "bulletin.html",
        extra,
    )


def _preview(view: View) -> tuple[Bulletin | None, str]:
    """What this week's would say; else why there is none."""
    if not view.workspace.ledger:
        return None, "还没有整改事项"
    try:
        return compiled(view.workspace, view.today, view.today), ""
    except RefusedError as error:
        return None, str(error)


def issuing(call: Call) -> Answer:
    """Puts the bulletin of this week, or of an earlier day's, on record: once, and never changed
    again.
    """
    access = Access(call.view, call.who)
    access.ask("issue_bulletin")
    fields = call.fields()
    week = _day(fields.get("week"), "week") or call.view.today
    made = carry_out(
        call,
        "rectify bulletin",
        lambda changes: issue_bulletin(changes, week, stated=True),
        call.save_id(fields),
    )
    if made is None:
        return Answer({"ok": True}, location="/r/bulletin")
    units = [notice.unit for notice in made.notices]
    url = f"/r/bulletin?number={made.number}"
    if units:
        tell_unit(call, units, "bulletin", made.label, f"{made.label}整改通报提到了你单位", url=url)
    if any(notice.step != "notice" for notice in made.notices):
        tell_roles(
            call,
            ("领导",),
            "bulletin",
            made.label,
            f"{made.label}通报建议约谈或移交，请决定",
            url="/",
        )
    return Answer({"bulletin": bulletin_data(made), "version": call.view.version}, location=url)


def _day(value: Any, key: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        what = f"“{str(value)[:20]}”不是日期，写成 2026-03-05 这样"
        raise invalid(what, [{"field": key, "what": what, "fix": ""}]) from None


def register(call: Call) -> Answer:
    """Every paper that was issued: to whom, by when, and who has answered."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    rows = [_row(view.workspace, paper) for paper in _seen(call, access)]
    extra = {"kinds": KIND_NAMES, "issued": tuple(reversed(view.workspace.bulletins))}
    return Answer({"papers": rows}, "papers.html", extra)


def _seen(call: Call, access: Access) -> list[Paper]:
    """The papers that the visitor sees, newest first: all, or those to the own units."""
    found = list(reversed(papers_of(call.office.desk.path)))
    if access.everything:
        return found
    return [paper for paper in found if not set(paper.units).isdisjoint(access.visitor.units)]


def _row(workspace: Workspace, paper: Paper) -> Data:
    ledger = {item.id: item for item in workspace.ledger}
    answered = receipts(paper, ledger)
    return {
        **paper.model_dump(mode="json"),
        "label": paper.label,
        "receipts": answered,
        "waiting": [unit for unit, on in answered.items() if not on],
    }


def one(call: Call) -> Answer:
    """One issued paper, as it was issued; made to be printed."""
    access = Access(call.view, call.who)
    access.some("see_scores")
    number = call.path("number")
    paper = next((one for one in _seen(call, access) if str(one.number) == number), None)
    if paper is None:
        raise not_found(f"没有第 {number[:10]} 号督办单，或者不是发给你单位的")
    ledger = {item.id: item for item in call.view.workspace.ledger}
    extra = {
        "paper": paper,
        "receipts": receipts(paper, ledger),
        "status": {key: item.status for key, item in ledger.items()},
    }
    return Answer(_row(call.view.workspace, paper), "paper.html", extra)


def urging(call: Call) -> Answer:
    """Issues a 督办单 for the items that were chosen."""
    access = Access(call.view, call.who)
    access.ask("issue_bulletin")
    fields = call.fields()
    stated = fields.get("items")
    idents = [stated] if isinstance(stated, str) else [str(item) for item in stated or ()]
    reply = _day(fields.get("reply"), "reply")
    text = call.text(fields, "text", longest=MOST_TEXT)
    made = carry_out(
        call,
        "rectify urge",
        lambda changes: issue_paper(changes, idents, reply=reply, text=text),
        call.save_id(fields),
    )
    if made is None:
        return Answer({"ok": True}, location="/r/papers")
    listed = "、".join(item.id for item in made.items[:6])
    tell_unit(
        call,
        made.units,
        "urge",
        made.label,
        f"{made.label}：{listed}",
        url=f"/r/papers/{made.number}",
    )
    data = {**_row(call.view.workspace, made), "version": call.view.version}
    return Answer(data, location=f"/r/papers/{made.number}")


SPOTS = (
    get("/r/bulletin", bulletin),
    post("/r/bulletin/issue", issuing),
    get("/r/papers", register),
    get("/r/papers/{number}", one),
    post("/r/urge", urging),
)
