"""Where points are lost, by unit, block, cause or method, cut to what the visitor may see."""

from __future__ import annotations

from scoring.engine.gaps import View as GapView
from scoring.workbench.access import Access
from scoring.workbench.routing import get
from scoring.workbench.views import scores
from scoring.workbench.web import Answer, Call, invalid

VIEWS: dict[GapView, str] = {
    "unit": "按单位",
    "level": "按板块",
    "cause": "按原因",
    "method": "按测评方式",
}


def gaps(call: Call) -> Answer:
    """The rows of one view, largest loss first."""
    asked = call.query.get("by", "unit")
    by = next((name for name in VIEWS if name == asked), None)
    if by is None:
        raise invalid(f"by 可以是 {'、'.join(VIEWS)}")
    access = Access(call.view, call.who)
    access.some("see_scores")
    data = scores.gaps(call.view, access, by)
    return Answer(data, "gaps.html", {"by": by, "views": VIEWS, "names": _names(call)})


def _names(call: Call) -> dict[str, str]:
    return {item.node.code: item.node.name for item in call.view.assessment.leaves()}


SPOTS = (get("/gaps", gaps),)
