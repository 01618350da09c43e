"""The register of issued papers: each as it was issued, to whom it went, and who has received it."""

from __future__ import annotations

from typing import Any

from scoring.actions.papers import issue_paper, paper_receipts, receive_paper, recipient_of
from scoring.documents.rectification.monthly_document import issued_report
from scoring.documents.rectification.reading_slip import issued_slip
from scoring.documents.rectification.urge_document import urge_report
from scoring.rectification.papers import KIND_NAMES, Paper
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people, tell_unit
from scoring.workbench.views.papers import paper_data, papers_seen
from scoring.workbench.web import Answer, Call, day_of, names_of, not_found

MOST_TEXT = 2000
FORMS = ("pdf", "docx", "html")
DOCUMENT = {"urge": "urge", "interview": "urge", "monthly": "monthly", "slip": "reading-slip"}
"""Which document prints a paper of a kind."""


def register(call: Call) -> Answer:
    """Every paper that was issued: to whom, by when, and who has answered."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    rows = [paper_data(view.workspace, paper) for paper in papers_seen(access)]
    kind = call.query.get("kind", "")
    shown = [row for row in rows if not kind or row["kind"] == kind]
    extra = {
        "shown": shown,
        "kinds": KIND_NAMES,
        "kind": kind if kind in KIND_NAMES else "",
        "issued": tuple(reversed(view.workspace.bulletins)),
        "may_issue": access.may("issue_bulletin"),
    }
    return Answer({"papers": rows}, "papers.html", extra)


def _paper(call: Call, access: Access) -> Paper:
    """The paper of the address. Raises 404 for one that this visitor may not know of."""
    number = call.path("number")
    paper = next((one for one in papers_seen(access) if str(one.number) == number), None)
    if paper is None:
        raise not_found(f"登记里没有第 {number[:10]} 号文书，或者不是发给你单位的")
    return paper


def one(call: Call) -> Answer:
    """One issued paper, as it was issued; made to be printed."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    paper = _paper(call, access)
    workspace = view.workspace
    answered = paper_receipts(workspace, paper)
    # Whoever received it says so himself; for an answer on paper the tracker enters it for others.
    own = recipient_of(workspace, paper, call.who.name)
    registrar = access.may("issue_bulletin")
    extra = {
        "paper": paper,
        "report": _report(paper, view.workspace),
        "answered": answered,
        "own": own if own and answered.get(own) is None else "",
        "others": [name for name, receipt in answered.items() if receipt is None and name != own]
        if registrar
        else [],
        "document": DOCUMENT[paper.kind],
        "forms": FORMS,
        "pointed": {item.id for item in paper.items} & access.items,
    }
    return Answer(paper_data(workspace, paper), "paper.html", extra)


def _report(paper: Paper, workspace: Any) -> Any:
    """What the paper says, as its document prints it."""
    if paper.kind == "monthly":
        return issued_report(paper)
    if paper.kind == "slip":
        return issued_slip(paper)
    return urge_report(paper, workspace)


def urging(call: Call) -> Answer:
    """Issues a 督办单 for the items that were chosen."""
    access = Access(call.view, call.who)
    access.ask("issue_bulletin")
    fields = call.fields()
    idents = names_of(fields, "items")
    reply = day_of(fields, "reply")
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
    url = f"/r/papers/{made.number}"
    tell_unit(call, made.units, "urge", made.label, f"{made.label}：{listed}", url=url)
    data = {**paper_data(call.view.workspace, made), "version": call.view.version}
    return Answer(data, location=url)


def receiving(call: Call) -> Answer:
    """Puts on record that a paper was received, with what was answered: by the recipient, or by the
    tracker for an answer on paper.
    """
    access = Access(call.view, call.who)
    access.some("see_scores")
    paper = _paper(call, access)
    fields = call.fields()
    who = call.text(fields, "who", longest=60)
    note = call.text(fields, "note", longest=MOST_TEXT)
    receipt = carry_out(
        call,
        "papers receive",
        lambda changes: receive_paper(changes, paper.number, who=who, note=note),
        call.save_id(fields),
    )
    url = f"/r/papers/{paper.number}"
    if receipt is not None:
        sentence = f"{receipt.who}签收{paper.label}" + (f"：{receipt.note}" if receipt.note else "")
        tell_people(call, [paper.by], "receipt", paper.label, sentence, url=url)
    data = {**paper_data(call.view.workspace, paper), "version": call.view.version}
    return Answer(data, location=url)


SPOTS = (
    get("/r/papers", register),
    get("/r/papers/{number}", one),
    post("/r/papers/{number}/receive", receiving),
    post("/r/urge", urging),
)
