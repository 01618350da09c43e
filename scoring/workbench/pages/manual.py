"""The same help on every page: who does what, in one screen, and where the manual is."""

from __future__ import annotations

from scoring.workbench.routing import get
from scoring.workbench.web import Answer, Call


def help_(call: Call) -> Answer:
    """The page of help."""
    return Answer({"roles": [str(role) for role in call.who.person.roles]}, "help.html")


SPOTS = (get("/help", help_),)
