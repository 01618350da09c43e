"""S18: who changed what and when, before and after, and taking a change back as a change of its
own.
"""

from __future__ import annotations

import difflib
from typing import Any

from scoring.actions.rights import scope
from scoring.storage.recovery import split_address
from scoring.values import whole_number
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.views.deeds import deed
from scoring.workbench.views.history import at_of, journal_entries
from scoring.workbench.web import Answer, Call, Data, invalid, not_found
from scoring.workspace.changes import LEDGER, REGISTER, WORKSPACE, ChangeSet, RefusedError

A_PAGE = 50
MOST = 500
SHOWN = ("at", "by", "via", "do", "what", "before", "after")
KIND_NAMES = {"cli": "命令", "web": "网页", "sheet": "工作簿", "hand": "手工修改"}


def log(call: Call) -> Answer:
    """The changes that the visitor may see, newest first."""
    access = Access(call.view, call.who)
    access.some("see_log")
    rows = _rows(call, access)
    key = call.query.get("key", "")
    who = call.query.get("by", "")
    if key or who:
        rows = [
            row for row in rows if (not key or key in row["keys"]) and (not who or row["by"] == who)
        ]
    page = call.page
    shown = rows[(page - 1) * A_PAGE : page * A_PAGE]
    entries = [{name: row[name] for name in SHOWN} for row in rows[:MOST]]
    extra = {
        "rows": shown,
        "page": page,
        "pages": max(1, -(-len(rows) // A_PAGE)),
        "key": key,
        "by": who,
        "people": sorted({row["by"] for row in rows if row["by"]}),
        "via": KIND_NAMES,
        "diff": _diff,
        "deed": deed,
        "may_undo": access.may("review"),
    }
    return Answer({"entries": entries}, "log.html", extra)


def _rows(call: Call, access: Access) -> list[Data]:
    entries = journal_entries(call.office)
    rows: list[Data] = []
    for number in range(len(entries) - 1, -1, -1):
        row = _row(access, entries[number], number)
        if row is not None:
            rows.append(row)
    return rows


def _row(access: Access, entry: Data, number: int) -> Data | None:
    """One line of the journal, cut to the records that the visitor may see; None where none is
    left.
    """
    before, after = _flat(entry.get("before")), _flat(entry.get("after"))
    whole = "all" in scope(access.visitor.person, "see_log") or "round" in scope(
        access.visitor.person, "see_log"
    )
    keys = list(dict.fromkeys([*before, *after])) or [
        f"/{one}" for one in entry.get("records") or ()
    ]
    seen = [key for key in keys if (whole or _sees(access, key)) and not _sealed(access, key)]
    if not seen:
        return None
    return {
        "at": at_of(entry),
        "by": str(entry.get("by", "")),
        "via": str(entry.get("via", "cli")),
        "do": str(entry.get("do", "")),
        "what": "、".join(_bare(key) for key in seen),
        "before": {key: before[key] for key in seen if key in before},
        "after": {key: after[key] for key in seen if key in after},
        "keys": [_bare(key) for key in seen],
        "number": number,
    }


def _bare(name: str) -> str:
    """The key of a record alone: of ``rounds/a.yaml#findings/1.1`` the code, of
    ``rectification.yaml#R0001`` the id.
    """
    return name.partition("#")[2].rsplit("/", 1)[-1] or name.rsplit("/", 1)[-1]


def _flat(part: Any) -> dict[str, str]:
    """The texts of a line by ``file#address``."""
    if not isinstance(part, dict):
        return {}
    return {
        f"{file}#{address}": str(text or "")
        for file, texts in part.items()
        if isinstance(texts, dict)
        for address, text in texts.items()
    }


def _sees(access: Access, name: str) -> bool:
    """Whether a visitor who does not see all may see the change of this record."""
    file, _, address = name.partition("#")
    key = address.rsplit("/", 1)[-1]
    if file == REGISTER:
        return key in access.evidence
    if file == LEDGER:
        return key in access.items
    if file.startswith("rounds/") and address.startswith("findings/"):
        return key in access.leaves and (
            file == access.view.assessment.round.file or not access.visitor.units
        )
    accounts = "accounts" in scope(access.visitor.person, "see_log")
    return accounts and file == WORKSPACE and address.startswith("people/")


def _sealed(access: Access, name: str) -> bool:
    """Whether a record is a mark that the visitor may not see yet."""
    file, _, address = name.partition("#")
    codes = access.view.sealed.get(file, frozenset())
    return address.startswith("findings/") and address.rpartition("/")[2] in codes


def _diff(before: str, after: str) -> list[tuple[str, str]]:
    """The pieces of two texts: ("", same), ("del", gone), ("ins", new)."""
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            same = before[a:b]
            found.append(("", same if len(same) < 60 else f"{same[:24]} … {same[-24:]}"))
            continue
        if b > a:
            found.append(("del", before[a:b]))
        if d > c:
            found.append(("ins", after[c:d]))
    return found


def undo(call: Call) -> Answer:
    """Puts back what one line of the journal changed, where it still stands as that line left
    it.
    """
    access = Access(call.view, call.who)
    access.ask("review")
    fields = call.fields()
    number = whole_number(str(fields.get("number", "")))
    entries = journal_entries(call.office)
    if number is None or number >= len(entries):
        raise not_found("改动记录里没有这一条")
    entry = entries[number]
    before, after = _flat(entry.get("before")), _flat(entry.get("after"))
    if not before and not after:
        raise invalid("这一条只记了谁改的，没有记原文，改不回去")

    def plan(changes: ChangeSet) -> None:
        for name in dict.fromkeys([*before, *after]):
            _put_back(changes, name, before.get(name, ""), after.get(name, ""))

    carry_out(call, f"undo {entry.get('do', '')}".strip(), plan, call.save_id(fields))
    return Answer({"ok": True, "version": call.view.version}, location="/log")


def _put_back(changes: ChangeSet, name: str, old: str, new: str) -> None:
    file_name, _, address = name.partition("#")
    section, key = split_address(address)
    file = changes.file(file_name, section)
    stored = file.record(key)
    if (stored.text if stored else "") != new:
        raise RefusedError(f"{key} 在那以后又改过，不能直接改回；请打开它再改")
    text = file.with_text(key, old).text if old and stored else None
    if text is None and old:
        raise RefusedError(f"{key} 已经不在了，不能改回")
    if text is None:
        text = file.without(key).text
    changes.put(file_name, text, keys=[key])


SPOTS = (get("/log", log), post("/log/undo", undo))
