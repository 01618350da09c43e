"""``/healthz``: whether the workbench is well, for the machine itself alone."""

from __future__ import annotations

from scoring.workbench.limits import on_this_machine
from scoring.workbench.routing import get
from scoring.workbench.web import Answer, Call, not_found


def health(call: Call) -> Answer:
    """Version of the state, the workspace, and how many problems its files have."""
    if not on_this_machine(call.office.address(call.request)):
        raise not_found("没有这个页面，可能是网址少了一段")
    view = call.view
    head = view.workspace.head
    problems = len(view.workspace.problems)
    return Answer(
        {
            "ok": not view.workspace.errors,
            "version": view.version,
            "workspace": head.name if head else "",
            "problems": problems,
        }
    )


SPOTS = (get("/healthz", health, open=True),)
