"""S15: the week's bulletin, proposed from the record, issued once and frozen."""

from __future__ import annotations

from scoring.actions.bulletins import compiled, issue_bulletin
from scoring.documents.rectification.bulletin import bulletin_data
from scoring.rectification.bulletin import STEP_NAMES, Bulletin
from scoring.rectification.writing import RefusedError
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_roles, tell_unit
from scoring.workbench.views.duties import proposals
from scoring.workbench.web import Answer, Call, Data, day_of, not_found


def bulletin(call: Call) -> Answer:
    """The bulletin of this week as it would read, or one that was issued (``?number=``)."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_scores")
    workspace = view.workspace
    paper, refused = _asked(call, access)
    may_issue = access.may("issue_bulletin") and paper is not None and paper.issued is None
    extra = {
        "shown": paper,
        "refused": refused,
        "issued": tuple(reversed(workspace.bulletins)),
        "steps": STEP_NAMES,
        "may_issue": may_issue,
        "problems": {item.id: item.problem for item in workspace.ledger},
        "altered": [item.what for item in workspace.problems if item.rule == "B002"],
        "waiting": proposals(view),
    }
    data: Data = bulletin_data(paper) if paper else {}
    numbers = [item.number for item in workspace.bulletins]
    return Answer({"bulletin": data, "issued": numbers}, "bulletin.html", extra)


def _asked(call: Call, access: Access) -> tuple[Bulletin | None, str]:
    """The bulletin of the address, else this week's for who may issue it, else the last one; and
    why there is none of this week. Raises 404.
    """
    issued = call.view.workspace.bulletins
    number = call.query.get("number", "")
    if number:
        for paper in issued:
            if str(paper.number) == number:
                return paper, ""
        raise not_found(f"没有第 {number[:10]} 期通报")
    draft, refused = None, ""
    if access.may("issue_bulletin"):
        draft, refused = _preview(call.view)
    # A unit that opens the page on a Monday sees the last bulletin and not an empty page.
    if draft is None and issued:
        return issued[-1], refused
    return draft, refused


def _preview(view: View) -> tuple[Bulletin | None, str]:
    """What this week's would say; else why there is none."""
    if not view.workspace.ledger:
        return None, "还没有整改事项"
    try:
        return compiled(view.workspace, view.today, view.today), ""
    except RefusedError as error:
        return None, str(error)


def issuing(call: Call) -> Answer:
    """Puts the bulletin of this week, or of an earlier day's, on record:
    once, and never changed again.
    """
    access = Access(call.view, call.who)
    access.ask("issue_bulletin")
    fields = call.fields()
    week = day_of(fields, "week") or call.view.today
    issued = carry_out(
        call,
        "rectify bulletin",
        lambda changes: issue_bulletin(changes, week, stated=True),
        call.save_id(fields),
    )
    if issued is None:  # this save was carried out before
        return Answer({"ok": True}, location="/r/bulletin")
    label, url = issued.label, f"/r/bulletin?number={issued.number}"
    units = [notice.unit for notice in issued.notices]
    if units:
        tell_unit(call, units, "bulletin", label, f"{label}整改通报提到了你单位", url=url)
    if any(notice.step != "notice" for notice in issued.notices):
        text = f"{label}通报建议约谈或移交，请决定"
        tell_roles(call, ("领导",), "bulletin", label, text, url="/")
    data = {"bulletin": bulletin_data(issued), "version": call.view.version}
    return Answer(data, location=url)


SPOTS = (
    get("/r/bulletin", bulletin),
    post("/r/bulletin/issue", issuing),
)
