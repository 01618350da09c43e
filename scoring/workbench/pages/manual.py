"""The same help on every page: who does what, in one screen, and where the manual is."""

from __future__ import annotations

from scoring.workbench.routing import get
from scoring.workbench.web import Answer, Call


def help_(call: Call) -> Answer:
    """The page of help."""
    return Answer({"roles": [str(role) for role in call.who.person.roles]}, "help.html")


def units_guide(call: Call) -> Answer:
    """Two pages for units, to be printed and handed out with the slips."""
    contacts = list(call.view.workspace.people.holding("专班", "专班组长"))[:4]
    address = str(call.request.base_url)
    return Answer(
        {"address": address, "contacts": contacts},
        "units_guide.html",
        {"address": address, "contacts": contacts},
    )


SPOTS = (get("/help", help_), get("/help/units", units_guide))
