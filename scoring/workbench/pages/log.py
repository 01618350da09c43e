"""S18: who changed what and when, before and after,
and taking a change back as a change of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from scoring.actions.rights import scope
from scoring.actions.undoing import can_undo, texts_of
from scoring.actions.undoing import undo as put_back
from scoring.storage.hand_lines import is_by_hand, why_not_undone
from scoring.storage.journal_index import bare_key
from scoring.values import whole_number
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.views.changed_fields import changed_fields, record_title
from scoring.workbench.views.deeds import deed
from scoring.workbench.views.history import at_of
from scoring.workbench.web import Answer, Call, Data, not_found
from scoring.workspace.changes import LEDGER, REGISTER, WORKSPACE

A_PAGE = 50
MOST = 500
SHOWN = ("at", "by", "via", "do", "what", "before", "after")
KIND_NAMES = {"cli": "命令", "web": "网页", "sheet": "工作簿", "hand": "手工修改"}


def log(call: Call) -> Answer:
    """The changes that the visitor may see, newest first."""
    access = Access(call.view, call.who)
    access.some("see_log")
    key, who = call.query.get("key", ""), call.query.get("by", "")
    seen = _seen(call, access)
    numbers = _filtered(call, seen, key, who)
    page = call.page
    if call.json:
        # A program gets more at once than a page shows, and still no whole season in one answer.
        chosen = numbers[:MOST]
    else:
        chosen = numbers[(page - 1) * A_PAGE : page * A_PAGE]
    rows = [_row(call, number, seen[number]) for number in chosen]
    entries = [{name: row[name] for name in SHOWN} for row in rows]
    mentions = call.office.journal.mentions()
    extra = {
        "rows": rows,
        "page": page,
        "pages": max(1, ceil(len(numbers) / A_PAGE)),
        "key": key,
        "by": who,
        "people": sorted({mentions[number].by for number in seen} - {""}),
        "via": KIND_NAMES,
        "changed": changed_fields,
        "titled": record_title,
        "deed": deed,
        "may_undo": access.may("review"),
    }
    return Answer({"entries": entries}, "log.html", extra)


def _seen(call: Call, access: Access) -> dict[int, tuple[str, ...]]:
    """The lines of which the visitor may see something, with what of each, oldest first."""
    # An index of names and people: no page reads the texts of a journal that grows all season.
    lines = call.office.journal.mentions()
    whole = not scope(access.visitor.person, "see_log").isdisjoint({"all", "round"})
    if whole and not access.view.sealed:
        return {number: line.names for number, line in enumerate(lines) if line.names}

    def visible(name: str) -> bool:
        return (whole or _sees(access, name)) and not _sealed(access, name)

    seen = {number: tuple(filter(visible, line.names)) for number, line in enumerate(lines)}
    return {number: names for number, names in seen.items() if names}


def _filtered(call: Call, seen: dict[int, tuple[str, ...]], key: str, who: str) -> list[int]:
    """The lines that the filters leave, newest first."""
    journal = call.office.journal
    numbers = list(reversed(seen))
    if who:
        mentions = journal.mentions()
        numbers = [number for number in numbers if mentions[number].by == who]
    if key:
        # A line may concern the record and still not show it to this visitor.
        of_key = journal.numbers(key)
        numbers = [
            number for number in numbers if number in of_key and key in map(bare_key, seen[number])
        ]
    return numbers


def _row(call: Call, number: int, names: Sequence[str]) -> Data:
    """One line of the journal, cut to the records that the visitor may see."""
    entry = call.office.journal.entry(number) or {}
    before, after = texts_of(entry, "before"), texts_of(entry, "after")
    keys = [bare_key(name) for name in names]
    return {
        "at": at_of(entry),
        "by": str(entry.get("by", "")),
        "via": str(entry.get("via", "cli")),
        "do": str(entry.get("do", "")),
        "what": "、".join(map(record_title, keys)),
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
        "keys": keys,
        "names": [name for name in names if name in before or name in after],
        "number": number,
        "undoable": can_undo(entry),
        "hand": _by_hand(entry),
    }


def _by_hand(entry: Mapping[str, Any]) -> Data | None:
    """What the page says of an edit by hand beside its records: the file, its owner, and what the
    line does not hold; None for any other line.
    """
    if not is_by_hand(entry):
        return None
    files = entry.get("files")
    return {
        "file": "、".join(files) if isinstance(files, dict) else "",
        "owner": str(entry.get("owner", "")),
        "whole": not texts_of(entry, "before") and not texts_of(entry, "after"),
        "partly": bool(entry.get("partly")),
        "why_not": why_not_undone(entry),
    }


def _sees(access: Access, name: str) -> bool:
    """Whether a visitor who does not see all may see the change of this record."""
    file, _, address = name.partition("#")
    section, key = address.partition("/")[0], address.rpartition("/")[2]
    if file == REGISTER:
        return key in access.evidence
    if file == LEDGER:
        return key in access.items
    if file.startswith("rounds/") and section in ("questions", "findings"):
        return key in access.leaves and _sees_of_round(access, file, section)
    accounts = "accounts" in scope(access.visitor.person, "see_log")
    return accounts and file == WORKSPACE and section == "people"


def _sees_of_round(access: Access, file: str, section: str) -> bool:
    """Whether what a round says of an own leaf is for this visitor: a unit reads its questions and
    its claim; the marks of inspectors are for those who inspect.
    """
    of_a_unit = bool(access.visitor.units)
    if section == "questions":
        return of_a_unit
    return not of_a_unit or file == access.view.assessment.round.file


def _sealed(access: Access, name: str) -> bool:
    """Whether a record is a mark that the visitor may not see yet."""
    file, _, address = name.partition("#")
    codes = access.view.sealed.get(file, frozenset())
    return address.startswith("findings/") and address.rpartition("/")[2] in codes


def undo(call: Call) -> Answer:
    """Puts back what one line of the journal changed,
    where it still stands as that line left it.
    """
    access = Access(call.view, call.who)
    access.ask("review")
    fields = call.fields()
    number = whole_number(str(fields.get("number", "")))
    entry = call.office.journal.entry(number) if number is not None else None
    if entry is None:
        raise not_found("改动记录里没有这一条")
    stated: Data = entry
    do = f"undo {entry.get('do', '')}".strip()
    # A change of its own, judged as any other: what others wrote since is not undone with it.
    carry_out(call, do, lambda changes: put_back(changes, stated), call.save_id(fields))
    return Answer({"ok": True, "version": call.view.version}, location="/log")


SPOTS = (get("/log", log), post("/log/undo", undo))
