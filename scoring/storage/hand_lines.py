"""Edits by hand in the journal: what somebody changed in a file with an editor, told by whoever
notices it.

Such a line writes no file. It says what the file was before (``was``) and is now (``files``), so
that the next comparison begins there, and it has no ``on``: nobody stated a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from scoring.problems import ScoringError
from scoring.storage.differences import Differences
from scoring.storage.journal import JOURNAL, MISSING_END, Journal
from scoring.storage.journal_end import lost_end
from scoring.storage.journal_entry import Entry, entry_of
from scoring.storage.merging import split_address

_LOST = f'"{MISSING_END}":'.encode()
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ScoringError,
    yaml.YAMLError,
)
"""What the records of a file raise that is written in a way in which it holds none."""
BY_HAND = "手工"
"""Stands in the journal where a name would: who it was, the file does not say."""
VIA = "hand"
MOST_RECORDS = 200
"""So many records of one edit have their texts in the journal; the others are named."""
MOST_TEXT = 1 << 20
"""So many characters of texts one line holds."""
MOST_NAMED = 2000
SEARCHED = 1 << 18
"""Bytes at the end of the journal in which the newest line of a file is looked for."""
MOST_READ = 1 << 24
"""More lines than that since the last look are not read: what they did is not told apart then."""


def is_by_hand(entry: Mapping[str, Any]) -> bool:
    """Whether a line tells of an edit by hand: nobody is named by it, and no day stated."""
    return entry.get("via") == VIA


def why_not_undone(entry: Mapping[str, Any]) -> str:
    """Why an edit by hand cannot be taken back from its line alone, in Chinese; "" where it can."""
    if not is_by_hand(entry):
        return ""
    digests = [entry.get(side) for side in ("was", "files")]
    if any(None in side.values() for side in digests if isinstance(side, dict)):
        return "这一次是手工新建或删去整个文件，改不回去；请把文件放回原处或移走"
    if entry.get("left_out"):
        return "这一次手工改的太多，没有全部记下原文，改不回去；请从备份恢复"
    return ""


def hand_entry(
    name: str,
    was: str | None,
    now: str | None,
    texts: Differences,
    *,
    owner: str = "",
    others: Sequence[str] = (),
    partly: bool = False,
) -> Entry:
    """The line for an edit by hand of one file, by its digests before and now (None: no file).

    Without ``texts`` it names the file alone: comments or the order of records have changed, or
    nobody knows what it held before. ``others`` are the keys of records that differ too, of which
    no texts are given; ``left_out`` says of how many the line has none. ``partly``: nobody knows
    whether still more records differ.
    """
    addresses = list(dict.fromkeys([*texts.before, *texts.after]))
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    size = kept = 0
    for address in addresses[:MOST_RECORDS]:
        size += len(texts.before.get(address, "")) + len(texts.after.get(address, ""))
        if size > MOST_TEXT:
            break
        kept += 1
        for side, side_texts in ((before, texts.before), (after, texts.after)):
            if address in side_texts:
                side[address] = side_texts[address]
    keys = [split_address(address)[1] for address in addresses]
    named = dict.fromkeys([*keys, *others])
    entry: Entry = {
        "by": BY_HAND,
        "via": VIA,
        "do": VIA,
        "records": list(named)[:MOST_NAMED] or [name],
        "files": {name: now},
        "was": {name: was},
    }
    optional = {
        "owner": owner,
        "before": {name: before} if before else {},
        "after": {name: after} if after else {},
        "left_out": len(addresses) - kept + len(others),
        "partly": partly,
    }
    return entry | {key: value for key, value in optional.items() if value}


def entry_since_newest(
    workspace: Path,
    name: str,
    now: str | None,
    texts_now: Callable[[Sequence[str]], Sequence[str | None]],
) -> Entry | None:
    """The line for an edit by hand that nobody saw: a file that is not as the newest line about it
    left it. None where it is, and where the end of the journal does not tell.

    ``now`` is its digest (None: no file), ``texts_now`` gives the texts of records by their
    addresses. What it held before is known of those records alone that the end of the journal tells
    of.
    """
    newest = newest_line(workspace / JOURNAL, name)
    if newest is None or lost_end(workspace) is not None:
        return None
    was = digest_in(newest, "files", name)
    if was == now:
        return None
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    if was is not None and now is not None:
        known = _known_texts(workspace / JOURNAL, name)
        try:
            texts = texts_now(list(known))
        except UNREADABLE:
            known, texts = {}, []
        for (address, old), new in zip(known.items(), texts, strict=True):
            if old != new:
                before |= {} if old is None else {address: old}
                after |= {} if new is None else {address: new}
    owner = owner_of(workspace / name)
    return hand_entry(name, was, now, Differences(before, after), owner=owner, partly=True)


def _known_texts(journal: Path, name: str) -> dict[str, str | None]:
    """The texts of a file's records as the newest lines left them, None for one that was taken out;
    as far back as each line says what it did.
    """
    texts: dict[str, str | None] = {}
    for line in Journal(journal).backwards(SEARCHED):
        entry = entry_of(line) or {}
        before, after = texts_in(entry, name)
        has_texts = entry.get("before") or entry.get("after")
        for address in (*before, *after):
            texts.setdefault(address, after.get(address))
        # Where it did more than it says, older lines do not tell how the records stood after it.
        beside = ("left_out", "partly", MISSING_END)
        says_all = has_texts and not any(entry.get(key) for key in beside)
        if len(texts) >= MOST_RECORDS or (says_digest(entry, name) and not says_all):
            break
    return texts


def owner_of(path: Path) -> str:
    """The system's name of who owns a file; "" where the system does not tell."""
    try:
        return path.owner()
    except (OSError, KeyError, NotImplementedError):
        return ""


