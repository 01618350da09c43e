"""S6: the working group's queue, one piece at a time, with what it is offered for beside it."""

from __future__ import annotations

from scoring.actions.evidence import own_piece
from scoring.storage.layout import REGISTER
from scoring.workbench.access import Access
from scoring.workbench.pages.evidence import shown_part
from scoring.workbench.routing import get
from scoring.workbench.saving import digest_now
from scoring.workbench.views.since_review import since_review
from scoring.workbench.views.tasks import waiting_pieces
from scoring.workbench.web import Answer, Call, Data

REASONS = ("缺页", "没有日期", "没有公章", "不清楚", "不在时间窗", "与要求不符")


def review(call: Call) -> Answer:
    """The piece at ``at``, else the first that waits; the JSON lists all of them."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("review")
    waiting = waiting_pieces(view)
    data: Data = {
        "waiting": [
            {"id": record.id, "title": record.label, "why": why} for record, why in waiting
        ],
        "since_review": None,
    }
    asked = call.query.get("at", "")
    # A piece that somebody else has decided on meanwhile is gone: then the first one that waits.
    place = next((number for number, (record, _) in enumerate(waiting) if record.id == asked), 0)
    if not waiting:
        return Answer(data, "review_empty.html")
    record, why = waiting[place]
    data["since_review"] = since_review(call.office, view, record)
    page = call.page
    tree = view.assessment.tree
    offered = [
        (proof, tree.by_code[proof.indicator])
        for proof in record.proves
        if proof.indicator in tree.by_code
    ]
    onward = waiting[place + 1][0].id if place + 1 < len(waiting) else ""
    extra = {
        "record": record,
        "why": why,
        "place": place,
        "count": len(waiting),
        "next": onward,
        "previous": waiting[place - 1][0].id if place else "",
        "shown": shown_part(call, record, page),
        "page": page,
        "offered": offered,
        "standing": view.workspace.standings.get(record.id),
        "window": view.assessment.round.head.window,
        "reasons": REASONS,
        "digest": digest_now(call, REGISTER, record.id),
        # Said before anybody tries: who entered a piece is not obvious.
        "own_piece": own_piece(view.workspace, record, call.who.name),
    }
    return Answer(data, "review.html", extra)


SPOTS = (get("/review", review),)
