"""撤回报送: whether the working group has looked at anything of a unit since it handed in its part.

Records bear days and no moments. Of a review on the day of handing in the journal tells which came
first; where it does not know, because somebody wrote into the files by hand, the review is taken
for the later one: what was looked at is not taken away under the hands of who looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scoring.rounds.model import Round
from scoring.storage.hand_lines import is_by_hand
from scoring.storage.journal import JOURNAL
from scoring.storage.journal_index import JournalIndex, index_of
from scoring.storage.layout import REGISTER
from scoring.storage.merging import address_of
from scoring.storage.records import LIST, Section
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet

PARTS: Section = ("parts",)


def looked_at(changes: ChangeSet, round_: Round, unit: str) -> bool:
    """Whether 专班 has reviewed anything of a unit (its full name) since it handed in its part."""
    events = round_.head.parts.get(unit, ())
    sent = next((event.on for event in reversed(events) if event.do == "submit"), None)
    if sent is None:
        return False
    days = _review_days(changes.workspace, unit)
    if any(day > sent for day in days.values()):
        return True
    same_day = [ident for ident, day in days.items() if day == sent]
    return bool(same_day) and not _reviewed_before(changes, round_, unit, same_day)


def _review_days(workspace: Workspace, unit: str) -> dict[str, date]:
    """The days of the reviews of everything that a unit supplied, by number."""
    days: dict[str, date] = {}
    for record in workspace.records:
        own = workspace.units.name(record.unit or "") == unit
        if own and record.review.on is not None:
            days[record.id] = record.review.on
    return days


def _reviewed_before(changes: ChangeSet, round_: Round, unit: str, idents: Iterable[str]) -> bool:
    """Whether by the journal all of these stand as they were before the part was handed in."""
    index = index_of(changes.transaction.workspace / JOURNAL)
    handed_in = _last_line(changes, index, round_.file, PARTS, unit)
    if handed_in is None:
        return False
    for ident in idents:
        reviewed = _last_line(changes, index, REGISTER, LIST, ident)
        if reviewed is None or reviewed > handed_in:
            return False
    return True


def _last_line(
    changes: ChangeSet, index: JournalIndex, file: str, section: Section, key: str
) -> int | None:
    """The number of the line of the journal that left a record as it stands; None where it was
    changed by hand since.
    """
    stored = changes.record(file, key, section)
    address = address_of(section, key)
    for number in sorted(index.numbers(key), reverse=True):
        entry = index.entry(number) or {}
        text = ((entry.get("after") or {}).get(file) or {}).get(address)
        if text is not None:
            unchanged = stored is not None and stored.text == text and not is_by_hand(entry)
            return number if unchanged else None
    return None
