"""What the journal says of one record, or of the whole workspace: who, when, what, before and
after.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from scoring.evidence.model import Evidence
from scoring.workbench.access import Access

if TYPE_CHECKING:
    from scoring.workbench.office import Office

Data = dict[str, Any]
MOST = 20


def history_of(office: Office, access: Access, code: str) -> list[Data]:
    """The changes of the finding of one leaf, newest first."""
    rows: list[Data] = []
    for entry in office.journal.of(code):
        for file, before, after in changes_of(entry, f"findings/{code}"):
            # Marks that are sealed for the visitor stand in the same journal as all else.
            if file.startswith("rounds/") and code not in access.view.sealed.get(file, ()):
                by = str(entry.get("by", ""))
                rows.append({"at": at_of(entry), "by": by, "before": before, "after": after})
        if len(rows) >= MOST:
            break
    return rows


def newest(office: Office, count: int) -> list[Data]:
    """The newest lines of the journal, newest first."""
    last = len(office.journal.mentions())
    entries = (office.journal.entry(number) for number in range(last - 1, -1, -1))
    return list(islice((entry for entry in entries if entry is not None), count))


def at_of(entry: Data) -> str:
    """When a line was written; older lines know the day alone."""
    return str(entry.get("at") or entry.get("on") or "")


def changes_of(entry: Data, key: str) -> list[tuple[str, str, str]]:
    """What a line says of one record: file, text before, text after."""
    before, after = _texts(entry.get("before")), _texts(entry.get("after"))
    changes = []
    for file in {**before, **after}:
        old, new = before.get(file, {}), after.get(file, {})
        if key in old or key in new:
            changes.append((file, old.get(key, ""), new.get(key, "")))
    return changes


def _texts(part: Any) -> dict[str, dict[str, str]]:
    if not isinstance(part, dict):
        return {}
    return {
        str(file): {str(key): str(text or "") for key, text in texts.items()}
        for file, texts in part.items()
        if isinstance(texts, dict)
    }


def versions_of(office: Office, record: Evidence) -> list[Data]:
    """The files that a piece has had, the one of now last: digest, place, when it came and by
    whom.
    """
    found: list[Data] = []
    for entry in office.journal.of(record.id, newest=False):
        for _, before, after in changes_of(entry, record.id):
            old, new = _digest(before), _digest(after)
            if new and new != old:
                found.append({"sha256": new, "at": at_of(entry), "by": str(entry.get("by", ""))})
    if record.sha256 and (not found or found[-1]["sha256"] != record.sha256):
        found.append({"sha256": record.sha256, "at": "", "by": ""})
    return found


def _digest(text: str) -> str:
    match = re.search(r"\bsha256:\s*[\"']?([0-9a-f]{64})", text)
    if match:
        return match[1]
    return ""