def lines_since(journal: Path, place: int, name: str) -> list[Entry] | None:
    """The lines behind ``place`` (a number of bytes) that tell of a file, oldest first. Of saves that
    were written together the last line alone has the digests.

    None where that cannot be said: the journal was replaced, or far too much was written. A line
    that is still being written is none.
    """
    try:
        with journal.open("rb") as stream:
            begun_at = max(0, place - 1)
            stream.seek(begun_at)
            data = stream.read(MOST_READ + 1)
    except FileNotFoundError:
        return [] if place == 0 else None
    if len(data) > MOST_READ or (place and not data.startswith(b"\n")):
        return None
    mark = json.dumps(name, ensure_ascii=False).encode("utf-8") + b":"
    # Looked for as bytes first: few of the lines are about one file.
    entries = (entry_of(line) or {} for line in data.split(b"\n") if mark in line)
    return [entry for entry in entries if says_digest(entry, name) or any(texts_in(entry, name))]


def newest_line(journal: Path, name: str) -> Entry | None:
    """The newest line that says what a file is after it, as far as the end of the journal tells.

    Lines before a place where some were lost tell nothing of what stood in those.
    """
    mark = json.dumps(name, ensure_ascii=False).encode("utf-8") + b":"
    for line in Journal(journal).backwards(SEARCHED):
        if mark in line:
            entry = entry_of(line) or {}
            if says_digest(entry, name):
                return entry
        if _LOST in line and MISSING_END in (entry_of(line) or {}):
            return None
    return None


def says_digest(entry: Entry, name: str) -> bool:
    """Whether a line says what a file is after it."""
    files = entry.get("files")
    return isinstance(files, dict) and name in files


def digest_in(entry: Entry, side: str, name: str) -> str | None:
    """The digest of a file before (``was``) or after (``files``) a line; None for no file."""
    digests = entry.get(side)
    digest = digests.get(name) if isinstance(digests, dict) else None
    return digest if isinstance(digest, str) else None


def texts_in(entry: Entry, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of a file's records before and after a line, by address."""
    before, after = (
        {str(address): str(text) for address, text in texts.items()}
        for side in ("before", "after")
        for sides in [entry.get(side)]
        for texts in [sides.get(name) if isinstance(sides, dict) else None]
        for texts in [texts if isinstance(texts, dict) else {}]
    )
    return before, after
