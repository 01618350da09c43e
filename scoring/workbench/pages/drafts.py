"""Drafts: kept while somebody types, listed so that none goes silently."""

from __future__ import annotations

import json
from typing import Any

from scoring.workbench.routing import Spot, get
from scoring.workbench.store.drafts import KEPT
from scoring.workbench.web import Answer, Call, invalid

LONGEST_KEY = 200
LARGEST = 256 * 1024
MOST = 500
PAGES = {
    "finding": "/i/",
    "evidence": "/e/",
    "item": "/r/",
    "verify": "/v/",
    "paper": "/r/papers/",
    "monthly": "/r/monthly?month=",
    "slip": "/r/slip?day=",
}
"""Kinds of drafts, and the address that the rest of a key ends."""


def drafts(call: Call) -> Answer:
    """All drafts of the visitor, and when each would go."""
    saved = call.office.store.drafts.of(call.who.account.id)
    data = {
        "drafts": [
            {"key": item.key, "base": item.base, "fields": item.fields, "at": item.at}
            for item in saved
        ]
    }
    rows = [{"draft": item, "url": page_of(item.key), "ends": item.at + KEPT} for item in saved]
    return Answer(data, "drafts.html", {"rows": rows})


def page_of(key: str) -> str:
    """The page whose form a draft belongs to."""
    kind, _, rest = key.partition(":")
    if kind == "node":
        return f"/i/{rest}/edit"
    if kind == "node-new":
        return f"/i/{rest}/add" if rest else "/tree/add"
    if kind in ("item", "paper"):
        rest = rest.partition("/")[0]  # one page holds several forms: item:R0001/measure
    if kind in PAGES:
        return f"{PAGES[kind]}{rest}"
    return "/"


def draft(call: Call) -> Answer:
    """Keeps what was typed (PUT), or lets it go (DELETE)."""
    key, store = call.path("key"), call.office.store.drafts
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise invalid("草稿的名称不对")
    account = call.who.account.id
    if call.request.method == "DELETE":
        return Answer({"ok": True, "dropped": store.drop(account, key)})
    fields = call.fields()
    content: Any = fields.get("fields", {})
    base = fields.get("base") or ""
    if not isinstance(content, dict) or not isinstance(base, str) or len(base) > LONGEST_KEY:
        raise invalid("草稿的内容不对")
    another = store.find(account, key) is None
    # Full or not, a draft that is kept already may always be brought up to date.
    full = another and len(store.of(account)) >= MOST
    if full or len(json.dumps(content)) > LARGEST:
        raise invalid("草稿太多或者太长，没有存下；请先保存，或者在“我的草稿”里清理")
    saved = store.keep(account, key, base, content)
    return Answer({"ok": True, "at": saved.at})


SPOTS = (get("/drafts", drafts), Spot("/drafts/{key:path}", draft, ("PUT", "DELETE")))
