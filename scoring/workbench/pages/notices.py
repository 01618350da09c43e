"""The notices of one person; opening the page reads them."""

from __future__ import annotations

from scoring.workbench.routing import get
from scoring.workbench.web import Answer, Call


def notices(call: Call) -> Answer:
    """The latest notices; they count as read from now on."""
    store, account = call.office.store.notices, call.who.account.id
    found = store.of(account, 100)
    # A program that looks whether there is anything new has not shown it to anybody.
    if not call.json:
        store.read_all(account)
    rows = [
        {"at": item.at, "kind": item.kind, "key": item.key, "text": item.text, "url": item.url, "who": item.who,
         "read": item.read is not None}
        for item in found
    ]  # fmt: skip
    return Answer({"notices": rows}, "notices.html")


SPOTS = (get("/notices", notices),)
